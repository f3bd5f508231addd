"""How fast riskmc is, beside what a competent user would write: ``make bench``, or ``python -m benchmarks.engine``."""
