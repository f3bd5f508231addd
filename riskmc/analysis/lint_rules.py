"""What each rule of the linter means; docs/reference/checks.md has the same sentences."""

from __future__ import annotations

from typing import Final

from riskmc.model.linting import Rule

__all__ = ["GROUPS", "MEANINGS", "NOTES"]

MEANINGS: Final[dict[Rule, str]] = {
    "open-start": "Several tasks wait for nothing. Each starts with the project, and nothing that is late moves it.",
    "open-end": (
        "Several tasks have no successor. Delays of such a task move the finish only where it ends last of all."
    ),
    "dangling-start": "Only the finish of the task is linked (FF, SF), so that nothing holds its start.",
    "dangling-finish": "Only the start of the task is linked onwards (SS, SF), so that its own delays move nothing.",
    "lead": (
        "A link has a negative lag: work starts so long before a date that nobody knows yet. Split the earlier task."
    ),
    "start-to-finish": "A link goes from a start to a finish, which is seldom meant.",
    "no-duration": "A task takes no time. If it is a milestone, say so.",
    "no-range": (
        "A task takes exactly so long in every iteration, which nobody can promise. Give it a range, or a template."
    ),
    "token-range": (
        "A range stays within 5 % of its most likely value. It stands for an opinion that nobody gave, and makes "
        "dates look sure."
    ),
    "idle-template": (
        "A template gives no task its range, because its tasks have ranges of their own, or no work or cost left."
    ),
    "uncorrelated-range": (
        "Ranges that no correlation and no shared risk touches vary on their own and cancel out, so that the finish "
        "looks surer than it is."
    ),
    "no-objective": "No objective says which date is promised, so that no result can say whether it is kept.",
    "late-start-objective": "The date of an objective lies before the start of the project.",
    "no-currency": "The plan costs money, and nothing says in which currency.",
    "certain-cost": (
        "What makes up more than 1 % of the planned cost is the same in every iteration, which nobody can promise. "
        "Give it a range, or a template."
    ),
    "no-cost-of-time": (
        "None of the costs hangs on time, so that a late finish costs nothing. Crews, plant and the site office "
        "are paid by the day."
    ),
    "task-without-cost": "A task costs nothing, and most tasks of the plan do. The total lacks it.",
    "cost-without-actual": (
        "Work that has begun is paid by time, and nothing says what was spent so far. Rates x working time stand "
        "for it."
    ),
    "resource-without-price": "A resource is used and costs nothing, while others have prices.",
    "unused-resource": "No task uses a resource, so that its price counts nowhere.",
    "unused-rate": "No cost names a currency or an index of prices, so that its rate changes nothing.",
    "idle-cost-factor": "A risk has a factor on the cost of tasks that cost nothing, so that it costs nothing.",
    "no-budget": "The plan costs money, and no objective says which budget is promised.",
    "idle-budget": "A budget is promised, and nothing in the plan costs money, so that it is always kept.",
    "unmapped-risk": (
        "A risk names no task, so that it stands in the register and the matrix and moves nothing in the simulation."
    ),
    "impossible-risk": "A risk has the probability 0 and never happens. Close it, or say how likely it is.",
    "risk-without-effect": "The impacts of a risk change no duration and no cost.",
    "certain-risk": (
        "A risk has the probability 1. What happens in any case is part of the plan, or a factor on it that is marked"
        " systemic."
    ),
    "impact-on-finished": "A risk strikes tasks that are finished, where nothing can happen any more.",
    "double-counted": (
        "A risk and a range, or two risks, hold the same cause on the same task, so that it counts twice. Take it out"
        " of one of them."
    ),
    "high-risk-without-owner": "A high risk has no owner. What nobody answers for, nobody watches.",
    "trigger-without-plan": (
        "A risk has a trigger, and neither a contingency plan nor a fallback that it would set off."
    ),
    "plan-without-trigger": (
        "A risk has a contingency plan or a fallback, and no trigger that says when to reach for it."
    ),
    "credited-response": (
        "A response is credited with a lower probability or impact, and nobody pays for it or nobody owns it."
    ),
    "idle-response": (
        "A response that is to lower a risk changes neither its probability nor its impacts, and buys nothing in the "
        "simulation."
    ),
    "residual-worse": "A response leaves a threat more likely or larger than it was, or an opportunity less so.",
    "unfit-strategy": "A threat has the strategy of an opportunity (exploit, enhance, share), or the other way round.",
    "idle-secondary": (
        "A secondary risk belongs only to responses that are cancelled or whose risk is closed, so that it never "
        "happens."
    ),
    "done-early": "A response is done, and due only after the status date. Its numbers count as if it had worked.",
    "past-date": (
        "A date of a risk or a response has passed: a response that is due and not done, a review that is due, or a "
        "window that has closed."
    ),
    "contingency-without-response": ("A contingency plan says nothing of what is done when it is called for."),
    "contingency-without-owner": (
        "A contingency plan has no owner, so that nobody watches its signal or calls for it."
    ),
    "contingency-without-budget": ("A contingency plan has no cost. Without money set aside it is an intention."),
    "contingency-without-lead-time": (
        "A contingency plan does not say how long its response takes, so that nobody knows by when to decide."
    ),
    "unseen-signal": (
        "The signal of a contingency plan is missing, known in words alone, or about what has happened already or "
        "never does."
    ),
    "undated-contingency": (
        "Nothing says by when what a contingency plan protects must be finished, so that it has no trigger point."
    ),
    "late-signal": ("The signal of a contingency plan comes only when it is decided what becomes of what it protects."),
    "short-lead-time": (
        "The threshold of a contingency plan leaves less than the lead time of its response, before it or after it. "
        "Whether the trigger point does, which the iterations tell, is in `riskmc triggers`."
    ),
    "reserve-without-owner": ("A reserve has no owner. What nobody answers for, anybody spends."),
    "levels-without-scoring": (
        "Risks are given by levels, and the plan has no scoring that says what a level means. The built-in scheme of "
        "riskmc stands for it."
    ),
    "numbers-from-levels": (
        "Probabilities or impacts were given as levels, and their numbers come from the bands of the scoring scheme, "
        "not from an estimate."
    ),
    "no-status-date": (
        "Tasks have progress, and no status date says up to when. The start of the project stands for it."
    ),
    "future-actual": "An actual date lies after the status date, so that it is no fact yet.",
    "done-not-finished": "Nothing is left of a started task, and it has no actual finish.",
    "idle-suspension": "`suspended` and `resume` count for started tasks only.",
    "early-deadline": "A deadline lies before the start of the project.",
    "no-date-between": "Two constraints of a task leave no date between them.",
    "late-pause": "A pause comes after more work than the task has.",
    "not-honoured": "The schedule file says something that riskmc does not honour, or had to change.",
    "idle-silence": (
        "A silence of the plan keeps nothing unsaid: its entry is not in the plan, or the rule finds nothing there."
    ),
}
"""What a rule finds, and what that does to the results; by its name, in the order in which they are told."""

NOTES: Final[frozenset[Rule]] = frozenset(("numbers-from-levels",))
"""Rules that tell something that need not be changed."""

GROUPS: Final[dict[str, tuple[Rule, Rule]]] = {
    "The network": ("open-start", "start-to-finish"),
    "Durations and ranges": ("no-duration", "uncorrelated-range"),
    "Objectives": ("no-objective", "late-start-objective"),
    "Costs": ("no-currency", "idle-budget"),
    "Risks": ("unmapped-risk", "plan-without-trigger"),
    "Responses": ("credited-response", "past-date"),
    "Contingency": ("contingency-without-response", "reserve-without-owner"),
    "Scoring": ("levels-without-scoring", "numbers-from-levels"),
    "Dates and progress": ("no-status-date", "late-pause"),
    "The plan itself": ("not-honoured", "idle-silence"),
}
"""First and last rule of each part of the reference."""
