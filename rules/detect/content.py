"""What sort of posts a count is made of: one author, one text passed on, or many people; angry ones or happy ones.

Counts cannot tell them apart, so a rule about counts looks at these series beside its own, for the last days alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rules.base import BUCKET, Track, View
from rules.counting.amounts import amount
from rules.detect.judgement import Judgement, known_from
from rules.wording.figures import per_cent
from rules.wording.risks import in_words
from storage.records import Series
from storage.records.mention import NO_RISK, RISKS

if TYPE_CHECKING:
    from storage.records import Scope

TONES = ("negative", "neutral", "positive")
INTENTS = ("complaint", "cancel", "question", "praise", "purchase", "suggestion", "news", "spam", "other")
VOICES = ("authors", "stories")
NAMED = 3
"""Posts about one risk that name it, if they are a third of those that were read for it."""

FEW = 0.25
"""Of a rise, the part that further authors (or stories) must make up; below it few authors (or texts) made the rise."""
ENOUGH_READ = 10
NEGATIVE = 1 / 3
POSITIVE = 1 / 2
UNDISPUTED = 1 / 5
"""Of what was read, the part that is negative in praise at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """The posts of one window.

    Attributes:
        posts: How many may alert.
        voices: Authors and stories among them, each counted anew every five minutes; only those that are known.
        rises: For each of the voices, by what part of the rise in posts it rose itself; about 1 where everybody says
            one thing of their own, 0 where somebody who is always there says it all.
        tones, intents, risks: Posts by what they were read as, most first; also those with no risk.
    """

    posts: float
    voices: Mapping[str, float] = field(default_factory=dict)
    rises: Mapping[str, float] = field(default_factory=dict)
    tones: Mapping[str, float] = field(default_factory=dict)
    intents: Mapping[str, float] = field(default_factory=dict)
    risks: Mapping[str, float] = field(default_factory=dict)

    @property
    def risk(self) -> str:
        """The risk that is read most often, where it stands in several posts and a third of those read; else ""."""
        found = next((each for each in self.risks if each != NO_RISK), "")
        count = self.risks.get(found, 0)
        return found if count >= NAMED and 3 * count >= sum(self.risks.values()) else ""

    @property
    def about(self) -> str:
        """How many are about a risk, to follow a number of posts: "30 about a data breach"; "" where few are."""
        return f"{self.risks[self.risk]:,.0f} about {in_words(self.risk)}" if self.risk else ""

    @property
    def read(self) -> float:
        """How many posts have a tone so far."""
        return sum(self.tones.values())

    @property
    def mood(self) -> str:
        """ "bad", "good" or "mixed" by the tone of what was read; "" while too little is. A risk is bad in any tone."""
        if self.risk:
            return "bad"
        if self.read < ENOUGH_READ:
            return ""
        negative, positive = (self.tones.get(label, 0) / self.read for label in ("negative", "positive"))
        if negative >= NEGATIVE:
            return "bad"
        return "good" if positive >= POSITIVE else "mixed"

    @property
    def is_praise(self) -> bool:
        """Whether it is safe to say that people praise: half of the posts are read, and few of those are negative."""
        negative = self.tones.get("negative", 0)
        return self.mood == "good" and 2 * self.read >= self.posts and negative <= UNDISPUTED * self.read

    @property
    def few(self) -> str:
        """Why few people stand behind the rise, in one sentence; "" if many do, or nobody knows.

        Copies of a text that is read as negative are people passing on an accusation, and no spam.
        """
        if self.rises.get("authors", 1) < FEW:
            return f"Few authors wrote them: {_part(self.rises['authors'])} of the rise comes from further authors."
        if self.rises.get("stories", 1) < FEW and self.mood != "bad":
            return f"Most are copies of few texts: {_part(self.rises['stories'])} of the rise are further stories."
        spam, read = self.intents.get("spam", 0), sum(self.intents.values())
        return f"{spam:g} of {read:g} that are read are spam." if 2 * spam >= read >= ENOUGH_READ else ""

    def sentences(self) -> tuple[str, ...]:
        """Who said how much, and how it reads; nothing where nothing is known."""
        return tuple(filter(None, (self._who(), self._mix())))

    def _who(self) -> str:
        known = [amount(self.voices[name], name) for name in VOICES if name in self.voices]
        return f"{amount(self.posts)} by {' in '.join(known)}, counted in steps of five minutes." if known else ""

    def _mix(self) -> str:
        if not self.tones and not self.intents:
            return "Not read yet: none of them has a tone so far." if self.voices else ""
        tones = _listed({label: self.tones[label] for label in self.tones})
        intents = _listed(dict(list(self.intents.items())[:3]))
        read = max(self.read, sum(self.intents.values()))
        return f"{read:g} of them are read so far: {'; '.join(filter(None, (tones, intents, self.about)))}."


