"""The command line: it reads, calls and prints; it computes nothing. One file for each command, in `commands`.

Only click and the standard library are imported before a command is known to need more.
"""

from riskmc.cli.group import main, riskmc_command

__all__ = ["main", "riskmc_command"]
