"""The tables of a result as files of a folder: all of them appear, or none."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from riskmc.cli.outputs import check_outputs
from riskmc.errors import MissingExtraError, UsageError

if TYPE_CHECKING:
    import pandas as pd

    from riskmc.result import SimulationResult

__all__ = ["Format", "write_tables"]

SCHEMA = "riskmc.tables/1"

Format = Literal["csv", "parquet"]

_CONTENTS, _README = "tables.json", "README.md"
_README_HEAD = """\
# Tables of a run of riskmc

Columns, units and provenance are in `tables.json` too. Working days are those of the project's calendar, and count from
the project's start; a standard error ends in `_se`. In CSV, a text that a spreadsheet would take for a formula begins
with an apostrophe.
"""


def write_tables(result: SimulationResult, folder: Path, formats: Sequence[Format], *, force: bool) -> list[Path]:
    """Write each table of a result to files of a folder, with what their columns mean beside them.

    Parameters
    ----------
    result : SimulationResult
    folder : Path
        It is made where it is not there.
    formats : sequence of {"csv", "parquet"}
    force : bool
        Replace files that are there.

    Returns
    -------
    list of Path
        What was written.

    Raises
    ------
    OutputExistsError
        Where one of the files exists and `force` is false; nothing is written then.
    UsageError
        Where the folder is a file, or cannot be written.
    MissingExtraError
        Where Parquet is wanted and pyarrow is not installed.
    """
    frames = result.frames()
    names = [f"{name}.{suffix}" for name in frames for suffix in formats]
    _check(folder, [*names, _CONTENTS, _README], formats, force=force)
    with _staged(folder, force=force) as (stage, written):
        listed = []
        for name, frame in frames.items():
            files = [f"{name}.{suffix}" for suffix in formats]
            for suffix in formats:
                _write(frame, stage / f"{name}.{suffix}", suffix)
            listed.append(_described(name, files, frame))
        _write_contents(stage, listed, result)
    return written


def _check(folder: Path, names: Sequence[str], formats: Sequence[Format], *, force: bool) -> None:
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file; name a folder")
    check_outputs([folder / name for name in names], force=force)
    if "parquet" in formats:
        from importlib.util import find_spec

        if find_spec("pyarrow") is None:
            raise MissingExtraError("parquet", "writing Parquet files")


@contextmanager
def _staged(folder: Path, *, force: bool) -> Iterator[tuple[Path, list[Path]]]:
    """Give a folder to write in, whose files move to their place only when all are whole."""
    was_there = folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    stage = Path(tempfile.mkdtemp(dir=folder, prefix=".tables."))
    written: list[Path] = []
    try:
        yield stage, written
        places = [folder / file.name for file in sorted(stage.iterdir())]
        check_outputs(places, force=force)
        for place in places:
            os.replace(stage / place.name, place)
            written.append(place)
    finally:
        shutil.rmtree(stage, ignore_errors=True)
        if not was_there and not any(folder.iterdir()):
            folder.rmdir()


def _write(frame: pd.DataFrame, place: Path, suffix: Format) -> None:
    from riskmc.io.frame_files import write_csv, write_parquet

    with place.open("wb") as file:
        (write_csv if suffix == "csv" else write_parquet)(frame, file)


def _described(name: str, files: Sequence[str], frame: pd.DataFrame) -> dict[str, Any]:
    """Describe a table as plain values."""
    units, labels = frame.attrs["units"], frame.attrs["labels"]
    columns = [str(column) for column in (*frame.index.names, *frame.columns)]
    return {
        "name": name,
        "title": frame.attrs["title"],
        "files": list(files),
        "rows": len(frame),
        "columns": [
            {"name": column, "label": labels.get(column, column), "unit": units.get(column, "")} for column in columns
        ],
    }


def _write_contents(stage: Path, listed: Sequence[dict[str, Any]], result: SimulationResult) -> None:
    from riskmc.result.columns import provenance_of

    document = {"schema": SCHEMA, "provenance": provenance_of(result), "tables": list(listed)}
    text = json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False)
    (stage / _CONTENTS).write_text(f"{text}\n", encoding="utf-8")
    (stage / _README).write_text("\n".join(_readme(listed)), encoding="utf-8")


def _readme(listed: Sequence[dict[str, Any]]) -> Iterator[str]:
    yield _README_HEAD
    for table in listed:
        yield f"## {table['title']}\n"
        yield f"{', '.join(f'`{file}`' for file in table['files'])}: {table['rows']:,} rows\n"
        if table["name"].startswith("task_"):
            yield "A column for each task, by its id, in working days.\n"
            continue
        yield "| column | what it holds | unit |\n|---|---|---|"
        yield from (f"| `{column['name']}` | {column['label']} | {column['unit']} |" for column in table["columns"])
        yield ""
