"""Registers as people keep them, made by small code: languages, layouts, scales, encodings; and what is right of each."""

# ruff: noqa: E501

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter


@dataclass(frozen=True)
class Case:
    """A register and what is right.

    `risks` maps an id to keys of its plan document that must be equal; None for a key that must not be there.
    """

    name: str
    file: str
    write: Callable[[Path], None]
    risks: dict[str, dict[str, Any]]
    count: int
    levels: int | None = None
    columns: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()


def text(
    rows: Sequence[Sequence[Any]], *, sign: str = ",", encoding: str = "utf-8", head: str = ""
) -> Callable[[Path], None]:
    """Write rows as text with a separator and an encoding."""

    def write(path: Path) -> None:
        out = io.StringIO(newline="")
        csv.writer(out, delimiter=sign, lineterminator="\r\n").writerows(rows)
        path.write_bytes((head + out.getvalue()).encode(encoding))

    return write


def sheets(
    *named: tuple[str, Sequence[Sequence[Any]]], merged: Sequence[tuple[int, int, int, int]] = (), hidden: str = ""
) -> Callable[[Path], None]:
    """Write sheets of a workbook; merged cells are of the first, and show its upper left cell."""

    def write(path: Path) -> None:
        book = xlsxwriter.Workbook(str(path))
        days = book.add_format({"num_format": "dd/mm/yyyy"})
        percent = book.add_format({"num_format": "0%"})
        for place, (name, rows) in enumerate(named):
            sheet = book.add_worksheet(name)
            if name == hidden:
                sheet.hide()
            covered = {}
            for top, left, bottom, right in merged if place == 0 else ():
                covered[top, left] = (bottom, right)
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if (row, column) in covered:
                        sheet.merge_range(row, column, *covered[row, column], cell)
                    elif isinstance(cell, date):
                        sheet.write_datetime(row, column, cell, days)
                    elif isinstance(cell, float) and 0 < cell < 1:
                        sheet.write_number(row, column, cell, percent)
                    elif cell is not None:
                        sheet.write(row, column, cell)
        book.close()

    return write


