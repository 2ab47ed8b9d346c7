"""The linter warns of what people get wrong, at its place, and keeps quiet about good queries."""

from __future__ import annotations

import pytest

from rules.query.lint import lint

DOUBTFUL = {
    "acme or zenith": (5, "capitals", "OR"),
    "acme and zenith": (5, "capitals", "AND"),
    "acme not zenith": (5, "capitals", "NOT"),
    "acme near/5 zenith": (5, "capitals", "NEAR/5"),
    "acme OR zenith AND phone": (8, "AND binds closer", "(zenith AND phone)"),
    "acme OR zenith phone": (8, "AND binds closer", "(zenith phone)"),
    "acme phone NEAR/3 broken": (5, "only the words next to it", ""),
    "acme NEAR/60 phone": (0, "nearly the same as AND", "AND"),
    "acme NEAR/ phone": (5, "takes a number", "NEAR/5"),
    '"acme phone"~60': (0, "nearly the same as AND", "AND"),
    "acme, zenith": (0, "must all be there", "OR"),
    "ac* phone": (0, "before the wildcard: this matches far too many words; write more letters", ""),
    "acme broken?": (5, "not a question mark", "broken"),
    "x OR acme": (0, "single letter", ""),
    "the OR acme": (0, "common word", ""),
    "acme% compiler": (0, 'this finds "acme"', ""),
    "yahoo! mail": (0, "yahoo* finds longer words", ""),
    "+acme OR zenith": (0, "is not needed", "acme"),
    "acme UND zenith": (5, "operators are AND, OR, NOT", "AND"),
    "'acme cola'": (0, "single quotes", ""),
    "site:a.example site:b.example acme": (15, "alternatives are joined by OR", "OR"),
    "acme OR zenith OR Acme": (18, "same OR before", ""),
    'acme OR "acme phone"': (8, "acme finds too", ""),
    "phone* OR phones": (10, "phone* finds too", ""),
    "acme NOT acme": (0, "never be true", ""),
    '"acme phone" NOT acme': (0, "never be true", ""),
    '"acme phone" -acm*': (0, "never be true", ""),
    "(acme OR acmes) -acme*": (0, "never be true", ""),
    "acme rating:[1 TO 2] rating:[3 TO 5]": (21, "never be true together", "OR"),
    "acme language:en language:de": (17, "never be true together", "OR"),
}


@pytest.mark.parametrize("expression", DOUBTFUL)
def test_doubtful_expressions(expression: str) -> None:
    column, what, suggestion = DOUBTFUL[expression]
    found = [doubt for doubt in lint(expression) if what in doubt.what]
    assert [(doubt.column, doubt.suggestion) for doubt in found] == [(column, suggestion)]
    assert found[0].column + found[0].length <= len(expression)


@pytest.mark.parametrize(
    "expression",
    [
        "acme OR #acme OR @acme",
        "(acme OR zenith) AND (phone OR laptop) NOT juice",
        "acme NOT (juice OR pie)",
        '"acme phone" NOT "acme phone case"',
        "(acme NEAR/5 broken) OR complain*",
        "{Delta} AND (flight OR airline)",
        "苹果 NOT 苹果汁",
        "acme language:en rating:[1 TO 2]",
        "acme site:example.com site:news.example.com",
        "café OR 👍",
        '"AT&T" OR Disney+ OR C++ OR C# OR $META OR .NET OR M+S',
        "acme site:twitter.com site:x.com",
    ],
)
def test_good_expressions_raise_no_doubts(expression: str) -> None:
    assert lint(expression) == []
