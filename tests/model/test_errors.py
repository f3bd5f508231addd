"""Laws of the exception tree."""

import pickle

import pytest

from riskmc import errors


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.PlanError([errors.Problem(what="x")]), 2),
        (errors.ScheduleFileError([errors.Problem(what="x")]), 2),
        (errors.ResultFileError([errors.Problem(what="x")]), 2),
        (errors.UsageError("x"), 2),
        (errors.MissingExtraError("excel", "reading x"), 2),
        (errors.OutputExistsError("x"), 2),
        (errors.SimulationError("x"), 70),
        (errors.StaleResultError("x"), 2),
        (errors.DurationError("x"), 2),
    ],
)
def test_every_error_has_its_exit_status_and_survives_pickling(error, status):
    assert error.exit_code == status
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is type(error)
    assert str(copy) == str(error)
    assert isinstance(error, errors.RiskmcError)


def test_a_problem_says_where_whose_what_what_is_allowed_and_what_to_do():
    where = errors.Location("plan.yaml", 14, 5, "tasks[1].duration")
    problem = errors.Problem(where, "task 'a'", "5d is below 8d", "write low <= high", "swap them")
    assert str(problem) == "plan.yaml:14:5: task 'a': 5d is below 8d; write low <= high (swap them)"


def test_a_location_without_a_line_shows_the_path():
    assert str(errors.Location("plan.yaml", path="tasks[1]")) == "plan.yaml: tasks[1]"
    assert str(errors.Location("plan.yaml")) == "plan.yaml"
    assert str(errors.Location("plan.yaml", 3)) == "plan.yaml:3"
