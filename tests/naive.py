"""Slow, obvious twins of the kernels: plain lists, Python integers, one iteration at a time.

Nothing is imported from riskmc. NumPy serves for single precision only, where a kernel works in it. Where a twin does
the same additions in the same order as its kernel, the tests demand equality to the bit.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tests import naive_cost, naive_dated

LANES = 128
BLOCK = 1024
SUM_LANES = 16
STATISTICS = 7

Key = tuple[int, int]
F32 = np.float32

# -- random words -----------------------------------------------------------------------------------------------------


def philox4x32(counter: Sequence[int], key: Key) -> list[int]:
    """Salmon et al. (2011), section 3.3: ten rounds, the key bumped by the Weyl constants between them."""
    a, b, c, d = counter
    k0, k1 = key
    for _ in range(10):
        high0, low0 = divmod(0xD2511F53 * a, 2**32)
        high1, low1 = divmod(0xCD9E8D57 * c, 2**32)
        a, b, c, d = high1 ^ b ^ k0, low1, high0 ^ d ^ k1, low0
        k0 = (k0 + 0x9E3779B9) % 2**32
        k1 = (k1 + 0xBB67AE85) % 2**32
    return [a, b, c, d]


def philox_words(counters: Sequence[Sequence[int]], key: Key) -> list[list[int]]:
    return [philox4x32(counter, key) for counter in counters]


def random_word(iteration: int, stream: Key, key: Key) -> int:
    """Iteration 128 c + 32 w + j reads word w of counter position 32 c + j."""
    chunk, lane = divmod(iteration, LANES)
    word, place = divmod(lane, 32)
    return philox4x32([32 * chunk + place, 0, *stream], key)[word]


def random_words(chunk: int, stream: Key, key: Key) -> list[int]:
    return [random_word(chunk * LANES + lane, stream, key) for lane in range(LANES)]


def stratum_keys(block: int, stream: Key, key: Key) -> list[int]:
    return philox4x32([block, 1, *stream], key)


def stratum_round(x: int, addend: int, factor: int) -> int:
    x = (x ^ addend) % 1024
    x = x * (factor % 1024 | 1) % 1024
    return x ^ (x // 32)


def stratum(position: int, keys: Sequence[int]) -> int:
    """Where a keyed permutation of 0..1023 sends a position of the block."""
    a, b, c, d = keys
    x = position
    for k in (a, b, c, d):
        x = stratum_round(x, k, k >> 10)
    x = stratum_round(x, a >> 20, b >> 20)
    x = stratum_round(x, c >> 20, d >> 20)
    return (x ^ (b >> 22)) % 1024


def stratified_word(word: int, position: int, keys: Sequence[int]) -> int:
    return stratum(position, keys) * 2**22 + word // 2**10


def stratify(words: Sequence[int], first: int, keys: Sequence[int]) -> list[int]:
    return [stratified_word(word, first + lane, keys) for lane, word in enumerate(words)]


def digital_shift(stream: Key, key: Key) -> int:
    return philox4x32([0, 2, *stream], key)[0]


def sobol_word(iteration: int, directions: Sequence[int], shift: int) -> int:
    """Antonov and Saleev (1979): the directions at the set bits of the Gray code, by exclusive or."""
    gray = iteration ^ (iteration >> 1)
    word = shift
    for bit in range(32):
        if gray >> bit & 1:
            word ^= directions[bit]
    return word


def sobol_words(chunk: int, directions: Sequence[int], shift: int) -> list[int]:
    return [sobol_word(chunk * LANES + lane, directions, shift) for lane in range(LANES)]


# -- quantiles --------------------------------------------------------------------------------------------------------

CENTRE = (
    1.4426950216293335, 0.7213427424430847, 0.4811462461948395, 0.35591211915016174, 0.33127716183662415,
    0.050806235522031784, 0.5849430561065674,
)  # fmt: skip
LOGARITHM = (
    1.442694902420044, -0.721352756023407, 0.4809240400791168, -0.36024197936058044, 0.28707560896873474,
    -0.24882180988788605, 0.2342098504304886, -0.14620353281497955,
)  # fmt: skip


def polynomial(x: F32, coefficients: Sequence[float]) -> F32:
    value = F32(coefficients[-1])
    for coefficient in reversed(coefficients[:-1]):
        value = F32(coefficient) + x * value
    return value


def axis_place(word: int) -> F32:
    """sign(u - 1/2) sqrt(-log2(4 u (1 - u))) in single precision, the logarithm by a polynomial."""
    smaller = word if word < 2**31 else 2**32 - 1 - word
    tail = (F32(smaller) + F32(0.5)) * F32(2.0**-32)
    y = F32(4.0) * tail * (F32(1.0) - tail)
    mantissa, exponent = math.frexp(y)
    if mantissa < float(np.uint32(0x3F3504F3).view(F32)):
        mantissa, exponent = 2.0 * mantissa, exponent - 1
    f = F32(mantissa) - F32(1.0)
    logarithm = F32(exponent) + f * polynomial(f, LOGARITHM)
    centred = (F32(word - 2**31) + F32(0.5)) * F32(2.0**-31)
    z = centred * centred
    if z <= F32(0.29):
        return centred * F32(math.sqrt(polynomial(z, CENTRE)))
    root = F32(math.sqrt(max(-logarithm, F32(0.0))))
    return root if centred > 0 else -root


def exact_axis_place(word: int) -> float:
    """The same in double precision from the definition."""
    u = (word + 0.5) / 2**32
    centred = 2.0 * u - 1.0
    if abs(centred) < 0.5:
        root = math.sqrt(-math.log1p(-centred * centred) / math.log(2.0))
    else:
        smaller = min(word, 2**32 - 1 - word) + 0.5
        root = math.sqrt(-math.log2(4.0 * smaller / 2**32 * (1.0 - smaller / 2**32)))
    return math.copysign(root, centred)


def spline_value(place: F32, coefficients: Sequence[F32]) -> F32:
    """Quadratic B-spline over equal segments of the axis from -5.57 to 5.57."""
    segments = len(coefficients) - 2
    per_unit = F32(segments) / F32(11.14)
    position = (place + F32(5.57)) * per_unit
    knot = int(position)
    t = position - F32(knot)
    a, b, c = coefficients[knot : knot + 3]
    return F32(0.5) * ((a + b) + t * (F32(2.0) * (b - a) + t * (a - F32(2.0) * b + c)))


def uniform(word: int) -> float:
    return (word + 0.5) / 2**32


def triangular(word: int, low: float, width: float, mode: float) -> float:
    u = uniform(word)
    if u < mode:
        return low + width * math.sqrt(u * mode)
    return low + width * (1.0 - math.sqrt((1.0 - u) * (1.0 - mode)))


def step_value(word: int, probabilities: Sequence[float], values: Sequence[float]) -> float:
    for probability, value in zip(probabilities, values, strict=True):
        if probability >= uniform(word):
            return value
    return values[-1]


@dataclass
class Draw:
    """One random quantity: ``location + scale * standard(u)``."""

    stream: Key
    method: str = "fixed"
    location: float = 0.0
    scale: float = 1.0
    shape: float = 0.0
    coefficients: list[F32] = field(default_factory=list)
    probabilities: list[float] = field(default_factory=list)
    values: list[float] = field(default_factory=list)


METHODS = ("fixed", "uniform", "triangular", "spline", "exponential", "weibull", "steps", "exp_spline")
LIBRARY_METHODS = ("exponential", "weibull", "exp_spline")
"""Methods that call a mathematical library, which two compilers may round differently in the last place."""


def quantile(draw: Draw, word: int) -> float:
    if draw.method == "fixed":
        return draw.location
    if draw.method == "uniform":
        return draw.location + draw.scale * uniform(word)
    if draw.method == "triangular":
        return triangular(word, draw.location, draw.scale, draw.shape)
    if draw.method == "exponential":
        return draw.location - draw.scale * math.log(uniform(2**32 - 1 - word))
    if draw.method == "weibull":
        return draw.location + draw.scale * math.pow(-math.log(uniform(2**32 - 1 - word)), draw.shape)
    if draw.method == "steps":
        return draw.location + draw.scale * step_value(word, draw.probabilities, draw.values)
    standard = float(spline_value(axis_place(word), draw.coefficients))
    return draw.location + draw.scale * (standard if draw.method == "spline" else math.exp(standard))


# -- correlation -------------------------------------------------------------------------------------------------------

CENTRE_TOP = (3.3871327179, 50.434271938, 159.29113202, 59.109374720)
CENTRE_BOTTOM = (1.0, 17.895169469, 78.757757664, 67.187563600)
TAIL_TOP = (1.4234372777, 2.7568153900, 1.3067284816, 0.17023821103)
TAIL_BOTTOM = (1.0, 0.73700164250, 0.12021132975)
CHANCE = (
    -5.4427347962682227e-05, 0.0932637886575721, 0.0867141048883805, 0.10812482883751087, 0.036733317539529825,
    0.09038332787170947, 0.11502326300279739, -0.17473462339398899, 0.26233808658395974, -0.14453552179831208,
    0.026743855248961005,
)  # fmt: skip
POWER = (1.0, *(0.6931471805599453**k / math.factorial(k) for k in range(1, 10)))
END = 6.7
"""Where scores and Wallace's transform end."""


