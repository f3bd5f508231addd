"""Risk registers of other tools and of people: spreadsheets and CSV files, read as they are."""

from __future__ import annotations

from riskmc.io.registers.mapping import RegisterMapping, mapping_text, read_mapping
from riskmc.io.registers.reading import read_register
from riskmc.io.registers.records import Reading
from riskmc.io.registers.register_text import register_text
from riskmc.io.registers.sheets import REGISTER_SUFFIXES, is_register_file
from riskmc.io.registers.targets import Targets

__all__ = [
    "REGISTER_SUFFIXES",
    "Reading",
    "RegisterMapping",
    "Targets",
    "is_register_file",
    "mapping_text",
    "read_mapping",
    "read_register",
    "register_text",
]