CASES = (
    Case(
        "plain English CSV with fractions and days",
        "a.csv",
        text([
            ["ID", "Title", "Probability", "Delay (days)", "Cost ($)", "Owner"],
            ["R1", "Late steel", "0.3", "10", "50,000", "Ann"],
            ["R2", "Strike", "0.05", "30", "\"$1.2M\"".strip('"'), "Bob"],
        ]),
        {"R1": {"probability": "30%", "impacts": [{"delay": "10d", "cost": 50000}], "owner": "Ann"}, "R2": {"probability": "5%", "impacts": [{"delay": "30d", "cost": 1200000}]}},
        2, levels=0,
    ),
    Case(
        "German with semicolons, cp1252, decimal commas and levels in words",
        "risiken.csv",
        text([
            ["Risikoregister Neubau Brücke", "", "", "", "", "", ""],
            ["", "", "", "", "", "", ""],
            ["Nr.", "Risikobezeichnung", "Eintrittswahrscheinlichkeit", "Kostenauswirkung (€)", "Terminverzug (Wochen)", "Gegenmaßnahmen", "Risikoeigner"],
            ["1", "Baugrund schlechter als erkundet", "30 %", "1.234.567,89 €", "2,5", "Zusätzliche Bohrungen", "Müller"],
            ["2", "Genehmigung verspätet", "12,5 %", "80.000,00 €", "4", "Früh einreichen", "Groß"],
        ], sign=";", encoding="cp1252"),
        {"1": {"title": "Baugrund schlechter als erkundet", "probability": "30%", "impacts": [{"delay": "2.5w", "cost": 1234567.89}], "response": {"action": "Zusätzliche Bohrungen"}, "owner": "Müller"}, "2": {"probability": "12.5%", "owner": "Groß", "impacts": [{"delay": "4w", "cost": 80000}]}},
        2, levels=0,
    ),
    Case(
        "French in MacRoman with levels of four words",
        "risques.csv",
        text([
            ["N°", "Intitulé du risque", "Probabilité", "Gravité", "Mesures d'atténuation", "Pilote", "Échéance"],
            ["1", "Retard de livraison des câbles", "Élevée", "Moyenne", "Commander tôt", "Hélène", "15/03/2027"],
            ["2", "Grève", "Très faible", "Très élevée", "Prévoir des équipes", "François", "01/04/2027"],
        ], sign=";", encoding="mac_roman"),
        {"1": {"title": "Retard de livraison des câbles", "probability": "high", "levels": {"impact": "medium"}, "owner": "Hélène", "response": {"action": "Commander tôt", "due": "2027-03-15"}}, "2": {"probability": "very low", "levels": {"impact": "very high"}}},
        2, levels=5,
    ),
    Case(
        "Spanish in UTF-16 with tabs and money in thousands",
        "riesgos.txt",
        text([
            ["Código", "Descripción del riesgo", "Probabilidad (%)", "Impacto en costo (USD)", "Impacto en plazo (días)", "Plan de respuesta", "Responsable", "Estado"],
            ["RG-1", "Demora en permisos ambientales", "40", "250 mil", "45", "Gestión temprana", "Lucía", "Abierto"],
            ["RG-2", "Lluvias extraordinarias", "25", "50.000", "10", "Programar en época seca", "Íñigo", "Cerrado"],
        ], sign="\t", encoding="utf-16"),
        {"RG-1": {"probability": "40%", "impacts": [{"delay": "45d", "cost": 250000}], "status": None, "owner": "Lucía"}, "RG-2": {"status": "closed", "impacts": [{"delay": "10d", "cost": 50000}]}},
        2, levels=0,
    ),
    Case(
        "Portuguese with R$ and levels with numbers",
        "riscos.csv",
        text([
            ["ID", "Risco", "Probabilidade", "Impacto no custo", "Prazo (dias)", "Estratégia", "Resposta", "Responsável"],
            ["1", "Atraso na licença", "4 - Provável", "R$ 50 mil", "20", "Mitigar", "Antecipar o pedido", "João"],
            ["2", "Falta de mão de obra", "2 - Improvável", "R$ 1,2 milhão", "15", "Aceitar", "", "Conceição"],
        ], sign=";", encoding="utf-8-sig"),
        {"1": {"probability": "high", "impacts": [{"delay": "20d", "cost": 50000}], "response": {"strategy": "mitigate", "action": "Antecipar o pedido"}}, "2": {"probability": "low", "impacts": [{"delay": "15d", "cost": 1200000}], "response": {"strategy": "accept"}}},
        2, levels=5,
    ),
    Case(
        "Italian workbook with a banner above and totals below",
        "rischi.xlsx",
        sheets(("Registro rischi", [
            ["REGISTRO DEI RISCHI - Commessa 4711"], [], ["Aggiornato al", date(2027, 1, 5)], [],
            ["Codice", "Descrizione", "Probabilità", "Impatto", "Punteggio", "Misure di mitigazione", "Responsabile"],
            ["A1", "Ritardo forniture", "Alta", "Media", 6, "Secondo fornitore", "Rossi"],
            ["A2", "Ritrovamenti archeologici", "Bassa", "Alta", 3, "Sondaggi preventivi", "Bianchi"],
            ["Totale", None, None, None, 9, None, None],
        ])),
        {"A1": {"title": "Ritardo forniture", "probability": "high", "levels": {"impact": "medium"}}, "A2": {"probability": "low"}},
        2, levels=3,
    ),
    Case(
        "Dutch with pipes and chances in percent",
        "risico.csv",
        text([
            ["Nummer", "Risico", "Oorzaak", "Gevolg", "Kans", "Vertraging (weken)", "Beheersmaatregel", "Eigenaar"],
            ["1", "Vergunning te laat", "Bezwaar van omwonenden", "Start bouw schuift", "20%", "6", "Vooroverleg", "De Vries"],
        ], sign="|"),
        {"1": {"title": "Vergunning te laat", "cause": "Bezwaar van omwonenden", "effect": "Start bouw schuift", "probability": "20%", "impacts": [{"delay": "6w"}], "owner": "De Vries"}},
        1, levels=0,
    ),
    Case(
        "Orange Book: inherent, residual and target, five by five, in two rows of merged headers",
        "orange.xlsx",
        sheets(("Risk Register", [
            ["Department of Works - Corporate Risk Register"], [],
            ["Ref", "Risk", None, "Inherent", None, None, "Controls in place", "Residual", None, None, "Further action", "Target", None, None, "Owner"],
            [None, "Cause", "Event", "Likelihood", "Impact", "Score", None, "Likelihood", "Impact", "Score", None, "Likelihood", "Impact", "Score", None],
            ["CR1", "Ageing estate", "Roof failure at depot", 5, 5, 25, "Annual survey", 4, 4, 16, "Replace roof", 2, 4, 8, "Estates"],
            ["CR2", "Market", "Bids above budget", 4, 4, 16, "Cost plan", 3, 4, 12, "Early contractor", 2, 3, 6, "Finance"],
        ]), merged=[(2, 1, 2, 2), (2, 3, 2, 5), (2, 7, 2, 9), (2, 11, 2, 13)]),
        {"CR1": {"probability": "high", "levels": {"impact": "high"}, "cause": "Ageing estate"}, "CR2": {"probability": "medium", "levels": {"impact": "high"}}},
        2, levels=5,
    ),
    Case(
        "Primavera Risk Analysis: pre-mitigated and post-mitigated, words by kind",
        "pra.xlsx",
        sheets(("Qualitative", [
            ["Risk", None, None, None, None, "Pre-mitigation", None, None, None, None, "Mitigation", None, None, "Post-mitigation", None, None, None, None],
            ["ID", "T/O", "Title", "Cause", "Description", "Probability", "Schedule", "Cost", "Performance", "Score", "Response", "Title", "Total Cost", "Probability", "Schedule", "Cost", "Performance", "Score"],
            ["1", "T", "Late design", "Scope unclear", "Design takes longer", "H", "VH", "M", "L", 40, "Reduce", "Freeze scope", 20000, "L", "M", "L", "VL", 6],
            ["2", "O", "Early permit", "New law", "Permit comes early", "L", "M", "L", "VL", 6, "Exploit", "Apply now", 0, "M", "M", "L", "VL", 10],
        ])),
        {"1": {"title": "Late design", "cause": "Scope unclear", "probability": "high", "levels": {"schedule": "very high", "cost": "medium", "performance": "low"}, "impacts": [{"delay": "very high"}]}, "2": {"kind": "opportunity", "probability": "low"}},
        2, levels=5,
    ),
    Case(
        "probability, impact, score repeated after the response: the second are what is left",
        "repeat.csv",
        text([
            ["Risk ID", "Risk Description", "Probability", "Impact", "Score", "Response Strategy", "Response", "Probability", "Impact", "Score"],
            ["7", "Key staff leave", "4", "5", "20", "Mitigate", "Retention bonus", "2", "5", "10"],
            ["8", "Vendor fails", "3", "4", "12", "Transfer", "Insurance", "3", "2", "6"],
        ]),
        {"7": {"probability": "high", "levels": {"impact": "very high"}, "response": {"strategy": "mitigate", "action": "Retention bonus", "probability": "low", "impacts": [{"delay": "very high"}], "levels": {"impact": "very high"}}}},
        2, levels=5,
    ),
    Case(
        "three-point columns under merged groups of schedule and cost",
        "three.xlsx",
        sheets(("QSRA", [
            ["Risk ID", "Title", "Prob %", "Schedule impact (days)", None, None, "Cost impact (k€)", None, None, "Activities affected"],
            [None, None, None, "Min", "ML", "Max", "Min", "ML", "Max", None],
            ["R1", "UXO found", 15, 5, 15, 40, 50, 120, 600, "piling, group:marine"],
            ["R2", "Storm", 60, 1, 2, 5, 0, 0, 0, "A1010; A1020"],
        ]), merged=[(0, 3, 0, 5), (0, 6, 0, 8)]),
        {"R1": {"probability": "15%", "impacts": [{"on": ["piling", "group:marine"], "delay": {"triangular": ["5d", "15d", "40d"]}, "cost": {"triangular": [50000, 120000, 600000]}}]}, "R2": {"impacts": [{"on": ["A1010", "A1020"], "delay": {"triangular": ["1d", "2d", "5d"]}}]}},
        2, levels=0,
    ),
    Case(
        "optimistic, most likely and pessimistic in weeks, a family in a column",
        "omp.csv",
        text([
            ["No", "Risk event", "Likelihood", "Optimistic (weeks)", "Most likely (weeks)", "Pessimistic (weeks)", "Distribution"],
            ["1", "Tunnel boring machine breaks down", "10%", "1", "3", "8", "BetaPERT"],
        ]),
        {"1": {"title": "Tunnel boring machine breaks down", "probability": "10%", "impacts": [{"delay": {"pert": ["1w", "3w", "8w"]}}]}},
        1, levels=0,
    ),
    Case(
        "sections, empty rows, a header repeated on each page, notes below",
        "pages.xlsx",
        sheets(("Log", [
            ["ID", "Risk title", "Likelihood", "Consequence", "Treatment"],
            ["1. Technical"],
            ["T1", "Software late", "Likely", "Major", "Add staff"],
            [],
            ["T2", "Interface unclear", "Possible", "Moderate", "Workshop"],
            ["ID", "Risk title", "Likelihood", "Consequence", "Treatment"],
            ["2. Commercial"],
            ["C1", "Supplier insolvent", "Rare", "Catastrophic", "Bond"],
            [], [],
            ["Note: likelihood as of workshop 3; see the risk management plan."],
        ])),
        {"T1": {"category": "1. Technical", "probability": "high", "levels": {"impact": "high"}}, "C1": {"category": "2. Commercial", "probability": "very low", "levels": {"impact": "very high"}}},
        3, levels=5,
    ),
    Case(
        "quotes with line breaks, and a separator named in the first line",
        "quotes.csv",
        text([
            ["Ref", "Description", "Probability", "Impact", "Mitigation"],
            ["1", "First line;\nsecond \"line\"", "High", "Low", "Do this;\nthen that"],
            ["2", "Plain", "Medium", "High", "-"],
        ], sign=";", head="sep=;\r\n"),
        {"1": {"title": "First line", "event": "First line;\nsecond \"line\"", "response": {"action": "Do this;\nthen that"}}, "2": {"response": None}},
        2, levels=3,
    ),
    Case(
        "ranges in one cell: percent, weeks, money",
        "ranges.csv",
        text([
            ["ID", "Risk", "Probability", "Schedule impact", "Cost impact"],
            ["1", "Rock harder than logged", "10-30%", "2-4 weeks", "£250,000 - £500,000"],
            ["2", "Access refused", "<10%", "1 to 3 months", "£50k"],
            ["3", "Flood", "> 50 %", "up to 10 days", "TBC"],
        ]),
        {"1": {"probability": {"uniform": ["10%", "30%"]}, "impacts": [{"delay": {"uniform": ["2w", "4w"]}, "cost": {"uniform": [250000, 500000]}}]}, "2": {"probability": {"uniform": ["0%", "10%"]}, "impacts": [{"delay": {"uniform": ["1mo", "3mo"]}, "cost": 50000}]}, "3": {"probability": {"uniform": ["50%", "100%"]}, "impacts": [{"delay": {"uniform": ["0d", "10d"]}}]}},
        3, levels=0, notes=("'TBC' is not read",),
    ),
    Case(
        "numbers 1 to 5 for the schedule beside days: levels and amounts told apart",
        "both.csv",
        text([
            ["ID", "Risk", "Likelihood (1-5)", "Schedule (1-5)", "Cost (1-5)", "Delay days"],
            ["1", "Ground", "3", "4", "2", "25"],
            ["2", "Weather", "5", "2", "1", "4"],
        ]),
        {"1": {"probability": "medium", "levels": {"schedule": "high", "cost": "low"}, "impacts": [{"delay": "25d"}]}, "2": {"probability": "very high", "levels": {"schedule": "low", "cost": "very low"}, "impacts": [{"delay": "4d"}]}},
        2, levels=5,
    ),
    Case(
        "days up to five are days where the name says so",
        "days.csv",
        text([
            ["ID", "Risk", "Probability", "Delay (days)"],
            ["1", "Ground", "20%", "3"],
            ["2", "Weather", "50%", "5"],
            ["3", "Noise", "10%", "1"],
        ]),
        {"1": {"impacts": [{"delay": "3d"}], "levels": None}},
        3, levels=0, columns={"D": "schedule"},
    ),
    Case(
        "Jira: key, summary, assignee, words",
        "jira.csv",
        text([
            ["Summary", "Issue key", "Issue id", "Status", "Assignee", "Custom field (Likelihood)", "Custom field (Impact)", "Custom field (Mitigation plan)", "Created", "Updated"],
            ["Payment provider outage", "RISK-12", "10012", "Open", "Dana", "Unlikely", "Severe", "Second provider", "04/Jan/27", "05/Jan/27"],
            ["Data loss", "RISK-13", "10013", "Done", "Eli", "Rare", "Major", "Backups", "04/Jan/27", "05/Jan/27"],
        ]),
        {"RISK-12": {"title": "Payment provider outage", "owner": "Dana", "probability": "low", "levels": {"impact": "very high"}}},
        2, levels=5,
    ),
    Case(
        "Smartsheet: symbols, short names, percent as text",
        "smart.xlsx",
        sheets(("Risks", [
            ["Row ID", "Risk Name", "Description", "P", "I", "Severity Score", "Mitigation Strategy", "Assigned To", "Due Date", "Status", "Comments"],
            [1, "Budget cut", "The sponsor may cut 10 %", "M", "H", 6, "Show value early and often to the sponsor", "Kim", date(2027, 6, 1), "Open", "ok"],
            [2, "Office move", "The team moves twice", "L", "L", 1, "Plan the move in the quiet weeks of summer", "Lee", date(2027, 7, 1), "Closed", ""],
        ])),
        {"1": {"title": "Budget cut", "event": "The sponsor may cut 10 %", "probability": "medium", "levels": {"impact": "high"}, "response": {"action": "Show value early and often to the sponsor", "due": "2027-06-01"}}, "2": {"status": "closed"}},
        2, levels=3,
    ),
    Case(
        "one row for each response of a risk, its own cells merged",
        "merged_rows.xlsx",
        sheets(("Register", [
            ["ID", "Risk", "Probability", "Impact", "Action", "Action owner", "Action status"],
            ["R1", "Late steel", "High", "High", "Order early", "Ann", "Done"],
            [None, None, None, None, "Second mill", "Bob", "In progress"],
            ["R2", "Rain", "Low", "Medium", "Tents", "Cy", "Not started"],
        ]), merged=[(1, 0, 2, 0), (1, 1, 2, 1), (1, 2, 2, 2), (1, 3, 2, 3)]),
        {"R1": {"response": [{"action": "Order early", "owner": "Ann", "status": "done"}, {"action": "Second mill", "owner": "Bob", "status": "in_progress"}]}, "R2": {"response": {"action": "Tents", "owner": "Cy"}}},
        2, levels=3,
    ),
    Case(
        "one row for each task that a risk strikes",
        "per_task.csv",
        text([
            ["Risk ID", "Risk Title", "Probability", "Task ID", "Min delay (d)", "Likely delay (d)", "Max delay (d)"],
            ["R1", "Crane fails", "25%", "T100", "2", "5", "10"],
            ["R1", "Crane fails", "25%", "T200", "1", "2", "3"],
            ["R2", "Fire", "1%", "T300", "20", "40", "90"],
        ]),
        {"R1": {"impacts": [{"on": ["T100"], "delay": {"triangular": ["2d", "5d", "10d"]}}, {"on": ["T200"], "delay": {"triangular": ["1d", "2d", "3d"]}}]}},
        2, levels=0,
    ),
    Case(
        "threats and opportunities: gains are below zero",
        "both_kinds.csv",
        text([
            ["ID", "Threat/Opportunity", "Title", "Probability", "Schedule impact (days)", "Cost impact (EUR)", "Response"],
            ["1", "Threat", "Late permit", "40%", "20", "10000", "Mitigate"],
            ["2", "Opportunity", "Reuse formwork", "30%", "5-10", "20000", "Exploit"],
        ]),
        {"1": {"kind": None, "impacts": [{"delay": "20d", "cost": 10000}], "response": {"strategy": "mitigate"}}, "2": {"kind": "opportunity", "impacts": [{"delay": {"uniform": ["-10d", "-5d"]}, "cost": -20000}], "response": {"strategy": "exploit"}}},
        2, levels=0,
    ),
    Case(
        "the register lies behind a cover, lists and a closed register",
        "many.xlsx",
        sheets(
            ("Cover", [["Project X"], ["Risk management plan"], ["Version", 3]]),
            ("Lists", [["Likelihood", "Impact"], ["Low", "Low"], ["Medium", "Medium"], ["High", "High"]]),
            ("Closed risks", [["ID", "Risk", "Probability", "Impact"], ["X1", "Old one", "Low", "Low"]]),
            ("Risk Register", [[], [None, "ID", "Risk", "Probability", "Impact"], [None, "N1", "New one", "High", "Low"], [None, "N2", "Newer one", "Low", "Low"]]),
            hidden="Lists",
        ),
        {"N1": {"title": "New one", "probability": "high"}},
        2, levels=3, notices=("Closed risks",),
    ),
    Case(
        "the PMI's impacts: 0.05 to 0.8",
        "pmi.csv",
        text([
            ["ID", "Risk description", "Probability", "Impact", "PxI"],
            ["1", "Scope grows without control", "0.7", "0.4", "0.28"],
            ["2", "Tester leaves the team", "0.3", "0.05", "0.015"],
            ["3", "Key vendor bankrupt", "0.1", "0.8", "0.08"],
        ]),
        {"1": {"probability": "70%", "levels": {"impact": "high"}}, "2": {"levels": {"impact": "very low"}}, "3": {"levels": {"impact": "very high"}}},
        3, levels=5,
    ),
    Case(
        "a scale of ten and a scale that runs backwards",
        "ten.csv",
        text([
            ["#", "Risk", "Probability (1-10)", "Impact (1-10)"],
            ["1", "A thing breaks", "9", "2"],
            ["2", "B thing breaks", "5", "10"],
        ]),
        {"1": {"probability": "very high", "levels": {"impact": "very low"}}, "2": {"probability": "medium", "levels": {"impact": "very high"}}},
        2, levels=5, notices=("ten levels",),
    ),
    Case(
        "one is the highest level",
        "backwards.csv",
        text([
            ["Id", "Hazard", "Likelihood", "Severity"],
            ["1", "Fall from height", "1 - Almost certain", "2 - Major"],
            ["2", "Noise", "4 - Unlikely", "5 - Insignificant"],
            ["3", "Dust", "3 - Possible", "3 - Moderate"],
        ]),
        {"1": {"probability": "very high", "levels": {"impact": "high"}}, "2": {"probability": "low", "levels": {"impact": "very low"}}},
        3, levels=5, notices=("1 was taken as the highest",),
    ),
    Case(
        "American dates, and dates of a workbook as numbers",
        "dates.xlsx",
        sheets(("Risks", [
            ["ID", "Risk", "Probability", "Cost impact (USD)", "Date identified", "Due date"],
            [1, "Bid late", 0.25, 12000, 46402, "12/31/2027"],
            [2, "Bid lost", 0.5, 9000, 46403, "02/03/2027"],
        ])),
        {"1": {"probability": "25%", "identified": "2027-01-15", "response": {"due": "2027-12-31"}, "impacts": [{"cost": 12000}]}, "2": {"response": {"due": "2027-02-03"}}},
        2, levels=0,
    ),
    Case(
        "entries without a probability are kept as comments, and doubtful words are told by row",
        "doubts.csv",
        text([
            ["ID", "Risk", "Likelihood", "Impact", "Status"],
            ["1", "First", "High", "Low", "Open"],
            ["2", "Second", "TBC", "High", "Parked"],
            ["2", "Third", "Low", "banana", "Closed"],
        ]),
        {"1": {"probability": "high"}, "2": {"probability": None}, "2-2": {"title": "Third", "status": "closed"}},
        3, levels=3, notes=("likelihood", "'TBC'", "'banana'", "2-2") and ("'TBC' is not read", "'banana' is not read", "the id 2 is that of an earlier risk"), notices=("'Parked'",),
    ),
    Case(
        "only long descriptions: cause, risk and effect in columns; titles are made",
        "long.csv",
        text([
            ["Risk Ref", "Cause", "Risk Event", "Effect", "Likelihood score", "Impact score", "Early warning signs", "Contingency plan", "Fallback plan"],
            ["1", "As the ground is known from two boreholes only", "There is a risk that the piles must be longer than designed. This has happened on the neighbouring site, where " + "much " * 30, "which delays the frame", "4", "3", "Pile logs", "Second rig", "Raft"],
        ]),
        {"1": {"title": "There is a risk that the piles must be longer than designed", "trigger": "Pile logs", "contingency": "Second rig", "fallback": "Raft", "effect": "which delays the frame"}},
        1, levels=5,
    ),
    Case(
        "windows, a review date, and the cost of a response",
        "windows.csv",
        text([
            ["ID", "Risk", "Probability", "Delay", "Exposure start", "Exposure end", "Next review", "Mitigation", "Mitigation cost", "Mitigation status", "Residual probability", "Residual delay"],
            ["1", "Winter storm", "50%", "5 days", "2027-11-01", "2028-03-31", "2027-10-01", "Shelter", "60k", "In progress", "20%", "2 days"],
        ]),
        {"1": {"window": {"from": "2027-11-01", "to": "2028-03-31"}, "review": "2027-10-01", "impacts": [{"delay": "5d"}], "response": {"action": "Shelter", "cost": 60000, "status": "in_progress", "probability": "20%", "impacts": [{"delay": "2d"}]}}},
        1, levels=0,
    ),
    Case(
        "names that are misspelt, in capitals, with line breaks and units",
        "misspelt.xlsx",
        sheets(("Sheet1", [
            ["RISK\nREF.", "RISK DESCRIPTON", "PROBABILTY\n(%)", "SCHEDULE IMPCT\n(WEEKS)", "MITIGATON"],
            ["A-1", "Cable delivery slips", 35, 3, "Expedite"],
        ])),
        {"A-1": {"probability": "35%", "impacts": [{"delay": "3w"}], "response": {"action": "Expedite"}}},
        1, levels=0,
    ),
    Case(
        "low, medium, high and critical with numbers to four",
        "four.csv",
        text([
            ["ID", "Risk", "Probability", "Impact"],
            ["1", "One", "4 - Very High", "1 - Low"],
            ["2", "Two", "2 - Medium", "3 - High"],
            ["3", "Three", "1 - Low", "4 - Very High"],
        ]),
        {"1": {"probability": "very high", "levels": {"impact": "low"}}, "2": {"probability": "medium", "levels": {"impact": "high"}}},
        3, levels=4,
    ),
    Case(
        "a level with its band is the level; percents of a workbook are fractions",
        "bands.xlsx",
        sheets(("Risk log", [
            ["ID", "Risk", "Likelihood", "Probability", "Impact"],
            [1, "One", "Likely (60-80%)", 0.7, "Major"],
            [2, "Two", "Rare (<5%)", 0.03, "Minor"],
        ])),
        {"1": {"probability": "70%", "levels": {"impact": "high"}}, "2": {"probability": "3%"}},
        2, levels=5,
    ),
    Case(
        "letters after a phase: current and target of three, controls beside actions",
        "arm.csv",
        text([
            ["Risk Ref", "Risk Title", "Cause", "Risk", "Consequence", "Inherent L", "Inherent I", "Current L", "Current I", "Target L", "Target I", "Controls", "Actions", "Action Owner", "Target Date"],
            ["A1", "Cyber", "Weak passwords", "Data breach happens", "Fines", "5", "5", "4", "5", "2", "4", "MFA", "Roll out PAM", "CISO", "31/12/2027"],
            ["A2", "Fire", "Old wiring", "Depot burns down", "Loss of depot", "3", "5", "2", "5", "1", "5", "Sprinklers", "Rewire", "Estates", "30/06/2027"],
        ]),
        {"A1": {"title": "Cyber", "event": "Data breach happens", "effect": "Fines", "probability": "high", "levels": {"impact": "very high"}, "response": {"action": "Roll out PAM", "owner": "CISO", "due": "2027-12-31", "probability": "low", "impacts": [{"delay": "high"}], "levels": {"impact": "high"}}}},
        2, levels=5, notices=("inherent were not used",),
    ),
    Case(
        "names with explanations under them, as in office templates",
        "office.csv",
        text([
            ["ID", "Date raised", "Risk description", "Likelihood of the risk occurring", "Impact if the risk occurs", "Severity\nRating based on impact & likelihood", "Owner\nPerson who will manage the risk.", "Mitigating action\nActions to mitigate the risk e.g. reduce the likelihood."],
            ["1", "[enter date]", "Purpose is not well-defined.", "Medium", "High", "High", "Project Sponsor", "Complete a business case"],
            ["2", "[enter date]", "Design is incomplete.", "Low", "High", "High", "Project Sponsor", "Define the scope in detail"],
        ]),
        {"1": {"title": "Purpose is not well-defined", "probability": "medium", "levels": {"impact": "high"}, "owner": "Project Sponsor", "response": {"action": "Complete a business case"}}},
        2, levels=3,
    ),
    Case(
        "four levels in German numbers, the score named by its factors",
        "de4.csv",
        text([
            ["Risiko-ID", "Risikobeschreibung", "Ursache", "Auswirkung", "Eintrittswahrscheinlichkeit (EW) [1-4]", "Schadensausmaß (SA) [1-4]", "Risikozahl (EW x SA)", "Maßnahme", "Verantwortlich", "Termin", "Status"],
            ["R-1", "Verzögerte Lieferung", "Engpass", "Bauverzug", "3", "4", "12", "Bestellen", "Hr. Müller", "30.06.2027", "offen"],
            ["R-2", "Altlasten", "Historie", "Mehrkosten", "1", "2", "2", "Gutachten", "Hr. Müller", "01.02.2027", "erledigt"],
        ], sign=";", encoding="cp1252"),
        {"R-1": {"probability": "high", "levels": {"impact": "very high"}, "cause": "Engpass", "effect": "Bauverzug", "response": {"action": "Bestellen", "due": "2027-06-30"}}, "R-2": {"status": "closed", "probability": "low", "levels": {"impact": "medium"}}},
        2, levels=4,
    ),
    Case(
        "letters and bands around the words of levels, by whom and by when",
        "asnzs.csv",
        text([
            ["Item", "Risk Statement", "Likelihood", "Consequence", "Risk Rating", "Treatment", "Residual Likelihood", "Residual Consequence", "By Whom", "By When"],
            ["1", "Hazardous material found", "C - Possible", "3 - Moderate ($50K-$100K)", "High", "Survey", "D - Unlikely", "2 - Minor (<$50K)", "PM", "Jun-27"],
            ["2", "Road closure", "B - Likely", "2 - Minor (<$50K)", "Medium", "Notice", "C - Possible", "2 - Minor (<$50K)", "PM", "ongoing"],
        ]),
        {"1": {"probability": "medium", "levels": {"impact": "medium"}, "owner": "PM", "response": {"action": "Survey", "due": "2027-06-30", "probability": "low", "impacts": [{"delay": "low"}], "levels": {"impact": "low"}}}},
        2, levels=5, notes=("due date 'ongoing' is not read",),
    ),
    Case(
        "a log of risks above a log of issues on one sheet, with a key at its side",
        "raid.xlsx",
        sheets(("RAID", [
            [], [None, None, "RAID Log"], [], [None, None, "Risks"],
            [None, None, "ID", "Description", "Probability", "Impact", "Owner", "Actions", None, "Scale", "Meaning"],
            [None, None, "R1", "Funding not confirmed", "H", "M", "Ann", "Chase", None, "H", "High"],
            [None, None, "R2", "Team overloaded", "M", "M", "Bob", "Hire", None, "M", "Medium"],
            [], [None, None, "Issues"],
            [None, None, "ID", "Description", "Priority", "Owner", "Actions"],
            [None, None, "I1", "Printer broken", "High", "Ann", "Fix"],
        ])),
        {"R1": {"probability": "high", "levels": {"impact": "medium"}}, "R2": {"probability": "medium"}},
        2, levels=3, notes=("another table begins here",),
    ),
    Case(
        "three rows of header: phases over kinds over points",
        "qra.xlsx",
        sheets(("QRA", [
            ["General", None, None, "Pre-mitigation", None, None, None, None, None, None, "Response", None, "Post-mitigation", None, None, None],
            [None, None, None, None, "Schedule (days)", None, None, "Cost (k$)", None, None, None, None, None, "Schedule (days)", None, None],
            ["ID", "Title", "Owner", "Prob.", "Min", "ML", "Max", "Min", "ML", "Max", "Strategy", "Action", "Prob.", "Min", "ML", "Max"],
            ["R-1", "Geotech", "Ann", 0.3, 5, 10, 20, 100, 200, 400, "Reduce", "More boreholes", 0.1, 2, 4, 8],
            ["R-2", "Permit", "Bob", 0.5, 10, 20, 30, 0, 0, 0, "Accept", "Wait", 0.5, 10, 20, 30],
        ]), merged=[(0, 0, 0, 2), (0, 3, 0, 9), (0, 10, 0, 11), (0, 12, 0, 15), (1, 4, 1, 6), (1, 7, 1, 9), (1, 13, 1, 15)]),
        {"R-1": {"probability": "30%", "impacts": [{"delay": {"triangular": ["5d", "10d", "20d"]}, "cost": {"triangular": [100000, 200000, 400000]}}], "response": {"strategy": "mitigate", "action": "More boreholes", "probability": "10%", "impacts": [{"delay": {"triangular": ["2d", "4d", "8d"]}}]}}},
        2, levels=0,
    ),
    Case(
        "percentiles in columns are percentiles, calendar days are weeks",
        "p10.csv",
        text([
            ["No", "Risk name", "Probability of occurrence %", "P10 (calendar days)", "P50 (calendar days)", "P90 (calendar days)", "Cost P10", "Cost P50", "Cost P90"],
            ["1", "Late machine", "20", "14", "28", "63", "100000", "200000", "500000"],
        ]),
        {"1": {"probability": "20%", "impacts": [{"delay": {"percentiles": {10: "2w", 50: "4w", 90: "9w"}}, "cost": {"percentiles": {10: 100000, 50: 200000, 90: 500000}}}]}},
        1, levels=0,
    ),
    Case(
        "questions in plain words as names",
        "plain.csv",
        text([
            ["Unique identifier for this risk", "What could go wrong? (description of the risk)", "How likely is it to happen? (1-5)", "How bad would it be? (1-5)", "What are we going to do about it?", "Who is responsible?"],
            ["1", "The roof leaks", "3", "4", "Fix it", "Ann"],
            ["2", "The pump fails", "2", "5", "Spare", "Bob"],
        ]),
        {"1": {"title": "The roof leaks", "probability": "medium", "levels": {"impact": "high"}, "response": {"action": "Fix it"}, "owner": "Ann"}},
        2, levels=5,
    ),
    Case(
        "probabilities of several spellings in one column",
        "mixed.csv",
        text([["ID", "Risk", "Probability", "Impact (days)"], ["1", "A", "30%", "5"], ["2", "B", "High", "10"], ["3", "C", "0.2", "15"], ["4", "D", "50", "20"]]),
        {"1": {"probability": "30%"}, "2": {"probability": "high"}, "3": {"probability": "20%"}, "4": {"probability": "50%"}},
        4, levels=5, notes=("read as 20%",),
    ),
    Case(
        "Swedish, counted from zero to four",
        "sv.csv",
        text([["Nr", "Risk", "Sannolikhet (0-4)", "Konsekvens (0-4)", "Åtgärd", "Ansvarig"], ["1", "Försenad leverans", "0", "4", "Beställ tidigt", "Åsa"], ["2", "Sjukdom", "3", "2", "Backup", "Örjan"]], sign=";"),
        {"1": {"probability": "very low", "levels": {"impact": "very high"}, "owner": "Åsa"}, "2": {"probability": "high", "levels": {"impact": "medium"}}},
        2, levels=5,
    ),
    Case(
        "levels by kind of impact: the schedule moves dates, the others stand in the matrix",
        "kinds.csv",
        text([["ID", "Risk", "Likelihood", "Safety", "Reputation", "Financial", "Schedule", "Scope", "Risk rating"], ["1", "A", "3", "1", "4", "3", "2", "1", "12"], ["2", "B", "5", "5", "1", "2", "3", "4", "25"]]),
        {"1": {"impacts": [{"delay": "low"}], "levels": {"safety": "very low", "reputation": "high", "cost": "medium", "schedule": "low", "scope": "very low"}}},
        2, levels=5,
    ),
    Case(
        "letters of Spanish ratings, from MA to MB",
        "riesgos.csv",
        text([
            ["ID", "Descripción del riesgo", "Probabilidad", "Impacto", "Estado"],
            ["R-1", "Retraso en expropiaciones", "MA", "A", "Abierto"],
            ["R-2", "Lluvias", "A", "M", "Abierto"],
            ["R-3", "Huelga", "B", "MA", "Cerrado"],
            ["R-4", "Robo", "MB", "B", "Abierto"],
        ], sign=";", encoding="cp1252"),
        {"R-1": {"probability": "very high", "levels": {"impact": "high"}}, "R-2": {"probability": "high"}, "R-3": {"probability": "low", "status": "closed"}, "R-4": {"probability": "very low"}},
        4, levels=5,
    ),
    Case(
        "letters from A, almost certain, to E, rare",
        "asnzs.csv",
        text([["ID", "Risk", "Likelihood", "Delay (days)"], ["1", "Rain", "B", "5"], ["2", "Flood", "E", "60"], ["3", "Strike", "C", "10"]]),
        {"1": {"probability": "high"}, "2": {"probability": "very low"}, "3": {"probability": "medium"}},
        3, levels=5, notices=("from E, the lowest, to A",),
    ),
    Case(
        "a fraction among words of levels",
        "gemischt.csv",
        text([["Nr.", "Risikobezeichnung", "Eintrittswahrscheinlichkeit", "Verzug (Tage)"], ["1", "Stahl", "hoch", "5"], ["2", "Wetter", "0,25", "3"], ["3", "Boden", "mittel", "9"]], sign=";", encoding="utf-16"),
        {"2": {"probability": "25%"}, "3": {"probability": "medium"}},
        3, levels=3,
    ),
    Case(
        "a matrix beside the table, whose columns are no low, most likely and high",
        "matrix.xlsx",
        sheets(("Risks", [
            ["Risk title", "Probability", "Schedule Impact", "Owner", None, "Matrix", "VL", "L", "M", "H", "VH"],
            *(
                [f"Risk {row} of the list", level, level, "Ann", None, level, *(row * column for column in range(1, 6))]
                for row, level in enumerate(["VL", "L", "M", "H", "VH"], start=1)
            ),
            ["Risk 6 of the list", "H", "L", "Bob"],
        ])),
        {"R1": {"probability": "very low", "impacts": [{"delay": "very low"}]}, "R6": {"probability": "high", "impacts": [{"delay": "low"}]}},
        6, levels=5, columns={"G": "", "H": "", "I": "", "J": "", "K": ""},
    ),
    Case(
        "closed risks under their heading, and a table of issues below",
        "below.xlsx",
        sheets(("Register", [
            ["Top risks"], [],
            ["No", "Risk", "Prob.", "Impact (days)"], [1, "Late steel", 0.3, 15], [2, "Rain", 0.5, 8], [],
            ["Closed risks"],
            ["No", "Risk", "Prob.", "Impact (days)"], [4, "Old one", 0.2, 5], [],
            ["Issues"],
            ["Issue", "Raised by", "Date"], ["Fence broken", "Tom", "2027-01-01"],
        ])),
        {"1": {"probability": "30%", "status": None}, "4": {"status": "closed", "probability": "20%"}},
        3, levels=0, notes=("another table begins here",),
    ),
    Case(
        "millions in the header, one cell that forgot them, and an average below",
        "millions.csv",
        text([
            ["#", "Risk description", "Likelihood", "Cost impact (USD m)"],
            ["1", "Interface not ready", "35%", "1.2"],
            ["2", "Prototype fails", "10%", "0.8-1.5"],
            ["3", "Key person leaves", "10%", "50,000"],
            ["", "Average", "18%", ""],
        ]),
        {"1": {"impacts": [{"cost": 1200000}]}, "2": {"impacts": [{"cost": {"uniform": [800000, 1500000]}}]}, "3": {"impacts": [{"cost": 50000}]}},
        3, levels=0, notes=("stands among millions", "it is a total"),
    ),
)  # fmt: skip

