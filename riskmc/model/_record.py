"""The base of every record of the model, and how its problems are worded.

Pydantic checks the records; a user never sees its messages. Inside the model a problem is a `Fault`, carried
through Pydantic as a custom error, so that nested records, shorthands and whole projects report all their faults
with their paths in one go. Where a record is built in code, the faults become a `PlanError`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, NamedTuple, NoReturn, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from riskmc.errors import Location, PlanError, Problem

if TYPE_CHECKING:
    from pydantic import ModelWrapValidatorHandler
    from pydantic._internal._model_construction import ModelMetaclass
else:
    ModelMetaclass = type(BaseModel)

Path = tuple[str | int, ...]

TEXT_LIMIT = 2_000
"""Characters of a text field."""

Text = Annotated[str, StringConstraints(max_length=TEXT_LIMIT)]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]


class Fault(NamedTuple):
    """A problem inside the model, before it is known in which file it lies.

    Attributes
    ----------
    path : tuple of str and int
        Where, such as ``("tasks", 3, "duration", "pert", 1)``.
    subject : str
        Whose, such as ``task 'foundation'``.
    what, allowed, hint : str
        As in `riskmc.errors.Problem`; ``{here}`` in `what` stands for the key that the path ends with.
    is_key : bool
        Whether the last key of the path is meant, not its value.
    """

    path: Path
    subject: str
    what: str
    allowed: str = ""
    hint: str = ""
    is_key: bool = False


def fault(what: str, allowed: str = "", hint: str = "", subject: str = "", is_key: bool = False) -> PydanticCustomError:
    """Word one fault as the error that a validator raises; the path is where the validator sits."""
    context = {"subject": subject, "what": what, "allowed": allowed, "hint": hint, "is_key": is_key}
    return PydanticCustomError("riskmc", "{what}", context)


def raise_faults(faults: Iterable[Fault], title: str = "riskmc") -> NoReturn:
    """Raise several faults at once, each with its own path below the validator."""
    details = [
        InitErrorDetails(type=fault(f.what, f.allowed, f.hint, f.subject, f.is_key), loc=f.path, input=None)
        for f in faults
    ]
    raise ValidationError.from_exception_data(title, details)


def faults_of(error: ValidationError) -> list[Fault]:
    """Take the faults out of a Pydantic error."""
    return [_fault_of(detail) for detail in _telling(error)]


def _telling(error: ValidationError) -> list[Any]:
    """List the details of an error without those that only say that entries with faults do not count."""
    details = error.errors(include_url=False)
    return [d for d in details if d["type"] != "too_short" or len(d["input"]) < d["ctx"]["min_length"]]


def faults_below(path: Path, error: PydanticCustomError | ValidationError) -> list[Fault]:
    """Take the faults out of an error that was raised for the value at a path."""
    if isinstance(error, ValidationError):
        return [item._replace(path=path + item.path) for item in faults_of(error)]
    context: Mapping[str, Any] = error.context or {}
    return [Fault(path, **context)]


def path_text(path: Path) -> str:
    """Write a path as a user reads it.

    Examples
    --------
    >>> path_text(("tasks", 3, "duration", "pert", 1))
    'tasks[3].duration.pert[1]'
    """
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


def problem_of(item: Fault, where: Location | None = None) -> Problem:
    """Make the `Problem` of a fault, at a place in a file or else at its path."""
    names = [index for index, part in enumerate(item.path) if isinstance(part, str)]
    here = path_text(item.path[names[-1] :]) if names else ""
    what = item.what.replace("{here}", here).strip()
    return Problem(where or Location(path=path_text(item.path)), item.subject, what, item.allowed, item.hint)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Suggest the known words that a misspelt word is nearest to, or nothing.

    Examples
    --------
    >>> did_you_mean("durration", ["duration", "planned"])
    "did you mean 'duration'?"
    """
    candidates = list(dict.fromkeys(known))
    close = get_close_matches(word, candidates, n=2, cutoff=0.6)
    if not close:
        lowered = {candidate.lower(): candidate for candidate in candidates}
        close = [lowered[match] for match in get_close_matches(word.lower(), list(lowered), n=2, cutoff=0.6)]
    return f"did you mean {' or '.join(repr(match) for match in close)}?" if close else ""


