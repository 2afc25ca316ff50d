"""The command line: it reads what was typed, calls the library, and prints; heavy imports only inside commands."""

from __future__ import annotations

import errno
import os
import signal
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from loader import __version__
from loader.cli import asking, exporting, keeping, loading, looking, reporting
from loader.cli.terminal import complain
from loader.errors import LoaderError, UsageError

_INTERRUPTED = 130
_DEBUG = "POLICY_GRAPH_DEBUG"
_ORDER = (
    "demo",
    "load",
    "query",
    "cypher",
    "show",
    "subgraph",
    "extract",
    "report",
    "status",
    "check",
    "forget",
    "export",
)


class Boundary(TyperGroup):
    """The one place where errors become a line on the screen and an exit code: 1 for trouble, 2 for wrong usage."""

    def main(self, *args: Any, **options: Any) -> Any:
        """Run the command line and leave the process with its exit code."""
        options["standalone_mode"] = False
        code = self._run(*args, **options)
        if code == _INTERRUPTED:
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl-C would only find Python putting things away
        sys.exit(code)

    def list_commands(self, context: typer.Context) -> list[str]:  # type: ignore[override]  # typer.Context is what comes
        """List the commands in the order in which people need them."""
        return sorted(super().list_commands(context), key=_ORDER.index)

    def _run(self, *args: Any, **options: Any) -> int:
        try:
            code = super().main(*args, **options)
            sys.stdout.flush()
        except LoaderError as error:
            complain(str(error))
            return 2 if isinstance(error, UsageError) else 1
        except typer.TyperException as error:
            complain(_usage(error))
            return error.exit_code
        except OSError as error:
            _end_output()
            if error.errno != errno.EPIPE:  # a reader that left early wants no more, and no complaint
                complain(f"{f'{error.filename}: ' if error.filename else ''}{error.strerror or error}")
            return 1
        except Exception as error:
            if os.environ.get(_DEBUG):
                raise
            complain(f"{type(error).__name__}: {error}: this is a fault of the loader; {_DEBUG}=1 shows where it is")
            return 1
        if code == _INTERRUPTED:
            complain("stopped; nothing is left half-written, and the same command goes on from here")
        return code if isinstance(code, int) else 0


def _end_output() -> None:
    """Write what is left; if that fails too, stop Python from trying once more when it ends."""
    try:
        sys.stdout.flush()
    except OSError:
        with Path(os.devnull).open("w") as nowhere:
            os.dup2(nowhere.fileno(), sys.stdout.fileno())


def _usage(error: typer.TyperException) -> str:
    context = getattr(error, "ctx", None)
    help_ = f" (see `{context.command_path} --help`)" if context else ""
    message = error.format_message().rstrip(".").replace("Value error, ", "")  # so pydantic begins what typer says
    return f"{message}{help_}"


app = typer.Typer(
    cls=Boundary,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)


@app.callback(invoke_without_command=True)
def root(
    context: typer.Context,
    *,
    version: Annotated[bool, typer.Option("--version", help="Print the version and leave.")] = False,
) -> None:
    """Read policy documents, make a graph of them, and ask it."""
    if version:
        typer.echo(f"loader {__version__}")
    elif context.invoked_subcommand is None:
        typer.echo(context.get_help())


app.command()(loading.load)
app.command()(loading.extract)
app.command()(loading.demo)
app.command()(reporting.report)
app.add_typer(asking.queries, name="query")
app.command()(asking.cypher)
app.command()(looking.show)
app.command()(looking.subgraph)
app.command()(keeping.status)
app.command()(keeping.check)
app.command()(keeping.forget)
app.command()(exporting.export)


def main() -> None:
    """Run the command line."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # as it is where the shell has closed it
            setattr(sys, name, Path(os.devnull).open("w"))  # noqa: SIM115 - open to the end
        getattr(sys, name).reconfigure(encoding="utf-8", errors="replace")
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # being told to end is like Ctrl-C: documents stay whole
    app()