def power_series(x: float, coefficients: Sequence[float]) -> float:
    value = coefficients[-1]
    for coefficient in reversed(coefficients[:-1]):
        value = value * x + coefficient
    return value


def logarithm(x: float) -> float:
    """The logarithm of a number between root 1/2 and root 2 by the series of the inverse hyperbolic tangent."""
    mantissa, exponent = math.frexp(x)
    if mantissa < 0.7071067811865476:
        mantissa, exponent = 2.0 * mantissa, exponent - 1
    f = (mantissa - 1.0) / (mantissa + 1.0)
    g = f * f
    return exponent * 0.6931471805599453 + 2.0 * (f + f * (g * power_series(g, [1.0 / k for k in range(3, 17, 2)])))


def normal_score(word: int) -> float:
    """Wichura (1988), PPND7."""
    smaller = min(word, 2**32 - 1 - word)
    q = (word + 0.5) * 2.0**-32 - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        return q * power_series(r, CENTRE_TOP) / power_series(r, CENTRE_BOTTOM)
    r = math.sqrt(-logarithm((smaller + 0.5) * 2.0**-32)) - 1.6
    return math.copysign(1.0, q) * power_series(r, TAIL_TOP) / power_series(r, TAIL_BOTTOM)


def word_of_score(score: float) -> int:
    """The chance of a normal variate below the score, times 2**32; the upper half is the complement of the lower."""
    z = min(abs(score), END)
    y = -0.7213475204444817 * z * z
    whole = math.trunc(y - 0.5)
    chance = power_series(y - whole, POWER) * power_series(1.0 / (1.0 + 0.2316419 * z), CHANCE)
    word = int(min(chance * 2.0 ** (whole + 32), 2.0**31 - 1))
    return word if score < 0.0 else 2**32 - 1 - word


