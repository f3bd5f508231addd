"""`riskmc export tables` writes each table of a result to a file, with what it means beside it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from click.testing import Result

import riskmc

Invoke = Callable[..., Result]


@pytest.fixture
def saved(invoke: Invoke, plan: Path, tmp_path: Path) -> Path:
    invoke("run", plan, "--iterations", "1200", "--save", "shed.riskmc")
    return tmp_path / "shed.riskmc"


def test_each_table_becomes_a_file_and_a_document_says_what_it_holds(
    invoke: Invoke, saved: Path, tmp_path: Path
) -> None:
    result = invoke("export", "tables", saved, "--out", "deep/tables")
    assert result.exit_code == 0
    folder = tmp_path / "deep" / "tables"
    names = {"tasks", "risks", "paths", "merges", "percentiles", "finish", "milestones", "milestone_percentiles"}
    assert set(os.listdir(folder)) == {f"{name}.csv" for name in names} | {"tables.json", "README.md"}
    assert set(result.stdout.split()) == {f"deep/tables/{name}" for name in os.listdir(folder)}
    document = json.loads((folder / "tables.json").read_text(encoding="utf-8"))
    assert document["schema"] == "riskmc.tables/1"
    assert document["provenance"]["seed"] == 0
    for table in document["tables"]:
        frame = pd.read_csv(folder / table["files"][0])
        assert len(frame) == table["rows"]
        assert [column["name"] for column in table["columns"]] == list(frame.columns)
        assert all(column["unit"] for column in table["columns"])
    readme = (folder / "README.md").read_text(encoding="utf-8")
    assert "| `mean_days` | Mean duration | working days |" in readme


def test_parquet_holds_what_the_result_holds(invoke: Invoke, saved: Path, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    assert invoke("export", "tables", saved, "--out", "t", "--parquet").exit_code == 0
    assert not list((tmp_path / "t").glob("*.csv"))
    frame = pd.read_parquet(tmp_path / "t" / "tasks.parquet")
    tasks = riskmc.read_result(saved).tasks
    pd.testing.assert_frame_equal(frame, tasks)
    assert frame.attrs == tasks.attrs


def test_without_pyarrow_the_extra_is_named_and_nothing_is_written(
    invoke: Invoke, saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import importlib.util

    found = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name, *rest: None if name == "pyarrow" else found(name))
    result = invoke("export", "tables", saved, "--out", "t", "--parquet")
    assert result.exit_code == 2
    assert "writing Parquet files needs the extra 'parquet': pip install 'riskmc[parquet]'" in result.stderr
    assert not (tmp_path / "t").exists()


def test_tables_that_are_there_are_not_replaced_without_force(invoke: Invoke, saved: Path, tmp_path: Path) -> None:
    folder = tmp_path / "t"
    folder.mkdir()
    (folder / "risks.csv").write_text("mine")
    result = invoke("export", "tables", saved, "--out", "t")
    assert result.exit_code == 2
    assert "risks.csv exists already" in result.stderr
    assert os.listdir(folder) == ["risks.csv"]
    assert invoke("export", "tables", saved, "--out", "t", "--force").exit_code == 0
    assert (folder / "risks.csv").read_text() != "mine"


def test_an_interrupted_export_leaves_nothing(
    invoke: Invoke, saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(frame: object, file: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("riskmc.io.frame_files.write_csv", full)
    assert invoke("export", "tables", saved, "--out", "t").exit_code == 2
    assert not (tmp_path / "t").exists()


@pytest.mark.parametrize("given", ["plan", "file", "nothing"])
def test_what_cannot_be_exported_is_refused_with_advice(invoke: Invoke, saved: Path, plan: Path, given: str) -> None:
    source, out = {"plan": (plan, "t"), "file": (saved, plan), "nothing": (saved.parent / "x", "t")}[given]
    words = {"plan": "is no saved result; write one with: riskmc run", "file": "is a file; name a folder"}
    result = invoke("export", "tables", source, "--out", out)
    assert result.exit_code == 2
    assert words.get(given, "there is no such file") in result.stderr


def test_an_export_that_does_not_exist_is_answered_with_those_that_do(invoke: Invoke, saved: Path) -> None:
    assert "there is no export 'tabels'; there is: tables, register." in invoke("export", "tabels").stderr
    assert f"riskmc export tables {saved} --out FOLDER" in invoke("export", saved).stderr
