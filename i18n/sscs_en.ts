<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US" sourcelanguage="zh_CN">
<context>
    <name>AppointmentDialog</name>
    <message>
        <source>约下次</source>
        <translation>Next contact</translation>
    </message>
    <message>
        <source>9-30</source>
        <translation>9-30</translation>
    </message>
    <message>
        <source>下次联系</source>
        <translation>Next contact</translation>
    </message>
    <message>
        <source>约定</source>
        <translation>Promise</translation>
    </message>
    <message>
        <source>稍后再定</source>
        <translation>Later</translation>
    </message>
    <message>
        <source>写成 9-30、下周三 都可以</source>
        <translation>Write 9-30 or 0930</translation>
    </message>
</context>
<context>
    <name>AttachmentField</name>
    <message>
        <source>附照片或文件</source>
        <translation>Attach files</translation>
    </message>
    <message>
        <source>PDF 原样附上：里面写着的作者、日期、软件会一起上报。</source>
        <translation>A PDF is attached as it is: the author, dates and software written in it are reported with it.</translation>
    </message>
    <message>
        <source>正在处理…</source>
        <translation>Working…</translation>
    </message>
    <message>
        <source>保存后上报</source>
        <translation>Goes up once saved</translation>
    </message>
    <message>
        <source>去掉这个附件</source>
        <translation>Take this file off</translation>
    </message>
</context>
<context>
    <name>BatchChoice</name>
    <message>
        <source>填好的卡</source>
        <translation>Filled</translation>
    </message>
    <message>
        <source>空白卡</source>
        <translation>Blank</translation>
    </message>
    <message>
        <source>企业</source>
        <translation>Enterprises</translation>
    </message>
    <message>
        <source>项目</source>
        <translation>Projects</translation>
    </message>
    <message>
        <source>全部乡镇</source>
        <translation>All townships</translation>
    </message>
    <message>
        <source>全部类别</source>
        <translation>All classes</translation>
    </message>
    <message>
        <source>名称或首字母</source>
        <translation>Name or initials</translation>
    </message>
    <message>
        <source>只要我单位分包的</source>
        <translation>My unit&apos;s only</translation>
    </message>
    <message>
        <source>全部取消</source>
        <translation>Untick all</translation>
    </message>
    <message>
        <source>打印</source>
        <translation>Print</translation>
    </message>
    <message>
        <source>对象</source>
        <translation>For</translation>
    </message>
    <message>
        <source>张数</source>
        <translation>How many</translation>
    </message>
    <message>
        <source>空白卡没有卡号，企业手写后带回，照着记走访、记问题。</source>
        <translation>Blank cards have no number. Bring them back filled in by hand and record visit and problems from them.</translation>
    </message>
    <message>
        <source>乡镇</source>
        <translation>Township</translation>
    </message>
    <message>
        <source>类别</source>
        <translation>Class</translation>
    </message>
    <message>
        <source>要打印的，空格键勾选</source>
        <translation>To be printed; space ticks</translation>
    </message>
    <message>
        <source>选了 {count} 个</source>
        <translation>Ticked: {count}</translation>
    </message>
    <message>
        <source>全部选上</source>
        <translation>Tick all</translation>
    </message>
</context>
<context>
    <name>BatchDialog</name>
    <message>
        <source>批量打印反馈卡</source>
        <translation>Print many cards</translation>
    </message>
    <message>
        <source>关闭</source>
        <translation>Close</translation>
    </message>
    <message>
        <source>左边勾选要打印的；空白卡填 1 到 {most} 张</source>
        <translation>Tick whom to print for; blank cards: 1 to {most}</translation>
    </message>
    <message>
        <source>第 {n} 张卡，共 {count} 张</source>
        <translation>Card {n} of {count}</translation>
    </message>
    <message>
        <source>卡号在打印时给定</source>
        <translation>The number comes with the print</translation>
    </message>
    <message>
        <source>只列了前 {most} 个，请按乡镇分批</source>
        <translation>Only the first {most} are listed; go by township</translation>
    </message>
    <message>
        <source>已停下，什么也没有留下，卡号没有取</source>
        <translation>Stopped. Nothing was left behind and no number was taken</translation>
    </message>
    <message>
        <source>正在准备…</source>
        <translation>Preparing…</translation>
    </message>
    <message>
        <source>正在做第 {n} 张，共 {count} 张</source>
        <translation>Card {n} of {count}</translation>
    </message>
    <message>
        <source>正在登记卡号，共 {count} 张</source>
        <translation>Filing the numbers, cards: {count}</translation>
    </message>
    <message>
        <source>{sent}。其余 {rest} 张没有打，也没有取号</source>
        <translation>{sent}. Not printed and not numbered: {rest}</translation>
    </message>
    <message>
        <source>一张也没有打</source>
        <translation>None was printed</translation>
    </message>
    <message>
        <source>{count} 张好了，卡号 {first} 到 {last}</source>
        <translation>Done: {count}, numbers {first} to {last}</translation>
    </message>
    <message>
        <source>{count} 张取了卡号 {first} 到 {last}，没出纸的在反馈卡里重打</source>
        <translation>Numbers taken: {count}, {first} to {last}; reprint under Cards those that did not come out</translation>
    </message>
    <message>
        <source>空白卡 {count} 张好了</source>
        <translation>Blank cards done: {count}</translation>
    </message>
    <message>
        <source>停下</source>
        <translation>Stop</translation>
    </message>
</context>
<context>
    <name>BatchPaper</name>
    <message>
        <source>左边勾选要打印的，这里就是它的样子。</source>
        <translation>Tick what is to be printed at the left; it shows here as it will look.</translation>
    </message>
    <message>
        <source>打好的已经去掉了勾，在“反馈卡”里都能找到。</source>
        <translation>What is done is unticked now; all of it is on the page Cards.</translation>
    </message>
</context>
<context>
    <name>CardEntry</name>
    <message>
        <source>录入签回的卡</source>
        <translation>Enter a signed card</translation>
    </message>
    <message>
        <source>PgUp、PgDn 翻纸；回车到下一个数；和纸上一样的不用动</source>
        <translation>PgUp and PgDn turn the paper, Enter goes to the next number; leave what is as printed</translation>
    </message>
    <message>
        <source>和纸上一样的不用动</source>
        <translation>Leave what is as on the paper</translation>
    </message>
    <message>
        <source>还有几处要改，已标在旁边</source>
        <translation>A few things need mending; they are marked</translation>
    </message>
    <message>
        <source>保存</source>
        <translation>Save</translation>
    </message>
    <message>
        <source>稍后再录</source>
        <translation>Later</translation>
    </message>
    <message>
        <source>{n} 个问题现在不能再评满意度，勾过的没有带来</source>
        <translation>No longer to be rated: {n}; what was ticked did not come along</translation>
    </message>
</context>
<context>
    <name>CardForm</name>
    <message>
        <source>没有勾</source>
        <translation>Not ticked</translation>
    </message>
    <message>
        <source>照纸上写的录</source>
        <translation>As written on the paper</translation>
    </message>
    <message>
        <source>姓名</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>电话</source>
        <translation>Phone</translation>
    </message>
    <message>
        <source>填报主体</source>
        <translation>Filled in by</translation>
    </message>
    <message>
        <source>生产经营</source>
        <translation>Production</translation>
    </message>
    <message>
        <source>经营状态</source>
        <translation>State</translation>
    </message>
    <message>
        <source>问题</source>
        <translation>Problems</translation>
    </message>
    <message>
        <source>意见建议和签字</source>
        <translation>Suggestions and signatures</translation>
    </message>
    <message>
        <source>意见建议</source>
        <translation>Comments and suggestions</translation>
    </message>
    <message>
        <source>填表人</source>
        <translation>Filled in by (name)</translation>
    </message>
    <message>
        <source>联系电话</source>
        <translation>Phone</translation>
    </message>
    <message>
        <source>签字盖章</source>
        <translation>Signatures</translation>
    </message>
    <message>
        <source>签回日期</source>
        <translation>Signed on</translation>
    </message>
    <message>
        <source>满意度</source>
        <translation>Satisfaction</translation>
    </message>
    <message>
        <source>办理结果反馈</source>
        <translation>Feedback on results</translation>
    </message>
</context>
<context>
    <name>CardPhotos</name>
    <message>
        <source>照片或扫描件</source>
        <translation>Photos or scans</translation>
    </message>
    <message>
        <source>选签回的卡的照片或扫描件：按纸上的二维码各附到自己的卡上</source>
        <translation>Photos or scans of signed cards: each is attached to its card by the QR code on the paper</translation>
    </message>
    <message>
        <source>停下了：附好 {found} 张，其余的没有认。接着来就再选一次，附过的不会重复。</source>
        <translation>Stopped: {found} attached, the rest was not looked at. To go on, choose the file again; nothing is attached twice.</translation>
    </message>
    <message>
        <source>附好 {found} 张，在 {cards} 张卡上</source>
        <translation>{found} attached, on {cards} cards</translation>
    </message>
    <message>
        <source>{page}（{number}）</source>
        <translation>{page} ({number})</translation>
    </message>
    <message>
        <source>{names} 等</source>
        <translation>{names} and others</translation>
    </message>
    <message>
        <source>{name} 第 {pages} 页</source>
        <translation>{name} page {pages}</translation>
    </message>
</context>
<context>
    <name>CardPreview</name>
    <message>
        <source>已打印，卡号 {number}</source>
        <translation>Printed as card {number}</translation>
    </message>
    <message>
        <source>已存成 PDF，卡号 {number}</source>
        <translation>Saved as PDF, card {number}</translation>
    </message>
    <message>
        <source>反馈卡&#x3000;{name}</source>
        <translation>Feedback card, {name}</translation>
    </message>
    <message>
        <source>卡号在打印时给定</source>
        <translation>numbered when printed</translation>
    </message>
</context>
<context>
    <name>CardState</name>
    <message>
        <source>已打印</source>
        <translation>Printed</translation>
    </message>
    <message>
        <source>已签回</source>
        <translation>Returned signed</translation>
    </message>
    <message>
        <source>作废</source>
        <translation>Void</translation>
    </message>
</context>
<context>
    <name>CardVisit</name>
    <message>
        <source>收卡时又走访了，一起记</source>
        <translation>Log the visit of the day it came back</translation>
    </message>
    <message>
        <source>纸上写了走访，一起记</source>
        <translation>Log the visit written on it</translation>
    </message>
    <message>
        <source>不记这次走访</source>
        <translation>Log no visit</translation>
    </message>
    <message>
        <source>照纸上写的录</source>
        <translation>As written on the paper</translation>
    </message>
    <message>
        <source>姓名、职务</source>
        <translation>Name, position</translation>
    </message>
    <message>
        <source>再加…</source>
        <translation>More…</translation>
    </message>
    <message>
        <source>经营或现场</source>
        <translation>Situation</translation>
    </message>
    <message>
        <source>走访日期</source>
        <translation>Visited on</translation>
    </message>
    <message>
        <source>走访方式</source>
        <translation>By way of</translation>
    </message>
    <message>
        <source>走访人</source>
        <translation>Visitors</translation>
    </message>
    <message>
        <source>接待人</source>
        <translation>Received by</translation>
    </message>
    <message>
        <source>宣讲政策</source>
        <translation>Policies told</translation>
    </message>
</context>
<context>
    <name>CardVoidDialog</name>
    <message>
        <source>作废反馈卡</source>
        <translation>Void the card</translation>
    </message>
    <message>
        <source>写一句原因，或选下面的</source>
        <translation>Say why, or choose below</translation>
    </message>
    <message>
        <source>原因</source>
        <translation>Reason</translation>
    </message>
    <message>
        <source>内容写错了</source>
        <translation>It says something wrong</translation>
    </message>
    <message>
        <source>纸损坏了</source>
        <translation>The paper is damaged</translation>
    </message>
    <message>
        <source>纸丢失了</source>
        <translation>The paper is lost</translation>
    </message>
    <message>
        <source>打错了单位</source>
        <translation>Printed for the wrong unit</translation>
    </message>
    <message>
        <source>卡号 {number} 不再使用，纸上请划掉。作废后可以打印替换的新卡，也可以撤销。</source>
        <translation>Number {number} will not be used again; please cross out the paper. You can then print a replacement, or undo.</translation>
    </message>
    <message>
        <source>作废</source>
        <translation>Void</translation>
    </message>
    <message>
        <source>不作废</source>
        <translation>Keep it</translation>
    </message>
</context>
<context>
    <name>CardsPage</name>
    <message>
        <source>反馈卡</source>
        <translation>Cards</translation>
    </message>
    <message>
        <source>卡号、企业，或扫二维码</source>
        <translation>Number, name or QR scan</translation>
    </message>
    <message>
        <source>卡号或扫码</source>
        <translation>Number or scan</translation>
    </message>
    <message>
        <source>概况</source>
        <translation>Overview</translation>
    </message>
    <message>
        <source>打印记录</source>
        <translation>Prints</translation>
    </message>
    <message>
        <source>看全部</source>
        <translation>Show all</translation>
    </message>
    <message>
        <source>本机没有这张卡</source>
        <translation>This card is not on this machine</translation>
    </message>
    <message>
        <source>{count} 张</source>
        <translation>{count}</translation>
    </message>
    <message>
        <source>打印卡</source>
        <translation>Print card</translation>
    </message>
    <message>
        <source>先选一家企业或一个项目再打印，卡号当场就有；签回的卡在这里扫码、录入。</source>
        <translation>Choose an enterprise or project and print: the number is given at once. Cards that come back signed are scanned and typed in here.</translation>
    </message>
    <message>
        <source>批量打印</source>
        <translation>Print many</translation>
    </message>
    <message>
        <source>还没有打印过反馈卡</source>
        <translation>No cards printed yet</translation>
    </message>
    <message>
        <source>扫到的卡号是 {number}。可能是别的机器打的，同步后再扫一次；企业已经交给别的单位的，把纸也交给他们。</source>
        <translation>The scanned card number is {number}. It may have been printed on another machine: sync, then scan again. Where the enterprise went to another unit, give them the paper too.</translation>
    </message>
    <message>
        <source>全部</source>
        <translation>All</translation>
    </message>
    <message>
        <source>我打的</source>
        <translation>Mine</translation>
    </message>
    <message>
        <source>作废…</source>
        <translation>Void…</translation>
    </message>
    <message>
        <source>打开企业或项目</source>
        <translation>Open the enterprise or project</translation>
    </message>
    <message>
        <source>复制成一行文字</source>
        <translation>Copy as one line of text</translation>
    </message>
    <message>
        <source>签回的卡拍了照或扫成 PDF：选文件，或拖到这一页，按二维码各附到自己的卡上</source>
        <translation>Photos or a scanned PDF of signed cards: choose them or drop them on this page; each page is attached to its card by the QR code</translation>
    </message>
    <message>
        <source>录入签回的卡</source>
        <translation>Enter a signed card</translation>
    </message>
    <message>
        <source>重打</source>
        <translation>Print again</translation>
    </message>
    <message>
        <source>打印新卡替换</source>
        <translation>Print a replacement</translation>
    </message>
    <message>
        <source>撤销作废</source>
        <translation>Undo void</translation>
    </message>
    <message>
        <source>撤销签回</source>
        <translation>Undo signed</translation>
    </message>
</context>
<context>
    <name>Category</name>
    <message>
        <source>项目审批</source>
        <translation>Project approval</translation>
    </message>
    <message>
        <source>用地</source>
        <translation>Land use</translation>
    </message>
    <message>
        <source>资金</source>
        <translation>Funds</translation>
    </message>
    <message>
        <source>人才用工</source>
        <translation>Talent and labour</translation>
    </message>
    <message>
        <source>能源保障</source>
        <translation>Energy supply</translation>
    </message>
    <message>
        <source>环境保护</source>
        <translation>Environment</translation>
    </message>
    <message>
        <source>安全生产</source>
        <translation>Work safety</translation>
    </message>
    <message>
        <source>用电用能</source>
        <translation>Power and energy</translation>
    </message>
    <message>
        <source>物流成本</source>
        <translation>Logistics costs</translation>
    </message>
    <message>
        <source>市场拓展</source>
        <translation>Market access</translation>
    </message>
    <message>
        <source>人力成本</source>
        <translation>Labour costs</translation>
    </message>
    <message>
        <source>技术转移转化</source>
        <translation>Technology transfer</translation>
    </message>
    <message>
        <source>科研设备共享</source>
        <translation>Shared equipment</translation>
    </message>
    <message>
        <source>人才团队引进</source>
        <translation>Recruiting teams</translation>
    </message>
    <message>
        <source>产业化融资</source>
        <translation>Industrial financing</translation>
    </message>
    <message>
        <source>前期要件</source>
        <translation>Prerequisites</translation>
    </message>
    <message>
        <source>土地</source>
        <translation>Land</translation>
    </message>
    <message>
        <source>技术</source>
        <translation>Technology</translation>
    </message>
    <message>
        <source>施工干扰</source>
        <translation>Site obstruction</translation>
    </message>
    <message>
        <source>竣工验收</source>
        <translation>Final acceptance</translation>
    </message>
    <message>
        <source>水电气暖</source>
        <translation>Utilities</translation>
    </message>
    <message>
        <source>其他</source>
        <translation>Other</translation>
    </message>
</context>
<context>
    <name>ClearingDialog</name>
    <message>
        <source>换岗交接</source>
        <translation>Hand-over</translation>
    </message>
    <message>
        <source>本机的企业、走访、问题、草稿和备份都会清掉，只留县里的回执。县里没有收齐的话不会清。清了不能撤销。</source>
        <translation>Enterprises, visits, issues, drafts and backups on this computer will be cleared; only the county&apos;s receipts stay. Nothing is cleared unless the county has everything. This cannot be undone.</translation>
    </message>
    <message>
        <source>清空，只留回执</source>
        <translation>Clear, keep receipts only</translation>
    </message>
    <message>
        <source>先不</source>
        <translation>Not now</translation>
    </message>
</context>
<context>
    <name>ColumnsPane</name>
    <message>
        <source>工作表</source>
        <translation>Sheet</translation>
    </message>
    <message>
        <source>表里的标题</source>
        <translation>Heading in the file</translation>
    </message>
    <message>
        <source>内容</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>读作</source>
        <translation>Read as</translation>
    </message>
    <message>
        <source>“{heading}”读作</source>
        <translation>“{heading}” is read as</translation>
    </message>
    <message>
        <source>不用这一列</source>
        <translation>Leave this column out</translation>
    </message>
    <message>
        <source>打勾的是“{word}”</source>
        <translation>Ticked: {word}</translation>
    </message>
</context>
<context>
    <name>CommandDialog</name>
    <message>
        <source>满意度</source>
        <translation>Rating</translation>
    </message>
    <message>
        <source>稍后再办</source>
        <translation>Later</translation>
    </message>
    <message>
        <source>答复：{answer}</source>
        <translation>Answer: {answer}</translation>
    </message>
    <message>
        <source>退回原因：{reason}</source>
        <translation>Sent back because: {reason}</translation>
    </message>
    <message>
        <source>催办</source>
        <translation>Urge</translation>
    </message>
    <message>
        <source>附言</source>
        <translation>Words</translation>
    </message>
    <message>
        <source>为什么急（可不填）</source>
        <translation>Why it is urgent (optional)</translation>
    </message>
    <message>
        <source>承办部门会看到催办和附言；时限不变。</source>
        <translation>The department sees that you urged and your words; the deadline stays.</translation>
    </message>
    <message>
        <source>补正</source>
        <translation>Complete</translation>
    </message>
    <message>
        <source>补正内容</source>
        <translation>To be supplied</translation>
    </message>
    <message>
        <source>按退回原因补上缺的内容</source>
        <translation>What was missing, as the return says</translation>
    </message>
    <message>
        <source>问题的类别和描述可在问题页按 F2 修改。</source>
        <translation>Category and description are edited on the page of issues with F2.</translation>
    </message>
    <message>
        <source>记下回访</source>
        <translation>Record call-back</translation>
    </message>
    <message>
        <source>回访情况</source>
        <translation>Call-back</translation>
    </message>
    <message>
        <source>企业怎么说（可不填）</source>
        <translation>What the firm says (optional)</translation>
    </message>
    <message>
        <source>记下满意度</source>
        <translation>Record rating</translation>
    </message>
    <message>
        <source>企业的话</source>
        <translation>Firm&apos;s words</translation>
    </message>
    <message>
        <source>企业怎么评价（可不填）</source>
        <translation>How the firm puts it (optional)</translation>
    </message>
    <message>
        <source>“不满意”会转回承办部门重办。</source>
        <translation>“Dissatisfied” sends it back to be handled again.</translation>
    </message>
    <message>
        <source>记下附注</source>
        <translation>Add note</translation>
    </message>
    <message>
        <source>附注</source>
        <translation>Note</translation>
    </message>
    <message>
        <source>新情况、补充说明</source>
        <translation>News, or what should be known</translation>
    </message>
    <message>
        <source>撤回</source>
        <translation>Withdraw</translation>
    </message>
    <message>
        <source>原因</source>
        <translation>Reason</translation>
    </message>
    <message>
        <source>为什么撤回（可不填）</source>
        <translation>Why you take it back (optional)</translation>
    </message>
    <message>
        <source>县里还没受理的、现场办结的可以撤回；记录留在本机和县里。</source>
        <translation>Possible until the county accepts it, and for one solved on the spot; the record stays here and there.</translation>
    </message>
    <message>
        <source>要求重办</source>
        <translation>Reopen</translation>
    </message>
    <message>
        <source>哪里没有解决</source>
        <translation>What is not solved</translation>
    </message>
    <message>
        <source>会转回承办部门重新办理。</source>
        <translation>It goes back to the department.</translation>
    </message>
</context>
<context>
    <name>ConflictPane</name>
    <message>
        <source>以后再定</source>
        <translation>Decide later</translation>
    </message>
    <message>
        <source>已定 {done} 项，还有 {left} 项</source>
        <translation>{done} decided, {left} to go</translation>
    </message>
    <message>
        <source>已定 {done} 项，都定了</source>
        <translation>All {done} decided</translation>
    </message>
    <message>
        <source>还有 {left} 项没定</source>
        <translation>{left} to decide</translation>
    </message>
    <message>
        <source>另有 {count} 项没有冲突，已自动合并</source>
        <translation>{count} more without conflict, merged</translation>
    </message>
    <message>
        <source>用定下的 {done} 项</source>
        <translation>Use the {done} decided</translation>
    </message>
</context>
<context>
    <name>ConflictRow</name>
    <message>
        <source>写下应当的内容</source>
        <translation>Write what it should say</translation>
    </message>
    <message>
        <source>另写…</source>
        <translation>Write anew…</translation>
    </message>
    <message>
        <source>用我的</source>
        <translation>Mine</translation>
    </message>
    <message>
        <source>用对方的</source>
        <translation>Theirs</translation>
    </message>
    <message>
        <source>另写的</source>
        <translation>Written anew</translation>
    </message>
    <message>
        <source>还没定</source>
        <translation>Open</translation>
    </message>
</context>
<context>
    <name>CrashDialog</name>
    <message>
        <source>程序出了差错</source>
        <translation>Something went wrong</translation>
    </message>
    <message>
        <source>差错报告</source>
        <translation>Report</translation>
    </message>
    <message>
        <source>刚才这一步没有办成。已存的内容和草稿都在本机，可以接着用。请把下面的报告复制给管理员，里面没有企业和人的名字。</source>
        <translation>This last step failed. Everything saved and all drafts are on this machine, and you can go on. Please copy the report below to your administrator; it names no firms and no people.</translation>
    </message>
    <message>
        <source>复制报告</source>
        <translation>Copy report</translation>
    </message>
    <message>
        <source>接着用</source>
        <translation>Go on</translation>
    </message>
    <message>
        <source>已复制</source>
        <translation>Copied</translation>
    </message>
</context>
<context>
    <name>Days</name>
    <message>
        <source>今天</source>
        <translation>Today</translation>
    </message>
    <message>
        <source>昨天</source>
        <translation>Yesterday</translation>
    </message>
    <message>
        <source>前天</source>
        <translation>2 days ago</translation>
    </message>
    <message>
        <source>明天</source>
        <translation>Tomorrow</translation>
    </message>
    <message>
        <source>后天</source>
        <translation>In 2 days</translation>
    </message>
    <message>
        <source>{day}，暂按周末推算</source>
        <translation>{day}, holidays not published</translation>
    </message>
    <message>
        <source>{day}，调休上班</source>
        <translation>{day}, make-up working day</translation>
    </message>
    <message>
        <source>{day}，放假</source>
        <translation>{day}, holiday</translation>
    </message>
    <message>
        <source>{day}，休息</source>
        <translation>{day}, day off</translation>
    </message>
</context>
<context>
    <name>DetailPane</name>
    <message>
        <source>返回列表</source>
        <translation>Back to the list</translation>
    </message>
</context>
<context>
    <name>DoubtBar</name>
    <message>
        <source>重新核对</source>
        <translation>Check again</translation>
    </message>
    <message>
        <source>确认移走</source>
        <translation>Let them go</translation>
    </message>
    <message>
        <source>县里要从本机移走 {rows} 条（本机共 {held} 条），可两边的条数对不上，所以一条也没有移。确知分包有大调整，按“确认移走”；拿不准就“重新核对”。没上报的都不会丢。</source>
        <translation>The county would take {rows} records away from this desk (which has {held}), but the counts differ, so none was taken. If assignments really changed that much, press “Let them go”; if not sure, “Check again”. Nothing unsent is lost.</translation>
    </message>
</context>
<context>
    <name>DraftDialog</name>
    <message>
        <source>照片还在处理，稍等一下再保存</source>
        <translation>A photo is still being prepared; wait a moment, then save</translation>
    </message>
    <message>
        <source>还没存，停一下就自动存</source>
        <translation>Not saved yet; a pause saves it</translation>
    </message>
    <message>
        <source>草稿 {time} 已存在本机</source>
        <translation>Draft kept here at {time}</translation>
    </message>
    <message>
        <source>草稿 {m}月{d}日 {time} 已存在本机</source>
        <translation>Draft kept here on {m}-{d}, {time}</translation>
    </message>
