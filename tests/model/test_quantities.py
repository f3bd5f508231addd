"""Laws of quantities."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskmc.errors import PlanError
from riskmc.model import Quantity
from riskmc.model.quantities import KINDS

quantities = st.builds(Quantity, st.floats(-1e12, 1e12), st.sampled_from(sorted(KINDS)))


@given(quantities)
def test_parsing_the_text_of_a_quantity_gives_the_quantity_back(quantity):
    assert Quantity.parse(str(quantity)) == quantity


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("5d", 5, "d"), ("1.5mo", 1.5, "mo"), ("90%", 90, "%"), (30, 30, ""), (" 6 h ", 6, "h"), ("-2w", -2, "w"),
        ("1e3min", 1000, "min"), (".5d", 0.5, "d"), ("7", 7, ""), ("+3d", 3, "d"),
    ],
)  # fmt: skip
def test_a_quantity_is_read_as_planners_write_it(text, value, unit):
    assert Quantity.parse(text) == Quantity(value, unit)


ALLOWED = "write a number with a unit: min, h, d, w, mo or %, such as 5d or 1.5mo"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("5 days", f"'5 days' is not a quantity; {ALLOWED} (did you mean '5d'?)"),
        ("5D", f"'5D' is not a quantity; {ALLOWED} (did you mean '5d'?)"),
        ("5m", f"'5m' is not a quantity; {ALLOWED} (did you mean '5min' or '5mo'?)"),
        ("1,5d", f"'1,5d' is not a quantity; {ALLOWED} (did you mean '1.5d'?)"),
        ("12:30", f"'12:30' is not a quantity; {ALLOWED}"),
        ("", f"'' is not a quantity; {ALLOWED}"),
        ("nan", f"'nan' is not a quantity; {ALLOWED}"),
        (True, f"true is not a quantity; {ALLOWED}"),
        (None, f"nothing is not a quantity; {ALLOWED}"),
        ([1], f"[1] is not a quantity; {ALLOWED}"),
        (10**400, f"1{'0' * 56}... is not a quantity; {ALLOWED}"),
        ("1e99d", "'1e99d' is too large; at most 1e+12 is allowed"),
    ],
)
def test_what_is_not_a_quantity_is_refused_with_a_hint(text, message):
    with pytest.raises(PlanError) as caught:
        Quantity.parse(text)
    assert str(caught.value) == message


@pytest.mark.parametrize(("value", "unit"), [(1, "days"), (float("nan"), "d"), (float("inf"), "d"), (1e13, "d")])
def test_an_impossible_quantity_can_not_be_built(value, unit):
    with pytest.raises(PlanError, match=r"unknown unit 'days'|not a number that a plan can hold"):
        Quantity(value, unit)


@given(st.floats(0, 1000), st.floats(0, 1000))
def test_a_share_of_a_planned_quantity_has_the_unit_of_the_plan(share, planned):
    scaled = Quantity(share, "%").scaled_by(Quantity(planned, "w"))
    assert scaled == Quantity(share * planned / 100, "w")