def score_of_variate(variate: float, freedom: float, bend: Sequence[float]) -> float:
    """Wallace (1959), times a polynomial."""
    square = min(freedom * max(logarithm(1.0 + variate * variate / freedom), 0.0), END * END)
    root = math.copysign(math.sqrt(square), variate)
    return root * power_series(square * (2.0 / (END * END)) - 1.0, bend)


def mixed_word(plan: Plan, block: Sequence[Member], member: Member, iteration: int) -> int:
    """The word of a correlated stream: factors first, then the scores of its block."""
    mixture = plan.mixture
    assert mixture is not None
    first = len(plan.streams()) - len(mixture.factors) - len(mixture.scales)
    score = 0.0
    for factor, loading in member.loadings:
        score += loading * normal_score(own_word(plan, first + factor, iteration))
    for weight, other in zip(member.root, block, strict=False):
        score += weight * normal_score(own_word(plan, other.stream, iteration))
    if member.scale >= 0:
        word = own_word(plan, first + len(mixture.factors) + member.scale, iteration)
        scale = math.exp(float(spline_value(axis_place(word), mixture.log_scale)))
        score = score_of_variate(score * scale, mixture.freedom, mixture.bend)
    return word_of_score(score)


# -- a plan, as kernels see one ---------------------------------------------------------------------------------------


@dataclass
class Link:
    """``lag`` is a number of minutes, or, where ``row`` is not -1, ignored for the random lag of that row."""

    source: int
    target: int
    kind: str = "FS"
    lag: float = 0.0
    row: int = -1


@dataclass
class Effect:
    task: int
    event: int
    row: int
    kind: str = "delay"
    meeting: int = -1
    """The meeting that must take place, or -1."""


KINDS = ("factor", "parallel_factor", "delay", "parallel_delay", "cost", "cost_factor")
"""What magnitudes do, the first four in the order in which they strike a duration."""


@dataclass
class Event:
    """It is drawn where ``floor <= word < threshold``, or below a drawn probability times ``scale``."""

    stream: Key
    threshold: int
    floor: int = 0
    chance: int = -1
    scale: float = 2.0**32


@dataclass
class Relation:
    """An event that requires any of some others, or excludes them all."""

    event: int
    others: range
    kind: str = "requires"


@dataclass
class Cost:
    """An amount that arises where the event occurs, if it is to arise at a task, where that task exists."""

    risk: int
    event: int
    row: int
    existence: int = -1


@dataclass
class Member:
    """A stream of a block: its loadings on factors, and its coefficients of the block's scores up to its own.

    ``scale`` is the number of the scale that multiplies its mixture, or -1.
    """

    stream: int
    root: list[float]
    loadings: list[tuple[int, float]] = field(default_factory=list)
    scale: int = -1


