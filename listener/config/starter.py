"""Writes the configuration that `listener init` starts a person off with."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from unicodedata import category, normalize
from urllib.parse import quote, quote_plus

from listener.notify.smtp.mailbox import parse
from listener.notify.smtp.server import mail_server
from rules.volume import Volume
from storage.records import Scope

_TEMPLATE = Path(__file__).with_name("starter.toml")
_PLACE = re.compile(r"\{(\w+)\}")
_UNWRITTEN = {"Cc", "Cs", "Zl", "Zp"}
_SIGNS = {"+": "plus", "#": "sharp"}
_ENDING = re.compile(r"(?<=\w)[+#]+(?!\w)")
_OPENING = re.compile(r"(?<![\w.])\.(?=\w)")
_NO_MAIL = """\
# Mail: remove the signs, fill in, and add "team" to the route below.
# [[targets]]
# name = "team"
# type = "mail"
# server = "smtp://listener@mail.example.org:587"
# password = "env:LISTENER_MAIL_PASSWORD"
# from = "Listener <listener@example.org>"
# to = ["social@example.org"]"""
_MANY = Volume(name="many-posts", at_least=10)
_TROUBLE = "recall* OR boycott* OR lawsuit OR scam OR breach OR outage OR unsafe"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailing:
    """How mail leaves, for a target of type mail.

    Attributes:
        server: As "smtp://user@mail.example.org:587".
        sender, to: Addresses.
    """

    server: str
    sender: str
    to: tuple[str, ...]


def starter(brand: str, mailing: Mailing | None = None) -> str:
    """A complete, commented configuration for a brand, whatever its name contains.

    Raises ValueError where the name has no letter or digit to look for, or the mail settings are not right.
    """
    name = _written(brand)
    if not any(map(str.isalnum, name)):
        raise ValueError("the name needs a letter or digit; write it as people do")
    identity = re.sub(r"[\W_]+", "-", _spelled(name).lower()).strip("-") or "brand"
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
        "mastodon": _text(f"https://mastodon.social/tags/{quote(_together(_spelled(name)))}.rss"),
        "at_least": str(_MANY.at_least),
        "learning": _MANY.learning,
        "mail": _mail(mailing),
        "told": '["screen", "team"]' if mailing else '["screen"]',
        "troubled": '["target:team"]' if mailing else '["target:screen"]',
    }
    return _PLACE.sub(lambda place: values[place[1]], _TEMPLATE.read_text(encoding="utf-8"))


def _written(brand: str) -> str:
    """The name in one line, without control characters and halves of characters."""
    return " ".join("".join(" " if category(each) in _UNWRITTEN else each for each in brand).split())


def _anything(name: str) -> str:
    """The name in all the ways that people write it; without accents, since such a term finds all forms."""
    bare = "".join(map(_bare, name))
    spelled = _spelled(bare)
    together = _together(spelled)
    ways = [_phrase(bare), *([f'"{spelled.lower()}"'] if spelled != bare else [])]
    ways += [together] if together != bare.lower() else []
    return " OR ".join([*ways, f"#{together}", f"@{together}"])


def _spelled(name: str) -> str:
    """The name with the signs in words that make it: "C++" is "C plus plus", and neither "C" nor #c."""
    said = _ENDING.sub(lambda signs: "".join(f" {_SIGNS[sign]}" for sign in signs[0]), name)
    return _OPENING.sub("dot ", said)


def _mail(mailing: Mailing | None) -> str:
    """The target, filled in or to be filled in."""
    if mailing is None:
        return _NO_MAIL
    user = mail_server(mailing.server).user
    senders, to = parse(mailing.sender), [parse(each) for each in mailing.to]
    lines = [
        "[[targets]]",
        'name = "team"',
        'type = "mail"',
        f"server = {_text(mailing.server)}",
        *(
            ['password = "env:LISTENER_MAIL_PASSWORD"  # export LISTENER_MAIL_PASSWORD=… before starting']
            if user
            else []
        ),
        f"from = {_text(str(senders))}",
        f"to = [{', '.join(_text(str(each)) for each in to)}]",
    ]
    return "\n".join(lines)


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
