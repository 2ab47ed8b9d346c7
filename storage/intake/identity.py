"""Which post an arrival is: the names it goes by, the digest that tells an edit from a repetition, and what stays."""

from __future__ import annotations

import re
from dataclasses import replace
from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storage.records import Mention


_SHORTENED = re.compile(r"[0-9]([.,][0-9]+)?e\+[0-9]{1,3}|[0-9][.,][0-9]+e[0-9]{1,3}", re.IGNORECASE)


def aliases(mention: Mention) -> tuple[int, ...]:
    """What identifies a post whatever source brings it, most telling first: global URI, permalink.

    More telling than both is the source's own id. Each alias is a signed 64-bit hash (blake2b); among ten million of
    them two agree by chance with a probability of 3 in a million. Raises UnicodeEncodeError on lone surrogates.
    """
    names = []
    if mention.uri:
        names.append(_key(f"uri\x1f{mention.uri}"))
    if mention.permalink:
        names.append(by_address(mention.permalink))
    return tuple(names)


def by_address(permalink: str) -> int:
    """The alias of an address, which belongs to the first post that carries it."""
    return _key(f"permalink\x1f{permalink}")


def shared(permalink: str) -> int:
    """The mark of an address that posts with differing ids carry: it is no alias any more."""
    return _key(f"shared\x1f{permalink}")


def told(mention: Mention) -> int:
    """The alias of what a post says at an address that it is not alone at."""
    return _key(f"told\x1f{mention.permalink}\x1f{' '.join(said(mention).casefold().split())}")


def said(mention: Mention) -> str:
    """The text that is compared; the title of a post that has no text."""
    return mention.text or mention.title


def has_id(mention: Mention) -> bool:
    """Whether its source gave it an id of its own: not its address instead, nor a number that a spreadsheet cut."""
    return not mention.by_address and not is_shortened(mention.native_id)


def is_shortened(id: str) -> bool:
    """Whether an id is what a spreadsheet leaves of a long number: 1.29403E+18, also with a decimal comma."""
    return _SHORTENED.fullmatch(id) is not None


def digest(title: str, text: str) -> str:
    """16 hex digits over what a post says. Raises UnicodeEncodeError on lone surrogates."""
    return blake2b(f"{title}\x1f{text}".encode(), digest_size=8).hexdigest()


def merged(old: Mention, new: Mention) -> Mention:
    """The new version under the old identity: who it is and when it was said do not change with the text."""
    return replace(
        new,
        id=old.id,
        native_id=old.native_id,
        uri=old.uri or new.uri,
        permalink=old.permalink or new.permalink,
        published_at=old.published_at,
        published_raw=old.published_raw,
        collected_at=old.collected_at,
    )


def _key(name: str) -> int:
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big", signed=True)
