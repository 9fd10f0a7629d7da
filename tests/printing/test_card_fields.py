from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from sscs_desktop.base import paths
from sscs_desktop.base.errors import TooNew
from sscs_desktop.domain.card import LAYOUT, ON_FORM, Print
from sscs_desktop.domain.vocabulary import CardState, Indicator, PrintWay
from sscs_desktop.printing import card_fields, sheets, template, wording
from tests.printing import conftest as given


def test_a_reprint_keeps_its_hash() -> None:
    first = given.content(given.issue())
    card = replace(
        first.card,
        prints=(Print(at=first.card.printed_at, by="李建国", way=PrintWay.PDF, content_hash="f" * 64),),
        state=CardState.SIGNED,
        printed_at=first.card.printed_at + timedelta(days=3),
    )
    assert card_fields.content_hash(replace(first, card=card)) == card_fields.content_hash(first)


def test_the_hash_of_a_card_is_the_same_on_every_machine_and_in_every_later_program() -> None:
    content = given.content(given.issue())
    first = replace(content, card=replace(content.card, layout="feedback_card_v1"))
    expected = "60a02390db43fbd86d312e81ab48b77a532109ea89709f255a65cb4284daa467"
    assert card_fields.content_hash(first) == expected, "papers that bear it are out there"


@pytest.mark.parametrize(
    "change",
    [
        lambda c: replace(c, card=replace(c.card, suggestions="希望减税。")),
        lambda c: replace(c, issues=(replace(c.issues[0], description="另一件事"),)),
        lambda c: replace(c, figures=()),
        lambda c: replace(c, enterprise=replace(c.enterprise, contact_phone="13803190999")),
        lambda c: replace(c, card=replace(c.card, number="FK-2")),
    ],
)
def test_whatever_the_card_says_is_in_its_hash(change) -> None:  # type: ignore[no-untyped-def]
    first = given.content(given.issue())
    assert card_fields.content_hash(change(first)) != card_fields.content_hash(first)


def test_a_field_that_a_later_layout_brings_leaves_the_marks_of_older_papers(monkeypatch: pytest.MonkeyPatch) -> None:
    text = paths.resources("templates", f"{LAYOUT}.json").read_text("utf-8")
    older = template.parse(json.loads(text.replace('"field": "products"', '"field": "name"')))
    monkeypatch.setattr(template, "named", {LAYOUT: template.named(LAYOUT), "older": older}.__getitem__)
    first = given.content()
    assert first.enterprise is not None
    other = replace(first, enterprise=replace(first.enterprise, products="光纤"))
    marks = [
        {card_fields.content_hash(replace(one, card=replace(one.card, layout=layout))) for one in (first, other)}
        for layout in ("older", LAYOUT)
    ]
    assert [len(each) for each in marks] == [1, 2]


def test_the_card_of_a_later_program_has_a_mark_though_it_cannot_be_painted_here() -> None:
    content = given.content()
    later = replace(content, card=replace(content.card, layout="feedback_card_v9"))
    assert len(card_fields.content_hash(later)) == 64
    with pytest.raises(TooNew):
        sheets.feedback_card(later)


def test_phones_are_masked_unless_asked_for_and_the_code_stays_the_same() -> None:
    content = given.content()
    masked, open_ = card_fields.filled(content), card_fields.filled(content, shows_phones=True)
    assert masked.texts["contact_phone"] == "138****0123"
    assert "15933190456" not in masked.texts["cadre"]
    assert open_.texts["contact_phone"] == "13803190123"
    assert open_.texts["cadre"] == "李建国 15933190456"
    assert masked.texts["qr"] == open_.texts["qr"]


def test_the_code_holds_the_card_number_and_the_hash_that_is_printed() -> None:
    content = given.content()
    texts = card_fields.filled(content).texts
    number, mark = texts["qr"].split(" ")
    assert number == content.card.number
    assert card_fields.content_hash(content).upper().startswith(mark)
    assert texts["check"].replace("-", "") == mark


@pytest.mark.parametrize(
    ("value", "text"),
    [("12345.670", "12,345.67"), ("126", "126"), ("0.0", "0"), ("100", "100"), ("-38.5", "-38.5"), ("1E+3", "1,000")],
)
def test_amounts_keep_every_digit_that_counts(value: str, text: str) -> None:
    assert wording.amount(Decimal(value)) == text


def test_every_indicator_of_the_form_is_named_even_without_a_figure() -> None:
    rows = card_fields.blank().rows["figures"]
    names = [row.texts[key] for row in rows for key in ("a_name", "b_name")]
    assert [name.split("\n")[0] for name in names] == [indicator.label for indicator in ON_FORM]
    assert set(ON_FORM) == set(Indicator)


def test_two_periods_of_one_figure_both_stand_on_the_card() -> None:
    figures = (
        given.figure(Indicator.REVENUE, "9000", "2017年"),
        replace(given.figure(Indicator.REVENUE, "6000", "2018年1—8月"), unit="千元"),
    )
    rows = card_fields.filled(replace(given.content(), figures=figures)).rows["figures"]
    assert rows[0].texts["a_source"].startswith("2018年1—8月\n企业自填 刘会计")
    assert rows[0].texts["a_name"] == "营业收入\n（千元）"
    assert rows[0].texts["b_value"] == "9,000"


def test_a_spot_answer_leads_the_answers() -> None:
    content = given.content(given.issue(is_answered=True))
    assert content.visit is not None
    visit = replace(content.visit, spot_answer="当场联系供电所。", spot_answer_who="李建国", spot_answer_when="本周")
    spot, answer = card_fields.filled(replace(content, visit=visit)).rows["answers"]
    assert (spot.texts["number"], spot.texts["who"], spot.texts["how"]) == ("现场答复", "李建国", "当场联系供电所。")
    assert answer.texts["who"] == "县发展改革局\n县供电公司 张伟"
    assert answer.ticks["satisfaction"] == {"satisfied"}


def test_an_enterprise_without_a_code_says_so() -> None:
    subject = replace(given.enterprise(), credit_code="")
    assert card_fields.filled(given.content(subject=subject)).texts["credit_code"] == "暂无代码"


def test_an_enterprise_is_where_it_works_else_where_it_is_registered() -> None:
    firm = replace(given.enterprise(), registered_address="石家庄市")
    assert wording.address_of(firm) == card_fields.filled(given.content(subject=firm)).texts["address"] != "石家庄市"
    moved = replace(firm, business_address="")
    assert wording.address_of(moved) == card_fields.filled(given.content(subject=moved)).texts["address"] == "石家庄市"


def test_an_industry_code_is_printed_with_its_name() -> None:
    firm = replace(given.enterprise(), industry="C18")
    assert card_fields.filled(given.content(subject=firm)).texts["industry"] == "C18 纺织服装、服饰业"
