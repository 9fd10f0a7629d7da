"""Text files in whatever encoding a program wrote them."""

from __future__ import annotations

import random

import pytest

from sscs_desktop.base.errors import Unreadable
from sscs_desktop.exchange.delimited import text_of

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
