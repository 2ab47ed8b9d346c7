"""`listener init`: a configuration to start from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from listener.cli.options import DEFAULT_CONFIG
from listener.cli.output import say


def init(
    brand: Annotated[str, typer.Argument(metavar="BRAND", help="Its name as people write it.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="File to write.", metavar="FILE")] = DEFAULT_CONFIG,
    force: Annotated[bool, typer.Option("--force", help="Replace the file if it exists.")] = False,
) -> None:
    """Write a commented configuration for a brand: queries, public sources without a key, rules, mail.

    Example: listener init "Acme Cola" --output acme.toml
    """
    from listener.config.starter import starter

    try:
        text = starter(brand)
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
    say(f"written: {output}\nNext: listener check --config {output}, then: listener run --config {output}")
