"""Own schedule files, and ways to change them."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from riskmc.io.schedule_files import read_schedule
from riskmc.io.schedule_files.java import find_jars, find_java
from riskmc.model.project import Notice, Project

FIXTURES = Path(__file__).parent / "fixtures"


@pytest.fixture
def fixture_text() -> Callable[[str], str]:
    """Return the text of an own file."""

    def text(name: str) -> str:
        return (FIXTURES / name).read_bytes().decode("utf-8")

    return text


@pytest.fixture
def read_fixture() -> Callable[..., Project]:
    """Read an own file as a project."""

    def read(name: str, **options: str | None) -> Project:
        return read_schedule(FIXTURES / name, **options)

    return read


@pytest.fixture
def read_changed(tmp_path: Path, fixture_text: Callable[[str], str]) -> Callable[..., Project]:
    """Read an own file after replacing parts of its text, each of which must be there."""

    def read(name: str, *changes: tuple[str, str], encoding: str = "utf-8", **options: str | None) -> Project:
        text = fixture_text(name)
        for before, after in changes:
            assert before in text, before
            text = text.replace(before, after)
        path = tmp_path / name
        path.write_bytes(text.encode(encoding, errors="replace"))
        return read_schedule(path, **options)

    return read


@pytest.fixture
def notice_of() -> Callable[[Project, str], Notice]:
    """Return the only notice whose sentence holds a text."""

    def find(project: Project, words: str) -> Notice:
        found = [notice for notice in project.notices if words in notice.what]
        assert len(found) == 1, [notice.what for notice in project.notices]
        return found[0]

    return find


@pytest.fixture(scope="session")
def java() -> str:
    """Path of Java, where its jars are there too; else a skip, or a failure where all checks are required."""
    path, jars = find_java(), find_jars()
    if path is None or jars is None:
        message = "on Debian: apt-get install default-jre-headless; and pip install 'riskmc[schedules]'"
        if os.environ.get("RISKMC_REQUIRE_ALL") == "1":
            pytest.fail(f"Java or its jars are missing; {message}")
        pytest.skip(f"Java or its jars are missing; {message}")
    return path
