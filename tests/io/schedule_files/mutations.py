"""Damage to schedule files, of the kinds that happen to files and that people do to them on purpose."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

__all__ = ["damaged"]

_WORDS = (
    b"", b"-", b"0", b"-1", b"1e308", b"-1e308", b"NaN", b"inf", b"9" * 40, b"1e-320", b"0x10", b"1,5", b"1.5.5",
    b"\0", b"\xff\xfe", b"\x80", b"\xe2\x80\xae", b"\t", b"\n", b"\r\n", b"%E", b"%T\tTASK", b"%R", b"=cmd()",
    b"../../etc/passwd", b"<script>alert(1)</script>", b"&lt;", b"&x;", b"<![CDATA[", b"<!--", b"<!DOCTYPE a>",
    b"]]>", b"{{7*7}}", b"'\"", b"((", b"))", b"0001-01-01T00:00:00", b"9999-12-31T23:59:59", b"2027-02-30",
    b"2027-01-04T24:00:00", b"PT99999999999H0M0S", b"PT-8H0M0S", b"TK_Active", b"TK_Complete", b"TT_LOE", b"TT_WBS",
    b"TT_Rsrc", b"CS_MANDFIN", b"CS_ALAP", b"1", b"2", b"100", b"99999",
)  # fmt: skip
_TOKEN = re.compile(rb"[^\s<>\"|()=]+")
_NUMBER = re.compile(rb"\d+(?:[.:\-]\d+)*")


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Return the content of a file after one to four damages."""
    for _ in range(chance.randrange(1, 5)):
        data = chance.choice(_DAMAGES)(data, chance)
    return data


def _cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def _flip(data: bytes, chance: random.Random) -> bytes:
    if not data:
        return data
    content = bytearray(data)
    for _ in range(chance.randrange(1, 20)):
        content[chance.randrange(len(content))] = chance.randrange(256)
    return bytes(content)


def _replace(pattern: re.Pattern[bytes]) -> Callable[[bytes, random.Random], bytes]:
    def replace(data: bytes, chance: random.Random) -> bytes:
        found = pattern.search(data, chance.randrange(len(data) + 1))
        return data if found is None else data[: found.start()] + chance.choice(_WORDS) + data[found.end() :]

    return replace


def _replace_everywhere(data: bytes, chance: random.Random) -> bytes:
    found = _TOKEN.search(data, chance.randrange(len(data) + 1))
    return data if found is None else data.replace(found[0], chance.choice(_WORDS))


def _swap(data: bytes, chance: random.Random) -> bytes:
    """Put one token in the place of another."""
    one, other = (_TOKEN.search(data, chance.randrange(len(data) + 1)) for _ in range(2))
    return data if one is None or other is None else data[: one.start()] + other[0] + data[one.end() :]


def _lines(data: bytes, chance: random.Random) -> bytes:
    """Leave out, double or move a line."""
    lines = data.split(b"\n")
    line = lines.pop(chance.randrange(len(lines)))
    for _ in range(chance.randrange(3)):
        lines.insert(chance.randrange(len(lines) + 1), line)
    return b"\n".join(lines)


def _chunk(data: bytes, chance: random.Random) -> bytes:
    """Leave out or repeat a part."""
    start, end = sorted(chance.randrange(len(data) + 1) for _ in range(2))
    part = data[start : min(end, start + 2000)]
    return data[:start] + part * chance.choice((0, 2, 5)) + data[start + len(part) :]


def _recode(data: bytes, chance: random.Random) -> bytes:
    codec = chance.choice(("utf-16", "utf-16-be", "utf-32", "cp1251", "latin-1", "utf-8-sig"))
    return data.decode("utf-8", errors="replace").encode(codec, errors="replace")


_DAMAGES = (
    _cut, _flip, _replace(_TOKEN), _replace(_NUMBER), _replace(_TOKEN), _replace(_NUMBER), _replace_everywhere, _swap,
    _swap, _lines, _lines, _chunk, _recode,
)  # fmt: skip
