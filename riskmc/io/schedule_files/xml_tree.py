"""XML read with the doors shut: no document type, no entities, bounded nesting."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from sys import intern
from types import MappingProxyType
from typing import Final
from xml.parsers import expat

from riskmc.io.schedule_files.problems import refuse

__all__ = ["MAX_DEPTH", "XmlElement", "each_element", "parse_xml", "root_name"]

MAX_DEPTH: Final = 100
MAX_ELEMENTS: Final = 8_000_000
MAX_TEXT: Final = 1_000_000
_SHORT: Final = 24
_CHUNK: Final = 1 << 20
_NO_ATTRIBUTES: Final[Mapping[str, str]] = MappingProxyType({})


class XmlElement:
    """One element, with the line it starts on.

    Attributes
    ----------
    tag : str
        Name without its namespace.
    line : int
        Line of the file, from 1.
    children : list[XmlElement] or empty tuple
        The elements inside, in order.
    text : str
        Text directly inside, without surrounding blanks.
    attributes : mapping of str to str
    """

    __slots__ = ("attributes", "children", "line", "tag", "text")

    def __init__(self, tag: str, line: int, attributes: Mapping[str, str] = _NO_ATTRIBUTES) -> None:
        self.tag = tag
        self.line = line
        self.attributes = attributes or _NO_ATTRIBUTES
        self.children: list[XmlElement] | tuple[()] = ()
        self.text = ""

    def child(self, tag: str) -> XmlElement | None:
        """Return the first child of that name, or None."""
        return next((child for child in self.children if child.tag == tag), None)

    def all(self, *path: str) -> Iterator[XmlElement]:
        """Yield the descendants down that path of names."""
        for child in self.children:
            if child.tag == path[0]:
                if len(path) == 1:
                    yield child
                else:
                    yield from child.all(*path[1:])

    def value(self, tag: str) -> str:
        """Return the text of the first child of that name, or an empty text."""
        child = self.child(tag)
        return child.text if child else ""

    def values(self) -> dict[str, str]:
        """Return the text of each child by name; of several of one name, the first."""
        return {child.tag: child.text for child in reversed(self.children)}


class _RootFound(Exception):
    """The first element was seen."""


def root_name(data: bytes) -> tuple[str, str] | None:
    """Tell the namespace and the name of the root element.

    Parameters
    ----------
    data : bytes
        An XML file, or anything else.

    Returns
    -------
    tuple[str, str] or None
        Namespace (empty where there is none) and name; None where no XML element opens.

    Examples
    --------
    >>> root_name(b"<Project xmlns='http://schemas.microsoft.com/project'/>")
    ('http://schemas.microsoft.com/project', 'Project')
    """
    parser = expat.ParserCreate(namespace_separator="}")
    found: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        found.append(name)
        raise _RootFound

    def doctype(*_: object) -> None:
        found.append("}!DOCTYPE")
        raise _RootFound

    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(data[:_CHUNK], len(data) <= _CHUNK)
    except _RootFound:
        namespace, _, name = found[0].rpartition("}")
        return namespace, name
    except (expat.ExpatError, LookupError, ValueError):
        return None
    return None


class _TreeBuilder:
    """Collects elements, leaving out those whose name is in `skipped`."""

    def __init__(self, parser: expat.XMLParserType, file: str, skipped: Collection[str]) -> None:
        self.parser = parser
        self.file = file
        self.skipped = frozenset(skipped)
        self.root: XmlElement | None = None
        self.stack: list[XmlElement] = []
        self.skip_depth = 0
        self.n_elements = 0
        self.texts: dict[str, str] = {}
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.characters
        parser.StartDoctypeDeclHandler = self.refuse_declaration
        parser.EntityDeclHandler = self.refuse_declaration

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = intern(name.rpartition("}")[2])
        if self.skip_depth or tag in self.skipped:
            self.skip_depth += 1
        else:
            element = XmlElement(tag, self.parser.CurrentLineNumber, attributes)
            self.place(element)
            self.stack.append(element)
        if len(self.stack) + self.skip_depth > MAX_DEPTH:
            raise refuse(self.file, f"elements nest deeper than {MAX_DEPTH}", line=self.parser.CurrentLineNumber)

    def place(self, element: XmlElement) -> None:
        """Put an element into the one that is open."""
        self.n_elements += 1
        if self.n_elements > MAX_ELEMENTS:
            raise refuse(self.file, f"the file has more than {MAX_ELEMENTS:,} elements", line=element.line)
        if not self.stack:
            self.root = element
        elif siblings := self.stack[-1].children:
            siblings.append(element)
        else:
            self.stack[-1].children = [element]

    def end(self, name: str) -> None:
        if self.skip_depth:
            self.skip_depth -= 1
        else:
            element = self.stack.pop()
            text = element.text.strip()
            # Most texts of a schedule are the same few words over and over.
            element.text = self.texts.setdefault(text, text) if len(text) < _SHORT else text

    def characters(self, text: str) -> None:
        if self.stack and not self.skip_depth:
            element = self.stack[-1]
            element.text += text
            if len(element.text) > MAX_TEXT:
                what = f"the text of {element.tag} is longer than {MAX_TEXT:,} characters"
                raise refuse(self.file, what, line=element.line)

    def refuse_declaration(self, *_: object) -> None:
        raise refuse(
            self.file,
            "the file declares a document type or entities, which are not read for safety",
            line=self.parser.CurrentLineNumber,
            hint="remove the <!DOCTYPE ...> part, or export the file again from its tool",
        )


def parse_xml(data: bytes, file: str, skipped: Collection[str] = ()) -> XmlElement:
    """Read XML into a tree.

    Parameters
    ----------
    data : bytes
        The whole file.
    file : str
        Its name, for messages.
    skipped : collection of str
        Names of elements that are left out with all that is in them.

    Returns
    -------
    XmlElement
        The root.

    Raises
    ------
    ScheduleFileError
        Where the XML is broken, nests deeper than `MAX_DEPTH`, or declares a document type or an entity.

    Examples
    --------
    >>> parse_xml(b"<a><b> 1 </b></a>", "a.xml").value("b")
    '1'
    """
    parser = expat.ParserCreate(namespace_separator="}")
    builder = _TreeBuilder(parser, file, skipped)
    _feed(parser, data, file)
    if builder.root is None:
        raise refuse(file, "the file holds no XML element")
    return builder.root


class _Picker(_TreeBuilder):
    """Hands on the elements of one name and keeps nothing."""

    def __init__(self, parser: expat.XMLParserType, file: str, tag: str, receive: Callable[[XmlElement], None]) -> None:
        super().__init__(parser, file, ())
        self.tag = tag
        self.receive = receive

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self.stack or name.rpartition("}")[2] == self.tag:
            super().start(name, attributes)

    def end(self, name: str) -> None:
        if self.stack:
            element = self.stack[-1]
            super().end(name)
            if not self.stack:
                self.receive(element)


def each_element(data: bytes, file: str, tag: str, receive: Callable[[XmlElement], None]) -> None:
    """Hand on each element of one name, and forget it.

    Parameters
    ----------
    data : bytes
        The whole file.
    file : str
        Its name, for messages.
    tag : str
        Name of the elements.
    receive : callable
        Called with each, once it is whole.

    Raises
    ------
    ScheduleFileError
        As :func:`parse_xml` does.

    Examples
    --------
    >>> each_element(b"<a><b>1</b><c><b>2</b></c></a>", "a.xml", "b", lambda element: print(element.text))
    1
    2
    """
    parser = expat.ParserCreate(namespace_separator="}")
    _Picker(parser, file, tag, receive)
    _feed(parser, data, file)


def _feed(parser: expat.XMLParserType, data: bytes, file: str) -> None:
    parser.buffer_text = True
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise refuse(
            file,
            f"the XML is broken: {expat.ErrorString(error.code)}",
            line=error.lineno,
            hint="the file may have been cut off; export it again",
        ) from None
    except (LookupError, ValueError) as error:
        raise refuse(file, f"the XML is not readable: {error}", hint="save the file as UTF-8") from None
