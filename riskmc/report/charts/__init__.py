"""Charts: pure functions from a frame of the analysis to a figure. No file, no arithmetic beyond layout."""

from riskmc.report.charts.correlations import correlation_chart
from riskmc.report.charts.criticality import criticality_chart
from riskmc.report.charts.envelope import envelope_chart
from riskmc.report.charts.finish import finish_chart
from riskmc.report.charts.gantt import gantt_chart
from riskmc.report.charts.milestones import milestone_chart
from riskmc.report.charts.risks import risk_chart
from riskmc.report.charts.schedule import schedule_chart
from riskmc.report.charts.tornado import tornado_chart

__all__ = [
    "correlation_chart", "criticality_chart", "envelope_chart", "finish_chart", "gantt_chart", "milestone_chart",
    "risk_chart", "schedule_chart", "tornado_chart",
]  # fmt: skip
