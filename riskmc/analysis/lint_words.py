"""What the linter left unsaid, in words."""

from __future__ import annotations

from riskmc.analysis.wording import counted_text
from riskmc.model.linting import Silence

__all__ = ["silence_text"]


def silence_text(silence: Silence, count: int) -> str:
    """Say what a silence keeps unsaid, and why.

    Examples
    --------
    >>> silence_text(Silence(rule="token-range", entry="R7", why="agreed on 3 May"), 1)
    'token-range for R7: agreed on 3 May (1 warning)'
    """
    entry = f" for {silence.entry}" if silence.entry else ""
    return f"{silence.rule}{entry}: {silence.why} ({counted_text(count, 'warning')})"
