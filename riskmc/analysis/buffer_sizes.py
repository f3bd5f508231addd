"""The sizes of critical-chain buffers, each by the rule of its source, from the estimates of a chain alone.

What they take is in one unit of time, mostly working days; what they return is in the same. None of them knows the
network, the risks or the simulation: what confidence each gives is a matter of counting.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from riskmc._typing import Floats

__all__ = [
    "LEACH_BIAS", "adaptive_with_density", "adaptive_with_tightness", "biased_root_square_error", "cut_and_paste",
    "half_of_chain", "root_square_error",
]  # fmt: skip

LEACH_BIAS = 0.15
"""Lower end of the 15 to 25 % of the chain that Leach (2003) adds for bias."""


def cut_and_paste(safe: Sequence[float] | Floats, aggressive: Sequence[float] | Floats) -> float:
    """Return half of the safety that is taken out of the tasks (E. M. Goldratt, Critical Chain, 1997).

    Examples
    --------
    >>> cut_and_paste([20, 16, 30, 12, 8], [10, 8, 18, 6, 5])
    19.5
    """
    return 0.5 * float(_removed(safe, aggressive).sum())


def half_of_chain(aggressive: Sequence[float] | Floats) -> float:
    """Return half of the aggressive chain, the other 50 % rule that goes by Goldratt's name (Critical Chain, 1997).

    It is the same as :func:`cut_and_paste` where every safe estimate is twice the aggressive one.

    Examples
    --------
    >>> half_of_chain([10, 8, 18, 6, 5])
    23.5
    """
    return 0.5 * float(np.sum(aggressive))


def root_square_error(safe: Sequence[float] | Floats, aggressive: Sequence[float] | Floats) -> float:
    """Return the root of the sum of the squares of the safety that is taken out.

    Two standard deviations of the chain, where the safety of a task is two of its own and tasks are independent
    (R. C. Newbold, Project Management in the Fast Lane, 1998; L. P. Leach, Critical Chain Project Management, 2000).

    Examples
    --------
    >>> round(root_square_error([20, 16, 30, 12, 8], [10, 8, 18, 6, 5]), 4)
    18.7883
    """
    return math.sqrt(float((_removed(safe, aggressive) ** 2).sum()))


def biased_root_square_error(
    safe: Sequence[float] | Floats, aggressive: Sequence[float] | Floats, bias: float = LEACH_BIAS
) -> float:
    """Return the root square error and a share of the chain on top, for what makes projects late as a rule.

    L. P. Leach, "Schedule and cost buffer sizing: how to account for the bias between project performance and your
    model", Project Management Journal 34 (2), 2003.

    Parameters
    ----------
    safe, aggressive : sequence of float
    bias : float
        Share of the aggressive chain.

    Examples
    --------
    >>> round(biased_root_square_error([20, 16, 30, 12, 8], [10, 8, 18, 6, 5]), 4)
    25.8383
    """
    return bias * float(np.sum(aggressive)) + root_square_error(safe, aggressive)


def adaptive_with_density(sd: Sequence[float] | Floats, links: int, tasks: int) -> float:
    """Return the standard deviation of the chain, times one and the links a task of its network.

    The adaptive procedure with density of O. I. Tukel, W. O. Rom and S. D. Eksioglu, "An investigation of buffer sizing
    techniques in critical chain scheduling", European Journal of Operational Research 172, 2006: K = 1 + TOTPRE /
    NUMTASK.

    Parameters
    ----------
    sd : sequence of float
        Standard deviations of the tasks of the chain.
    links, tasks : int
        Links and tasks of the network that feeds the buffer.

    Examples
    --------
    >>> adaptive_with_density([3.0, 4.0], 1, 2)
    7.5
    """
    return (1.0 + links / max(tasks, 1)) * _chain_sd(sd)


def adaptive_with_tightness(sd: Sequence[float] | Floats, tightness: float) -> float:
    """Return the standard deviation of the chain, times one and the tightness of its scarcest resource.

    The adaptive procedure with resource tightness of Tukel, Rom and Eksioglu (2006): K = 1 + r, where r is the largest
    share of a resource's time along the chain that the tasks of the chain need.

    Parameters
    ----------
    sd : sequence of float
        Standard deviations of the tasks of the chain.
    tightness : float

    Examples
    --------
    >>> adaptive_with_tightness([3.0, 4.0], 0.6)
    8.0
    """
    return (1.0 + tightness) * _chain_sd(sd)


def _removed(safe: Sequence[float] | Floats, aggressive: Sequence[float] | Floats) -> Floats:
    """Return the safety of each task; none where the safe estimate is not above the aggressive one."""
    removed: Floats = np.maximum(np.asarray(safe, float) - np.asarray(aggressive, float), 0.0)
    return removed


def _chain_sd(sd: Sequence[float] | Floats) -> float:
    return math.sqrt(float((np.asarray(sd, float) ** 2).sum()))