</context>
<context>
    <name>EnterprisesPage</name>
    <message>
        <source>{level}级分包</source>
        <translation>{level} tier</translation>
    </message>
    <message>
        <source>企业</source>
        <translation>Firms</translation>
    </message>
    <message>
        <source>{count} 家</source>
        <translation>{count}</translation>
    </message>
    <message>
        <source>立即同步</source>
        <translation>Sync now</translation>
    </message>
    <message>
        <source>县里把名单分给您单位后，同步一次就自动领取，不用自己录。往年的走访台账领取后可以从表格导入。</source>
        <translation>Once the county has assigned enterprises to your unit, one sync brings them; nothing to type. After that, visits of earlier years can be imported from spreadsheets.</translation>
    </message>
    <message>
        <source>还没有分包企业</source>
        <translation>No firms assigned yet</translation>
    </message>
    <message>
        <source>打印包联企业台账</source>
        <translation>Print the ledger of enterprises</translation>
    </message>
    <message>
        <source>我分包的</source>
        <translation>Mine</translation>
    </message>
    <message>
        <source>类别</source>
        <translation>Class</translation>
    </message>
    <message>
        <source>全部类别</source>
        <translation>All classes</translation>
    </message>
    <message>
        <source>层级</source>
        <translation>Tier</translation>
    </message>
    <message>
        <source>全部层级</source>
        <translation>All tiers</translation>
    </message>
    <message>
        <source>状态</source>
        <translation>State</translation>
    </message>
    <message>
        <source>全部状态</source>
        <translation>All states</translation>
    </message>
    <message>
        <source>有未办结问题</source>
        <translation>With open issues</translation>
    </message>
    <message>
        <source>30 天没联系</source>
        <translation>No contact for 30 days</translation>
    </message>
    <message>
        <source>久未联系的在前</source>
        <translation>Longest without contact first</translation>
    </message>
    <message>
        <source>时限近的在前</source>
        <translation>Nearest deadline first</translation>
    </message>
    <message>
        <source>问题多的在前</source>
        <translation>Most issues first</translation>
    </message>
    <message>
        <source>按名称</source>
        <translation>By name</translation>
    </message>
    <message>
        <source>约下次</source>
        <translation>Next visit</translation>
    </message>
    <message>
        <source>填经营数据</source>
        <translation>Fill in a figure</translation>
    </message>
    <message>
        <source>正在转出</source>
        <translation>Being transferred</translation>
    </message>
    <message>
        <source>退回补正</source>
        <translation>Sent back</translation>
    </message>
    <message>
        <source>待告知 {count}</source>
        <translation>To tell {count}</translation>
    </message>
    <message>
        <source>办理中 {count}</source>
        <translation>In work {count}</translation>
    </message>
</context>
<context>
    <name>EventVerb</name>
    <message>
        <source>上报</source>
        <translation>Filed</translation>
    </message>
    <message>
        <source>受理</source>
        <translation>Accepted</translation>
    </message>
    <message>
        <source>交办</source>
        <translation>Dispatched</translation>
    </message>
    <message>
        <source>签收办理</source>
        <translation>Taken in hand</translation>
    </message>
    <message>
        <source>答复</source>
        <translation>Answered</translation>
    </message>
    <message>
        <source>退回补正</source>
        <translation>Sent back</translation>
    </message>
    <message>
        <source>补正</source>
        <translation>Supplemented</translation>
    </message>
    <message>
        <source>异议改派</source>
        <translation>Disputed</translation>
    </message>
    <message>
        <source>延期</source>
        <translation>Extended</translation>
    </message>
    <message>
        <source>挂账</source>
        <translation>Put on hold</translation>
    </message>
    <message>
        <source>提级</source>
        <translation>Escalated</translation>
    </message>
    <message>
        <source>督办</source>
        <translation>Supervised</translation>
    </message>
    <message>
        <source>催办</source>
        <translation>Urged</translation>
    </message>
    <message>
        <source>回访</source>
        <translation>Called back</translation>
    </message>
    <message>
        <source>满意度</source>
        <translation>Rated</translation>
    </message>
    <message>
        <source>重办</source>
        <translation>Reopened</translation>
    </message>
    <message>
        <source>附注</source>
        <translation>Noted</translation>
    </message>
    <message>
        <source>撤回</source>
        <translation>Withdrawn</translation>
    </message>
    <message>
        <source>销号</source>
        <translation>Closed</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>导出台账</source>
        <translation>Export a ledger</translation>
    </message>
    <message>
        <source>写到哪个文件夹</source>
        <translation>Which folder to write to</translation>
    </message>
    <message>
        <source>停下</source>
        <translation>Stop</translation>
    </message>
    <message>
        <source>正在导出…</source>
        <translation>Exporting…</translation>
    </message>
    <message>
        <source>全部时间</source>
        <translation>All of the time</translation>
    </message>
    <message>
        <source>只要列表里现在筛出的</source>
        <translation>Only what the list shows now</translation>
    </message>
    <message>
        <source>电话写全（不勾就遮住四位）</source>
        <translation>Phones in full (four digits are masked otherwise)</translation>
    </message>
    <message>
        <source>台账</source>
        <translation>Ledger</translation>
    </message>
    <message>
        <source>表样</source>
        <translation>Form</translation>
    </message>
    <message>
        <source>时间</source>
        <translation>Time</translation>
    </message>
    <message>
        <source>导出…</source>
        <translation>Export…</translation>
    </message>
    <message>
        <source>先不</source>
        <translation>Not now</translation>
    </message>
    <message>
        <source>正在导出，已完成 {percent}%</source>
        <translation>Exporting, {percent}% done</translation>
    </message>
    <message>
        <source>关闭</source>
        <translation>Close</translation>
    </message>
    <message>
        <source>已导出 {n} 行：{file}</source>
        <translation>Rows exported: {n} ({file})</translation>
    </message>
</context>
<context>
    <name>FigureGrid</name>
    <message>
        <source>{name}（{unit}）</source>
        <translation>{name} ({unit})</translation>
    </message>
    <message>
        <source>{name}的期间</source>
        <translation>Period of {name}</translation>
    </message>
</context>
<context>
    <name>FiguresDialog</name>
    <message>
        <source>填经营数据</source>
        <translation>Fill in a figure</translation>
    </message>
    <message>
        <source>数字</source>
        <translation>Number</translation>
    </message>
    <message>
        <source>2018年1—8月、2018年9月</source>
        <translation>The year and the months</translation>
    </message>
    <message>
        <source>指标</source>
        <translation>Indicator</translation>
    </message>
    <message>
        <source>期间</source>
        <translation>Period</translation>
    </message>
    <message>
        <source>数值</source>
        <translation>Value</translation>
    </message>
    <message>
        <source>谁填的</source>
        <translation>Given by</translation>
    </message>
    <message>
        <source>保存</source>
        <translation>Save</translation>
    </message>
    <message>
        <source>稍后再写</source>
        <translation>Later</translation>
    </message>
    <message>
        <source>这一期的数字已清空，可以再填</source>
        <translation>This period&apos;s number was cleared; it can be filled in again</translation>
    </message>
    <message>
        <source>这一期已填 {amount}（{who}），保存后清空这一项</source>
        <translation>{amount} stands for this period ({who}); saving clears it</translation>
    </message>
    <message>
        <source>已填 {amount}（{who}），可以改，删掉数字就清空</source>
        <translation>{amount} stands for this period ({who}); type over it to replace it, delete it to clear it</translation>
    </message>
    <message>
        <source>这一期已填 {amount}（{who}），保存后换成新的</source>
        <translation>{amount} stands for this period ({who}); saving replaces it</translation>
    </message>
</context>
<context>
    <name>FilledBy</name>
    <message>
        <source>企业自填</source>
        <translation>The firm</translation>
    </message>
    <message>
        <source>干部代填</source>
        <translation>A cadre for it</translation>
    </message>
    <message>
        <source>部门提供</source>
        <translation>A department</translation>
    </message>
</context>
<context>
    <name>FormChoice</name>
    <message>
        <source>各列填什么…</source>
        <translation>What fills each column…</translation>
    </message>
    <message>
        <source>不再用这份表样</source>
        <translation>Keep this form no longer</translation>
    </message>
    <message>
        <source>撤销，还用这份表样</source>
        <translation>Undo: keep the form</translation>
    </message>
    <message>
        <source>照对方的空表填…</source>
        <translation>Fill another office&apos;s empty table…</translation>
    </message>
    <message>
        <source>下面的表样各写一份</source>
        <translation>Each form below, a file of its own</translation>
    </message>
    <message>
        <source>本系统的列</source>
        <translation>Our own columns</translation>
    </message>
    <message>
        <source>正在看这份表…</source>
        <translation>Looking at this table…</translation>
    </message>
    <message>
        <source>已记住，下次照这样填</source>
        <translation>Remembered; it will be filled this way</translation>
    </message>
    <message>
        <source>已去掉，对方的文件没有动</source>
        <translation>Gone from here; their file was not touched</translation>
    </message>
    <message>
        <source>还留着这份表样</source>
        <translation>The form is kept</translation>
    </message>
    <message>
        <source>填在对方空表的副本里，样子照旧。</source>
        <translation>Filled into a copy of their own table, which keeps its look.</translation>
    </message>
    <message>
        <source>对方的空表或表样</source>
        <translation>Empty table or form</translation>
    </message>
    <message>
        <source>照对方的空表填</source>
        <translation>Fill another office&apos;s empty table</translation>
    </message>
</context>
<context>
    <name>FormColumnsDialog</name>
    <message>
        <source>各列填什么：{form}</source>
        <translation>What fills each column: {form}</translation>
    </message>
    <message>
        <source>照表头认出来的。不对的改过来，以后都照这样填。</source>
        <translation>Told from the headings. Put right what is wrong; it will be filled this way from now on.</translation>
    </message>
    <message>
        <source>照这样填</source>
        <translation>Fill it this way</translation>
    </message>
    <message>
        <source>先不</source>
        <translation>Not now</translation>
    </message>
    <message>
        <source>都写“{text}”</source>
        <translation>“{text}” in every line</translation>
    </message>
    <message>
        <source>留空待填</source>
        <translation>Left blank</translation>
    </message>
    <message>
        <source>“{heading}”一列填</source>
        <translation>Column “{heading}” is filled by</translation>
    </message>
    <message>
        <source>对方的列</source>
        <translation>Their column</translation>
    </message>
    <message>
        <source>填的内容</source>
        <translation>Filled by</translation>
    </message>
</context>
<context>
    <name>HandoverDialog</name>
    <message>
        <source>换岗交接</source>
        <translation>Hand-over</translation>
    </message>
    <message>
        <source>交接口令</source>
        <translation>Hand-over passphrase</translation>
    </message>
    <message>
        <source>再输一次</source>
        <translation>Once more</translation>
    </message>
    <message>
        <source>定一个口令，当面或打电话告诉接手的人，不要和文件放在一起。</source>
        <translation>Choose a passphrase and tell your successor in person or by phone; do not keep it with the file.</translation>
    </message>
    <message>
        <source>交出</source>
        <translation>Give</translation>
    </message>
    <message>
        <source>请输入交接的人告诉您的口令。</source>
        <translation>Please enter the passphrase you were told.</translation>
    </message>
    <message>
        <source>接收</source>
        <translation>Take</translation>
    </message>
    <message>
        <source>先不</source>
        <translation>Not now</translation>
    </message>
    <message>
        <source>正在办…</source>
        <translation>Working…</translation>
    </message>
</context>
<context>
    <name>HandoverVerbs</name>
    <message>
        <source>交给接手的人…</source>
        <translation>Give to a successor…</translation>
    </message>
    <message>
        <source>清空，只留回执…</source>
        <translation>Clear, keep receipts only…</translation>
    </message>
    <message>
        <source>接收交接包…</source>
        <translation>Take a package…</translation>
    </message>
    <message>
        <source>导出回执…</source>
        <translation>Export the receipt…</translation>
    </message>
    <message>
        <source>{at} 接收了{who}的工作，回执已到，请导出交还。</source>
        <translation>{at}: {who}&apos;s work taken; the receipt is here, please export it and give it back.</translation>
    </message>
    <message>
        <source>同步后县里给回执。</source>
        <translation> The county gives the receipt at the next sync.</translation>
    </message>
    <message>
        <source>{at} 接收了{who}的工作。</source>
        <translation>{at}: {who}&apos;s work taken. </translation>
    </message>
    <message>
        <source>{at} 交出的工作，{who}已接收。</source>
        <translation>The work given {at} was taken by {who}.</translation>
    </message>
    <message>
        <source>{at} 交出，还没有人接收。本机内容一条不清。</source>
        <translation>Given {at}, not yet taken by anybody. Nothing is cleared here.</translation>
    </message>
    <message>
        <source>回执已写好，请交还给{who}。</source>
        <translation>The receipt is written; please give it back to {who}.</translation>
    </message>
    <message>
        <source>本机的记录已清，留下回执 {n} 份。</source>
        <translation>The records here are cleared; receipts kept: {n}.</translation>
    </message>
    <message>
        <source>交接包</source>
        <translation>Hand-over package</translation>
    </message>
    <message>
        <source>回执</source>
        <translation>Receipt</translation>
    </message>
    <message>
        <source>接手人给的回执</source>
        <translation>The receipt your successor gave you</translation>
    </message>
    <message>
        <source>交接包已写好：草稿 {drafts} 份，约定 {promises} 个，没报的和附件也在里面。收到回执以前，本机一条不清。</source>
        <translation>The package is written: {drafts} drafts, {promises} promises; what is unsent is in it too, files included. Until the receipt comes, nothing is cleared here.</translation>
    </message>
    <message>
        <source>已接收{who}的工作：草稿 {drafts} 份，约定 {promises} 个。</source>
        <translation>{who}&apos;s work taken: drafts {drafts}, promises {promises}. </translation>
    </message>
</context>
<context>
    <name>ImportDialog</name>
    <message>
        <source>导入 {name}</source>
        <translation>Import {name}</translation>
    </message>
    <message>
        <source>撤销这次导入</source>
        <translation>Undo this import</translation>
    </message>
    <message>
        <source>有问题的行另存…</source>
        <translation>Save rows to mend…</translation>
    </message>
    <message>
        <source>上一步</source>
        <translation>Back</translation>
    </message>
    <message>
        <source>下一步</source>
        <translation>Next</translation>
    </message>
    <message>
        <source>关闭</source>
        <translation>Close</translation>
    </message>
    <message>
        <source>正在读…</source>
        <translation>Reading…</translation>
    </message>
    <message>
        <source>正在核对…</source>
        <translation>Checking…</translation>
    </message>
    <message>
        <source>正在核对 {done}/{of}…</source>
        <translation>Checking {done} of {of}…</translation>
    </message>
    <message>
        <source>还没有认出标题行：请至少指明哪一列是企业名称，再指明另一列。</source>
        <translation>No headings recognised yet: say at least which column is the enterprise&apos;s name, and one more.</translation>
    </message>
    <message>
        <source>正在导入…</source>
        <translation>Importing…</translation>
    </message>
    <message>
        <source>正在导入 {done}/{of}…</source>
        <translation>Importing {done}/{of}…</translation>
    </message>
    <message>
        <source>关上窗口以后，到“设置”里也能撤销。</source>
        <translation>It can be undone later too, on the page Settings.</translation>
    </message>
    <message>
        <source>正在撤销…</source>
        <translation>Undoing…</translation>
    </message>
    <message>
        <source>正在撤销 {done}/{of}…</source>
        <translation>Undoing {done}/{of}…</translation>
    </message>
    <message>
        <source>{name} 待改.xlsx</source>
        <translation>{name} to mend.xlsx</translation>
    </message>
    <message>
        <source>有问题的行另存</source>
        <translation>Save rows to mend</translation>
    </message>
    <message>
        <source>{name} 待改的行</source>
        <translation>{name}: rows to mend</translation>
    </message>
    <message>
        <source>正在写…</source>
        <translation>Writing…</translation>
    </message>
    <message>
        <source>已写到 {name}：改好后可以直接再导入。</source>
        <translation>Written to {name}: mend it and import it as it is.</translation>
    </message>
    <message>
        <source>停下了：已经办好的留着，再按一次从这里接着来。</source>
        <translation>Stopped: what is done stays; press again to go on from here.</translation>
    </message>
    <message>
        <source>企业的基本情况归县里管，改动会作为更正提给县里；类别、层级、分包由县里定，不从这里改。</source>
        <translation>What describes an enterprise is the county&apos;s: changes are proposed to it as corrections. Class, tier and assignment are set by the county, not from here.</translation>
    </message>
    <message>
        <source>导入 {n} 行</source>
        <translation>Import ({n})</translation>
    </message>
    <message>
        <source>没有要导入的</source>
        <translation>Nothing to import</translation>
    </message>
    <message>
        <source>停下</source>
        <translation>Stop</translation>
    </message>
</context>
<context>
    <name>ImportVerbs</name>
    <message>
        <source>导入名单或台账…</source>
        <translation>Import a roster or ledger…</translation>
    </message>
    <message>
        <source>撤销上次导入</source>
        <translation>Undo the last import</translation>
    </message>
    <message>
        <source>上次：{name}，{at}，{n} 条。</source>
        <translation>Last: {name}, {at}; records: {n}.</translation>
    </message>
    <message>
        <source>表格</source>
        <translation>Spreadsheets</translation>
    </message>
    <message>
        <source>导入名单或台账</source>
        <translation>Import a roster or ledger</translation>
    </message>
</context>
<context>
    <name>Indicator</name>
    <message>
        <source>营业收入</source>
        <translation>Revenue</translation>
    </message>
    <message>
        <source>利润总额</source>
        <translation>Total profit</translation>
    </message>
    <message>
        <source>缴纳税金</source>
        <translation>Taxes paid</translation>
    </message>
    <message>
        <source>资产总额</source>
        <translation>Total assets</translation>
    </message>
    <message>
        <source>从业人员</source>
        <translation>Employees</translation>
    </message>
    <message>
        <source>用电量</source>
        <translation>Power used</translation>
    </message>
    <message>
        <source>用气量</source>
        <translation>Gas used</translation>
    </message>
    <message>
        <source>工业总产值</source>
        <translation>Industrial output</translation>
    </message>
</context>
<context>
    <name>IssueBlock</name>
    <message>
        <source>类别</source>
        <translation>Category</translation>
    </message>
    <message>
        <source>本级能解决</source>
        <translation>Local</translation>
    </message>
    <message>
        <source>是什么问题，企业怎么说</source>
        <translation>What the problem is, in the firm&apos;s words</translation>
    </message>
    <message>
        <source>企业希望怎么办（可不填）</source>
        <translation>What the firm wishes (optional)</translation>
    </message>
    <message>
        <source>去掉这个问题</source>
        <translation>Take this issue out</translation>
    </message>
    <message>
        <source>问题类别</source>
        <translation>Category</translation>
    </message>
    <message>
        <source>紧急程度</source>
        <translation>Urgency</translation>
    </message>
    <message>
        <source>问题</source>
        <translation>Issue</translation>
    </message>
    <message>
        <source>诉求</source>
        <translation>Wish</translation>
    </message>
    <message>
        <source>上面的话作为附注，记到 {number}：{what}</source>
        <translation>The words above become a note on {number}: {what}</translation>
    </message>
    <message>
        <source>分开记</source>
        <translation>Keep apart</translation>
    </message>
    <message>
        <source>相近的未办结问题：{what}</source>
        <translation>A similar open issue: {what}</translation>
    </message>
    <message>
        <source>是同一件</source>
        <translation>Same thing</translation>
    </message>
</context>
<context>
    <name>IssueColumn</name>
    <message>
        <source>再加一个问题</source>
        <translation>Add another issue</translation>
    </message>
    <message>
        <source>无新问题</source>
        <translation>No new issues</translation>
    </message>
    <message>
        <source>发现的问题</source>
        <translation>Issues found</translation>
    </message>
    <message>
        <source>记一个问题</source>
        <translation>Add an issue</translation>
    </message>
</context>
<context>
    <name>IssueDialog</name>
    <message>
        <source>改问题</source>
        <translation>Edit issue</translation>
    </message>
    <message>
        <source>记问题</source>
        <translation>New issue</translation>
    </message>
    <message>
        <source>已作为附注记到 {number}</source>
        <translation>Noted on {number}</translation>
    </message>
    <message>
        <source>已存在本机，编号 {number}</source>
        <translation>Saved here as {number}</translation>
    </message>
    <message>
        <source>还有几处要改，已标在旁边</source>
        <translation>Please mend what is marked</translation>
    </message>
    <message>
        <source>名称或首字母</source>
        <translation>Name or initials</translation>
    </message>
    <message>
        <source>企业</source>
        <translation>Firm</translation>
    </message>
    <message>
        <source>保存</source>
        <translation>Save</translation>
    </message>
    <message>
        <source>稍后再写</source>
        <translation>Later</translation>
    </message>
    <message>
        <source>知道了</source>
        <translation>OK</translation>
    </message>
</context>
<context>
    <name>IssueState</name>
    <message>
        <source>待受理</source>
        <translation>Filed</translation>
    </message>
    <message>
        <source>已受理</source>
        <translation>Accepted</translation>
    </message>
    <message>
        <source>已交办</source>
        <translation>Dispatched</translation>
    </message>
    <message>
        <source>办理中</source>
        <translation>In work</translation>
    </message>
    <message>
        <source>已答复</source>
        <translation>Answered</translation>
    </message>
    <message>
        <source>待企业确认</source>
        <translation>To be confirmed</translation>
    </message>
    <message>
        <source>已销号</source>
        <translation>Closed</translation>
    </message>
    <message>
        <source>退回补正</source>
        <translation>Sent back</translation>
    </message>
    <message>
        <source>异议改派</source>
        <translation>Disputed</translation>
    </message>
    <message>
        <source>挂账</source>
        <translation>On hold</translation>
    </message>
    <message>
        <source>提级</source>
        <translation>Escalated</translation>
    </message>
    <message>
        <source>重办</source>
        <translation>Being redone</translation>
    </message>
    <message>
        <source>已撤诉</source>
        <translation>Withdrawn</translation>
    </message>
    <message>
        <source>现场办结</source>
        <translation>Solved on the spot</translation>
    </message>
</context>
<context>
    <name>IssuesPage</name>
    <message>
        <source>问题</source>
        <translation>Issues</translation>
    </message>
    <message>
        <source>内容、编号或企业</source>
        <translation>Text, number or firm</translation>
    </message>
    <message>
        <source>内容或企业</source>
        <translation>Text or firm</translation>
    </message>
    <message>
        <source>办理</source>
        <translation>Handling</translation>
    </message>
    <message>
        <source>进展</source>
        <translation>Progress</translation>
    </message>
    <message>
        <source>{count} 个</source>
        <translation>{count}</translation>
    </message>
    <message>
        <source>记问题</source>
        <translation>Log issue</translation>
    </message>
    <message>
        <source>企业有难处就记下来，编号当场就有；联网后报到县里，谁办、何时办都回到这里。</source>
        <translation>Write a problem down; it has its number at once. Online it goes to the county, and who handles it until when comes back here.</translation>
    </message>
    <message>
        <source>还没有问题</source>
        <translation>No issues yet</translation>
    </message>
    <message>
        <source>看已销号的</source>
        <translation>Show the closed</translation>
    </message>
    <message>
        <source>记下的都办结了。有新的难处，按“记问题”。</source>
        <translation>All that was logged is settled. Press “Log issue” for a new one.</translation>
    </message>
    <message>
        <source>没有未办结的问题</source>
        <translation>No open issues</translation>
    </message>
    <message>
        <source>未办结</source>
        <translation>Open</translation>
    </message>
    <message>
        <source>待告知</source>
        <translation>To tell</translation>
    </message>
    <message>
        <source>退回</source>
        <translation>Sent back</translation>
    </message>
    <message>
        <source>临近时限</source>
        <translation>Due soon</translation>
    </message>
    <message>
        <source>已销号</source>
        <translation>Closed</translation>
    </message>
    <message>
        <source>全部</source>
        <translation>All</translation>
    </message>
    <message>
        <source>{day} 前</source>
        <translation>by {day}</translation>
    </message>
    <message>
        <source>修改</source>
        <translation>Edit</translation>
    </message>
    <message>
        <source>打印交办单</source>
        <translation>Print the order sheet</translation>
    </message>
    <message>
        <source>打开企业或项目</source>
        <translation>Open firm or project</translation>
    </message>
    <message>
        <source>复制成一行文字</source>
        <translation>Copy as one line</translation>
    </message>
</context>
<context>
    <name>KeyTable</name>
    <message>
        <source>按键表</source>
        <translation>Keys</translation>
    </message>
    <message>
        <source>换页</source>
        <translation>Pages</translation>
    </message>
    <message>
        <source>关闭</source>
        <translation>Close</translation>
    </message>
</context>
<context>
    <name>LedgerKind</name>
    <message>
        <source>企业台账</source>
        <translation>Enterprises</translation>
    </message>
    <message>
        <source>项目台账</source>
        <translation>Projects</translation>
    </message>
    <message>
        <source>走访台账</source>
        <translation>Visits</translation>
    </message>
    <message>
        <source>问题台账</source>
        <translation>Issues</translation>
    </message>
    <message>
        <source>月报</source>
        <translation>Monthly report</translation>
    </message>
    <message>
        <source>采集率</source>
        <translation>Collection rate</translation>
    </message>
</context>
<context>
    <name>Level</name>
    <message>
        <source>省</source>
        <translation>Province</translation>
    </message>
    <message>
        <source>市</source>
        <translation>City</translation>
    </message>
    <message>
        <source>县</source>
        <translation>County</translation>
    </message>
    <message>
        <source>乡</source>
        <translation>Township</translation>
    </message>
</context>
<context>
    <name>Light</name>
    <message>
        <source>正常</source>
        <translation>On time</translation>
    </message>
    <message>
        <source>黄灯</source>
        <translation>Yellow light</translation>
    </message>
    <message>
        <source>红灯</source>
        <translation>Red light</translation>
    </message>
</context>
<context>
    <name>ListPane</name>
    <message>
        <source>筛选</source>
        <translation>Filter</translation>
    </message>
</context>
<context>
    <name>LivelihoodState</name>
    <message>
        <source>已列入</source>
        <translation>Listed</translation>
    </message>
    <message>
        <source>推进中</source>
        <translation>In progress</translation>
    </message>
    <message>
        <source>已完成</source>
        <translation>Done</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>双创双服 服务直通</source>
        <translation>SSCS Desktop · Service Directory</translation>
    </message>
    <message>
        <source>双创双服</source>
        <translation>SSCS</translation>
    </message>
</context>
<context>
    <name>MessageDialog</name>
    <message>
        <source>双创双服</source>
        <translation>SSCS</translation>
    </message>
    <message>
        <source>知道了</source>
        <translation>OK</translation>
    </message>
