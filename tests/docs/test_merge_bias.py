"""The numbers of docs/explanation/merge-bias.md: their script measures what it says, and the page shows them."""

from __future__ import annotations

import importlib.util
import math
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest

from riskmc.io.schedule_files import read_schedule
from riskmc.simulation import simulate
from tests.constants import Z

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "docs" / "figures" / "merge_bias.py"
PAVILION = ROOT / "tests" / "io" / "schedule_files" / "fixtures" / "pavilion.sm"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("merge_bias", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def pavilion():
    return read_schedule(PAVILION, template="pert:80/100/150")


def test_the_shape_of_a_small_network_is_what_a_hand_counts(script, pavilion):
    """Jobs 2 to 5; 2 and 3 come before 4, and 3 before 5. Only 2 and 4 have no float."""
    found = script.shape(pavilion, [True, True, False, True, False, True])
    assert found == {"jobs": 4, "links": 7, "depth": 2, "width": 2.0, "order_strength": 3 / 6, "near": 1.0}


def test_the_mean_of_the_ranges_and_merge_bias_make_up_the_mean_gap(script, pavilion):
    """Jobs 2 and 4, of 5 and 7 days, are critical; PERT 80/100/150 has the variance 0.25 x 0.45 / 7."""
    sd = 100 * math.sqrt((5**2 + 7**2) * 0.25 * 0.45 / 7) / 12
    measured = script.measure(pavilion, iterations=1_000)
    assert measured["days"] == 12
    assert measured["at_means"] == pytest.approx(5.0, abs=Z * sd / math.sqrt(1_000))
    assert measured["mean"] == pytest.approx(measured["at_means"] + measured["merge_bias"])


def test_copies_side_by_side_last_as_long_as_one_and_end_to_end_as_long_as_all(script, pavilion):
    for copies in (1, 3):
        for how, days in (("side by side", 12), ("end to end", 12 * copies)):
            project = script.copied(pavilion, copies, how)
            assert simulate(project, iterations=1).deterministic.finish == days * 480
            assert len(project.tasks) == 6 * copies + 1


def test_copies_draw_for_themselves(script, pavilion):
    alone, three = (script.measure(script.copied(pavilion, n, "side by side"), 1_000) for n in (1, 3))
    assert three["merge_bias"] > alone["merge_bias"] + 1


def test_the_page_shows_the_numbers_of_the_networks(script):
    networks = pd.read_csv(SCRIPT.with_suffix(".csv"))
    page = (ROOT / "docs" / "explanation" / "merge-bias.md").read_text(encoding="utf-8")
    for table in (script.set_table(networks), script.rank_table(networks)):
        for row in table.splitlines()[2:]:
            assert row in page


def test_the_committed_numbers_come_out_again(script, shared_data):
    """A network of each set, at the seed and iterations of the page."""
    networks = pd.read_csv(SCRIPT.with_suffix(".csv")).groupby("set").first()
    for name, row in networks.iterrows():
        file = next((shared_data / "networks").rglob(f"{row.network}.*"))
        measured = script.measure(read_schedule(file, template=script.RANGE))
        assert name == file.parent.name
        for key, value in measured.items():
            assert row[key] == pytest.approx(value, abs=1e-6), key