@dataclass
class Mixture:
    """Correlated streams: the streams of factors and scales follow all others of the plan."""

    blocks: list[list[Member]]
    factors: list[Key] = field(default_factory=list)
    scales: list[Key] = field(default_factory=list)
    log_scale: list[F32] = field(default_factory=lambda: [F32(0.0)] * 3)
    freedom: float = 4.0
    bend: list[float] = field(default_factory=lambda: [1.0, 0.0])


@dataclass
class Plan:
    """Tasks are numbered in topological order; effects of a task stand in the order of their kinds.

    ``existence`` holds tasks that may not exist, rising, with clauses: it exists where of each clause any event of any
    range occurred. ``row_events`` are the events of the magnitudes, -1 for drawn probabilities.
    """

    durations: list[Draw]
    links: list[Link] = field(default_factory=list)
    lags: list[Draw] = field(default_factory=list)
    magnitudes: list[Draw] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    risk_sizes: list[int] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    existence: list[tuple[int, list[list[range]]]] = field(default_factory=list)
    row_events: list[int] = field(default_factory=list)
    row_kinds: list[str] = field(default_factory=list)
    costs: list[Cost] = field(default_factory=list)
    sampling: str = "random"
    key: Key = (0, 0)
    directions: list[list[int]] = field(default_factory=list)
    milestones: list[int] = field(default_factory=list)
    reference: list[tuple[float, float]] = field(default_factory=list)
    critical_float: float = 1e-6
    mixture: Mixture | None = None

    def streams(self) -> list[Key]:
        """Events, then task durations, then lags, then magnitudes, then factors and scales of what is correlated."""
        draws = [*self.durations, *self.lags, *self.magnitudes]
        mixing = [] if self.mixture is None else [*self.mixture.factors, *self.mixture.scales]
        return [event.stream for event in self.events] + [draw.stream for draw in draws] + mixing


def stream_word(plan: Plan, row: int, iteration: int) -> int:
    """The word of one stream, by its row, in one iteration."""
    if plan.mixture is not None:
        for block in plan.mixture.blocks:
            for member in block:
                if member.stream == row:
                    return mixed_word(plan, block, member, iteration)
    return own_word(plan, row, iteration)


def own_word(plan: Plan, row: int, iteration: int) -> int:
    """The same before it is correlated."""
    stream = plan.streams()[row]
    if plan.sampling == "sobol":
        return sobol_word(iteration, plan.directions[row], digital_shift(stream, plan.key))
    word = random_word(iteration, stream, plan.key)
    if plan.sampling == "random":
        return word
    block, position = divmod(iteration, BLOCK)
    return stratified_word(word, position, stratum_keys(block, stream, plan.key))


def drawn_events(plan: Plan, iteration: int) -> list[bool]:
    """Which events are drawn, whatever they depend on."""
    drawn = []
    for row, event in enumerate(plan.events):
        word = stream_word(plan, row, iteration)
        if event.chance >= 0:
            drawn.append(word < event.scale * magnitude(plan, event.chance, iteration))
        else:
            drawn.append(event.floor <= word < event.threshold)
    return drawn


def related(relations: Sequence[Relation], drawn: Sequence[bool]) -> list[bool]:
    """Which of the events that were drawn occur."""
    occurred = list(drawn)
    for relation in relations:
        found = any(occurred[other] for other in relation.others)
        occurred[relation.event] = occurred[relation.event] and found == (relation.kind == "requires")
    return occurred


def events_of(plan: Plan, iteration: int) -> list[bool]:
    return related(plan.relations, drawn_events(plan, iteration))


def existing(plan: Plan, occurred: Sequence[bool]) -> list[bool]:
    """Which of the tasks exist that may not."""
    return [
        all(any(occurred[event] for part in clause for event in part) for clause in clauses)
        for _, clauses in plan.existence
    ]


def draw_value(plan: Plan, number: int, iteration: int) -> float:
    """The value of a draw: durations come first, then lags, then magnitudes."""
    draw = [*plan.durations, *plan.lags, *plan.magnitudes][number]
    if draw.method == "fixed":
        return draw.location
    return quantile(draw, stream_word(plan, len(plan.events) + number, iteration))


def magnitude(plan: Plan, row: int, iteration: int) -> float:
    return draw_value(plan, len(plan.durations) + len(plan.lags) + row, iteration)


def lags_of(plan: Plan, iteration: int) -> list[float]:
    return [draw_value(plan, len(plan.durations) + row, iteration) for row in range(len(plan.lags))]


def neutral(kind: str) -> float:
    """What stands for a magnitude whose event did not occur."""
    return {"factor": 1.0, "delay": 0.0, "cost": 0.0, "cost_factor": 1.0}.get(kind, -math.inf)


