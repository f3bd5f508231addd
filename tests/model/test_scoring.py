"""Laws of scoring: levels, bands and scores."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskmc.errors import PlanError
from riskmc.model.project import Project
from riskmc.model.quantities import Quantity
from riskmc.model.scoring import Scoring, place_on

FOUR = {
    "levels": ["minor", "serious", "grave", "fatal"],
    "probability": ["0%", "5%", "20%", "50%", "100%"],
    "impacts": {"schedule": ["0d", "1w", "1mo", "3mo", "12mo"], "press": ["none", "local", "national", "world"]},
}
SCHEMES = [Scoring(levels=3), Scoring(), Scoring(**FOUR)]

schemes = st.sampled_from(SCHEMES)
chances = st.floats(0.0, 1.0)


def plan(**scoring: object) -> Project:
    return Project(name="x", start="2027-01-04", tasks=[{"id": "a", "duration": "5d"}], scoring=scoring)


def test_three_and_five_levels_are_built_in():
    three, five = Scoring(levels=3), Scoring()
    assert three.names == ("low", "medium", "high")
    assert five.names == ("very low", "low", "medium", "high", "very high")
    assert three.scores == ((1.0, 2.0, 3.0), (2.0, 4.0, 6.0), (3.0, 6.0, 9.0))
    assert [five.tolerance_of(score) for score in (4, 5, 12, 15, 25)] == ["low", "medium", "medium", "high", "high"]
    assert [three.tolerance_of(score) for score in (1, 2, 3, 4, 6, 9)] == ["low"] * 2 + ["medium"] * 2 + ["high"] * 2


@pytest.mark.parametrize(
    ("chance", "level"),
    [
        (0.0, "very low"), (0.1, "very low"), (0.11, "low"), (0.3, "low"), (0.5, "medium"), (0.7, "high"),
        (0.71, "very high"), (1.0, "very high"),
    ],
)  # fmt: skip
def test_a_chance_on_the_end_of_a_band_belongs_to_the_lower_level(chance, level):
    assert Scoring().level_of_probability(chance) == level


@given(schemes, chances, chances)
def test_levels_rise_with_the_chance(scoring, one, other):
    low, high = sorted((one, other))
    assert scoring.rank(scoring.level_of_probability(low)) <= scoring.rank(scoring.level_of_probability(high))


@given(schemes, st.integers(0, 9))
def test_the_chance_of_a_level_has_that_level(scoring, place):
    level = scoring.names[place % len(scoring.names)]
    assert scoring.level_of_probability(scoring.probability_of(level)) == level


@given(schemes, st.data())
def test_scores_rise_with_both_levels(scoring, data):
    places = st.integers(0, len(scoring.names) - 1)
    row, column = data.draw(places), data.draw(places)
    more_row, more_column = (
        data.draw(st.integers(row, len(scoring.names) - 1)),
        data.draw(st.integers(column, len(scoring.names) - 1)),
    )
    assert scoring.scores[row][column] <= scoring.scores[more_row][more_column]
    bands = ("low", "medium", "high")
    first, second = (scoring.tolerance_of(scoring.scores[r][c]) for r, c in ((row, column), (more_row, more_column)))
    assert bands.index(first) <= bands.index(second)


def test_a_level_of_impact_is_any_amount_of_its_band_and_a_gain_is_its_mirror():
    scoring = Scoring(levels=3, impacts={"schedule": ["0d", "5d", "20d", "60d"]})
    loss = scoring.impact_of("schedule", "Medium")
    gain = scoring.impact_of("schedule", "medium", is_opportunity=True)
    assert loss.describe() == "uniform 5d to 20d"
    assert gain.describe() == "uniform -20d to -5d"
    assert scoring.impact_of("quality", "medium") is None


def test_shares_of_the_planned_duration_turn_into_time():
    scoring = Scoring().in_amounts(Quantity(200, "d"))
    assert [str(edge) for edge in scoring.edges("schedule")] == ["0d", "2d", "10d", "20d", "40d", "80d"]
    assert [edge.unit for edge in scoring.edges("cost")] == ["%"] * 6
    priced = Scoring(budget=1_000_000).in_amounts(None)
    assert priced.edges("cost")[1] == Quantity(10_000)
    assert priced.edges("schedule")[1] == Quantity(1, "%")


def test_a_table_gives_the_scores_that_it_holds():
    table = {"high": [3, 5, 9], "low": [1, 2, 3], "medium": [2, 3, 6]}
    scoring = Scoring(levels=3, score=table, tolerance={"medium": 3, "high": 6}, appetite=5)
    assert scoring.score("high", "medium") == 5.0
    assert scoring.scores == ((1.0, 2.0, 3.0), (2.0, 3.0, 6.0), (3.0, 5.0, 9.0))
    assert scoring.tolerance_of(5) == "medium"
    assert scoring.appetite_score == 5.0


def test_values_are_multiplied_in_place_of_the_places_of_the_levels():
    scoring = Scoring(values={"probability": [0.1, 0.3, 0.5, 0.7, 0.9], "impact": [0.05, 0.1, 0.2, 0.4, 0.8]})
    assert scoring.score("very high", "very high") == 0.72
    assert scoring.tolerance_bounds == (pytest.approx(0.144), pytest.approx(0.432))


@given(st.lists(st.floats(0, 1e6), min_size=3, max_size=8, unique=True).map(sorted), st.floats(-10, 2e6))
def test_a_place_on_a_scale_is_that_of_its_band(edges, amount):
    place = place_on(edges, amount)
    assert 0 <= place <= len(edges) - 2
    if edges[0] < amount <= edges[-1]:
        assert edges[place] < amount <= edges[place + 1]


@pytest.mark.parametrize(
    ("scoring", "said"),
    [
        ({"levels": 4}, r"levels 4 is no scheme; write 3, 5, or the names"),
        ({"levels": ["low"]}, r"levels has 1 names; write 2 to 10"),
        ({"levels": ["low", "Low"]}, r"scoring.levels\[1\]: scoring: level 'Low' is named twice"),
        ({"levels": ["a", "b", "c", "d"]}, r"4 levels of your own have no bands of probability; write .*5 ends"),
        ({"probability": [0, 0.2, 0.1, 0.5, 0.7, 1]}, r"probability\[2\]: .*0.1 is not above 0.2"),
        ({"probability": ["0%", "50%", "200%"]}, r"200% is not between 0 and 1"),
        ({"probability": [0, 1]}, r"probability has 2 ends of bands; write 6"),
        ({"levels": 3, "impacts": {"schedule": ["0d", "5d", "3d", "9d"]}}, r"schedule: 3d is not above 5d"),
        ({"levels": 3, "impacts": {"schedule": ["0d", "2mo", "3d", "9d"]}}, r"schedule: 3d is not above 2mo"),
        ({"levels": 3, "impacts": {"schedule": ["few", "some", "many"]}}, r"'few' is not an amount"),
        ({"levels": 3, "impacts": {"schedule": [0, 5, 10, 20]}}, r"schedule \[0, 5, 10, 20\] is no scale; write work"),
        ({"levels": 3, "impacts": {"cost": ["0%", "5d", "9d", "12d"]}}, r"cost .* is no scale; write money"),
        ({"levels": 3, "impacts": {"quality": ["fine", "bad"]}}, r"quality has 2 words; write 3"),
        ({"levels": 3, "impacts": {"overall": ["a", "b", "c"]}}, r"'overall' is no kind of impact"),
        ({"levels": 3, "score": {"low": [1, 2, 3], "medium": [2, 4, 6]}}, r"score has no row for high"),
        ({"levels": 3, "score": {"lo": [1, 2, 3]}}, r"'lo' is no level; .*did you mean 'low'"),
        ({"levels": 3, "score": {"low": [1, 2], "medium": [1, 2, 3], "high": [1, 2, 3]}}, r"low has 2 scores; write 3"),
        ({"levels": 3, "score": {"low": [1, 2, 3], "medium": [1, 1, 3], "high": [1, 2, 3]}}, r"1 is below the score 2"),
        ({"score": "sum"}, r"score 'sum' is not known; write product"),
        ({"values": {"impact": [1, 2, 3]}}, r"impact has 3 numbers; write 5"),
        ({"tolerance": {"medium": 9, "high": 4}}, r"wrong order"),
        ({"budget": "5d"}, r"budget 5d is not an amount of money"),
        ({"level": 3}, r"unknown key 'level'.*did you mean 'levels'"),
    ],
)  # fmt: skip
def test_a_scheme_that_makes_no_sense_is_refused_with_the_reason(scoring, said):
    with pytest.raises(PlanError, match=said):
        plan(**scoring)


def test_all_faults_of_a_scheme_are_told_at_once():
    with pytest.raises(PlanError) as caught:
        plan(levels=3, probability=["0%", "50%"], tolerance={"medium": 3}, appetite="much")
    assert len(caught.value.problems) == 2
    with pytest.raises(PlanError) as caught:
        plan(levels=3, probability=["0%", "50%"], impacts={"schedule": ["0d", "3d"], "quality": ["good"]})
    assert len(caught.value.problems) == 3


def test_a_plan_without_scoring_keeps_its_digest():
    plain = Project(name="x", start="2027-01-04", tasks=[{"id": "a", "duration": "5d"}])
    assert plain.digest() == plan().digest() == plan(levels=5).digest()
    assert plain.digest() != plan(levels=3).digest()
