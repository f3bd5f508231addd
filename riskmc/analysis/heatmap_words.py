"""Words of the heatmap: where a risk stands, what it did to the finish, and why both disagree."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from riskmc.analysis.risk_matrix import MatrixRank
from riskmc.analysis.scoring_records import OVERALL, ImpactLevel, Position, ScoredRisk
from riskmc.analysis.simulated_matrix import Inversion, SimulatedMatrix, SimulatedRisk
from riskmc.analysis.wording import count_text, counted_text, days_range_text, days_text, share_text, signed_days_text
from riskmc.model.quantities import Quantity
from riskmc.model.scoring import Scoring
from riskmc.result.removal import Removal

__all__ = [
    "effect_text",
    "impact_bands",
    "inversion_sentence",
    "matrix_sentence",
    "origin_text",
    "places_text",
    "probability_bands",
    "score_text",
    "simulated_sentences",
    "tip_text",
]

_SCENARIOS = {
    "as_is": "with the responses that are done", "pre": "with no response", "post": "after all planned responses",
}  # fmt: skip
_UNMOVED = {"closed": "closed", "never": "never occurred", "no_delay": "delays nothing", "": ""}


def scenario_text(scenario: str) -> str:
    """Say which responses count.

    Examples
    --------
    >>> scenario_text("pre")
    'with no response'
    """
    return _SCENARIOS[scenario]


def ordinal(place: int) -> str:
    """Write a place.

    Examples
    --------
    >>> [ordinal(place) for place in (1, 2, 3, 4, 11, 22, 113)]
    ['1st', '2nd', '3rd', '4th', '11th', '22nd', '113th']
    """
    ending = "th" if place % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{count_text(place)}{ending}"


def places_text(rank: MatrixRank) -> str:
    """Write places as they are said.

    Examples
    --------
    >>> places_text(MatrixRank(2, 2)), places_text(MatrixRank(2, 4))
    ('2nd', '2nd to 4th')
    """
    return ordinal(rank.best) if rank.best == rank.worst else f"{ordinal(rank.best)} to {ordinal(rank.worst)}"


def probability_bands(scoring: Scoring) -> dict[str, str]:
    """Write the band behind each level of probability.

    Examples
    --------
    >>> probability_bands(Scoring(levels=3))["medium"]
    '30–70 %'
    """
    bands = {name: scoring.probability_band(name) for name in scoring.names}
    return {name: f"{100 * low:.6g}–{100 * high:.6g} %" for name, (low, high) in bands.items()}


def impact_bands(scoring: Scoring, kind: str) -> dict[str, str]:
    """Write the band, or the words, behind each level of a kind of impact; nothing for ``overall``.

    Examples
    --------
    >>> impact_bands(Scoring(levels=3), "schedule")["medium"], impact_bands(Scoring(levels=3), "overall")
    ('5–10 %', {})
    """
    scale = None if kind == OVERALL else scoring.scale(kind)
    if scale is None:
        return {}
    edges = scoring.edges(kind)
    if edges is None:
        return dict(zip(scoring.names, scale, strict=True))
    return {name: _band_text(*edges[place : place + 2]) for place, name in enumerate(scoring.names)}


def _band_text(low: Quantity, high: Quantity) -> str:
    unit = {"": "", "%": " %"}.get(high.unit, f" {high.unit}")
    if low.unit == high.unit or low.value == 0:
        return f"{_short(low.value)}–{_short(high.value)}{unit}"
    return f"{_short(low.value)} {low.unit}–{_short(high.value)}{unit}"


def _short(value: float) -> str:
    """Write a number in a few signs: 60k for 60,000."""
    for power, letter in ((1e9, "bn"), (1e6, "M"), (1e3, "k")):
        if abs(value) >= 10 * power or (abs(value) >= power and letter != "k"):
            return f"{value / power:.3g}{letter}"
    return f"{value:.3g}" if abs(value) < 1_000 else f"{value:.4g}"


def score_text(risk: ScoredRisk, *, moves: bool = False) -> str:
    """Write the score of a risk; where its responses move it, from which to which."""
    if moves and risk.before is not None and risk.after is not None and risk.before.score != risk.after.score:
        return f"{risk.before.score:g} → {risk.after.score:g}"
    position = risk.after if moves else risk.now
    return "" if position is None else f"{position.score:g}"


def origin_text(position: Position) -> str:
    """Say of a position which levels came from numbers, and which numbers from levels."""
    chance = f"probability {position.probability}"
    if position.probability_source == "stated":
        chance += f" (stated; {share_text(position.chance)} from its band)"
    else:
        chance += f" (from {share_text(position.chance)})"
    return f"{chance}, {_impact_text(position.decisive)}"


def _impact_text(found: ImpactLevel) -> str:
    words = f"impact {found.level}" if found.kind == "impact" else f"impact on {found.kind} {found.level}"
    if found.amount is None:
        return f"{words} (stated)"
    amount = days_text(found.amount) if found.kind == "schedule" else count_text(round(found.amount))
    if found.source == "number":
        return f"{words} (from a mean of {amount})"
    return f"{words} (stated; a mean of {amount}{' from its band' if found.is_from_level else ''})"


def effect_text(removal: Removal) -> str:
    """Write what a risk does to the percentile of the finish, with its error."""
    if removal.unmoved:
        return f"0 d ({_UNMOVED[removal.unmoved]})"
    if math.isnan(removal.low_days) or removal.low_days == removal.high_days:
        return signed_days_text(removal.days)
    return signed_days_text(removal.days, 0.5 * (removal.high_days - removal.low_days))


def tip_text(risk: ScoredRisk, row: SimulatedRisk | None = None, level: float = 0.8, *, moves: bool = False) -> str:
    """Say in a few lines what a picture tells of a risk where one points at it."""
    return "\n".join(_tip_lines(risk, row, level, moves=moves))


def _tip_lines(risk: ScoredRisk, row: SimulatedRisk | None, level: float, *, moves: bool) -> Iterator[str]:
    yield f"{risk.id} {risk.title}".strip()
    if risk.now is not None:
        yield f"Score {risk.now.score:g} ({risk.now.tolerance}): {origin_text(risk.now)}"
    if moves and risk.has_moved and risk.before is not None and risk.after is not None:
        before, after = (f"{p.score:g} ({p.probability} x {p.impact})" for p in (risk.before, risk.after))
        yield f"Responses move it from {before} to {after}"
    if row is not None:
        removal = row.removal
        yield f"Occurred in {share_text(removal.occurred)} of the iterations"
        mean = signed_days_text(removal.mean_days)
        yield f"Moves P{100 * level:g} of the finish by {effect_text(removal)}, the mean by {mean}"
        yield f"By score {places_text(row.by_score)}, simulated {places_text(row.by_effect)}"
    if risk.owner:
        yield f"Owner: {risk.owner}"


def inversion_sentence(inversion: Inversion, level: float = 0.8) -> str:
    """Say in a sentence how far apart score and simulation place a risk, and how sure that is."""
    row = inversion.ranked
    verb = "overrates" if inversion.is_overrated else "underrates"
    apart = counted_text(inversion.places, "place")
    what = f"the score {verb} it: {places_text(row.by_score)} by score, {places_text(row.by_effect)} simulated"
    return f"{what} (P{100 * level:g} {effect_text(row.removal)}), at least {apart} apart beyond the errors"


def matrix_sentence(scored: Sequence[ScoredRisk], scenario: str) -> str:
    """Say how many risks are scored in a scenario, and how many of the threats lie where."""
    places = {risk.id: _place_in(risk, scenario) for risk in scored}
    threats = [place for risk in scored if risk.kind == "threat" and (place := places[risk.id]) is not None]
    gains = sum(risk.kind == "opportunity" and places[risk.id] is not None for risk in scored)
    both = f"{counted_text(len(threats), 'threat')}" if threats or not gains else ""
    both += (" and " if both and gains else "") + (counted_text(gains, "opportunity", "opportunities") if gains else "")
    if not threats:
        return f"{both} scored {_SCENARIOS[scenario]}"
    high = sum(place.tolerance == "high" for place in threats)
    beyond = sum(place.is_beyond_appetite for place in threats)
    of_them = "of the threats " if gains else ""
    return f"{both} scored {_SCENARIOS[scenario]}: {of_them}{high} high, {beyond} beyond the appetite"


def _place_in(risk: ScoredRisk, scenario: str) -> Position | None:
    return risk.after if scenario == "post" else risk.before if scenario == "pre" else risk.now


def simulated_sentences(matrix: SimulatedMatrix) -> list[str]:
    """Say what the simulation adds to the scores."""
    threats = [row for row in matrix.rows if row.risk.kind == "threat"]
    found = []
    if threats:
        moving = sum(row.removal.is_sure and row.removal.days > 0 for row in threats)
        worst = f"; most of all {threats[0].risk.id}, by {effect_text(threats[0].removal)}" if moving else ""
        what = f"{moving} of {counted_text(len(threats), 'threat')} move P{100 * matrix.level:g} of the finish"
        found.append(f"{what} beyond what chance explains{worst}.")
    count = len(matrix.inversions)
    if not count:
        return [*found, "Score and simulation rank the risks alike, within the errors of the run."]
    over = sum(inversion.is_overrated for inversion in matrix.inversions)
    what = f"Score and simulation place {counted_text(count, 'risk')} differently beyond the errors"
    return [*found, f"{what}: the score overrates {over} and underrates {count - over}."]


def interval_text(removal: Removal) -> str:
    """Write the interval of an effect."""
    if removal.unmoved or math.isnan(removal.low_days):
        return "–"
    return days_range_text(removal.low_days, removal.high_days)
