"""Laws of reading networks of the research field: PSPLIB and Patterson files, own and real ones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskmc.errors import RiskmcError, ScheduleFileError, UsageError
from riskmc.io.schedule_files import read_schedule
from riskmc.io.schedule_files.assembly import build_project
from riskmc.io.schedule_files.patterson import read_patterson
from riskmc.io.schedule_files.psplib import read_psplib
from riskmc.model.project import Project
from riskmc.simulation import simulate

BOTH = ["pavilion.sm", "pavilion.rcp"]


def deterministic_days(project: Project) -> float:
    """The engine's own length of the critical path."""
    return simulate(project, iterations=1, jobs=1).deterministic.finish / 480


def longest_path(numbers: list[list[int]]) -> int:
    """Length of the longest path of ``[duration, successors...]`` by job, by trying all of them, with memory."""
    length: dict[int, int] = {}

    def from_job(number: int) -> int:
        if number not in length:
            duration, *successors = numbers[number - 1]
            length[number] = duration + max((from_job(other) for other in successors), default=0)
        return length[number]

    return max(from_job(number) for number in range(len(numbers), 0, -1))


@pytest.mark.parametrize("name", BOTH)
def test_a_period_is_a_working_day_and_ends_of_no_duration_are_milestones(read_fixture, name):
    project = read_fixture(name)
    rows = [(t.id, t.name, str(t.duration or ""), t.milestone, [str(x) for x in t.after]) for t in project.tasks]
    assert rows == [
        ("1", "Source", "", True, []),
        ("2", "Job 2", "5d", False, ["1"]),
        ("3", "Job 3", "3d", False, ["1"]),
        ("4", "Job 4", "7d", False, ["2", "3"]),
        ("5", "Job 5", "4d", False, ["3"]),
        ("6", "Sink", "", True, ["4", "5"]),
    ]
    assert project.name == "pavilion"
    assert deterministic_days(project) == 12
    assert project.timeline().date_of(12 * 480).isoformat() == "2027-01-19T17:00:00"


@pytest.mark.parametrize("name", BOTH)
def test_what_the_file_does_not_say_or_is_not_honoured_is_told(read_fixture, notice_of, name):
    project = read_fixture(name)
    assert "Monday 4 January 2027" in notice_of(project, "no dates").what
    resources = notice_of(project, "not honoured")
    assert (resources.subject, resources.count, resources.items) == ("resources", 3, ("job 2", "job 3", "job 4"))
    assert "(2 renewable)" in resources.what
    if name.endswith(".sm"):
        assert "15 periods" in notice_of(project, "due date").what
    assert not [notice for notice in project.notices if notice.subject == "critical path"]


def test_a_critical_path_that_the_file_states_wrongly_is_told(read_changed, notice_of):
    project = read_changed("pavilion.sm", ("        3       12", "        3       13"))
    assert notice_of(project, "MPM-Time").what == (
        "the file states 13 periods (MPM-Time), and its jobs and links take 12"
    )


def test_a_release_date_is_told(read_changed, notice_of):
    assert notice_of(read_changed("pavilion.sm", ("4      0       15", "4      2       15")), "release date")


@pytest.mark.parametrize("name", BOTH)
def test_a_template_gives_a_network_its_ranges(read_fixture, name):
    project = read_fixture(name, template="pert:80/100/150")
    assert project.effective_duration(project.tasks[1]).describe() == "PERT 4d / 5d / 7.5d"


@pytest.mark.parametrize("name", BOTH)
def test_a_network_holds_one_project_and_none_is_chosen(read_fixture, name):
    with pytest.raises(UsageError, match="holds one project"):
        read_fixture(name, project="pavilion")


