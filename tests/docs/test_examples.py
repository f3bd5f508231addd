"""The documentation tells the truth: its commands print what it shows, its code runs, its links lead somewhere."""

from __future__ import annotations

import doctest
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from riskmc.cli import riskmc_command

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
SHOWN = [
    ROOT / "README.md",
    ROOT / "docs" / "tutorial" / "first-plan.md",
    ROOT / "docs" / "tutorial" / "money-buffers-and-triggers.md",
    ROOT / "docs" / "how-to" / "compare-before-and-after-mitigation.md",
    ROOT / "docs" / "how-to" / "replay-an-iteration.md",
    ROOT / "docs" / "reference" / "command-line.md",
    ROOT / "docs" / "reference" / "run-json.md",
]

_BLOCK = re.compile(
    r'<!-- change (?P<file>\S+): "(?P<old>[^"]+)" -> "(?P<new>[^"]+)" -->'
    r"|^```(?P<language>console|python)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


def console_steps(text: str) -> Iterator[tuple[str, str]]:
    """Split a console block into commands and what they print."""
    for step in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _, printed = step.partition("\n")
        yield command, printed


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", SHOWN, ids=name_of)
def test_what_a_page_shows_is_what_happens(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands print, line by line, what the page shows; ``...`` stands for lines that are left out.

    An invisible comment ``change FILE: "old" -> "new"`` edits a file, as the page asks its reader to.
    """
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    (tmp_path / "configs").symlink_to(ROOT / "configs")
    status = 0
    steps = 0
    for block in _BLOCK.finditer(page.read_text(encoding="utf-8")):
        if block["file"]:
            change(tmp_path / block["file"], block["old"], block["new"])
        elif block["language"] == "python":
            exec(compile(block["text"], name_of(page), "exec"), {})
            steps += 1
        else:
            for command, printed in console_steps(block["text"]):
                status, output = called(command, status)
                assert_shown(printed, output, command)
                steps += 1
    assert steps


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} is not once in {file.name}"
    file.write_text(text.replace(old, new), encoding="utf-8")


def called(command: str, last_status: int) -> tuple[int, str]:
    """Call a command inside this process; ``echo $?`` prints the status of the one before."""
    program, *arguments = shlex.split(command)
    if program == "echo":
        return 0, f"{last_status}\n"
    assert program == "riskmc", f"a page shows {command!r}; use a block of another language for it"
    result = CliRunner().invoke(riskmc_command, arguments, catch_exceptions=False)
    return result.exit_code, result.output


def assert_shown(printed: str, output: str, command: str) -> None:
    if printed.strip():
        same = doctest.OutputChecker().check_output(printed, output, doctest.ELLIPSIS)
        assert same, f"$ {command}\nprints\n{output}\nand the page shows\n{printed}"


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if "://" in target or target.startswith("mailto:"):
            continue
        path, _, anchor = target.partition("#")
        goal = (page.parent / path).resolve() if path else page
        assert goal.exists(), f"{name_of(page)} links to {target}"
        if anchor:
            assert anchor in anchors(goal), f"{name_of(page)} links to {target}"


def anchors(page: Path) -> set[str]:
    """Return the anchors of the headings of a page, made as forges make them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-") for heading in headings}
