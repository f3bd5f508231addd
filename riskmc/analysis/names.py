"""Names of tasks as tables and charts tell them apart."""

from __future__ import annotations

from collections import Counter

from riskmc.model.project import Project


def distinct_names(project: Project) -> dict[str, str]:
    """Return the name of each task by its id; where several tasks share a name, with the id behind it.

    Examples
    --------
    >>> tasks = [{"id": i, "name": n, "duration": "1d"} for i, n in (("a", "Dig"), ("b", "Dig"), ("c", "Build"))]
    >>> distinct_names(Project(name="Shed", start="2027-01-04", tasks=tasks))
    {'a': 'Dig (a)', 'b': 'Dig (b)', 'c': 'Build'}
    """
    times = Counter(task.name for task in project.tasks)
    return {task.id: task.name if times[task.name] == 1 else f"{task.name} ({task.id})" for task in project.tasks}
