"""The reference in docs/commands.md, written from the commands themselves: `python -m listener.cli.reference`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from typer.main import get_command

from listener.cli import exits
from listener.cli.commands import app
from listener.wording import markdown

INTRODUCTION = """# Commands

Everything that `listener` can do. This page is written by `make docs` from the commands themselves; each prints the
same with `--help`. `--config FILE` (or the environment variable `LISTENER_CONFIG`) names the configuration; left out,
it is `config.toml` where you are. `--json` prints JSON for scripts. `listener --debug COMMAND` shows the
traceback of an error, `listener --version` the version.
"""

SHARED = ("--help", "-c, --config FILE")


def reference() -> str:
    """The whole page."""
    parts = [INTRODUCTION, "## Exit codes\n", "Scripts may rely on them.\n"]
    parts.append(markdown.table(("code", "meaning"), [(str(code), said) for code, said in exits.MEANINGS.items()]))
    command = get_command(app)
    for name, inner in sorted(command.commands.items()):  # type: ignore[attr-defined]
        parts += [f"## listener {name}\n", *_section(f"listener {name}", inner)]
    return "\n".join(parts)


def _section(path: str, command: Any) -> Iterator[str]:
    yield f"{_paragraphs(command.help)}\n"
    inner = getattr(command, "commands", None)
    if inner is None:
        yield from _options(path, command)
        return
    for name, each in inner.items():
        yield f"### {path} {name}\n"
        yield from _section(f"{path} {name}", each)


def _options(path: str, command: Any) -> Iterator[str]:
    """Arguments first, as they are written; without what the introduction tells of all commands."""
    context = command.make_context(path, [], resilient_parsing=True)
    records = [(each, *each.get_help_record(context)) for each in command.get_params(context)]
    rows = [(_written(each, text), said) for each, text, said in records if text not in SHARED]
    if rows:
        yield markdown.table(("argument or option", "meaning"), rows)


def _written(parameter: Any, text: str) -> str:
    """As one writes it: `NAME`, `--flag`, `--option TEXT`."""
    name, found, kind = text.partition(" <")
    if parameter.param_type_name == "argument":
        return f"`{name.upper()}`"
    value = " NUMBER" if kind.startswith(("int", "float")) else " TEXT"
    return f"`{name}{value if found else ''}`"


def _paragraphs(text: str) -> str:
    """The help, its example set as code."""
    body, found, example = text.partition("Example: ")
    return f"{body.strip()}\n\n```\n{example.strip()}\n```" if found else body.strip()


if __name__ == "__main__":
    print(reference(), end="")