@pytest.mark.parametrize("name", BOTH)
@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("suffix", ["", ".txt", ".SM", ".xer"])
def test_the_content_tells_a_network_whatever_encoding_and_extension(
    tmp_path, fixture_text, name, encoding, newline, suffix
):
    file = tmp_path / f"pavilion{suffix}"
    file.write_bytes(fixture_text(name).replace("\n", newline).encode(encoding))
    assert len(read_schedule(file).tasks) == 6


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ([("):  6", "):  7")], r"pavilion.sm:6: the head says 7 jobs, and PRECEDENCE RELATIONS has 6 rows"),
        ([("):  6", "):  7")], r"pavilion.sm:6: the head says 7 jobs, and REQUESTS/DURATIONS has 6 rows"),
        ([("):  6", "):  six")], r"pavilion.sm:6: 'six' is not a number of jobs; write a whole number from 0"),
        ([("  2      1     5 ", "  2      1    -5 ")], r"pavilion.sm:30: '-5' is not a whole number; write a whole"),
        ([("  2      1     5 ", "  2      1   2.5 ")], r"pavilion.sm:30: '2.5' is not a whole number"),
        ([("  2      1     5 ", "  2      1     5e9 ")], r"pavilion.sm:30: '5e9' is not a whole number"),
        ([("  2      1     5 ", "  2      1  " + "9" * 5000 + " ")], r"pavilion.sm:30: '9{40}' is not a whole number"),
        ([("  5      1     4       0    0", "  5      1     4       0")], r"pavilion.sm:33: job 5: the row has 4 numb"),
        ([("  5      1     4       0    0\n", "")], r"job 5: the job has no row in REQUESTS/DURATIONS"),
        ([("1           4\n", "2           4\n")], r"pavilion.sm:20: job 2: the row says 2 successors and names 1"),
        ([("1           4\n", "1           9\n")], r"job 2: the successor 9 is no job of the file; its jobs"),
        ([("1           4\n", "1           2\n")], r"pavilion.sm:20: job 2: the job comes after itself"),
        ([("2           4   5", "2           5   5")], r"job 3: the successor 5 is named 2 times \(name it once\)"),
        ([("   5        1          1           6", "   5        1          1           3")], r"circle: 3 -> 5 -> 3"),
        ([("   5        1          1", "   4        1          1")], r"pavilion.sm:23: job 4: the job has two rows"),
        ([("   3        1          2", "   3        3          2")], r"pavilion.sm:21: job 3: .* in 3 modes"),
        ([("projects                      :  1", "projects : 2")], r"pavilion.sm:5: the file holds 2 projects"),
        ([("    3    2\n", "    3\n")], r"RESOURCEAVAILABILITIES has 1 numbers, and the head says 2 resources"),
        ([("PRECEDENCE RELATIONS:", "PRECEDENCE:")], r"the section PRECEDENCE RELATIONS is missing; there are PROJECT"),
        ([("    1      4      0", "    1      5      0")], r"PROJECT INFORMATION says 5 jobs, and there are 4 beside"),
        ([("      15        3       12", "      15        3")], r"pavilion.sm:13: the row has 5 numbers; one row"),
        ([("PROJECT INFORMATION:", "REQUESTS/DURATIONS:")], r"the section REQUESTS/DURATIONS comes twice, first in"),
    ],
)  # fmt: skip
def test_a_broken_psplib_file_is_refused_with_line_and_what_is_wrong(read_changed, changes, words):
    with pytest.raises(ScheduleFileError, match=words) as caught:
        read_changed("pavilion.sm", *changes)
    assert all("pavilion.sm" in str(problem.where) for problem in caught.value.problems)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ([("6       2 ", "7       2 ")], r"pavilion.rcp:11: the file ends where the duration of job 7 of 7 is"),
        ([("6       2 ", "5       2 ")], r"pavilion.rcp:11: after job 5, the last, the file has 4 more numbers; the"),
        ([("6       2 ", "0       2 ")], r"pavilion.rcp:1: the file says that it has no jobs"),
        ([("6       2 ", "6 999999999 ")], r"the file ends where what there is of resource 34 of 999,999,999"),
        ([("5 1 0 1 4", "five 1 0 1 -4")], r"pavilion.rcp:6: 'five' is not a duration, a count or a job; write"),
        ([("5 1 0 1 4", "five 1 0 1 -4")], r"pavilion.rcp:6: '-4' is not a duration"),
        ([("5 1 0 1 4", "5 1 0 1 44")], r"pavilion.rcp:6: job 2: the successor 44 is no job of the file; its jobs are"),
        ([("5 1 0 1 4", "5 1 0 9 4")], r"pavilion.rcp:6: job 2: the job has 9 successors, and the file 6 jobs"),
        ([("5 1 0 1 4", "5 1 0 1 2")], r"pavilion.rcp:6: job 2: the job comes after itself"),
        ([("4 0 0 1\n 6", "4 0 0 1\n 3")], r"pavilion.rcp:7: job 3: jobs wait for each other in a circle: 3 -> 5 -> 3"),
    ],
)  # fmt: skip
def test_a_broken_patterson_file_is_refused_with_line_and_what_is_wrong(read_changed, changes, words):
    with pytest.raises(ScheduleFileError, match=words):
        read_changed("pavilion.rcp", *changes)


