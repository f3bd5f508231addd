"""Laws of registers that are broken, huge or hostile: read, or refused by a problem; never a traceback."""

from __future__ import annotations

import io
import zipfile
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riskmc.errors import InputError, PlanError
from riskmc.io.overlay_file import read_overlay
from riskmc.io.registers import Targets, mapping_text, read_mapping, read_register, register_text
from riskmc.io.registers.amounts import read_amount
from riskmc.io.registers.columns import FIELDS
from riskmc.io.registers.dates import read_date
from riskmc.io.registers.levels import read_level
from riskmc.io.registers.names import guesses
from riskmc.io.registers.probabilities import read_probability

from .cases import CASES

HEADER = ["ID", "Risk", "Probability", "Impact", "Delay (days)", "Cost", "Mitigation", "Owner", "Status", "Due date"]
CELLS = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        [
            "High", "4 - Likely", "30%", "0.3", "10-20 d", "1.234,5 €", "TBC", "=1+1", "2027-01-01", "Closed", "#REF!",
            "\x00", "{a: b}", "- x", "'", '"', "\u202e",
        ] == list(FIELDS)
