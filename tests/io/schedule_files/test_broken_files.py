"""Laws of broken schedule files: a sentence with file and line, never a traceback."""

from __future__ import annotations

import random

import pytest

from riskmc.errors import RiskmcError, ScheduleFileError
from riskmc.io.schedule_files import read_schedule


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            [("\t40\t40\t", "\tforty\tforty\t")],
            r"footbridge.xer:\d+: C 10 Excavate: target_drtn_hr_cnt is 'forty'; write a",
        ),
        ([("\t40\t40\t", "\t-40\t40\t")], r"activity C 10: the duration is -40 hours; .* 0 or more hours"),
        ([("\t40\t40\t", "\t\t\t")], r"activity C 10: the duration is missing"),
        ([("\t40\t40\t", "\tinf\t40\t")], r"remain_drtn_hr_cnt is 'inf'"),
        ([("TK_NotStart", "TK_Maybe")], r"status_code is 'TK_Maybe'; allowed are TK_NotStart, TK_Active, TK_Complete"),
        ([("PR_SF", "PR_XX")], r"footbridge.xer:\d+: pred_type is 'PR_XX'; allowed are PR_FS"),
        ([("\tlag_hr_cnt", "\tlag")], r"TASKPRED: the columns lag_hr_cnt are missing \(export the file again"),
        ([("\ttask_code\t", "\tcode\t")], r"TASK: the columns task_code are missing"),
        ([("Deck\t80\t80", "Deck\t80\t80" + "\tmore" * 9)], r"TASK: the row has 25 fields; its %F line names 16"),
        ([("%T\tPROJECT", "%T\tPROJECTS")], r"the file has no project"),
        (
            [("2027-01-04 00:00\t2027-01-04 00:00", "soon\t2027-01-04 00:00")],
            r"last_recalc_date is 'soon'; write a date",
        ),
        ([("2027-01-04 00:00\t2027-01-04 00:00", "\t")], r"neither a data date nor a planned start"),
        ([("\tC20\tPiling", "\t\tPiling")], r"TASK: the activity has no task_id or no task_code"),
        ([("%T\tCURRTYPE", "garbage\r\n%T\tCURRTYPE")], r"footbridge.xer:2: the line 'garbage' is no part of a table"),
        ([("%F\ttask_id\tproj_id", "%f\ttask_id\tproj_id")], r"is no part of a table"),
    ],
)
def test_a_broken_xer_file_is_refused_with_the_file_and_what_is_wrong(read_changed, changes, words):
    with pytest.raises(ScheduleFileError, match=words) as caught:
        read_changed("footbridge.xer", *changes)
    assert all("footbridge.xer" in str(problem.where) for problem in caught.value.problems)


def test_a_circle_of_links_is_refused_with_its_path_and_line(read_changed):
    with pytest.raises(ScheduleFileError, match=r"footbridge.xer:\d+: .*C20 -> C30 -> C20"):
        read_changed("footbridge.xer", ("\t3\t2\t100\t100\tPR_SS", "\t3\t4\t100\t100\tPR_SS"))


def test_a_link_of_an_activity_with_itself_is_refused(read_changed):
    with pytest.raises(ScheduleFileError, match=r"footbridge.xer:\d+: .*C20.*after itself"):
        read_changed("footbridge.xer", ("\t3\t2\t100\t100\tPR_SS", "\t3\t3\t100\t100\tPR_SS"))


def test_all_names_that_are_too_long_are_refused_with_their_lines(read_changed):
    name = "x" * 2001
    with pytest.raises(ScheduleFileError) as caught:
        read_changed("footbridge.xer", ("\tDeck\t", f"\t{name}\t"), ("\tPiling\t", f"\t{name}\t"))
    lines = [problem.where.line for problem in caught.value.problems]
    assert len(lines) == 2
    assert None not in lines
    assert all("2,001 characters" in str(problem) for problem in caught.value.problems)


def test_a_project_without_activities_is_refused(read_changed):
    with pytest.raises(ScheduleFileError, match="no project of the file holds activities: FB"):
        read_changed("footbridge.xer", ("%T\tTASK\r\n", "%T\tNOTASK\r\n"))
    with pytest.raises(ScheduleFileError, match="Footbridge: the project holds no activities"):
        read_changed("footbridge.xer", *((kind, "TT_LOE") for kind in ("TT_Mile", "TT_Task", "TT_FinMile")))


