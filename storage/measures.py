"""What a mention adds to the counts: its scopes, and in each scope the measures of what was read in it."""

from __future__ import annotations

from collections.abc import Iterable

from storage.records import Classification, Match, Series

SPAM = "spam"
TONE = frozenset({"sentiment", "emotion"})


def scopes(matches: Iterable[Match]) -> tuple[str, ...]:
    """The scopes of a mention: "all", its brands, its queries, each once; none if nothing matched."""
    brands: dict[str, None] = {}
    queries: dict[str, None] = {}
    for match in matches:
        brands[f"brand:{match.brand}"] = None
        queries[f"query:{match.query}"] = None
    return ("all", *brands, *queries) if queries else ()


def measures(matches: Iterable[Match], reading: Classification | None) -> frozenset[Series]:
    """Every series in which a mention counts once. The tone of spam is nobody's opinion and counts nowhere."""
    found = scopes(matches)
    counted = {Series(scope) for scope in found}
    if reading is None:
        return frozenset(counted)
    spam = reading.label("intent") == SPAM
    for head, answer in reading.heads.items():
        if not (spam and head in TONE):
            counted.update(Series(scope, f"{head}:{answer.label}") for scope in found)
    if not spam:
        counted.update(
            Series(f"brand:{brand}", f"toward:{answer.label}")
            for brand, answer in reading.toward.items()
            if f"brand:{brand}" in found
        )
    return frozenset(counted)
