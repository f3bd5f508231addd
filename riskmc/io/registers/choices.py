"""Words that choose: strategies, states of risks and responses, threats and opportunities, families of ranges."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

from riskmc.io.registers.words import fold, words_of

__all__ = ["read_distribution", "read_kind", "read_response_status", "read_risk_state", "read_strategy"]

_STRATEGIES: Final[Mapping[str, str]] = {
    "avoid": "avoid eliminat terminat prevent remov vermeid vermeiden evit elimin vermijd supprim",
    "transfer": (
        "transfer insur outsourc ubertrag verlager abwalz versicher contract overdrag verzeker "
        "asegur segur assicur extern"
    ),
    "escalate": "escal eskal",
    "exploit": "exploit ausnutz nutzen benutt uitbuit explot explor sfrutt aprovech aproveit",
    "enhance": (
        "enhanc maximi facilitat steiger forder verbesser amelior renforc mejor potenci melhor miglior vergrot versterk"
    ),
    "share": "shar teilen partag compart condivid delen partilh",
    "accept": (
        "accept toler retain retention monitor watch absorb ignor akzept tragen beobacht conserv "
        "acept aceit asum assum monitore accett tollera dulden dragen accepte behoud"
    ),
    "mitigate": (
        "mitigat reduc treat minimi contain control minder reduzier verminder verringer behand "
        "attenu redui trait mitig trat ridu attenua beperk beheers limit lessen"
    ),
}
_OPPORTUNITY_STRATEGIES: Final = frozenset(("exploit", "enhance", "share"))

_CLOSED: Final = words_of(
    "clos resolv retir expir cancel geschlossen abgeschlossen erledigt beendet ferm cerrad encerrad "
    "fechad conclu chius geslot afgeslot gesloten vervallen inactiv inaktiv archiv withdraw rejected "
    "passed clotur termine eliminad finaliz obsolet void deleted dead done"
)
_OCCURRED: Final = words_of(
    "occurred materiali realised realized issue happened impacted eingetreten survenu materializ "
    "ocurrid ocorrid verificat opgetreden converted"
)
_OPEN_WORDS: Final = words_of(
    "open active new draft identified monitor watch progress ongoing offen aktiv neu laufend ouvert "
    "actif abiert activ abert ativ apert attiv geopend actief proposed assessed raised live pending "
    "review mitigat managed in treated live current"
)
_RESPONSE_STATES: Final[Mapping[str, str]] = {
    "cancelled": "cancel drop reject abgebroch annul cancelad annullat geannuleerd verworfen abandon",
    "planned": (
        "not_started planned plan propos pending todo geplant prevu planif planej previst "
        "gepland offen open draft identified niet_gestart nicht_begonnen"
    ),
    "in_progress": (
        "progress ongoing started underway active laufend arbeit cours curso proceso andamento "
        "corso lopend uitvoering partial wip implementing begonnen"
    ),
    "done": (
        "done complet implement finish closed clos erledigt umgesetzt abgeschloss termin fait "
        "realis finaliz conclu fatto gereed afgerond voltooid achieved in_place effective"
    ),
}
_THREATS: Final = words_of(
    "threat risk menace bedroh gefahr amenaza ameaca minaccia dreig bedreig negativ downside adverse t"
)
_OPPORTUNITIES: Final = ["opportun", "oportun", "chance", "kans", "upside", "positiv", "o", "opp"]
_FAMILIES: Final[Mapping[str, str]] = {
    "triangular": "triang trian dreieck driehoek",
    "pert": "pert betapert beta_pert",
    "uniform": "unif gleich rechteck",
    "trigen": "trigen",
}


def _starts(text: str, stems: str | Sequence[str]) -> bool:
    words = text.split()
    joined = {f"{first}_{second}" for first, second in pairwise(words)}
    for stem in stems.split() if isinstance(stems, str) else stems:
        if len(stem) <= 2 and stem in words:
            return True
        if len(stem) > 2 and any(word.startswith(stem) for word in (*words, *joined)):
            return True
    return False


def read_strategy(text: str, *, is_opportunity: bool = False) -> str:
    """Read the strategy of a response, the first that a short text names.

    Examples
    --------
    >>> [read_strategy(text) for text in ("Treat", "Tolerate / accept", "Akzeptieren", "Buy early")]
    ['mitigate', 'accept', 'accept', '']
    """
    words = fold(text).split()
    if len(words) > 4:
        return ""
    for word in words:
        for strategy, stems in _STRATEGIES.items():
            if strategy == "share" and not is_opportunity and word.startswith("shar"):
                return "transfer"
            if _starts(word, stems):
                return strategy
    return ""


def read_risk_state(text: str) -> tuple[bool, bool] | None:
    """Read the state of a risk: whether it is closed, and whether it has become an issue.

    Returns
    -------
    (bool, bool) or None
        None where the word is not known.

    Examples
    --------
    >>> read_risk_state("Closed"), read_risk_state("Active"), read_risk_state("Occurred"), read_risk_state("blue")
    ((True, False), (False, False), (True, True), None)
    """
    folded = fold(text)
    if _starts(folded, _OCCURRED) and not _starts(folded, ["not", "open"]):
        return True, True
    if _starts(folded, _CLOSED) and not re.search(r"\b(not|nicht|non|no|niet|nao)\b", folded):
        return True, False
    return (False, False) if _starts(folded, _OPEN_WORDS) else None


def read_response_status(text: str) -> str:
    """Read the state of a response.

    Examples
    --------
    >>> [read_response_status(text) for text in ("In Progress", "Umgesetzt", "100%", "?")]
    ['in_progress', 'done', 'done', '']
    """
    percent = re.fullmatch(r"\s*(\d{1,3})\s*%?\s*", text)
    if percent:
        return {"0": "planned", "100": "done"}.get(percent[1], "in_progress" if "%" in text else "")
    folded = fold(text)
    return next((state for state, stems in _RESPONSE_STATES.items() if _starts(folded, stems)), "")


def read_kind(text: str) -> str:
    """Read whether a row is a threat or an opportunity.

    Examples
    --------
    >>> read_kind("Threat"), read_kind("Chance"), read_kind("T"), read_kind("Technical")
    ('threat', 'opportunity', 'threat', '')
    """
    folded = fold(text)
    if len(folded.split()) > 2:
        return ""
    if _starts(folded, _OPPORTUNITIES):
        return "opportunity"
    return "threat" if _starts(folded, _THREATS) else ""


def read_distribution(text: str) -> str:
    """Read the family of a range on three points.

    Examples
    --------
    >>> read_distribution("Triangle"), read_distribution("BetaPERT"), read_distribution("Custom")
    ('triangular', 'pert', '')
    """
    folded = fold(text)
    return next((family for family, stems in _FAMILIES.items() if _starts(folded, stems)), "")
