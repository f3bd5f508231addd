"""Laws of links and of the order of tasks."""
# ruff: noqa: E501

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskmc.errors import PlanError
from riskmc.model import CycleError, Link, Quantity, Task, topological_order
from riskmc.model.network import find_cycles


@pytest.mark.parametrize(
    ("text", "predecessor", "kind", "lag"),
    [
        ("permit", "permit", "FS", "0d"), ("permit FS+5d", "permit", "FS", "5d"), ("design SS+10d", "design", "SS", "10d"),
        ("x FF-2d", "x", "FF", "-2d"), ("x SF", "x", "SF", "0d"), ("  x  fs + 1.5w ", "x", "FS", "1.5w"),
        ("A.1-b_2 +3h", "A.1-b_2", "FS", "3h"), ("FS FS+5d", "FS", "FS", "5d"),
    ],
)  # fmt: skip
def test_a_link_is_read_as_planners_write_it(text, predecessor, kind, lag):
    link = Link.parse(text)
    assert (link.predecessor, link.kind, link.lag) == (predecessor, kind, Quantity.parse(lag))
    assert Task(id="a", duration="1d", after=[text]).after == (link,)


ids = st.from_regex(r"[A-Za-z0-9_.\-]{1,8}", fullmatch=True)
lags = st.builds(lambda n, unit: Quantity(n / 4, unit), st.integers(-400, 400), st.sampled_from(["min", "h", "d", "w"]))


@given(ids, st.sampled_from(["FS", "SS", "FF", "SF"]), lags)
def test_parsing_the_text_of_a_link_gives_the_link_back(predecessor, kind, lag):
    link = Link(predecessor=predecessor, kind=kind, lag=lag)
    again = Link.parse(str(link))
    assert (again.predecessor, again.kind, again.lag.value) == (predecessor, kind, lag.value)


def test_a_link_in_mapping_form_may_have_an_uncertain_lag():
    task = Task(id="a", duration="1d", after=[{"task": 12, "link": "SS", "lag": {"pert": ["1d", "2d", "5d"]}}, 7])
    assert [str(link) for link in task.after] == ["12 SS PERT 1d / 2d / 5d", "7"]


LINK = "write a task and, after a space, FS, SS, FF or SF with a lag, such as 'permit FS+5d'"


@pytest.mark.parametrize(
    ("link", "message"),
    [
        ("permit+5d", f"after[0]: task 'a': after[0] 'permit+5d' is not a link; {LINK}"),
        ("permit FS 5d", f"after[0]: task 'a': after[0] 'permit FS 5d' is not a link; {LINK}"),
        ("permit FX+5d", f"after[0]: task 'a': after[0] 'permit FX+5d' is not a link; {LINK}"),
        ("", f"after[0]: task 'a': after[0] '' is not a link; {LINK}"),
        (["b"], f"after[0]: task 'a': after[0] ['b'] is not a link; {LINK}"),
        ("b FS+5", "after[0]: task 'a': the lag of 'b FS+5' has no unit; write a lag as working time, such as 5d"),
        ("b FS+50%", "after[0]: task 'a': the lag of 'b FS+50%' is a share; write a lag as working time, such as 5d"),
        ("b FS+5 days", f"after[0]: task 'a': the lag of 'b FS+5 days' is not a quantity; {LINK} (did you mean '5d'?)"),
        (
            {"task": "b", "lag": {"pert": ["5%", "6%", "8%"]}},
            "after[0].lag: task 'a': lag PERT 5% / 6% / 8% is not an amount of working time; "
            "write a lag in min, h, d, w or mo, such as 5d",
        ),
        ({"task": "b", "link": "FX"}, "after[0].link: task 'a': link 'FX' is not known; write 'FS', 'SS', 'FF' or 'SF'"),
        ({"tsk": "b"}, None),
    ],
)  # fmt: skip
def test_what_is_not_a_link_is_refused(link, message):
    with pytest.raises(PlanError) as caught:
        Task(id="a", duration="1d", after=[link])
    if message is None:
        message = (
            "after[0].task: task 'a': task is missing\n"
            "after[0].tsk: task 'a': unknown key 'tsk'; known keys are task, link, lag, calendar (did you mean 'task'?)"
        )
    assert str(caught.value) == message


def test_all_links_of_a_task_are_checked_at_once():
    with pytest.raises(PlanError) as caught:
        Task(id="a", duration="1d", after=["b FS+5", "c", "d FS+5%"])
    assert [problem.where.path for problem in caught.value.problems] == ["after[0]", "after[2]"]


@st.composite
def networks(draw):
    """A network without cycles: links go forward in a hidden order; ids come in another."""
    n = draw(st.integers(1, 12))
    hidden = draw(st.permutations([f"t{index}" for index in range(n)]))
    pairs = draw(st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)), max_size=30))
    links = [(hidden[a], hidden[b]) for a, b in pairs if a < b]
    return draw(st.permutations(list(hidden))), links


@given(networks())
def test_every_task_comes_after_its_predecessors(network):
    names, links = network
    order = topological_order(names, links)
    place = {names[index]: position for position, index in enumerate(order)}
    assert sorted(order) == list(range(len(names)))
    assert all(place[before] < place[after] for before, after in links)


@given(st.lists(ids, unique=True, max_size=10))
def test_without_links_the_order_is_that_of_the_plan(names):
    assert topological_order(names, []) == tuple(range(len(names)))


@given(networks(), st.data())
def test_closing_a_circle_is_found_and_the_path_follows_links(network, data):
    names, links = network
    chain = data.draw(st.lists(st.sampled_from(names), min_size=2, unique=True)) if len(names) > 1 else names * 2
    closed = [*links, *zip(chain, [*chain[1:], chain[0]], strict=True)]
    with pytest.raises(CycleError) as caught:
        topological_order(names, closed)
    path = caught.value.path
    assert path[0] == path[-1]
    assert len(set(path[:-1])) == len(path) - 1
    assert all(pair in closed for pair in pairwise(path))


def test_a_cycle_starts_at_its_first_task_of_the_plan():
    with pytest.raises(CycleError, match=re.escape("b -> c -> d -> b")):
        topological_order(["a", "b", "c", "d"], [("d", "b"), ("c", "d"), ("b", "c"), ("a", "b")])


def test_cycles_that_share_no_task_are_all_found():
    links = [("a", "b"), ("b", "a"), ("c", "d"), ("d", "c"), ("b", "c")]
    assert find_cycles(["a", "b", "c", "d"], links) == [("a", "b", "a"), ("c", "d", "c")]
