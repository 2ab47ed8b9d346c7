"""What a number that Listener states must say of itself, and what computing it gives."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One number. Whoever prints it takes its name from here, and its value from the functions beside it.

    Attributes:
        name: As a reader sees it, in lower case.
        definition: What it is, in one sentence.
        formula: How it is computed.
        unit: What is counted, or the range of what has no unit.
        interval: How its uncertainty is computed; None where it has none: it is counted and not estimated.
        blind: What becomes of it by the time in which a source cannot be read.
    """

    name: str
    definition: str
    formula: str
    unit: str
    interval: str | None = None
    blind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A number as it was computed.

    Attributes:
        value: In the metric's unit; None where nothing is known that it could rest on.
        low, high: Ends of the 95 % interval; None where the metric has none.
        n: How many of what it is about are known, and so are in it.
        unknown: How many more there are of which nobody knows what they would add.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    n: int
    unknown: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Count(Value):
    """A number of things that were counted: it is always known, and whole."""

    value: int
