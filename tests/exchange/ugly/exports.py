"""What other offices' systems export, and what they call a spreadsheet, for the ugly files that make.py writes."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

ISSUES = (
    "问题台账,,,,,,\n"
    "编号,企业名称,问题类型,存在的问题,反映时间,牵头单位,办理情况,是否销号\n"
    "1,甲（示例）,用地,二期用地指标没有落实,2018.5.3,国土局,正在办理,否\n"
    "2,乙（示例）,融资难,贷款到期续不上,2018-5-8,金融办,已协调农信社续贷,已销号\n"
    "3,丙（示例）,说不清,用电增容,去年,供电公司,,\n"
    "4,丁（示例）,安全,,2018-6-1,,,\n"
)


PAGE = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head>
<meta http-equiv="Content-Type" content="text/html; charset=gb2312"><style>td{mso-number-format:"@";}</style></head>
<body><table><tr><td>导出时间：2018-09-30</td></tr><tr><td>
<table border=1><tr><td colspan=6 align=center><b>帮扶企业名单</b></td></tr>
<tr><th rowspan=2>序号</th><th rowspan="2">企业名称</th><th rowspan=2>信用代码</th><th colspan=2>联系人</th>
<th rowspan=2>责任单位</th></tr><tr><th>姓名</th><th>电话</th></tr>
<tr><td>1</td><td>倴城&nbsp;铸造<br>（示例）</td><td style='mso-number-format:"@"'>91440300192317458F</td>
<td>李四</td><td>13800138000</td><td rowspan=2>经济&amp;发展办</td></tr>
<tr><td>2<td>泃河纸业（示例）<td>914403001922038216<td>王五<td></tr></table></td></tr></table>
</td></tr></table><table><tr><th>项目名称</th><th>阶段</th></tr><tr><td>鄚州技改（示例）</td><td>在建</td></tr></table></body></html>"""
"""As a system's "export to Excel" writes it: cells not closed, spans, spaces and marks that stand for others."""

OFFICE_XML = """<?xml version="1.0" encoding="GB2312"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:x="urn:schemas-microsoft-com:office:excel"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="企业"><Table>
<Row><Cell ss:MergeAcross="4"><Data ss:Type="String">帮扶企业名单</Data></Cell></Row>
<Row ss:Index="3"><Cell><Data ss:Type="String">企业名称</Data></Cell><Cell><Data ss:Type="String">乡镇</Data></Cell>
<Cell ss:Index="4"><Data ss:Type="String">2017年营业收入</Data></Cell>
<Cell><Data ss:Type="String">成立时间</Data></Cell></Row>
<Row><Cell><Data ss:Type="String">甲（示例）</Data></Cell>
<Cell ss:MergeDown="1"><Data ss:Type="String">大陆村镇</Data></Cell>
<Cell ss:Index="4"><Data ss:Type="Number">100.5</Data></Cell>
<Cell><Data ss:Type="DateTime">2005-06-01T00:00:00.000</Data></Cell></Row>
<Row><Cell><Data ss:Type="String">乙（示例）</Data></Cell>
<Cell ss:Index="4"><Data ss:Type="Error">#N/A</Data></Cell></Row>
</Table></Worksheet><Worksheet ss:Name="旧"><Table>
<Row><Cell><Data ss:Type="String">企业名称</Data></Cell></Row></Table>
<x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions></Worksheet></Workbook>"""


def uncalculated(file: Path) -> None:
    """Take the results that are a ? out of a workbook, and make those that are a ! an empty text."""
    with zipfile.ZipFile(file) as archive:
        parts = [(part, archive.read(part)) for part in archive.infolist()]
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in parts:
            content = re.sub(rb' t="str">(<f>[^<]*</f>)<v>\?</v>', rb">\1<v></v>", content)
            archive.writestr(part, content.replace(b"<v>!</v>", b"<v></v>"))
