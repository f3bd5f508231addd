"""The one constant of statistical tests."""

Z = 4.89
"""Standard errors that an estimate may lie off: two-sided chance of 1e-6 for a normal estimate."""
