"""Laws of YAML that is read without surprises."""
# ruff: noqa: E501

import importlib.util
import sys

import pytest

from riskmc.errors import PlanError
from riskmc.io import yaml_marks
from riskmc.io.yaml_marks import read_marked


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"), ("yes", "yes"), ("on", "on"), ("Off", "Off"), ("true", True), ("False", False), ("12:30", "12:30"),
        ("1e3", 1000.0), ("-2.5", -2.5), ("7", 7), ("2027-01-04", "2027-01-04"), ("1_000", "1_000"), ("0x1F", "0x1F"),
        ("~", None), ("null", None), ("", None), (".5", 0.5), (".inf", ".inf"), ("5d", "5d"), ("'5'", "5"), ('"no"', "no"),
        ("0.10", 0.1), ("+3", 3), ("1.2.3", "1.2.3"), ("=", "="), ("123456789012345678901", 123456789012345678901.0),
    ],
)  # fmt: skip
def test_plain_values_are_read_without_surprises(text, value):
    data = read_marked(f"a: {text}", "f").data["a"]
    assert data == value
    assert type(data) is type(value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "a: 010",
            'f:1:4: 010 starts with a zero, and tools read it differently (write "010" for a text, or 10 for a number)',
        ),
        ("a: 1\nb: 2\na: 3", "f:3:1: the key 'a' is written twice, first in line 1; write it once"),
        ("a: !!str 5", "f:1:4: the tag 'tag:yaml.org,2002:str' is not read; write plain values, without tags"),
        ("a: !x [5]", "f:1:4: the tag '!x' is not read; write plain values, without tags"),
        ("<<: {a: 1}", "f:1:1: the merge key '<<' is not read; write the keys out, or use templates"),
        ("? [1]\n: 2", "f:1:3: a key is a list or a mapping; write keys as text"),
    ],
)
def test_what_could_be_misread_is_a_problem(text, message):
    assert [str(problem) for problem in read_marked(text, "f").problems] == [message]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: [1, 2", "f:2:1: this is not YAML: while parsing a flow sequence did not find expected ',' or ']' (look for a missing comma or bracket before this place)"),
        ("a: b: c", "f:1:5: this is not YAML: mapping values are not allowed in this context (look for a missing space after ':', a colon inside a text that needs quotes, or a wrong indent)"),
        ("a:\n\t- b", "f:2:1: this is not YAML: while scanning for the next token found character that cannot start any token (indent with spaces, not tabs, and put texts that start with @, % or ` in quotes)"),
        ("a: 1\n---\nb: 2", "f:2:1: this is not YAML: expected a single document in the stream but found another document (write one plan in a file, without '---' in between)"),
        ("a: \x01", "f: this is not YAML: control characters are not allowed, at character 4"),
        ("a: *b", "f:1:4: this is not YAML: found undefined alias"),
        ("[" * 60, "f:1:50: the file nests too deeply; at most 50 levels are allowed"),
        ("&a [*a]", "f:1:1: the file nests too deeply; at most 50 levels are allowed"),
    ],
)  # fmt: skip
def test_what_is_not_yaml_is_a_problem_with_its_place(text, message):
    with pytest.raises(PlanError) as caught:
        read_marked(text, "f")
    assert str(caught.value) == message


def test_deep_nesting_of_any_size_is_refused_without_harm():
    with pytest.raises(PlanError, match="the file nests too deeply"):
        read_marked("[" * 100_000, "f")
    with pytest.raises(PlanError, match=r"the file nests too deeply|this is not YAML"):
        read_marked("- " * 100_000, "f")


def test_a_thousand_aliases_are_read_and_more_are_refused():
    def plan(n):
        return f"a: &a [1]\nb: [{', '.join(['*a'] * n)}]"

    assert len(read_marked(plan(1000), "f").data["b"]) == 1000
    with pytest.raises(PlanError, match=r"^f:1:4: the aliases of the file unfold too far; at most 1,000 aliases"):
        read_marked(plan(1001), "f")


def test_aliases_of_aliases_do_not_unfold_without_end():
    bomb = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30))
    with pytest.raises(PlanError, match="the aliases of the file unfold too far"):
        read_marked(bomb, "f")


def test_too_many_values_are_refused(monkeypatch):
    monkeypatch.setattr(yaml_marks, "UNFOLDED_LIMIT", 100)
    with pytest.raises(PlanError, match=r"^f:1:1: the file has too many values; at most 100 values are allowed$"):
        read_marked("[" + "1, " * 200 + "]", "f")


def test_places_are_those_of_keys_and_values():
    marked = read_marked("tasks:\n- id: a\n  after: [b, c]\n", "f")
    assert str(marked.locate(["tasks", 0, "after", 1])) == "f:3:14"
    assert str(marked.locate(["tasks", 0, "after"], key=True)) == "f:3:3"
    assert str(marked.locate(["tasks", 0, "duration"])) == "f:2:3"
    assert str(marked.locate(["risks", 0])) == "f:1:1"


def test_keys_are_always_text():
    assert read_marked("{10: a, 5d: b, no: c, 1.5: d}", "f").data == {"10": "a", "5d": "b", "no": "c", "1.5": "d"}


def test_without_the_c_parser_the_same_is_read(monkeypatch):
    monkeypatch.setitem(sys.modules, "yaml._yaml", None)
    spec = importlib.util.find_spec("riskmc.io.yaml_marks")
    slow = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "slow_yaml_marks", slow)
    spec.loader.exec_module(slow)
    text = "a: [no, 1e3, '5', {b: 12:30}]\nc: &x [1]\nd: *x\n"
    assert slow._Loader.__mro__[2] is not yaml_marks._Loader.__mro__[2]
    assert slow.read_marked(text, "f").data == read_marked(text, "f").data
    assert str(slow.read_marked(text, "f").locate(["a", 3, "b"])) == "f:1:23"
    with pytest.raises(PlanError, match="the file nests too deeply"):
        slow.read_marked("[" * 200, "f")
    with pytest.raises(PlanError, match="this is not YAML"):
        slow.read_marked("a: [1, 2", "f")


def test_one_record_in_place_of_a_list_is_found_by_its_place_in_the_list():
    marked = read_marked("risks:\n- id: R1\n  response: {cost: 5d}\n", "plan.yaml")
    assert str(marked.locate(["risks", 0, "response", 0, "cost"])) == "plan.yaml:3:20"
