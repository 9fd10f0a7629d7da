from __future__ import annotations

import json
from datetime import date

import pytest

from sscs_desktop.base.paths import resources
from sscs_desktop.domain.divisions import Divisions
from sscs_desktop.domain.vocabulary import Level


@pytest.fixture(scope="module")
def divisions() -> Divisions:
    return Divisions.from_dict(json.loads(resources("divisions", "hebei.json").read_text("utf-8")))


def names(rows: tuple[object, ...]) -> list[str]:
    return [row.name for row in rows]  # type: ignore[attr-defined]


def test_every_published_row_is_there_once(divisions: Divisions) -> None:
    assert len(divisions) == 1 + 11 + 1 + 190 + 2365
    assert len(divisions.campaign_units()) == 14


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("13", "河北省"),
        ("130000", "河北省"),
        ("130000000000", "河北省"),
        ("1305", "邢台市"),
        ("130500000000", "邢台市"),
        ("130528", "宁晋县"),
        ("130528000", "宁晋县"),
        ("130528107", "大陆村镇"),
        ("130528107000", "大陆村镇"),
        ("130528107201", "大陆村镇"),
        ("XA", "雄安新区"),
    ],
)
def test_codes_of_every_length_find_their_division(divisions: Divisions, code: str, name: str) -> None:
    found = divisions.lookup(code)
    assert found is not None
    assert found.name == name


def test_an_unknown_code_finds_nothing(divisions: Divisions) -> None:
    assert divisions.lookup("110101") is None
    assert divisions.full_name("110101") == ""
    assert divisions.county_of("999999999") is None


def test_twelve_digits_are_made_by_padding_with_zeros(divisions: Divisions) -> None:
    codes = [divisions.lookup(code) for code in ("130528107", "130528")]
    assert [c.code12 for c in codes if c] == ["130528107000", "130528000000"]


@pytest.mark.parametrize(
    ("code", "path"),
    [
        ("130528107", ["宁晋县", "邢台市", "河北省"]),
        ("130528", ["邢台市", "河北省"]),
        ("130682", ["河北省"]),
        ("130181", ["河北省"]),
        ("130638", ["雄安新区", "河北省"]),
        ("130629", ["雄安新区", "河北省"]),
        ("130632", ["雄安新区", "河北省"]),
        ("XA", ["河北省"]),
        ("13", []),
    ],
)
def test_problems_climb_the_campaigns_tree_and_never_the_code_prefix(
    divisions: Divisions, code: str, path: list[str]
) -> None:
    assert names(divisions.escalation(code)) == path


def test_a_township_of_dingzhou_belongs_to_dingzhou_and_not_to_baoding(divisions: Divisions) -> None:
    township = divisions.children("130682")[0]
    unit, county = divisions.campaign_unit_of(township.code), divisions.county_of(township.code)
    assert unit is not None
    assert county is not None
    assert unit.name == county.name == "定州市"
    assert divisions.full_name(township.code) == "定州市" + township.name


def test_every_township_has_a_county_and_one_of_fourteen_units(divisions: Divisions) -> None:
    units = set(divisions.campaign_units())
    townships = [t for u in units for c in (u, *divisions.children(u.code)) for t in divisions.children(c.code)]
    townships = [t for t in townships if t.level is Level.TOWNSHIP]
    assert len({t.code for t in townships}) == 2365
    assert all(divisions.county_of(t.code) is not None for t in townships)
    assert all(divisions.campaign_unit_of(t.code) in units for t in townships)


def test_names_that_repeat_are_told_apart_by_the_full_name(divisions: Divisions) -> None:
    for name, times in (("桥西区", 2), ("新华区", 2), ("河东街道", 4)):
        found = [row for row in divisions.search(name) if row.name == name]
        assert len(found) == times
        assert len({divisions.full_name(row.code) for row in found}) == times


def test_search_takes_several_words_and_stays_within_one_division(divisions: Divisions) -> None:
    assert names(divisions.search("宁晋 大陆村")) == ["大陆村镇"]
    assert names(divisions.search("宁晋县"))[0] == "宁晋县"
    assert all(row.code.startswith("130528") for row in divisions.search("镇", within="130528"))
    assert divisions.search("  ") == ()
    assert len(divisions.search("镇", limit=7)) == 7


def test_a_renamed_division_keeps_the_name_of_its_day() -> None:
    rows = [
        {"code": "130109", "name": "藁城市", "campaign_unit": "130100", "valid_to": "2014-09-08"},
        {"code": "130109", "name": "藁城区", "campaign_unit": "130100", "valid_from": "2014-09-09"},
    ]
    unit = {"code": "130100", "name": "石家庄市", "kind": "设区市"}
    divisions = Divisions.from_dict({"campaign_units": [unit], "counties": rows, "townships": []})
    old, new = divisions.lookup("130109", date(2014, 1, 1)), divisions.lookup("130109", date(2018, 1, 1))
    assert old is not None
    assert new is not None
    assert (old.name, new.name) == ("藁城市", "藁城区")
    assert len(divisions.children("130100")) == 1
