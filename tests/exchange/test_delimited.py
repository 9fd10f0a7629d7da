"""Text files in whatever encoding a program wrote them."""

from __future__ import annotations

import random

import pytest

from sscs_desktop.base.errors import Unreadable
from sscs_desktop.exchange.delimited import rows_of, text_of

TEXT = "企业名称,联系人\r\n示例食品有限公司,李四\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_text_reads_in_each_encoding_with_its_mark_or_without(encoding: str) -> None:
    assert text_of(TEXT.encode(encoding)) == TEXT


def test_what_has_zeros_in_it_and_is_no_text_is_refused() -> None:
    chance = random.Random(2018)
    for content in (chance.randbytes(size) + bytes(2) for size in range(200, 400)):
        with pytest.raises(Unreadable):
            text_of(content)
    with pytest.raises(Unreadable):
        text_of(TEXT.encode() + b"\0")


def test_the_apostrophe_that_keeps_a_text_from_being_a_formula_is_no_part_of_it() -> None:
    (_, cells) = rows_of("企业名称,地址,备注\n甲厂,'=A1,'好'\n")[1]
    assert cells == ["甲厂", "=A1", "'好'"]