</context>
<context>
    <name>MonthPage</name>
    <message>
        <source>工作简报</source>
        <translation>Briefing</translation>
    </message>
    <message>
        <source>情况通报</source>
        <translation>Circular</translation>
    </message>
    <message>
        <source>复制月报</source>
        <translation>Copy the month</translation>
    </message>
    <message>
        <source>导出台账…</source>
        <translation>Export…</translation>
    </message>
    <message>
        <source>写简报…</source>
        <translation>Briefing…</translation>
    </message>
    <message>
        <source>打印台账…</source>
        <translation>Print ledger…</translation>
    </message>
    <message>
        <source>统计</source>
        <translation>Figures</translation>
    </message>
    <message>
        <source>已复制一行月报，可以贴到微信或别的系统。</source>
        <translation>The month is copied as one line, to be pasted into WeChat or another system.</translation>
    </message>
    <message>
        <source>月度台账（{month}）</source>
        <translation>Ledger of the month ({month})</translation>
    </message>
    <message>
        <source>包联企业台账</source>
        <translation>Ledger of enterprises</translation>
    </message>
    <message>
        <source>民生微实事清单</source>
        <translation>List of livelihood matters</translation>
    </message>
    <message>
        <source>我的</source>
        <translation>Mine</translation>
    </message>
    <message>
        <source>本单位</source>
        <translation>My unit</translation>
    </message>
    <message>
        <source>谁的月份</source>
        <translation>Whose month</translation>
    </message>
    <message>
        <source>月份</source>
        <translation>Month</translation>
    </message>
    <message>
        <source>数字</source>
        <translation>Numbers</translation>
    </message>
    <message>
        <source>走访方式</source>
        <translation>How visits were made</translation>
    </message>
    <message>
        <source>问题类别</source>
        <translation>Issues by category</translation>
    </message>
    <message>
        <source>承办部门</source>
        <translation>Issues by department</translation>
    </message>
    <message>
        <source>这个月还没有走访，也没有问题。</source>
        <translation>No visits and no issues in this month yet.</translation>
    </message>
    <message>
        <source>正在统计…</source>
        <translation>Counting…</translation>
    </message>
    <message>
        <source>写简报</source>
        <translation>Write a briefing</translation>
    </message>
    <message>
        <source>正在写简报，已读 {percent}%</source>
        <translation>Writing the briefing, {percent}% read</translation>
    </message>
    <message>
        <source>已写好：{file}</source>
        <translation>Written: {file}</translation>
    </message>
    <message>
        <source>{n} 个工作日</source>
        <translation>Working days: {n}</translation>
    </message>
    <message>
        <source>走访</source>
        <translation>Visits</translation>
    </message>
    <message>
        <source>走访家数</source>
        <translation>Firms visited</translation>
    </message>
    <message>
        <source>{count} 家</source>
        <translation>{count}</translation>
    </message>
    <message>
        <source>走访覆盖率</source>
        <translation>Of those served</translation>
    </message>
    <message>
        <source>提出问题</source>
        <translation>Raised</translation>
    </message>
    <message>
        <source>已解决</source>
        <translation>Solved</translation>
    </message>
    <message>
        <source>已办结</source>
        <translation>Settled</translation>
    </message>
    <message>
        <source>在办</source>
        <translation>In hand</translation>
    </message>
    <message>
        <source>超过时限</source>
        <translation>Overdue</translation>
    </message>
    <message>
        <source>满意</source>
        <translation>Satisfied</translation>
    </message>
    <message>
        <source>平均办理</source>
        <translation>Handled in</translation>
    </message>
    <message>
        <source>{raised} 件，已解决 {solved}</source>
        <translation>{raised}, solved {solved}</translation>
    </message>
    <message>
        <source>，超期 {overdue}</source>
        <translation>, overdue {overdue}</translation>
    </message>
    <message>
        <source>尚未交办</source>
        <translation>Not dispatched yet</translation>
    </message>
    <message>
        <source>{count} 次</source>
        <translation>{count}×</translation>
    </message>
    <message>
        <source>{count} 件</source>
        <translation>{count}</translation>
    </message>
    <message>
        <source>截至 {at}</source>
        <translation>As of {at}</translation>
    </message>
    <message>
        <source>，县里数据同步至 {heard}</source>
        <translation>, county&apos;s data of {heard}</translation>
    </message>
    <message>
        <source>，口径 {definition}</source>
        <translation>, definition {definition}</translation>
    </message>
</context>
<context>
    <name>OpenButton</name>
    <message>
        <source>打开</source>
        <translation>Open</translation>
    </message>
</context>
<context>
    <name>OperatingState</name>
    <message>
        <source>盈利</source>
        <translation>Profitable</translation>
    </message>
    <message>
        <source>微利</source>
        <translation>Thin profit</translation>
    </message>
    <message>
        <source>困难</source>
        <translation>In difficulty</translation>
    </message>
    <message>
        <source>停产</source>
        <translation>Stopped</translation>
    </message>
    <message>
        <source>失联</source>
        <translation>Out of contact</translation>
    </message>
</context>
<context>
    <name>OperationPane</name>
    <message>
        <source>已收起</source>
        <translation>Put away</translation>
    </message>
    <message>
        <source>这一条不再提醒，内容不会上报。按错了可以撤销。</source>
        <translation>You will not be reminded of it and it will not be sent. If that was a slip, undo it.</translation>
    </message>
    <message>
        <source>撤销</source>
        <translation>Undo</translation>
    </message>
    <message>
        <source>未通过</source>
        <translation>Not accepted</translation>
    </message>
    <message>
        <source>待上报，已存在本机</source>
        <translation>Waiting, saved on this machine</translation>
    </message>
    <message>
        <source>县里已收到</source>
        <translation>Received</translation>
    </message>
    <message>
        <source>未通过，已处理</source>
        <translation>Not accepted, dealt with</translation>
    </message>
    <message>
        <source>写好的内容都在</source>
        <translation>Everything written is kept</translation>
    </message>
    <message>
        <source>改好再报</source>
        <translation>Edit and resend</translation>
    </message>
    <message>
        <source>复制内容</source>
        <translation>Copy the text</translation>
    </message>
    <message>
        <source>知道了，收起</source>
        <translation>Put away</translation>
    </message>
    <message>
        <source>打开这条记录</source>
        <translation>Open record</translation>
    </message>
    <message>
        <source>写的时间</source>
        <translation>Written</translation>
    </message>
    <message>
        <source>答复时间</source>
        <translation>Answered</translation>
    </message>
    <message>
        <source>上次</source>
        <translation>Last try</translation>
    </message>
    <message>
        <source>没有报成，会自动再试。内容在本机，不会丢。</source>
        <translation>Not sent; it will be tried again. It is saved here and not lost.</translation>
    </message>
    <message>
        <source>结果</source>
        <translation>Result</translation>
    </message>
    <message>
        <source>县里的回执</source>
        <translation>Receipt</translation>
    </message>
    <message>
        <source>收到时间</source>
        <translation>Received</translation>
    </message>
    <message>
        <source>回执校验码</source>
        <translation>Check code</translation>
    </message>
    <message>
        <source>回执由县里签名，能证明这一条已收到；换机器、换岗都作数。</source>
        <translation>The receipt is signed by the directory and proves that this was received, on any machine and in any post.</translation>
    </message>
</context>
<context>
    <name>OrganisationKind</name>
    <message>
        <source>领导小组办公室</source>
        <translation>Leading group office</translation>
    </message>
    <message>
        <source>承办部门</source>
        <translation>Department</translation>
    </message>
    <message>
        <source>责任单位</source>
        <translation>Responsible unit</translation>
    </message>
    <message>
        <source>工作专班</source>
        <translation>Work group</translation>
    </message>
    <message>
        <source>党委政府</source>
        <translation>Party committee and government</translation>
    </message>
</context>
<context>
    <name>OutboxPane</name>
    <message>
        <source>收到 {n}</source>
        <translation>{n} received</translation>
    </message>
    <message>
        <source>待报 {n}</source>
        <translation>{n} waiting</translation>
    </message>
    <message>
        <source>未过 {n}</source>
        <translation>{n} no</translation>
    </message>
    <message>
        <source>待定 {n}</source>
        <translation>{n} open</translation>
    </message>
    <message>
        <source>已处理 {n}</source>
        <translation>{n} closed</translation>
    </message>
    <message>
        <source>共 {n} 条</source>
        <translation>{n} in all</translation>
    </message>
</context>
<context>
    <name>Outcome</name>
    <message>
        <source>已解决</source>
        <translation>Solved</translation>
    </message>
    <message>
        <source>正在解决</source>
        <translation>Being solved</translation>
    </message>
    <message>
        <source>解释说明</source>
        <translation>Explained</translation>
    </message>
    <message>
        <source>无法解决</source>
        <translation>Cannot be solved</translation>
    </message>
</context>
<context>
    <name>OwedBar</name>
    <message>
        <source>接着存 PDF</source>
        <translation>Write the PDF</translation>
    </message>
    <message>
        <source>{count} 张卡的卡号已经取了，PDF 没有写成。接着存，还是这些卡号。</source>
        <translation>Cards that have their numbers but no PDF: {count}. It can be written now, under the same numbers.</translation>
    </message>
</context>
<context>
    <name>PaperDialog</name>
    <message>
        <source>已打印</source>
        <translation>Printed</translation>
    </message>
    <message>
        <source>已存成 PDF</source>
        <translation>Saved as PDF</translation>
    </message>
    <message>
        <source>正在准备…</source>
        <translation>Preparing…</translation>
    </message>
    <message>
        <source>第 {n} 页，共 {count} 页</source>
        <translation>Page {n} of {count}</translation>
    </message>
</context>
<context>
    <name>PaperView</name>
    <message>
        <source>扫描件</source>
        <translation>Scan</translation>
    </message>
</context>
<context>
    <name>ParcelVerbs</name>
    <message>
        <source>带出摆渡包…</source>
        <translation>Carry a parcel out…</translation>
    </message>
    <message>
        <source>带入摆渡包…</source>
        <translation>Carry a parcel in…</translation>
    </message>
    <message>
        <source>带出摆渡包</source>
        <translation>Carry a parcel out</translation>
    </message>
    <message>
        <source>带入摆渡包</source>
        <translation>Carry a parcel in</translation>
    </message>
    <message>
        <source>摆渡包</source>
        <translation>Parcel</translation>
    </message>
    <message>
        <source>已带出 {n} 条。县里收到并带回答复以前，仍算待上报。</source>
        <translation>{n} carried out. Until the county has them and its answer is back here, they count as waiting.</translation>
    </message>
    <message>
        <source>附件带了 {n} 个。</source>
        <translation> Attached files in it: {n}.</translation>
    </message>
    <message>
        <source>太大没有带的附件 {n} 个，下次再带。</source>
        <translation> Too large, left for the next one: {n}.</translation>
    </message>
    <message>
        <source>已带入，没有新的内容。</source>
        <translation>Carried in; it brought nothing new.</translation>
    </message>
    <message>
        <source>已带入：县里答复 {sent} 条，收到 {read} 条。</source>
        <translation>Carried in: {sent} answered by the county, {read} received. </translation>
    </message>
</context>
<context>
    <name>PassphraseDialog</name>
    <message>
        <source>本机口令</source>
        <translation>Passphrase</translation>
    </message>
    <message>
        <source>口令</source>
        <translation>Password</translation>
    </message>
    <message>
        <source>再输一次</source>
        <translation>Once more</translation>
    </message>
    <message>
        <source>这台机器没有系统钥匙串。请定一个本机口令，每次打开程序时输入；它只用来锁住本机文件。</source>
        <translation>This machine has no system keyring. Please choose a passphrase, to be typed each time the program opens; it only locks the files on this machine.</translation>
    </message>
    <message>
        <source>请输入本机口令，打开本机文件。</source>
        <translation>Please type the passphrase of this machine&apos;s files.</translation>
    </message>
    <message>
        <source>忘了口令，用恢复码</source>
        <translation>Forgot it? Use the recovery code</translation>
    </message>
    <message>
        <source>打开</source>
        <translation>Open</translation>
    </message>
    <message>
        <source>退出</source>
        <translation>Quit</translation>
    </message>
</context>
<context>
    <name>PhotosBar</name>
    <message>
        <source>正在认第 {n} 张，共 {count} 张</source>
        <translation>Looking at {n} of {count}</translation>
    </message>
    <message>
        <source>停下</source>
        <translation>Stop</translation>
    </message>
    <message>
        <source>知道了</source>
        <translation>OK</translation>
    </message>
</context>
<context>
    <name>PictureDialog</name>
    <message>
        <source>另存为…</source>
        <translation>Save as…</translation>
    </message>
    <message>
        <source>关闭</source>
        <translation>Close</translation>
    </message>
    <message>
        <source>另存为</source>
        <translation>Save as</translation>
    </message>
</context>
<context>
    <name>Prerequisite</name>
    <message>
        <source>立项/核准备案</source>
        <translation>Approval or filing</translation>
    </message>
    <message>
        <source>规划选址</source>
        <translation>Site planning</translation>
    </message>
    <message>
        <source>用地</source>
        <translation>Land use</translation>
    </message>
    <message>
        <source>环评</source>
        <translation>Environmental review</translation>
    </message>
    <message>
        <source>能评</source>
        <translation>Energy review</translation>
    </message>
    <message>
        <source>水保</source>
        <translation>Soil and water</translation>
    </message>
    <message>
        <source>施工许可</source>
        <translation>Building permit</translation>
    </message>
</context>
<context>
    <name>PrintFrame</name>
    <message>
        <source>显示电话</source>
        <translation>Show phones</translation>
    </message>
    <message>
        <source>存 PDF</source>
        <translation>Save PDF</translation>
    </message>
    <message>
        <source>打印</source>
        <translation>Print</translation>
    </message>
    <message>
        <source>关闭</source>
        <translation>Close</translation>
    </message>
</context>
<context>
    <name>PrintWay</name>
    <message>
        <source>打印</source>
        <translation>Print</translation>
    </message>
    <message>
        <source>存 PDF</source>
        <translation>PDF</translation>
    </message>
</context>
<context>
    <name>ProjectsPage</name>
    <message>
        <source>项目</source>
        <translation>Projects</translation>
    </message>
    <message>
        <source>{count} 个</source>
        <translation>{count}</translation>
    </message>
    <message>
        <source>立即同步</source>
        <translation>Sync now</translation>
    </message>
    <message>
        <source>县里把项目分给您单位后，同步一次就自动领取。</source>
        <translation>Once the county has assigned projects to your unit, one sync fetches them.</translation>
    </message>
    <message>
        <source>还没有分包项目</source>
        <translation>No projects assigned yet</translation>
    </message>
    <message>
        <source>我分包的</source>
        <translation>Mine</translation>
    </message>
    <message>
        <source>阶段</source>
        <translation>Stage</translation>
    </message>
    <message>
        <source>全部阶段</source>
        <translation>All stages</translation>
    </message>
    <message>
        <source>办理中 {count}</source>
        <translation>In work {count}</translation>
    </message>
    <message>
        <source>万元</source>
        <translation>×10k yuan</translation>
    </message>
</context>
<context>
    <name>ProposalDialog</name>
    <message>
        <source>提出更正</source>
        <translation>Propose a correction</translation>
    </message>
    <message>
        <source>应当是</source>
        <translation>Should be</translation>
    </message>
    <message>
        <source>从哪里知道的（可不填）</source>
        <translation>How you know (optional)</translation>
    </message>
    <message>
        <source>哪一项</source>
        <translation>Field</translation>
    </message>
    <message>
        <source>现在是</source>
        <translation>Now</translation>
    </message>
    <message>
        <source>依据</source>
        <translation>Source</translation>
    </message>
    <message>
        <source>提出</source>
        <translation>Propose</translation>
    </message>
    <message>
        <source>稍后再写</source>
        <translation>Later</translation>
    </message>
    <message>
        <source>（空）</source>
        <translation>(empty)</translation>
    </message>
</context>
<context>
    <name>ProposalState</name>
    <message>
        <source>待核</source>
        <translation>To be checked</translation>
    </message>
    <message>
        <source>已采纳</source>
        <translation>Accepted</translation>
    </message>
    <message>
        <source>未采纳</source>
        <translation>Not accepted</translation>
    </message>
</context>
<context>
    <name>RecordFiles</name>
    <message>
        <source>附照片或文件</source>
        <translation>Attach files</translation>
    </message>
    <message>
        <source>照片和文件</source>
        <translation>Photos and files</translation>
    </message>
    <message>
        <source>删除这个附件</source>
        <translation>Delete this file</translation>
    </message>
    <message>
        <source>在县里，点开就取</source>
        <translation>At the county; opens when fetched</translation>
    </message>
    <message>
        <source>已存到县里</source>
        <translation>Stored at the county</translation>
    </message>
    <message>
        <source>本机的已损坏，请重新附</source>
        <translation>Damaged here; attach it again</translation>
    </message>
    <message>
        <source>没有传成，稍后再传</source>
        <translation>Not sent; tried again later</translation>
    </message>
    <message>
        <source>县里还没收到，等对方上传</source>
        <translation>Not at the county yet; waiting for its author</translation>
    </message>
    <message>
        <source>正在取，没有网络就等联网</source>
        <translation>Being fetched, or once there is a network</translation>
    </message>
    <message>
        <source>已上传 {percent}%</source>
        <translation>{percent}% sent</translation>
    </message>
    <message>
        <source>等待上传</source>
        <translation>Waiting to be sent</translation>
    </message>
    <message>
        <source>删除这个附件，县里的也删</source>
        <translation>Delete this file, at the county too</translation>
    </message>
</context>
<context>
    <name>RecordsPage</name>
    <message>
        <source>没有符合的</source>
        <translation>Nothing matches</translation>
    </message>
    <message>
        <source>换个写法，或者去掉筛选再看。</source>
        <translation>Try other words, or clear the filters.</translation>
    </message>
    <message>
        <source>导出、打印、导入</source>
        <translation>Export, print, import</translation>
    </message>
    <message>
        <source>把筛出的导出成台账…</source>
        <translation>Export what is filtered as a ledger…</translation>
    </message>
    <message>
        <source>导入名单或台账…</source>
        <translation>Import a roster or ledger…</translation>
    </message>
    <message>
        <source>去掉筛选</source>
        <translation>Clear filters</translation>
    </message>
    <message>
        <source>更多</source>
        <translation>More</translation>
    </message>
    <message>
        <source>没有选中的</source>
        <translation>Nothing selected</translation>
    </message>
    <message>
        <source>在左边的名单里选一条，这里就是它的详情。</source>
        <translation>Select something in the list; its details show here.</translation>
    </message>
</context>
<context>
    <name>RecoveryDialog</name>
    <message>
        <source>用恢复码打开</source>
        <translation>Open with the recovery code</translation>
    </message>
    <message>
        <source>账号</source>
        <translation>Account</translation>
    </message>
    <message>
        <source>恢复码</source>
        <translation>Code</translation>
    </message>
    <message>
        <source>新口令</source>
        <translation>New passphrase</translation>
    </message>
    <message>
        <source>再输一次</source>
        <translation>Once more</translation>
    </message>
    <message>
        <source>本机文件没有加密，内容都还在。请另定一个本机口令；原来的口令文件会留着，不会删除。</source>
        <translation>The files on this machine are not encrypted, and everything is still there. Please choose another passphrase; the old passphrase file is kept.</translation>
    </message>
    <message>
        <source>输入建立本机文件时抄下的恢复码。大小写和横线都不要紧；文件里的内容都还在。</source>
        <translation>Type the recovery code copied down when these files were made. Case and hyphens do not matter; everything in the files is still there.</translation>
    </message>
    <message>
        <source>打开</source>
        <translation>Open</translation>
    </message>
    <message>
        <source>返回</source>
        <translation>Back</translation>
    </message>
</context>
<context>
    <name>ReportPage</name>
    <message>
        <source>立即同步</source>
        <translation>Sync now</translation>
    </message>
    <message>
        <source>同步记录</source>
        <translation>Rounds</translation>
    </message>
    <message>
        <source>返回列表</source>
        <translation>Back to list</translation>
    </message>
    <message>
        <source>上报</source>
        <translation>Outbox</translation>
    </message>
    <message>
        <source>需要您决定</source>
        <translation>To decide</translation>
    </message>
    <message>
        <source>未通过</source>
        <translation>Not accepted</translation>
    </message>
    <message>
        <source>待上报</source>
        <translation>Waiting</translation>
    </message>
    <message>
        <source>县里已收到</source>
        <translation>Received</translation>
    </message>
    <message>
        <source>未通过，已处理</source>
        <translation>Not accepted, dealt with</translation>
    </message>
    <message>
        <source>正在同步</source>
        <translation>Syncing</translation>
    </message>
    <message>
        <source>正在同步，可以照常记，不用等。</source>
        <translation>Syncing. Go on writing, no need to wait.</translation>
    </message>
    <message>
        <source>网络未连通。没报的都已存在本机，联网后自动上报。</source>
        <translation>No network. What is not sent is saved here and goes out by itself.</translation>
    </message>
    <message>
        <source>网络未连通。没有待上报的，照常记就行。</source>
        <translation>No network. Nothing waits to be sent; go on writing.</translation>
    </message>
    <message>
        <source>已连通，马上自动上报，不用守着。</source>
        <translation>Connected. It goes out by itself in a moment.</translation>
    </message>
    <message>
        <source>都报上去了，本机没有遗漏。</source>
        <translation>Everything is sent; nothing is left here.</translation>
    </message>
    <message>
        <source>已写出 {n} 条回执：{file}</source>
        <translation>Receipts written: {n} ({file})</translation>
    </message>
</context>
<context>
    <name>ReportPane</name>
    <message>
        <source>全部</source>
        <translation>All</translation>
    </message>
    <message>
        <source>找名称、行号或原因</source>
        <translation>Find a name, a row or a reason</translation>
    </message>
    <message>
        <source>找</source>
        <translation>Find</translation>
    </message>
    <message>
        <source>全部取消</source>
        <translation>Untick all</translation>
    </message>
    <message>
        <source>导入报告</source>
        <translation>Import report</translation>
    </message>
    <message>
        <source>全部 {n}</source>
        <translation>All {n}</translation>
    </message>
    <message>
        <source>有问题 {n}</source>
        <translation>Wrong {n}</translation>
    </message>
    <message>
        <source>只看</source>
        <translation>Show only</translation>
    </message>
    <message>
        <source>全部选上</source>
        <translation>Tick all</translation>
    </message>
</context>
<context>
    <name>ReviewState</name>
    <message>
        <source>待核</source>
        <translation>To be checked</translation>
    </message>
    <message>
        <source>已作为附注</source>
        <translation>attached as a note</translation>
    </message>
    <message>
        <source>未采用</source>
        <translation>not taken in</translation>
    </message>
</context>
<context>
    <name>RoundsPane</name>
    <message>
        <source>每一条都算在左下角的总数里。左边选一条，看它到了哪里、有没有回执。</source>
        <translation>Each one counts in the sum below the list. Select one to see where it is and whether it has a receipt.</translation>
    </message>
    <message>
        <source>最近的同步</source>
        <translation>Last rounds</translation>
    </message>
    <message>
        <source>还没有同步过。联网后自动进行，也可以按“立即同步”。</source>
        <translation>No round yet. It runs by itself once online, or press Sync now.</translation>
    </message>
    <message>
        <source>回执清单…</source>
        <translation>List of receipts…</translation>
    </message>
    <message>
        <source>本机还没有要上报的内容</source>
        <translation>Nothing to send from this machine yet</translation>
    </message>
    <message>
        <source>从本机报出 {total} 条，县里已收到 {received} 条</source>
        <translation>{total} made here, {received} received</translation>
    </message>
    <message>
        <source>完成</source>
        <translation>Done</translation>
    </message>
    <message>
        <source>没连上</source>
        <translation>Not connected</translation>
    </message>
    <message>
        <source>停下了</source>
        <translation>Stopped</translation>
    </message>
    <message>
        <source>没做完</source>
        <translation>Not finished</translation>
    </message>
</context>
<context>
    <name>Satisfaction</name>
    <message>
        <source>满意</source>
        <translation>Satisfied</translation>
    </message>
    <message>
        <source>基本满意</source>
        <translation>Fairly satisfied</translation>
    </message>
    <message>
        <source>不满意</source>
        <translation>Dissatisfied</translation>
    </message>
</context>
<context>
    <name>SearchPopup</name>
    <message>
        <source>没有找到，可以换首字母或信用代码试试</source>
        <translation>Nothing found. Try initials or a credit code</translation>
    </message>
</context>
<context>
    <name>Seat</name>
    <message>
        <source>您有 {n} 份没写完的，在“今日”里接着写</source>
        <translation>You left {n} unfinished; go on with them on Today</translation>
    </message>
    <message>
        <source>先选中一家企业或一个项目，再打印卡</source>
        <translation>Select a firm or a project first, then print the card</translation>
    </message>
</context>
<context>
    <name>ServiceClass</name>
    <message>
        <source>工业</source>
        <translation>Industry</translation>
    </message>
    <message>
        <source>服务业</source>
        <translation>Services</translation>
    </message>
    <message>
        <source>科技型</source>
        <translation>Technology</translation>
    </message>
    <message>
        <source>其他</source>
        <translation>Other</translation>
    </message>