def shown(value: object) -> str:
    """Show a value of an input, shortened, as the user wrote it."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    text = repr(value) if isinstance(value, str) else f"{value}"
    return text if len(text) <= 60 else f"{text[:57]}..."


def _fault_of(detail: Any) -> Fault:
    path, context = tuple(detail["loc"]), detail.get("ctx") or {}
    if detail["type"] == "riskmc":
        return Fault(path, **context)
    word = _WORDINGS.get(detail["type"])
    if word is not None:
        return Fault(path, "", *word(detail["input"], context))
    return Fault(path, "", f"{{here}} {shown(detail['input'])}: {detail['msg']}")


_Wording = Callable[[Any, Mapping[str, Any]], tuple[str, str, str]]


def _expected(what: str, hint: str = "") -> _Wording:
    return lambda got, _: (f"{{here}} is {_kind_of(got)} where {what} is expected", "", hint)


def _text_expected(got: Any, _: Mapping[str, Any]) -> tuple[str, str, str]:
    hint = f'put it in quotes: "{shown(got)}"' if isinstance(got, int | float) else ""
    return f"{{here}} is {_kind_of(got)} where text is expected", "", hint


def _kind_of(got: object) -> str:
    if got is None:
        return "empty"
    if isinstance(got, bool) or not isinstance(got, int | float | str | Mapping | Sequence):
        return shown(got)
    if isinstance(got, int | float):
        return f"the number {got}"
    if isinstance(got, str):
        return f"the text {shown(got)}"
    return "a mapping" if isinstance(got, Mapping) else "a list"


_WORDINGS: dict[str, _Wording] = {
    "missing": lambda _, __: ("{here} is missing", "", ""),
    "string_type": _text_expected,
    "string_too_long": lambda got, ctx: (
        f"{{here}} has {len(got):,} characters",
        f"at most {ctx['max_length']:,} are allowed",
        "",
    ),
    "too_short": lambda got, ctx: (f"{{here}} has {len(got)} entries", f"at least {ctx['min_length']} are needed", ""),
    "too_long": lambda got, ctx: (f"{{here}} has {len(got)} entries", f"at most {ctx['max_length']} are allowed", ""),
    "float_type": _expected("a number"),
    "int_type": _expected("a whole number"),
    "finite_number": lambda got, _: (f"{{here}} {shown(got)} is not a finite number", "", ""),
    "bool_type": _expected("true or false"),
    "bool_parsing": _expected("true or false"),
    "tuple_type": _expected("a list"),
    "list_type": _expected("a list"),
    "dict_type": _expected("a mapping"),
    "model_type": _expected("a mapping"),
    "literal_error": lambda got, ctx: (f"{{here}} {shown(got)} is not known", f"write {ctx['expected']}", ""),
    "greater_than": lambda got, ctx: (f"{{here}} {shown(got)} is not above {ctx['gt']:g}", "", ""),
    "greater_than_equal": lambda got, ctx: (f"{{here}} {shown(got)} is below {ctx['ge']:g}", "", ""),
    "less_than_equal": lambda got, ctx: (f"{{here}} {shown(got)} is above {ctx['le']:g}", "", ""),
}


class _RecordMeta(ModelMetaclass):
    """Turns what Pydantic says into a `PlanError` where a record is built in code."""

    if not TYPE_CHECKING:

        def __call__(cls, *args: Any, **kwargs: Any) -> Any:  # noqa: N805
            try:
                return super().__call__(*args, **kwargs)
            except ValidationError as error:
                subject = cls.subject_of(kwargs)
                problems = [problem_of(f if f.subject else f._replace(subject=subject)) for f in faults_of(error)]
            raise PlanError(problems)


class Record(BaseModel, metaclass=_RecordMeta):
    """A frozen record of the model that refuses unknown keys and words its problems for planners."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", validate_by_name=True, validate_by_alias=True, arbitrary_types_allowed=True
    )

    noun: ClassVar[str] = ""
    """What a planner calls such a record."""

    later_keys: ClassVar[frozenset[str]] = frozenset()
    """Keys that the plan format knows and this version does not read."""

    @classmethod
    def subject_of(cls, data: Mapping[str, Any]) -> str:
        """Name the record that some data describe, such as ``task 'foundation'``."""
        identity = data.get("id")
        return f"{cls.noun} {str(identity)!r}" if cls.noun and identity is not None else cls.noun

    @classmethod
    def known_keys(cls) -> tuple[str, ...]:
        """Keys of the record as a plan file spells them."""
        return tuple(field.alias or name for name, field in cls.model_fields.items())

    def items(self) -> Iterator[tuple[str, Any]]:
        """Yield the names and values of the fields."""
        for name in type(self).model_fields:
            yield name, self.__dict__[name]

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Copy the record with some fields changed, which are not checked; what was derived is derived anew."""
        copied = super().model_copy(update=update, deep=deep)
        for name in copied.__dict__.keys() - type(self).model_fields.keys():
            del copied.__dict__[name]
        return copied

    @model_validator(mode="wrap")
    @classmethod
    def _word_problems(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        try:
            return handler(data)
        except ValidationError as error:
            details = _telling(error)
        raise_faults((cls._worded(detail) for detail in details), cls.__name__)

    @classmethod
    def _worded(cls, detail: Any) -> Fault:
        if detail["type"] == "extra_forbidden" and len(detail["loc"]) == 1:
            return unknown_key(str(detail["loc"][0]), cls.known_keys(), cls.later_keys)
        return _fault_of(detail)


def unknown_key(key: str, known: Sequence[str], later: Iterable[str] = ()) -> Fault:
    """Word the fault of a key that is not known, or not yet read."""
    if key in later:
        what = f"{key!r} is not read by this version of riskmc"
        return Fault((key,), "", what, "", "take it out, or turn it into a comment", is_key=True)
    suggestion = did_you_mean(key, known)
    return Fault((key,), "", f"unknown key {key!r}", f"known keys are {', '.join(known)}", suggestion, is_key=True)
