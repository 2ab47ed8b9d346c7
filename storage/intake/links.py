"""Links inside of texts: what follows a # in one names a place on a page, and is no hashtag."""

from __future__ import annotations

import re
from functools import cache

from storage.intake.scripts import UNSPACED

# A bare host begins a stretch without white space, so that looking for one takes linear time. Letters of scripts
# without spaces end a link, as the networks end it, and a host follows them: a tag may stand in the same stretch.
_LETTER = rf"[^\W_{UNSPACED}]"
_BEGINS = rf"(?:(?<!\S)[^\w\s#@]{{0,4}}(?:[a-z]{{1,20}}:)?|(?<=[{UNSPACED}]))"
_SIGN = rf"[^\s<>\"{{}}|\\^`()\u3000-\u303f\uff00-\uffef{UNSPACED}]"
_LINK = (
    rf"(?:https?://|\bwww\.|{_BEGINS}{_LETTER}(?:{_LETTER}|[.-])*\.{_LETTER}{{2,24}}(?::\d{{1,5}})?/)"
    rf"(?:{_SIGN}|\([^\s()]*\))*"
)
_TAG = re.compile(r"#(?=\w)")


def untagged(text: str) -> str:
    """The text with a slash for each # of a link that a tag could begin with; every character keeps its place."""
    if "#" not in text or not _may_hold(text) or not any(map(_may_hold, text.split())):
        return text
    return _links().sub(lambda link: _TAG.sub("/", link.group()), text)


def _may_hold(stretch: str) -> bool:
    return stretch.rfind("#") > 0 and ("/" in stretch or "www." in stretch.lower())


def tags_in(text: str) -> str:
    """All that stands behind a # of a link, separated by spaces."""
    found = (link.group().partition("#") for link in _links().finditer(text))
    return " ".join(sign + rest for _, sign, rest in found if sign)


@cache
def _links() -> re.Pattern[str]:
    """Made when it is first needed: twenty milliseconds, which a command that reads no text saves."""
    return re.compile(_LINK, re.IGNORECASE)
