"""What the box at the top of the menu finds: things to do, places to go, things that people know by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlencode

from listener.actions.actor import Action
from listener.config.config import Config
from listener.web.frame import SECTIONS
from listener.web.security.visitor import Visitor
from listener.web.views.settings.base import FOR_ALL, tabs
from listener.wording.addresses import anchor, escaped
from storage.records import Incident

Sort = Literal["Do", "Go", "Incident", "Brand", "Source", "Rule", "Say"]
MOST = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One thing that was found; following it changes nothing.

    Attributes:
        more: Beside the label, softer.
        words: By which it is found, beside its label.
    """

    sort: Sort
    label: str
    address: str
    more: str = ""
    words: str = ""


_DEEDS: tuple[tuple[Action, str, str, str], ...] = (
    ("open", "Open an incident by hand…", "/incidents#open", "new raise declare"),
    ("drill", "Start a drill…", "/incidents#drill", "practise rehearse crisis"),
    ("silence", "Silence alerts…", "/oncall#silence", "mute hold back quiet"),
    ("rules", "Begin, in four steps…", "/start", "first start brand setup"),
    ("sources", "Add a source…", "/sources#kinds", "feed collect new"),
    ("imports", "Import a file…", "/sources/import", "upload table csv excel past archive"),
    ("rules", "Write a rule…", "/rules/new", "alert new"),
    ("rules", "Write a query…", "/queries#make", "brand expression new words"),
    ("reports", "Order a report…", "/reports/new", "digest weekly mail new"),
    ("tokens", "Make a token…", "/settings/tokens", "api program key"),
    ("people", "Add somebody…", "/settings/people", "person invite user"),
)
_PLACES = (
    ("Who would be told?", "/oncall#who", "route test"),
    ("Silences", "/oncall#silences", "mute"),
    ("Routes", "/oncall#routes", "told audience"),
    ("Compare brands", "/compare", "share of voice against"),
    ("Queries", "/queries", "expression brand words"),
    ("Exports", "/exports", "file download csv excel"),
    ("Annotations", "/annotations", "note happened"),
    ("Kinds of sources", "/sources#kinds", "catalogue"),
)


def find(query: str, config: Config, found: Visitor, incidents: Sequence[Incident]) -> list[Hit]:
    """What fits every word that was typed, those whose label begins with it first; without a word what is next at hand.

    Args:
        incidents: The unresolved ones first.
    """
    words = query.casefold().split()
    every = [*_of_incidents(incidents, found), *_to_do(found), *_to_go(found), *_named(config)]
    fitting = [hit for hit in every if _fits(hit, words)][: MOST - len(words[:1])]
    fitting.sort(key=lambda hit: not hit.label.casefold().startswith(query.casefold().strip()) if words else False)
    return [*fitting, *_to_search(query)]


def _to_search(query: str) -> Iterator[Hit]:
    """What is said is not found by name; where to look for it stands last."""
    if asked := query.strip():
        address = f"/explore?{urlencode({'q': asked})}"
        yield Hit(sort="Say", label=f"Search mentions for “{asked}”", address=address, more="Explore")


def _fits(hit: Hit, words: Iterable[str]) -> bool:
    text = f"{hit.sort} {hit.label} {hit.more} {hit.words}".casefold()
    return all(word in text for word in words)


def _of_incidents(incidents: Iterable[Incident], found: Visitor) -> Iterator[Hit]:
    for each in incidents:
        at, title = f"/incidents/{each.id}", each.title
        if each.state == "open" and found.may("acknowledge"):
            yield Hit(sort="Do", label=f"Take #{each.id}…", address=at, more=title, words="acknowledge")
        yield Hit(sort="Incident", label=f"#{each.id} {title}", address=at, more=each.state)


def _to_do(found: Visitor) -> Iterator[Hit]:
    for action, label, address, words in _DEEDS:
        if found.may(action):
            yield Hit(sort="Do", label=label, address=address, words=words)


def _to_go(found: Visitor) -> Iterator[Hit]:
    for section in SECTIONS:
        yield Hit(sort="Go", label=section.label, address=section.address)
    for address, label in (*tabs(found), *FOR_ALL):
        yield Hit(sort="Go", label=label, address=address, more="Settings")
    for label, address, words in _PLACES:
        yield Hit(sort="Go", label=label, address=address, words=words)


def _named(config: Config) -> Iterator[Hit]:
    for brand in config.brands:
        yield Hit(sort="Brand", label=brand.name, address=f"/brands/{escaped(brand.name)}", more=brand.role)
    for source in config.sources:
        yield Hit(sort="Source", label=source.name, address=f"/sources#{anchor(source.name)}")
    for rule in config.rules:
        yield Hit(sort="Rule", label=rule.name, address=f"/rules?rule={escaped(rule.name)}")