def test_all_problems_of_a_network_are_told_at_once_in_the_order_of_its_lines(read_changed):
    with pytest.raises(ScheduleFileError) as caught:
        read_changed(
            "pavilion.sm", ("):  6", "):  8"), ("  2      1     5 ", "  2      1  five "), ("    3    2\n", "    3\n")
        )
    lines = [problem.where.line for problem in caught.value.problems]
    assert len(lines) == 4
    assert lines == sorted(lines)


def test_a_flood_of_problems_is_cut_short(tmp_path):
    file = tmp_path / "words.rcp"
    file.write_text("3 1 " + "word\n" * 100_000, encoding="utf-8")
    with pytest.raises(ScheduleFileError, match="there are 99,900 more problems") as caught:
        read_schedule(file)
    assert len(caught.value.problems) == 101


@pytest.mark.parametrize("name", BOTH)
def test_a_network_that_was_cut_off_is_refused_unless_it_lacks_nothing(tmp_path, fixture_text, name):
    text = fixture_text(name)
    whole = read_text(text, name).digest()
    for length in range(len(text)):
        with refusals_of(name):
            assert read_text(text[:length], name).digest() == whole


@contextmanager
def refusals_of(name: str) -> Iterator[None]:
    """Let a file be refused, by a message that names it."""
    try:
        yield
    except RiskmcError as error:
        if name not in str(error):
            raise


def read_text(text: str, name: str) -> Project:
    read = read_psplib if name.endswith(".sm") else read_patterson
    return build_project(read(text.encode(), name))


@given(st.binary(max_size=200), st.integers(0, 2_000), st.sampled_from(BOTH))
def test_whatever_stands_in_a_network_ends_in_a_project_or_a_refusal(noise, place, name):
    data = (Path(__file__).parent / "fixtures" / name).read_bytes()
    place %= len(data)
    read = read_psplib if name.endswith(".sm") else read_patterson
    with refusals_of(name):
        read(data[:place] + noise + data[place + len(noise) :], name)


# ---- the networks of ../shared/data -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def networks(shared_data: Path) -> Path:
    folder = shared_data / "networks"
    if not folder.is_dir():
        pytest.skip("the networks of ../shared/data are absent")
    return folder


@pytest.mark.parametrize("size", ["j30", "j60", "j120"])
def test_every_psplib_network_gives_its_mpm_time(networks, size):
    """By the engine, in working days, exactly; the header states it."""
    files = sorted((networks / "psplib" / size).glob("*.sm"))
    assert files
    for file in files:
        row = re.search(r"MPM-Time\n\s*((?:\d+\s+)*\d+)", file.read_text(encoding="ascii"))
        assert row, file
        project = read_schedule(file)
        assert deterministic_days(project) == int(row[1].split()[-1]), file.name
        assert len(project.tasks) == int(size[1:]) + 2
        assert not [notice for notice in project.notices if notice.subject == "critical path"], file.name


def test_every_patterson_network_gives_the_longest_path_of_its_numbers(networks):
    """The files state no length: a twin that shares no code with the reader finds it."""
    files = sorted((networks / "rg300").glob("*.rcp"))
    assert files
    for file in files:
        words = iter([int(word) for word in file.read_text(encoding="ascii").split()])
        n_jobs, n_resources = next(words), next(words)
        for _ in range(n_resources):
            next(words)
        numbers = []
        for _ in range(n_jobs):
            duration = next(words)
            for _ in range(n_resources):
                next(words)
            numbers.append([duration, *(next(words) for _ in range(next(words)))])
        project = read_schedule(file)
        assert len(project.tasks) == n_jobs == 302
        assert sum(len(task.after) for task in project.tasks) == sum(len(job) - 1 for job in numbers)
        assert deterministic_days(project) == longest_path(numbers), file.name
