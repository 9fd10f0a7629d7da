"""The small parts: where two texts differ, days and amounts in words, the legend of the week."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from sscs_desktop.domain.enterprise import CORRECTABLE
from sscs_desktop.store.drafts import Draft
from sscs_desktop.store.subjects import Subject
from sscs_desktop.ui import field_words, phrases
from sscs_desktop.ui.pages import differing, operation_words
from sscs_desktop.ui.pages.week import WeekDay, WeekStrip
from sscs_desktop.wire.kinds import KINDS, Owner
from tests.store.building import NOON
from tests.ui.conftest import Look

OLD = "两条线开一条，订单比上月少一成，流动资金尚可。"


@pytest.mark.parametrize(
    ("old", "new", "marked"),
    [
        (OLD, "订单比上月多两成，两条线满负荷；铜价上涨，流动资金偏紧。", ["多两成，两条线满负荷；铜价上涨", "偏紧"]),
        (OLD, "两条线开一条半，订单比上月多两成，流动资金尚可。", ["半", "多两"]),
        ("186 人", "172 人", ["172"]),
        ("1,860 万元", "1,861 万元", ["1,861"]),
        ("", "新写的", ["新写的"]),
        (OLD, OLD, []),
        (OLD, "", []),
    ],
)
def test_differences_are_marked_numbers_whole_and_short_gaps_closed(old: str, new: str, marked: list[str]) -> None:
    assert [new[start:end] for start, end in differing.spans(old, new)] == marked


def test_days_are_said_as_near_as_they_are() -> None:
    today = date(2018, 9, 26)
    said = [phrases.since(day, today) for day in (today, date(2018, 9, 25), date(2018, 9, 11), date(2018, 8, 19), None)]
    assert said == ["今天", "昨天", "9月11日", "38 天前", "没联系过"]
    assert phrases.day(date(2017, 12, 3), today) == "2017年12月3日"


@pytest.mark.parametrize(
    ("value", "said"), [("4820", "4,820"), ("12.50", "12.5"), ("1E+3", "1,000"), ("0", "0"), ("0.0", "0")]
)
def test_numbers_have_no_idle_zeros(value: str, said: str) -> None:
    assert phrases.number(Decimal(value)) == said


def test_short_names_leave_the_form_of_the_firm_away() -> None:
    assert phrases.short_name("河北冀中汽车零部件精密制造股份有限公司（示例）") == "河北冀中汽车零部件精密制造"
    assert phrases.short_name("有限公司") == "有限公司"


def test_every_field_that_can_be_in_conflict_has_a_name_and_reads_in_words() -> None:
    machine = {"author_id", "author_name", "unit_id", "unit_name", "recorded_at", "id"}
    for kind in KINDS.values():
        if kind.owner is Owner.DIRECTORY:
            continue
        for field in kind.desk_fields or set(kind.field_names):
            if field in machine or field.endswith("_id") or kind.name in ("attachment", "progress"):
                continue
            known = field in field_words.LABELS or f"{kind.name}.{field}" in field_words.LABELS
            assert known or field in ("written_at", "printed_at"), f"{kind.name}.{field}"


def test_a_list_on_a_card_reads_as_a_count_never_as_ids() -> None:
    assert field_words.text("card", "issue_ids", ["0194", "0195"]) == "2 个"
    assert field_words.text("card", "prints", [{}]) == "1 次"


def test_values_of_a_group_read_as_one() -> None:
    pairs = [
        ("value", "172"),
        ("unit", "人"),
        ("period", "2018年9月"),
        ("filled_by", "cadre"),
        ("filled_on", "2018-09-11"),
    ]
    assert "172 人　2018年9月　干部代填" in field_words.together("figure", pairs)
    emptied = [("value", None), *pairs[1:]]
    assert field_words.together("figure", emptied).startswith("已清空　2018年9月　干部代填")
    refused = Draft(
        draft_id="d", form="figure", key="f", data=dict(emptied), reason="scope", verb="edit", op_id="o", saved_at=NOON
    )
    assert ("数值", "已清空") in operation_words.kept_fields(refused)
    unknown = [(name, None) for name, _value in pairs]
    assert field_words.together("figure", unknown) == "", "what was there before is not known"


def test_the_legend_breaks_where_the_width_ends(look: Look) -> None:
    look("light", 200)
    strip = WeekStrip()
    strip.resize(160, 10)
    strip.show_days([WeekDay(on=date(2018, 9, 24), is_off=True)])
    narrow = strip.sizeHint().height()
    look("light", 100)
    assert narrow > strip.sizeHint().height()
    assert strip.accessibleName() == "9月24日 休"


def test_a_field_to_correct_is_called_as_everywhere_else() -> None:
    for kind, names in CORRECTABLE.items():
        known = set(KINDS[kind].field_names)
        for name in names:
            assert name in known
            assert field_words.label(kind, name) != field_words.label(kind, "no_such_field"), name
    assert [field_words.label(kind, "name") for kind in CORRECTABLE] == ["企业名称", "项目名称"]


def test_two_subjects_of_one_id_are_the_same_whatever_their_name() -> None:
    assert Subject("enterprise", "e1") == Subject("enterprise", "e1", "河北冠通线缆")
    assert Subject("project", "e1").project_id == "e1"
    assert Subject("project", "e1").enterprise_id is None


def test_an_industry_code_is_shown_with_its_name() -> None:
    assert field_words.text("enterprise", "industry", "C18") == "C18 纺织服装、服饰业"
