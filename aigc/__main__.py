"""`aigc`, also as ``python -m aigc``: nothing is loaded before Ctrl-C can be heard."""

from __future__ import annotations

import sys

STOPPED = 130


def main() -> None:
    """Run the command line."""
    try:
        from aigc.cli import main as run
    except KeyboardInterrupt:
        sys.exit(STOPPED)
    run()


if __name__ == "__main__":
    main()
