"""The differences of an import certificate, and what the checks of quality found, as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from riskmc.analysis.certificate import Certificate
from riskmc.analysis.certificate_words import cause_text
from riskmc.analysis.quality_records import ScheduleQuality

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["difference_frame", "quality_frame"]


def difference_frame(certificate: Certificate) -> pd.DataFrame:
    """Tabulate all differences of a certificate.

    Parameters
    ----------
    certificate : Certificate

    Returns
    -------
    DataFrame
        Indexed by ``task``: ``name``, ``state``; ``file_start``, ``engine_start``, ``start_days`` and the like of
        finish and float (working days, engine less file); ``cause``, ``follows`` (id of the task that it follows
        from) and ``explanation``.
    """
    import pandas as pd

    return pd.DataFrame(
        {
            "name": [item.name for item in certificate.differences],
            "state": [item.state for item in certificate.differences],
            "file_start": pd.to_datetime(
                pd.Series([item.file_start for item in certificate.differences], dtype=object)
            ),
            "engine_start": [item.engine_start for item in certificate.differences],
            "start_days": [item.start_days for item in certificate.differences],
            "file_finish": pd.to_datetime(
                pd.Series([item.file_finish for item in certificate.differences], dtype=object)
            ),
            "engine_finish": [item.engine_finish for item in certificate.differences],
            "finish_days": [item.finish_days for item in certificate.differences],
            "file_float_days": [item.file_float_days for item in certificate.differences],
            "engine_float_days": [item.engine_float_days for item in certificate.differences],
            "float_days": [item.float_days for item in certificate.differences],
            "cause": [item.cause for item in certificate.differences],
            "follows": [item.root for item in certificate.differences],
            "explanation": [cause_text(item) for item in certificate.differences],
        },
    ).set_index(pd.Index([item.id for item in certificate.differences], name="task"))


def quality_frame(quality: ScheduleQuality) -> pd.DataFrame:
    """Tabulate what every check of quality found, task by task.

    Parameters
    ----------
    quality : ScheduleQuality

    Returns
    -------
    DataFrame
        Indexed by ``rule``: ``check``, ``verdict``, ``task``, ``name``, ``detail``.
    """
    import pandas as pd

    found = [(check, item) for check in quality.checks for item in check.items]
    return pd.DataFrame(
        {
            "check": [check.title for check, _ in found],
            "verdict": [check.verdict for check, _ in found],
            "task": [item.id for _, item in found],
            "name": [item.name for _, item in found],
            "detail": [item.detail for _, item in found],
        },
        index=pd.Index([check.rule for check, _ in found], name="rule"),
    )
