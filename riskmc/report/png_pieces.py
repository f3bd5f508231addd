"""Pictures of one width set below each other: a browser draws no picture of any height in one piece."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

__all__ = ["below_each_other"]

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_CHANNELS = {0: 1, 2: 3, 4: 2, 6: 4}
"""Samples of a pixel by the colour type of a PNG; those with a palette are not joined."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A PNG taken apart: its size, what a pixel is made of, and its rows, each led by the number of its filter."""

    width: int
    height: int
    format: bytes
    pixel: int
    rows: bytearray


def below_each_other(pictures: Sequence[bytes]) -> bytes:
    """Join pictures to one, the first on top.

    Parameters
    ----------
    pictures : sequence of bytes
        PNGs of the same width and kind, 8 bits a sample, without a palette, not interlaced; at least one.

    Returns
    -------
    bytes
        A PNG, of the height of all of them.

    Raises
    ------
    ValueError
        Where they are not of one width and such a kind.

    Notes
    -----
    Each row of a PNG is stored as its difference from its neighbours (PNG specification, section 9). All rows but the
    first of a piece have the same neighbours in the whole; the first is stored anew.
    """
    if len(pictures) == 1:
        return pictures[0]
    pieces = [_taken_apart(picture) for picture in pictures]
    first = pieces[0]
    if len({(piece.width, piece.format) for piece in pieces}) > 1:
        raise ValueError("pictures of different widths or kinds cannot be joined")
    packer = zlib.compressobj(6)
    packed = [packer.compress(_from_its_top(piece)) for piece in pieces]
    data = b"".join([*packed, packer.flush()])
    head = struct.pack(">II", first.width, sum(piece.height for piece in pieces)) + first.format
    return b"".join([_SIGNATURE, _chunk(b"IHDR", head), _chunk(b"IDAT", data), _chunk(b"IEND", b"")])


def _taken_apart(picture: bytes) -> _Piece:
    if picture[:8] != _SIGNATURE:
        raise ValueError("a picture to be joined is no PNG")
    chunks = list(_chunks(picture))
    head = chunks[0][1]
    width, height = struct.unpack(">II", head[:8])
    depth, colour, _, _, interlace = head[8:13]
    if depth != 8 or colour not in _CHANNELS or interlace:
        raise ValueError("a picture to be joined has a palette, other samples than of 8 bits, or is interlaced")
    rows = bytearray(zlib.decompress(b"".join(data for kind, data in chunks if kind == b"IDAT")))
    return _Piece(width, height, head[8:13], _CHANNELS[colour], rows)


def _chunks(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = 8
    while place < len(picture):
        (length,) = struct.unpack(">I", picture[place : place + 4])
        yield picture[place + 4 : place + 8], picture[place + 8 : place + 8 + length]
        place += length + 12


def _from_its_top(piece: _Piece) -> bytes:
    """Return the rows of a piece, the first of them without a look at what is above it."""
    size = piece.width * piece.pixel
    above, kind, row = bytes(size), piece.rows[0], piece.rows[1 : size + 1]
    for place in range(size):
        left = row[place - piece.pixel] if place >= piece.pixel else 0
        row[place] = (row[place] + _guess(kind, left, above[place])) & 255
    piece.rows[: size + 1] = bytes([0]) + row
    return bytes(piece.rows)


def _guess(kind: int, left: int, above: int) -> int:
    """Guess a sample of a first row as its filter does: nothing, left, above, the mean, or by Paeth (then left)."""
    return {0: 0, 1: left, 2: above, 3: (left + above) // 2, 4: left}[kind]


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
