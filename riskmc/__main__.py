"""``python -m riskmc`` is the command ``riskmc``."""

from riskmc.cli import main

if __name__ == "__main__":
    main()
