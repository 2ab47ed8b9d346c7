"""Sources that search: they are asked for the words of the queries, one search each, and never bring the rest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from sources.base import Options
from storage.errors import Broken
from storage.records import Ask


class Searching(Options):
    """Settings of sources that search."""

    search: tuple[Annotated[str, Field(min_length=1)], ...] = Field(
        (),
        description="What to search for, in the place's own notation; left out: the words that the queries look for",
        examples=[["acme"]],
    )

    def searches(self, ask: Ask) -> list[str]:
        """What to search for, one search each. Raises Broken where the queries name no words."""
        if self.search:
            return list(dict.fromkeys(self.search))
        if not ask.groups or () in ask.groups:
            raise Broken("no query, or one without words of its own, says what to search for; write it into `search`")
        return list(dict.fromkeys(map(self.phrase, ask.groups)))

    def phrase(self, terms: Sequence[str]) -> str:
        """Terms that must all occur, as the place writes them."""
        return phrase(terms)


def phrase(terms: Sequence[str]) -> str:
    """Terms that must all occur, in the notation that most places share: several words in quotes."""
    plain = [" ".join(term.replace('"', " ").split()) for term in terms]
    return " ".join(f'"{term}"' if " " in term else term for term in plain if term)


def quoted(terms: Sequence[str]) -> str:
    """The same where only what stands in quotes is taken literally."""
    return " ".join(f'"{plain}"' for term in terms if (plain := " ".join(term.replace('"', " ").split())))