def magnitudes_of(plan: Plan, iteration: int, occurred: Sequence[bool]) -> list[float]:
    """Magnitudes, with what changes nothing where the event did not occur."""
    return [
        magnitude(plan, row, iteration) if event < 0 or occurred[event] else neutral(plan.row_kinds[row])
        for row, event in enumerate(plan.row_events)
    ]


def durations_of(plan: Plan, iteration: int) -> list[float]:
    return [draw_value(plan, task, iteration) for task in range(len(plan.durations))]


def largest(values: Sequence[float]) -> float:
    return math.nan if any(math.isnan(value) for value in values) else max(values)


def struck_task(duration: float, effects: Sequence[tuple[str, float]]) -> float:
    """What effects that take place make of a duration: factors, then delays, the largest alone of parallel ones."""
    for value in [value for kind, value in effects if kind == "factor"]:
        duration *= value
    factors = [value for kind, value in effects if kind == "parallel_factor"]
    duration *= largest(factors) if factors else 1.0
    for value in [value for kind, value in effects if kind == "delay"]:
        duration += value
    delays = [value for kind, value in effects if kind == "parallel_delay"]
    duration += largest(delays) if delays else 0.0
    return 0.0 if effects and duration < 0.0 else duration


def strike(
    durations: Sequence[float], effects: Sequence[Effect], occurred: Sequence[bool], magnitudes: Sequence[float]
) -> list[float]:
    struck = []
    for task, duration in enumerate(durations):
        mine = [effect for effect in effects if effect.task == task and occurred[effect.event]]
        struck.append(struck_task(duration, [(effect.kind, magnitudes[effect.row]) for effect in mine]))
    return struck


def without_absent(plan: Plan, durations: Sequence[float], exists: Sequence[bool]) -> list[float]:
    left = list(durations)
    for (task, _), is_there in zip(plan.existence, exists, strict=True):
        if not is_there:
            left[task] = 0.0
    return left


@dataclass
class Sample:
    """Durations as the risks leave them, and what made them."""

    durations: list[float]
    lags: list[float]
    magnitudes: list[float]
    occurred: list[bool]
    exists: list[bool]


def sample(plan: Plan, iteration: int) -> Sample:
    """What one iteration draws."""
    occurred = events_of(plan, iteration)
    exists = existing(plan, occurred)
    magnitudes = magnitudes_of(plan, iteration, occurred)
    struck = strike(durations_of(plan, iteration), plan.effects, occurred, magnitudes)
    return Sample(without_absent(plan, struck, exists), lags_of(plan, iteration), magnitudes, occurred, exists)


# -- the passes -------------------------------------------------------------------------------------------------------


def earliest_start(kind: str, start: float, finish: float, lag: float, duration: float) -> float:
    """What a link from a task with this start and finish demands of the start of a task with this duration."""
    if kind == "FS":
        return finish + lag
    if kind == "SS":
        return start + lag
    if kind == "FF":
        return finish + lag - duration
    return start + lag - duration


def latest_finish(kind: str, late_start: float, successor: float, lag: float, duration: float) -> float:
    """What a link to a task with this late start and duration allows for the finish of a task with its own duration."""
    if kind == "FS":
        return late_start - lag
    if kind == "SS":
        return late_start - lag + duration
    if kind == "FF":
        return late_start + successor - lag
    return late_start + successor - lag + duration


def lag_of(link: Link, lags: Sequence[float]) -> float:
    return link.lag if link.row < 0 else lags[link.row]


def forward_pass(
    durations: Sequence[float], links: Sequence[Link], lags: Sequence[float],
    rule: Callable[[str, float, float, float, float], float] = earliest_start,
) -> tuple[list[float], list[float], float]:  # fmt: skip
    """Early starts, early finishes and the project's finish."""
    starts: list[float] = []
    finishes: list[float] = []
    for task, duration in enumerate(durations):
        into = [link for link in links if link.target == task]
        start = max(
            [0.0] + [rule(k.kind, starts[k.source], finishes[k.source], lag_of(k, lags), duration) for k in into]
        )
        starts.append(start)
        finishes.append(start + duration)
    return starts, finishes, max([0.0, *finishes])


def backward_pass(
    durations: Sequence[float], links: Sequence[Link], lags: Sequence[float], finish: float
) -> tuple[list[float], list[float]]:
    """Late starts and late finishes."""
    late_starts = [0.0] * len(durations)
    late_finishes = [0.0] * len(durations)
    for task in reversed(range(len(durations))):
        out = [link for link in links if link.source == task]
        late_finishes[task] = min(
            [finish]
            + [
                latest_finish(k.kind, late_starts[k.target], durations[k.target], lag_of(k, lags), durations[task])
                for k in out
            ]
        )
        late_starts[task] = late_finishes[task] - durations[task]
    return late_starts, late_finishes


