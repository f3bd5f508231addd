"""How a command ends: the exit statuses, and the words that go with them.

======  ==========================================================
status  meaning
======  ==========================================================
0       done
1       a gate was missed
2       bad use or bad input
70      an error of riskmc itself
130     interrupted
141     the reader of the output went away (`riskmc ... | head`)
======  ==========================================================
"""

from __future__ import annotations

import errno
import os
import platform
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import NoReturn, TextIO

import click

from riskmc._version import __version__
from riskmc.cli.terminal import message, tolerant_streams
from riskmc.errors import InputError, OutputExistsError, RiskmcError

__all__ = ["BAD_USE", "GATE_MISSED", "INTERNAL", "INTERRUPTED", "READER_GONE", "ending_with_exit_status"]

GATE_MISSED = 1
BAD_USE = 2
INTERNAL = 70
INTERRUPTED = 130
READER_GONE = 141

_NO_ROOM = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EFBIG))
_TRACEBACK_SWITCH = "RISKMC_TRACEBACK"


@contextmanager
def ending_with_exit_status() -> Iterator[None]:
    """Turn whatever ends the body into a message on stderr and an exit status."""
    tolerant_streams()
    try:
        try:
            yield
        except SystemExit:
            sys.stdout.flush()
            raise
    except BrokenPipeError:
        _leave_quietly()
    except click.exceptions.Exit as error:
        sys.exit(error.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        _fail("Interrupted.", INTERRUPTED)
    except RiskmcError as error:
        _fail(_told(error), error.exit_code, error)
    except MemoryError as error:
        advice = "leave --keep-samples away, or run fewer --iterations"
        _fail(f"Error: the memory of this machine does not suffice; {advice}.", INTERNAL, error)
    except OSError as error:
        if error.errno in _NO_ROOM:
            _fail(f"Error: an output cannot be written: {error.strerror}.", BAD_USE, error)
        if error.filename is None:
            _fail(_internal(error), INTERNAL, error)
        _fail(f"Error: {error.filename}: {error.strerror}", BAD_USE, error)
    except Exception as error:  # noqa: BLE001  the last resort of a program: say how to report it
        _fail(_internal(error), INTERNAL, error)


def _told(error: RiskmcError) -> str:
    """Word an error for its reader."""
    if isinstance(error, InputError):
        count = len(error.problems)
        return f"{error}\nError: {count} problem{'s' if count != 1 else ''}; nothing was run or written."
    if isinstance(error, OutputExistsError):
        return f"Error: {error.path} exists already; choose another name, or add --force to replace it."
    if error.exit_code == INTERNAL:
        return f"Error: {error}\n{_where_to_report()}"
    return f"Error: {error}"


def _internal(error: BaseException) -> str:
    what = f"{type(error).__name__}: {error}"
    return f"Error: riskmc failed, and this is a defect of riskmc: {what}\n{_where_to_report()}"


def _where_to_report() -> str:
    command = " ".join(["riskmc", *sys.argv[1:]])
    system = f"Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    lines = [
        "Please report it to the project with these lines, the plan if you can share it, and the traceback:",
        f"  riskmc {__version__}, {system}",
        f"  {command}",
    ]
    if not os.environ.get(_TRACEBACK_SWITCH):
        lines.append(f"  ({_TRACEBACK_SWITCH}=1 in the environment shows the traceback)")
    return "\n".join(lines)


def _fail(text: str, status: int, error: BaseException | None = None) -> NoReturn:
    """Print a message on stderr and end with a status."""
    if error is not None and os.environ.get(_TRACEBACK_SWITCH):
        traceback.print_exception(error)
    with suppress(OSError):
        message(text)
    try:
        sys.stdout.flush()
    except OSError:
        _discard(sys.stdout)
    sys.exit(status)


def _leave_quietly() -> NoReturn:
    """End without a word where nobody reads any more; what is left in the buffer goes nowhere."""
    for stream in (sys.stdout, sys.stderr):
        _discard(stream)
    sys.exit(READER_GONE)


def _discard(stream: TextIO) -> None:
    with suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
