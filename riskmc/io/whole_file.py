"""Output files that appear whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

from riskmc.errors import OutputExistsError


@contextmanager
def whole_file(path: Path, *, force: bool) -> Iterator[IO[bytes]]:
    """Open a file to write that takes its name only when all of it is written; folders are made.

    Parameters
    ----------
    path : Path
    force : bool
        Replace a file that is there.

    Yields
    ------
    binary file

    Raises
    ------
    OutputExistsError
        Where the file exists and `force` is false.
    """
    if path.exists() and not force:
        raise OutputExistsError(str(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def write_whole_files(contents: Mapping[Path, bytes], *, force: bool) -> None:
    """Write several files that take their names only when all of them are written; folders are made.

    Parameters
    ----------
    contents : mapping of Path to bytes
    force : bool
        Replace files that are there.

    Raises
    ------
    OutputExistsError
        Where one of the files exists and `force` is false.
    """
    with ExitStack() as stack:
        files = [stack.enter_context(whole_file(path, force=force)) for path in contents]
        for file, content in zip(files, contents.values(), strict=True):
            file.write(content)
