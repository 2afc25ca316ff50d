"""Run the command line as `python -m loader`."""

from loader.cli import main

main()
