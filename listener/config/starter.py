"""Writes the configuration that `listener init` starts a person off with."""

from __future__ import annotations

import json
import re
from pathlib import Path
from unicodedata import category, normalize
from urllib.parse import quote, quote_plus

from storage.records import Scope

_TEMPLATE = Path(__file__).with_name("starter.toml")
_PLACE = re.compile(r"\{(\w+)\}")
_UNWRITTEN = {"Cc", "Cs", "Zl", "Zp"}
_TROUBLE = "recall* OR boycott* OR lawsuit OR scam OR breach OR outage OR unsafe"


def starter(brand: str) -> str:
    """A complete, commented configuration for a brand, whatever its name contains.

    Raises ValueError where the name has no letter or digit to look for.
    """
    name = _written(brand)
    if not _together(name):
        raise ValueError("the name needs a letter or digit; write it as people do")
    identity = re.sub(r"[\W_]+", "-", name.lower()).strip("-") or "brand"
    anything = _anything(name)
    values = {
        "title": name,
        "narrower": f'{_phrase(name)} NEAR/10 (shop OR product) NOT ("another meaning")',
        "brand": _text(name),
        "query": _text(identity),
        "expression": _text(anything),
        "trouble": _text(f"{identity}-trouble"),
        "trouble_expression": _text(f"({anything}) AND ({_TROUBLE})"),
        "trouble_scope": _text(Scope.query(f"{identity}-trouble")),
        "scope": _text(Scope.brand(name)),
        "news": _text(
            f"https://news.google.com/rss/search?q={quote_plus(_phrase(name))}+when:1d&hl=en-US&gl=US&ceid=US:en"
        ),
        "mastodon": _text(f"https://mastodon.social/tags/{quote(_together(name))}.rss"),
    }
    return _PLACE.sub(lambda place: values[place[1]], _TEMPLATE.read_text(encoding="utf-8"))


def _written(brand: str) -> str:
    """The name in one line, without control characters and halves of characters."""
    return " ".join("".join(" " if category(each) in _UNWRITTEN else each for each in brand).split())


def _anything(name: str) -> str:
    """The name in all the ways that people write it; without accents, since such a term finds all forms."""
    bare = "".join(map(_bare, name))
    together = _together(bare)
    ways = [_phrase(bare), *([together] if together != bare.lower() else []), f"#{together}", f"@{together}"]
    return " OR ".join(ways)


def _bare(character: str) -> str:
    base = normalize("NFD", character)[0]
    return base if base.isascii() else character


def _phrase(name: str) -> str:
    """The name as one term: in quotes, unless it is a single plain word."""
    plain = name.replace('"', "").replace("\\", "").strip()
    return plain.lower() if plain.isalnum() and plain.upper() != plain else f'"{plain}"'


def _together(name: str) -> str:
    """The name without what cannot stand in a hashtag."""
    return re.sub(r"[\W_]+", "", name.lower())


def _text(value: str) -> str:
    """A TOML string: in single quotes where it holds double ones, for the eye."""
    if '"' in value and "'" not in value and value.isprintable():
        return f"'{value}'"
    return json.dumps(value, ensure_ascii=False)
