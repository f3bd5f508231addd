"""The text of an XER file, whose code page is written nowhere in it."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["DecodedText", "decode_xer"]

_SIGNS = {"EUR": "€", "GBP": "£", "JPY": "¥"}
_CODE_PAGES = tuple(f"cp{page}" for page in (1252, 1251, 1250, 1254, 1253, 1257, 1258, 1255, 1256, 936, 932))
_WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True)
class DecodedText:
    """Text, and how sure its code page is.

    Attributes
    ----------
    text : str
        The whole file.
    encoding : str
        Name of the codec that was used.
    is_certain : bool
        False where the codec was told from circumstances, so that accented letters may be wrong.
    """

    text: str
    encoding: str
    is_certain: bool


def decode_xer(data: bytes) -> DecodedText:
    r"""Decode the bytes of an XER file.

    A byte-order mark and valid UTF-8 are sure. Otherwise the currency table tells the code page: the euro sign is
    byte 0x80 in Western and Arabic files and 0x88 in Cyrillic ones.

    Parameters
    ----------
    data : bytes
        Content of the file.

    Returns
    -------
    DecodedText

    Examples
    --------
    >>> decode_xer("%R\t15\t2\t€\t.\tEuro\tEUR\n%R\tЗадача".encode("cp1251")).text[-6:]
    'Задача'
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return DecodedText(data.decode("utf-16", errors="replace"), "utf-16", True)
    try:
        return DecodedText(data.decode("utf-8-sig"), "utf-8", True)
    except UnicodeDecodeError:
        encoding = _code_page(data)
        return DecodedText(data.decode(encoding, errors="replace"), encoding, False)


def _code_page(data: bytes) -> str:
    """Name of the first code page that agrees with the currency signs and can read every byte."""
    signs = _currency_signs(data)
    readable = [codec for codec in _CODE_PAGES if _reads(codec, data)]
    agreeing = [codec for codec in readable if signs and _agrees(codec, signs)]
    if agreeing:
        return agreeing[0]
    if not signs and "cp1251" in readable and _looks_non_latin(data.decode("cp1252", errors="replace")):
        return "cp1251"
    return readable[0] if readable else "cp1252"


def _currency_signs(data: bytes) -> dict[str, bytes]:
    """Bytes of the signs of euro, pound and yen in the currency table, where the file has them."""
    signs = {}
    for name in _SIGNS:
        pattern = rb"^%R\t[^\t\n]*\t[^\t\n]*\t([^\t\n]*)\t[^\n]*\t" + name.encode() + rb"[\t\r\n]"
        row = re.search(pattern, data, re.MULTILINE)
        if row and any(byte > 0x7F for byte in row[1]):
            signs[name] = row[1]
    return signs


def _agrees(codec: str, signs: dict[str, bytes]) -> bool:
    return all(_SIGNS[name].encode(codec, errors="replace") == sign for name, sign in signs.items())


def _reads(codec: str, data: bytes) -> bool:
    try:
        data.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def _looks_non_latin(text: str) -> bool:
    """Whether most words that hold an accented letter hold nothing else, as other scripts do when misread."""
    accented = [word for word in _WORD.findall(text) if not word.isascii()]
    return sum(not any(letter.isascii() for letter in word) for word in accented) * 2 > len(accented)
