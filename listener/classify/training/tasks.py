"""What is learned: the heads, their labels in file order, and how often each set is seen."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One set of labelled texts and the head that it trains.

    Attributes:
        name: folder of the set, and name of the head.
        labels: every label, in the order of the head's outputs.
        field: key of the label in the data's lines.
        repeats: how many times an epoch shows each text, so that small sets are not drowned; a text that is
            repeated at all is shown as a pair each time, whose readings must agree.
        weight: factor of its loss.
        goal: the figure that it is judged by, `macro_recall` or `macro_f1`.
        kept: whether the head is part of the released model; the others only help to train it.
    """

    name: str
    labels: tuple[str, ...]
    field: str = "label"
    repeats: int = 1
    weight: float = 1.0
    goal: str = "macro_f1"
    kept: bool = True


TASKS = (
    Task(name="sentiment", labels=("negative", "neutral", "positive"), goal="macro_recall"),
    Task(
        name="intent",
        labels=("complaint", "question", "praise", "purchase", "cancel", "suggestion", "news", "spam", "other"),
        repeats=2,
    ),
    Task(name="emotion", labels=("anger", "joy", "optimism", "sadness"), repeats=2),
    Task(name="irony", labels=("non_irony", "irony"), repeats=2),
    Task(name="offensive", labels=("not-offensive", "offensive")),
    Task(name="complaints", labels=("False", "True"), field="complaint", weight=0.5, kept=False),
    Task(
        name="app_reviews",
        labels=("bug report", "feature request", "rating", "user experience"),
        weight=0.3,
        kept=False,
    ),
)
TOWARD, TOWARD_GOAL = ("negative", "neutral", "positive"), "macro_recall"
KEPT = tuple(task for task in TASKS if task.kept)


def sign(score: int) -> int:
    """Index in TOWARD of a score from -2 to 2."""
    return (score > 0) - (score < 0) + 1
