"""What every rule promises, whoever wrote it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from rules.base import BUCKET, HORIZON, Rule, Track, View, rules
from storage.records import (
    Alert,
    Author,
    Classification,
    Hit,
    Mention,
    Rating,
    Reading,
    StoredMention,
)

NOW = datetime(2026, 3, 20, 12, 0, tzinfo=UTC)
SCOPE = "brand:acme"
LABELS = ("negative", "positive", "cancel", "complaint", "praise", "spam", "news")


@pytest.fixture(params=sorted(rules.all()))
def kind(request: pytest.FixtureRequest) -> type[Rule]:
    return rules.get(request.param)


@pytest.fixture
def rule(kind: type[Rule]) -> Rule:
    return kind.model_validate({"name": "it", "scope": SCOPE, "severity": 2})


def eventful(rule: Rule, *, live: bool = True) -> View:
    """A view in which something happens for every rule: posts of every reading, by somebody whom many follow and with
    one star, or five calm weeks, hours in which nobody says anything, and a burst that is negative."""
    if rule.needs == "series":
        burst = {rule.series[0], *(series for series in rule.series if series.measure == "tone:negative")}
        tracks = {series: _counts(live, burst=series in burst) for series in rule.series}
        return View(tracks=tracks, fresh=HORIZON // BUCKET - 24)
    return View(hits=[_hit(number, label, live=live) for number, label in enumerate(LABELS, 1)])


def _counts(live: bool, *, burst: bool) -> Track:
    counts = np.random.default_rng(3).poisson(0.6, HORIZON // BUCKET).astype(np.int64)
    counts[-12 * 12 : -12] = 0
    counts[-12:] += 40 if burst else 0
    return Track(
        start=NOW - HORIZON,
        total=counts,
        live=counts if live else np.zeros_like(counts),
        known_since=NOW - HORIZON,
    )


def _hit(id: int, label: str, *, live: bool) -> Hit:
    said = NOW - timedelta(minutes=id)
    mention = Mention(
        id=id,
        kind="review",
        native_id=str(id),
        author=Author(handle="ada", followers=1_000_000),
        text="acme",
        published_at=said,
        collected_at=NOW,
        rating=Rating(value=1),
    )
    reading = Reading(label=label, probability=0.97)
    heads: Mapping[str, Reading] = {"sentiment": reading, "intent": reading}
    stored = StoredMention(mention=mention, classification=Classification(model="m", heads=heads))
    return Hit(seq=id, stored=stored, scopes=(SCOPE, "all"), read=True, live=live)


def test_it_finds_something_where_something_is(rule: Rule) -> None:
    assert list(rule.check(eventful(rule), NOW))


def test_the_same_view_gives_the_same_alerts(rule: Rule) -> None:
    view = eventful(rule)
    before = [(track.total.copy(), track.live.copy()) for track in view.tracks.values()]
    first, second = list(rule.check(view, NOW)), list(rule.check(view, NOW))
    assert first == second
    for (total, live), track in zip(before, view.tracks.values(), strict=True):
        np.testing.assert_array_equal(total, track.total)
        np.testing.assert_array_equal(live, track.live)


def test_imports_and_backfills_raise_nothing(rule: Rule) -> None:
    assert not list(rule.check(eventful(rule, live=False), NOW))


def test_nothing_raises_nothing(rule: Rule) -> None:
    assert not list(rule.check(View(), NOW))
    empty = Track(start=NOW, total=np.zeros(0, np.int64), live=np.zeros(0, np.int64))
    assert not list(rule.check(View(tracks=dict.fromkeys(rule.series, empty)), NOW))


def test_another_scope_is_another_matter(kind: type[Rule]) -> None:
    other = kind.model_validate({"name": "it", "scope": "brand:other"})
    assert not list(other.check(eventful(kind.model_validate({"name": "it", "scope": SCOPE})), NOW))


def test_alerts_are_complete_and_plain(rule: Rule) -> None:
    for alert in rule.check(eventful(rule), NOW):
        _complete(rule, alert)


def _complete(rule: Rule, alert: Alert) -> None:
    assert (alert.rule, alert.scope, alert.severity) == (rule.name, rule.scope, rule.severity)
    assert alert.starts_at < alert.ends_at
    assert alert.starts_at <= NOW
    assert alert.starts_at.tzinfo is UTC
    assert "acme" in alert.summary
    assert alert.reasons
    assert all(reason.endswith(".") for reason in alert.reasons)
    assert any(character.isdigit() for reason in (alert.summary, *alert.reasons) for character in reason)
    assert len(alert.evidence) <= 20
    assert type(alert.value) is float
    assert type(alert.expected) in {float, type(None)}
    assert bool(alert.evidence) == (rule.needs != "series")


def test_the_fingerprint_knows_rule_and_scope_and_no_time(kind: type[Rule]) -> None:
    prints = set()
    for name, scope in (("a", SCOPE), ("b", SCOPE), ("a", "all")):
        rule = kind.model_validate({"name": name, "scope": scope})
        prints |= {alert.fingerprint for alert in rule.check(eventful(rule), NOW)}
    assert len(prints) == 3


def test_settings_survive_being_written_down(kind: type[Rule], rule: Rule) -> None:
    assert kind.model_validate_json(rule.model_dump_json()) == rule


def test_every_setting_is_described_and_optional(kind: type[Rule]) -> None:
    assert kind.__doc__
    for name, field in kind.model_fields.items():
        assert field.description, name
        assert name == "name" or not field.is_required(), name


def test_a_setting_that_does_not_exist_is_refused(kind: type[Rule]) -> None:
    with pytest.raises(ValueError, match="Extra inputs"):
        kind.model_validate({"name": "it", "no_such_setting": 1})
