"""Small MS Project XML files, written for one law each."""

from __future__ import annotations

from collections.abc import Iterable

OFFICE = (("08:00:00", "12:00:00"), ("13:00:00", "17:00:00"))


def fields(**values: object) -> str:
    """Write elements, by name."""
    return "".join(f"<{name}>{value}</{name}>" for name, value in values.items() if value is not None)


def link(uid: int, kind: int = 1, lag: float = 0, lag_format: int = 7) -> str:
    """Write a link; `lag` is in tenths of minutes, or in percent."""
    inner = fields(PredecessorUID=uid, Type=kind, CrossProject=0, LinkLag=lag, LagFormat=lag_format)
    return f"<PredecessorLink>{inner}</PredecessorLink>"


def task(uid: int, hours: float | None = 8, *links: str, level: int = 1, **values: object) -> str:
    """Write a task."""
    usual: dict[str, object] = {
        "UID": uid, "ID": uid, "Name": f"Task {uid}", "OutlineLevel": level, "Type": 0,
        "Duration": None if hours is None else f"PT{int(hours)}H{round(hours % 1 * 60)}M0S", "DurationFormat": 7,
        "Milestone": int(hours == 0), "Summary": 0, "PercentComplete": 0, "ConstraintType": 0, "CalendarUID": -1,
    }  # fmt: skip
    return f"<Task>{fields(**usual | values)}{''.join(links)}</Task>"


def summary(uid: int, *links: str, level: int = 1, **values: object) -> str:
    """Write a summary task; the tasks below it follow with a deeper level."""
    return task(uid, 8, *links, level=level, **{"Summary": 1, "Type": 1} | values)


def calendar(
    uid: int,
    name: str,
    days: Iterable[int] = range(5),
    shifts: Iterable[tuple[str, str]] = OFFICE,
    *,
    base: int = -1,
    holidays: Iterable[str] = (),
) -> str:
    """Write a calendar that works the same shifts on some days, Monday 0."""
    worked = set(days)
    times = "".join(f"<WorkingTime>{fields(FromTime=start, ToTime=end)}</WorkingTime>" for start, end in shifts)
    week = "".join(
        f"<WeekDay><DayType>{(day + 1) % 7 + 1}</DayType><DayWorking>{int(day in worked)}</DayWorking>"
        f"{f'<WorkingTimes>{times}</WorkingTimes>' if day in worked else ''}</WeekDay>"
        for day in range(7)
    )
    off = "".join(
        f"<Exception><TimePeriod><FromDate>{day}T00:00:00</FromDate><ToDate>{day}T23:59:00</ToDate></TimePeriod>"
        "<Type>1</Type><DayWorking>0</DayWorking></Exception>"
        for day in holidays
    )
    week = week if base == -1 else ""
    head = fields(UID=uid, Name=name, IsBaseCalendar=int(base == -1), BaseCalendarUID=base)
    return f"<Calendar>{head}<WeekDays>{week}</WeekDays><Exceptions>{off}</Exceptions></Calendar>"


def resource(uid: int, calendar_uid: int, kind: int = 1, **values: object) -> str:
    """Write a resource: 0 material, 1 work."""
    return (
        f"<Resource>{fields(UID=uid, Name=f'Resource {uid}', Type=kind, CalendarUID=calendar_uid, **values)}</Resource>"
    )


def assignment(uid: int, task_uid: int, resource_uid: int, *pieces: tuple[str, str, str], **values: object) -> str:
    """Write an assignment with its work, piece by piece: start, finish, amount."""
    data = "".join(
        f"<TimephasedData>{fields(Type=1, UID=uid, Start=start, Finish=finish, Unit=2, Value=amount)}</TimephasedData>"
        for start, finish, amount in pieces
    )
    head = fields(UID=uid, TaskUID=task_uid, ResourceUID=resource_uid, Units=1)
    return f"<Assignment>{head}{fields(**values)}{data}</Assignment>"


def mspdi(
    *tasks: str,
    calendars: str = "",
    resources: str = "",
    assignments: str = "",
    **properties: object,
) -> bytes:
    """Write a file: a project from Monday 2027-01-04 08:00, Monday to Friday, 08:00-12:00 and 13:00-17:00."""
    usual: dict[str, object] = {
        "Name": "Plan", "ScheduleFromStart": 1, "StartDate": "2027-01-04T08:00:00", "CalendarUID": 1,
        "MinutesPerDay": 480, "MinutesPerWeek": 2400, "DaysPerMonth": 20,
    }  # fmt: skip
    return (
        f"<Project xmlns='http://schemas.microsoft.com/project'>{fields(**usual | properties)}"
        f"<Calendars>{calendar(1, 'Standard')}{calendars}</Calendars><Tasks>{''.join(tasks)}</Tasks>"
        f"<Resources>{resources}</Resources><Assignments>{assignments}</Assignments></Project>"
    ).encode()