# -- sums -------------------------------------------------------------------------------------------------------------


@dataclass
class Lane:
    """What one iteration gives one task."""

    duration: float
    finish: float
    late_finish: float
    project: float
    deviation: float


def lane_statistics(lane: Lane, reference: tuple[float, float], critical_float: float) -> list[float]:
    difference = lane.duration - reference[0]
    total_float = lane.late_finish - lane.finish
    is_critical = total_float <= critical_float
    share = 1.0 if is_critical else lane.duration / (lane.duration + total_float)
    return [
        difference, difference * difference, difference * lane.deviation, 1.0 if is_critical else 0.0,
        share * lane.project, total_float, lane.finish - reference[1],
    ]  # fmt: skip


def add_task_sums(lanes: Sequence[Lane], reference: tuple[float, float], critical_float: float) -> list[float]:
    """What a complete chunk adds: sixteen partial sums, folded in half until one is left."""
    rows = [lane_statistics(lane, reference, critical_float) for lane in lanes]
    totals = []
    for statistic in range(STATISTICS):
        partial = []
        for j in range(SUM_LANES):
            total = 0.0
            for row in rows[j::SUM_LANES]:
                total += row[statistic]
            partial.append(total)
        while len(partial) > 1:
            half = len(partial) // 2
            partial = [partial[j] + partial[half + j] for j in range(half)]
        totals.append(partial[0])
    return totals


def add_valid_task_sums(
    lanes: Sequence[Lane], reference: tuple[float, float], critical_float: float, sums: Sequence[float]
) -> list[float]:
    """The sums after an incomplete chunk: lane after lane."""
    result = list(sums)
    for lane in lanes:
        for statistic, value in enumerate(lane_statistics(lane, reference, critical_float)):
            result[statistic] += value
    return result


def add_uncertain_task_sums(
    lanes: Sequence[Lane], exists: Sequence[bool], reference: tuple[float, float], critical_float: float,
    sums: Sequence[float],
) -> list[float]:  # fmt: skip
    """As above, for a task that is critical and significant only where it exists."""
    result = list(sums)
    for lane, is_there in zip(lanes, exists, strict=True):
        for statistic, value in enumerate(lane_statistics(lane, reference, critical_float)):
            if is_there or statistic not in (3, 4):
                result[statistic] += value
    return result


def add_risk_sums(
    occurred: Sequence[Sequence[bool]], deviations: Sequence[float], costs: Sequence[Sequence[float]],
    sums: Sequence[float],
) -> list[float]:  # fmt: skip
    """``occurred`` holds for each iteration which of the risk's events happened, ``costs`` each cost in each."""
    happened, total, count, cost = sums
    for events, deviation in zip(occurred, deviations, strict=True):
        if any(events):
            happened += 1.0
            total += deviation
            count += float(sum(events))
    for amounts in costs:
        for amount in amounts:
            cost += amount
    return [happened, total, count, cost]


# -- blocks -----------------------------------------------------------------------------------------------------------


@dataclass
class BlockResult:
    finish: list[float]
    milestones: list[list[float]]
    task_sums: list[list[float]]
    risk_sums: list[list[float]]
    durations: list[list[float]]
    finishes: list[list[float]]


def run_block(plan: Plan, block: int, iterations: int) -> BlockResult:
    """Everything that a block leaves behind."""
    n_tasks = len(plan.durations)
    reference = plan.reference
    result = BlockResult(
        finish=[],
        milestones=[[] for _ in plan.milestones],
        task_sums=[[0.0] * STATISTICS for _ in range(n_tasks)],
        risk_sums=[[0.0] * 4 for _ in plan.risk_sizes],
        durations=[[] for _ in range(n_tasks)],
        finishes=[[] for _ in range(n_tasks)],
    )
    for first in range(0, iterations, LANES):
        chunk: list[list[Lane]] = [[] for _ in range(n_tasks)]
        samples: list[Sample] = []
        deviations: list[float] = []
        for position in range(first, min(first + LANES, iterations)):
            samples.append(sample(plan, block * BLOCK + position))
            durations, lags = samples[-1].durations, samples[-1].lags
            _, finishes, project = forward_pass(durations, plan.links, lags)
            _, late = backward_pass(durations, plan.links, lags, project)
            deviations.append(project - reference[n_tasks][1])
            result.finish.append(project)
            for row, task in enumerate(plan.milestones):
                result.milestones[row].append(finishes[task])
            for task in range(n_tasks):
                result.durations[task].append(durations[task])
                result.finishes[task].append(finishes[task])
                chunk[task].append(Lane(durations[task], finishes[task], late[task], project, deviations[-1]))
        _add_chunk(plan, chunk, samples, deviations, result)
    return result


