"""Puts the commands together and turns errors into one sentence and an exit code."""

from __future__ import annotations

import gc
import os
import sys
import traceback
from collections.abc import Iterator, Mapping
from pkgutil import resolve_name
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_group

from listener import __version__
from listener.cli.exits import EPILOG, INTERRUPTED, WRONG, code_of
from listener.cli.expressions import Expressions
from listener.cli.opening import here
from listener.cli.options import CONFIG
from listener.cli.output import complain
from listener.wording.carets import point
from storage.errors import ListenerError, QueryError

COMMANDS = {
    "init": ("init:init", "Write a commented configuration for a brand."),
    "run": ("run:run", "Collect, read, alert and mail until stopped."),
    "demo": ("demo:demo", "Replay an invented brand's crisis, from feed to mail."),
    "link": ("link:link", "Let the first browser in."),
    "check": ("check:check", "Check the configuration and try every source once."),
    "status": ("status:status", "How sources, incidents and messages are doing."),
    "coverage": ("coverage:coverage", "How much could be seen of each source, and when it was blind."),
    "poll": ("poll:poll", "Read sources now and store what they bring."),
    "backfill": ("backfill:backfill", "Bring what a source knows of the past."),
    "search": ("search:search", "Show stored mentions that satisfy an expression."),
    "classify": ("classify:classify", "Read texts with the model, storing nothing."),
    "evaluate": ("evaluate:evaluate", "Measure the model on labelled texts."),
    "reread": ("reread:reread", "Read stored mentions again with the present models."),
    "export": ("export:export", "Write what is stored: JSON, CSV, Excel, Parquet."),
    "import": ("import_:import_", "Store mentions from files."),
    "backtest": ("backtest:backtest", "When a rule would have fired, had it been there."),
    "mcp": ("mcp:mcp", "Answer a language model's questions; nothing is changed."),
    "drill": ("drill:drill", "Practise a crisis with the people in it."),
    "sources": ("sources.sources:app", "What can be read, how it goes, what was put aside."),
    "report": ("report.report:app", "Make a report now, check one that was made."),
    "config": ("config:app", "The whole configuration as one file."),
    "db": ("db:app", "Back the store up, restore it, look into it."),
    "query": ("query.query:app", "Check, explain and try an expression."),
    "rules": ("rules.rules:app", "See rules, judge them, tune them."),
    "incidents": ("incidents.incidents:app", "See incidents, take them, end them."),
    "cases": ("cases.cases:app", "The inbox: see what waits, take it, end it."),
    "crisis": ("crisis.crisis:app", "Lead a crisis from declaration to evaluation."),
    "teach": ("teach.teach:app", "Correct the model, give it labels of your own."),
    "silences": ("silences:app", "Hold alerts back for a while."),
    "annotate": ("annotate:app", "What happened, beside the counts."),
    "outbox": ("outbox:app", "What waits to be sent, or could not be."),
    "targets": ("targets:app", "Send a test message."),
    "people": ("people:app", "Who may come in, and as what."),
    "tokens": ("tokens:app", "Let programs in."),
    "shares": ("shares:app", "Give out feeds and charts, withdraw them."),
    "routes": ("routes:app", "Who would be told of an alert?"),
    "oncall": ("oncall:oncall", "Whose turn is it to be paged?"),
}
"""Where each command stands below `listener.cli`, and what it does in one line; read when it is called, not before."""
EXPRESSIONS = frozenset({"search"})
"""Commands whose words may begin with a minus."""


class Known(Mapping[str, Any]):
    """The commands by name, each made when it is asked for."""

    def __getitem__(self, name: str) -> Any:
        place, help = COMMANDS[name]
        found, outer = resolve_name(f"{__package__}.{place}"), typer.Typer(rich_markup_mode=None)
        if isinstance(found, typer.Typer):
            outer.add_typer(found, name=name, short_help=help)
        else:
            outer.command(name, cls=Expressions if name in EXPRESSIONS else None, short_help=help)(found)
        return get_group(outer).commands[name]

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS)


class Commands(TyperGroup):
    """The commands; what goes wrong in them is told without a traceback unless `--debug` asks for it."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given | {"commands": Known()})

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        del ctx  # the list is read from what stands above, so that no command is made for it
        with formatter.section("Commands"):
            formatter.write_dl([(name, help) for name, (_, help) in COMMANDS.items()])

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except ListenerError as error:
            if ctx.params.get("debug"):
                raise
            complain(here(_sentence(error), ctx.meta.get(CONFIG)))
            raise typer.Exit(code_of(error)) from None
        except KeyboardInterrupt:
            raise typer.Exit(INTERRUPTED) from None


app = typer.Typer(
    cls=Commands,
    help="Hears what people say about a brand, understands it on this machine, and tells the right person in time.",
    epilog=EPILOG,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"listener {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    del debug, version  # read where errors are told, and before there is a command


def main() -> None:
    """Entry point of `listener`."""
    os.umask(0o077)  # what is written holds what people said, and names of people: its owner alone may read it
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")  # else it looks for them in every installed package
    sys.excepthook = _tell_fault
    gc.set_threshold(50_000)  # what is loaded at the start is kept, and need not be looked through a dozen times
    try:
        app(prog_name="listener")
    except BrokenPipeError:  # the reader of a pipe has had enough
        sys.stderr.close()
        sys.exit(WRONG)


def _tell_fault(_: type[BaseException], error: BaseException, __: object) -> None:
    """A fault of ours: its traceback, which may quote settings."""
    complain("".join(traceback.format_exception(error)).rstrip())


def _sentence(error: ListenerError) -> str:
    if isinstance(error, QueryError):
        return f"{point(error.expression, error.column)}\n{error.what}"
    return str(error)
