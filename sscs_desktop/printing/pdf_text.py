"""What is copied from a PDF of Qt's: it notes one character of 16 bits for a glyph, the lowest that has it.

So a space would be copied as a tab, and a character beyond the basic plane, as names have them, as another one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_OURS = re.compile(rb"/BaseFont /\S*FWSansSC\S*\s.*?/ToUnicode (\d+) 0 R", re.DOTALL)
_MAP = rb"\n%d 0 obj\s*<<\s*/Length (\d+)\s*>>\s*stream\n"
_RANGE = re.compile(rb"^<(....)> <(....)> (<....>|\[.*\])$", re.MULTILINE)
_TAB, _SPACE = b"<0009>", b"<0020>"
_PLACE = re.compile(rb"^(\d{10})(?= \d{5} n )", re.MULTILINE)
_START = re.compile(rb"(?<=\nstartxref\n)\d+")
_MOST = 100
"""Characters of one section of a map (PDF 1.4, 5.9.2)."""


def exact(end: bytes, begins: int, rare: Iterable[str]) -> bytes:
    """Return the end of a PDF with its fonts and places, which begins at byte `begins`, mapped to what was painted.

    rare: characters beyond the basic plane in the order in which each was first painted. One that cannot be told apart
    from others without a character is left as Qt has it.
    """
    font = _OURS.search(end)
    found = re.search(_MAP % int(font[1]), end) if font else None
    if found is None:
        return end
    begin, length = found.end(), int(found[1])
    old = end[begin : begin + length]
    new = _mapped(old, list(rare))
    size = b"%d" % len(new)
    grown = len(size) - len(found[1]) + len(new) - length

    def moved(place: re.Match[bytes]) -> bytes:
        at = int(place[0])
        return b"%0*d" % (len(place[0]), at + grown if at > begins + begin else at)

    after = end[begin + length :]
    tail = after.rindex(b"\nxref\n")
    places = _START.sub(moved, _PLACE.sub(moved, after[tail:])) if grown else after[tail:]
    return b"".join((end[: found.start(1)], size, end[found.end(1) : begin], new, after[:tail], places))


def _mapped(old: bytes, rare: list[str]) -> bytes:
    """Return a font's map from the numbers of its glyphs, which it has in the order in which they were painted."""
    new = _RANGE.sub(lambda found: b"<%s> <%s> %s" % (found[1], found[2], found[3].replace(_TAB, _SPACE)), old)
    mapped = {code for first, last, _ in _RANGE.findall(old) for code in range(int(first, 16), int(last, 16) + 1)}
    highest = max(mapped, default=0)
    numbers = [code for code in range(1, highest) if code not in mapped]
    if not rare or len(numbers) > len(rare):
        return new
    numbers += range(highest + 1, highest + 1 + len(rare) - len(numbers))
    lines = [b"<%04X> <%s>\n" % (code, _hex(character)) for code, character in zip(numbers, rare, strict=True)]
    sections = [lines[at : at + _MOST] for at in range(0, len(lines), _MOST)]
    added = b"".join(b"%d beginbfchar\n%sendbfchar\n" % (len(part), b"".join(part)) for part in sections)
    return new.replace(b"endbfrange\n", b"endbfrange\n" + added, 1)


def _hex(character: str) -> bytes:
    return character.encode("utf-16-be").hex().upper().encode()