</context>
<context>
    <name>SettingsPage</name>
    <message>
        <source>设置</source>
        <translation>Settings</translation>
    </message>
    <message>
        <source>还没有同步过</source>
        <translation>Not synced yet</translation>
    </message>
    <message>
        <source>县里下发的名单、往年的走访台账和问题台账，都可以从表格导入。</source>
        <translation>The county&apos;s rosters, and ledgers of visits and problems of earlier years, can be imported from spreadsheets.</translation>
    </message>
    <message>
        <source>草稿、约定和没报的都交给接手的人，本机只留回执。</source>
        <translation>Drafts, promises and unsent work go to the successor; this computer keeps receipts only.</translation>
    </message>
    <message>
        <source>账号</source>
        <translation>Account</translation>
    </message>
    <message>
        <source>我是</source>
        <translation>I am</translation>
    </message>
    <message>
        <source>登录名</source>
        <translation>Login</translation>
    </message>
    <message>
        <source>服务直通</source>
        <translation>Directory</translation>
    </message>
    <message>
        <source>还没有连接过</source>
        <translation>Never connected</translation>
    </message>
    <message>
        <source>上次同步</source>
        <translation>Last sync</translation>
    </message>
    <message>
        <source>显示</source>
        <translation>Display</translation>
    </message>
    <message>
        <source>跟随系统</source>
        <translation>System</translation>
    </message>
    <message>
        <source>浅色</source>
        <translation>Light</translation>
    </message>
    <message>
        <source>深色</source>
        <translation>Dark</translation>
    </message>
    <message>
        <source>高对比</source>
        <translation>Contrast</translation>
    </message>
    <message>
        <source>主题</source>
        <translation>Theme</translation>
    </message>
    <message>
        <source>文字大小</source>
        <translation>Text size</translation>
    </message>
    <message>
        <source>也可以按 Ctrl 和加号、减号。</source>
        <translation>Ctrl with plus and minus does it too.</translation>
    </message>
    <message>
        <source>语言</source>
        <translation>Language</translation>
    </message>
    <message>
        <source>提醒</source>
        <translation>Notices</translation>
    </message>
    <message>
        <source>安静：同步后不在状态栏报消息</source>
        <translation>Quiet: no message in the status bar after a round</translation>
    </message>
    <message>
        <source>来了什么，今日页右边一直有。本程序从不弹窗催人，也不向上级报已读。</source>
        <translation>What came always stands at the right of Today. This program never pops up and never reports what you read.</translation>
    </message>
    <message>
        <source>消息</source>
        <translation>Messages</translation>
    </message>
    <message>
        <source>隐私</source>
        <translation>Privacy</translation>
    </message>
    <message>
        <source>您保存的走访、问题、反馈卡、更正和备注，以及它们的时间。</source>
        <translation>The visits, issues, cards, corrections and notes that you save, with their times.</translation>
    </message>
    <message>
        <source>位置、照片里的地点、使用时长和次数、草稿、没保存的内容、本机的设置和口令。</source>
        <translation>Your position, places in photos, how long and how often you work, drafts, what is not saved, settings and passwords.</translation>
    </message>
    <message>
        <source>名单和打印件里的电话默认遮住四位，点“显示”才看得到。</source>
        <translation>Phones in lists and prints hide four digits until you press Show.</translation>
    </message>
    <message>
        <source>会上报的</source>
        <translation>Sent</translation>
    </message>
    <message>
        <source>从不上报的</source>
        <translation>Never sent</translation>
    </message>
    <message>
        <source>电话</source>
        <translation>Phone</translation>
    </message>
    <message>
        <source>保密</source>
        <translation>Secrecy</translation>
    </message>
    <message>
        <source>本程序非涉密，严禁录入国家秘密。</source>
        <translation>Not for classified matters: never enter state secrets.</translation>
    </message>
    <message>
        <source>本机文件</source>
        <translation>This file</translation>
    </message>
    <message>
        <source>已加密。换了机器或被人拷走，没有钥匙打不开。</source>
        <translation>Encrypted. On another machine, or copied, it does not open without its key.</translation>
    </message>
    <message>
        <source>没有加密：这台机器缺少加密组件。请锁好电脑，不要把文件拷给别人。</source>
        <translation>Not encrypted: this machine lacks the component. Lock the computer and give the file to nobody.</translation>
    </message>
    <message>
        <source>加密</source>
        <translation>Encryption</translation>
    </message>
    <message>
        <source>恢复码在本机启用时显示过一次。忘了口令、换了机器都靠它，请收好，不要和电脑放在一起。</source>
        <translation>The recovery code was shown once at set-up. It opens the file after a lost password or on a new machine; keep it apart from the computer.</translation>
    </message>
    <message>
        <source>恢复码</source>
        <translation>Recovery code</translation>
    </message>
    <message>
        <source>现在备份</source>
        <translation>Back up now</translation>
    </message>
    <message>
        <source>备份与本机文件一样加密，要用同一把钥匙打开。</source>
        <translation>A backup is locked like the file itself and opens with the same key.</translation>
    </message>
    <message>
        <source>备份</source>
        <translation>Backup</translation>
    </message>
    <message>
        <source>导入</source>
        <translation>Import</translation>
    </message>
    <message>
        <source>从表格</source>
        <translation>Spreadsheets</translation>
    </message>
    <message>
        <source>换岗交接</source>
        <translation>Hand-over</translation>
    </message>
    <message>
        <source>交出</source>
        <translation>Give</translation>
    </message>
    <message>
        <source>接收</source>
        <translation>Take</translation>
    </message>
    <message>
        <source>诊断</source>
        <translation>Diagnosis</translation>
    </message>
    <message>
        <source>复制诊断信息</source>
        <translation>Copy diagnosis</translation>
    </message>
    <message>
        <source>只有版本、数目和时间，没有企业、人名和电话，可以放心发给管理员。</source>
        <translation>Versions, counts and times only; no firms, names or phones. Safe to send to an administrator.</translation>
    </message>
    <message>
        <source>出了问题</source>
        <translation>Trouble</translation>
    </message>
    <message>
        <source>正在备份…</source>
        <translation>Backing up…</translation>
    </message>
    <message>
        <source>已复制，可以粘贴到微信或邮件里。</source>
        <translation>Copied; paste it into a message or mail.</translation>
    </message>
    <message>
        <source>已备份到 {path}</source>
        <translation>Backed up to {path}</translation>
    </message>
</context>
<context>
    <name>SetupDialog</name>
    <message>
        <source>连接服务直通</source>
        <translation>Connect to the service directory</translation>
    </message>
    <message>
        <source>有恢复码</source>
        <translation>I have a recovery code</translation>
    </message>
    <message>
        <source>选邀请文件…</source>
        <translation>Choose invitation…</translation>
    </message>
    <message>
        <source>退出</source>
        <translation>Quit</translation>
    </message>
    <message>
        <source>服务直通</source>
        <translation>Directory</translation>
    </message>
    <message>
        <source>单位</source>
        <translation>Unit</translation>
    </message>
    <message>
        <source>姓名</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>账号</source>
        <translation>Account</translation>
    </message>
    <message>
        <source>连接</source>
        <translation>Connect</translation>
    </message>
    <message>
        <source>把本机连到县里的服务直通</source>
        <translation>Connect this machine to the county&apos;s directory</translation>
    </message>
    <message>
        <source>县领导小组办公室会发给您一个邀请文件（.sscs-invite），里面写着服务直通的地址和您的账号。</source>
        <translation>The county office sends you an invitation file (.sscs-invite); it holds the directory&apos;s address and your account.</translation>
    </message>
    <message>
        <source>内容先存在本机、加密；联网后自动上报。不记位置，不排名。非涉密，严禁录入国家秘密。</source>
        <translation>What you write is kept on this machine, encrypted, and filed once there is a network. No locations, no rankings. Not for state secrets.</translation>
    </message>
    <message>
        <source>定个口令</source>
        <translation>Password</translation>
    </message>
    <message>
        <source>再输一次</source>
        <translation>Once more</translation>
    </message>
    <message>
        <source>口令至少 8 个字符，登录服务直通用。</source>
        <translation>At least 8 characters, for signing in to the directory.</translation>
    </message>
    <message>
        <source>我已抄下</source>
        <translation>I have copied it down</translation>
    </message>
    <message>
        <source>请把恢复码抄在纸上，收好</source>
        <translation>Copy the recovery code onto paper and keep it safe</translation>
    </message>
    <message>
        <source>本机文件是加密的。换了电脑或忘了口令，只有它能打开还没上报的内容。它只显示这一次。</source>
        <translation>The files on this machine are encrypted. On another computer, or with the password forgotten, only this code opens what has not been filed. It is shown this once.</translation>
    </message>
    <message>
        <source>选邀请文件</source>
        <translation>Choose the invitation</translation>
    </message>
    <message>
        <source>邀请文件</source>
        <translation>Invitations</translation>
    </message>
    <message>
        <source>开始使用</source>
        <translation>Begin</translation>
    </message>
    <message>
        <source>请先抄下恢复码，再勾上“我已抄下”。</source>
        <translation>Please copy the code down, then tick the box.</translation>
    </message>
    <message>
        <source>正在连接…</source>
        <translation>Connecting…</translation>
    </message>
</context>
<context>
    <name>SheetPreview</name>
    <message>
        <source>正在准备…</source>
        <translation>Preparing…</translation>
    </message>
</context>
<context>
    <name>SignInDialog</name>
    <message>
        <source>登录</source>
        <translation>Sign in</translation>
    </message>
    <message>
        <source>账号</source>
        <translation>Account</translation>
    </message>
    <message>
        <source>口令</source>
        <translation>Password</translation>
    </message>
    <message>
        <source>登录已过期。内容都存在本机，登录后自动上报。</source>
        <translation>The sign-in has expired. Everything is kept here and is filed once you sign in.</translation>
    </message>
    <message>
        <source>用邀请文件重设口令</source>
        <translation>Set a new password by invitation</translation>
    </message>
    <message>
        <source>以后再说</source>
        <translation>Later</translation>
    </message>
    <message>
        <source>正在连接…</source>
        <translation>Connecting…</translation>
    </message>
    <message>
        <source>请定一个新口令。本机的内容不受影响，登录后自动上报。</source>
        <translation>Please choose a new password. What is on this machine is not touched, and is sent once you are signed in.</translation>
    </message>
    <message>
        <source>新口令</source>
        <translation>New passphrase</translation>
    </message>
    <message>
        <source>再输一次</source>
        <translation>Once more</translation>
    </message>
    <message>
        <source>重设并登录</source>
        <translation>Set and sign in</translation>
    </message>
    <message>
        <source>选邀请文件</source>
        <translation>Choose a file</translation>
    </message>
    <message>
        <source>邀请文件</source>
        <translation>Invitation</translation>
    </message>
</context>
<context>
    <name>Signature</name>
    <message>
        <source>填表人签字</source>
        <translation>Signed by the person who filled it in</translation>
    </message>
    <message>
        <source>走访人签字</source>
        <translation>Signed by the visitor</translation>
    </message>
    <message>
        <source>企业或项目单位盖章</source>
        <translation>Seal of the enterprise or project unit</translation>
    </message>
    <message>
        <source>分包领导签字</source>
        <translation>Signed by the responsible leader</translation>
    </message>
    <message>
        <source>责任单位盖章</source>
        <translation>Seal of the responsible unit</translation>
    </message>
</context>
<context>
    <name>Size</name>
    <message>
        <source>大型</source>
        <translation>Large</translation>
    </message>
    <message>
        <source>中型</source>
        <translation>Medium</translation>
    </message>
    <message>
        <source>小型</source>
        <translation>Small</translation>
    </message>
    <message>
        <source>微型</source>
        <translation>Micro</translation>
    </message>
</context>
<context>
    <name>Stage</name>
    <message>
        <source>前期跑办</source>
        <translation>Preparation</translation>
    </message>
    <message>
        <source>推进建设</source>
        <translation>Under construction</translation>
    </message>
    <message>
        <source>竣工投产</source>
        <translation>Completion</translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message>
        <source>非涉密，严禁录入国家秘密</source>
        <translation>Unclassified: never enter state secrets</translation>
    </message>
    <message>
        <source>没有同步成</source>
        <translation>Round failed</translation>
    </message>
    <message>
        <source>在线</source>
        <translation>Online</translation>
    </message>
    <message>
        <source>离线可用</source>
        <translation>Offline, usable</translation>
    </message>
    <message>
        <source>待上报 {n}</source>
        <translation>{n} to file</translation>
    </message>
    <message>
        <source>没有待上报</source>
        <translation>Nothing to file</translation>
    </message>
    <message>
        <source>待决定 {n}</source>
        <translation>{n} to decide</translation>
    </message>
    <message>
        <source>正在同步…</source>
        <translation>Syncing…</translation>
    </message>
    <message>
        <source>还没有同步过</source>
        <translation>Not synced yet</translation>
    </message>
    <message>
        <source>上次同步 今天 {at}</source>
        <translation>Synced today {at}</translation>
    </message>
    <message>
        <source>上次同步 昨天 {at}</source>
        <translation>Synced yesterday {at}</translation>
    </message>
    <message>
        <source>上次同步 {month}月{day}日 {at}</source>
        <translation>Synced {month}/{day} {at}</translation>
    </message>
</context>
<context>
    <name>SubjectPage</name>
    <message>
        <source>概况</source>
        <translation>Overview</translation>
    </message>
    <message>
        <source>走访</source>
        <translation>Visits</translation>
    </message>
    <message>
        <source>问题</source>
        <translation>Issues</translation>
    </message>
    <message>
        <source>反馈卡</source>
        <translation>Cards</translation>
    </message>
    <message>
        <source>变更记录</source>
        <translation>History</translation>
    </message>
    <message>
        <source>名称或首字母，如 hbgt</source>
        <translation>Name or initials</translation>
    </message>
    <message>
        <source>如 hbgt</source>
        <translation>e.g. hbgt</translation>
    </message>
    <message>
        <source>提出更正</source>
        <translation>Correct</translation>
    </message>
    <message>
        <source>记走访</source>
        <translation>Log visit</translation>
    </message>
    <message>
        <source>记问题</source>
        <translation>Log issue</translation>
    </message>
    <message>
        <source>打印卡</source>
        <translation>Print card</translation>
    </message>
    <message>
        <source>复制成一行文字</source>
        <translation>Copy as one line</translation>
    </message>
</context>
<context>
    <name>SubjectWords</name>
    <message>
        <source>项目</source>
        <translation>Project</translation>
    </message>
    <message>
        <source>企业</source>
        <translation>Firm</translation>
    </message>
    <message>
        <source>{level}级</source>
        <translation>{level} tier</translation>
    </message>
    <message>
        <source>上次 {day} {mode}</source>
        <translation>last {day}, {mode}</translation>
    </message>
</context>
<context>
    <name>TimeUnit</name>
    <message>
        <source>工作日</source>
        <translation>working days</translation>
    </message>
    <message>
        <source>日</source>
        <translation>days</translation>
    </message>
    <message>
        <source>小时</source>
        <translation>hours</translation>
    </message>
</context>
<context>
    <name>TodayPage</name>
    <message>
        <source>{count} 件事等您</source>
        <translation>To do: {count}</translation>
    </message>
    <message>
        <source>上次同步</source>
        <translation>Last sync</translation>
    </message>
    <message>
        <source>本周</source>
        <translation>This week</translation>
    </message>
    <message>
        <source>记走访</source>
        <translation>Log visit</translation>
    </message>
    <message>
        <source>看久未联系的企业</source>
        <translation>See who was not contacted</translation>
    </message>
    <message>
        <source>今天没有等您处理的事</source>
        <translation>Nothing waits for you today</translation>
    </message>
    <message>
        <source>没有到达的答复、退回和临近的时限。</source>
        <translation>No answers, nothing sent back, no deadline near.</translation>
    </message>
</context>
<context>
    <name>TopBar</name>
    <message>
        <source>搜索企业、项目、走访、问题…</source>
        <translation>Search firms, visits, issues…</translation>
    </message>
    <message>
        <source>搜索 Ctrl+K</source>
        <translation>Search Ctrl+K</translation>
    </message>
    <message>
        <source>记走访</source>
        <translation>Log visit</translation>
    </message>
    <message>
        <source>记问题</source>
        <translation>Log issue</translation>
    </message>
    <message>
        <source>打印卡</source>
        <translation>Print card</translation>
    </message>
</context>
<context>
    <name>Urgency</name>
    <message>
        <source>一般</source>
        <translation>Normal</translation>
    </message>
    <message>
        <source>紧急</source>
        <translation>Urgent</translation>
    </message>
    <message>
        <source>特急</source>
        <translation>Critical</translation>
    </message>
</context>
<context>
    <name>VisitDialog</name>
    <message>
        <source>改走访</source>
        <translation>Edit visit</translation>
    </message>
    <message>
        <source>记走访</source>
        <translation>New visit</translation>
    </message>
    <message>
        <source>保存后打印卡</source>
        <translation>Then print card</translation>
    </message>
    <message>
        <source>保存</source>
        <translation>Save</translation>
    </message>
    <message>
        <source>稍后再写</source>
        <translation>Later</translation>
    </message>
    <message>
        <source>还有几处要改，已标在旁边</source>
        <translation>Please mend what is marked</translation>
    </message>
</context>
<context>
    <name>VisitForm</name>
    <message>
        <source>名称或首字母</source>
        <translation>Name or initials</translation>
    </message>
    <message>
        <source>时:分</source>
        <translation>hh:mm</translation>
    </message>
    <message>
        <source>姓名、职务</source>
        <translation>Name and post</translation>
    </message>
    <message>
        <source>订单、产能、用工、资金……</source>
        <translation>Orders, output, staff, funds…</translation>
    </message>
    <message>
        <source>再加…</source>
        <translation>Add…</translation>
    </message>
    <message>
        <source>9-30</source>
        <translation>9-30</translation>
    </message>
    <message>
        <source>现场答复、备注</source>
        <translation>Answer, remark</translation>
    </message>
    <message>
        <source>怎么答复的</source>
        <translation>What was answered</translation>
    </message>
    <message>
        <source>谁负责</source>
        <translation>Who</translation>
    </message>
    <message>
        <source>何时解决</source>
        <translation>By when</translation>
    </message>
    <message>
        <source>写成 9-30、下周三 都可以</source>
        <translation>Write 9-30 or 0930</translation>
    </message>
    <message>
        <source>企业</source>
        <translation>Firm</translation>
    </message>
    <message>
        <source>时间</source>
        <translation>When</translation>
    </message>
    <message>
        <source>方式</source>
        <translation>How</translation>
    </message>
    <message>
        <source>走访人</source>
        <translation>Visitors</translation>
    </message>
    <message>
        <source>接待人</source>
        <translation>Met</translation>
    </message>
    <message>
        <source>生产经营</source>
        <translation>Business</translation>
    </message>
    <message>
        <source>宣讲政策</source>
        <translation>Policies</translation>
    </message>
    <message>
        <source>下次联系</source>
        <translation>Next</translation>
    </message>
    <message>
        <source>现场答复</source>
        <translation>Answered</translation>
    </message>
    <message>
        <source>备注</source>
        <translation>Remark</translation>
    </message>
    <message>
        <source>几点</source>
        <translation>Time of day</translation>
    </message>
</context>
<context>
    <name>VisitMode</name>
    <message>
        <source>实地走访</source>
        <translation>On site</translation>
    </message>
    <message>
        <source>电话</source>
        <translation>Phone</translation>
    </message>
    <message>
        <source>座谈</source>
        <translation>Meeting</translation>
    </message>
    <message>
        <source>微信</source>
        <translation>WeChat</translation>
    </message>
</context>
<context>
    <name>VisitsPage</name>
    <message>
        <source>走访</source>
        <translation>Visits</translation>
    </message>
    <message>
        <source>企业、项目或内容</source>
        <translation>Firm, project or text</translation>
    </message>
    <message>
        <source>企业或内容</source>
        <translation>Search</translation>
    </message>
    <message>
        <source>记录</source>
        <translation>Record</translation>
    </message>
    <message>
        <source>问题</source>
        <translation>Issues</translation>
    </message>
    <message>
        <source>修改</source>
        <translation>Edit</translation>
    </message>
    <message>
        <source>打印这次的卡</source>
        <translation>Print its card</translation>
    </message>
    <message>
        <source>打印空白的走访记录单</source>
        <translation>Print a blank visit record</translation>
    </message>
    <message>
        <source>{count} 次</source>
        <translation>{count}</translation>
    </message>
    <message>
        <source>记走访</source>
        <translation>Log visit</translation>
    </message>
    <message>
        <source>去过一家就记一次，没有网络也能记，联网后自动上报。</source>
        <translation>Log each visit, also without network; it is sent once online.</translation>
    </message>
    <message>
        <source>导入往年台账…</source>
        <translation>Import an old ledger…</translation>
    </message>
    <message>
        <source>还没有走访</source>
        <translation>No visits yet</translation>
    </message>
    <message>
        <source>我记的</source>
        <translation>By me</translation>
    </message>
    <message>
        <source>方式</source>
        <translation>Way</translation>
    </message>
    <message>
        <source>全部方式</source>
        <translation>All ways</translation>
    </message>
    <message>
        <source>月份</source>
        <translation>Month</translation>
    </message>
    <message>
        <source>全部月份</source>
        <translation>All months</translation>
    </message>
    <message>
        <source>打印走访记录单</source>
        <translation>Print the visit&apos;s record</translation>
    </message>
    <message>
        <source>打开企业或项目</source>
        <translation>Open firm or project</translation>
    </message>
    <message>
        <source>复制成一行文字</source>
        <translation>Copy as one line</translation>
    </message>
    <message>
        <source>无新问题</source>
        <translation>No new issues</translation>
    </message>
    <message>
        <source>这次走访没有记问题。</source>
        <translation>No issue was logged on this visit.</translation>
    </message>
    <message>
        <source>补录</source>
        <translation>Entered later</translation>
    </message>
    <message>
        <source>{who} {at} 记在本机</source>
        <translation>{who}, saved here {at}</translation>
    </message>
    <message>
        <source>待上报</source>
        <translation>Waiting</translation>
    </message>
    <message>
        <source>县里已收到</source>
        <translation>Received</translation>
    </message>
    <message>
        <source>没有写。</source>
        <translation>Nothing written.</translation>
    </message>
    <message>
        <source>生产经营情况</source>
        <translation>Business situation</translation>
    </message>
    <message>
        <source>接待和结果</source>
        <translation>Who received, and the result</translation>
    </message>
    <message>
        <source>接待人</source>
        <translation>Received by</translation>
    </message>
    <message>
        <source>走访人</source>
        <translation>Visitors</translation>
    </message>
    <message>
        <source>结果</source>
        <translation>Result</translation>
    </message>
    <message>
        <source>下次联系</source>
        <translation>Next contact</translation>
    </message>
    <message>
        <source>责任单位</source>
        <translation>Unit</translation>
    </message>
    <message>
        <source>所在地</source>
        <translation>Place</translation>
    </message>
    <message>
        <source>现场答复</source>
        <translation>Answer on the spot</translation>
    </message>
    <message>
        <source>如何办</source>
        <translation>How</translation>
    </message>
    <message>
        <source>谁负责</source>
        <translation>Who</translation>
    </message>
    <message>
        <source>何时解决</source>
        <translation>When</translation>
    </message>
    <message>
        <source>宣讲政策</source>
        <translation>Policies explained</translation>
    </message>
    <message>
        <source>备注</source>
        <translation>Remark</translation>
    </message>
</context>
<context>
    <name>WeekStrip</name>
    <message>
        <source>一 二 三 四 五 六 日</source>
        <translation>M T W T F S S</translation>
    </message>
    <message>
        <source>班</source>
        <translation>on</translation>
    </message>
    <message>
        <source>休</source>
        <translation>off</translation>
    </message>
    <message>
        <source>约访</source>
        <translation>visit</translation>
    </message>
    <message>
        <source>安静日</source>
        <translation>quiet</translation>
    </message>
    <message>
        <source>调休上班</source>
        <translation>make-up day</translation>
    </message>
    <message>
        <source>{month}月{day}日</source>
        <translation>{month}/{day}</translation>
    </message>
</context>
<context>
    <name>_UndoLine</name>
    <message>
        <source>已去掉一个问题</source>
        <translation>One issue taken out</translation>
    </message>
    <message>
        <source>撤销</source>
        <translation>Undo</translation>
    </message>
</context>
<context>
    <name>agenda</name>
    <message>
        <source>答复到达</source>
        <translation>Answers</translation>
    </message>
    <message>
        <source>退回补正</source>
        <translation>Sent back</translation>
    </message>
    <message>
        <source>临近时限</source>
        <translation>Due soon</translation>
    </message>
    <message>
        <source>约好的走访</source>
        <translation>Promised</translation>
    </message>
    <message>
        <source>草稿</source>
        <translation>Drafts</translation>
    </message>
    <message>
        <source>{department}已答复，请在 {day} 前告知企业</source>
        <translation>{department} answered; tell the firm by {day}</translation>
    </message>
    <message>
        <source>{department}已答复</source>
        <translation>{department} answered</translation>
    </message>
    <message>
        <source>告知企业</source>
        <translation>Tell</translation>
    </message>
    <message>
        <source>县领导小组办公室：{reason}</source>
        <translation>County office: {reason}</translation>
    </message>
    <message>
        <source>补正</source>
        <translation>Complete</translation>
    </message>
    <message>
        <source>{department}已答复，回访时限 {day}</source>
        <translation>{department} answered; call back by {day}</translation>
    </message>
    <message>
        <source>回访</source>
        <translation>Call back</translation>
    </message>
    <message>
        <source>{department}{state}，时限 {day}</source>
        <translation>{department}, {state}, due {day}</translation>
    </message>
    <message>
        <source>催办</source>
        <translation>Urge</translation>
    </message>
    <message>
        <source>原定 {day}</source>
        <translation>promised for {day}</translation>
    </message>
    <message>
        <source>记走访</source>
        <translation>Log visit</translation>
    </message>
    <message>
        <source>{at} 没有通过，内容都在</source>
        <translation>{at} not accepted; the text is kept</translation>
    </message>
    <message>
        <source>看原因</source>
        <translation>See why</translation>
    </message>
    <message>
        <source>{at} 写到这里，一字未丢</source>
        <translation>Written up to {at}, nothing lost</translation>
    </message>
    <message>
        <source>接着写</source>
        <translation>Go on</translation>
    </message>
    <message>
        <source>{who}移交</source>
        <translation>from {who}</translation>
    </message>
    <message>
        <source>批量打印反馈卡</source>
        <translation>Print many cards</translation>
    </message>
    <message>
        <source>{count} 张卡的卡号已经取了，PDF 没有写成</source>
        <translation>Cards that have their numbers but no PDF: {count}</translation>
    </message>
    <message>
        <source>接着存</source>
        <translation>Write it</translation>
    </message>
    <message>
        <source>约下次</source>
        <translation>Next visit</translation>
    </message>
    <message>
        <source>录入签回的卡</source>
        <translation>Enter a signed card</translation>
    </message>
    <message>
        <source>提出更正</source>
        <translation>Correction</translation>
    </message>
    <message>
        <source>久未联系</source>
        <translation>No contact</translation>
    </message>
    <message>
        <source>{count} 家企业超过 {days} 天没有联系</source>
        <translation>Firms not contacted in {days}+ days: {count}</translation>
    </message>
    <message>
        <source>至少 {count} 家企业超过 {days} 天没有联系</source>
        <translation>Firms not contacted in {days}+ days: {count} or more</translation>
    </message>
    <message>
        <source>{names} 等</source>
        <translation>{names} and others</translation>
    </message>
    <message>
        <source>看名单</source>
        <translation>See list</translation>
    </message>
