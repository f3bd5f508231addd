"""Tables on disk: CSV that a spreadsheet opens safely, and Parquet that keeps units and labels."""

from __future__ import annotations

import json
from typing import IO, TYPE_CHECKING, Any, Final

from riskmc.errors import MissingExtraError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["harmless", "write_csv", "write_parquet"]

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "'")


def harmless(text: str) -> str:
    """Mark a text that a spreadsheet would take for a formula, so that it is shown and not computed.

    Examples
    --------
    >>> harmless("=HYPERLINK(1)"), harmless("Piling, phase 2")
    ("'=HYPERLINK(1)", 'Piling, phase 2')
    """
    return f"'{text}" if text.startswith(_FORMULA) else text


def write_csv(frame: pd.DataFrame, file: IO[bytes]) -> None:
    """Write a table as CSV: UTF-8, a comma between cells, texts in quotes, dates in ISO 8601, index first.

    Texts that begin with ``= + - @``, an apostrophe or white space other than a blank are led by an apostrophe; numbers
    never are, and keep all their digits.

    Parameters
    ----------
    frame : DataFrame
    file : binary file
    """
    import csv

    flat = frame.reset_index()
    for name in flat.columns:
        if not _is_plain(flat[name]):
            flat[name] = flat[name].map(_cell)
    flat.columns = flat.columns.map(_cell)
    text = flat.to_csv(index=False, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n", date_format="%Y-%m-%dT%H:%M:%S")
    file.write(text.encode())


def _is_plain(column: pd.Series[Any]) -> bool:
    from pandas.api import types

    return bool(types.is_numeric_dtype(column) or types.is_datetime64_any_dtype(column))


def _cell(value: object) -> object:
    if isinstance(value, tuple | list):
        value = " > ".join(str(part) for part in value)
    return harmless(value) if isinstance(value, str) else value


def write_parquet(frame: pd.DataFrame, file: IO[bytes]) -> None:
    """Write a table as Parquet. ``pandas.read_parquet`` gives it back with its ``attrs``.

    For other readers the metadata of each field hold its ``unit`` and its ``label``.

    Parameters
    ----------
    frame : DataFrame
        With ``units`` and ``labels`` in its ``attrs``.
    file : binary file

    Raises
    ------
    MissingExtraError
        Where pyarrow is not installed.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise MissingExtraError("parquet", "writing Parquet files") from None
    table = pa.Table.from_pandas(frame)
    units, labels = frame.attrs.get("units", {}), frame.attrs.get("labels", {})
    fields = [
        field.with_metadata({"unit": units[field.name], "label": labels[field.name]}) if field.name in units else field
        for field in table.schema
    ]
    # The key under which pandas looks for attrs.
    metadata = {**(table.schema.metadata or {}), b"PANDAS_ATTRS": json.dumps(frame.attrs).encode()}
    pq.write_table(table.cast(pa.schema(fields, metadata=metadata)), file)
