"""What is checked before parsing: quotes, brackets, braces and comments that are not closed, and the size."""

from __future__ import annotations

import re

from storage.errors import QueryError

LONGEST = 200_000
DEEPEST = 64
_PLACE = re.compile(r'<<<|[(){}"]')


def check_brackets(expression: str) -> None:
    """Raises QueryError for what is left open, closed twice or too large."""
    if len(expression) > LONGEST:
        raise QueryError(f"the query is {len(expression):,} characters long; the limit is {LONGEST:,}", expression, 0)
    opened: list[int] = []
    found = _PLACE.search(expression)
    while found:
        column, sign = found.start(), found.group()
        end = column + 1
        if sign == "(":
            opened.append(column)
            if len(opened) > DEEPEST:
                raise QueryError(f"brackets are nested more than {DEEPEST} deep", expression, column)
        elif sign == ")":
            if not opened:
                raise QueryError('this ")" closes nothing; remove it or open a "(" before', expression, column)
            opened.pop()
        else:
            end = _closed(expression, column, sign)
        found = _PLACE.search(expression, end)
    if opened:
        raise QueryError('this "(" is never closed', expression, opened[-1])


def _closed(expression: str, column: int, sign: str) -> int:
    """Where the quote, brace or comment that starts at a column ends."""
    closing, what = {
        '"': ('"', "this quote is never closed"),
        "{": ("}", 'this "{" is never closed'),
        "<<<": (">>>", "this comment is never closed; end it with >>>"),
        "}": ("", 'this "}" closes nothing; case-sensitive words stand between { and }'),
    }[sign]
    end = expression.find(closing, column + len(sign)) if closing else -1
    if end < 0:
        raise QueryError(what, expression, column)
    return end + len(closing)
