"""Puts the commands together and turns errors into one sentence and an exit code."""

from __future__ import annotations

import gc
import os
import sys
import traceback
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from listener import __version__
from listener.cli import (
    annotate,
    backfill,
    backtest,
    check,
    classify,
    config,
    coverage,
    db,
    demo,
    drill,
    evaluate,
    export,
    import_,
    init,
    link,
    mcp,
    oncall,
    outbox,
    people,
    poll,
    reread,
    routes,
    run,
    search,
    shares,
    silences,
    status,
    targets,
    tokens,
)
from listener.cli.cases import cases
from listener.cli.crisis import crisis
from listener.cli.exits import EPILOG, INTERRUPTED, WRONG, code_of
from listener.cli.expressions import Expressions
from listener.cli.incidents import incidents
from listener.cli.opening import here
from listener.cli.options import CONFIG
from listener.cli.output import complain
from listener.cli.query import query
from listener.cli.report import report
from listener.cli.rules import rules
from listener.cli.sources import sources
from listener.cli.teach import teach
from listener.wording.carets import point
from storage.errors import ListenerError, QueryError


class Commands(TyperGroup):
    """The commands; what goes wrong in them is told without a traceback unless `--debug` asks for it."""

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


app.command("init", short_help="Write a commented configuration for a brand.")(init.init)
app.command("run", short_help="Collect, read, alert and mail until stopped.")(run.run)
app.command("demo", short_help="Replay an invented brand's crisis, from feed to mail.")(demo.demo)
app.command("link", short_help="Let the first browser in.")(link.link)
app.command("check", short_help="Check the configuration and try every source once.")(check.check)
app.command("status", short_help="How sources, incidents and messages are doing.")(status.status)
app.command("coverage", short_help="How much could be seen of each source, and when it was blind.")(coverage.coverage)
app.command("poll", short_help="Read sources now and store what they bring.")(poll.poll)
app.command("backfill", short_help="Bring what a source knows of the past.")(backfill.backfill)
app.command("search", cls=Expressions, short_help="Show stored mentions that satisfy an expression.")(search.search)
app.command("classify", short_help="Read texts with the model, storing nothing.")(classify.classify)
app.command("evaluate", short_help="Measure the model on labelled texts.")(evaluate.evaluate)
app.command("reread", short_help="Read stored mentions again with the present models.")(reread.reread)
app.command("export", short_help="Write what is stored: JSON, CSV, Excel, Parquet.")(export.export)
app.command("import", short_help="Store mentions from files.")(import_.import_)
app.command("backtest", short_help="When a rule would have fired, had it been there.")(backtest.backtest)
app.command("mcp", short_help="Answer a language model's questions; nothing is changed.")(mcp.mcp)
app.command("drill", short_help="Practise a crisis with the people in it.")(drill.drill)
app.add_typer(sources.app, name="sources", short_help="What can be read, how it goes, what was put aside.")
app.add_typer(report.app, name="report", short_help="Make a report now, check one that was made.")
app.add_typer(config.app, name="config", short_help="The whole configuration as one file.")
app.add_typer(db.app, name="db", short_help="Back the store up, restore it, look into it.")
app.add_typer(query.app, name="query", short_help="Check, explain and try an expression.")
app.add_typer(rules.app, name="rules", short_help="See rules, judge them, tune them.")
app.add_typer(incidents.app, name="incidents", short_help="See incidents, take them, end them.")
app.add_typer(cases.app, name="cases", short_help="The inbox: see what waits, take it, end it.")
app.add_typer(crisis.app, name="crisis", short_help="Lead a crisis from declaration to evaluation.")
app.add_typer(teach.app, name="teach", short_help="Correct the model, give it labels of your own.")
app.add_typer(silences.app, name="silences", short_help="Hold alerts back for a while.")
app.add_typer(annotate.app, name="annotate", short_help="What happened, beside the counts.")
app.add_typer(outbox.app, name="outbox", short_help="What waits to be sent, or could not be.")
app.add_typer(targets.app, name="targets", short_help="Send a test message.")
app.add_typer(people.app, name="people", short_help="Who may come in, and as what.")
app.add_typer(tokens.app, name="tokens", short_help="Let programs in.")
app.add_typer(shares.app, name="shares", short_help="Give out feeds and charts, withdraw them.")
app.add_typer(routes.app, name="routes", short_help="Who would be told of an alert?")
app.command("oncall", short_help="Whose turn is it to be paged?")(oncall.oncall)


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
