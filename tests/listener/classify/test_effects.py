"""Somebody who corrects is told what it did: which posts, how others are read now, and whether all is as good."""

from __future__ import annotations

import numpy as np

from listener.classify.effects import in_words
from listener.classify.lessons import Change, Effect, Outcome
from listener.classify.taught import Taught
from listener.classify.teach import Lesson


def effect(*changes: Change, before: float, after: float, given: int = 10, differently: int = 2) -> Effect:
    lesson = Lesson(
        head="risk",
        labels=("breach", "none"),
        weights=np.ones((4, 2), np.float32),
        bias=np.zeros(2, np.float32),
        before=before,
        after=after,
    )
    outcome = Outcome(head="risk", taught=Taught(lesson=lesson, version=1, corrected={}), lesson=lesson)
    return Effect(outcome=outcome, given=given, read_again=given, changes=changes, others=60, differently=differently)


def test_all_of_it_is_told() -> None:
    changes = (Change(mention=17, before="none", after="breach"), Change(mention=21, before=None, after="breach"))
    assert in_words(effect(*changes, before=0.81, after=0.815)) == (
        "your 10 corrections changed these 2 posts: 17 (none → breach), 21 (not read → breach); "
        "of 60 others the model now reads 2 differently; "
        "overall as good as before (macro F1 81.0\u202f% before, 81.5\u202f% after, cross-validated)."
    )
    assert "overall better than before" in in_words(effect(*changes, before=0.6, after=0.7))


def test_what_was_no_better_leaves_others_as_they_were() -> None:
    told = in_words(effect(before=0.8, after=0.7, given=1))
    assert told.startswith(
        "your correction changed no stored post; others are read as before, as what was learned is no"
    )


def test_too_few_to_learn_from_say_so() -> None:
    few = Effect(
        outcome=Outcome(head="risk", taught=None, lesson=None),
        given=2,
        read_again=2,
        changes=tuple(Change(mention=id, before="none", after="fraud") for id in range(20)),
        others=0,
        differently=0,
    )
    told = in_words(few)
    assert "changed these 20 posts: 0 (none → fraud)" in told
    assert "and 8 more" in told
    assert told.endswith("others are read as before, as the model learns from 5 corrections on.")
