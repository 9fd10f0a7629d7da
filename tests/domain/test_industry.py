"""A roster's industry codes are shown with their names, and nothing is made up."""

import pytest

from sscs_desktop.domain.industry import in_words


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("C18", "C18 纺织服装、服饰业"),
        ("c18", "C18 纺织服装、服饰业"),
        ("18", "C18 纺织服装、服饰业"),
        ("C1811", "C1811 纺织服装、服饰业"),
        ("G59", "G59 装卸搬运和仓储业"),
        ("C", "C 制造业"),
        ("A01", "A01 农业"),
    ],
)
def test_a_code_bears_its_name(given: str, said: str) -> None:
    assert in_words(given) == said


@pytest.mark.parametrize("given", ["", "Z18", "A18", "C99", "C38 电气机械和器材制造业", "纺织", "C18112"])
def test_what_is_no_known_code_stays_as_it_is(given: str) -> None:
    assert in_words(given) == given
