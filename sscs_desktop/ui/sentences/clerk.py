"""What the administrator of a directory meets on the command line."""

from __future__ import annotations

from sscs_desktop.ui.marked import QT_TRANSLATE_NOOP

SENTENCES: dict[str, str] = {
    # which directory, unit, account
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
    "account_closed": QT_TRANSLATE_NOOP(
        "messages", "这个账号已经停用。什么也没有改动；要重新启用，用 admin close-account --undo。"
    ),
    "not_one_unit": QT_TRANSLATE_NOOP(
        "messages",
        "叫“{name}”的单位有 {found} 个，要正好一个才能办。什么也没有改动，请写全称，或先用 admin unit 建立。",
    ),
    "not_one_subject": QT_TRANSLATE_NOOP(
        "messages", "按这个名称找到 {found} 家，要正好一家才能办。什么也没有改动，请写全名或统一社会信用代码。"
    ),
    "bad_campaign": QT_TRANSLATE_NOOP(
        "messages", "这份活动文件读不懂，什么也没有导入。请看文件是否完整；不写文件名就导入 2018 年的。"
    ),
    # its database and its copies
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
    "no_such_folder": QT_TRANSLATE_NOOP(
        "messages", "要写的文件所在的文件夹不存在，或写的本身是个文件夹。什么也没有改动，请写全文件名，先建好文件夹。"
    ),
    "bad_database": QT_TRANSLATE_NOOP(
        "messages",
        "数据库的地址写得不对。什么也没有改动，请写成 postgresql+psycopg://账号:口令@主机/库名；用 SQLite 就不写它。",
    ),
    "no_database": QT_TRANSLATE_NOOP(
        "messages", "连不上 PostgreSQL 数据库。什么也没有改动，请看它开着没有，地址、账号、口令和库名写对没有。"
    ),
    # the service
    "bad_port": QT_TRANSLATE_NOOP("messages", "端口 {port} 不能用。什么也没有改动，请写 1 到 65535 之间的一个数。"),
    "port_taken": QT_TRANSLATE_NOOP("messages", "端口 {port} 已被别的程序占用。请换一个端口，或关掉占用它的程序。"),
    "port_forbidden": QT_TRANSLATE_NOOP(
        "messages", "系统不许用端口 {port}。请换一个 1024 以上的端口，或由管理员授权。"
    ),
    "bad_host": QT_TRANSLATE_NOOP(
        "messages", "这台机器上没有 {host} 这个地址，没有开始服务。请看 --host 是否写对；0.0.0.0 是本机的全部地址。"
    ),
    "key_without_certificate": QT_TRANSLATE_NOOP(
        "messages", "只给了私钥，没有给证书。没有开始服务，请同时写 --cert 和 --key。"
    ),
    "bad_certificate": QT_TRANSLATE_NOOP(
        "messages", "证书文件读不了，或与私钥对不上。什么也没有改动，请看路径和内容（PEM 格式）。"
    ),
}
