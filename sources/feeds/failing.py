"""Entries in which a feed bridge tells that it failed, instead of anything that somebody said.

Bridges make feeds of pages that have none; when that fails, many answer 200 with the failure as an entry.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from sources.feeds.entry import Entry
from sources.reading.text import line

# In the words of one program: RSS-Bridge; Nitter behind a gate.
SURE = re.compile(r"bridge returned error \d+\b.{0,100}|rss reader not yet whitelisted!?", re.IGNORECASE)
# What nobody says in full as a title, where the feed holds nothing else.
STATUS = re.compile(
    r"""(?:(?:(?:http\ |server\ )?error:?\ ?)?(?:[45]\d\d\W{0,3})?
            (?:not\ found|forbidden|unauthori[sz]ed|bad\ request|access\ denied|too\ many\ requests|bad\ gateway
            |gateway\ time-?out|internal\ server\ error|service\ (?:temporarily\ )?unavailable)
        |(?:http\ |server\ |fetch\ |parse\ |feed\ )?error(?:\ (?:code\ )?[45]\d\d)?
        |rate[\ -]limit(?:ed|\ exceeded|\ reached)?
        |just\ a\ moment|attention\ required!\ \|\ cloudflare
        |(?:(?:your|this|the)\ )?(?:rss\ )?(?:feed|bridge|route|instance)
            \ (?:(?:is|has|was|been|currently|temporarily)\ ){0,3}
            (?:unavailable|expired|disabled|deactivated|suspended|inactive|offline|rate\ limited
            |not\ (?:available|found))
    )[.!…]*""",
    re.IGNORECASE | re.VERBOSE,
)
# What only a bridge means by it.
FREE = re.compile(
    r""".{0,40}\b(?:error|exception)\b.{0,200}
        |(?:unable|failed|could\ not|cannot|can't)\ (?:to\ )?
            (?:load|fetch|retrieve|get|parse|read|generate|refresh|access)\b.{0,200}
        |.{0,60}\b(?:unavailable|expired|disabled|deactivated|suspended|rate\ limited|not\ found)\b.{0,100}""",
    re.IGNORECASE | re.VERBOSE,
)
BRIDGES = re.compile(
    r"rss-?bridge|action=display&bridge=|rss-?hub|nitter|xcancel|freshrss|open ?rss|morss|feed43|fetch ?rss|rss\.app"
    r"|politepo[lp]|kill.the.newsletter|feedless|rss-?proxy|siftrss|full-?text-?rss",
    re.IGNORECASE,
)
# The first entry of a mailbox that is read as a feed: true, but nobody said it.
WELCOME = re.compile(r"[“\"«].{1,200}[”\"»] (?:inbox|feed) created[.!]?", re.IGNORECASE)


def failures(entries: Sequence[Entry], about: Iterable[str]) -> list[Entry]:
    """Those that tell of a failure: by a bridge's own words, or because the feed holds nothing but such entries.

    Args:
        about: What tells a bridge: the feed's address and title.
    """
    if entries and all(_is_failure(entry, about) for entry in entries):
        return list(entries)
    return [entry for entry in entries if SURE.fullmatch(entry.title)]


def is_welcome(entry: Entry) -> bool:
    """Whether a service that reads mail as a feed only greets."""
    return WELCOME.fullmatch(entry.title) is not None


def told(entry: Entry) -> str:
    """What an entry says, for a person."""
    said = line(entry.text, 200)
    return f"“{line(entry.title, 200)}”" + (f": {said}" if said else "")


def _is_failure(entry: Entry, about: Iterable[str]) -> bool:
    if SURE.fullmatch(entry.title) or STATUS.fullmatch(entry.title):
        return True
    is_bridge = any(map(BRIDGES.search, (*about, entry.title)))
    return is_bridge and FREE.fullmatch(entry.title) is not None