def _add_chunk(
    plan: Plan, chunk: list[list[Lane]], samples: list[Sample], deviations: list[float], result: BlockResult
) -> None:
    row_of = {task: row for row, (task, _) in enumerate(plan.existence)}
    for task, lanes in enumerate(chunk):
        sums, reference = result.task_sums[task], plan.reference[task]
        if task in row_of:
            exists = [one.exists[row_of[task]] for one in samples]
            sums = add_uncertain_task_sums(lanes, exists, reference, plan.critical_float, sums)
        elif len(lanes) == LANES:
            added = add_task_sums(lanes, reference, plan.critical_float)
            sums = [old + new for old, new in zip(sums, added, strict=True)]
        else:
            sums = add_valid_task_sums(lanes, reference, plan.critical_float, sums)
        result.task_sums[task] = sums
    begin = 0
    for risk, size in enumerate(plan.risk_sizes):
        events = [one.occurred[begin : begin + size] for one in samples]
        costs = [[amount(cost, one) for one in samples] for cost in plan.costs if cost.risk == risk]
        result.risk_sums[risk] = add_risk_sums(events, deviations, costs, result.risk_sums[risk])
        begin += size


def amount(cost: Cost, one: Sample) -> float:
    is_spared = cost.existence >= 0 and not one.exists[cost.existence]
    return 0.0 if is_spared or not one.occurred[cost.event] else one.magnitudes[cost.row]


# -- ranks ------------------------------------------------------------------------------------------------------------


