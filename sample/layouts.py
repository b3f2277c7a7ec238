"""What each department delivers: dataset, format, mode, columns in order with their kind of content."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Layout:
    """One dataset as agreed with its department; `key` lists the headers of one key."""

    department: str
    dataset: str
    title: str
    format: str
    mode: str
    columns: dict[str, str]
    key: tuple[str, ...]

    @property
    def folder(self) -> str:
        """The dataset's folder below the landing."""
        return f"{self.department}/{self.dataset}"

    def of_kind(self, kind: str) -> tuple[str, ...]:
        """Headers of one kind of content."""
        return tuple(header for header, own in self.columns.items() if own == kind)


_AGREED = """
public_security household_register 户籍人口 csv:gb18030 delta
    公民身份号码:id# 姓名:name 曾用名:former 性别:sex 民族:eth 出生日期:date 户号:text 与户主关系:rel
    婚姻状况:mar 文化程度:edu 户籍地址:addr 区划代码:div 联系电话:phone 户口状态:text 状态日期:date
public_security residence_permit 流动人口登记 csv:utf-8 full
    证件号码:id# 姓名:name 性别:sex 出生日期:date 户籍所在地:text 现居住地址:addr 现居住区划:div
    登记日期:date 联系电话:phone 从业单位:org
civil_affairs subsistence_allowance 城乡低保 xlsx full
    家庭编号:text 申请人姓名:name 申请人身份证号:id 成员姓名:name 成员身份证号:id# 与申请人关系:rel
    保障类别:text 月保障金额:money 银行账号:bank 家庭住址:addr 所属村居:text 开始享受年月:month 状态:text
civil_affairs elderly_allowance 高龄津贴 xlsx full
    姓名:name 身份证号码:id# 年龄:int 户籍地址:addr 村居:text 发放标准:money 开户姓名:name 银行卡号:bank
    享受起始月:month 联系人电话:phone
civil_affairs marriage_registration 婚姻登记 csv:gb18030 append
    登记字号:text# 登记类型:text 男方姓名:name 男方身份证号:id 女方姓名:name 女方身份证号:id 登记日期:date
    登记机关:org
civil_affairs funeral 殡葬火化 csv:utf-8-sig append
    火化编号:text# 逝者姓名:name 逝者身份证号:id 性别:sex 年龄:int 死亡日期:date 火化日期:date 家属姓名:name
    家属电话:phone 户籍地址:addr
human_resources resident_pension 城乡居民养老保险 csv:gb18030 full
    个人编号:text# 姓名:name 证件号码:id 性别:sex 出生年月:date 参保状态:text 待遇状态:text 月养老金:money
    参保日期:date 村社区编码:div 银行卡号:bank
human_resources employment 就业登记 csv:utf-8 delta
    就业登记号:text# 姓名:name 身份证号:id 文化程度:edu 就业状态:text 用人单位:org 单位信用代码:uscc
    登记日期:date 失业日期:date 联系电话:phone
human_resources insured_employer 社保参保单位 csv:gb18030 full
    单位编号:text# 单位名称:org 统一社会信用代码:uscc 组织机构代码:text 法人姓名:name 法人证件号:id
    单位地址:addr 参保人数:int 参保状态:text 联系电话:phone
medical_insurance enrollment 基本医保参保 csv:gb18030 full
    人员编号:text# 姓名:name 证件号码:id 性别:sex 出生日期:date 参保险种:text 参保状态:text
    参保人员类别:text 单位编号:text 参保地区划:div 联系电话:phone 缴费年度:int
medical_insurance settlement 医疗费用结算 csv:gb18030 append
    结算流水号:text# 人员编号:text 姓名:name 证件号码:id 就诊日期:date 医疗机构:org 医疗类别:text
    总费用:money 统筹支付:money 大病支付:money 医疗救助:money 个人自付:money 个人自费:money
health birth_certificate 出生医学证明 csv:utf-8 append
    证编号:text# 新生儿姓名:name 性别:sex 出生时间:time 母亲姓名:name 母亲身份证号:id 父亲姓名:name
    父亲身份证号:id 出生机构:org 家庭住址:addr
health death_certificate 死亡医学证明 csv:utf-8 append
    证明书编号:text# 死者姓名:name 身份证件号码:id 性别:sex 民族:eth 出生日期:date 死亡日期:date
    死亡地点:text 户籍地址:addr 联系电话:phone
health health_record 居民健康档案 parquet full
    档案编号:text# 姓名:name 身份证号:id 性别:sex 出生日期:date 本人电话:phone 现住址:addr 户籍地址:addr
    民族:eth 慢病标识:text 建档日期:date
disabled_federation disability_certificate 残疾人证 xlsx full
    残疾人证号:text# 姓名:name 性别:sex 民族:eth 残疾类别:text 残疾等级:text 发证日期:date 监护人姓名:name
    监护人电话:phone 户籍地址:addr 证件状态:text
education student_enrollment 学籍 xlsx full
    学籍号:text# 学生姓名:name 性别:sex 出生日期:date 身份证件号:id 学校名称:org 年级:text 班级:text
    监护人姓名:name 监护人身份证号:id 监护人电话:phone 家庭住址:addr 就读方式:text
natural_resources real_estate 不动产登记 csv:utf-8 delta
    不动产单元号:text# 不动产权证号:text# 权利人名称:owners 证件号:owner_ids 坐落:addr 用途:text
    建筑面积:area 权利类型:text 登记时间:time 权利状态:text
housing rural_dilapidated_house 农村危房改造 xlsx full
    户主姓名:name 户主身份证号:id# 乡镇:text 村:text 家庭人口:int 房屋结构:text 危房等级:text 改造方式:text
    补助金额:money 竣工日期:date 年度:int#
finance subsidy_payment 一卡通发放 csv:gb18030 append
    发放流水号:text# 补贴项目:text 项目代码:text 姓名:name 身份证号:id 开户姓名:name 银行卡号:bank
    金额:money 发放日期:date 乡镇:text 村:village 组:group 批次:text
agriculture poverty_monitoring 脱贫户与监测对象 xlsx full
    户编号:text 人编号:text# 姓名:name 证件号码:id 与户主关系:rel 户类型:text 风险是否已消除:flag
    家庭人均纯收入:money 健康状况:text 劳动技能:text 是否参加医保:flag 行政村:text 监测对象识别时间:date
agriculture land_contract 土地承包经营权 jsonl full
    承包方编码:text# 承包方代表姓名:name 证件号码:id 承包方成员数:int 确权总面积:area 发包方名称:org
    发包方区划:div 合同起止:text 联系电话:phone
market_regulation enterprise 企业登记 csv:utf-8 delta
    统一社会信用代码:uscc# 企业名称:org 法定代表人:name 法定代表人证件号:id 企业类型:text 成立日期:date
    注册资本:capital 住所:addr 经营范围:text 登记状态:text 核准日期:date 行业代码:text
market_regulation individual_business 个体工商户 csv:utf-8 delta
    统一社会信用代码:uscc# 注册号:text# 字号名称:org 经营者:name 经营者证件号:id 经营场所:addr 成立日期:date
    登记状态:text 经营范围:text
tax taxpayer 纳税人登记 csv:gb18030 full
    纳税人识别号:text# 纳税人名称:org 法定代表人姓名:name 法定代表人身份证号码:id 注册地址:addr
    生产经营地址:addr 登记注册类型:text 纳税人状态:text 登记日期:date 联系电话:phone
party_organization party_member 党员信息 xls full
    姓名:name 公民身份证号:id# 性别:sex 民族:eth 学历:edu 入党日期:date 转正日期:date 所在党支部:org
    人员类别:text 家庭住址:addr 联系电话:phone 党籍状态:text
political_legal grid_event 网格事件 jsonl append
    事件编号:text# 事件类型:text 事件标题:text 发生地址:addr 网格编码:text 当事人姓名:name 当事人证件号:id
    当事人电话:phone 上报人:text 上报时间:time 办结时间:time 状态:text 满意度:text
township village_ledger 人口台账 xlsx full
    序号:int 户主姓名:name 姓名:name 与户主关系:rel 性别:sex 身份证号码:id 出生年月:date 民族:eth
    文化程度:edu 政治面貌:text 联系电话:phone 现居住地:text 是否外出务工:flag 务工地点:text 健康状况:text
    是否低保:flag 是否残疾:flag 是否脱贫户:flag 备注:text
"""

