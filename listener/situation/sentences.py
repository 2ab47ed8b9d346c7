"""The sentences that pages open with: what is true now, with its numbers."""

from __future__ import annotations

from collections.abc import Sequence

from listener.metrics.expected import times_expected
from listener.situation.brands import BrandDay
from listener.situation.needs import needs_person
from listener.wording.figures import between, spelled
from storage.records import Incident, IncidentTally

MUCH = 1.5
"""Below so many times the usual nobody says how many times it is."""


def now_title(incidents: Sequence[Incident]) -> str:
    """Whether anything needs a person."""
    needing = sum(map(needs_person, incidents))
    if needing:
        return f"{_first(needing)} {'incident needs' if needing == 1 else 'incidents need'} a person"
    if incidents:
        return f"{_first(len(incidents))} {'incident is' if len(incidents) == 1 else 'incidents are'} in hand"
    return "Nothing needs a person now"


def now_lead(incidents: Sequence[Incident], brands: Sequence[BrandDay]) -> str:
    """What else there is to know."""
    needing = sum(map(needs_person, incidents))
    rest = len(incidents) - needing
    others = [f"{_first(rest)} more {'is' if rest == 1 else 'are'} in hand."] if needing and rest else []
    return " ".join((*others, *_loud(brands)))


def _loud(brands: Sequence[BrandDay]) -> list[str]:
    known = [brand for brand in brands if brand.hour.usual]
    loud = [brand for brand in known if brand.hour.above]
    said = [_louder(brand) for brand in loud[:2]]
    if len(loud) > len(said):
        said.append(f"{_first(len(loud) - len(said))} more brands are above their range.")
    if not known:
        return ["What is usual is not known yet: until then nothing can be called loud."] if brands else []
    if not loud:
        return ["Every brand is within its usual range of this hour."]
    return [*said, "Everything else is within its range."] if len(known) > len(loud) else said


def _louder(brand: BrandDay) -> str:
    hour = brand.hour
    assert hour.usual
    times = times_expected(hour.seen, hour.expected)
    often = f", {times:.0f} times the usual" if times and times >= MUCH else ""
    return f"{brand.name} has {hour.seen:,} posts in the last hour{often} (mostly {between(*hour.usual)})."


def incidents_title(incidents: Sequence[Incident]) -> str:
    """How many are open, and whether one needs a person."""
    if not incidents:
        return "Quiet: nothing is open"
    needing = sum(map(needs_person, incidents))
    are = f"{_first(len(incidents))} {'is' if len(incidents) == 1 else 'are'} open"
    return f"{are}; {spelled(needing)} {'needs' if needing == 1 else 'need'} a person" if needing else are


def incidents_lead(incidents: Sequence[Incident], tally: IncidentTally) -> str:
    """What is in hand, and how many there were before."""
    rest = len(incidents) - sum(map(needs_person, incidents))
    hand = f"{_first(rest)} {'is' if rest == 1 else 'are'} in hand. " if incidents and rest else ""
    past = f"{tally.resolved:,} {'is' if tally.resolved == 1 else 'are'} over" if tally.resolved else "None is over yet"
    drills = (
        f"; {tally.drills:,} {'drill stands' if tally.drills == 1 else 'drills stand'} apart" if tally.drills else ""
    )
    return f"{hand}{past}{drills}."


def _first(number: int) -> str:
    return spelled(number).capitalize()
