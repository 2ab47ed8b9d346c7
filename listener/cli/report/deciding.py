"""`listener report waiting`, `approve`, `reject`: reports that somebody looks at before they go out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from listener.cli.opening import ask
from listener.cli.options import DEFAULT_CONFIG, ConfigFile, Json, Name, acting
from listener.cli.output import emit, say, show
from listener.wording.durations import ago

if TYPE_CHECKING:
    from listener.app import App
    from storage.records import ReportDraft

Key = Annotated[str, typer.Argument(metavar="KEY", help="As the message and `listener report waiting` name it.")]


def waiting(config: ConfigFile = DEFAULT_CONFIG, json: Json = False) -> None:
    """Show the reports that go out only when somebody says so, with their files.

    Example: listener report waiting
    """
    from storage.clock import WallClock

    found, now = ask(config, _all_waiting), WallClock().now()
    if json:
        for each in found:
            emit(_plain(each))
    elif found:
        rows = [
            (each.key, each.report, each.notice.title, ago(each.made_at, now), ", ".join(_files(each)))
            for each in found
        ]
        show(("key", "report", "title", "made", "files"), rows)
    else:
        say("No report waits to be looked at.")


def approve(key: Key, who: Name = "somebody", config: ConfigFile = DEFAULT_CONFIG) -> None:
    """Send a report that waits to those it is for.

    Example: listener report approve 4f1c09aa31 --who Mia
    """
    from listener.actions import reporting

    sent = ask(config, lambda running: reporting.approve(running, key, acting(who)))
    say(f"{sent.notice.title}: on its way")


def reject(
    key: Key,
    reason: Annotated[str, typer.Option(help="Why, for those who wonder.")] = "",
    who: Name = "somebody",
    config: ConfigFile = DEFAULT_CONFIG,
) -> None:
    """Keep a report back: nobody gets it.

    Example: listener report reject 4f1c09aa31 --reason "a source was blind all week" --who Mia
    """
    from listener.actions import reporting

    kept = ask(config, lambda running: reporting.reject(running, key, reason, acting(who)))
    say(f"{kept.notice.title}: nobody is sent it")


async def _all_waiting(running: App) -> list[ReportDraft]:
    found: list[ReportDraft] = []
    while more := await running.read(
        running.store.draft_reports, waiting=True, before=found[-1].key if found else None
    ):
        found += more
    return found


def _plain(draft: ReportDraft) -> dict[str, object]:
    return {
        "key": draft.key,
        "report": draft.report,
        "title": draft.notice.title,
        "made_at": draft.made_at,
        "files": _files(draft),
    }


def _files(draft: ReportDraft) -> list[str]:
    return [each.path for each in draft.notice.enclosed]
