from __future__ import annotations

import pytest
from pydantic import ValidationError

from rules.intent import Intent
from tests.worlds.alerts import NOW, hit, view


def test_tells_of_the_asked_intents_and_their_mix() -> None:
    labels = ("complaint", "cancel", "praise", "complaint")
    posts = [hit(n, heads={"intent": (label, 0.9)}) for n, label in enumerate(labels)]
    (found,) = Intent(name="r", scope="brand:acme").check(view(*posts), NOW)
    assert found.summary == "3 posts about acme are read as complaint or cancel"
    assert found.reasons[0].startswith("Read as 2 complaint, 1 cancel")
    assert 2 not in found.evidence


def test_unsure_and_unread_posts_are_left_out() -> None:
    posts = [hit(1, heads={"intent": ("cancel", 0.5)}), hit(2), hit(3, heads={"sentiment": ("negative", 1.0)})]
    assert not list(Intent(name="r", scope="brand:acme").check(view(*posts), NOW))


def test_an_intent_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValidationError, match="complaint"):
        Intent.model_validate({"name": "r", "intents": ["complain"]})
