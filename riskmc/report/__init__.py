"""Appearance: one HTML file that a sponsor can read, offline. The only importer of plotly and Jinja."""

from riskmc.report.browser import find_browser
from riskmc.report.page import render_report, report_charts, write_report
from riskmc.report.pictures import picture_paths, write_pictures, write_report_with_pictures
from riskmc.report.replay_page import draw_replay, render_replay

__all__ = [
    "draw_replay",
    "find_browser",
    "picture_paths",
    "render_replay",
    "render_report",
    "report_charts",
    "write_pictures",
    "write_report",
    "write_report_with_pictures",
]