def sort_packed(packed: Sequence[int]) -> list[int]:
    """Words in the order of their upper halves; equal ones keep their order."""
    return sorted(packed, key=lambda word: word // 2**32)


def centred_ranks(values: Sequence[float]) -> list[float]:
    """Ranks less their mean; ties share the mean of their ranks."""
    n = len(values)
    return [
        sum(other < value for other in values) + (sum(other == value for other in values) - 1) / 2 - (n - 1) / 2
        for value in values
    ]


def tail_sums(values: Sequence[float], others: Sequence[float], tail: float) -> list[float]:
    """Sum and sum of squares of the others where a value is among the smallest, then among the largest; ties share."""
    n = len(values)
    sums = [0.0] * 4
    for value in sorted(set(values)):
        tied = [i for i in range(n) if values[i] == value]
        begin = sum(other < value for other in values)
        end = begin + len(tied)
        total = square = 0.0
        for i in tied:
            total += others[i]
            square += others[i] * others[i]
        low = (min(end, tail) - begin) / (end - begin)
        high = (end - max(begin, n - tail)) / (end - begin)
        if low > 0:
            sums[0] += low * total
            sums[1] += low * square
        if high > 0:
            sums[2] += high * total
            sums[3] += high * square
    return sums


def sign(x: float) -> int:
    return (x > 0) - (x < 0)


def concordance(values: Sequence[float], others: Sequence[float]) -> list[float]:
    """Concordant less discordant pairs, and pairs that are not tied in the values."""
    pairs = [(i, j) for i in range(len(others)) for j in range(i)]
    return [
        float(sum(sign(values[i] - values[j]) * sign(others[i] - others[j]) for i, j in pairs)),
        float(sum(values[i] != values[j] for i, j in pairs)),
    ]


def rank_products(
    values: Sequence[float], others: Sequence[float], deviations: Sequence[float], order: Sequence[int], tail: float
) -> list[float]:
    """Sum of products with other centred ranks, and sum of squares: halves and quarters add without rounding; tails;
    pairs."""
    ranks = centred_ranks(values)
    products = [sum(a * b for a, b in zip(ranks, others, strict=True)), sum(a * a for a in ranks)]
    return [*products, *tail_sums(values, deviations, tail), *concordance(values[: len(order)], order)]


# -- critical paths ---------------------------------------------------------------------------------------------------


def link_slacks(durations: Sequence[float], links: Sequence[Link], lags: Sequence[float]) -> list[float]:
    """How much later each predecessor could be without moving the early start of its successor."""
    starts, finishes, _ = forward_pass(durations, links, lags)
    return [
        starts[k.target]
        - earliest_start(k.kind, starts[k.source], finishes[k.source], lag_of(k, lags), durations[k.target])
        for k in links
    ]


def is_end(
    task: int, durations: Sequence[float], links: Sequence[Link], lags: Sequence[float], tolerance: float
) -> bool:
    """No link leads on from the finish of the task to a later end within the tolerance."""
    _, finishes, project = forward_pass(durations, links, lags)
    slacks = link_slacks(durations, links, lags)
    return not any(
        k.source == task and k.kind in ("FS", "FF") and slack + (project - finishes[k.target]) <= tolerance
        for k, slack in zip(links, slacks, strict=True)
    )


def critical_paths(
    durations: Sequence[float], links: Sequence[Link], lags: Sequence[float], tolerance: float
) -> list[tuple[int, ...]]:
    """Paths, over links whose slacks add up to no more than the tolerance, to a task that finishes last, in order."""
    _, finishes, project = forward_pass(durations, links, lags)
    slacks = link_slacks(durations, links, lags)

    def back(task: int, room: float) -> list[tuple[int, ...]]:
        into = [(k.source, room - slack) for k, slack in zip(links, slacks, strict=True) if k.target == task]
        before = [path for source, left in into if left >= 0.0 for path in back(source, left)]
        return [(*path, task) for path in before] or [(task,)]

    found: list[tuple[int, ...]] = []
    for task in range(len(durations)):
        room = tolerance - (project - finishes[task])
        if room >= 0.0 and is_end(task, durations, links, lags, tolerance):
            found += back(task, room)
    return found


def paths_of_existing(paths: Sequence[Sequence[int]], absent: Collection[int]) -> set[tuple[int, ...]]:
    """What is left of paths that lead through tasks that do not exist."""
    return {tuple(task for task in path if task not in absent) for path in paths} - {()}


def path_key(key: int, task: int) -> int:
    mixed = (key ^ (task + 1)) * 0x9E3779B97F4A7C15 % 2**64
    return mixed ^ (mixed >> 29)


def key_of_path(path: Sequence[int]) -> int:
    """From the end of the path to its start."""
    key = 0
    for task in reversed(path):
        key = path_key(key, task)
    return key


TWINS: dict[str, Callable[..., Any]] = {
    "accumulators.add_task_sums": add_task_sums,
    "accumulators.add_valid_task_sums": add_valid_task_sums,
    "accumulators.add_uncertain_task_sums": add_uncertain_task_sums,
    "accumulators.add_risk_sums": add_risk_sums,
    "axis.quantile_axis": axis_place,
    "block.sample_chunk": sample,
    "block.store_samples": run_block,
    "block.run_chunks": run_block,
    "correlation.logarithms": logarithm,
    "correlation.normal_scores": normal_score,
    "correlation.words_of_scores": word_of_score,
    "correlation.scores_of_variates": score_of_variate,
    "correlation.correlate_chunk": mixed_word,
    "marginals.spline_lane": spline_value,
    "marginals.triangular_lane": triangular,
    "marginals.step_lane": step_value,
    "marginals.quantile_lane": quantile,
    "network.push_start": earliest_start,
    "network.push_start_by_lags": earliest_start,
    "network.forward_pass": forward_pass,
    "network.pull_finish": latest_finish,
    "network.pull_finish_by_lags": latest_finish,
    "network.backward_pass": backward_pass,
    "philox.philox4x32": philox4x32,
    "philox.philox_words": philox_words,
    "philox.random_words": random_words,
    "paths.add_link_slacks": link_slacks,
    "paths.link_slacks": link_slacks,
    "paths.ends_path": is_end,
    "paths.is_there": paths_of_existing,
    "paths.is_new": paths_of_existing,
    "paths.next_key": path_key,
    "paths.reach_task": key_of_path,
    "paths.trace_paths": critical_paths,
    "ranks.sort_packed": sort_packed,
    "ranks.count_concordance": concordance,
    "ranks.rank_products": rank_products,
    "sampling.prepare_block": stratum_keys,
    "sampling.stream_words": own_word,
    "sampling.copy_words": stream_word,
    "occurrence.relate_events": related,
    "occurrence.find_existing": existing,
    "sampling.sample_events": drawn_events,
    "sampling.sample_row": draw_value,
    "sampling.neutral": neutral,
    "sampling.sample_rows": magnitudes_of,
    "sampling.sample_durations": durations_of,
    "striking.raise_best": largest,
    "striking.strike_at_once": struck_task,
    "striking.strike_task": struck_task,
    "striking.strike_durations": strike,
    "striking.ignore_windows": struck_task,
    "striking.drop_absent": without_absent,
    "sobol.digital_shifts": digital_shift,
    "sobol.sobol_words": sobol_words,
    "stratification.stratum_keys": stratum_keys,
    "stratification._round": stratum_round,
    "stratification.stratify": stratify,
    "costs.draw_amounts": draw_value,
    **naive_dated.TWINS,
    **naive_cost.TWINS,
}
"""The twin of every kernel, by module and name."""
