"""Commands that take an expression: what begins with a minus in one, as -author:joe, is no option."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from typer.core import TyperCommand

_MARK = "\x1f"
_MINUS = re.compile(r"-(?![-\d]).")


class Expressions(TyperCommand):
    """A command whose words may begin with a minus; what is one of its options stays one.

    Written without quotes around the whole, it belongs to the word before: `acme -author:joe` is one expression.
    """

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        known = {name for parameter in self.get_params(ctx) for name in (*parameter.opts, *parameter.secondary_opts)}
        rest: list[str] = super().parse_args(ctx, _joined(args, known))
        ctx.params.update({name: _plain(value) for name, value in ctx.params.items()})
        return rest


def _joined(args: Iterable[str], known: set[str]) -> list[str]:
    found: list[str] = []
    for arg in args:
        if not _MINUS.match(arg) or arg in known or "--" in found:
            found.append(arg)
        elif found and found[-1] not in known:
            found[-1] += f" {arg}"
        else:
            found.append(_MARK + arg)
    return found


def _plain(value: Any) -> Any:
    return value.removeprefix(_MARK) if isinstance(value, str) else value