_ID_SPELLINGS = (
    "身份证号",
    "身份证号码",
    "身份证",
    "证件号码",
    "证件号",
    "公民身份证号",
    "身份证件号码",
    "居民身份证号",
    "SFZH",
)
_CODE_SPELLINGS = ("社会信用代码", "信用代码", "统一信用代码", "TYSHXYDM")
SPELLINGS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(
        ("公民身份号码", "公民身份证号", "证件号码", "身份证号", "身份证号码", "身份证件号", "身份证件号码"),
        _ID_SPELLINGS,
    ),
    "姓名": ("名字", "人员姓名", "姓 名", "XM"),
    "出生日期": ("出生年月", "出生年月日", "生日", "CSRQ"),
    "联系电话": ("电话", "手机", "手机号", "手机号码", "联系方式", "LXDH"),
    "户籍地址": ("户籍所在地", "户口所在地", "户籍地"),
    "统一社会信用代码": _CODE_SPELLINGS,
}
"""Other spellings of a header that some files carry."""

MONTHLY = frozenset({"settlement", "subsidy_payment", "grid_event"})
"""Datasets that come as a list a month."""
OPERATION = "操作类型"


def _read_layouts() -> dict[str, Layout]:
    """Layouts by dataset name, from the agreed text above."""
    layouts = {}
    for head, body in re.findall(r"^(\S.*)\n((?: .*\n)+)", _AGREED, re.MULTILINE):
        department, dataset, title, format_, mode = head.split()
        pairs = [column.split(":") for column in body.split()]
        key = tuple(header for header, kind in pairs if kind.endswith("#"))
        columns = {header: kind.rstrip("#") for header, kind in pairs}
        layouts[dataset] = Layout(department, dataset, title, format_, mode, columns, key)
    return layouts


LAYOUTS = _read_layouts()
