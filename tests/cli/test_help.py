"""The commands explain themselves, and say what was meant where a word is misspelt."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import Result

from riskmc.cli.group import COMMANDS

Invoke = Callable[..., Result]


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_every_command_shows_an_example(invoke: Invoke, name: str) -> None:
    result = invoke(name, "--help")
    assert result.exit_code == 0
    assert f"riskmc {name}" in result.stdout.split("Example")[1]


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_lists_every_command_with_a_line(invoke: Invoke, name: str) -> None:
    lines = [line.split(maxsplit=1) for line in invoke("--help").stdout.splitlines()]
    assert any(words[0] == name and words[1].endswith(".") for words in lines if len(words) == 2)


def test_without_arguments_the_help_comes_with_status_2(invoke: Invoke) -> None:
    result = invoke()
    assert result.exit_code == 2
    assert "Commands:" in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(("word", "meant"), [("rn", "run"), ("chekc", "check"), ("reprot", "report"), ("RUN", "run")])
def test_a_misspelt_command_is_answered_with_the_one_that_is_near(invoke: Invoke, word: str, meant: str) -> None:
    result = invoke(word)
    assert result.exit_code == 2
    assert f"there is no command {word!r}. Did you mean {meant}?" in result.stderr


def test_a_strange_command_is_answered_with_all_commands(invoke: Invoke) -> None:
    result = invoke("xyzzy")
    assert result.exit_code == 2
    assert all(name in result.stderr for name in COMMANDS)


def test_a_plan_in_the_place_of_a_command_is_answered_with_run(invoke: Invoke, plan: object) -> None:
    result = invoke(plan)
    assert result.exit_code == 2
    assert f"riskmc run {plan}" in result.stderr


def test_a_misspelt_option_is_answered_with_the_one_that_is_near(invoke: Invoke, plan: object) -> None:
    result = invoke("run", plan, "--iteratons", "5")
    assert result.exit_code == 2
    assert "--iterations" in result.stderr


@pytest.mark.parametrize(
    ("option", "value", "words"),
    [
        ("--iterations", "1.5", "'1.5' is not a whole number; write one from 1"),
        ("--iterations", "0", "0 is out of range; write a whole number from 1"),
        ("--seed", "-1", "-1 is out of range; write a whole number from 0 to 18,446,744,073,709,551,615"),
        ("--jobs", "0", "0 is out of range; write a whole number from 1"),
        ("--sampling", "sobel", "'sobel' is not one of 'lhs', 'random', 'sobol'"),
        ("--iterations", str(2**33 + 1), "is out of range"),
    ],
)
def test_a_bad_value_is_answered_with_what_is_allowed(
    invoke: Invoke, plan: object, option: str, value: str, words: str
) -> None:
    result = invoke("run", plan, option, value)
    assert result.exit_code == 2
    assert words in result.stderr
