"""Appearance: one HTML file that a sponsor can read, offline. The only importer of plotly and Jinja."""

from riskmc.report.page import render_report, write_report

__all__ = ["render_report", "write_report"]
