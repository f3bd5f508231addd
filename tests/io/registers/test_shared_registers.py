"""Laws of real registers and look-alikes: each is read rightly or refused rightly."""

from __future__ import annotations

from datetime import date

import pytest

from riskmc.errors import PlanError
from riskmc.io.overlay_file import read_overlay
from riskmc.io.registers import Targets, read_register, register_text
from riskmc.io.registers.register_text import risk_document

REFUSED = {
    "council_mtfs_drivers.csv": "drivers of a budget",
    "cvss_asset_register.csv": "vulnerabilities of assets",
    "empty_template.csv": "an empty template",
    "packt_project_plan.xlsx": "tasks of a project plan",
    "packt_risk_log.xlsx": "an empty template",
    "packt_risk_scorecard.xlsx": "no column says what",
}


def _documents(path):
    reading = read_register(path)
    return reading, {entry.id: risk_document(entry, reading, Targets()) for entry in reading.entries}


def test_every_file_is_known(shared_data):
    read = {
        "arctic_smr.csv", "federal_office_construction.csv", "infrastructure_programme.xlsx", "portuguese_ordinal.csv",
    }  # fmt: skip
    assert {path.name for path in (shared_data / "risk_registers").iterdir()} == read | set(REFUSED)


@pytest.mark.parametrize("name", REFUSED)
def test_a_look_alike_is_refused_with_its_reason(shared_data, name):
    with pytest.raises(PlanError, match=REFUSED[name]):
        read_register(shared_data / "risk_registers" / name)


def test_scores_of_one_to_five_are_levels_and_words_stay_words(shared_data):
    reading, risks = _documents(shared_data / "risk_registers" / "arctic_smr.csv")
    assert (len(risks), reading.n_levels) == (7, 5)
    assert [risk["probability"] for risk in risks.values()] == [
        "very high", "high", "medium", "low", "medium", "medium", "medium",
    ]  # fmt: skip
    assert risks["R-04"]["levels"] == {"impact": "very high"}
    assert risks["R-04"]["title"] == "Reactor Maintenance Downtime"
    assert risks["R-04"]["event"].startswith("Scheduled and unscheduled maintenance")
    assert risks["R-06"]["owner"] == "Legal & Compliance"
    assert not any(entry.is_closed for entry in reading.entries)


def test_levels_days_and_money_of_one_register_are_told_apart(shared_data):
    reading, risks = _documents(shared_data / "risk_registers" / "federal_office_construction.csv")
    assert (len(risks), reading.n_levels, reading.currency) == (10, 3, "USD")
    assert risks["R004"] == {
        "id": "R004",
        "title": "Curtain wall fabrication delay due to overseas manufacturer",
        "category": "Procurement",
        "identified": "2023-10-01",
        "probability": "high",
        "impacts": [{"on": ["1.5"], "delay": "45d", "cost": 380000}],
        "levels": {"impact": "high"},
        "response": {"action": "Advance procurement; weekly status calls with vendor", "due": "2024-01-01"},
    }
    assert risks["R009"]["impacts"] == [{"on": ["1.8"], "delay": "20d"}]
    assert [entry.id for entry in reading.entries if entry.is_closed] == ["R006", "R007"]


def test_a_workbook_of_a_programme_is_read_with_its_dates_and_a_count_is_no_task(shared_data):
    reading, risks = _documents(shared_data / "risk_registers" / "infrastructure_programme.xlsx")
    assert (len(risks), reading.n_levels) == (25, 5)
    assert risks["RSK-101"]["probability"] == "high"
    assert risks["RSK-101"]["levels"] == {"impact": "very high"}
    assert risks["RSK-101"]["response"]["due"] == "2025-01-22"
    assert reading.entries[0].dates["identified"] == date(2024, 10, 30)
    assert [entry.id for entry in reading.entries if entry.is_closed] == ["RSK-105"]
    assert all("on" not in impact for risk in risks.values() for impact in risk["impacts"])
    counted = next(column for column in reading.columns if column.header == "Milestones_Affected")
    assert not counted.field
    assert "counts" in counted.why
    assert risks["RSK-110"]["category"] == "Data Quality"


def test_three_levels_in_portuguese_are_three_levels(shared_data):
    reading, risks = _documents(shared_data / "risk_registers" / "portuguese_ordinal.csv")
    assert reading.n_levels == 3
    assert [(risk["probability"], risk["levels"]["impact"]) for risk in risks.values()] == [
        ("high", "high"), ("high", "medium"), ("medium", "medium"), ("medium", "high"), ("high", "high"),
    ]  # fmt: skip
    assert risks["R2"]["response"] == {"action": "Monitorar distribuição e usar métricas adequadas"}


def test_what_is_written_of_each_is_an_overlay(shared_data, tmp_path):
    for path in sorted((shared_data / "risk_registers").iterdir()):
        if path.name not in REFUSED:
            reading = read_register(path)
            out = tmp_path / f"{path.stem}.yaml"
            out.write_text(register_text(reading, path.name, "0"), encoding="utf-8")
            assert len(read_overlay(out).risks) == len(reading.entries)
