"""Sentences from records: none claims more than its interval allows."""

from __future__ import annotations

from math import sqrt

from listener.reports.document import Said, Sentence
from listener.reports.record import Record

LEAST = 30
"""Mentions that must have been read in both periods before a change of tone is spoken of."""


def loudness(brand: str, now: Record, before: Record, change: Record, earlier: str) -> Sentence:
    """How often it was mentioned: counted, so that every difference is one."""
    if not now.value:
        silent: Sentence = (Said(brand), " was not heard of")
        if not before.value:
            return (*silent, f", nor in {earlier}.")
        return (*silent, "; ", before, f" {_times(before)} in {earlier}.")
    begin: Sentence = (Said(brand), " was mentioned ", now, f" {_times(now)}")
    if not before.value:
        return (*begin, f"; {earlier} there was nothing to compare it with.")
    if now.value == before.value:
        return (*begin, f", as often as {earlier}.")
    chance = "; this may be chance" if not clearly(now, before) else ""
    return (*begin, ", ", change, f" on {earlier} (", before, f"){chance}.")


def _times(count: Record) -> str:
    return "time" if count.value == 1 else "times"


def clearly(now: Record, before: Record) -> bool:
    """Whether two counts differ by more than counts do by chance: of their sum, as many would fall on either side."""
    one, other = now.value or 0, before.value or 0
    return (one - other) ** 2 > 1.96**2 * (one + other)


def tone(now: Record, before: Record, size: Record, what: str, earlier: str) -> Sentence:
    """Whether something with an interval changed: said only where the difference is surely none of chance.

    Args:
        size: How many posts were read for it.
    """
    if now.value is None or not now.n:
        return (f"Nothing was read, so nobody knows how {what} was.",)
    if now.n < LEAST:
        return (f"Too little was read to say how {what} was (", size, " posts)." if now.n != 1 else " post).")
    said: Sentence = (f"{what[:1].upper()}{what[1:]} was ", now)
    if before.value is None or before.n < LEAST:
        return (*said, f"; too little was read {earlier} to say whether that is a change.")
    if not differs(now, before):
        return (*said, " (", before, f" {earlier}): no clear change.")
    return (*said, ", higher" if now.value > before.value else ", lower", f" than {earlier} (", before, ").")


def differs(one: Record, other: Record) -> bool:
    """Whether chance rarely makes two independent values as different: the 95 % interval of their difference leaves out
    0, its half being the root of the sum of the squared halves on the sides that face each other.

    R. G. Newcombe: Interval estimation for the difference between independent proportions, Statistics in Medicine 17
    (1998), 873-890, method 10.
    """
    if one.value is None or other.value is None:
        return False
    upper, lower = (one, other) if one.value >= other.value else (other, one)
    if upper.low is None or lower.high is None or upper.value is None or lower.value is None:
        return upper.value != lower.value
    return upper.value - lower.value > sqrt((upper.value - upper.low) ** 2 + (lower.high - lower.value) ** 2)


def headline(brand: str, counts: tuple[Record, Record], tones: tuple[Record, Record], length: str) -> Sentence:
    """The sentence on the cover, in words alone.

    Args:
        counts, tones: Of now and before.
    """
    now, _ = counts
    return (Said(brand), f" {_loud(*counts, length)}{f'; {_mood(*tones)}' if now.value else ''}")


def _loud(now: Record, before: Record, length: str) -> str:
    count, earlier = now.value or 0, before.value or 0
    if not count:
        return f"was not heard of this {length}"
    if not earlier:
        return f"was talked about this {length}"
    if abs(count - earlier) < 0.1 * earlier or not clearly(now, before):
        return f"shows no clear change in volume this {length}"
    return f"was talked about {'more' if count > earlier else 'less'} this {length}"


def _mood(now: Record, before: Record) -> str:
    if now.n < LEAST:
        return "too little was read to speak of the tone"
    if before.n < LEAST:
        return "too little was read before to compare the tone"
    if not differs(now, before):
        return "the tone shows no clear change"
    return "the tone is better" if (now.value or 0) > (before.value or 0) else "the tone is worse"