</context>
<context>
    <name>attaching</name>
    <message>
        <source>照片和 PDF</source>
        <translation>Photos and PDF</translation>
    </message>
    <message>
        <source>附照片或文件（照片不带位置和机型；PDF 原样附上）</source>
        <translation>Attach photos or files (photos lose place and device; a PDF stays as it is)</translation>
    </message>
</context>
<context>
    <name>card_detail</name>
    <message>
        <source>意见建议</source>
        <translation>Comments and suggestions</translation>
    </message>
    <message>
        <source>卡上的问题</source>
        <translation>Problems on the card</translation>
    </message>
    <message>
        <source>卡上没有写问题。</source>
        <translation>No problem stands on this card.</translation>
    </message>
    <message>
        <source>有 {count} 个已不在本机，重打时不再印出。</source>
        <translation>{count} of them are no longer on this machine and would not be on a reprint.</translation>
    </message>
    <message>
        <source>第几次</source>
        <translation>No.</translation>
    </message>
    <message>
        <source>时间</source>
        <translation>Time</translation>
    </message>
    <message>
        <source>谁</source>
        <translation>Who</translation>
    </message>
    <message>
        <source>方式</source>
        <translation>How</translation>
    </message>
    <message>
        <source>核验码</source>
        <translation>Check code</translation>
    </message>
    <message>
        <source>核验码印在卡的末尾，也在二维码里。同一个码，纸上写的就一样。</source>
        <translation>The check code stands at the end of the card and in its QR code. The same code means the same words on paper.</translation>
    </message>
    <message>
        <source>有待上报的内容</source>
        <translation>Has unsent changes</translation>
    </message>
    <message>
        <source>原因：{reason}。{instead}</source>
        <translation>Reason: {reason}. {instead}</translation>
    </message>
    <message>
        <source>由 {number} 替换</source>
        <translation>Replaced by {number}</translation>
    </message>
    <message>
        <source>还没有打印替换的新卡</source>
        <translation>No replacement printed yet</translation>
    </message>
    <message>
        <source>{name}打的卡：录入签回、重打、作废由现在的责任单位办。</source>
        <translation>Printed by {name}: the unit responsible now types the signed paper in, prints it again or voids it.</translation>
    </message>
    <message>
        <source>手里的纸已经作废，请划掉，不要再用。</source>
        <translation>The paper in your hand is void. Strike it through and do not use it.</translation>
    </message>
    <message>
        <source>签字盖章</source>
        <translation>Signatures</translation>
    </message>
    <message>
        <source>没有记签字盖章</source>
        <translation>no signatures noted</translation>
    </message>
    <message>
        <source>卡上的走访</source>
        <translation>Visit on the card</translation>
    </message>
    <message>
        <source>{day} 签回</source>
        <translation>Came back {day}</translation>
    </message>
    <message>
        <source>等企业填好、签字盖章后收回</source>
        <translation>Waiting for the enterprise to fill in, sign and seal</translation>
    </message>
    <message>
        <source>手里的纸和本机的打印记录对不上：可能在别的机器上打的。同步后再扫一次。</source>
        <translation>This paper matches no print known here: perhaps it was printed on another machine. Sync and scan again.</translation>
    </message>
    <message>
        <source>手里的纸是第 {at} 次打印的旧样，后来又打印过，最新是第 {last} 次。</source>
        <translation>This paper is an older one, print {at}; the latest is print {last}.</translation>
    </message>
    <message>
        <source>手里的纸是最新的一次打印（第 {at} 次）。</source>
        <translation>This paper is the latest print (no. {at}).</translation>
    </message>
    <message>
        <source>打印以后企业情况或问题有变化，可以重打，卡号不变。</source>
        <translation>Its figures or problems changed since it was printed. You can print it again under the same number.</translation>
    </message>
    <message>
        <source>{count} 次</source>
        <translation>{count}×</translation>
    </message>
    <message>
        <source>卡号</source>
        <translation>Card no.</translation>
    </message>
    <message>
        <source>打印</source>
        <translation>Prints</translation>
    </message>
    <message>
        <source>填报主体</source>
        <translation>Filled in by</translation>
    </message>
    <message>
        <source>填表人</source>
        <translation>Filled in by (name)</translation>
    </message>
    <message>
        <source>联系电话</source>
        <translation>Phone</translation>
    </message>
    <message>
        <source>谁打的</source>
        <translation>Printed by</translation>
    </message>
    <message>
        <source>替换的卡</source>
        <translation>Replaces card</translation>
    </message>
</context>
<context>
    <name>conflict</name>
    <message>
        <source>您和{who}都改了下面 {count} 项，请选用哪一个。没选用的会留在变更记录里。</source>
        <translation>You and {who} both changed the {count} below. Choose which to use; the other stays in the history.</translation>
    </message>
    <message>
        <source>本机</source>
        <translation>this machine</translation>
    </message>
    <message>
        <source>原来的</source>
        <translation>Before</translation>
    </message>
    <message>
        <source>两人改之前</source>
        <translation>before both changes</translation>
    </message>
    <message>
        <source>我的</source>
        <translation>Mine</translation>
    </message>
    <message>
        <source>对方的</source>
        <translation>Theirs</translation>
    </message>
    <message>
        <source>、</source>
        <translation>, </translation>
    </message>
    <message>
        <source>同事</source>
        <translation>a colleague</translation>
    </message>
</context>
<context>
    <name>digest</name>
    <message>
        <source>还没有同步过</source>
        <translation>Not synced yet</translation>
    </message>
    <message>
        <source>上次没有连上，会自动再试</source>
        <translation>Not connected last time; it will try again</translation>
    </message>
    <message>
        <source>没有新内容，本机与县里一致</source>
        <translation>Nothing new; this desk and the county agree</translation>
    </message>
    <message>
        <source>{count} 个时限改为 {day}</source>
        <translation>Deadlines moved to {day}: {count}</translation>
    </message>
</context>
<context>
    <name>enterprise_detail</name>
    <message>
        <source>暂无代码</source>
        <translation>no code yet</translation>
    </message>
    <message>
        <source>规模以上</source>
        <translation>above scale</translation>
    </message>
    <message>
        <source>联系与分包</source>
        <translation>Contact and assignment</translation>
    </message>
    <message>
        <source>基本情况</source>
        <translation>Particulars</translation>
    </message>
    <message>
        <source>下次 {day} {weekday}</source>
        <translation>Next {day} {weekday}</translation>
    </message>
    <message>
        <source>联系人</source>
        <translation>Contact</translation>
    </message>
    <message>
        <source>电话</source>
        <translation>Phone</translation>
    </message>
    <message>
        <source>法定代表人</source>
        <translation>Legal person</translation>
    </message>
    <message>
        <source>经营地址</source>
        <translation>Address</translation>
    </message>
    <message>
        <source>分包领导</source>
        <translation>Leader</translation>
    </message>
    <message>
        <source>责任单位</source>
        <translation>Unit</translation>
    </message>
    <message>
        <source>填写</source>
        <translation>Fill in</translation>
    </message>
    <message>
        <source>还没有经营数据。县里下发或在这里填写后，反馈卡上就印出来。</source>
        <translation>No figures yet. Once sent by the county or filled in here, they are printed on the card.</translation>
    </message>
    <message>
        <source>工作联系人</source>
        <translation>Unit contact</translation>
    </message>
    <message>
        <source>经营数据</source>
        <translation>Figures</translation>
    </message>
    <message>
        <source>指标</source>
        <translation>Indicator</translation>
    </message>
    <message>
        <source>数值</source>
        <translation>Value</translation>
    </message>
    <message>
        <source>期间</source>
        <translation>Period</translation>
    </message>
    <message>
        <source>谁填的、何时</source>
        <translation>By whom, when</translation>
    </message>
    <message>
        <source>所在地</source>
        <translation>Place</translation>
    </message>
    <message>
        <source>注册地址</source>
        <translation>Registered at</translation>
    </message>
    <message>
        <source>行业</source>
        <translation>Industry</translation>
    </message>
    <message>
        <source>登记类型</source>
        <translation>Registration</translation>
    </message>
    <message>
        <source>规模</source>
        <translation>Size</translation>
    </message>
    <message>
        <source>主要产品</source>
        <translation>Products</translation>
    </message>
    <message>
        <source>经营状态</source>
        <translation>Condition</translation>
    </message>
    <message>
        <source>安静日</source>
        <translation>Quiet days</translation>
    </message>
    <message>
        <source>联系习惯</source>
        <translation>Prefers</translation>
    </message>
    <message>
        <source>备注</source>
        <translation>Remark</translation>
    </message>
    <message>
        <source>工作电话</source>
        <translation>Unit phone</translation>
    </message>
</context>
<context>
    <name>fields</name>
    <message>
        <source>{count} 次</source>
        <translation>{count}</translation>
    </message>
    <message>
        <source>{count} 个</source>
        <translation>{count}</translation>
    </message>
    <message>
        <source>是</source>
        <translation>yes</translation>
    </message>
    <message>
        <source>已清空</source>
        <translation>cleared</translation>
    </message>
    <message>
        <source>否</source>
        <translation>no</translation>
    </message>
    <message>
        <source>、</source>
        <translation>, </translation>
    </message>
    <message>
        <source>其他内容</source>
        <translation>other</translation>
    </message>
    <message>
        <source>记录</source>
        <translation>Record</translation>
    </message>
    <message>
        <source>企业</source>
        <translation>Firm</translation>
    </message>
    <message>
        <source>项目</source>
        <translation>Project</translation>
    </message>
    <message>
        <source>综合情况</source>
        <translation>Profile</translation>
    </message>
    <message>
        <source>经营数据</source>
        <translation>Figures</translation>
    </message>
    <message>
        <source>走访</source>
        <translation>Visit</translation>
    </message>
    <message>
        <source>问题</source>
        <translation>Issue</translation>
    </message>
    <message>
        <source>反馈卡</source>
        <translation>Card</translation>
    </message>
    <message>
        <source>附注</source>
        <translation>Note</translation>
    </message>
    <message>
        <source>更正</source>
        <translation>Correction</translation>
    </message>
    <message>
        <source>补报</source>
        <translation>Late report</translation>
    </message>
    <message>
        <source>附件</source>
        <translation>Attachment</translation>
    </message>
    <message>
        <source>微实事</source>
        <translation>Livelihood matter</translation>
    </message>
    <message>
        <source>专项进度</source>
        <translation>Progress</translation>
    </message>
    <message>
        <source>名称</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>企业名称</source>
        <translation>Name of the firm</translation>
    </message>
    <message>
        <source>项目名称</source>
        <translation>Name of the project</translation>
    </message>
    <message>
        <source>建设地点</source>
        <translation>Building site</translation>
    </message>
    <message>
        <source>统一社会信用代码</source>
        <translation>Credit code</translation>
    </message>
    <message>
        <source>帮扶类别</source>
        <translation>Class</translation>
    </message>
    <message>
        <source>帮扶层级</source>
        <translation>Tier</translation>
    </message>
    <message>
        <source>法定代表人</source>
        <translation>Legal person</translation>
    </message>
    <message>
        <source>联系人</source>
        <translation>Contact</translation>
    </message>
    <message>
        <source>联系人职务</source>
        <translation>Contact&apos;s title</translation>
    </message>
    <message>
        <source>联系电话</source>
        <translation>Phone</translation>
    </message>
    <message>
        <source>注册地址</source>
        <translation>Registered at</translation>
    </message>
    <message>
        <source>经营地址</source>
        <translation>Address</translation>
    </message>
    <message>
        <source>区划</source>
        <translation>Division</translation>
    </message>
    <message>
        <source>所在地</source>
        <translation>Place</translation>
    </message>
    <message>
        <source>行业</source>
        <translation>Industry</translation>
    </message>
    <message>
        <source>登记注册类型</source>
        <translation>Registration type</translation>
    </message>
    <message>
        <source>规模</source>
        <translation>Size</translation>
    </message>
    <message>
        <source>规模以上</source>
        <translation>above scale</translation>
    </message>
    <message>
        <source>主要产品</source>
        <translation>Products</translation>
    </message>
    <message>
        <source>成立日期</source>
        <translation>Founded</translation>
    </message>
    <message>
        <source>经营状态</source>
        <translation>Condition</translation>
    </message>
    <message>
        <source>企业安静日</source>
        <translation>Quiet days</translation>
    </message>
    <message>
        <source>联系习惯</source>
        <translation>Prefers</translation>
    </message>
    <message>
        <source>下次联系</source>
        <translation>Next contact</translation>
    </message>
    <message>
        <source>备注</source>
        <translation>Remark</translation>
    </message>
    <message>
        <source>指标</source>
        <translation>Indicator</translation>
    </message>
    <message>
        <source>数值</source>
        <translation>Value</translation>
    </message>
    <message>
        <source>单位</source>
        <translation>Unit</translation>
    </message>
    <message>
        <source>期间</source>
        <translation>Period</translation>
    </message>
    <message>
        <source>谁填的</source>
        <translation>Filled by</translation>
    </message>
    <message>
        <source>填报人</source>
        <translation>Filled in by</translation>
    </message>
    <message>
        <source>填报日期</source>
        <translation>Filled on</translation>
    </message>
    <message>
        <source>走访时间</source>
        <translation>Time of visit</translation>
    </message>
    <message>
        <source>走访方式</source>
        <translation>Way of contact</translation>
    </message>
    <message>
        <source>走访人</source>
        <translation>Visitors</translation>
    </message>
    <message>
        <source>接待人</source>
        <translation>Received by</translation>
    </message>
    <message>
        <source>接待人职务</source>
        <translation>Receiver&apos;s title</translation>
    </message>
    <message>
        <source>生产经营情况</source>
        <translation>Business situation</translation>
    </message>
    <message>
        <source>宣讲政策</source>
        <translation>Policies explained</translation>
    </message>
    <message>
        <source>无新问题</source>
        <translation>No new issues</translation>
    </message>
    <message>
        <source>现场答复</source>
        <translation>Answer on the spot</translation>
    </message>
    <message>
        <source>谁负责</source>
        <translation>Who</translation>
    </message>
    <message>
        <source>何时解决</source>
        <translation>When</translation>
    </message>
    <message>
        <source>补录</source>
        <translation>Entered later</translation>
    </message>
    <message>
        <source>类别</source>
        <translation>Class</translation>
    </message>
    <message>
        <source>问题描述</source>
        <translation>Problem</translation>
    </message>
    <message>
        <source>诉求</source>
        <translation>Wish</translation>
    </message>
    <message>
        <source>紧急程度</source>
        <translation>Urgency</translation>
    </message>
    <message>
        <source>本级能解决</source>
        <translation>Solvable here</translation>
    </message>
    <message>
        <source>涉及部门</source>
        <translation>Departments</translation>
    </message>
    <message>
        <source>提出人</source>
        <translation>Raised by</translation>
    </message>
    <message>
        <source>意见建议</source>
        <translation>Suggestions</translation>
    </message>
    <message>
        <source>提出日期</source>
        <translation>Raised on</translation>
    </message>
    <message>
        <source>状态</source>
        <translation>State</translation>
    </message>
    <message>
        <source>满意度</source>
        <translation>Satisfaction</translation>
    </message>
    <message>
        <source>满意度说明</source>
        <translation>Satisfaction remark</translation>
    </message>
    <message>
        <source>内容</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>应为</source>
        <translation>Should be</translation>
    </message>
    <message>
        <source>原来的</source>
        <translation>Before</translation>
    </message>
    <message>
        <source>理由</source>
        <translation>Reason</translation>
    </message>
    <message>
        <source>地点</source>
        <translation>Place</translation>
    </message>
    <message>
        <source>受益面</source>
        <translation>Beneficiaries</translation>
    </message>
    <message>
        <source>责任人</source>
        <translation>Responsible</translation>
    </message>
    <message>
        <source>时限</source>
        <translation>Deadline</translation>
    </message>
    <message>
        <source>资金来源</source>
        <translation>Funding</translation>
    </message>
    <message>
        <source>形象进度</source>
        <translation>Progress</translation>
    </message>
    <message>
        <source>进展</source>
        <translation>Progress</translation>
    </message>
    <message>
        <source>完成日期</source>
        <translation>Done on</translation>
    </message>
    <message>
        <source>群众评价</source>
        <translation>People&apos;s opinion</translation>
    </message>
    <message>
        <source>项目代码</source>
        <translation>Project code</translation>
    </message>
    <message>
        <source>建设单位</source>
        <translation>Builder</translation>
    </message>
    <message>
        <source>建设单位信用代码</source>
        <translation>Builder&apos;s credit code</translation>
    </message>
    <message>
        <source>阶段</source>
        <translation>Stage</translation>
    </message>
    <message>
        <source>重点项目</source>
        <translation>Key project</translation>
    </message>
    <message>
        <source>总投资</source>
        <translation>Total</translation>
    </message>
    <message>
        <source>年度计划</source>
        <translation>Year plan</translation>
    </message>
    <message>
        <source>累计完成</source>
        <translation>Done</translation>
    </message>
    <message>
        <source>本月完成</source>
        <translation>This month</translation>
    </message>
    <message>
        <source>建设内容</source>
        <translation>Content</translation>
    </message>
    <message>
        <source>开工日期</source>
        <translation>Started</translation>
    </message>
    <message>
        <source>计划竣工</source>
        <translation>Due</translation>
    </message>
    <message>
        <source>版式</source>
        <translation>Layout</translation>
    </message>
    <message>
        <source>编号</source>
        <translation>Number</translation>
    </message>
    <message>
        <source>打印记录</source>
        <translation>Prints</translation>
    </message>
    <message>
        <source>卡上的问题</source>
        <translation>Problems on the card</translation>
    </message>
    <message>
        <source>填报人电话</source>
        <translation>Phone of who filled it in</translation>
    </message>
    <message>
        <source>签回日期</source>
        <translation>Signed on</translation>
    </message>
    <message>
        <source>签字盖章</source>
        <translation>Signatures and seals</translation>
    </message>
    <message>
        <source>作废原因</source>
        <translation>Reason for voiding</translation>
    </message>
    <message>
        <source>替换的卡</source>
        <translation>Replaces card</translation>
    </message>
</context>
<context>
    <name>forms</name>
    <message>
        <source>表里的图片、文本框和宏带不过去；要用的，填好后请从对方的表里贴回来。</source>
        <translation>Pictures, text boxes and macros of the table do not come along; paste what is needed back from theirs once it is filled.</translation>
    </message>
    <message>
        <source>只照着对方的列填，样子是本系统的。要照原样填，请把对方的表另存为 .xlsx 再选一次，表里要有名称一列。</source>
        <translation>Only their columns are filled, in our own look. To fill their table as it looks, save it as .xlsx and choose it again; it needs a column of names.</translation>
    </message>
    <message>
        <source>留空待填的列：{columns}</source>
        <translation>Columns left to be filled by hand: {columns}</translation>
    </message>
</context>
<context>
    <name>history</name>
    <message>
        <source>还没有变更。提出的更正、冲突的取舍和历次经营数据都会记在这里。</source>
        <translation>No changes yet. Corrections, decisions and earlier figures are kept here.</translation>
    </message>
    <message>
        <source>提出更正：{field} 应为 {value}</source>
        <translation>Correction: {field} should be {value}</translation>
    </message>
    <message>
        <source>{field}：没有采用的是 {value}</source>
        <translation>{field}: not used was {value}</translation>
    </message>
    <message>
        <source>已清空</source>
        <translation>cleared</translation>
    </message>
    <message>
        <source>{indicator} {value}（{period}）</source>
        <translation>{indicator} {value} ({period})</translation>
    </message>
    <message>
        <source>附注：{text}</source>
        <translation>Note: {text}</translation>
    </message>
</context>
<context>
    <name>imports</name>
    <message>
        <source>新增</source>
        <translation>New</translation>
    </message>
    <message>
        <source>更新</source>
        <translation>Changed</translation>
    </message>
    <message>
        <source>无变化</source>
        <translation>Same</translation>
    </message>
    <message>
        <source>没有收</source>
        <translation>Not taken</translation>
    </message>
    <message>
        <source>企业名单</source>
        <translation>roster of enterprises</translation>
    </message>
    <message>
        <source>项目名单</source>
        <translation>roster of projects</translation>
    </message>
    <message>
        <source>走访台账</source>
        <translation>ledger of visits</translation>
    </message>
    <message>
        <source>问题台账</source>
        <translation>ledger of problems</translation>
    </message>
    <message>
        <source>（没有名称）</source>
        <translation>(no name)</translation>
    </message>
    <message>
        <source>；</source>
        <translation>; </translation>
    </message>
    <message>
        <source>{sheet} 第 {row} 行</source>
        <translation>{sheet}, row {row}</translation>
    </message>
    <message>
        <source>{outcome}，有没收的</source>
        <translation>{outcome}, not all</translation>
    </message>
    <message>
        <source>{label}：{old} → {new}</source>
        <translation>{label}: {old} → {new}</translation>
    </message>
    <message>
        <source>{label}：{new}</source>
        <translation>{label}: {new}</translation>
    </message>
    <message>
        <source>{heading}：{reason}</source>
        <translation>{heading}: {reason}</translation>
    </message>
    <message>
        <source>新增 {new} 行，更新 {changed} 行，无变化 {same} 行，没有收 {refused} 行。</source>
        <translation>Rows new: {new}, changed: {changed}, same: {same}, not taken: {refused}.</translation>
    </message>
    <message>
        <source>按“{kind}”读，{rows} 行</source>
        <translation>Read as a {kind}; rows: {rows}</translation>
    </message>
    <message>
        <source>，没写单位的金额按“{unit}”读</source>
        <translation>; amounts without a unit in {unit}</translation>
    </message>
    <message>
        <source>隐藏的工作表，没有读</source>
        <translation>Hidden sheet, not read</translation>
    </message>
    <message>
        <source>空的工作表</source>
        <translation>Empty sheet</translation>
    </message>
    <message>
        <source>没有认出标题行，请在下面指明哪一列是企业名称</source>
        <translation>No headings were recognised; please say below which column is the enterprise&apos;s name</translation>
    </message>
    <message>
        <source>已导入 {n} 条，待上报。</source>
        <translation>Brought in: {n}, waiting to be sent.</translation>
    </message>
    <message>
        <source>还有 {left} 行没有导入，再按“导入”从这里接着来。</source>
        <translation>Rows not brought in: {left}; press “Import” again to go on from here. </translation>
    </message>
    <message>
        <source>有问题的 {n} 行可以另存出来，改好再导入，别的行不会重复。</source>
        <translation>Rows with something wrong: {n}. Save them, mend them and import them again; no other row comes in twice.</translation>
    </message>
    <message>
        <source>已撤销 {n} 条。</source>
        <translation>Taken back: {n}.</translation>
    </message>
    <message>
        <source>没有撤完，再按“撤销”从这里接着来。</source>
        <translation>Not all of it is undone; press Undo again to go on from here. </translation>
    </message>
    <message>
        <source>留着 {n} 条，后来又改过，或县里已经办理：{named}。</source>
        <translation> {n} stay, changed since or already handled by the county: {named}.</translation>
    </message>
    <message>
        <source>留着 {n} 条，后来又改过，或县里已经办理：{named}等。</source>
        <translation> {n} stay, changed since or already handled by the county: {named} and others.</translation>
    </message>
    <message>
        <source>{name} {kind}（{period} {indicator}）</source>
        <translation>{name} {kind} ({period} {indicator})</translation>
    </message>
    <message>
        <source>{sheet}：这些列没有用到：{words}（要用，写 --map 列名=台账里的说法）。</source>
        <translation>{sheet}: these columns were not used: {words} (to use one, write --map HEADING=LEDGER WORD).</translation>
    </message>
    <message>
        <source>{sheet}：{words}</source>
        <translation>{sheet}: {words}</translation>
    </message>
</context>
<context>
    <name>issue_detail</name>
    <message>
        <source>问题</source>
        <translation>Problem</translation>
    </message>
    <message>
        <source>办理信息</source>
        <translation>Handling</translation>
    </message>
    <message>
        <source>有待上报的内容</source>
        <translation>Something waits to be sent</translation>
    </message>
    <message>
        <source>{who}{state}，时限 {day}</source>
        <translation>{who}, {state}, due {day}</translation>
    </message>
    <message>
        <source>等县领导小组办公室受理</source>
        <translation>The county office is to accept it</translation>
    </message>
    <message>
        <source>等县领导小组办公室受理，{day} 前</source>
        <translation>The county office is to accept it by {day}</translation>
    </message>
    <message>
        <source>{who}已答复，请在 {day} 前告知企业</source>
        <translation>{who} answered; tell the firm by {day}</translation>
    </message>
    <message>
        <source>{who} {day} 办结</source>
        <translation>{who}, settled {day}</translation>
    </message>
    <message>
        <source>退回原因</source>
        <translation>Sent back</translation>
    </message>
    <message>
        <source>答复</source>
        <translation>Answer</translation>
    </message>
    <message>
        <source>如何办</source>
        <translation>How</translation>
    </message>
    <message>
        <source>谁负责</source>
        <translation>Who</translation>
    </message>
    <message>
        <source>何时解决</source>
        <translation>When</translation>
    </message>
    <message>
        <source>结果</source>
        <translation>Result</translation>
    </message>
    <message>
        <source>满意度</source>
        <translation>Satisfaction</translation>
    </message>
    <message>
        <source>诉求</source>
        <translation>Wish</translation>
    </message>
    <message>
        <source>能</source>
        <translation>yes</translation>
    </message>
    <message>
        <source>不能</source>
        <translation>no</translation>
    </message>
    <message>
        <source>{count} 次</source>
        <translation>{count}</translation>
    </message>
    <message>
        <source>承办部门</source>
        <translation>Department</translation>
    </message>
    <message>
        <source>办结时限</source>
        <translation>Due</translation>
    </message>
    <message>
        <source>涉及部门</source>
        <translation>Departments</translation>
    </message>
    <message>
        <source>本级解决</source>
        <translation>Solvable here</translation>
    </message>
    <message>
        <source>提出</source>
        <translation>Raised</translation>
    </message>
    <message>
        <source>责任单位</source>
        <translation>Unit</translation>
    </message>
    <message>
        <source>催办</source>
        <translation>Urge</translation>
    </message>
    <message>
        <source>回访</source>
        <translation>Call back</translation>
    </message>
    <message>
        <source>{name} 记</source>
        <translation>noted by {name}</translation>
    </message>
    <message>
        <source>还没有进展。报到县里后，受理、交办、答复都会记在这里。</source>
        <translation>No progress yet. Acceptance, dispatch and answer are noted here once it is sent.</translation>
    </message>
    <message>
        <source>时限 {day}</source>
        <translation>due {day}</translation>
    </message>
