"""The words of ui/messages.py: for each code what happened, whether anything was lost, and what to do."""

from __future__ import annotations

from sscs_desktop.ui.marked import QT_TRANSLATE_NOOP

SENTENCES: dict[str, str] = {
    # the network and the account
    "offline": QT_TRANSLATE_NOOP("messages", "现在连不上县里的服务直通。内容都已存在本机，联网后自动上报，不用重写。"),
    "unreachable": QT_TRANSLATE_NOOP(
        "messages", "连不上县里的服务直通，可能没有网络，或它没有开。内容都已存在本机，连上后自动上报。"
    ),
    "timeout": QT_TRANSLATE_NOOP("messages", "县里的服务直通太久没有回应。内容都在本机，稍后会自动再试。"),
    "busy": QT_TRANSLATE_NOOP("messages", "县里的服务直通正忙，这次没有同步完。内容都在本机，稍后会自动再试。"),
    "server_error": QT_TRANSLATE_NOOP(
        "messages", "县里的服务直通出了差错，这次没有同步完。内容都在本机，会自动再试；总是这样请告诉县领导小组办公室。"
    ),
    "database_busy": QT_TRANSLATE_NOOP("messages", "县里的数据库正忙，这次没有同步完。内容都在本机，稍后会自动再试。"),
    "database_away": QT_TRANSLATE_NOOP(
        "messages", "县里的服务直通连不上它的数据库。内容都在本机，稍后会自动再试；总是这样请告诉县领导小组办公室。"
    ),
    "internal": QT_TRANSLATE_NOOP(
        "messages", "县里的服务直通出了差错，这一步没有办成。内容都在本机，请稍后再试；总是这样请告诉县领导小组办公室。"
    ),
    "removal_doubted": QT_TRANSLATE_NOOP(
        "messages",
        "县里要从本机移走 {rows} 条（本机共 {held} 条），可两边的条数对不上，所以一条也没有移，没上报的照常上报。"
        "确知分包有大调整，在上报页按“确认移走”（命令行 sync --confirm），再同步一次；拿不准，问县领导小组办公室。",
    ),
    "removal_doubted:parcel": QT_TRANSLATE_NOOP(
        "messages",
        "这个摆渡包要从本机移走 {rows} 条（本机共 {held} 条），可包里写的条数对不上，所以整包没有带入，"
        "没上报的仍在本机。确知分包有大调整，在上报页按“确认移走”（命令行 sync --confirm，没有网络也行），"
        "再带入一次；拿不准，问县领导小组办公室。",
    ),
    "removal_doubted:round": QT_TRANSLATE_NOOP(
        "messages", "县里要移走的太多，条数又对不上，所以一条也没有移，请在上报页决定。没上报的照常上报。"
    ),
    "bad_answer": QT_TRANSLATE_NOOP("messages", "县里的回应不完整，这次没有同步完。内容都在本机，稍后会自动再试。"),
    "tls_untrusted": QT_TRANSLATE_NOOP(
        "messages", "县里服务器的证书核对不上，为安全没有连接。内容都在本机，请把这件事告诉县领导小组办公室。"
    ),
    "bad_address": QT_TRANSLATE_NOOP(
        "messages",
        "服务直通的地址写得不对，没有连接。什么也没有改动，请核对地址（以 https:// 开头），或再要一份邀请文件。",
    ),
    "plain_http": QT_TRANSLATE_NOOP(
        "messages", "不加密的连接只许在本机用，为安全没有打开。什么也没有发出；请改用 https，架设时要给出证书。"
    ),
    "no_such_address": QT_TRANSLATE_NOOP(
        "messages", "县里的服务直通不认得这个请求，可能两边版本不同。内容都在本机，请更新程序再试。"
    ),
    "wrong_method": QT_TRANSLATE_NOOP(
        "messages", "县里的服务直通不认得这个请求，可能两边版本不同。内容都在本机，请更新程序再试。"
    ),
    "too_large": QT_TRANSLATE_NOOP("messages", "一次送的内容太大，县里没有收。内容都在本机，会分成小份再送。"),
    "not_your_replica": QT_TRANSLATE_NOOP(
        "messages", "县里不认得这份本机文件，要重新登记。内容都在本机，请再同步一次。"
    ),
    "login_needed": QT_TRANSLATE_NOOP("messages", "登录已过期，请重新登录。没上报的内容都还在本机。"),
    "wrong_password": QT_TRANSLATE_NOOP("messages", "账号或口令不对，请再输一次。本机内容没有受影响。"),
    "account_locked": QT_TRANSLATE_NOOP(
        "messages", "口令错得太多，账号暂时锁住了。过一刻钟再试，或请县领导小组办公室再发一份邀请文件，重设口令。"
    ),
    "bad_invitation": QT_TRANSLATE_NOOP(
        "messages", "这个邀请文件用不了，可能不完整或已用过。请向县领导小组办公室再要一份。"
    ),
    "code_wrong": QT_TRANSLATE_NOOP(
        "messages",
        "邀请已用过或过了期（14 天内有效，只能用一次），没有连接。本机没有改动，请向县领导小组办公室再要一份。",
    ),
    # versions
    "desk_too_old": QT_TRANSLATE_NOOP(
        "messages", "本机程序太旧，县里已换了新版。请更新程序；更新前照常能记，内容不会丢。"
    ),
    "directory_too_old": QT_TRANSLATE_NOOP(
        "messages", "县里的服务直通还是旧版，暂时不能同步。内容都在本机，等县里更新后自动上报。"
    ),
    "file_too_new": QT_TRANSLATE_NOOP(
        "messages", "本机文件是更新的程序写的，这个旧程序打不开它。请装新版程序，文件没有动过。"
    ),
    # one record refused
    "refused": QT_TRANSLATE_NOOP("messages", "县里没有收下这一条。内容还在本机，可以改好再报。"),
    "scope": QT_TRANSLATE_NOOP(
        "messages",
        "这家企业或项目已不归本单位，没有记到它名下。县里已留下来核对，新的责任单位也看得到；内容还存成了草稿。",
    ),
    "gone": QT_TRANSLATE_NOOP("messages", "这一条在县里已经删除或转走，没有收下。内容存成了草稿，可以重新记一次。"),
    "exists": QT_TRANSLATE_NOOP(
        "messages", "县里已有编号相同的一条，没有再收。原来那一条没有动，刚写的内容存成了草稿。"
    ),
    "op_id_taken": QT_TRANSLATE_NOOP(
        "messages", "这一条与县里另一条重了号，没有收下。内容存成了草稿，打开再保存一次就好。"
    ),
    "author": QT_TRANSLATE_NOOP(
        "messages", "这一条是别人写的，只有本人能改，县里没有收下。内容存成了草稿，可以改写成附注。"
    ),
    "dispatched": QT_TRANSLATE_NOOP(
        "messages", "这个问题已经交办，不能再改，县里没有收下。内容存成了草稿，可以用“附注”补充。"
    ),
    "fixed_field": QT_TRANSLATE_NOOP("messages", "有一项定下后不能再改，县里没有收下。内容存成了草稿，可以写成附注。"),
    "directory_only": QT_TRANSLATE_NOOP("messages", "这一项由县里维护，没有收下。内容存成了草稿，可以用“提出更正”。"),
    "bad_verb": QT_TRANSLATE_NOOP(
        "messages", "县里的服务直通还不会办这一步，没有收下。内容存成了草稿，等县里更新后再报。"
    ),
    "schema_too_old": QT_TRANSLATE_NOOP(
        "messages", "这一条是很旧的程序写的，县里读不了。内容存成了草稿，更新程序后打开再保存一次。"
    ),
    "schema_too_new": QT_TRANSLATE_NOOP(
        "messages", "这一条是新版程序写的，县里还是旧版，没有收下。内容存成了草稿，等县里更新后再报。"
    ),
    "hole": QT_TRANSLATE_NOOP(
        "messages", "这一条几次都没有报成，已放到一边，免得挡住别的。内容存成了草稿，可以改短一些再报。"
    ),
    "set_aside": QT_TRANSLATE_NOOP(
        "messages", "这一条几次都没有报成，已放到一边，免得挡住别的。内容存成了草稿，可以改短一些再报。"
    ),
    "not_allowed": QT_TRANSLATE_NOOP("messages", "这个账号不能做这件事。什么也没有改动，请找县领导小组办公室。"),
    "out_of_scope": QT_TRANSLATE_NOOP(
        "messages", "这家企业或项目已不归本单位。内容还在本机，可以作为附注转给新的责任单位。"
    ),
    "bad_suffix": QT_TRANSLATE_NOOP(
        "messages", "文件名的后缀不认识，没有写出。请用 .xlsx 或 .csv 结尾，要打印就用 .pdf。"
    ),
    "bad_briefing_suffix": QT_TRANSLATE_NOOP(
        "messages", "文件名的后缀不认识，没有写出。接着修改请用 .docx 结尾，直接打印请用 .pdf。"
    ),
    "no_such_template": QT_TRANSLATE_NOOP("messages", "没有这份表样，没有写出。请核对它的名称，或直接选对方的空表。"),
    "already_decided": QT_TRANSLATE_NOOP(
        "messages", "县里已经办过这一条，这一步没有生效。内容都在，要改请重新提出一条。"
    ),
    "no_such_import": QT_TRANSLATE_NOOP("messages", "没有这一次导入，没有撤销。什么也没有改动，请核对它的编号。"),
    "already_undone": QT_TRANSLATE_NOOP("messages", "这一次导入已经撤销过。什么也没有改动。"),
    "no_such_column": QT_TRANSLATE_NOOP(
        "messages",
        "不知道“{words}”是哪一列。什么也没有导入，请写成“表里的标题=企业名称”，等号右边用台账里的说法，不要这一列就留空。",
    ),
    "bad_rows": QT_TRANSLATE_NOOP("messages", "看不懂行号“{words}”。什么也没有导入，请写成 5-20,33 这样。"),
    "same_object": QT_TRANSLATE_NOOP(
        "messages", "两边是同一条，或者一边是企业一边是项目，不能合并。什么也没有改动，请重新选。"
    ),
    "illegal_move": QT_TRANSLATE_NOOP(
        "messages", "问题的状态已经变了，现在不能这样办。什么也没有丢，请看最新的进展再决定。"
    ),
    "state_moved": QT_TRANSLATE_NOOP("messages", "别人先改了这个问题的状态，这一步没有生效。请看最新的进展再决定。"),
    "not_author": QT_TRANSLATE_NOOP("messages", "这一条是别人写的，只有本人能改。什么也没有改动。"),
    "not_editable": QT_TRANSLATE_NOOP("messages", "这一项由县里维护，不能直接改。可以用“提出更正”。"),
    "newer_words": QT_TRANSLATE_NOOP(
        "messages", "这一条里有新版本程序写的内容，本机的程序还不认识，所以没有改，原样存着。请先更新程序再改。"
    ),
    "row_gone": QT_TRANSLATE_NOOP("messages", "这一条已不在本机，可能已转出或删除。刚写的内容存成了草稿。"),
    "unknown_field": QT_TRANSLATE_NOOP(
        "messages", "没有这一项可以更正，没有保存。原来的内容没有动，请从列表里选要更正的一项。"
    ),
    "numbers_exhausted": QT_TRANSLATE_NOOP(
        "messages", "本机预留的编号用完了。请联网同步一次领取新编号；刚写的内容在草稿里。"
    ),
    "too_few_card_numbers": QT_TRANSLATE_NOOP(
        "messages", "本机预留的卡号还有 {left} 个，不够用，什么也没有打印。请联网同步一次领取，或者少选几张。"
    ),
    "expired": QT_TRANSLATE_NOOP("messages", "这一条太久没有上报，县里已不再接收。内容存成了草稿，可以重新记一次。"),
    "bad_record": QT_TRANSLATE_NOOP("messages", "有一条内容读不懂，没有采用。其余的不受影响，请把这件事告诉管理员。"),
    "bad_message": QT_TRANSLATE_NOOP("messages", "县里的回应读不懂，这次没有同步。内容都在本机，稍后会自动再试。"),
    "bad_page": QT_TRANSLATE_NOOP("messages", "县里发来的内容不完整，这次没有采用。本机没有改动，稍后会自动再试。"),
    # the directory is another
    "fork": QT_TRANSLATE_NOOP(
        "messages", "县里的数据库恢复过，本机正在重新核对。没有收到的会自动再报一次，什么也不会丢。"
    ),
    "gap": QT_TRANSLATE_NOOP("messages", "县里缺了本机以前报的内容，正在重新核对，会自动补报。"),
    "floor": QT_TRANSLATE_NOOP("messages", "本机太久没有同步，正在重新领取全部内容。没上报的都会保留。"),
    # the disk
    "disk_full": QT_TRANSLATE_NOOP("messages", "磁盘满了，刚才这一步没有保存。请腾出一些空间再按一次保存。"),
    "disk_error": QT_TRANSLATE_NOOP(
        "messages", "磁盘写不进去，刚才这一步没有保存。请看磁盘是否只读或已拔出，再试一次。"
    ),
    "not_writable": QT_TRANSLATE_NOOP(
        "messages",
        "这个位置写不进去，没有写出。文件可能正在别的程序里开着，或者没有权限；请关掉它，或换个位置再试。",
    ),
    "disk_damaged": QT_TRANSLATE_NOOP(
        "messages", "本机文件有损坏，已停止写入。请从备份恢复，或联网重新领取；已上报的县里都有。"
    ),
    # keys
    "wrong_key": QT_TRANSLATE_NOOP(
        "messages", "钥匙与本机文件对不上，打不开。文件没有动过，请找回与它一同存放的钥匙文件。"
    ),
    "wrong_passphrase": QT_TRANSLATE_NOOP("messages", "口令不对，请再输一次。忘了口令可以用恢复码打开。"),
    "wrong_recovery_code": QT_TRANSLATE_NOOP("messages", "恢复码不对，请照抄写的再输一次。文件没有动过。"),
    "wrong_recovery_code:mistyped": QT_TRANSLATE_NOOP("messages", "恢复码里有字符输错了，请照抄写的核对一遍再输。"),
    "wrong_recovery_code:other_file": QT_TRANSLATE_NOOP(
        "messages", "这个恢复码是另一份文件的。请找建这份文件时抄下的那一个。"
    ),
    "key_missing": QT_TRANSLATE_NOOP("messages", "系统钥匙串里找不到本机文件的钥匙。请用恢复码打开，内容都在。"),
    "keyring_locked": QT_TRANSLATE_NOOP("messages", "系统钥匙串锁着。请先解锁系统钥匙串，再打开程序。"),
    "keyring_away": QT_TRANSLATE_NOOP(
        "messages", "从这里够不到系统钥匙串（比如远程登录），打不开本机文件。什么也没有改动，请在桌面上的终端里再运行。"
    ),
    "cipher_missing": QT_TRANSLATE_NOOP(
        "messages", "这台机器缺少加密组件，打不开加密的文件。请重新安装程序；文件没有动过。"
    ),
    "file_not_encrypted": QT_TRANSLATE_NOOP(
        "messages", "本机文件没有加密，与钥匙不符，为稳妥没有打开。请把这件事告诉管理员。"
    ),
    "key_file_missing": QT_TRANSLATE_NOOP(
        "messages", "找不到本机文件的钥匙文件和它的副本，打不开。数据文件没有动过，请从备份里找回钥匙文件。"
    ),
    "key_file_damaged": QT_TRANSLATE_NOOP(
        "messages", "本机文件的钥匙文件和它的副本都坏了，打不开。数据文件没有动过，请从备份里找回钥匙文件。"
    ),
    # somebody else holds it
    "file_in_use": QT_TRANSLATE_NOOP("messages", "程序已经打开了一个窗口，本机文件正被它使用。请到那个窗口里接着办。"),
    "file_busy": QT_TRANSLATE_NOOP("messages", "本机文件正忙，刚才这一步没有保存。请稍等几秒再按一次。"),
    "port_taken": QT_TRANSLATE_NOOP("messages", "端口 {port} 已被别的程序占用。请换一个端口，或关掉占用它的程序。"),
    "round_running": QT_TRANSLATE_NOOP("messages", "已经在同步了，等它办完就好。"),
    "no_account": QT_TRANSLATE_NOOP("messages", "本机还没有账号。请先用县里发的邀请文件登录。"),
    "other_account": QT_TRANSLATE_NOOP("messages", "这份文件是另一个账号的，没有打开。请用原来的账号，或另建一份。"),
    "no_directory": QT_TRANSLATE_NOOP(
        "messages", "这个文件夹里没有服务直通的数据库。什么也没有改动；请看 --data 是否写对，新建用 admin create。"
    ),
    "no_county_office": QT_TRANSLATE_NOOP(
        "messages", "服务直通里没有这个县的领导小组办公室。什么也没有改动，请先用 admin create 建立。"
    ),
    "several_county_offices": QT_TRANSLATE_NOOP(
        "messages",
        "服务直通里有不止一个县的领导小组办公室，分不清用哪一个。什么也没有改动，请从备份恢复，一个县用一份。",
    ),
    "directory_exists": QT_TRANSLATE_NOOP(
        "messages", "这里已经建好了一个县的服务直通，没有再建。原来的没有改动；另一个县请用另一个文件夹。"
    ),
    "no_such_account": QT_TRANSLATE_NOOP(
        "messages", "没有这个账号。什么也没有改动，请看登录名是否写对，或先用 admin account 建立。"
    ),
    "not_one_unit": QT_TRANSLATE_NOOP(
        "messages",
        "叫“{name}”的单位有 {found} 个，要正好一个才能办。什么也没有改动，请写全称，或先用 admin unit 建立。",
    ),
    "not_one_township": QT_TRANSLATE_NOOP(
        "messages", "按这个名称找到 {found} 个乡镇，要正好一个。什么也没有打印，卡号没有取，请写全名。"
    ),
    "nothing_to_print": QT_TRANSLATE_NOOP(
        "messages", "没有可打印的，文件没有写，卡号没有取。请核对名称、编号或张数（最多 300）。"
    ),
    "not_one_subject": QT_TRANSLATE_NOOP(
        "messages", "按这个名称找到 {found} 家，要正好一家才能办。什么也没有改动，请写全名或统一社会信用代码。"
    ),
    "which_assignment": QT_TRANSLATE_NOOP(
        "messages", "它没有分包单位，或同时有几个，不知道改哪一个。什么也没有改动，请先在名单里理清分包。"
    ),
    "not_found": QT_TRANSLATE_NOOP(
        "messages", "找不到这一条，可能已经删除，或不归本单位看。什么也没有改动，请刷新后再看。"
    ),
    "no_department": QT_TRANSLATE_NOOP(
        "messages", "没有选承办部门，或没有这个部门。什么也没有改动，请选好部门再交办。"
    ),
    "no_higher_office": QT_TRANSLATE_NOOP("messages", "上面没有可以提级的办公室。什么也没有改动，请在本级交办。"),
    "too_late": QT_TRANSLATE_NOOP(
        "messages", "离时限不到一个工作日，不能再申请延期。什么也没有改动，请与县领导小组办公室商量。"
    ),
    "too_long": QT_TRANSLATE_NOOP("messages", "加上这次延期超过了最长办理时限。什么也没有改动，请少申请几天。"),
    "use_pg_dump": QT_TRANSLATE_NOOP(
        "messages", "PostgreSQL 的数据库要用它自己的工具备份（pg_dump）。什么也没有改动。"
    ),
    "use_pg_restore": QT_TRANSLATE_NOOP(
        "messages",
        "PostgreSQL 的数据库要用它自己的工具恢复（pg_restore）。什么也没有改动；恢复好了再办 admin restore --mark。",
    ),
    "directory_running": QT_TRANSLATE_NOOP(
        "messages", "这个服务直通正在运行，为免弄坏它没有动。什么也没有改动，请先停下它（systemctl stop sscs）再办。"
    ),
    "bad_backup": QT_TRANSLATE_NOOP(
        "messages", "这个文件不是服务直通的备份，或已损坏，没有恢复。原来的库没有动，请换一份备份。"
    ),
    "file_exists": QT_TRANSLATE_NOOP(
        "messages", "这个文件已经有了，为免盖掉它没有写。什么也没有改动，请换一个文件名（例如带上日期）。"
    ),
    "bad_database": QT_TRANSLATE_NOOP(
        "messages",
        "数据库的地址写得不对。什么也没有改动，请写成 postgresql+psycopg://账号:口令@主机/库名；用 SQLite 就不写它。",
    ),
    "no_database": QT_TRANSLATE_NOOP(
        "messages", "连不上 PostgreSQL 数据库。什么也没有改动，请看它开着没有，地址、账号、口令和库名写对没有。"
    ),
    "no_such_folder": QT_TRANSLATE_NOOP(
        "messages", "要写的文件所在的文件夹不存在，或写的本身是个文件夹。什么也没有改动，请写全文件名，先建好文件夹。"
    ),
    "account_closed": QT_TRANSLATE_NOOP(
        "messages", "这个账号已经停用。什么也没有改动；要重新启用，用 admin close-account --undo。"
    ),
    "bad_port": QT_TRANSLATE_NOOP("messages", "端口 {port} 不能用。什么也没有改动，请写 1 到 65535 之间的一个数。"),
    "port_forbidden": QT_TRANSLATE_NOOP(
        "messages", "系统不许用端口 {port}。请换一个 1024 以上的端口，或由管理员授权。"
    ),
    "bad_host": QT_TRANSLATE_NOOP(
        "messages", "这台机器上没有 {host} 这个地址，没有开始服务。请看 --host 是否写对；0.0.0.0 是本机的全部地址。"
    ),
    "key_without_certificate": QT_TRANSLATE_NOOP(
        "messages", "只给了私钥，没有给证书。没有开始服务，请同时写 --cert 和 --key。"
    ),
    # files from outside
    "unreadable": QT_TRANSLATE_NOOP("messages", "这个文件读不了。原文件没有动过，请看是否选对了文件。"),
    "roster_unreadable": QT_TRANSLATE_NOOP(
        "messages", "这份名单读不了，什么也没有导入。请用 Excel 打开看看，另存为 .xlsx 再试。"
    ),
    "roster_unreadable:format": QT_TRANSLATE_NOOP(
        "messages", "这不是能读的表格，什么也没有导入。请另存为 .xlsx 再试。"
    ),
    "roster_unreadable:missing": QT_TRANSLATE_NOOP(
        "messages", "找不到这个文件，什么也没有导入。请看它是否已移走或改名。"
    ),
    "roster_unreadable:password": QT_TRANSLATE_NOOP(
        "messages", "这份表格设了密码，什么也没有导入。请去掉密码另存一份再试。"
    ),
    "roster_unreadable:too_large": QT_TRANSLATE_NOOP(
        "messages", "这份表格太大，什么也没有导入。请按乡镇拆成几份再试。"
    ),
    "roster_no_headings": QT_TRANSLATE_NOOP(
        "messages", "表格里找不到这些列：{missing}。什么也没有导入，请看标题行是否齐全。"
    ),
    "bad_template": QT_TRANSLATE_NOOP("messages", "这份表样读不懂，没有用它。请看文件是否完整，或直接选对方的空表。"),
    "template_no_headings": QT_TRANSLATE_NOOP(
        "messages", "这份表里找不到认识的标题行，没有记下表样。请看标题是否齐全，企业和项目至少要有名称一列。"
    ),
    "bad_campaign": QT_TRANSLATE_NOOP(
        "messages", "这份活动文件读不懂，什么也没有导入。请看文件是否完整；不写文件名就导入 2018 年的。"
    ),
    "bad_certificate": QT_TRANSLATE_NOOP(
        "messages", "证书文件读不了，或与私钥对不上。什么也没有改动，请看路径和内容（PEM 格式）。"
    ),
    # parcels and hand-over
    "parcel_unreadable": QT_TRANSLATE_NOOP(
        "messages",
        "这个摆渡包打不开：不是摆渡包，没有拷完整，或被改动过。什么也没有改动，请从原来的地方再拷一份。",
    ),
    "parcel_wrong_way": QT_TRANSLATE_NOOP(
        "messages", "这个摆渡包拿反了：带出的给县里读，县里写的答复才带回本机。什么也没有改动，请换另一个文件。"
    ),
    "parcel_too_new": QT_TRANSLATE_NOOP(
        "messages", "这个摆渡包是新版程序写的，本机读不了。什么也没有改动，请更新程序再试。"
    ),
    "parcel_foreign": QT_TRANSLATE_NOOP(
        "messages", "这个摆渡包是别的电脑或别的县里的，这里不能用。什么也没有改动，请核对是不是拿错了文件。"
    ),
    "parcel_overtaken": QT_TRANSLATE_NOOP(
        "messages", "已有更新的同步，这个摆渡包过时了，没有带入。什么也没有改动；还要带，请重新带出一份。"
    ),
    "parcel_not_registered": QT_TRANSLATE_NOOP(
        "messages", "本机还没有在县里登记过，不能用摆渡包。什么也没有改动，请先联网同步一次。"
    ),
    "handover_own": QT_TRANSLATE_NOOP(
        "messages", "这是您自己交出的交接包，要由接手的人接收。什么也没有改动，请把它交给接手的人。"
    ),
    "handover_taken": QT_TRANSLATE_NOOP(
        "messages", "这个交接包已由别人接收，县里没有再记。里面的草稿和约定仍在本机，请与交接的人核对。"
    ),
    "handover_again": QT_TRANSLATE_NOOP("messages", "这个交接包在本机已经接收过。什么也没有改动，不用再接收。"),
    "handover_not_whole": QT_TRANSLATE_NOOP(
        "messages",
        "交来的没报内容县里还接不上，一条也没有丢。请原来的人联网同步一次，或带出摆渡包，再重新交接。",
    ),
    "handover_undecided": QT_TRANSLATE_NOOP(
        "messages", "还有需要您决定的修改，不能交接。什么也没有改动，请先在上报页决定。"
    ),
    "handover_unreadable": QT_TRANSLATE_NOOP(
        "messages", "这个交接包打不开：不是交接包，没有拷完整，或口令不对。什么也没有改动，请核对口令和文件。"
    ),
    "handover_mistyped": QT_TRANSLATE_NOOP("messages", "两次输入的口令不一样，没有交接。什么也没有改动，请再来一次。"),
    "handover_no_receipt": QT_TRANSLATE_NOOP(
        "messages", "县里的交接回执还没有到，没有写文件。请先联网同步一次，或用摆渡包带去县里再带回来。"
    ),
    "handover_not_taken": QT_TRANSLATE_NOOP(
        "messages", "还没有收到接手人的回执，本机内容一条没有清。请联网同步，或读入接手人给的回执。"
    ),
    "handover_unvouched": QT_TRANSLATE_NOOP(
        "messages", "还有 {left} 条县里没有给回执，本机内容一条没有清。请联网同步，或读入接手人给的回执。"
    ),
    "handover_more": QT_TRANSLATE_NOOP(
        "messages", "有 {left} 份草稿不在交出的包里，本机内容一条没有清。请写完上报、收起，或再交接一次。"
    ),
    "handed_over": QT_TRANSLATE_NOOP(
        "messages", "这台机器的工作已经交接，只留回执，不再同步。要在这里重新开始，请向县领导小组办公室要邀请文件。"
    ),
    "font_missing": QT_TRANSLATE_NOOP("messages", "程序自带的字体不见了，打印不出来。请重新安装程序；记录没有受影响。"),
    "card_void": QT_TRANSLATE_NOOP("messages", "这张卡已经作废，不能再打印或录入，什么也没有改动。请打印替换的新卡。"),
    "too_many_cards": QT_TRANSLATE_NOOP(
        "messages", "按这些条件有 {found} 家，一次最多打 {most} 张，什么也没有打印。请按乡镇或类别分几次打。"
    ),
    "card_replaced": QT_TRANSLATE_NOOP(
        "messages", "这张卡已经由 {number} 替换，不能再撤销作废，什么也没有改动。要用回这张，先作废 {number}。"
    ),
    "no_a4": QT_TRANSLATE_NOOP(
        "messages", "这台打印机没有 A4 纸，什么也没有打，卡号没有取。换一台打印机，或先存成 PDF。"
    ),
    "no_printer": QT_TRANSLATE_NOOP("messages", "这台机器没有装打印机。可以先存成 PDF，拿到别处打印。"),
    "printing_stopped": QT_TRANSLATE_NOOP("messages", "打印中断了。卡号不变，检查打印机后可以再打一次。"),
    # photos and files attached to a record
    "bad_attachment": QT_TRANSLATE_NOOP(
        "messages", "这个文件不是能附的照片或 PDF，没有附上。原文件没有动过，请另存为 JPG、PNG 或 PDF 再附。"
    ),
    "attachment_too_large": QT_TRANSLATE_NOOP(
        "messages", "这个文件超过 20 MB，没有附上。原文件没有动过，请拆开或压缩后再附。"
    ),
    "attachment_away": QT_TRANSLATE_NOOP(
        "messages", "这份附件不在本机，要联网从县里取。什么也没有丢，连上后再打开一次。"
    ),
    "attachment_damaged": QT_TRANSLATE_NOOP(
        "messages", "本机存的这份附件坏了，打不开。县里若已收到，会自动重新取；没有的话请重新附一次。"
    ),
    "bad_range": QT_TRANSLATE_NOOP("messages", "取附件时位置对不上，没有取到。县里那份没有动，请再打开一次。"),
    "bad_part": QT_TRANSLATE_NOOP(
        "messages", "附件有一块大小不对，县里没有收。文件还在本机，可能两边版本不同，请更新程序。"
    ),
    "part_damaged": QT_TRANSLATE_NOOP("messages", "附件有一块在路上坏了，县里没有收。文件还在本机，会自动再传。"),
    "parts_missing": QT_TRANSLATE_NOOP("messages", "附件还没有传齐，县里没有收下。文件还在本机，会自动接着传。"),
    "blob_damaged": QT_TRANSLATE_NOOP("messages", "附件传到县里核对不上，没有收下。文件还在本机，会自动从头再传。"),
    "blob_quota": QT_TRANSLATE_NOOP(
        "messages", "这个账号在县里存的附件已满，没有收下。文件还在本机，请找县领导小组办公室腾出空间。"
    ),
    "no_files_folder": QT_TRANSLATE_NOOP(
        "messages", "县里的服务直通还没有定下放附件的文件夹，没有收。文件还在本机，请告诉县领导小组办公室。"
    ),
    "disk_full:lane": QT_TRANSLATE_NOOP(
        "messages", "磁盘满了，照片和文件先停着，走访和问题照常上报。请腾出一些空间，再按 F5 接着传。"
    ),
    "disk_error:lane": QT_TRANSLATE_NOOP(
        "messages", "磁盘写不进去，照片和文件先停着，走访和问题照常上报。请看磁盘是否只读或已拔出，再按 F5。"
    ),
    # a round stopped by it: nobody pressed anything, so what was not sent and what comes next
    "login_needed:round": QT_TRANSLATE_NOOP("messages", "登录已过期，按 F5 登录后上报。没报的都在本机。"),
    "not_allowed:round": QT_TRANSLATE_NOOP(
        "messages", "这个账号现在不能与县里同步，没报的都在本机。请找县领导小组办公室。"
    ),
    "refused:round": QT_TRANSLATE_NOOP(
        "messages", "县里没有接受这次同步，没报的都在本机。总是这样请告诉县领导小组办公室。"
    ),
    "disk_full:round": QT_TRANSLATE_NOOP("messages", "磁盘满了，这次没有同步完。请腾出一些空间，再按 F5。"),
    "disk_error:round": QT_TRANSLATE_NOOP(
        "messages", "磁盘写不进去，这次没有同步完。请看磁盘是否只读或已拔出，再按 F5。"
    ),
    "file_busy:round": QT_TRANSLATE_NOOP("messages", "本机文件正忙，这次没有同步完。稍后会自动再试。"),
    "cancelled:round": QT_TRANSLATE_NOOP("messages", "上次同步中途停下了，会接着做。"),
    "unknown:round": QT_TRANSLATE_NOOP("messages", "同步出了没料到的差错，没报的都在本机。稍后会自动再试。"),
    "unknown": QT_TRANSLATE_NOOP("messages", "出了没料到的差错，刚才这一步没有办成。已存的内容都在本机，请再试一次。"),
}

