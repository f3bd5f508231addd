"""Addresses of random quantities: a stream is the hash of what the quantity is, not of where it stands."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from riskmc._typing import Words
from riskmc.errors import Location, PlanError, Problem


def stream_of(identity: str) -> int:
    """Return the 64-bit stream of a random quantity.

    Parameters
    ----------
    identity : str
        ``task:piling/duration``, ``risk:R7/occurs``, ``link:a>b/FS/lag``, ...

    Examples
    --------
    >>> stream_of("task:piling/duration") == stream_of("task:piling/duration")
    True
    """
    return int.from_bytes(hashlib.blake2b(identity.encode(), digest_size=8).digest(), "little")


def stream_halves(identities: Sequence[str]) -> tuple[Words, Words]:
    """Return the low and high halves of the streams, each ndarray(uint32), shape (n,).

    Raises
    ------
    PlanError
        Where two quantities share a stream: their draws would be the same.
    """
    owners: dict[int, str] = {}
    problems = []
    for identity in identities:
        stream = stream_of(identity)
        if owners.setdefault(stream, identity) != identity:
            what = f"its random numbers would be those of {owners[stream]!r} (streams collide)"
            problems.append(Problem(Location(), repr(identity), what, "rename one of the two"))
    if len(owners) + len(problems) < len(identities):
        raise ValueError("two random quantities have the same identity")
    if problems:
        raise PlanError(problems)
    streams = np.array([stream_of(identity) for identity in identities], np.uint64)
    low = (streams & np.uint64(0xFFFFFFFF)).astype(np.uint32)
    high = (streams >> np.uint64(32)).astype(np.uint32)
    return low, high