@pytest.mark.parametrize("keep", [0.1, 0.3, 0.5, 0.7, 0.9, 0.95])
def test_a_file_that_was_cut_off_is_refused(tmp_path, fixture_text, keep):
    for name in ("footbridge.xer", "kiosk.xml"):
        text = fixture_text(name)
        path = tmp_path / name
        path.write_text(text[: int(len(text) * keep)], encoding="utf-8", newline="")
        with pytest.raises(ScheduleFileError, match=name):
            read_schedule(path)


def test_a_missing_end_mark_is_noted_where_only_unread_tables_can_be_cut(read_changed, notice_of):
    project = read_changed("footbridge.xer", ("%E\r\n", ""))
    assert notice_of(project, "no end mark %E").count == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ([("</Tasks>", "</Task>")], r"kiosk.xml:\d+: the XML is broken: mismatched tag"),
        (
            [("<Duration>PT16H0M0S<", "<Duration>2 days<")],
            r":\d+: task uid2 Sketch: Duration is '2 days'; a duration is",
        ),
        ([("<Duration>PT16H0M0S<", "<Duration>-PT16H0M0S<")], r"Duration is '-PT16H0M0S'"),
        ([("<Duration>PT16H0M0S</Duration>", "")], r"task uid2 Sketch: the task has no Duration"),
        ([("<UID>3</UID><ID>3</ID>", "<UID>2</UID><ID>3</ID>")], r"task 'Drawings': the UID 2 is used twice"),
        ([("<UID>2</UID><ID>2</ID>", "<ID>2</ID>")], r"task 'Sketch': the task has no UID"),
        ([("<Type>2</Type><CrossProject>", "<Type>9</Type><CrossProject>")], r"the link type is '9'; Type is 0 \(FF\)"),
        ([("<LinkLag>4800<", "<LinkLag>lots<")], r"LinkLag is 'lots'"),
        ([("<StartDate>2027-01-04T08:00:00<", "<StartDate>NA<")], r"the project has no StartDate"),
        ([("<Tasks>", "<Chores>"), ("</Tasks>", "</Chores>")], r"the file holds no tasks"),
        ([("<PredecessorUID>3<", "<PredecessorUID>6<")], r"kiosk.xml:\d+: .*uid5 -> uid6 -> uid5"),
    ],
)
def test_a_broken_mspdi_file_is_refused_with_the_file_and_what_is_wrong(read_changed, changes, words):
    with pytest.raises(ScheduleFileError, match=words) as caught:
        read_changed("kiosk.xml", *changes)
    assert all("kiosk.xml" in str(problem.where) for problem in caught.value.problems)


@pytest.mark.parametrize(
    "declaration",
    [
        "<!DOCTYPE Project>",
        '<!DOCTYPE Project SYSTEM "http://127.0.0.1/never.dtd">',
        '<!DOCTYPE Project [<!ENTITY a "x"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE Project [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    ],
)
def test_document_types_and_entities_are_refused(read_changed, declaration):
    with pytest.raises(ScheduleFileError, match=r"kiosk.xml:2: the file declares a document type or entities"):
        read_changed("kiosk.xml", ("<Project xmlns", f"{declaration}<Project xmlns"))


def test_deep_nesting_and_endless_texts_are_refused(read_changed):
    with pytest.raises(ScheduleFileError, match="nest deeper than 100"):
        read_changed("kiosk.xml", ("<Title>Kiosk</Title>", "<a>" * 200 + "</a>" * 200))
    with pytest.raises(ScheduleFileError, match="longer than 1,000,000 characters"):
        read_changed("kiosk.xml", ("<Title>Kiosk</Title>", f"<Title>{'Kiosk' * 300_000}</Title>"))


@pytest.mark.parametrize("name", ["footbridge.xer", "footbridge_update.xer", "kiosk.xml"])
def test_damage_anywhere_never_ends_in_anything_but_an_error_of_riskmc(tmp_path, fixture_text, name):
    generator = random.Random(20270104)
    text = fixture_text(name)
    path = tmp_path / name
    messages = []
    for _ in range(300):
        damaged = list(text)
        for _ in range(generator.randrange(1, 4)):
            position = generator.randrange(len(damaged))
            damaged[position] = generator.choice(["", "\t", "\n", "0", "-", "9" * 30, "x", "<", "%", ")", "é", "\0"])
        path.write_text("".join(damaged), encoding="utf-8", newline="")
        try:
            read_schedule(path)
        except RiskmcError as error:
            messages.append(str(error))
    assert len(messages) > 10
    assert all(str(path) in message for message in messages)