def series(scope: Scope) -> tuple[Series, ...]:
    """What is looked at."""
    heads = {"tone": TONES, "intent": INTENTS, "risk": (*RISKS, NO_RISK)}
    named = [*VOICES, *(f"{head}:{label}" for head, labels in heads.items() for label in labels)]
    return tuple(Series(scope, measure) for measure in named)


def content(view: View, scope: Scope, track: Track, judged: Judgement, at: int) -> Content:
    """The posts of the window that ends with bucket `at` of the track."""
    width = judged.window // BUCKET
    seen = {one.measure: found for one in series(scope) if (found := view.tracks.get(one))}
    sums = {name: _sum(track, each, at, width) for name, each in seen.items()}
    count = float(track.live[max(0, at - width + 1) : at + 1].sum())
    known = [name for name in VOICES if name in seen and _knows(track, seen[name], at, width)]
    usual = float(judged.mean[at]) if judged.days[at] else 0.0
    return Content(
        posts=count,
        voices={name: sums[name] for name in known},
        rises={name: _rise(track, seen[name], at, width, count, usual) for name in known},
        tones=_labelled("tone", sums),
        intents=_labelled("intent", sums),
        risks=_labelled("risk", sums),
    )


def _rise(track: Track, voices: Track, at: int, width: int, count: float, usual: float) -> float:
    """How much the voices rose above what so many posts usually bring, as a part of the rise in posts."""
    first = max(_index(track, voices, 0), known_from(voices))
    before = slice(first, max(first, _index(track, voices, at - width + 1)))
    shift = (voices.start - track.start) // BUCKET
    said = float(track.total[max(0, before.start + shift) : max(0, before.stop + shift)].sum())
    each = min(1.0, float(voices.total[before].sum()) / said) if said else 1.0
    rise = count - usual
    return (_sum(track, voices, at, width) - each * usual) / rise if rise > 0 else 1.0


def _sum(track: Track, other: Track, at: int, width: int) -> float:
    end = _index(track, other, at + 1)
    return float(other.live[max(0, end - width) : max(0, end)].sum())


def _index(track: Track, other: Track, at: int) -> int:
    """Where bucket `at` of a track lies in another one that may begin later; at least 0."""
    return max(0, at - (other.start - track.start) // BUCKET)


def _knows(track: Track, other: Track, at: int, width: int) -> bool:
    """Whether a series was counted when the window began: a store of an older version did not count voices."""
    began = track.start + BUCKET * (at - width + 1)
    return other.known_since is not None and other.known_since <= max(began, track.known_since or began)


def _labelled(head: str, sums: Mapping[str, float]) -> dict[str, float]:
    found = {name.partition(":")[2]: count for name, count in sums.items() if name.startswith(f"{head}:") and count}
    return dict(sorted(found.items(), key=lambda item: -item[1]))


def _listed(counts: Mapping[str, float]) -> str:
    return ", ".join(f"{count:g} {label}" for label, count in counts.items())


def _part(rise: float) -> str:
    return per_cent(max(0.0, rise))
