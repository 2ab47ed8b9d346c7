"""The parts of a page that are kept up to date, cut out of it, and how one drawing of them differs from another."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from selectolax.lexbor import LexborHTMLParser


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """A page as it is at one moment.

    Attributes:
        parts: What stands in each part that is kept up to date, by name.
        now: The moment, in ISO 8601.
        as_of: The same in words, as HTML.
        compared: With which names, in small letters, that of whoever looks was compared.
    """

    address: str
    parts: Mapping[str, str]
    title: str
    now: str
    as_of: str
    compared: frozenset[str] = frozenset()
    _told: dict[tuple[str, ...], str] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def known(self) -> Mapping[str, int]:
        """What somebody knows who has got it: a number for what stands in each part."""
        return {name: hash(part) for name, part in self.parts.items()}

    def since(self, known: Mapping[str, int]) -> str:
        """What to tell somebody who knows an earlier one: which parts there are, and those that differ, in JSON."""
        names = tuple(name for name, number in self.known.items() if known.get(name) != number)
        if names not in self._told:
            told = {"page": self.address, "title": self.title, "now": self.now, "as_of": self.as_of}
            parts = {name: self.parts[name] for name in names}
            self._told[names] = json.dumps({**told, "there": [*self.parts], "parts": parts}, ensure_ascii=False)
        return self._told[names]


def cut(address: str, html: str, compared: frozenset[str]) -> Drawing:
    """The parts of a page."""
    tree = LexborHTMLParser(html)
    now, as_of, title = tree.css_first('meta[name="now"]'), tree.css_first("#live"), tree.css_first("title")
    return Drawing(
        address=address,
        parts={node.attributes["data-live"] or "": node.inner_html or "" for node in tree.css("[data-live]")},
        title=title.text() if title else "",
        now=(now.attributes.get("content") or "") if now else "",
        as_of=(as_of.inner_html or "") if as_of else "",
        compared=compared,
    )