</context>
<context>
    <name>issue_words</name>
    <message>
        <source>待上报</source>
        <translation>Waiting</translation>
    </message>
    <message>
        <source>{state}，{day}到期</source>
        <translation>{state}, due {day}</translation>
    </message>
    <message>
        <source>已答复，待告知</source>
        <translation>Answered, to tell</translation>
    </message>
    <message>
        <source>{day}（暂按周末推算）</source>
        <translation>{day} (by weekends only)</translation>
    </message>
    <message>
        <source>{day}（{weekday}，调休上班）</source>
        <translation>{day} ({weekday}, make-up day)</translation>
    </message>
    <message>
        <source>待告知</source>
        <translation>To tell</translation>
    </message>
    <message>
        <source>补正</source>
        <translation>Complete</translation>
    </message>
    <message>
        <source>回访</source>
        <translation>Call back</translation>
    </message>
    <message>
        <source>满意度</source>
        <translation>Rate</translation>
    </message>
    <message>
        <source>催办</source>
        <translation>Urge</translation>
    </message>
    <message>
        <source>重办</source>
        <translation>Handle again</translation>
    </message>
    <message>
        <source>附注</source>
        <translation>Note</translation>
    </message>
    <message>
        <source>撤回</source>
        <translation>Withdraw</translation>
    </message>
    <message>
        <source>、</source>
        <translation>, </translation>
    </message>
    <message>
        <source>已过时限</source>
        <translation>Overdue</translation>
    </message>
    <message>
        <source>超 {days} 个工作日</source>
        <translation>Workdays over: {days}</translation>
    </message>
    <message>
        <source>今天到期</source>
        <translation>Due today</translation>
    </message>
    <message>
        <source>剩 {days} 个工作日</source>
        <translation>Workdays left: {days}</translation>
    </message>
</context>
<context>
    <name>keys</name>
    <message>
        <source>记走访（带上当前选中的企业或项目）</source>
        <translation>Log a visit (takes the selected firm or project along)</translation>
    </message>
    <message>
        <source>记问题</source>
        <translation>Log an issue</translation>
    </message>
    <message>
        <source>打印卡（先预览）</source>
        <translation>Print a card (preview first)</translation>
    </message>
    <message>
        <source>搜索一切，也能找动作</source>
        <translation>Search everything, actions too</translation>
    </message>
    <message>
        <source>到本页的筛选框</source>
        <translation>Go to this page&apos;s filter</translation>
    </message>
    <message>
        <source>立即同步</source>
        <translation>Sync now</translation>
    </message>
    <message>
        <source>下一区域</source>
        <translation>Next region</translation>
    </message>
    <message>
        <source>上一区域</source>
        <translation>Previous region</translation>
    </message>
    <message>
        <source>本页帮助和按键表</source>
        <translation>Help and keys</translation>
    </message>
    <message>
        <source>回到上一个看过的记录</source>
        <translation>Back to the record seen before</translation>
    </message>
    <message>
        <source>再往前</source>
        <translation>Forward again</translation>
    </message>
    <message>
        <source>字大一档</source>
        <translation>Larger text</translation>
    </message>
    <message>
        <source>字小一档</source>
        <translation>Smaller text</translation>
    </message>
    <message>
        <source>关掉最上面一层；列表里清筛选</source>
        <translation>Close the topmost layer; in a list, clear the filter</translation>
    </message>
    <message>
        <source>进详情；今日页：打开这件事</source>
        <translation>Open the record; on Today: open this task</translation>
    </message>
    <message>
        <source>做这条的下一步，就是行末那个词</source>
        <translation>Do the next step, the word at the end of the row</translation>
    </message>
    <message>
        <source>反馈卡页：批量打印</source>
        <translation>On the page of cards: print many</translation>
    </message>
    <message>
        <source>稍后再写，草稿留着，不问</source>
        <translation>Leave it for later; the draft stays, nothing is asked</translation>
    </message>
    <message>
        <source>无新问题</source>
        <translation>No new problems</translation>
    </message>
    <message>
        <source>再加一个问题</source>
        <translation>Add a problem</translation>
    </message>
    <message>
        <source>去掉光标所在的问题（可撤销）</source>
        <translation>Remove the problem under the cursor (can be undone)</translation>
    </message>
    <message>
        <source>撤销去掉的问题（文本框内是撤销输入）</source>
        <translation>Bring a removed problem back (in a text: undo typing)</translation>
    </message>
    <message>
        <source>在“方式”各项间移动，向左用左箭头</source>
        <translation>Move between the ways of contact; Left goes back</translation>
    </message>
    <message>
        <source>选对方的，左箭头选我的</source>
        <translation>Choose theirs; Left chooses mine</translation>
    </message>
    <message>
        <source>下一项，上箭头上一项</source>
        <translation>Next field; Up for the one before</translation>
    </message>
    <message>
        <source>另写</source>
        <translation>Write another version</translation>
    </message>
    <message>
        <source>用定下的</source>
        <translation>Use what is decided</translation>
    </message>
    <message>
        <source>打印</source>
        <translation>Print</translation>
    </message>
    <message>
        <source>存 PDF</source>
        <translation>Save as PDF</translation>
    </message>
    <message>
        <source>打印，批量打印里也用它</source>
        <translation>Print, in a batch too</translation>
    </message>
    <message>
        <source>下一张</source>
        <translation>Next sheet</translation>
    </message>
    <message>
        <source>上一张</source>
        <translation>Previous sheet</translation>
    </message>
    <message>
        <source>到处可用</source>
        <translation>Everywhere</translation>
    </message>
    <message>
        <source>列表里</source>
        <translation>In a list</translation>
    </message>
    <message>
        <source>详情里</source>
        <translation>In a record</translation>
    </message>
    <message>
        <source>对话框里</source>
        <translation>In a dialog</translation>
    </message>
    <message>
        <source>记走访</source>
        <translation>Writing a visit</translation>
    </message>
    <message>
        <source>上报，定分歧时</source>
        <translation>Outbox, deciding a conflict</translation>
    </message>
    <message>
        <source>卡的预览</source>
        <translation>Preview of a card</translation>
    </message>
    <message>
        <source>这条能做的全部动作</source>
        <translation>Everything this record allows</translation>
    </message>
    <message>
        <source>提出更正；走访和还没交办的问题：改我写的</source>
        <translation>Propose a correction; own visits and issues not yet dispatched: edit</translation>
    </message>
    <message>
        <source>约下次</source>
        <translation>Arrange the next contact</translation>
    </message>
    <message>
        <source>复制成一行文字，可贴到微信</source>
        <translation>Copy as one line of text, to paste into a chat</translation>
    </message>
    <message>
        <source>显示或遮住电话</source>
        <translation>Show or mask phones</translation>
    </message>
    <message>
        <source>下一个标签页</source>
        <translation>Next tab</translation>
    </message>
    <message>
        <source>上一个标签页</source>
        <translation>Previous tab</translation>
    </message>
    <message>
        <source>保存</source>
        <translation>Save</translation>
    </message>
    <message>
        <source>马上存草稿（平时自动存）</source>
        <translation>Store the draft now (it is stored by itself)</translation>
    </message>
    <message>
        <source>企业框：选中第一条；单行框：到下一格；多行框：换行</source>
        <translation>Firm: take the first; one line: next field; several lines: new line</translation>
    </message>
    <message>
        <source>展开下拉或日历</source>
        <translation>Open a list or a calendar</translation>
    </message>