PROBLEMS: dict[str, str] = {
    "required": QT_TRANSLATE_NOOP("messages", "请填写这一项"),
    "name_required": QT_TRANSLATE_NOOP("messages", "没有写名称，这一行没有收"),
    "stage_required": QT_TRANSLATE_NOOP("messages", "没有写项目阶段，请补上"),
    "day_required": QT_TRANSLATE_NOOP("messages", "没有写日期，请补上"),
    "description_required": QT_TRANSLATE_NOOP("messages", "没有写是什么问题，请补上"),
    "not_here": QT_TRANSLATE_NOOP("messages", "本机没有这一家，要请县里先导入"),
    "several_here": QT_TRANSLATE_NOOP("messages", "有几家叫这个名字，请补上统一社会信用代码"),
    "too_long": QT_TRANSLATE_NOOP("messages", "太长了，请写短一些"),
    "too_many": QT_TRANSLATE_NOOP("messages", "太多了，请去掉几个"),
    "too_short": QT_TRANSLATE_NOOP("messages", "太短了，至少 8 个字符"),
    "in_future": QT_TRANSLATE_NOOP("messages", "不能晚于今天"),
    "one_subject": QT_TRANSLATE_NOOP("messages", "请选一家企业或一个项目"),
    "control_characters": QT_TRANSLATE_NOOP("messages", "含有看不见的字符，请删去重打"),
    "has_issues": QT_TRANSLATE_NOOP("messages", "已写了问题，不能再选“无新问题”"),
    "not_done": QT_TRANSLATE_NOOP("messages", "还没有完成，不用填完成日期"),
    "not_positive": QT_TRANSLATE_NOOP("messages", "应当是正数"),
    "bad_format": QT_TRANSLATE_NOOP("messages", "格式不对"),
    "not_a_number": QT_TRANSLATE_NOOP("messages", "这里要填数字，如 4820 或 12.5"),
    "bad_year": QT_TRANSLATE_NOOP("messages", "年份不对"),
    "bad_day": QT_TRANSLATE_NOOP("messages", "看不懂这个日期，可写 今天、9-30 或 0930"),
    "bad_date": QT_TRANSLATE_NOOP("messages", "看不懂这个日期，没有采用，请写成 2018-09-30"),
    "unclear_date": QT_TRANSLATE_NOOP("messages", "日期不完整，没有采用，请写成 2018-09-30"),
    "bad_number": QT_TRANSLATE_NOOP("messages", "应当是数字，没有采用"),
    "rounded_number": QT_TRANSLATE_NOOP(
        "messages", "数字太长，Excel 已把后几位变成 0，没有采用；请把这一列设为文本，重新填"
    ),
    "unknown_word": QT_TRANSLATE_NOOP("messages", "看不懂这个词，没有采用"),
    "same_value": QT_TRANSLATE_NOOP("messages", "与原来的一样"),
    "bad_login": QT_TRANSLATE_NOOP("messages", "登录名只用字母、数字和 . _ -，以字母或数字开头和结尾，最多 64 个字符"),
    "role_not_of_unit": QT_TRANSLATE_NOOP(
        "messages", "角色与单位不合：office 要在领导小组办公室，department 要在承办部门"
    ),
    "taken": QT_TRANSLATE_NOOP("messages", "这个账号已经有了，请换一个"),
    "unknown": QT_TRANSLATE_NOOP("messages", "没有这个代码，请核对"),
    "duplicate_row": QT_TRANSLATE_NOOP("messages", "前面已有这一行，没有再收"),
    "duplicate_code": QT_TRANSLATE_NOOP("messages", "代码与前面另一家相同，没有采用，请核对"),
    "sheet_hidden": QT_TRANSLATE_NOOP("messages", "这张表是隐藏的，没有读"),
    "sheet_no_headings": QT_TRANSLATE_NOOP("messages", "这张表里找不到标题行，没有读"),
    "credit_code_length": QT_TRANSLATE_NOOP("messages", "信用代码应当是 18 位"),
    "credit_code_alphabet": QT_TRANSLATE_NOOP("messages", "信用代码里有不该出现的字符"),
    "credit_code_check": QT_TRANSLATE_NOOP("messages", "信用代码的校验位对不上，请核对"),
    "quiet_day": QT_TRANSLATE_NOOP("messages", "这天是企业安静日，可改用电话"),
    "other_team": QT_TRANSLATE_NOOP("messages", "{unit_name} {on}刚来过，可改用电话"),
    "same_day": QT_TRANSLATE_NOOP("messages", "本单位这天已记过一次走访"),
    "no_result": QT_TRANSLATE_NOOP("messages", "没有问题的话，请勾“无新问题”"),
    "long_ago": QT_TRANSLATE_NOOP("messages", "是一年多以前的走访，请核对日期"),
    "other_category": QT_TRANSLATE_NOOP("messages", "这个类别与企业的类别不合，请核对"),
    "odd_phone": QT_TRANSLATE_NOOP("messages", "看着不像电话号码，请核对"),
    "unknown_choice": QT_TRANSLATE_NOOP("messages", "没有这个选项"),
    "not_text": QT_TRANSLATE_NOOP("messages", "应当是文字"),
    "not_a_flag": QT_TRANSLATE_NOOP("messages", "应当是“是”或“否”"),
    "out_of_range": QT_TRANSLATE_NOOP("messages", "超出了范围"),
    "too_big": QT_TRANSLATE_NOOP("messages", "文件太大了，最大 20 MB"),
}

