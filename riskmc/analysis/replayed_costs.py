"""What one iteration cost, against the plan."""

from __future__ import annotations

from dataclasses import dataclass

from riskmc.analysis.money_words import amount_text
from riskmc.analysis.wording import share_text
from riskmc.result import Replay, SimulationResult

__all__ = ["ReplayedCarrier", "ReplayedCost", "cost_sentence", "replayed_cost"]

_SAME = 0.005


@dataclass(frozen=True, slots=True)
class ReplayedCarrier:
    """What one thing cost in an iteration, with prices as they rose.

    Attributes
    ----------
    id, name : str
    kind : str
        ``task``, ``cost``, ``risk`` or ``response``.
    planned, amount : float
    """

    id: str
    name: str
    kind: str
    planned: float
    amount: float

    @property
    def more(self) -> float:
        """What it cost beyond the plan."""
        return self.amount - self.planned


@dataclass(frozen=True, slots=True)
class ReplayedCost:
    """What an iteration cost, with prices as they rose.

    Attributes
    ----------
    amount, planned : float
    currency : str
        Empty where the plan names none.
    share : float
        Share of the iterations that cost as much or less.
    parts : tuple of (str, float)
        What it is made of, by the names of COST_PARTS.
    carriers : tuple of ReplayedCarrier
        Tasks in plan order, costs of the project, risks, responses. They add up to the amount.
    risks : tuple of (str, float)
        How much more it cost for each risk that struck, delays and all: less the same iteration without that risk
        alone. The dearest come first.
    """

    amount: float
    planned: float
    currency: str
    share: float
    parts: tuple[tuple[str, float], ...]
    carriers: tuple[ReplayedCarrier, ...]
    risks: tuple[tuple[str, float], ...]

    def furthest(self, top: int | None) -> tuple[ReplayedCarrier, ...]:
        """Return what cost most beyond its plan, or all in their order."""
        if top is None:
            return self.carriers
        moved = [carrier for carrier in self.carriers if abs(carrier.more) >= _SAME]
        return tuple(sorted(moved, key=lambda carrier: -abs(carrier.more))[:top])


def replayed_cost(result: SimulationResult, replay: Replay) -> ReplayedCost | None:
    """Hold what an iteration cost against the plan; None where nothing costs money.

    Parameters
    ----------
    result : SimulationResult
    replay : Replay
        Of that result.
    """
    costs, run, samples = replay.costs, result.run_costs, result.cost
    if costs is None or run is None or samples is None:
        return None
    table = result.costs
    names = dict(zip(table.index, table["name"], strict=True))
    planned = dict(zip(run.carriers, run.planned.tolist(), strict=False))
    carriers = (
        ReplayedCarrier(carrier.partition(":")[2], names[carrier], carrier.partition(":")[0], planned[carrier], amount)
        for carrier, amount in costs.carriers.items()
    )
    return ReplayedCost(
        costs.total, float(run.planned[-1]), samples.currency, samples.share_within(costs.total),
        tuple(costs.parts.items()), tuple(carriers),
        tuple(sorted(((risk, more) for risk, more in costs.effects.items() if more), key=lambda item: -item[1])),
    )  # fmt: skip


def cost_sentence(cost: ReplayedCost) -> str:
    """Say what the iteration cost, and how that compares."""
    more = cost.amount - cost.planned
    against = f"{amount_text(abs(more), cost.currency)} {'more' if more > 0 else 'less'} than the plan"
    if amount_text(abs(more)) == "0":
        against = "as in the plan"
    share = share_text(cost.share, 1).replace(".0 %", " %")
    planned = amount_text(cost.planned, cost.currency)
    amount = amount_text(cost.amount, cost.currency)
    return f"It costs {amount}, {against} ({planned}); {share} of the iterations cost no more."