</context>
<context>
    <name>messages</name>
    <message>
        <source>没有办成（{code}）。已存的内容都在本机，请再试一次；还不行就把括号里的代码告诉管理员。</source>
        <translation>That did not work ({code}). What was saved is on this machine. Try again; if it fails again, tell the administrator the code in brackets.</translation>
    </message>
    <message>
        <source>这一项填得不对（{code}）</source>
        <translation>This is not right ({code})</translation>
    </message>
    <message>
        <source>上报 {n} 条</source>
        <translation>{n} sent</translation>
    </message>
    <message>
        <source>，</source>
        <translation>, </translation>
    </message>
    <message>
        <source>{month}月{day}日</source>
        <translation>{month}/{day}</translation>
    </message>
    <message>
        <source>现在连不上县里的服务直通。内容都已存在本机，联网后自动上报，不用重写。</source>
        <translation>The county&apos;s directory cannot be reached. Everything is saved on this machine and is filed by itself once there is a network.</translation>
    </message>
    <message>
        <source>连不上县里的服务直通，可能没有网络，或它没有开。内容都已存在本机，连上后自动上报。</source>
        <translation>The county directory cannot be reached: there may be no network, or it is not running. Everything is saved on this computer and is sent once it can be reached.</translation>
    </message>
    <message>
        <source>县里的服务直通太久没有回应。内容都在本机，稍后会自动再试。</source>
        <translation>The county directory has not answered for too long. Everything is on this computer; it will try again by itself.</translation>
    </message>
    <message>
        <source>县里的服务直通正忙，这次没有同步完。内容都在本机，稍后会自动再试。</source>
        <translation>The county directory is busy, so this round was not finished. Everything is on this computer; it will try again by itself.</translation>
    </message>
    <message>
        <source>县里的服务直通出了差错，这次没有同步完。内容都在本机，会自动再试；总是这样请告诉县领导小组办公室。</source>
        <translation>Something went wrong at the county directory, so this round was not finished. Everything is on this computer and it will try again by itself; if it keeps happening, tell the county leading group office.</translation>
    </message>
    <message>
        <source>县里的数据库正忙，这次没有同步完。内容都在本机，稍后会自动再试。</source>
        <translation>The county&apos;s database is busy, so this round was not finished. Everything is on this computer; it will try again by itself.</translation>
    </message>
    <message>
        <source>县里的服务直通连不上它的数据库。内容都在本机，稍后会自动再试；总是这样请告诉县领导小组办公室。</source>
        <translation>The county directory cannot reach its database. Everything is on this computer and it will try again by itself; if it keeps happening, tell the county leading group office.</translation>
    </message>
    <message>
        <source>县里的服务直通出了差错，这一步没有办成。内容都在本机，请稍后再试；总是这样请告诉县领导小组办公室。</source>
        <translation>Something went wrong at the county directory, and this step was not done. Everything is on this computer; try again later, and if it keeps happening, tell the county leading group office.</translation>
    </message>
    <message>
        <source>县里的回应不完整，这次没有同步完。内容都在本机，稍后会自动再试。</source>
        <translation>The county&apos;s answer was incomplete, so this round was not finished. Everything is on this computer; it will try again by itself.</translation>
    </message>
    <message>
        <source>县里服务器的证书核对不上，为安全没有连接。内容都在本机，请把这件事告诉县领导小组办公室。</source>
        <translation>The certificate of the county&apos;s server does not check out, so no connection was made. Everything is on this computer; please tell the county leading group office.</translation>
    </message>
    <message>
        <source>服务直通的地址写得不对，没有连接。什么也没有改动，请核对地址（以 https:// 开头），或再要一份邀请文件。</source>
        <translation>The address of the directory is not right, so no connection was made. Nothing was changed; check the address (it begins with https://) or ask for another invitation file.</translation>
    </message>
    <message>
        <source>不加密的连接只许在本机用，为安全没有打开。什么也没有发出；请改用 https，架设时要给出证书。</source>
        <translation>A connection without encryption is allowed on this machine only, so none was opened. Nothing was sent; use https, and to serve, give a certificate.</translation>
    </message>
    <message>
        <source>县里的服务直通不认得这个请求，可能两边版本不同。内容都在本机，请更新程序再试。</source>
        <translation>The county directory does not know this request; the two versions may differ. Everything is on this computer; update the program and try again.</translation>
    </message>
    <message>
        <source>一次送的内容太大，县里没有收。内容都在本机，会分成小份再送。</source>
        <translation>Too much was sent at once, and the county did not take it. Everything is on this computer and will be sent in smaller parts.</translation>
    </message>
    <message>
        <source>县里不认得这份本机文件，要重新登记。内容都在本机，请再同步一次。</source>
        <translation>The county does not know this local file, and it has to register again. Everything is on this computer; run a round once more.</translation>
    </message>
    <message>
        <source>登录已过期，请重新登录。没上报的内容都还在本机。</source>
        <translation>The sign-in has expired; please sign in again. What is not yet filed is still on this machine.</translation>
    </message>
    <message>
        <source>账号或口令不对，请再输一次。本机内容没有受影响。</source>
        <translation>Account or password is wrong; please type it again. Nothing on this machine is affected.</translation>
    </message>
    <message>
        <source>这个邀请文件用不了，可能不完整或已用过。请向县领导小组办公室再要一份。</source>
        <translation>This invitation cannot be used; it may be incomplete or used already. Ask the county office for another.</translation>
    </message>
    <message>
        <source>邀请已用过或过了期（14 天内有效，只能用一次），没有连接。本机没有改动，请向县领导小组办公室再要一份。</source>
        <translation>The invitation was used already or has expired (it is good for 14 days and for one use), so no connection was made. Nothing changed on this computer; ask the county leading group office for another.</translation>
    </message>
    <message>
        <source>本机程序太旧，县里已换了新版。请更新程序；更新前照常能记，内容不会丢。</source>
        <translation>This program is too old for the directory. Please update; until then you can go on writing and nothing is lost.</translation>
    </message>
    <message>
        <source>县里的服务直通还是旧版，暂时不能同步。内容都在本机，等县里更新后自动上报。</source>
        <translation>The directory is too old to sync with for now. Everything is on this machine and is filed once the directory is updated.</translation>
    </message>
    <message>
        <source>本机文件是更新的程序写的，这个旧程序打不开它。请装新版程序，文件没有动过。</source>
        <translation>A newer program wrote this file and this older one cannot open it. Install the newer program; the file was not touched.</translation>
    </message>
    <message>
        <source>县里没有收下这一条。内容还在本机，可以改好再报。</source>
        <translation>The directory did not take this record. It is still on this machine; mend it and file it again.</translation>
    </message>
    <message>
        <source>这个账号不能做这件事。什么也没有改动，请找县领导小组办公室。</source>
        <translation>This account may not do that. Nothing was changed; ask the county office.</translation>
    </message>
    <message>
        <source>这家企业或项目已不归本单位。内容还在本机，可以作为附注转给新的责任单位。</source>
        <translation>This firm or project is no longer your unit&apos;s. What you wrote is still here and can go to the new unit as a note.</translation>
    </message>
    <message>
        <source>问题的状态已经变了，现在不能这样办。什么也没有丢，请看最新的进展再决定。</source>
        <translation>The issue has moved on and this step is no longer possible. Nothing is lost; see its latest progress and decide again.</translation>
    </message>
    <message>
        <source>别人先改了这个问题的状态，这一步没有生效。请看最新的进展再决定。</source>
        <translation>Somebody moved this issue first, so this step had no effect. See its latest progress and decide again.</translation>
    </message>
    <message>
        <source>这一条是别人写的，只有本人能改。什么也没有改动。</source>
        <translation>Somebody else wrote this and only they can change it. Nothing was changed.</translation>
    </message>
    <message>
        <source>这张卡的企业或项目不归本单位，只能看。什么也没有改动，请把纸转给现在的责任单位。</source>
        <translation>The enterprise or project of this card is not your unit’s, so you can only read it. Nothing was changed; pass the paper to the unit responsible now.</translation>
    </message>
    <message>
        <source>这一项由县里维护，不能直接改。可以用“提出更正”。</source>
        <translation>The county keeps this figure; it cannot be changed here. Use “Propose a correction”.</translation>
    </message>
    <message>
        <source>这一条已不在本机，可能已转出或删除。刚写的内容存成了草稿。</source>
        <translation>This record is no longer on this machine; it was handed over or deleted. What you wrote is kept as a draft.</translation>
    </message>
    <message>
        <source>本机预留的编号用完了。请联网同步一次领取新编号；刚写的内容在草稿里。</source>
        <translation>The numbers reserved for this machine are used up. Sync once to get new ones; what you wrote is in the drafts.</translation>
    </message>
    <message>
        <source>这一条太久没有上报，县里已不再接收。内容存成了草稿，可以重新记一次。</source>
        <translation>This record waited too long and is no longer accepted. It is kept as a draft; log it again.</translation>
    </message>
    <message>
        <source>有一条内容读不懂，没有采用。其余的不受影响，请把这件事告诉管理员。</source>
        <translation>One record could not be understood and was left out. The rest is unaffected; please tell the administrator.</translation>
    </message>
    <message>
        <source>县里的回应读不懂，这次没有同步。内容都在本机，稍后会自动再试。</source>
        <translation>The directory&apos;s answer could not be understood; nothing was synced this time. Everything is here and will be tried again.</translation>
    </message>
    <message>
        <source>县里发来的内容不完整，这次没有采用。本机没有改动，稍后会自动再试。</source>
        <translation>What the directory sent is incomplete and was not used. Nothing changed here; it will be tried again.</translation>
    </message>
    <message>
        <source>县里的数据库恢复过，本机正在重新核对。没有收到的会自动再报一次，什么也不会丢。</source>
        <translation>The directory was restored from a copy; this desk is checking again. What is missing there is filed again; nothing is lost.</translation>
    </message>
    <message>
        <source>县里缺了本机以前报的内容，正在重新核对，会自动补报。</source>
        <translation>The directory lacks what this desk filed before; it is being checked and filed again.</translation>
    </message>
    <message>
        <source>本机太久没有同步，正在重新领取全部内容。没上报的都会保留。</source>
        <translation>This desk has not synced for long and is fetching everything again. What is not yet filed is kept.</translation>
    </message>
    <message>
        <source>磁盘满了，刚才这一步没有保存。请腾出一些空间再按一次保存。</source>
        <translation>The disk is full: this last step was not saved. Free some space and save again.</translation>
    </message>
    <message>
        <source>磁盘写不进去，刚才这一步没有保存。请看磁盘是否只读或已拔出，再试一次。</source>
        <translation>The disk cannot be written: this last step was not saved. See whether it is read-only or unplugged and try again.</translation>
    </message>
    <message>
        <source>本机文件有损坏，已停止写入。请从备份恢复，或联网重新领取；已上报的县里都有。</source>
        <translation>The local file is damaged and is no longer written to. Restore a backup or load it again; what was filed is at the county.</translation>
    </message>
    <message>
        <source>程序出了差错，刚才这一步没有办成。已存的内容都在，请把差错报告复制给管理员，再试一次。</source>
        <translation>The program made a mistake and this step was not done. What is saved is all there; please copy the report for the administrator and try again.</translation>
    </message>
    <message>
        <source>口令不对，请再输一次。忘了口令可以用恢复码打开。</source>
        <translation>The passphrase is wrong; please type it again. If it is forgotten, use the recovery code.</translation>
    </message>
    <message>
        <source>恢复码不对，请照抄写的再输一次。文件没有动过。</source>
        <translation>The recovery code is wrong; please copy it again. The file was not touched.</translation>
    </message>
    <message>
        <source>恢复码里有字符输错了，请照抄写的核对一遍再输。</source>
        <translation>The recovery code has a typing error; compare it with what you wrote down.</translation>
    </message>
    <message>
        <source>这个恢复码是另一份文件的。请找建这份文件时抄下的那一个。</source>
        <translation>This recovery code belongs to another file. Look for the one written down when this file was made.</translation>
    </message>
    <message>
        <source>系统钥匙串里找不到本机文件的钥匙。请用恢复码打开，内容都在。</source>
        <translation>The key is not in the system&apos;s keyring. Open with the recovery code; everything is there.</translation>
    </message>
    <message>
        <source>系统钥匙串锁着。请先解锁系统钥匙串，再打开程序。</source>
        <translation>The system&apos;s keyring is locked. Unlock it, then open the program again.</translation>
    </message>
    <message>
        <source>这台机器缺少加密组件，打不开加密的文件。请重新安装程序；文件没有动过。</source>
        <translation>This machine lacks the encryption part and cannot open the file. Install the program again; the file was not touched.</translation>
    </message>
    <message>
        <source>本机文件没有加密，与钥匙不符，为稳妥没有打开。请把这件事告诉管理员。</source>
        <translation>The local file is not encrypted although it has a key, so it was not opened. Please tell the administrator.</translation>
    </message>
    <message>
        <source>口令错得太多，账号暂时锁住了。过一刻钟再试，或请县领导小组办公室再发一份邀请文件，重设口令。</source>
        <translation>The password was wrong too often, and the account is locked for now. Try again in a quarter of an hour, or ask the county leading group office for an invitation file to set a new password.</translation>
    </message>
    <message>
        <source>县里要从本机移走 {rows} 条（本机共 {held} 条），可两边的条数对不上，所以一条也没有移，没上报的照常上报。确知分包有大调整，在上报页按“确认移走”（命令行 sync --confirm），再同步一次；拿不准，问县领导小组办公室。</source>
        <translation>The county would take {rows} records away from this desk (which has {held}), but the counts differ, so none was taken; unsent work is sent as usual. If assignments really changed that much, press “Let them go” on the Report page (command line: sync --confirm), then sync again; if not sure, ask the county office.</translation>
    </message>
    <message>
        <source>这个摆渡包要从本机移走 {rows} 条（本机共 {held} 条），可包里写的条数对不上，所以整包没有带入，没上报的仍在本机。确知分包有大调整，在上报页按“确认移走”（命令行 sync --confirm，没有网络也行），再带入一次；拿不准，问县领导小组办公室。</source>
        <translation>This parcel would take {rows} records away from this desk (which has {held}), but the counts in it differ, so nothing of it was read in; unsent work is still here. If assignments really changed that much, press “Let them go” on the Report page (command line: sync --confirm, also without network), then read it in again; if not sure, ask the county office.</translation>
    </message>
    <message>
        <source>县里要移走的太多，条数又对不上，所以一条也没有移，请在上报页决定。没上报的照常上报。</source>
        <translation>The county would take many records away, and the counts differ, so none was taken; please decide on the Report page. Unsent work is sent as usual.</translation>
    </message>
    <message>
        <source>这家企业或项目已不归本单位，没有记到它名下。县里已留下来核对，新的责任单位也看得到；内容还存成了草稿。</source>
        <translation>This firm or project is no longer your unit’s, so this was not filed under it. The county keeps it for checking and the new unit can read it; the text is also kept as a draft.</translation>
    </message>
    <message>
        <source>这一条在县里已经删除或转走，没有收下。内容存成了草稿，可以重新记一次。</source>
        <translation>This was deleted or moved away at the county, and not taken. It was kept as a draft; you can record it anew.</translation>
    </message>
    <message>
        <source>县里已有编号相同的一条，没有再收。原来那一条没有动，刚写的内容存成了草稿。</source>
        <translation>The county already has one with this number and did not take another. That one was not touched; what you just wrote was kept as a draft.</translation>
    </message>
    <message>
        <source>这一条与县里另一条重了号，没有收下。内容存成了草稿，打开再保存一次就好。</source>
        <translation>This one has the same number as another at the county, and was not taken. It was kept as a draft; open it and save it once more.</translation>
    </message>
    <message>
        <source>这一条是别人写的，只有本人能改，县里没有收下。内容存成了草稿，可以改写成附注。</source>
        <translation>Somebody else wrote this and only they may change it, so the county did not take it. It was kept as a draft; you can rewrite it as a note.</translation>
    </message>
    <message>
        <source>这个问题已经交办，不能再改，县里没有收下。内容存成了草稿，可以用“附注”补充。</source>
        <translation>This issue has been dispatched and can no longer be changed, so the county did not take it. It was kept as a draft; you can add it as a note.</translation>
    </message>
    <message>
        <source>有一项定下后不能再改，县里没有收下。内容存成了草稿，可以写成附注。</source>
        <translation>One of the fields cannot be changed once it is set, so the county did not take it. It was kept as a draft; you can write it as a note.</translation>
    </message>
    <message>
        <source>这一项由县里维护，没有收下。内容存成了草稿，可以用“提出更正”。</source>
        <translation>This field is kept by the county, and the change was not taken. It was kept as a draft; you can propose a correction.</translation>
    </message>
    <message>
        <source>县里的服务直通还不会办这一步，没有收下。内容存成了草稿，等县里更新后再报。</source>
        <translation>The county directory cannot do this step yet, and did not take it. It was kept as a draft; send it again once the county has updated.</translation>
    </message>
    <message>
        <source>这一条是很旧的程序写的，县里读不了。内容存成了草稿，更新程序后打开再保存一次。</source>
        <translation>This was written by a very old program and the county cannot read it. It was kept as a draft; update the program, open it and save it once more.</translation>
    </message>
    <message>
        <source>这一条是新版程序写的，县里还是旧版，没有收下。内容存成了草稿，等县里更新后再报。</source>
        <translation>This was written by a newer program and the county still runs the old version, so it was not taken. It was kept as a draft; send it again once the county has updated.</translation>
    </message>
    <message>
        <source>这一条几次都没有报成，已放到一边，免得挡住别的。内容存成了草稿，可以改短一些再报。</source>
        <translation>This could not be sent several times and was set aside, so that it does not hold up the rest. It was kept as a draft; shorten it and send it again.</translation>
    </message>
    <message>
        <source>文件名的后缀不认识，没有写出。请用 .xlsx 或 .csv 结尾，要打印就用 .pdf。</source>
        <translation>The ending of this file name is unknown, so nothing was written. Use .xlsx or .csv, or .pdf for paper.</translation>
    </message>
    <message>
        <source>文件名的后缀不认识，没有写出。接着修改请用 .docx 结尾，直接打印请用 .pdf。</source>
        <translation>This file name ends in something unknown; nothing was written. Use .docx to go on editing, or .pdf to print.</translation>
    </message>
    <message>
        <source>没有这份表样，没有写出。请核对它的名称，或直接选对方的空表。</source>
        <translation>There is no such form; nothing was written. Check its name, or choose the other office&apos;s empty table itself.</translation>
    </message>
    <message>
        <source>县里已经办过这一条，这一步没有生效。内容都在，要改请重新提出一条。</source>
        <translation>The county has decided this already, so this step had no effect. Nothing is lost; to change it, propose it anew.</translation>
    </message>
    <message>
        <source>没有这一次导入，没有撤销。什么也没有改动，请核对它的编号。</source>
        <translation>There is no such import, so nothing was undone. Nothing was changed; please check its id.</translation>
    </message>
    <message>
        <source>这一次导入已经撤销过。什么也没有改动。</source>
        <translation>This import has been undone already. Nothing was changed.</translation>
    </message>
    <message>
        <source>不知道“{words}”是哪一列。什么也没有导入，请写成“表里的标题=企业名称”，等号右边用台账里的说法，不要这一列就留空。</source>
        <translation>It is not known which column “{words}” is. Nothing was imported; please write “heading in the file=heading in our ledgers”, with nothing on the right to leave the column out.</translation>
    </message>
    <message>
        <source>看不懂行号“{words}”。什么也没有导入，请写成 5-20,33 这样。</source>
        <translation>The row numbers “{words}” cannot be read. Nothing was imported; please write them like 5-20,33.</translation>
    </message>
    <message>
        <source>两边是同一条，或者一边是企业一边是项目，不能合并。什么也没有改动，请重新选。</source>
        <translation>Both are the same, or one is a firm and the other a project, so they cannot be joined. Nothing was changed; choose again.</translation>
    </message>
    <message>
        <source>这一条里有新版本程序写的内容，本机的程序还不认识，所以没有改，原样存着。请先更新程序再改。</source>
        <translation>This record holds something from a newer program that this one does not know, so nothing was changed and it is kept as it is. Please update the program first.</translation>
    </message>
    <message>
        <source>没有这一项可以更正，没有保存。原来的内容没有动，请从列表里选要更正的一项。</source>
        <translation>There is no such field to correct, so nothing was saved. What stood there was not touched; choose the field from the list.</translation>
    </message>
    <message>
        <source>本机预留的卡号还有 {left} 个，不够用，什么也没有打印。请联网同步一次领取，或者少选几张。</source>
        <translation>Reserved card numbers on this machine: {left}, too few for this. Nothing was printed. Sync once to get more, or choose fewer.</translation>
    </message>
    <message>
        <source>这个位置写不进去，没有写出。文件可能正在别的程序里开着，或者没有权限；请关掉它，或换个位置再试。</source>
        <translation>This place cannot be written to; nothing was written. The file may be open in another program, or you may lack the right: close it, or choose another place.</translation>
    </message>
    <message>
        <source>钥匙与本机文件对不上，打不开。文件没有动过，请找回与它一同存放的钥匙文件。</source>
        <translation>The key does not fit the local file, so it was not opened. The file was not touched; find the key file that was kept beside it.</translation>
    </message>
    <message>
        <source>从这里够不到系统钥匙串（比如远程登录），打不开本机文件。什么也没有改动，请在桌面上的终端里再运行。</source>
        <translation>The system keyring cannot be reached from here (as over a remote login), so the local file cannot be opened. Nothing was changed; run it again in a terminal on the desktop.</translation>
    </message>
    <message>
        <source>找不到本机文件的钥匙文件和它的副本，打不开。数据文件没有动过，请从备份里找回钥匙文件。</source>
        <translation>The key file of the local file and its copy are missing, so it cannot be opened. The data file was not touched; get the key file back from a backup.</translation>
    </message>
    <message>
        <source>本机文件的钥匙文件和它的副本都坏了，打不开。数据文件没有动过，请从备份里找回钥匙文件。</source>
        <translation>The key file of the local file and its copy are both damaged, so it cannot be opened. The data file was not touched; get the key file back from a backup.</translation>
    </message>
    <message>
        <source>程序已经打开了一个窗口，本机文件正被它使用。请到那个窗口里接着办。</source>
        <translation>Another window already uses this file. Please go on there.</translation>
    </message>
    <message>
        <source>本机文件正忙，刚才这一步没有保存。请稍等几秒再按一次。</source>
        <translation>The local file is busy: this last step was not saved. Wait a few seconds and press again.</translation>
    </message>
    <message>
        <source>端口 {port} 已被别的程序占用。请换一个端口，或关掉占用它的程序。</source>
        <translation>Port {port} is taken by another program. Choose another port or close that program.</translation>
    </message>
    <message>
        <source>已经在同步了，等它办完就好。</source>
        <translation>A round is already running; just let it finish.</translation>
    </message>
    <message>
        <source>本机还没有账号。请先用县里发的邀请文件登录。</source>
        <translation>There is no account on this machine yet. Sign in with the county&apos;s invitation first.</translation>
    </message>
    <message>
        <source>这份文件是另一个账号的，没有打开。请用原来的账号，或另建一份。</source>
        <translation>This file is another account&apos;s and was not opened. Use that account or make another file.</translation>
    </message>
    <message>
        <source>这个文件夹里没有服务直通的数据库。什么也没有改动；请看 --data 是否写对，新建用 admin create。</source>
        <translation>There is no directory&apos;s database in this folder. Nothing was changed; check --data, or make a new one with admin create.</translation>
    </message>
    <message>
        <source>服务直通里没有这个县的领导小组办公室。什么也没有改动，请先用 admin create 建立。</source>
        <translation>The directory has no leading group office of this county. Nothing was changed; make it with admin create first.</translation>
    </message>
    <message>
        <source>服务直通里有不止一个县的领导小组办公室，分不清用哪一个。什么也没有改动，请从备份恢复，一个县用一份。</source>
        <translation>The directory holds more than one county&apos;s leading group office, and it is unclear which to use. Nothing was changed; restore from a backup and keep one directory for each county.</translation>
    </message>
    <message>
        <source>这里已经建好了一个县的服务直通，没有再建。原来的没有改动；另一个县请用另一个文件夹。</source>
        <translation>A county&apos;s directory stands here already, so none was founded. It was not changed; use another folder for another county.</translation>
    </message>
    <message>
        <source>没有这个账号。什么也没有改动，请看登录名是否写对，或先用 admin account 建立。</source>
        <translation>There is no such account. Nothing was changed; check the login, or make it with admin account first.</translation>
    </message>
    <message>
        <source>叫“{name}”的单位有 {found} 个，要正好一个才能办。什么也没有改动，请写全称，或先用 admin unit 建立。</source>
        <translation>{found} units are called “{name}”; there must be exactly one. Nothing was changed; give the whole name, or make it with admin unit first.</translation>
    </message>
    <message>
        <source>按这个名称找到 {found} 个乡镇，要正好一个。什么也没有打印，卡号没有取，请写全名。</source>
        <translation>Townships of that name: {found}; it must be one. Nothing was printed and no number taken; write the full name.</translation>
    </message>
    <message>
        <source>没有可打印的，文件没有写，卡号没有取。请核对名称、编号或张数（最多 300）。</source>
        <translation>There is nothing to print. No file was written and no number taken. Check the name, the number, or how many (300 at most).</translation>
    </message>
    <message>
        <source>按这个名称找到 {found} 家，要正好一家才能办。什么也没有改动，请写全名或统一社会信用代码。</source>
        <translation>This name finds {found}; there must be exactly one. Nothing was changed; give the whole name or the credit code.</translation>
    </message>
    <message>
        <source>它没有分包单位，或同时有几个，不知道改哪一个。什么也没有改动，请先在名单里理清分包。</source>
        <translation>It has no responsible unit, or several, and it is not clear which to change. Nothing was changed; sort out the assignment in the roster first.</translation>
    </message>
    <message>
        <source>找不到这一条，可能已经删除，或不归本单位看。什么也没有改动，请刷新后再看。</source>
        <translation>This cannot be found: it may have been deleted, or your unit may not see it. Nothing was changed; refresh and look again.</translation>
    </message>
    <message>
        <source>没有选承办部门，或没有这个部门。什么也没有改动，请选好部门再交办。</source>
        <translation>No department was chosen, or there is no such department. Nothing was changed; choose the department, then dispatch.</translation>
    </message>
    <message>
        <source>上面没有可以提级的办公室。什么也没有改动，请在本级交办。</source>
        <translation>There is no higher office to escalate to. Nothing was changed; dispatch it at this level.</translation>
    </message>
    <message>
        <source>离时限不到一个工作日，不能再申请延期。什么也没有改动，请与县领导小组办公室商量。</source>
        <translation>Less than one working day is left, so an extension can no longer be asked for. Nothing was changed; talk to the county leading group office.</translation>
    </message>
    <message>
        <source>加上这次延期超过了最长办理时限。什么也没有改动，请少申请几天。</source>
        <translation>This extension would go beyond the longest time allowed. Nothing was changed; ask for fewer days.</translation>
    </message>
    <message>
        <source>PostgreSQL 的数据库要用它自己的工具备份（pg_dump）。什么也没有改动。</source>
        <translation>A PostgreSQL database is backed up with its own tool (pg_dump). Nothing was changed.</translation>
    </message>
    <message>
        <source>PostgreSQL 的数据库要用它自己的工具恢复（pg_restore）。什么也没有改动；恢复好了再办 admin restore --mark。</source>
        <translation>A PostgreSQL database is restored with its own tools (pg_restore). Nothing was changed; when it is restored, run admin restore --mark.</translation>
    </message>
    <message>
        <source>这个服务直通正在运行，为免弄坏它没有动。什么也没有改动，请先停下它（systemctl stop sscs）再办。</source>
        <translation>This service directory is running and was left alone, lest it be damaged. Nothing was changed; stop it first (systemctl stop sscs).</translation>
    </message>
    <message>
        <source>这个文件不是服务直通的备份，或已损坏，没有恢复。原来的库没有动，请换一份备份。</source>
        <translation>This file is no backup of a service directory, or it is damaged; nothing was restored. The present database is as it was; please take another backup.</translation>
    </message>
    <message>
        <source>这个文件已经有了，为免盖掉它没有写。什么也没有改动，请换一个文件名（例如带上日期）。</source>
        <translation>This file exists already and was not written over. Nothing was changed; choose another name, for example with the date.</translation>
    </message>
    <message>
        <source>数据库的地址写得不对。什么也没有改动，请写成 postgresql+psycopg://账号:口令@主机/库名；用 SQLite 就不写它。</source>
        <translation>The database address is not right. Nothing was changed; write postgresql+psycopg://user:password@host/name, or leave it out to use SQLite.</translation>
    </message>
    <message>
        <source>连不上 PostgreSQL 数据库。什么也没有改动，请看它开着没有，地址、账号、口令和库名写对没有。</source>
        <translation>The PostgreSQL database cannot be reached. Nothing was changed; see whether it is running and whether address, user, password and name are right.</translation>
    </message>
    <message>
        <source>要写的文件所在的文件夹不存在，或写的本身是个文件夹。什么也没有改动，请写全文件名，先建好文件夹。</source>
        <translation>The folder of the file does not exist, or the name given is itself a folder. Nothing was changed; give the whole file name and make the folder first.</translation>
    </message>
    <message>
        <source>这个账号已经停用。什么也没有改动；要重新启用，用 admin close-account --undo。</source>
        <translation>This account is closed. Nothing was changed; to open it again use admin close-account --undo.</translation>
    </message>
    <message>
        <source>端口 {port} 不能用。什么也没有改动，请写 1 到 65535 之间的一个数。</source>
        <translation>Port {port} cannot be used. Nothing was changed; give a number from 1 to 65535.</translation>
    </message>
    <message>
        <source>系统不许用端口 {port}。请换一个 1024 以上的端口，或由管理员授权。</source>
        <translation>The system does not allow port {port}. Use one above 1024, or let an administrator grant it.</translation>
    </message>
    <message>
        <source>这台机器上没有 {host} 这个地址，没有开始服务。请看 --host 是否写对；0.0.0.0 是本机的全部地址。</source>
        <translation>This machine has no address {host}, so the service was not started. See whether --host is right; 0.0.0.0 means all addresses of this machine.</translation>
    </message>
    <message>
        <source>只给了私钥，没有给证书。没有开始服务，请同时写 --cert 和 --key。</source>
        <translation>A private key was given without a certificate. The service was not started; give both --cert and --key.</translation>
    </message>
    <message>
        <source>这个文件读不了。原文件没有动过，请看是否选对了文件。</source>
        <translation>This file cannot be read. It was not touched; see whether it is the right one.</translation>
    </message>
    <message>
        <source>这份名单读不了，什么也没有导入。请用 Excel 打开看看，另存为 .xlsx 再试。</source>
        <translation>This roster cannot be read; nothing was imported. Open it in Excel, save it as .xlsx and try again.</translation>
    </message>
    <message>
        <source>这不是能读的表格，什么也没有导入。请另存为 .xlsx 再试。</source>
        <translation>This is not a sheet that can be read; nothing was imported. Save it as .xlsx and try again.</translation>
    </message>
    <message>
        <source>找不到这个文件，什么也没有导入。请看它是否已移走或改名。</source>
        <translation>The file is not there; nothing was imported. See whether it was moved or renamed.</translation>
    </message>
    <message>
        <source>这份表格设了密码，什么也没有导入。请去掉密码另存一份再试。</source>
        <translation>The sheet has a password; nothing was imported. Save a copy without it and try again.</translation>
    </message>
    <message>
        <source>这份表格太大，什么也没有导入。请按乡镇拆成几份再试。</source>
        <translation>The sheet is too large; nothing was imported. Split it by township and try again.</translation>
    </message>
    <message>
        <source>表格里找不到这些列：{missing}。什么也没有导入，请看标题行是否齐全。</source>
        <translation>These columns are missing: {missing}. Nothing was imported; see whether the heading row is whole.</translation>
    </message>
    <message>
        <source>这个月还没有到，没有写出简报。请选本月或以前的月份。</source>
        <translation>This month has not begun; no briefing was written. Choose this month or an earlier one.</translation>
    </message>
    <message>
        <source>这份表样读不懂，没有用它。请看文件是否完整，或直接选对方的空表。</source>
        <translation>This form cannot be read and was not used. See whether the file is complete, or choose the other office&apos;s empty table itself.</translation>
    </message>
    <message>
        <source>表样里有不认识的字段：{fields}，没有用它。请改成表样说明里有的字段名，再试一次。</source>
        <translation>The form names fields that are not known: {fields}; it was not used. Change them to names that the guide to forms has, and try again.</translation>
    </message>
    <message>
        <source>这份表里找不到认识的标题行，没有记下表样。请看标题是否齐全（至少要有名称一列），或换一种台账再试。</source>
        <translation>No row of headings that is known was found in this table; no form was kept. See whether the headings are all there (a column of names at least), or try another kind of ledger.</translation>
    </message>
    <message>
        <source>这份活动文件读不懂，什么也没有导入。请看文件是否完整；不写文件名就导入 2018 年的。</source>
        <translation>This campaign file cannot be read, and nothing was imported. Check that it is complete; without a file name the campaign of 2018 is imported.</translation>
    </message>
    <message>
        <source>证书文件读不了，或与私钥对不上。什么也没有改动，请看路径和内容（PEM 格式）。</source>
        <translation>The certificate file cannot be read, or does not fit its key. Nothing was changed; check the path and the content (PEM format).</translation>
    </message>
    <message>
        <source>这个摆渡包打不开：不是摆渡包，没有拷完整，或被改动过。什么也没有改动，请从原来的地方再拷一份。</source>
        <translation>This parcel does not open: it is no parcel, was not copied whole, or has been altered. Nothing was changed; please copy it again from where it came.</translation>
    </message>
    <message>
        <source>这个摆渡包拿反了：带出的给县里读，县里写的答复才带回本机。什么也没有改动，请换另一个文件。</source>
        <translation>This parcel goes the other way: what was carried out is for the county to read, and its answer is for this computer. Nothing was changed; please take the other file.</translation>
    </message>
    <message>
        <source>这个摆渡包是新版程序写的，本机读不了。什么也没有改动，请更新程序再试。</source>
        <translation>This parcel was written by a newer version, which this one cannot read. Nothing was changed; please update and try again.</translation>
    </message>
    <message>
        <source>这个摆渡包是别的电脑或别的县里的，这里不能用。什么也没有改动，请核对是不是拿错了文件。</source>
        <translation>This parcel belongs to another computer or another county and cannot be used here. Nothing was changed; please check whether it is the right file.</translation>
    </message>
    <message>
        <source>已有更新的同步，这个摆渡包过时了，没有带入。什么也没有改动；还要带，请重新带出一份。</source>
        <translation>There has been a newer exchange, so this parcel is out of date and was not carried in. Nothing was changed; to go on by file, carry a new one out.</translation>
    </message>
    <message>
        <source>本机还没有在县里登记过，不能用摆渡包。什么也没有改动，请先联网同步一次。</source>
        <translation>This computer was never registered with the county, so it cannot use parcels. Nothing was changed; please sync once online first.</translation>
    </message>
    <message>
        <source>这是您自己交出的交接包，要由接手的人接收。什么也没有改动，请把它交给接手的人。</source>
        <translation>This is your own hand-over package, to be accepted by your successor. Nothing was changed; please give it to your successor.</translation>
    </message>
    <message>
        <source>这个交接包已由别人接收，县里没有再记。里面的草稿和约定仍在本机，请与交接的人核对。</source>
        <translation>Somebody else has accepted this hand-over already, and the county did not note it again. Its drafts and promises stay here; please check with whoever handed it over.</translation>
    </message>
    <message>
        <source>这个交接包在本机已经接收过。什么也没有改动，不用再接收。</source>
        <translation>This hand-over was accepted here before. Nothing was changed; there is no need to accept it again.</translation>
    </message>
    <message>
        <source>交来的没报内容县里还接不上，一条也没有丢。请原来的人联网同步一次，或带出摆渡包，再重新交接。</source>
        <translation>The county cannot yet connect the unsent work that was handed over; none of it is lost. Please let its author sync once or carry a parcel out, and hand over again.</translation>
    </message>
    <message>
        <source>还有需要您决定的修改，不能交接。什么也没有改动，请先在上报页决定。</source>
        <translation>There are changes for you to decide, so this cannot be handed over. Nothing was changed; please decide them on the Report page first.</translation>
    </message>
    <message>
        <source>这个交接包打不开：不是交接包，没有拷完整，或口令不对。什么也没有改动，请核对口令和文件。</source>
        <translation>This hand-over package does not open: it is none, was not copied whole, or the passphrase is wrong. Nothing was changed; please check passphrase and file.</translation>
    </message>
    <message>
        <source>两次输入的口令不一样，没有交接。什么也没有改动，请再来一次。</source>
        <translation>The two passphrases differ, so nothing was handed over. Nothing was changed; please try again.</translation>
    </message>
    <message>
        <source>县里的交接回执还没有到，没有写文件。请先联网同步一次，或用摆渡包带去县里再带回来。</source>
        <translation>The county&apos;s receipt for the hand-over has not come yet, so no file was written. Please sync once, or go by parcel.</translation>
    </message>
    <message>
        <source>还没有收到接手人的回执，本机内容一条没有清。请联网同步，或读入接手人给的回执。</source>
        <translation>No receipt of your successor has come yet, so nothing was cleared here. Please sync, or read the receipt that your successor gives you.</translation>
    </message>
    <message>
        <source>还有 {left} 条县里没有给回执，本机内容一条没有清。请联网同步，或读入接手人给的回执。</source>
        <translation>The county has not vouched for {left} yet, so nothing was cleared here. Please sync, or read the receipt that your successor gives you.</translation>
    </message>
    <message>
        <source>有 {left} 份草稿不在交出的包里，本机内容一条没有清。请写完上报、收起，或再交接一次。</source>
        <translation>Drafts that are in no package handed over: {left}. So nothing was cleared here. Please file or discard them, or hand over once more.</translation>
    </message>
    <message>
        <source>这台机器的工作已经交接，只留回执，不再同步。要在这里重新开始，请向县领导小组办公室要邀请文件。</source>
        <translation>The work on this computer was handed over; it keeps receipts only and syncs no more. To begin here again, please ask the county&apos;s leading group office for an invitation file.</translation>
    </message>
    <message>
        <source>程序自带的字体不见了，打印不出来。请重新安装程序；记录没有受影响。</source>
        <translation>The program&apos;s own font is missing, so nothing can be printed. Install the program again; records are unaffected.</translation>
    </message>
    <message>
        <source>打印的文件名要以 .pdf 结尾，文件没有写，卡号没有取。请改好再来一次。</source>
        <translation>A file of paper ends in .pdf; no file was written and no card number taken. Give it such a name and try again.</translation>
    </message>
    <message>
        <source>这张卡已经作废，不能再打印或录入，什么也没有改动。请打印替换的新卡。</source>
        <translation>This card is void and can be neither printed nor entered; nothing was changed. Print the card that replaces it.</translation>
    </message>
    <message>
        <source>按这些条件有 {found} 家，一次最多打 {most} 张，什么也没有打印。请按乡镇或类别分几次打。</source>
        <translation>{found} match, and one run prints {most} at the most. Nothing was printed. Print them by township or class, in several runs.</translation>
    </message>
    <message>
        <source>{option} 在这里不起作用，什么也没有打印，卡号没有取。请去掉它，或和 --all、--township 一起用。</source>
        <translation>{option} does nothing here. Nothing was printed and no card number was taken. Leave it out, or use it with --all or --township.</translation>
    </message>
    <message>
        <source>这张卡已经由 {number} 替换，不能再撤销作废，什么也没有改动。要用回这张，先作废 {number}。</source>
        <translation>This card has been replaced by {number} and cannot be restored; nothing was changed. To use it again, void {number} first.</translation>
    </message>
    <message>
        <source>这台打印机没有 A4 纸，什么也没有打，卡号没有取。换一台打印机，或先存成 PDF。</source>
        <translation>This printer takes no A4. Nothing was printed and no number was taken. Choose another printer, or save a PDF.</translation>
    </message>
    <message>
        <source>这台机器没有装打印机。可以先存成 PDF，拿到别处打印。</source>
        <translation>There is no printer here. Save a PDF and print it elsewhere.</translation>
    </message>
    <message>
        <source>这台打印机现在不收任务（停用、删了，或打印服务没开），什么也没有打，卡号没有取。换一台打印机，或先存成 PDF。</source>
        <translation>This printer takes no jobs now (out of use, removed, or the print service is off); nothing was printed and no number taken. Choose another printer, or save a PDF first.</translation>
    </message>
    <message>
        <source>附好 {found} 张，{left} 张没有附：{names}。上面没有认出反馈卡的二维码，或者本机没有那张卡。请把二维码拍清楚、扫清楚再来，也可以打开那张卡用“附照片或文件”。</source>
        <translation>{found} attached, {left} not: {names}. They show no readable QR code of a card, or this computer does not have that card. Take or scan the code again so that it is sharp, or open the card and use “Attach files”.</translation>
    </message>
    <message>
        <source>有 {found} 页没有认出二维码，跟着前一页附到了同一张卡上：{names}。请打开那张卡看一眼，附错了就在那里删掉。</source>
        <translation>{found} pages show no readable QR code and were attached to the same card as the page before: {names}. Open the card and look; what is wrong can be deleted there.</translation>
    </message>
    <message>
        <source>有 {found} 张附上了，但不是那张卡现在的纸（卡已经作废，或者后来又打印过）：{names}。请打开那张卡核对了再录入。</source>
        <translation>{found} pages were attached but are not the paper their card has now (the card is void, or was printed again later): {names}. Open the card and compare before typing it in.</translation>
    </message>
    <message>
        <source>{name} 没有认，一页也没有附，原文件没有动过：这台电脑现在画不出 PDF 的页，可能是内存不够，或者安全软件拦住了。请关掉别的程序再来，或者用手机拍照片来附。</source>
        <translation>{name} was not read, no page of it was attached, and the file is untouched: this computer cannot draw pages of a PDF now; memory may be short, or a security program stops it. Close other programs and try again, or attach photos taken with a phone.</translation>
    </message>
    <message>
        <source>{name} 有密码，打不开，一页也没有附。请不设密码再扫一次，或者另存一份没有密码的再来。</source>
        <translation>{name} has a password and cannot be opened; none of its pages was attached. Scan again without a password, or save a copy without one.</translation>
    </message>
    <message>
        <source>{name} 打不开，可能坏了，或者没有拷完，一页也没有附。原文件没有动过，请重新拷一次或再扫一次。</source>
        <translation>{name} cannot be opened; it may be damaged or copied in part. None of its pages was attached, the file was not touched. Copy or scan it again.</translation>
    </message>
    <message>
        <source>{name} 有 {found} 页，一次最多认 {most} 页，一页也没有附。请分成几份再来。</source>
        <translation>{name} has {found} pages, at most {most} are looked at in one go; none was attached. Split it into several files.</translation>
    </message>
    <message>
        <source>{name} 从第 {page} 页起读不下去，可能坏了，或者没有拷完。前面的已经认过，原文件没有动过，请把后面的再扫一次。</source>
        <translation>{name} cannot be read from page {page} on; it may be damaged or copied in part. The pages before were looked at, the file was not touched. Scan the rest again.</translation>
    </message>
    <message>
        <source>打印机没有接受，或中途停了，没出来的纸要再打。卡号不变，检查打印机后可以再打一次，或先存成 PDF。</source>
        <translation>The printer took nothing, or stopped halfway; what did not come out must be printed again. Cards keep their numbers; check the printer and print again, or save a PDF first.</translation>
    </message>
    <message>
        <source>这个文件不是能附的照片或 PDF，没有附上。原文件没有动过，请另存为 JPG、PNG 或 PDF 再附。</source>
        <translation>This file is not a photo or PDF that can be attached, so it was not. The original is untouched; save it as JPG, PNG or PDF and attach that.</translation>
    </message>
    <message>
        <source>这个文件超过 20 MB，没有附上。原文件没有动过，请拆开或压缩后再附。</source>
        <translation>This file is larger than 20 MB and was not attached. The original is untouched; split or compress it and try again.</translation>
    </message>
    <message>
        <source>这张图片里有 {found} 页，只能附上第一页，所以没有附。原文件没有动过，请另存为 PDF 再附。</source>
        <translation>This picture has {found} pages, of which only the first could be attached, so none was. The file is untouched; save it as a PDF and attach that.</translation>
    </message>
    <message>
        <source>这份附件不在本机，要联网从县里取。什么也没有丢，连上后再打开一次。</source>
        <translation>This file is not on this machine and comes from the county over the network. Nothing is lost; open it again once connected.</translation>
    </message>
    <message>
        <source>本机存的这份附件坏了，打不开。县里若已收到，会自动重新取；没有的话请重新附一次。</source>
        <translation>The copy of this file on this machine is damaged. If the county has it, it is fetched again by itself; if not, please attach it once more.</translation>
    </message>
    <message>
        <source>取附件时位置对不上，没有取到。县里那份没有动，请再打开一次。</source>
        <translation>The file could not be fetched: the positions do not match. The county&apos;s copy is untouched; please open it again.</translation>
    </message>
    <message>
        <source>附件有一块大小不对，县里没有收。文件还在本机，可能两边版本不同，请更新程序。</source>
        <translation>A part of the file had the wrong size and the county did not take it. The file is still here; the versions may differ, please update the program.</translation>
    </message>
    <message>
        <source>附件有一块在路上坏了，县里没有收。文件还在本机，会自动再传。</source>
        <translation>A part of the file was damaged on the way and the county did not take it. The file is still here and is sent again by itself.</translation>
    </message>
    <message>
        <source>附件还没有传齐，县里没有收下。文件还在本机，会自动接着传。</source>
        <translation>Parts of the file are still missing, so the county did not take it. The file is still here; the rest is sent by itself.</translation>
    </message>
    <message>
        <source>附件传到县里核对不上，没有收下。文件还在本机，会自动从头再传。</source>
        <translation>The file did not match when it reached the county and was not taken. It is still here and is sent again from the beginning by itself.</translation>
    </message>
    <message>
        <source>这个账号在县里存的附件已满，没有收下。文件还在本机，请找县领导小组办公室腾出空间。</source>
        <translation>This account&apos;s room for files at the county is full, so the file was not taken. It is still here; ask the county office for room.</translation>
    </message>
    <message>
        <source>县里的服务直通还没有定下放附件的文件夹，没有收。文件还在本机，请告诉县领导小组办公室。</source>
        <translation>The county&apos;s service has no folder for files yet, so none was taken. The file is still here; please tell the county office.</translation>
    </message>
    <message>
        <source>磁盘满了，照片和文件先停着，走访和问题照常上报。请腾出一些空间，再按 F5 接着传。</source>
        <translation>The disk is full: photos and files pause, visits and issues go up as usual. Free some space, then press F5 to go on.</translation>
    </message>
    <message>
        <source>磁盘写不进去，照片和文件先停着，走访和问题照常上报。请看磁盘是否只读或已拔出，再按 F5。</source>
        <translation>The disk cannot be written: photos and files pause, visits and issues go up as usual. See whether it is read-only or unplugged, then press F5.</translation>
    </message>
    <message>
        <source>登录已过期，按 F5 登录后上报。没报的都在本机。</source>
        <translation>The sign-in has expired; press F5 to sign in and send. What is not sent is on this computer.</translation>
    </message>
    <message>
        <source>这个账号现在不能与县里同步，没报的都在本机。请找县领导小组办公室。</source>
        <translation>This account may not synchronise with the county now; what is not sent is on this computer. Ask the county leading group office.</translation>
    </message>
    <message>
        <source>县里没有接受这次同步，没报的都在本机。总是这样请告诉县领导小组办公室。</source>
        <translation>The county did not accept this round; what is not sent is on this computer. If it keeps happening, tell the county leading group office.</translation>
    </message>
    <message>
        <source>磁盘满了，这次没有同步完。请腾出一些空间，再按 F5。</source>
        <translation>The disk is full, so this round was not finished. Make some room and press F5 again.</translation>
    </message>
    <message>
        <source>磁盘写不进去，这次没有同步完。请看磁盘是否只读或已拔出，再按 F5。</source>
        <translation>The disk cannot be written, so this round was not finished. See whether it is read-only or unplugged, and press F5 again.</translation>
    </message>
    <message>
        <source>本机文件正忙，这次没有同步完。稍后会自动再试。</source>
        <translation>The local file is busy, so this round was not finished. It will try again by itself.</translation>
    </message>
    <message>
        <source>上次同步中途停下了，会接着做。</source>
        <translation>The last round stopped on the way; it will go on.</translation>
    </message>
    <message>
        <source>同步出了没料到的差错，没报的都在本机。稍后会自动再试。</source>
        <translation>Something unforeseen went wrong in the round; what is not sent is on this computer. It will try again by itself.</translation>
    </message>
    <message>
        <source>出了没料到的差错，刚才这一步没有办成。已存的内容都在本机，请再试一次。</source>
        <translation>Something unexpected happened and this last step was not done. What was saved is on this machine; please try again.</translation>
    </message>
    <message>
        <source>请填写这一项</source>
        <translation>Please fill this in</translation>
    </message>
    <message>
        <source>没有写名称，这一行没有收</source>
        <translation>No name is given, so this row was not taken</translation>
    </message>
    <message>
        <source>没有写项目阶段，请补上</source>
        <translation>No project stage is given; please add it</translation>
    </message>
    <message>
        <source>没有写日期，请补上</source>
        <translation>No date is given; please add it</translation>
    </message>
    <message>
        <source>没有写是什么问题，请补上</source>
        <translation>It does not say what the problem is; please add it</translation>
    </message>
    <message>
        <source>本机没有这一家，要请县里先导入</source>
        <translation>This desk does not have it; the county has to import it first</translation>
    </message>
    <message>
        <source>一格里写了几家，没有收，请一家写一行</source>
        <translation>One cell names several enterprises and was not taken; write one a row</translation>
    </message>
    <message>
        <source>有几家叫这个名字，请补上统一社会信用代码</source>
        <translation>Several here bear this name; please add the credit code</translation>
    </message>
    <message>
        <source>太长了，请写短一些</source>
        <translation>Too long, please shorten it</translation>
    </message>
    <message>
        <source>太多了，请去掉几个</source>
        <translation>Too many, please take some away</translation>
    </message>
    <message>
        <source>太短了，至少 8 个字符</source>
        <translation>Too short; at least 8 characters</translation>
    </message>
    <message>
        <source>不能晚于今天</source>
        <translation>Cannot be later than today</translation>
    </message>
    <message>
        <source>请选一家企业或一个项目</source>
        <translation>Choose one firm or one project</translation>
    </message>
    <message>
        <source>含有看不见的字符，请删去重打</source>
        <translation>Contains invisible characters; delete and type again</translation>
    </message>
    <message>
        <source>已写了问题，不能再选“无新问题”</source>
        <translation>Issues are written, so “No new issue” cannot be ticked</translation>
    </message>
    <message>
        <source>还没有完成，不用填完成日期</source>
        <translation>Not done yet: leave the day of completion empty</translation>
    </message>
    <message>
        <source>应当是正数</source>
        <translation>Should be a positive number</translation>
    </message>
    <message>
        <source>格式不对</source>
        <translation>The format is wrong</translation>
    </message>
    <message>
        <source>这里要填数字，如 4820 或 12.5</source>
        <translation>A number is needed here, such as 4820 or 12.5</translation>
    </message>
    <message>
        <source>年份不对</source>
        <translation>The year is wrong</translation>
    </message>
    <message>
        <source>看不懂这个日期，可写 今天、9-30 或 0930</source>
        <translation>Not a day: write 今天, 9-30 or 0930</translation>
    </message>
    <message>
        <source>看不懂这个日期，没有采用，请写成 2018-09-30</source>
        <translation>This date cannot be read and was not taken; write 2018-09-30</translation>
    </message>
    <message>
        <source>写的是连着几天，按第一天记，其余的可写进备注</source>
        <translation>Several days on end are written: kept under the first; the others can go into the remark</translation>
    </message>
    <message>
        <source>日期不完整，没有采用，请写成 2018-09-30</source>
        <translation>This date is incomplete and was not taken; write 2018-09-30</translation>
    </message>
    <message>
        <source>应当是数字，没有采用</source>
        <translation>This should be a number; it was not taken</translation>
    </message>
    <message>
        <source>数字太长，Excel 已把后几位变成 0，没有采用；请把这一列设为文本，重新填</source>
        <translation>This number is too long and Excel has turned its last digits to 0, so it was not taken; make the column text and fill it in again</translation>
    </message>
    <message>
        <source>看不懂这个词，没有采用</source>
        <translation>This word is not understood and was not taken</translation>
    </message>
    <message>
        <source>勾了不止一个，没有采用，请只留一个</source>
        <translation>More than one is ticked and none was taken; leave one</translation>
    </message>
    <message>
        <source>与原来的一样</source>
        <translation>The same as before</translation>
    </message>
    <message>
        <source>登录名只用字母、数字和 . _ -，以字母或数字开头和结尾，最多 64 个字符</source>
        <translation>A login has only letters, digits and . _ -, begins and ends with a letter or digit, and is at most 64 long</translation>
    </message>
    <message>
        <source>角色与单位不合：office 要在领导小组办公室，department 要在承办部门</source>
        <translation>The role does not fit the unit: office belongs to the leading group office, department to a handling department</translation>
    </message>
    <message>
        <source>这个账号已经有了，请换一个</source>
        <translation>This account exists already; choose another</translation>
    </message>
    <message>
        <source>没有这个代码，请核对</source>
        <translation>There is no such code; please check</translation>
    </message>
    <message>
        <source>前面已有这一行，没有再收</source>
        <translation>This row stands above already and was not taken again</translation>
    </message>
    <message>
        <source>代码与前面另一家相同，没有采用，请核对</source>
        <translation>Another one above has the same code, so it was not taken; please check</translation>
    </message>
    <message>
        <source>这张表是隐藏的，没有读</source>
        <translation>This sheet is hidden and was not read</translation>
    </message>
    <message>
        <source>这张表里找不到标题行，没有读</source>
        <translation>This sheet has no headings and was not read</translation>
    </message>
    <message>
        <source>有隐藏或筛掉的行，也一起读了；不要的请先在表里删掉</source>
        <translation>Some rows are hidden or filtered out; they were read too. Delete those you do not want from the sheet first</translation>
    </message>
    <message>
        <source>这是一家一张的表，只读了它的情况；下面列的问题等没有读，请另外录入</source>
        <translation>This is a form about one enterprise; only what it says of it was read. Problems listed below were not; please type them in</translation>
    </message>
    <message>
        <source>左右并排了两份名单，只读了左边的；请把右边的移到下面再导入</source>
        <translation>Two lists stand side by side; only the left one was read. Move the right one below it and import again</translation>
    </message>
    <message>
        <source>公式还没有算出结果，没有采用；请用 Excel 打开，保存一次再导入</source>
        <translation>The formula has not been calculated and was not used. Open the file in Excel, save it once and import again</translation>
    </message>
    <message>
        <source>信用代码应当是 18 位</source>
        <translation>A credit code has 18 characters</translation>
    </message>
    <message>
        <source>信用代码里有不该出现的字符</source>
        <translation>The credit code has characters that never occur</translation>
    </message>
    <message>
        <source>信用代码的校验位对不上，请核对</source>
        <translation>The credit code&apos;s check character does not fit; please compare</translation>
    </message>
    <message>
        <source>这天是企业安静日，可改用电话</source>
        <translation>A quiet day of the firm; a phone call will do</translation>
    </message>
    <message>
        <source>{unit_name} {on}刚来过，可改用电话</source>
        <translation>{unit_name} came on {on}; a phone call will do</translation>
    </message>
    <message>
        <source>本单位这天已记过一次走访</source>
        <translation>Your unit logged a visit on this day already</translation>
    </message>
    <message>
        <source>没有问题的话，请勾“无新问题”</source>
        <translation>If there is no issue, tick “No new issue”</translation>
    </message>
    <message>
        <source>是一年多以前的走访，请核对日期</source>
        <translation>A visit of more than a year ago; check the day</translation>
    </message>
    <message>
        <source>这个类别与企业的类别不合，请核对</source>
        <translation>This category does not fit the firm&apos;s class; please check</translation>
    </message>
    <message>
        <source>看着不像电话号码，请核对</source>
        <translation>Does not look like a phone number; please check</translation>
    </message>
    <message>
        <source>没有这个选项</source>
        <translation>There is no such choice</translation>
    </message>
    <message>
        <source>应当是文字</source>
        <translation>Should be text</translation>
    </message>
    <message>
        <source>应当是“是”或“否”</source>
        <translation>Should be yes or no</translation>
    </message>
    <message>
        <source>超出了范围</source>
        <translation>Out of range</translation>
    </message>
    <message>
        <source>文件太大了，最大 20 MB</source>
        <translation>The file is too large; 20 MB at most</translation>
    </message>
    <message>
        <source>{n} 条答复到达</source>
        <translation>Answers: {n}</translation>
    </message>
    <message>
        <source>{n} 个问题退回补正</source>
        <translation>Issues sent back: {n}</translation>
    </message>
    <message>
        <source>{n} 处修改需要您决定</source>
        <translation>Changes to decide: {n}</translation>
    </message>
    <message>
        <source>{n} 条没有删：别人又改过，留着</source>
        <translation>Not deleted, changed by somebody else: {n}</translation>
    </message>
    <message>
        <source>{n} 条没有通过</source>
        <translation>Refused: {n}</translation>
    </message>
    <message>
        <source>{n} 条存成了草稿</source>
        <translation>Kept as drafts: {n}</translation>
    </message>
    <message>
        <source>{n} 个编号改了，请重新打印</source>
        <translation>Numbers changed, print again: {n}</translation>
    </message>
    <message>
        <source>县里的数据库恢复过，已重新核对，缺的自动补报</source>
        <translation>The county&apos;s database was restored; it has been checked again and what was missing is sent again</translation>
    </message>
    <message>
        <source>本机文件是复制或恢复来的，已另领编号</source>
        <translation>This local file was copied or restored; it got new numbers</translation>
    </message>
    <message>
        <source>{n} 条与县里核对不上，已按县里的重新领取</source>
        <translation>Differing from the county&apos;s and read anew: {n}</translation>
    </message>
    <message>
        <source>县里的数据库从备份恢复过，已核对，本机的都在</source>
        <translation>The county&apos;s database was restored from a backup; compared, and all of yours is there</translation>
    </message>
    <message>
        <source>县里用上了新版本的内容，本机照原样存着，请更新程序</source>
        <translation>The county uses a newer version; its contents are kept as they came, please update</translation>
    </message>
    <message>
        <source>预留的编号快用完了，请联网同步</source>
        <translation>The reserved numbers are nearly used up; please connect and run a round</translation>
    </message>
    <message>
        <source>原责任单位补报 {n} 条，等县里核对</source>
        <translation>Late reports of the former unit, for the county to check: {n}</translation>
    </message>
    <message>
        <source>{n} 条补报已作为附注收下</source>
        <translation>Late reports kept as notes: {n}</translation>
    </message>
    <message>
        <source>{n} 条补报没有采用</source>
        <translation>Late reports not taken: {n}</translation>
    </message>
    <message>
        <source>{n} 处更正已采纳</source>
        <translation>Corrections accepted: {n}</translation>
    </message>
    <message>
        <source>{n} 处更正没有采纳</source>
        <translation>Corrections not accepted: {n}</translation>
    </message>
    <message>
        <source>{n} 个时限有变动</source>
        <translation>Deadlines changed: {n}</translation>
    </message>
    <message>
        <source>{n} 个问题已销号</source>
        <translation>Issues closed: {n}</translation>
    </message>
    <message>
        <source>{n} 个问题有进展</source>
        <translation>Issues moved on: {n}</translation>
    </message>
    <message>
        <source>{n} 家企业或项目转入</source>
        <translation>Firms or projects in: {n}</translation>
    </message>
    <message>
        <source>{n} 家企业或项目转出</source>
        <translation>Firms or projects out: {n}</translation>
    </message>
    <message>
        <source>{n} 条记录换了归属</source>
        <translation>Records changed hands: {n}</translation>
    </message>
    <message>
        <source>{n} 条新通知</source>
        <translation>Notices: {n}</translation>
    </message>
</context>
<context>
    <name>months</name>
    <message>
        <source>{year}年{month}</source>
        <translation>{month} {year}</translation>
    </message>
    <message>
        <source>1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月</source>
        <translation>January February March April May June July August September October November December</translation>
    </message>
</context>
<context>
    <name>nav</name>
    <message>
        <source>今日</source>
        <translation>Today</translation>
    </message>
    <message>
        <source>企业</source>
        <translation>Firms</translation>
    </message>
    <message>
        <source>项目</source>
        <translation>Projects</translation>
    </message>
    <message>
        <source>走访</source>
        <translation>Visits</translation>
    </message>
    <message>
        <source>问题</source>
        <translation>Issues</translation>
    </message>
    <message>
        <source>反馈卡</source>
        <translation>Cards</translation>
    </message>
    <message>
        <source>微实事</source>
        <translation>Matters</translation>
    </message>
    <message>
        <source>专项</source>
        <translation>Campaign</translation>
    </message>
    <message>
        <source>统计</source>
        <translation>Figures</translation>
    </message>
    <message>
        <source>上报</source>
        <translation>Outbox</translation>
    </message>
    <message>
        <source>设置</source>
        <translation>Settings</translation>
    </message>
</context>
<context>
    <name>operation</name>
    <message>
        <source>改{what}</source>
        <translation>Edit: {what}</translation>
    </message>
    <message>
        <source>删除{what}</source>
        <translation>Delete: {what}</translation>
    </message>
    <message>
        <source>{what} 记满意度</source>
        <translation>{what}: rated</translation>
    </message>
    <message>
        <source>{verb}{what}</source>
        <translation>{verb}: {what}</translation>
    </message>
    <message>
        <source>空位</source>
        <translation>Empty place</translation>
    </message>
    <message>
        <source>{count} 项与{who}的修改不同</source>
        <translation>Differs from {who}: {count}</translation>
    </message>
    <message>
        <source>同事</source>
        <translation>a colleague</translation>
    </message>
    <message>
        <source>没有通过，已处理</source>
        <translation>Not accepted, dealt with</translation>
    </message>
    <message>
        <source>有回执</source>
        <translation>Receipt held</translation>
    </message>
    <message>
        <source>已收到</source>
        <translation>Received</translation>
    </message>
    <message>
        <source>存在本机，联网后自动上报</source>
        <translation>Saved here, sent once online</translation>
    </message>
    <message>
        <source>无新问题</source>
        <translation>No new issues</translation>
    </message>
    <message>
        <source>已打印 {count} 份</source>
        <translation>Printed {count}</translation>
    </message>
    <message>
        <source>{done}，卡号 {number}</source>
        <translation>{done}, card {number}</translation>
    </message>
    <message>
        <source>{who}已把这一条作为附注记到企业或项目名下，署您的名字。这份草稿可以收起。</source>
        <translation>{who} kept this as a note of the firm or project, under your name. This draft can be put away.</translation>
    </message>
    <message>
        <source>{who}没有采用这一条：{why}。内容还在这里，可以复制。</source>
        <translation>{who} did not take this: {why}. The text is still here and can be copied.</translation>
    </message>
    <message>
        <source>县里已留下这一条，等办公室核对，新的责任单位也看得到。</source>
        <translation>The county has kept this for the office to check; the new unit can read it too.</translation>
    </message>
    <message>
        <source>（没有填）</source>
        <translation>(empty)</translation>
    </message>
</context>
<context>
    <name>phrases</name>
    <message>
        <source>{month}月{day}日</source>
        <translation>{month}/{day}</translation>
    </message>
    <message>
        <source>{year}年{month}月{day}日</source>
        <translation>{month}/{day}/{year}</translation>
    </message>
    <message>
        <source>周一 周二 周三 周四 周五 周六 周日</source>
        <translation>Mon Tue Wed Thu Fri Sat Sun</translation>
    </message>
    <message>
        <source>星期一 星期二 星期三 星期四 星期五 星期六 星期日</source>
        <translation>Monday Tuesday Wednesday Thursday Friday Saturday Sunday</translation>
    </message>
    <message>
        <source>今天</source>
        <translation>today</translation>
    </message>
    <message>
        <source>昨天</source>
        <translation>yesterday</translation>
    </message>
    <message>
        <source>明天</source>
        <translation>tomorrow</translation>
    </message>
    <message>
        <source>{day}（{weekday}）</source>
        <translation>{day} ({weekday})</translation>
    </message>
    <message>
        <source>没联系过</source>
        <translation>never</translation>
    </message>
    <message>
        <source>{days} 天前</source>
        <translation>{days} d ago</translation>
    </message>
</context>
<context>
    <name>project_detail</name>
    <message>
        <source>{level}重点项目</source>
        <translation>{level} key project</translation>
    </message>
    <message>
        <source>投资进度</source>
        <translation>Investment</translation>
    </message>
    <message>
        <source>联系与分包</source>
        <translation>Contact and assignment</translation>
    </message>
    <message>
        <source>项目情况</source>
        <translation>Project</translation>
    </message>
    <message>
        <source>前期要件</source>
        <translation>Prerequisites</translation>
    </message>
    <message>
        <source>县里还没有填前期要件。</source>
        <translation>The county has not filled them in yet.</translation>
    </message>
    <message>
        <source>{whole} 项，已办 {done} 项</source>
        <translation>{done} of {whole} held</translation>
    </message>
    <message>
        <source>已办</source>
        <translation>held</translation>
    </message>
    <message>
        <source>{day} 办结</source>
        <translation>held since {day}</translation>
    </message>
    <message>
        <source>计划 {day} 办结</source>
        <translation>planned for {day}</translation>
    </message>
    <message>
        <source>未办</source>
        <translation>not yet</translation>
    </message>
    <message>
        <source>万元</source>
        <translation>×10k yuan</translation>
    </message>
    <message>
        <source>总投资</source>
        <translation>Total</translation>
    </message>
    <message>
        <source>累计完成</source>
        <translation>Done</translation>
    </message>
    <message>
        <source>年度计划</source>
        <translation>Year plan</translation>
    </message>
    <message>
        <source>本月完成</source>
        <translation>This month</translation>
    </message>
    <message>
        <source>{amount}，占总投资 {percent}%</source>
        <translation>{amount} ({percent}%)</translation>
    </message>
    <message>
        <source>联系人</source>
        <translation>Contact</translation>
    </message>
    <message>
        <source>电话</source>
        <translation>Phone</translation>
    </message>
    <message>
        <source>建设单位</source>
        <translation>Builder</translation>
    </message>
    <message>
        <source>分包领导</source>
        <translation>Leader</translation>
    </message>
    <message>
        <source>责任单位</source>
        <translation>Unit</translation>
    </message>
    <message>
        <source>工作联系人</source>
        <translation>Unit contact</translation>
    </message>
    <message>
        <source>联系电话</source>
        <translation>Phone</translation>
    </message>
    <message>
        <source>建设地点</source>
        <translation>Site</translation>
    </message>
    <message>
        <source>行业</source>
        <translation>Industry</translation>
    </message>
    <message>
        <source>建设内容</source>
        <translation>Content</translation>
    </message>
    <message>
        <source>开工日期</source>
        <translation>Started</translation>
    </message>
    <message>
        <source>计划竣工</source>
        <translation>Due</translation>
    </message>
    <message>
        <source>形象进度</source>
        <translation>Progress</translation>
    </message>
</context>
<context>
    <name>receipts</name>
    <message>
        <source>回执清单</source>
        <translation>Receipts</translation>
    </message>
    <message>
        <source>写出回执清单</source>
        <translation>Write the list of receipts</translation>
    </message>
    <message>
        <source>签名核对不上</source>
        <translation>signature does not verify</translation>
    </message>
    <message>
        <source>没有通过</source>
        <translation>refused</translation>
    </message>
    <message>
        <source>有冲突</source>
        <translation>in conflict</translation>
    </message>
</context>
<context>
    <name>secrets</name>
    <message>
        <source>至少 {n} 个字符</source>
        <translation>At least {n} characters</translation>
    </message>
    <message>
        <source>两次输的不一样</source>
        <translation>The two are not the same</translation>
    </message>
</context>
<context>
    <name>subject_tabs</name>
    <message>
        <source>还没走访过</source>
        <translation>Never visited</translation>
    </message>
    <message>
        <source>上次 {day} {mode}，{who}</source>
        <translation>Last {day} {mode}, {who}</translation>
    </message>
    <message>
        <source>下次还没约</source>
        <translation>Nothing promised</translation>
    </message>
    <message>
        <source>未办结的问题</source>
        <translation>Open issues</translation>
    </message>
    <message>
        <source>没有未办结的问题。</source>
        <translation>No open issues.</translation>
    </message>
    <message>
        <source>还没走访过。按 Ctrl+N 记一次走访。</source>
        <translation>No visits yet. Ctrl+N logs one.</translation>
    </message>
    <message>
        <source>无新问题</source>
        <translation>No new issues</translation>
    </message>
    <message>
        <source>记了 {count} 个问题</source>
        <translation>Issues logged: {count}</translation>
    </message>
    <message>
        <source>待上报</source>
        <translation>Waiting</translation>
    </message>
    <message>
        <source>问题 {count}</source>
        <translation>Issues {count}</translation>
    </message>
    <message>
        <source>还没有问题。按 Ctrl+I 记一个问题。</source>
        <translation>No issues yet. Ctrl+I logs one.</translation>
    </message>
    <message>
        <source>还没打印过反馈卡。按 Ctrl+P 先预览再打印。</source>
        <translation>No card printed yet. Ctrl+P previews one.</translation>
    </message>
    <message>
        <source>卡号 {number}</source>
        <translation>Card {number}</translation>
    </message>
    <message>
        <source>打印 {count} 次</source>
        <translation>printed {count}×</translation>
    </message>
    <message>
        <source>遮住</source>
        <translation>Hide</translation>
    </message>
    <message>
        <source>显示</source>
        <translation>Show</translation>
    </message>
    <message>
        <source>未填</source>
        <translation>–</translation>
    </message>
</context>
<context>
    <name>units</name>
    <message>
        <source>万元</source>
        <translation>×10k yuan</translation>
    </message>
    <message>
        <source>人</source>
        <translation>staff</translation>
    </message>
    <message>
        <source>万千瓦时</source>
        <translation>×10k kWh</translation>
    </message>
    <message>
        <source>万立方米</source>
        <translation>×10k m³</translation>
    </message>
</context>
<context>
    <name>ways_out</name>
    <message>
        <source>打印机停着（暂停、缺纸或没开），好了就出纸</source>
        <translation>The printer stands still (paused, out of paper or off); the sheets come when it goes on</translation>
    </message>
    <message>
        <source>存成 PDF</source>
        <translation>Save as PDF</translation>
    </message>
</context>
<context>
    <name>words</name>
    <message>
        <source>（新版本的状态）{code}</source>
        <translation>(newer version) {code}</translation>
    </message>
    <message>
        <source>（新版本的内容）{code}</source>
        <translation>(newer version) {code}</translation>
    </message>
</context>
</TS>
