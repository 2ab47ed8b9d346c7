"""Quotes, brackets, dashes and operators as other keyboards write them, made plain; every column stays.

Read are “…”, „…“, «…», »…«, ‹…›, 「…」, 『…』 and ＂…＂ as quotes, wide brackets and signs as narrow ones, and a dash
of any length as minus where it touches what follows and stands after white space or a bracket. Inside quotes, braces
and comments nothing changes but quotes of another kind, which become spaces.
"""

from __future__ import annotations

import re

_FAMILIES = (
    '"\u201c\u201d\u201e\u201f\u301d\u301e\u301f\uff02',
    "\u00ab\u00bb\u2039\u203a\u300a\u300b",
    "\u300c\u300d\uff62\uff63",
    "\u300e\u300f",
)
_FAMILY = {sign: family for family in _FAMILIES for sign in family}
_QUOTES = "".join(_FAMILIES)
_STRETCH = re.compile(rf"<<<|[{{\uff5b]|[{_QUOTES}]")
_WIDE = str.maketrans(
    "\uff08\uff09\uff5b\uff5d\uff3b\uff3d\uff1a\uff0a\uff1f\uff5c\uff0b\uff0f\uff5e\u3000", "(){}[]:*?|+/~ "
)
_DASH = re.compile("(?<![^\\s(])[\u2010-\u2015\u2212\ufe58\ufe63\uff0d](?=[^\\s\u2010-\u2015\u2212\\-])")
_OPERATOR = re.compile('(?<![^\\s()"])(?:[\uff21\uff2f\uff2e][\uff21-\uff3a]{1,3})(?![^\\s()"{])')
_NARROW = {0xFF21 + number: 0x41 + number for number in range(26)}


def plain(expression: str) -> str:
    """The same expression with plain quotes, brackets, dashes and operators."""
    if expression.isascii():
        return expression
    parts: list[str] = []
    end = 0
    while found := _STRETCH.search(expression, end):
        parts.append(_outside('"' * bool(parts), expression[end : found.start()], '"'))
        stretch, end = _inside(expression, found.start(), found.group())
        parts.append(stretch)
    return "".join([*parts, _outside('"' * bool(parts), expression[end:], "")])


def _outside(before: str, part: str, after: str) -> str:
    """What stands outside of quotes, with the signs that touch it."""
    if part.isascii():
        return part
    narrow = _DASH.sub("-", before + part.translate(_WIDE) + after)
    plain = _OPERATOR.sub(lambda found: found.group().translate(_NARROW), narrow)
    return plain[len(before) : len(plain) - len(after)]


def _inside(expression: str, start: int, sign: str) -> tuple[str, int]:
    """A comment, what stands in braces, or a phrase, made plain; and where it ends. What is not closed stays open."""
    if sign not in _FAMILY:
        closing = ">>>" if sign == "<<<" else "}" if sign == "{" else "\uff5d"
        end = expression.find(closing, start + len(sign))
        end = len(expression) if end < 0 else end + len(closing)
        return expression[start:end].translate({0xFF5B: "{", 0xFF5D: "}"}), end
    closed = re.compile(f"[{_FAMILY[sign]}]").search(expression, start + 1)
    inner = expression[start + 1 : closed.start() if closed else len(expression)]
    words = re.sub(f"[{_QUOTES}]", " ", inner)
    return f'"{words}"' if closed else f'"{words}', start + 1 + len(inner) + bool(closed)
