"""Which heading of an old visit or issue ledger (走访台账, 问题台账) is which field. A new column is added here."""

from __future__ import annotations

from sscs_desktop.exchange.columns import Sort, column

_SUBJECT = (
    column(
        "name",
        "企业名称 项目名称 走访企业 走访对象 走访单位 单位名称 帮扶企业 服务对象 企业 企业项目名称 企业/项目名称 "
        "企业或项目名称 反映单位 问题企业 名称 公司名称 商户名称 包联企业 服务企业 被走访企业 被走访单位 诉求企业 "
        "反映企业 企业全称",
        Sort.NAME,
    ),
    column("credit_code", "统一社会信用代码 信用代码 社会信用代码 项目代码", Sort.PLAIN_CODE),
)

VISIT = (
    *_SUBJECT,
    column(
        "visited_at",
        "走访时间 走访日期 走访日 日期 时间 入企时间 入企日期 服务时间 服务日期 包联时间 联系时间 开展时间 活动时间 "
        "回访时间 回访日期 调研时间 走访开始时间",
        Sort.MOMENT,
    ),
    column("mode", "走访方式 方式 服务方式 走访形式 形式 回访方式 包联方式", Sort.MODE),
    column(
        "visitors",
        "走访人 走访人员 走访干部 包联干部 入企人员 参加人员 带队领导 走访领导 服务人员 走访领导及陪同人员 入企干部 "
        "回访人 回访人员 帮扶干部 包联人员",
        Sort.PEOPLE,
    ),
    column(
        "received_by", "接待人 接待人员 企业接待人 企业接待人员 被走访人 企业负责人 走访面见人 被回访人", Sort.PERSON
    ),
    column("received_title", "接待人职务 职务"),
    column(
        "situation",
        "生产经营情况 走访情况 走访内容 企业情况 经营情况 基本情况 工作内容 走访记录 服务内容 工作情况 主要内容 情况 "
        "企业基本情况 企业生产经营情况 走访具体事项 走访事项 走访具体内容 走访主要内容",
    ),
    column("policies", "宣讲政策 政策宣讲 宣传政策 宣讲政策情况", Sort.LIST),
    column(
        "problem",
        "发现问题 存在问题 反映问题 企业反映问题 问题诉求 问题 存在的问题 反映的问题 困难问题 存在困难及问题 "
        "存在的困难及问题 存在的问题及困难 企业存在问题 企业问题 企业诉求 企业问题及诉求 问题及诉求 困难诉求 收集问题 "
        "收集的问题 收集问题诉求 反映问题及诉求 主要问题",
        Sort.FOUND,
    ),
    column(
        "spot_answer",
        "现场答复 现场解决 解决情况 现场解决情况 答复情况 处理情况 解决措施 现场答复情况 处理结果 问题解决情况 "
        "诉求解决情况 现场办理情况",
    ),
    column("next_contact_on", "下次联系 下次走访 下次联系时间 下次走访时间", Sort.DATE),
    column("remark", "备注 说明"),
)

ISSUE = (
    *_SUBJECT,
    column(
        "description",
        "问题描述 问题内容 存在问题 反映问题 问题 具体问题 主要问题 问题诉求 问题及诉求 存在的问题 反映的问题 "
        "困难及问题 困难问题 企业反映问题 问题详情 问题事项 存在困难及问题 存在的困难及问题 存在的问题及困难 "
        "具体问题描述 问题具体描述 问题情况 企业问题 企业问题及诉求 诉求内容 诉求问题 诉求事项 事项内容 登记内容 "
        "反映内容 主要困难及问题 需解决问题 需要解决的问题 需解决的问题 需协调解决的问题 需协调解决问题",
    ),
    column(
        "raised_on",
        "提出日期 提出时间 反映时间 上报时间 收集时间 登记时间 问题提出时间 日期 时间 走访时间 反映日期 上报日期 "
        "收集日期 登记日期 问题提出日期 诉求时间 诉求日期 受理时间 受理日期 立项时间 报送时间 发布时间 走访日期",
        Sort.DATE,
    ),
    column("category", "问题类别 类别 问题类型 类型 问题分类 诉求类型 诉求类别", Sort.CATEGORY),
    column("wish", "诉求 企业诉求 意见建议 解决建议 建议 具体诉求 希望解决 企业建议 企业意见建议"),
    column("urgency", "紧急程度 是否紧急 缓急程度", Sort.URGENCY),
    column("raised_by", "提出人 反映人 联系人 企业联系人 诉求人 问题提出人", Sort.PERSON),
    column(
        "involved",
        "涉及部门 牵头部门 责任部门 承办部门 承办单位 责任单位 牵头单位 主办部门 办理单位 主办单位 办理部门 处理部门 "
        "主责单位 主责部门 牵头责任单位 涉及单位 交办部门",
    ),
    column(
        "answer",
        "办理情况 答复情况 办理结果 解决情况 进展情况 处理情况 办理进展 解决措施 答复内容 办结情况 处理结果 解决结果 "
        "整改情况 整改进展 落实情况 办理进展情况 问题解决情况 解决进展",
    ),
    column("is_settled", "是否解决 是否办结 是否销号 办理状态 状态 销号情况 办结状态 解决状态 是否完成", Sort.SETTLED),
    column("settled_on", "办结时间 解决时间 销号时间 完成时间 办结日期 销号日期 解决日期 结案时间", Sort.DATE),
    column("remark", "备注 说明"),
)
