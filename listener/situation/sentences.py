"""The sentences that pages open with: what is true now, with its numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta

from listener.metrics.base import Value
from listener.metrics.expected import times_expected
from listener.situation.brands import BrandDay
from listener.situation.course import Hour
from listener.situation.needs import needs_person
from listener.wording.durations import brief
from listener.wording.figures import between, counted, spelled
from storage.records import Incident, IncidentTally

MUCH = 1.5
"""Below so many times the usual nobody says how many times it is."""


def now_title(incidents: Sequence[Incident]) -> str:
    """Whether anything needs a person."""
    needing = sum(map(needs_person, incidents))
    if needing:
        return f"{_first(needing)} {'incident needs' if needing == 1 else 'incidents need'} a person"
    if not incidents:
        return "Nothing needs a person now"
    many = f"{_first(len(incidents))} {'incident is' if len(incidents) == 1 else 'incidents are'}"
    return f"{many} in hand" if all(map(_taken, incidents)) else f"{many} open, and nobody is paged"


def now_lead(incidents: Sequence[Incident], brands: Sequence[BrandDay]) -> str:
    """What else there is to know."""
    return " ".join((*_others(incidents), *_loud(brands)))


def _others(incidents: Sequence[Incident]) -> Iterator[str]:
    """What the title does not say of those that need nobody at this moment."""
    rest = [each for each in incidents if not needs_person(each)]
    taken = sum(map(_taken, rest))
    more = " more" if len(rest) < len(incidents) else ""
    if taken and (more or taken < len(rest)):
        yield f"{_first(taken)}{more} {_are(taken)} in hand."
    if more and taken < len(rest):
        open_ = len(rest) - taken
        yield f"{_first(open_)}{more} {_are(open_)} open and {'pages' if open_ == 1 else 'page'} nobody."


def _taken(incident: Incident) -> bool:
    return incident.state == "acknowledged"


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


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
    return f"{brand.name} has {counted(hour.seen, 'post')} in the last hour{often} (mostly {between(*hour.usual)})."


def incident_lead(about: str, hour: Hour) -> str:
    """How loud it is at this moment."""
    seen, usual = hour.posts.seen, hour.posts.usual
    posts = counted(seen, "post") if seen else "No post"
    often = f", usually {between(*usual)}" if usual else ""
    negative = f"; {hour.negative:,} of them read as negative" if seen and hour.negative else ""
    return f"{posts} about {about} in the last hour{often}, {hour.before:,} in the hour before{negative}."


def incidents_title(incidents: Sequence[Incident], brand: str | None = None) -> str:
    """How many are open, and whether one needs a person; whose they are, where they are of one brand, or "" of none."""
    said = _opened(incidents)
    if brand is None:
        return said
    said = said.removeprefix("Quiet: ")
    return f"{brand or 'About no brand'}: {said[0].lower()}{said[1:]}"


def _opened(incidents: Sequence[Incident]) -> str:
    if not incidents:
        return "Quiet: nothing is open"
    needing = sum(map(needs_person, incidents))
    are = f"{_first(len(incidents))} {'is' if len(incidents) == 1 else 'are'} open"
    return f"{are}; {spelled(needing)} {'needs' if needing == 1 else 'need'} a person" if needing else are


def incidents_lead(incidents: Sequence[Incident], tally: IncidentTally, past: str = "") -> str:
    """What is in hand, and how many there were before; and how those went, where that is said."""
    taken = sum(map(_taken, incidents))
    hand = f"{_first(taken)} {_are(taken)} in hand. " if taken else ""
    over = f"{tally.resolved:,} {_are(tally.resolved)} over" if tally.resolved else "None is over yet"
    drills = (
        f"; {tally.drills:,} {'drill stands' if tally.drills == 1 else 'drills stand'} apart" if tally.drills else ""
    )
    return f"{hand}{over}{drills}. {past}".rstrip()


def past_lead(words: Sequence[str | None], taken: Value, target: timedelta | None, *, newest: bool) -> str:
    """What people called those that are over, and how soon they were taken; "" where they are not several.

    Args:
        words: "useful", "noise" or None of each.
        taken: Their median time to acknowledge, in seconds.
        target: What is promised of it; None where nothing is.
        newest: Whether there were more before them.
    """
    if len(words) < 2:
        return ""
    said = Counter(words)
    called = (("useful", "useful"), ("noise", "noise"), (None, "without a verdict"))
    judged = ", ".join(f"{said[word]:,} {what}" for word, what in called if said[word])
    took = "nobody took one"
    if taken.value is not None:
        took = f"{taken.n:,} {'was' if taken.n == 1 else 'were'} taken, in {brief(timedelta(seconds=taken.value))}"
        took += " by the median" if taken.n > 1 else ""
        took += f", target {brief(target)}" if target else ""
    return f"Of the {'newest ' if newest else ''}{len(words):,}: {judged}; {took}."


def _first(number: int) -> str:
    return spelled(number).capitalize()
