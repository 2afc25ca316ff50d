"""Run the command line, as `loader` or as `python -m loader`."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line; Ctrl-C ends it quietly while it is still being imported."""
    try:
        from loader.cli import main as run  # noqa: PLC0415 - importing is what may be interrupted
    except KeyboardInterrupt:
        sys.exit(130)
    run()


if __name__ == "__main__":
    main()
