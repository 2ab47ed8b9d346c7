"""Which post an arrival is: the names it goes by, the digest that tells an edit from a repetition, and what stays."""

from __future__ import annotations

from dataclasses import replace
from hashlib import blake2b

from storage.records import Mention


def aliases(mention: Mention) -> tuple[int, ...]:
    """What identifies a post whatever source brings it, most telling first: global URI, permalink.

    More telling than both is the source's own id. Each alias is a signed 64-bit hash (blake2b); among ten million of
    them two agree by chance with a probability of 3 in a million. Raises UnicodeEncodeError on lone surrogates.
    """
    names = []
    if mention.uri:
        names.append(f"uri\x1f{mention.uri}")
    if mention.permalink:
        names.append(f"permalink\x1f{mention.permalink}")
    return tuple(_key(name) for name in names)


def digest(title: str, text: str) -> str:
    """16 hex digits over what a post says. Raises UnicodeEncodeError on lone surrogates."""
    return blake2b(f"{title}\x1f{text}".encode(), digest_size=8).hexdigest()


def merged(old: Mention, new: Mention) -> Mention:
    """The new version under the old identity: who it is and when it was said do not change with the text."""
    return replace(
        new,
        native_id=old.native_id,
        uri=old.uri or new.uri,
        permalink=old.permalink or new.permalink,
        published_at=old.published_at,
        published_raw=old.published_raw,
        collected_at=old.collected_at,
    )


def _key(name: str) -> int:
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big", signed=True)
