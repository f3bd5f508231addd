"""The certificate tells whether the engine gives back the dates of a file, where it does not, and why."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from riskmc.analysis.certificate import Certificate, Tolerance, certificate
from riskmc.analysis.certificate_words import cause_count_text, cause_text, certificate_sentences
from riskmc.model import Notice, Project
from riskmc.model.origin import OwnDates, RawCount

from .imported import Row, at, imported, own_dates, schedule_of

CHAIN = [
    {"id": "dig", "duration": "3d"},
    {"id": "pour", "duration": "2d", "after": ["dig"]},
    {"id": "build", "duration": "5d", "after": ["pour"]},
]
ENGINE: dict[str, Row] = {"dig": (0, 3, 0), "pour": (3, 5, 0), "build": (5, 10, 0)}


def certified(project: Project, rows: dict[str, Row] | None = None, tolerance: Tolerance | None = None) -> Certificate:
    given = ENGINE if rows is None else rows
    schedule = schedule_of(project, [given[task.id] for task in project.tasks])
    found = certificate(project, schedule, project.timeline(), tolerance)
    assert found is not None
    return found


def chain(file_rows: dict[str, Row], causes: dict[str, str] | None = None, **more: Any) -> Certificate:
    return certified(imported(CHAIN, own_dates(file_rows, causes), **more))


def causes(found: Certificate) -> list[tuple[str, str, str]]:
    return sorted((item.id, item.cause, item.root) for item in found.differences)


def with_task(position: int, **changes: Any) -> list[dict[str, Any]]:
    return [{**task, **changes} if index == position else task for index, task in enumerate(CHAIN)]


def test_a_plan_that_comes_from_no_file_has_no_certificate() -> None:
    project = Project(name="x", start="2027-01-04", tasks=CHAIN)
    assert certificate(project, schedule_of(project, list(ENGINE.values())), project.timeline()) is None


def test_dates_that_are_given_back_pass() -> None:
    found = chain(ENGINE)
    assert found.verdict == "pass"
    assert (found.not_started.compared, found.not_started.start.share, found.not_started.total_float.share) == (3, 1, 1)
    assert found.differences == found.causes == ()
    assert certificate_sentences(found) == (
        "With no uncertainty riskmc gives back every date of shed.xer (Primavera P6) to the minute.",
        "The last task finishes as in the file, on 15 January 2027 17:00.",
    )


def test_a_minute_is_a_difference_and_less_is_none() -> None:
    own = own_dates(ENGINE)
    start = own["build"].start
    assert start is not None
    within = {**own, "build": replace(own["build"], start=start.replace(second=59))}
    beyond = {**own, "build": replace(own["build"], start=start.replace(minute=1))}
    assert certified(imported(CHAIN, within)).differences == ()
    (item,) = certified(imported(CHAIN, beyond)).differences
    assert (item.id, item.file_start, item.engine_start) == ("build", at(11, 8, 1), at(11, 8))
    assert item.start_days == pytest.approx(-1 / 480)
    assert item.finish_days == 0.0


def test_what_follows_names_the_first_task_that_differs() -> None:
    found = chain({"dig": (1, 4, 0), "pour": (4, 6, 0), "build": (6, 11, 0)})
    assert causes(found) == [
        ("build", "unexplained", "dig"),
        ("dig", "unexplained", ""),
        ("pour", "unexplained", "dig"),
    ]
    assert found.verdict == "fail"
    assert found.differences[0].id == "dig"
    assert [cause_text(item) for item in found.differences] == [
        "not explained", "follows from dig (not explained)", "follows from dig (not explained)",
    ]  # fmt: skip
    assert [cause_count_text(count) for count in found.causes] == ["not explained: 1 task, and 2 that follow from it"]


def test_a_predecessor_that_differs_to_the_other_side_explains_nothing() -> None:
    found = chain({"dig": (0, 4, 0), "pour": (2, 4, 0), "build": (5, 10, 0)})
    assert ("pour", "unexplained", "") in causes(found)


def test_a_predecessor_that_differs_only_at_the_other_end_explains_nothing() -> None:
    tasks = [CHAIN[0], {"id": "pour", "duration": "2d", "after": ["dig SS"]}]
    rows: dict[str, Row] = {"dig": (0, 3, 0), "pour": (0, 2, 0)}
    own = own_dates({"dig": (0, 4, 0), "pour": (1, 3, 0)})
    assert ("pour", "unexplained", "") in causes(certified(imported(tasks, own), rows))
    by_start = own_dates({"dig": (1, 4, 0), "pour": (1, 3, 0)})
    assert ("pour", "unexplained", "dig") in causes(certified(imported(tasks, by_start), rows))


def test_tasks_that_the_file_marks_are_named_where_they_agree_too() -> None:
    found = chain(ENGINE, {"pour": "dated by hand", "build": "dated by hand"})
    assert (found.verdict, found.differences) == ("pass", ())
    (marked,) = found.marked
    assert (marked.cause, marked.ids, marked.exact) == ("dated by hand", ("pour", "build"), 2)
    assert certificate_sentences(found)[1] == (
        "2 tasks are in the file dated by hand (pour, build); riskmc has them there too, which says nothing of how it"
        " schedules."
    )


def test_a_float_before_a_task_that_is_put_off_is_the_files_own() -> None:
    found = chain({**ENGINE, "pour": (3, 5, 2)}, {"build": "put off by levelling"})
    (item,) = found.differences
    assert (item.id, item.cause, item.detail) == ("pour", "file", "put off by levelling (a task after it)")
    assert found.verdict == "undecided"


def test_a_file_that_is_levelled_is_named_and_decides_nothing() -> None:
    rows: dict[str, Row] = {"dig": (0, 3, 0), "pour": (5, 7, 0), "build": (7, 12, 0)}
    found = chain(rows, {"pour": "levelled by resources"})
    assert causes(found) == [("build", "file", "pour"), ("pour", "file", "")]
    assert found.verdict == "undecided"
    text = " ".join(certificate_sentences(found))
    assert "neither that riskmc is right nor that it is wrong" in text
    assert "levelled by resources: 1 task, and 1 that follows from it" in text
    assert "gives back" not in text
    assert (found.comparable.compared, found.comparable.start.share) == (1, 1.0)


def test_what_the_file_does_not_excuse_still_fails() -> None:
    rows: dict[str, Row] = {"dig": (0, 4, 0), "pour": (5, 7, 0), "build": (7, 12, 0)}
    assert chain(rows, {"pour": "levelled by resources"}).verdict == "fail"


def test_a_stale_file_decides_nothing_and_says_why() -> None:
    found = chain({"dig": (0, 4, 0), "pour": (4, 6, 0), "build": (6, 11, 0)}, stale="it was never scheduled")
    assert found.verdict == "undecided"
    assert ("dig", "stale", "") in causes(found)
    assert "Of the file as a whole: it was never scheduled." in certificate_sentences(found)


def test_a_stale_file_whose_dates_agree_passes() -> None:
    assert chain(ENGINE, stale="it was never scheduled").verdict == "pass"


def test_the_shares_decide_and_the_tolerance_moves_them() -> None:
    tasks = [{"id": f"t{k}", "duration": "1d"} for k in range(200)]
    rows: dict[str, Row] = {f"t{k}": (0, 1, 0) for k in range(200)}
    own = own_dates(rows) | own_dates({"t0": (1, 2, 0)})
    project = imported(tasks, {**own, **own_dates({"t199": (0, 1, 9)})})
    # 199 of 200 starts are exact, but a later finish is none that a planner takes.
    assert certified(project, rows).verdict == "fail"
    early = imported(tasks, own | {"t0": replace(own["t1"], start=at(4, 9), finish=at(4, 17))})
    assert certified(early, rows).verdict == "pass"
    assert certified(early, rows, Tolerance(1.0, 0.98)).verdict == "fail"
    floats = own | own_dates({f"t{k}": (0, 1, 9) for k in range(5)})
    assert certified(imported(tasks, floats), rows).verdict == "fail"
    assert certified(imported(tasks, floats), rows, Tolerance(0.995, 0.97)).verdict == "pass"


def test_started_tasks_are_told_apart_and_finished_ones_are_not_compared() -> None:
    tasks = [
        {**CHAIN[0], "actual_start": "2027-01-04", "actual_finish": "2027-01-06"},
        {**CHAIN[1], "actual_start": "2027-01-07", "remaining": "1d"},
        CHAIN[2],
    ]
    found = certified(imported(tasks, own_dates({"dig": (1, 2, 0), "pour": (4, 6, 0), "build": (5, 10, 0)})))
    assert (found.finished, found.started.compared, found.not_started.compared) == (1, 1, 1)
    assert (found.started.start.exact, found.not_started.start.exact) == (0, 1)
    assert causes(found) == [("pour", "progress", "")]
    assert found.verdict == "pass"


def test_a_file_without_dates_has_nothing_to_compare() -> None:
    found = certified(imported(CHAIN, {"dig": OwnDates()}))
    assert (found.verdict, found.without_dates) == ("nothing_to_compare", 3)
    assert "nothing to compare" in certificate_sentences(found)[0]
    assert np.isnan(found.not_started.start.share)


def test_a_file_that_gives_no_float_is_judged_by_its_dates() -> None:
    own = {task: replace(dates, total_float=None) for task, dates in own_dates(ENGINE).items()}
    found = certified(imported(CHAIN, own))
    assert (found.verdict, found.not_started.total_float.compared) == ("pass", 0)


@pytest.mark.parametrize(
    ("changes", "cause", "detail"),
    [
        ({"constraint": {"start_no_earlier_than": "2027-01-05"}}, "constraint", "start_no_earlier_than"),
        ({"expected_finish": "2027-01-08"}, "expected_finish", ""),
        ({"pauses": [{"after": "1d", "lasting": "1d"}]}, "split", ""),
        ({"calendar": "site"}, "calendar", "site"),
        ({"after": [{"task": "dig", "lag": "1d", "calendar": "24h"}]}, "lag_calendar", "24h"),
        ({"actual_start": "2027-01-04", "remaining": "1d"}, "progress", ""),
        ({}, "unexplained", ""),
    ],
)
def test_a_cause_is_what_sets_the_task_apart(changes: dict[str, Any], cause: str, detail: str) -> None:
    own = own_dates({**ENGINE, "pour": (3.5, 5.5, 0)})
    calendars = {"standard": {}, "site": {}}
    found = certified(imported(with_task(1, **changes), own, calendars=calendars, calendar="standard"))
    first = next(item for item in found.differences if item.id == "pour")
    assert (first.cause, first.detail) == (cause, detail)


def test_a_span_differs_with_what_it_reaches_over() -> None:
    tasks = [{"id": "site", "span": {"over": ["all"]}}, *CHAIN]
    rows: dict[str, Row] = {"site": (0, 10, 0), **ENGINE}
    own = own_dates({"site": (0, 11, 0), "dig": (0, 3, 0), "pour": (3, 5, 0), "build": (6, 11, 0)})
    assert causes(certified(imported(tasks, own), rows)) == [
        ("build", "unexplained", ""),
        ("site", "unexplained", "build"),
    ]
    alone = own_dates({"site": (0, 11, 0), **ENGINE})
    assert causes(certified(imported(tasks, alone), rows)) == [("site", "span", "")]


def test_a_task_that_the_import_changed_says_how() -> None:
    notice = Notice("splits", "gaps are left out", 1, ("pour Pour the slab",))
    found = chain({**ENGINE, "pour": (3, 5.5, 0)}, notices=(notice,))
    (item,) = found.differences
    assert (item.cause, item.detail) == ("changed", "splits: gaps are left out")
    link = Notice("links", "is left out", 1, ("dig -> pour",))
    assert chain({**ENGINE, "pour": (3, 5.5, 0)}, notices=(link,)).differences[0].cause == "changed"
    renamed = Notice("ids", "were made fit", 1, ("pour -> pour",))
    assert chain({**ENGINE, "pour": (3.5, 5.5, 0)}, notices=(renamed,)).differences[0].cause == "unexplained"


def test_the_other_side_of_a_pause_is_no_working_time_apart() -> None:
    own = {**own_dates(ENGINE), "pour": OwnDates(at(6, 17), at(8, 17), 0.0)}
    (item,) = certified(imported(CHAIN, own)).differences
    assert (item.cause, item.start_days) == ("same_working_time", 0.0)


def test_work_that_the_file_has_where_its_calendar_rests_is_named() -> None:
    own = {**own_dates(ENGINE), "pour": OwnDates(at(9, 9), at(10, 17), 0.0)}
    (item,) = certified(imported(CHAIN, own)).differences
    assert (item.cause, item.detail) == ("outside_calendar", "standard")


def test_work_planned_before_the_status_date_is_the_files_own() -> None:
    rows: dict[str, Row] = {"dig": (2, 5, 0), "pour": (5, 7, 0), "build": (7, 12, 0)}
    project = imported(CHAIN, own_dates(ENGINE), status_date="2027-01-06")
    found = certified(project, rows)
    assert causes(found)[1] == ("dig", "before_status_date", "")
    assert found.verdict == "undecided"


def test_a_float_follows_from_a_successor() -> None:
    found = chain({"dig": (0, 3, 2), "pour": (3, 5, 2), "build": (5, 10, 2)})
    assert causes(found) == [("build", "open_end", ""), ("dig", "open_end", "build"), ("pour", "open_end", "build")]
    assert found.differences[0].float_days == -2.0


def test_a_float_is_counted_from_the_finish_of_the_project() -> None:
    tasks = [*CHAIN, {"id": "paint", "duration": "1d"}]
    rows: dict[str, Row] = {**ENGINE, "paint": (0, 1, 9)}
    own = own_dates({**ENGINE, "build": (5, 11, 0), "paint": (0, 1, 10)})
    assert causes(certified(imported(tasks, own), rows)) == [("build", "duration", ""), ("paint", "duration", "build")]


def test_another_duration_is_told_from_the_dates_of_the_file() -> None:
    (item,) = chain({**ENGINE, "build": (5, 12, 0)}).differences
    assert cause_text(item) == "another duration: 7 d in the file, 5 d in riskmc"


def test_differences_of_dates_come_before_those_of_floats_alone() -> None:
    found = chain({"dig": (0, 3, 50), "pour": (3, 5, 0), "build": (6, 11, 0)})
    assert [item.id for item in found.differences] == ["build", "dig"]


def test_a_deadline_limits_a_float() -> None:
    tasks = with_task(1, deadline="2027-01-08")
    own = own_dates({**ENGINE, "pour": (3, 5, 4)})
    assert causes(certified(imported(tasks, own))) == [("pour", "constraint", "")]


def test_counts_and_changes_come_through() -> None:
    counts = (RawCount("activities", 5, 3, "2 are summaries"),)
    notice = Notice("summaries", "are left out", 2, ("S1", "S2"))
    found = chain(ENGINE, counts=counts, notices=(notice,))
    assert found.counts == counts
    assert found.changes == (notice,)


def test_a_date_beyond_all_calendars_is_a_difference_without_days() -> None:
    far = at(4, 8).replace(year=9999, month=12, day=31)
    own = {**own_dates(ENGINE), "build": OwnDates(at(11, 8), far, 0.0)}
    (item,) = certified(imported(CHAIN, own)).differences
    assert item.engine_finish == at(15, 17)
    assert np.isnan(item.finish_days) or item.finish_days < -1e6
