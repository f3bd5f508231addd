"""Pure functions from a result to frames and small frozen records. Draws nothing and reads no file."""

from riskmc.analysis.assumptions import Assumptions, describe_assumptions, distribution_frame
from riskmc.analysis.cautions import Caution, find_cautions
from riskmc.analysis.critical_path import CriticalPath, CriticalPaths, critical_paths
from riskmc.analysis.criticality import TaskDriver, criticality_frame, task_drivers
from riskmc.analysis.envelope import envelope_frame
from riskmc.analysis.histogram import finish_histogram
from riskmc.analysis.milestones import MilestoneOutcome, milestone_frame, milestone_outcomes
from riskmc.analysis.objectives import ObjectiveOutcome, objective_outcomes
from riskmc.analysis.replayed import ReplayedRisk, ReplayedTask, ReplaySummary, summarise_replay
from riskmc.analysis.risks import RiskOutcome, risk_outcomes, risk_shift_frame
from riskmc.analysis.schedule import schedule_frame
from riskmc.analysis.scurve import percentile_frame, promised_dates, s_curve
from riskmc.analysis.sentences import headline, opening_sentences
from riskmc.analysis.summary import Contingency, MeanFinish, PlannedFinish, RunSummary, contingency, summarise
from riskmc.analysis.tornado import tornado_frame

__all__ = [
    "Assumptions",
    "Caution",
    "Contingency",
    "CriticalPath",
    "CriticalPaths",
    "MeanFinish",
    "MilestoneOutcome",
    "ObjectiveOutcome",
    "PlannedFinish",
    "ReplaySummary",
    "ReplayedRisk",
    "ReplayedTask",
    "RiskOutcome",
    "RunSummary",
    "TaskDriver",
    "contingency",
    "critical_paths",
    "criticality_frame",
    "describe_assumptions",
    "distribution_frame",
    "envelope_frame",
    "find_cautions",
    "finish_histogram",
    "headline",
    "milestone_frame",
    "milestone_outcomes",
    "objective_outcomes",
    "opening_sentences",
    "percentile_frame",
    "promised_dates",
    "risk_outcomes",
    "risk_shift_frame",
    "s_curve",
    "schedule_frame",
    "summarise",
    "summarise_replay",
    "task_drivers",
    "tornado_frame",
]
