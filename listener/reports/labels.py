"""How often each label was given in each story, so that intervals know what is a copy of what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

Story = int | None


@dataclass(slots=True)
class Labels:
    """Labels of one head.

    Attributes:
        read: Of each story, how many mentions have a label.
        given: Of each story and label, how many.
    """

    read: Counter[Story] = field(default_factory=Counter)
    given: Counter[tuple[Story, str]] = field(default_factory=Counter)

    def add(self, story: Story, label: str) -> None:
        """One mention more."""
        self.read[story] += 1
        self.given[story, label] += 1

    def of(self, label: str) -> Iterator[tuple[int, int]]:
        """Of each story: how many mentions have this label, and how many have one."""
        given = self.given
        return ((given.get((story, label), 0), size) for story, size in self.read.items())

    def known(self) -> int:
        """How many mentions have a label."""
        return self.read.total()

    def common(self, most: int) -> list[str]:
        """The labels that come most often."""
        whole: Counter[str] = Counter()
        for (_, label), count in self.given.items():
            whole[label] += count
        return [label for label, _ in sorted(whole.items(), key=lambda each: (-each[1], each[0]))[:most]]