REFUSED = (
    ("no.csv", text([["ID", "Title", "Probability", "Impact"], ["1", "", "", ""], ["2", "", "", ""]]), "an empty template"),
    ("plan.csv", text([["ID", "Task Name", "Duration", "Start", "Finish", "Predecessors", "Resource Names"], ["1", "Dig", "3d", "2027-01-04", "2027-01-06", "", "Ann"]]), "tasks of a project plan"),
    ("cves.csv", text([["Host", "CVE", "CVSS", "Description", "Likelihood", "Impact"], ["10.0.0.1", "CVE-2027-1", "9.8", "RCE", "High", "High"]]), "vulnerabilities of assets"),
    ("people.csv", text([["Stakeholder", "Influence", "Interest", "Owner"], ["Mayor", "High", "Low", "Ann"]]), "list of stakeholders"),
    ("issues.csv", text([["Issue ID", "Issue description", "Priority", "Owner"], ["1", "The printer is broken", "High", "Ann"]]), "list of issues"),
    ("matrix.csv", text([["Likelihood", "Impact", "Score"], ["High", "High", "9"], ["Low", "High", "3"]]), "no column says what"),
    ("scale.csv", text([["Level", "Description", "Probability"], ["1", "Rare", "5%"], ["2", "Unlikely", "20%"], ["3", "Possible", "50%"], ["4", "Likely", "80%"]]), "key of a scale"),
    ("prose.csv", text([["Dear all,"], ["please find the register attached,"], ["regards"]]), "no risk register"),
    ("numbers.csv", text([["a", "b", "c"], ["1", "2", "3"], ["4", "5", "6"]]), "no risk register"),
    ("unrated.csv", text([["ID", "Risk", "Probability", "Impact"], ["1", "Something", "see annex", "see annex"]]), "a probability"),
    ("credit.csv", text([["Customer ID", "Age", "Income", "Risk score"], ["1", "44", "50000", "0.3"]]), "customers"),
    ("hazop.csv", text([["Node", "Deviation", "Consequence", "S", "L", "R"], ["1", "High pressure", "Rupture", "5", "2", "10"], ["2", "Low flow", "Loss", "2", "3", "6"]]), "no column"),
    ("bare.xlsx", sheets(("Sheet1", [])), "no risk register"),
)  # fmt: skip
"""Tables that are none, and words of the reason."""
