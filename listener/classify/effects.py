"""What corrections did, in words."""

from __future__ import annotations

from listener.classify.lessons import Effect
from listener.classify.teach import FEWEST
from listener.wording.figures import per_cent

SHOWN = 12
"""Posts that are named."""
SAME = 0.01
"""A difference of macro F1 up to here is none."""


def in_words(effect: Effect) -> str:
    """Which posts are read otherwise, how the model reads others now, and whether it is as good as before."""
    return "; ".join((_changed(effect), *_others(effect))) + "."


def _changed(effect: Effect) -> str:
    given = "your correction" if effect.given == 1 else f"your {effect.given} corrections"
    if not effect.changes:
        return f"{given} changed no stored post"
    named = ", ".join(f"{each.mention} ({each.before or 'not read'} → {each.after})" for each in effect.changes[:SHOWN])
    more = f" and {len(effect.changes) - SHOWN} more" if len(effect.changes) > SHOWN else ""
    these = "this post" if len(effect.changes) == 1 else f"these {len(effect.changes)} posts"
    return f"{given} changed {these}: {named}{more}"


def _others(effect: Effect) -> tuple[str, ...]:
    lesson = effect.outcome.lesson
    if lesson is None:
        return (f"others are read as before, as the model learns from {FEWEST} corrections on",)
    figures = f"macro F1 {per_cent(lesson.before, 1)} before, {per_cent(lesson.after, 1)} after, cross-validated"
    if not effect.outcome.adopted:
        return (f"others are read as before, as what was learned is no better ({figures})",)
    overall = "better than before" if lesson.after - lesson.before > SAME else "as good as before"
    return (
        f"of {effect.others} others the model now reads {effect.differently} differently",
        f"overall {overall} ({figures})",
    )
