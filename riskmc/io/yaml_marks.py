"""YAML with marks: plain data, the places they came from, and no surprises.

The text is composed by PyYAML's C parser. Plain scalars are read by the rules of YAML 1.2 and stricter: only
``true`` and ``false`` are booleans, dates and ``12:30`` stay text, ``1e3`` is a number, and what could be misread, such
as ``010``, is refused. Keys are always text. Duplicate keys, tags, merge keys, and files that are too large, too deep
or unfold too far are problems.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from riskmc.errors import InputError, Location, PlanError, Problem

__all__ = ["SIZE_LIMIT", "Mark", "MarkedData", "read_marked"]

SIZE_LIMIT = 20 * 2**20
DEPTH_LIMIT = 50
ALIAS_LIMIT = 1_000
UNFOLDED_LIMIT = 3_000_000
PROBLEM_LIMIT = 1_000

Path = Sequence[str | int]

_PLAIN, _QUOTED = "plain", "quoted"
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|(0|[1-9][0-9]*)(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_LEADING_ZERO = re.compile(r"[-+]?0[0-9_]+")
_WORDS: dict[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_NUMBER_STARTS = frozenset("0123456789+-.")


class Mark(NamedTuple):
    """A place in a text, both counted from 1."""

    line: int
    column: int


@dataclass(frozen=True)
class MarkedData:
    """Plain data and the places that they came from.

    Attributes
    ----------
    file : str
        Name of the file as problems show it.
    data : object
        Mappings, lists, texts, numbers, booleans and None.
    problems : tuple of Problem
        What is wrong with the file as YAML, though it could be read.
    """

    file: str
    data: Any
    problems: tuple[Problem, ...]
    _root: Node | None

    def locate(self, path: Path, key: bool = False) -> Location:
        """Return where a value is, or the nearest value above it that exists.

        Parameters
        ----------
        path : sequence of str and int
        key : bool
            Whether the place of the last key is meant, not that of its value.
        """
        node, place = self._root, self._root
        for depth, part in enumerate(path):
            found = _child(node, part)
            if found is None:
                break
            is_last = depth == len(path) - 1
            place = found[0] if key and is_last else found[1]
            node = found[1]
        return _location(self.file, place)


def read_marked(text: str, file: str) -> MarkedData:
    r"""Read a YAML text.

    Parameters
    ----------
    text : str
    file : str
        Name of the file for problems.

    Returns
    -------
    MarkedData

    Raises
    ------
    riskmc.errors.PlanError
        If the text is not YAML, or is too deep or unfolds too far.

    Examples
    --------
    >>> marked = read_marked("tasks:\n- {id: a, duration: no}", "plan.yaml")
    >>> marked.data, str(marked.locate(["tasks", 0, "duration"]))
    ({'tasks': [{'id': 'a', 'duration': 'no'}]}, 'plan.yaml:2:21')
    """
    loader = _Loader(text)
    try:
        root = loader.get_single_node()
    except yaml.YAMLError as error:
        raise PlanError([_syntax_problem(error, file)]) from None
    except _TooMuchError as error:
        raise PlanError([Problem(_at(file, error.mark), "", error.what, error.allowed)]) from None
    finally:
        loader.dispose()
    builder = _Builder(file)
    data = None if root is None else builder.build(root, 0)
    return MarkedData(file, data, tuple(builder.problems), root)


_DEPTH_ALLOWED = f"at most {DEPTH_LIMIT} levels are allowed"


class _TooMuchError(Exception):
    def __init__(self, is_deep: bool, mark: Any) -> None:
        self.mark = mark
        self.what = "the file nests too deeply" if is_deep else "the file has too many values"
        self.allowed = _DEPTH_ALLOWED if is_deep else f"at most {UNFOLDED_LIMIT:,} values are allowed"
        super().__init__(self.what)


class _Resolver:
    """Tells quoted scalars from plain ones, and watches the depth while the tree is composed."""

    depth = 0
    n_nodes = 0

    def resolve(self, kind: Any, value: Any, implicit: Any) -> str:
        if kind is ScalarNode:
            return _PLAIN if implicit[0] else _QUOTED
        return _PLAIN

    def descend_resolver(self, current_node: Any, current_index: Any) -> None:
        self.depth += 1
        self.n_nodes += 1
        if self.depth > DEPTH_LIMIT or self.n_nodes > UNFOLDED_LIMIT:
            raise _TooMuchError(self.depth > DEPTH_LIMIT, None if current_node is None else current_node.start_mark)

    def ascend_resolver(self) -> None:
        self.depth -= 1


try:
    from yaml._yaml import CParser

    class _Loader(_Resolver, CParser):
        def __init__(self, text: str) -> None:
            CParser.__init__(self, text)

        def dispose(self) -> None:
            """Nothing is held."""

except ImportError:  # PyYAML was built without libyaml
    from yaml.composer import Composer
    from yaml.parser import Parser
    from yaml.reader import Reader
    from yaml.scanner import Scanner

    class _Loader(_Resolver, Reader, Scanner, Parser, Composer):  # type: ignore[no-redef]
        def __init__(self, text: str) -> None:
            Reader.__init__(self, text)
            Scanner.__init__(self)
            Parser.__init__(self)
            Composer.__init__(self)


class _Builder:
    """Turns nodes into plain data and notes what is wrong on the way."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self._seen: set[int] = set()
        self._n_aliases = 0
        self._n_nodes = 0

    def build(self, node: Node, depth: int) -> Any:
        if type(node) is ScalarNode:
            return self._scalar(node)
        self._guard(node, depth)
        if type(node) is SequenceNode:
            return [self.build(item, depth + 1) for item in node.value]
        assert isinstance(node, MappingNode)
        return self._mapping(node, depth)

    def _scalar(self, node: ScalarNode) -> Any:
        value = node.value
        if node.tag == _QUOTED:
            return value
        if node.tag != _PLAIN:
            self._note(node, f"the tag {node.tag!r} is not read", "write plain values, without tags")
            return value
        if value in _WORDS:
            return _WORDS[value]
        if value[0] not in _NUMBER_STARTS:
            return value
        return self._number(node, value)

    def _number(self, node: ScalarNode, value: str) -> Any:
        if _INTEGER.fullmatch(value):
            return int(value)
        if _LEADING_ZERO.fullmatch(value):
            hint = f'write "{value}" for a text, or {value.replace("_", "").lstrip("+-0") or "0"} for a number'
            self._note(node, f"{value} starts with a zero, and tools read it differently", "", hint)
            return value
        return float(value) if _FLOAT.fullmatch(value) and len(value) < 100 else value

    def _mapping(self, node: MappingNode, depth: int) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = key_node.value
            if type(key_node) is not ScalarNode:
                self._note(key_node, "a key is a list or a mapping", "write keys as text")
            elif key == "<<" and key_node.tag == _PLAIN:
                self._note(key_node, "the merge key '<<' is not read", "write the keys out, or use templates")
            elif key in data:
                self._note_duplicate(node, key_node)
            else:
                data[key] = self.build(value_node, depth + 1)
        return data

    def _note_duplicate(self, node: MappingNode, key_node: ScalarNode) -> None:
        if len(self.problems) >= PROBLEM_LIMIT:
            return
        first = next(before for before, _ in node.value if before.value == key_node.value)
        line = first.start_mark.line + 1
        self._note(key_node, f"the key {key_node.value!r} is written twice, first in line {line}", "write it once")

    def _note(self, node: Node, what: str, allowed: str = "", hint: str = "") -> None:
        if len(self.problems) < PROBLEM_LIMIT:
            self.problems.append(Problem(_location(self.file, node), "", what, allowed, hint))

    def _guard(self, node: Node, depth: int) -> None:
        if node.tag != _PLAIN:
            self._note(node, f"the tag {node.tag!r} is not read", "write plain values, without tags")
        if depth >= DEPTH_LIMIT:
            raise PlanError([Problem(_location(self.file, node), "", "the file nests too deeply", _DEPTH_ALLOWED)])
        self._n_nodes += 1 + len(node.value)
        if id(node) in self._seen:
            self._n_aliases += 1
        self._seen.add(id(node))
        if self._n_aliases > ALIAS_LIMIT or self._n_nodes > UNFOLDED_LIMIT:
            what = "the aliases of the file unfold too far" if self._n_aliases else "the file has too many values"
            allowed = f"at most {ALIAS_LIMIT:,} aliases and {UNFOLDED_LIMIT:,} values are allowed"
            raise PlanError([Problem(_location(self.file, node), "", what, allowed)])


