"""`listener query`: try the query language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated, Any

import typer

from listener.cli.exits import FAILED, WRONG
from listener.cli.expressions import Expressions
from listener.cli.opening import lines_of
from listener.cli.options import DEFAULT_CONFIG, ConfigFile, Json
from listener.cli.output import complain, emit, say
from listener.cli.query import catch, precision
from listener.config.lists import saved_lists
from storage.errors import QueryError

app = typer.Typer(help="Try the query language.", no_args_is_help=True)

Expression = Annotated[str, typer.Argument(metavar="EXPR", help="As in the expression of a query.")]


@app.command("check", cls=Expressions, short_help="Say whether an expression can be read, and what is doubtful.")
def check(expression: Expression, config: ConfigFile = DEFAULT_CONFIG, json: Json = False) -> None:
    """Say whether an expression can be read, what about it is doubtful, and what it may miss.

    Exits with 2 if it cannot be read; `error` and `column` (from 0) of --json say why and where.

    Example: listener query check '(acme OR #acme) NOT juice'
    """
    from listener.wording.carets import point
    from rules.query.advice import everyday, unsaid, untagged
    from rules.query.lint import lint

    lists = saved_lists(config)
    try:
        doubts = [*lint(expression, lists), *everyday(expression, lists)]
        told = [left for left in (untagged(expression, lists), unsaid(expression, lists)) if left]
    except QueryError as error:
        if not json:
            raise
        emit({"right": False, "error": error.what, "column": error.column, "warnings": []})
        raise typer.Exit(WRONG) from None
    if json:
        emit({"right": True, "warnings": [asdict(doubt) for doubt in doubts + told]})
        return
    for doubt in doubts + told:
        say(f"{point(expression, doubt.column, doubt.length)}\n{doubt.what}")
        if doubt.suggestion:
            say(f"write: {doubt.suggestion}")
    say("It can be read." if doubts else "It is right.")


@app.command("explain", cls=Expressions, short_help="Say why a text satisfies an expression, or why not.")
def explain(
    expression: Expression,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What somebody wrote.")],
    title: Annotated[str | None, typer.Option(metavar="TEXT", help="Its title.")] = None,
    url: Annotated[str | None, typer.Option(metavar="URL", help="Where it stands.")] = None,
    author: Annotated[str | None, typer.Option(metavar="HANDLE", help="Who wrote it.")] = None,
    config: ConfigFile = DEFAULT_CONFIG,
    json: Json = False,
) -> None:
    """Say which parts of an expression a text satisfies and why, or why not. Exits with 1 if it does not match.

    Example: listener query explain 'acme NEAR/3 sick' 'Acme made me really sick'
    """
    from listener.trials.matches import mention_of
    from rules.query.explain import explain as explained

    post = mention_of({"text": text, "title": title, "url": url, "author": author})
    answer = explained(expression, post, saved_lists(config))
    if json:
        emit(asdict(answer))
    else:
        say(str(answer))
    if not answer.holds:
        raise typer.Exit(FAILED)


@app.command("match", cls=Expressions, short_help="Match posts against an expression, a verdict a line.")
def match(
    expression: Expression,
    file: Annotated[str, typer.Argument(metavar="FILE", help='NDJSON posts with "text"; - for stdin.')] = "-",
    config: ConfigFile = DEFAULT_CONFIG,
    json: Json = False,
) -> None:
    """Match posts against an expression: one verdict a line, with the spans of the words that matched.

    Spans are [field, start, end] in code points. A line that is no post gets an `error`; then it exits with 1.

    Example: listener query match '#acme' posts.ndjson --json
    """
    from listener.trials.matches import verdicts

    failed = 0
    with lines_of(file) as lines:
        for answer in verdicts(lines, expression, saved_lists(config)):
            failed += "error" in answer
            emit(answer) if json else say(_worded(answer))
    if failed:
        complain(f"lines that are no posts: {failed:,}")
        raise typer.Exit(FAILED)


app.command("test", cls=Expressions, short_help="Show what a query would catch of what is stored.")(catch.trial)
app.command("precision", cls=Expressions, short_help="Judge a sample of hits: how many are meant?")(precision.precision)


def _worded(verdict: Mapping[str, Any]) -> str:
    if "error" in verdict:
        return f"error: {verdict['error']}"
    places = ", ".join(f"{field} {start}-{end}" for field, start, end in verdict["spans"])
    return f"yes: {places}" if verdict["match"] else "no"
