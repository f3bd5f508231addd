"""The tasks that a register names, as a plan knows them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from riskmc.io.registers.words import fold, words_of

if TYPE_CHECKING:
    from riskmc.model.project import Project

__all__ = ["Targets"]

_SELECTOR = re.compile(r"(?:(?:group|tag):[^\s,;:]+|[\w.\-]+)")
_ALL: Final = frozenset(
    words_of("all alle tous toutes todos todas tutti tutte project projekt projet proyecto projeto progetto whole")
)
_LIKENESS: Final = 0.88


@dataclass(frozen=True)
class Targets:
    """What names of tasks mean.

    Attributes
    ----------
    by_name : dict of str to str
        Selectors by folded id, name, group or tag; empty where no plan is at hand, and then what looks like an id is
        taken for one.
    is_known : bool
        Whether a plan is at hand.

    Examples
    --------
    >>> Targets().selectors(["A1010", "group:civil", "Pour the slab"]), Targets().unknown(["Pour the slab"])
    (['A1010', 'group:civil'], ['Pour the slab'])
    """

    by_name: dict[str, str] = field(default_factory=dict)
    is_known: bool = False

    @classmethod
    def of(cls, project: Project) -> Targets:
        """Index the tasks of a plan."""
        names: dict[str, str] = {}
        for task in project.tasks:
            parts = task.group.split(".") if task.group else []
            for depth in range(1, len(parts) + 1):
                selector = f"group:{'.'.join(parts[:depth])}"
                names.setdefault(fold(".".join(parts[:depth])), selector)
                names.setdefault(fold(selector), selector)
            for tag in task.tags:
                names.setdefault(fold(tag), f"tag:{tag}")
                names.setdefault(fold(f"tag {tag}"), f"tag:{tag}")
        seen: dict[str, int] = {}
        for task in project.tasks:
            seen[fold(task.name)] = seen.get(fold(task.name), 0) + 1
        names |= {fold(task.name): task.id for task in project.tasks if seen[fold(task.name)] == 1}
        names |= {fold(task.id): task.id for task in project.tasks}
        return cls(names, True)

    def selectors(self, names: Sequence[str]) -> list[str]:
        """Return the selectors of those names that are known."""
        return list(dict.fromkeys(found for name in names if (found := self._find(name))))

    def unknown(self, names: Iterable[str]) -> list[str]:
        """Return the names that are not known."""
        return [name for name in dict.fromkeys(names) if not self._find(name)]

    def _find(self, name: str) -> str:
        if fold(name) in _ALL:
            return "all"
        if not self.is_known:
            return (
                name
                if _SELECTOR.fullmatch(name)
                and (any(sign.isdigit() for sign in name) or ":" in name or "_" in name or name.islower())
                else ""
            )
        folded = fold(name)
        if folded in self.by_name:
            return self.by_name[folded]
        first = fold(name.split()[0]) if name.split() else ""
        if first in self.by_name and any(sign.isdigit() for sign in first):
            return self.by_name[first]
        close = get_close_matches(folded, self.by_name, n=1, cutoff=_LIKENESS)
        return self.by_name[close[0]] if close else ""
