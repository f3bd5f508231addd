"""The tables of a result: what their columns mean goes with them, and dates are those of the calendar."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import riskmc
from riskmc.io.frame_files import harmless, write_csv, write_parquet
from riskmc.result.columns import column_of
from riskmc.result.dates import as_dates, minutes_of, seconds_of
from tests.conftest import ROOT

HOSTILE = ["=HYPERLINK(1)", "+1", "-1+1", "@SUM(A1)", "\tx", "'quoted'", 'a "b", c', "plain"]


@pytest.fixture(scope="module")
def result() -> riskmc.SimulationResult:
    plan = riskmc.read_plan(ROOT / "configs" / "construction.yaml")
    return riskmc.simulate(plan, iterations=300, keep_samples=True)


@pytest.fixture(scope="module")
def hostile() -> riskmc.SimulationResult:
    tasks = [
        {"id": f"-t{i}", "name": name, "duration": {"uniform": ["1d", "3d"]}, "group": name.strip()}
        for i, name in enumerate(HOSTILE)
    ]
    return riskmc.simulate(riskmc.Project(name="x", start="2027-01-04", tasks=tasks), iterations=20, keep_samples=True)


def test_every_column_of_every_table_has_a_unit_and_a_label(result: riskmc.SimulationResult) -> None:
    frames = result.frames()
    assert {"tasks", "risks", "paths", "merges", "percentiles", "finish", "milestones", "task_durations"} <= set(frames)
    assert len(frames) == len(list(frames))
    for name, frame in frames.items():
        columns = {*frame.index.names, *frame.columns}
        assert set(frame.attrs["units"]) == columns, name
        assert set(frame.attrs["labels"]) == columns, name
        assert frame.attrs["title"]
        assert frame.attrs["provenance"]["seed"] == 0
        assert frame.attrs["provenance"]["digest"] == result.provenance.digest


@pytest.mark.parametrize(
    "name",
    [
        "start_p10", "finish_p90", "cruciality_kendall_se", "shorter_shift_days", "longer_shift_days_se",
        "frequency_se", "delay_days_se", "latest_share",
    ],
)  # fmt: skip
def test_a_standard_error_has_the_unit_of_its_estimate(name: str) -> None:
    column, estimate = column_of(name), column_of(name.removesuffix("_se"))
    assert column is not None
    assert estimate is not None
    assert column.unit == estimate.unit
    assert column_of("nonsense_se") is None


def test_tables_of_task_samples_are_there_only_where_they_were_kept() -> None:
    plan = riskmc.read_plan(ROOT / "configs" / "construction.yaml")
    frames = riskmc.simulate(plan, iterations=10).frames()
    assert "task_durations" not in frames
    with pytest.raises(KeyError, match="there are tasks, risks, paths"):
        _ = frames["task_durations"]


def test_the_tables_tell_what_the_result_tells(result: riskmc.SimulationResult) -> None:
    frames = result.frames()
    finish = frames["finish"]
    assert (finish["minutes"].to_numpy() == result.finish_minutes).all()
    assert list(finish["date"]) == [result.timeline.date_of(m) for m in result.finish_minutes]
    p80 = frames["percentiles"].loc[0.8]
    assert (p80["date"], p80["high_days"]) == (result.finish.quantile(0.8), result.finish.estimate(0.8).high_days)
    milestone = frames["milestones"].loc["weathertight"]
    assert (milestone["minutes"].to_numpy() == result.milestones["weathertight"].minutes).all()
    assert frames["milestone_percentiles"].loc[("weathertight", 0.5), "date"] == result.milestones[
        "weathertight"
    ].quantile(0.5)
    days = frames["task_durations"]["piling"].to_numpy()
    assert (days == result.task_durations("piling") / 480.0).all()


def test_a_plan_without_milestones_has_empty_tables_of_them(hostile: riskmc.SimulationResult) -> None:
    frames = hostile.frames()
    assert frames["milestones"].shape == (0, 3)
    assert list(frames["milestone_percentiles"].index.names) == ["id", "level"]


@given(st.lists(st.floats(-200_000.0, 400_000.0), min_size=1, max_size=20), st.integers(0, 2))
def test_many_dates_at_once_are_those_of_the_timeline(minutes: list[float], which: int) -> None:
    name = ("construction", "software_release", "shutdown")[which]
    timeline = riskmc.read_plan(ROOT / "configs" / f"{name}.yaml").timeline()
    samples = np.array([0.0, *minutes])
    seconds = seconds_of(timeline, samples)
    dates = as_dates(seconds).astype("datetime64[s]").tolist()
    assert dates == [timeline.date_of(m) for m in samples]
    assert minutes_of(timeline, seconds).tolist() == [timeline.minutes_at(when) for when in dates]
    halfway = seconds + 3_600.0 * 11
    instants = as_dates(halfway).tolist()
    assert minutes_of(timeline, halfway).tolist() == [timeline.minutes_at(when) for when in instants]


def test_parquet_keeps_values_types_units_and_labels(result: riskmc.SimulationResult, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    for name, frame in result.frames().items():
        place = tmp_path / f"{name}.parquet"
        with place.open("wb") as file:
            write_parquet(frame, file)
        again = pd.read_parquet(place)
        if name == "paths":
            again["tasks"] = [tuple(path) for path in again["tasks"]]
        pd.testing.assert_frame_equal(again, frame, check_index_type=False if name == "merges" else "equiv")
        assert again.attrs == frame.attrs
    field = parquet.read_schema(tmp_path / "tasks.parquet").field("mean_days")
    assert field.metadata == {b"unit": b"working days", b"label": b"Mean duration"}


def test_csv_keeps_every_digit_of_a_number(result: riskmc.SimulationResult, tmp_path: Path) -> None:
    for name, frame in result.frames().items():
        place = tmp_path / f"{name}.csv"
        with place.open("wb") as file:
            write_csv(frame, file)
        again = pd.read_csv(place, keep_default_na=False, na_values={"x": ""})
        assert list(again.columns) == [*frame.index.names, *frame.columns]
    minutes = pd.read_csv(tmp_path / "finish.csv")["minutes"]
    assert minutes.tolist() == result.finish_minutes.tolist()


def test_a_spreadsheet_computes_no_text_of_a_plan(hostile: riskmc.SimulationResult) -> None:
    for name, frame in hostile.frames().items():
        file = io.BytesIO()
        write_csv(frame, file)
        for row in pd.read_csv(io.BytesIO(file.getvalue()), header=None, dtype=str, keep_default_na=False).to_numpy():
            for cell in row:
                is_number = cell.replace(".", "").replace("-", "").replace("e", "").isdigit()
                assert is_number or not cell.startswith(("=", "+", "-", "@", "\t")), (name, cell)


def test_numbers_below_zero_are_no_formulas() -> None:
    frame = pd.DataFrame({"shift": [-1.5, 2.0], "path": [("a", "b"), ("=c",)]}, index=pd.Index(["-a", "b"], name="id"))
    file = io.BytesIO()
    write_csv(frame, file)
    assert file.getvalue().decode() == '"id","shift","path"\n"\'-a",-1.5,"a > b"\n"b",2.0,"\'=c"\n'
    assert harmless("'x") == "''x"