DIGEST: tuple[tuple[str, str, str], ...] = (
    ("answered", "message-circle-reply", QT_TRANSLATE_NOOP("messages", "{n} 条答复到达")),
    ("returned", "undo-2", QT_TRANSLATE_NOOP("messages", "{n} 个问题退回补正")),
    ("conflict", "split", QT_TRANSLATE_NOOP("messages", "{n} 处修改需要您决定")),
    ("not_deleted", "undo-2", QT_TRANSLATE_NOOP("messages", "{n} 条没有删：别人又改过，留着")),
    ("refused", "undo-2", QT_TRANSLATE_NOOP("messages", "{n} 条没有通过")),
    ("kept_as_draft", "pencil-line", QT_TRANSLATE_NOOP("messages", "{n} 条存成了草稿")),
    ("renumbered", "receipt-text", QT_TRANSLATE_NOOP("messages", "{n} 个编号改了，请重新打印")),
    ("healed", "refresh-cw", QT_TRANSLATE_NOOP("messages", "县里的数据库恢复过，已重新核对，缺的自动补报")),
    ("forked", "split", QT_TRANSLATE_NOOP("messages", "本机文件是复制或恢复来的，已另领编号")),
    ("repaired", "refresh-cw", QT_TRANSLATE_NOOP("messages", "{n} 条与县里核对不上，已按县里的重新领取")),
    ("restored", "refresh-cw", QT_TRANSLATE_NOOP("messages", "县里的数据库从备份恢复过，已核对，本机的都在")),
    ("newer_words", "info", QT_TRANSLATE_NOOP("messages", "县里用上了新版本的内容，本机照原样存着，请更新程序")),
    ("numbers_low", "receipt-text", QT_TRANSLATE_NOOP("messages", "预留的编号快用完了，请联网同步")),
    ("review_opened", "file-input", QT_TRANSLATE_NOOP("messages", "原责任单位补报 {n} 条，等县里核对")),
    ("review_attached", "check", QT_TRANSLATE_NOOP("messages", "{n} 条补报已作为附注收下")),
    ("review_discarded", "undo-2", QT_TRANSLATE_NOOP("messages", "{n} 条补报没有采用")),
    ("proposal_accepted", "check", QT_TRANSLATE_NOOP("messages", "{n} 处更正已采纳")),
    ("proposal_refused", "undo-2", QT_TRANSLATE_NOOP("messages", "{n} 处更正没有采纳")),
    ("due", "clock", QT_TRANSLATE_NOOP("messages", "{n} 个时限有变动")),
    ("closed", "check", QT_TRANSLATE_NOOP("messages", "{n} 个问题已销号")),
    ("state", "history", QT_TRANSLATE_NOOP("messages", "{n} 个问题有进展")),
    ("gained", "factory", QT_TRANSLATE_NOOP("messages", "{n} 家企业或项目转入")),
    ("lost", "arrow-right-left", QT_TRANSLATE_NOOP("messages", "{n} 家企业或项目转出")),
    ("moved", "arrow-right-left", QT_TRANSLATE_NOOP("messages", "{n} 条记录换了归属")),
    ("notice", "info", QT_TRANSLATE_NOOP("messages", "{n} 条新通知")),
)
