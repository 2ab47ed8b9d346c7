"""How often each label was given in each story, so that intervals know what is a copy of what."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import repeat
from operator import sub

from listener.metrics.clusters import Group

Story = int | None


@dataclass(slots=True)
class Labels:
    """Labels of one head.

    Attributes:
        read: Of each story, how many mentions have a label.
        given: Of each label, in how many mentions of each story it was given.
    """

    read: Counter[Story] = field(default_factory=Counter)
    given: defaultdict[str, Counter[Story]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, story: Story, label: str) -> None:
        """One mention more."""
        self.read[story] += 1
        self.given[label][story] += 1

    def of(self, label: str) -> Counter[Group]:
        """How many stories have which (mentions with this label, mentions with one)."""
        given = self._of(label)
        found = Counter[Group](zip(given.values(), map(self.read.__getitem__, given), strict=True))
        others = Counter(self.read.values())
        for (_, size), stories in found.items():
            others[size] -= stories
        found.update({(0, size): stories for size, stories in others.items() if stories})
        return found

    def balance(self, good: str, bad: str) -> Counter[Group]:
        """How many stories have which (mentions with one label less those with the other, mentions with any)."""
        goods, bads = (map(self._of(label).get, self.read, repeat(0)) for label in (good, bad))
        return Counter(zip(map(sub, goods, bads), self.read.values(), strict=True))

    def known(self) -> int:
        """How many mentions have a label."""
        return self.read.total()

    def common(self, most: int) -> list[str]:
        """The labels that come most often."""
        whole = {label: stories.total() for label, stories in self.given.items()}
        return sorted(whole, key=lambda label: (-whole[label], label))[:most]

    def _of(self, label: str) -> Counter[Story]:
        return self.given.get(label, Counter())
