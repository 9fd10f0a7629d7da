"""Which heading of an old visit or issue ledger (走访台账, 问题台账) is which field. A new column is added here."""

from __future__ import annotations

from sscs_desktop.exchange.columns import Sort, column

_SUBJECT = (
    column(
        "name",
        "企业名称 项目名称 走访企业 走访对象 走访单位 单位名称 帮扶企业 服务对象 企业 企业项目名称 企业/项目名称 "
        "企业或项目名称 走访企业名称 反映单位 问题企业 名称",
        Sort.NAME,
    ),
    column("credit_code", "统一社会信用代码 信用代码 社会信用代码 项目代码", Sort.PLAIN_CODE),
)

VISIT = (
    *_SUBJECT,
    column(
        "visited_at",
        "走访时间 走访日期 走访日 日期 时间 入企时间 服务时间 包联时间 联系时间 开展时间 活动时间",
        Sort.MOMENT,
    ),
    column("mode", "走访方式 方式 联系方式 服务方式 走访形式 形式", Sort.MODE),
    column(
        "visitors",
        "走访人 走访人员 走访干部 包联干部 入企人员 参加人员 带队领导 走访领导 服务人员 走访人姓名",
        Sort.PEOPLE,
    ),
    column("received_by", "接待人 接待人员 企业接待人 被走访人 企业负责人", Sort.PERSON),
    column("received_title", "接待人职务 职务"),
    column(
        "situation",
        "生产经营情况 走访情况 走访内容 企业情况 经营情况 基本情况 工作内容 走访记录 服务内容 工作情况 主要内容 情况",
    ),
    column("policies", "宣讲政策 政策宣讲 宣传政策 宣讲政策情况", Sort.LIST),
    column(
        "problem",
        "发现问题 存在问题 反映问题 企业反映问题 问题诉求 问题 存在的问题 反映的问题 困难问题",
        Sort.FOUND,
    ),
    column("spot_answer", "现场答复 现场解决 解决情况 现场解决情况 答复情况 处理情况 解决措施"),
    column("next_contact_on", "下次联系 下次走访 下次联系时间 下次走访时间", Sort.DATE),
    column("remark", "备注 说明"),
)

ISSUE = (
    *_SUBJECT,
    column(
        "description",
        "问题描述 问题内容 存在问题 反映问题 问题 具体问题 主要问题 问题诉求 问题及诉求 存在的问题 反映的问题 "
        "困难和问题 困难问题 企业反映问题 问题详情 问题事项",
    ),
    column(
        "raised_on", "提出日期 提出时间 反映时间 上报时间 收集时间 登记时间 问题提出时间 日期 时间 走访时间", Sort.DATE
    ),
    column("category", "问题类别 类别 问题类型 类型 问题分类", Sort.CATEGORY),
    column("wish", "诉求 企业诉求 意见建议 解决建议 建议 具体诉求 希望解决"),
    column("urgency", "紧急程度 是否紧急 缓急程度", Sort.URGENCY),
    column("raised_by", "提出人 反映人 联系人 企业联系人", Sort.PERSON),
    column("involved", "涉及部门 牵头部门 责任部门 承办部门 承办单位 责任单位 牵头单位 主办部门 办理单位"),
    column("answer", "办理情况 答复情况 办理结果 解决情况 进展情况 处理情况 办理进展 解决措施 答复内容 办结情况"),
    column("is_settled", "是否解决 是否办结 是否销号 办理状态 状态 销号情况 办结状态 解决状态", Sort.SETTLED),
    column("settled_on", "办结时间 解决时间 销号时间 完成时间 办结日期 销号日期 解决日期", Sort.DATE),
    column("remark", "备注 说明"),
)
