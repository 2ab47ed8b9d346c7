"""`listener init`: a configuration to start from."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from listener.cli.options import DEFAULT_CONFIG
from listener.cli.output import say

if TYPE_CHECKING:
    from listener.config.starter import Mailing


def init(
    brand: Annotated[str, typer.Argument(metavar="BRAND", help="Its name as people write it.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="File to write.", metavar="FILE")] = DEFAULT_CONFIG,
    mail_server: Annotated[
        str | None,
        typer.Option(help="smtp://user@host:587 or smtps://user@host; alerts then go by mail.", metavar="URL"),
    ] = None,
    mail_from: Annotated[str | None, typer.Option(help="Sender of the mails.", metavar="ADDRESS")] = None,
    mail_to: Annotated[
        list[str] | None, typer.Option(help="Who gets the mails; may be given several times.", metavar="ADDRESS")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the file if it exists.")] = False,
) -> None:
    """Write a commented configuration for a brand: queries, public sources without a key, rules, mail.

    At a terminal it asks for mail where none of the mail options is given.

    Example: listener init "Acme Cola" --output acme.toml
    """
    from listener.config.starter import starter

    try:
        text = starter(brand, _mailing(mail_server, mail_from, mail_to))
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    try:
        with output.open("w" if force else "x", encoding="utf-8") as file:
            file.write(text)
        output.chmod(0o644)  # it holds no secrets, and the service may run as another user
    except FileExistsError:
        raise typer.BadParameter(f"{output} exists already; --force replaces it, --output writes another") from None
    except OSError as error:
        raise typer.BadParameter(f"{output} cannot be written: {error.strerror}") from None
    if "LISTENER_MAIL_PASSWORD=" in text:
        say("Before the next command: export LISTENER_MAIL_PASSWORD=…")
    say(f"written: {output}\nNext: listener check --config {output}, then: listener run --config {output}")


def _mailing(server: str | None, sender: str | None, to: list[str] | None) -> Mailing | None:
    """What the options say, or whoever sits at the terminal."""
    from listener.config.starter import Mailing

    if not (server or sender or to):
        if not _is_terminal():
            return None
        server = _asked("Mail server, as smtp://listener@mail.example.org:587 (empty: no mail)", _server)
        if not server:
            return None
        sender, to = _asked("Mails come from", _address), [_asked("Mails go to", _address)]
    if not (server and sender and to):
        raise typer.BadParameter("mail needs all three: --mail-server, --mail-from and --mail-to")
    return Mailing(server=server, sender=sender, to=tuple(to))


def _is_terminal() -> bool:
    return sys.stdin.isatty()


def _asked(question: str, check: Callable[[str], object]) -> str:
    """An answer that is right; asked again until it is."""
    while True:
        answer: str = typer.prompt(question, default="", show_default=False).strip()
        try:
            check(answer)
        except ValueError as error:
            say(f"  {answer or 'that'} {error}")
        else:
            return answer


def _server(text: str) -> None:
    from listener.notify.smtp.server import mail_server

    if text:
        mail_server(text)


def _address(text: str) -> None:
    from listener.notify.smtp.mailbox import parse

    parse(text)
