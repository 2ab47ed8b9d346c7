"""Sentences from records: none claims more than its interval allows."""

from __future__ import annotations

from math import sqrt

from listener.reports.document import Said, Sentence
from listener.reports.record import Record

LEAST = 30
"""Mentions that must have been read in both periods before a change of tone is spoken of."""


def loudness(brand: str, now: Record, before: Record, change: Record, earlier: str) -> Sentence:
    """How often it was mentioned: counted, so that every difference is one."""
    begin: Sentence = (Said(brand), " was mentioned ", now, " times" if now.value != 1 else " time")
    if not before.value:
        return (*begin, f"; {earlier} there was nothing to compare it with.")
    if now.value == before.value:
        return (*begin, f", as often as {earlier}.")
    return (*begin, ", ", change, f" on {earlier} (", before, ").")


def tone(now: Record, before: Record, size: Record, what: str, earlier: str) -> Sentence:
    """Whether something with an interval changed: said only where the difference is surely none of chance.

    Args:
        size: How many posts were read for it.
    """
    if now.value is None or not now.n:
        return (f"Nothing was read, so nobody knows how {what} was.",)
    if now.n < LEAST:
        return (f"Too little was read to say how {what} was (", size, " posts).")
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


def headline(brand: str, change: Record, tone_now: Record, tone_before: Record, length: str) -> Sentence:
    """The sentence on the cover, in words alone."""
    size = abs(change.value or 0)
    loud = (
        "was talked about as much as before"
        if size < 0.1
        else ("was talked about more" if (change.value or 0) > 0 else "was talked about less")
    )
    if change.value is None:
        loud = "was talked about"
    if tone_now.n < LEAST:
        mood = "too little was read to speak of the tone"
    elif tone_before.n < LEAST:
        mood = "too little was read before to compare the tone"
    elif not differs(tone_now, tone_before):
        mood = "the tone shows no clear change"
    else:
        mood = "the tone is better" if (tone_now.value or 0) > (tone_before.value or 0) else "the tone is worse"
    return (Said(brand), f" {loud} this {length}; {mood}")
