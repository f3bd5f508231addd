"""Where a command writes: looked at before anything is computed, and written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from riskmc.cli.terminal import message
from riskmc.errors import OutputExistsError, UsageError
from riskmc.io.whole_file import whole_file, write_whole_files

__all__ = ["check_outputs", "write_files", "write_text"]


def check_outputs(outputs: Iterable[Path | None], *, force: bool, sources: Iterable[Path] = ()) -> None:
    """Refuse outputs that could not be written, before minutes of computing are lost.

    Parameters
    ----------
    outputs : iterable of Path or None
        None where an output is not wanted.
    force : bool
        Whether files that are there may be replaced.
    sources : iterable of Path
        Inputs, which are never replaced.

    Raises
    ------
    OutputExistsError
        Where a file is there and `force` is false.
    UsageError
        Where an output is a folder, an input, named twice, or lies where nothing can be written.
    """
    seen: set[Path] = set()
    inputs = {source.resolve() for source in sources}
    for output in outputs:
        if output is None:
            continue
        place = output.resolve()
        if place in inputs:
            raise UsageError(f"{output} is the input of this command and is not overwritten; choose another name")
        if place in seen:
            raise UsageError(f"{output} is named for two outputs; give each its own file")
        seen.add(place)
        if place.is_dir():
            raise UsageError(f"{output} is a folder; name a file")
        if place.exists() and not force:
            raise OutputExistsError(output)
        _check_folder(output, place.parent)


def _check_folder(output: Path, folder: Path) -> None:
    existing = next(parent for parent in (folder, *folder.parents) if parent.exists())
    if not existing.is_dir():
        raise UsageError(f"{output} cannot be written: {existing} is a file, not a folder")
    if not os.access(existing, os.W_OK | os.X_OK):
        raise UsageError(f"{output} cannot be written: there is no permission to write in {existing}")


def write_text(path: Path, text: str, *, force: bool) -> None:
    """Write a text file in UTF-8, whole or not at all; folders are made.

    Parameters
    ----------
    path : Path
    text : str
    force : bool
        Whether a file that is there may be replaced.

    Raises
    ------
    OutputExistsError
        Where the file is there and `force` is false.
    """
    check_outputs([path], force=force)
    with whole_file(path, force=force) as file:
        file.write(text.encode())


def write_files(contents: Mapping[Path, bytes], *, force: bool) -> None:
    """Write all files or none, and say where they are.

    Parameters
    ----------
    contents : mapping of Path to bytes
    force : bool
        Whether files that are there may be replaced.

    Raises
    ------
    OutputExistsError
        Where one of the files is there and `force` is false.
    """
    write_whole_files(contents, force=force)
    for path in contents:
        message(f"Written to {path}")