def _child(node: Node | None, part: str | int) -> tuple[Node, Node] | None:
    """Find the key and the value of a part of a path; of a list both are the item."""
    if isinstance(node, MappingNode) and part == 0:
        # One record that stands where a list of them may stand.
        return node, node
    if isinstance(node, MappingNode):
        return next(((key, value) for key, value in node.value if key.value == str(part)), None)
    if isinstance(node, SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part], node.value[part]
    return None


def _location(file: str, node: Node | None) -> Location:
    return _at(file, None if node is None else node.start_mark)


def _at(file: str, mark: Any) -> Location:
    return Location(file) if mark is None else Location(file, mark.line + 1, mark.column + 1)


def _syntax_problem(error: yaml.YAMLError, file: str) -> Problem:
    if isinstance(error, yaml.MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        what = " ".join(part for part in (error.context, error.problem) if part)
        return Problem(_at(file, mark), "", f"this is not YAML: {what}", "", _syntax_hint(what))
    position = getattr(error, "position", None)
    what = f"this is not YAML: {getattr(error, 'reason', error)}"
    return Problem(Location(file), "", what if position is None else f"{what}, at character {position + 1}")


def _syntax_hint(what: str) -> str:
    if "cannot start any token" in what:
        return "indent with spaces, not tabs, and put texts that start with @, % or ` in quotes"
    if "mapping values are not allowed" in what:
        return "look for a missing space after ':', a colon inside a text that needs quotes, or a wrong indent"
    if "expected ',' or" in what:
        return "look for a missing comma or bracket before this place"
    if "single document" in what:
        return "write one plan in a file, without '---' in between"
    return ""


def not_utf8(error: UnicodeDecodeError, file: str) -> InputError:
    """Word the problem of a file that is not UTF-8."""
    before = error.object[: error.start]
    line, column = before.count(b"\n") + 1, error.start - before.rfind(b"\n")
    what = f"the file is not UTF-8: byte 0x{error.object[error.start]:02x}"
    return PlanError([Problem(Location(file, line, column), "", what, "save it as UTF-8")])
