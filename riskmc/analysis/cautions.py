"""What a reader must be told before the numbers are believed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from riskmc.analysis.certificate import certificate_of
from riskmc.analysis.certificate_words import VERDICTS, certificate_sentences
from riskmc.analysis.estimates import fewest_for_interval
from riskmc.analysis.quality_words import quality_sentence
from riskmc.analysis.schedule_quality import quality_of
from riskmc.analysis.wording import count_text, counted_text, days_range_text, level_text
from riskmc.model.distributions import Fixed
from riskmc.model.project import Notice
from riskmc.model.risks import Risk
from riskmc.result import SimulationResult

FEW_ITERATIONS = 1000
"""Below this many iterations a run is said to be small."""

FEWEST_SOBOL = 32_768
"""Below this, high dimensions of a Sobol sequence are visibly correlated (docs/explanation/sampling.md)."""

ITEMS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Caution:
    """One thing that a reader must be told.

    Attributes
    ----------
    rule : str
        Which rule found it, such as ``interrupted``.
    message : str
        In a sentence or two.
    """

    rule: str
    message: str

    def __str__(self) -> str:
        return self.message


def find_cautions(result: SimulationResult, confidence: float = 0.95) -> tuple[Caution, ...]:
    """Collect what a reader must be told: of the certificate, of the run, of the plan, then the plan's own notices.

    Parameters
    ----------
    result : SimulationResult
    confidence : float
        Of the intervals, in (0, 1).
    """
    rules = (
        _certificate, _interrupted, _few_iterations, _unbalanced, _certain, _without_range, _silent_risks,
        _schedule_quality,
    )  # fmt: skip
    cautions = [Caution(rule.__name__.strip("_"), message) for rule in rules for message in rule(result, confidence)]
    cautions += [Caution("notice", notice_text(notice)) for notice in result.project.notices]
    return tuple(cautions)


def notice_text(notice: Notice) -> str:
    """Write a notice of the plan in a line.

    Examples
    --------
    >>> notice_text(Notice("constraints", "are not honoured", 7, ("A10", "A20", "A30", "A40", "A50", "A60", "A70")))
    'constraints: are not honoured (7 times: A10, A20, A30, A40, A50 and 2 more)'
    """
    shown = _listed(notice.items, notice.count)
    times = f"{count_text(notice.count)} times" if notice.count > 1 else ""
    detail = ": ".join(part for part in (times, shown) if part)
    head = f"{notice.subject}: {notice.what}" if notice.subject else notice.what
    return f"{head} ({detail})" if detail else head


def _listed(items: Sequence[str], count: int = 0) -> str:
    """Name the first few items and say how many more there are; `count` is their number, where not all are given."""
    shown = ", ".join(items[:ITEMS_SHOWN])
    more = max(count, len(items)) - min(len(items), ITEMS_SHOWN)
    return f"{shown} and {count_text(more)} more" if shown and more > 0 else shown


def _certificate(result: SimulationResult, confidence: float) -> Iterator[str]:
    found = certificate_of(result)
    if found is not None and found.verdict in ("fail", "undecided"):
        yield f"Import certificate: {VERDICTS[found.verdict]}. {certificate_sentences(found)[0]}"


def _schedule_quality(result: SimulationResult, confidence: float) -> Iterator[str]:
    """Tell of an imported schedule; what a plan file says was written for riskmc, and its report tells."""
    quality = quality_of(result) if result.project.origin is not None else None
    if quality is not None and quality.poor:
        yield quality_sentence(quality)


def _interrupted(result: SimulationResult, confidence: float) -> Iterator[str]:
    run = result.provenance
    if not run.is_complete:
        done, asked = count_text(run.iterations), count_text(run.requested_iterations)
        rest = "was done" if run.iterations == 1 else "were done"
        yield f"The run was interrupted: {done} of {asked} iterations {rest}. The intervals count only what was done."


def _few_iterations(result: SimulationResult, confidence: float) -> Iterator[str]:
    n = result.finish.iterations
    if n >= FEW_ITERATIONS:
        return
    head = f"The run is small: {counted_text(n, 'iteration')}"
    if n < fewest_for_interval(0.8, confidence):
        yield f"{head}, too few for an interval of P80; run 10,000 iterations or more."
        return
    estimate = result.finish.estimate(0.8, confidence)
    width = days_range_text(estimate.low_days, estimate.high_days)
    if width == days_range_text(estimate.low_days, estimate.low_days):
        yield f"{head}; run 10,000 iterations or more."
        return
    yield (
        f"{head}. At {level_text(confidence)} confidence P80 is only known to lie {width} working days after the start;"
        " run 10,000 iterations or more."
    )


def _unbalanced(result: SimulationResult, confidence: float) -> Iterator[str]:
    n = result.provenance.iterations
    if result.provenance.sampling == "sobol" and n & (n - 1):
        power = 1 << (n.bit_length() - 1)
        yield (
            f"Sobol sampling is balanced for powers of two, and {count_text(n)} iterations are none;"
            f" run {count_text(power)} or {count_text(2 * power)}."
        )
    if result.provenance.sampling == "sobol" and n < FEWEST_SOBOL and result.project.risks:
        yield (
            f"Sobol sampling may pair a rare risk with one end of another range below {count_text(FEWEST_SOBOL)}"
            " iterations; run more, or compare with Latin hypercube sampling."
        )


def _certain(result: SimulationResult, confidence: float) -> Iterator[str]:
    finish = result.finish
    if finish.iterations > 1 and finish.quantile(0.0) == finish.quantile(1.0):
        yield "The finish is the same in every iteration: no task or risk that is uncertain moved it."


def _without_range(result: SimulationResult, confidence: float) -> Iterator[str]:
    project = result.project
    work = [task for task in project.tasks if task.has_work_left]
    fixed = [task.id for task in work if isinstance(project.effective_duration(task), Fixed)]
    if fixed:
        has, vary = ("has", "varies") if len(fixed) == 1 else ("have", "vary")
        yield (
            f"{count_text(len(fixed))} of {counted_text(len(work), 'task')} {has} a single duration and no range, and"
            f" {vary} only where a risk strikes: {_listed(fixed)}."
        )


def _silent_risks(result: SimulationResult, confidence: float) -> Iterator[str]:
    n = result.sums.iterations
    silent = [
        _with_probability(risk)
        for index, risk in enumerate(result.project.risks_in_force)
        if risk.chance > 0 and result.sums.risks[index, 0] == 0
    ]
    never = "did not occur in the one iteration" if n == 1 else f"occurred in none of {count_text(n)} iterations"
    if len(silent) <= ITEMS_SHOWN:
        yield from (f"Risk {risk} {never}." for risk in silent)
    else:
        yield f"{count_text(len(silent))} risks {never}: {_listed(silent)}."


def _with_probability(risk: Risk) -> str:
    return f"{risk.id} ({level_text(risk.chance)})"
