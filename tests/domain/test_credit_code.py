from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sscs_desktop.domain import credit_code

VALID = [
    "914403001922038216",
    "9152000071430580XT",
    "91440300192317458F",
    "91350100M000100Y43",
    "911300842185946850",
]

prefixes = st.text(alphabet=credit_code.ALPHABET, min_size=17, max_size=17)


@pytest.mark.parametrize("code", VALID)
def test_a_published_code_has_no_problem(code: str) -> None:
    assert credit_code.problem(code) is None
    assert credit_code.make(code[:17]) == code


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("91350100M000100Y4Z", "credit_code_alphabet"),
        ("91130000190000009F", "credit_code_check"),
        ("91310115MA1H8R7C6D", "credit_code_check"),
        ("9131011", "credit_code_length"),
        ("914403001922038216X", "credit_code_length"),
    ],
)
def test_a_wrong_code_says_what_is_wrong(code: str, expected: str) -> None:
    assert credit_code.problem(code) == expected


@pytest.mark.parametrize("text", ["", "  ", "暂无代码", "无", "／"])
def test_an_enterprise_without_code_is_allowed(text: str) -> None:
    assert credit_code.normalise(text) == ""
    assert credit_code.problem(text) is None


def test_full_width_lower_case_spaces_and_hyphens_are_normalised() -> None:
    assert credit_code.normalise("９１４４-0300 1923 17458f\u200b") == "91440300192317458F"


def test_letters_that_are_not_in_the_alphabet_are_suggested_as_digits() -> None:
    assert credit_code.suggest("9144O3OO192317458F") == "91440300192317458F"
    assert credit_code.suggest("9I440300I923l7458f") == "91440300192317458F"


def test_nothing_is_suggested_that_does_not_check() -> None:
    assert credit_code.suggest("9144O3OO192317459F") is None
    assert credit_code.suggest("91440300192317458F") is None
    assert credit_code.suggest("O") is None


def test_seventeen_characters_of_the_alphabet_are_needed_to_make_a_code() -> None:
    for prefix in ("914403001923174", "9144030019231745I"):
        with pytest.raises(ValueError, match="17 characters"):
            credit_code.make(prefix)


@given(prefixes, st.integers(0, 17), st.sampled_from(credit_code.ALPHABET))
def test_every_single_wrong_character_is_detected(prefix: str, place: int, other: str) -> None:
    code = credit_code.make(prefix)
    changed = code[:place] + other + code[place + 1 :]
    assert (credit_code.problem(changed) is None) == (changed == code)


@given(prefixes, st.integers(0, 16), st.integers(0, 16))
def test_every_swap_among_the_first_seventeen_is_detected(prefix: str, a: int, b: int) -> None:
    code = credit_code.make(prefix)
    letters = list(code)
    letters[a], letters[b] = letters[b], letters[a]
    changed = "".join(letters)
    assert (credit_code.problem(changed) is None) == (changed == code)


@given(prefixes)
def test_a_swap_of_first_and_last_is_the_one_the_standard_cannot_see(prefix: str) -> None:
    code = credit_code.make(prefix)
    assert credit_code.problem(code[-1] + code[1:-1] + code[0]) is None


@given(st.text(max_size=40))
def test_any_text_gets_an_answer_and_normalising_twice_changes_nothing(text: str) -> None:
    once = credit_code.normalise(text)
    credit_code.problem(text)
    assert credit_code.normalise(once) == once
    meant = credit_code.suggest(text)
    assert meant is None or credit_code.problem(meant) is None
