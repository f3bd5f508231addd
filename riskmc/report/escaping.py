"""Text from a plan made harmless: in plotly's pseudo-HTML, and in JSON inside a script element."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from typing import Any

_UNSAFE = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")


def without_direction(text: str) -> str:
    r"""Remove the controls by which a name could turn around the words that follow it.

    Examples
    --------
    >>> without_direction("Phase \u202e1 is late")
    'Phase 1 is late'
    """
    return _DIRECTION.sub("", text)


def plotly_text(text: str, limit: int | None = None) -> str:
    """Escape text for plotly, which reads a few tags and entities in all texts of a figure.

    Parameters
    ----------
    text : str
    limit : int, optional
        Longer text is cut, with an ellipsis.

    Examples
    --------
    >>> plotly_text("<b>R&D</b>"), plotly_text("Commissioning", limit=8)
    ('&lt;b&gt;R&amp;D&lt;/b&gt;', 'Commiss…')
    """
    text = without_direction(_CONTROL.sub(" ", text))
    if limit is not None and len(text) > limit:
        text = text[: limit - 1].rstrip() + "…"
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def script_json(value: Any) -> str:
    r"""Write JSON that can stand inside a script element, whatever text it holds.

    Examples
    --------
    >>> print(script_json({"name": "</script>"}))
    {"name":"\u003c/script\u003e"}
    """
    return escape_json(json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":")))


def escape_json(text: str) -> str:
    """Escape what would end a script element, or a line of JavaScript, in a JSON text."""
    for character, escaped in _UNSAFE.items():
        text = text.replace(character, escaped)
    return text


def script_hash(script: str) -> str:
    """Return the source expression with which a content security policy allows one inline script.

    Examples
    --------
    >>> script_hash("alert(1)")
    "'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='"
    """
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
