"""Alerts that somebody silenced, or that another makes needless: nobody is told, nothing that goes on is lost."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from listener.actions import silences
from listener.app import App
from listener.pipeline.escalate import escalate
from listener.pipeline.evaluate import evaluate
from rules.alerting.people import Inhibition
from rules.base import Rule, View, fingerprint
from storage.clock import SimulatedClock
from storage.errors import ListenerError
from storage.records import Alert, Silence
from tests.worlds.actors import by
from tests.worlds.pipeline import START, item, mail_server, minutes, publish, running, write_config

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


class Burst(Rule):
    """As rules about counts: raises its alert again for a day, first with a later end each time, then unchanged."""

    began: datetime = START
    ended: datetime

    def check(self, view: View, now: datetime) -> Iterable[Alert]:
        if now >= self.began:
            until = min(now, self.ended)
            yield Alert(
                rule=self.name,
                scope=self.scope,
                severity=self.severity,
                fingerprint=fingerprint(self.name, self.scope),
                starts_at=self.began,
                ends_at=until + 30 * MINUTE,
                value=40,
                summary=f"many posts, says {self.name}",
                lasting=True,
            )


def burst(
    name: str = "many", *, until: timedelta = 3 * HOUR, severity: int = 2, began: timedelta = 5 * MINUTE
) -> Burst:
    return Burst(name=name, scope="brand:Acme", severity=severity, began=START + began, ended=START + until)


@asynccontextmanager
async def judging(
    folder: Path, *rules: Rule, inhibitions: tuple[Inhibition, ...] = ()
) -> AsyncIterator[tuple[App, SimulatedClock]]:
    """The application with these rules, and nothing to read."""
    async with running(write_config(folder, "http://127.0.0.1:9/feed", "127.0.0.1:9")) as (app, _, clock):
        app.adopt(replace(app.config, rules=rules, inhibitions=inhibitions))
        await app.sync()
        yield app, clock


async def wait(app: App, clock: SimulatedClock, time: timedelta) -> None:
    for _ in range(time // MINUTE):
        clock.move_to(clock.now() + MINUTE)
        await evaluate(app)
        await escalate(app)


async def begin(app: App, length: timedelta, *, really: bool = False, **match: str) -> Silence:
    now = app.clock.now()
    drafted = Silence(
        match={label: (value,) for label, value in match.items()},
        who="Mia",
        reason="product launch",
        starts_at=now,
        ends_at=now + length,
    )
    return await silences.begin(app, drafted, by("Mia"), really=really)


def told(app: App) -> list[tuple[str, str]]:
    return [(each.notice.kind, each.notice.title) for each in reversed(app.store.deliveries())]


def held(app: App) -> list[str]:
    return [entry.what for entry in app.store.audited() if entry.fingerprint]


async def test_a_burst_that_outlasts_a_silence_is_told_after_it_and_once(tmp_path: Path) -> None:
    async with judging(tmp_path, burst()) as (app, clock):
        await begin(app, HOUR, brand="Acme", severity="2")
        await wait(app, clock, HOUR - MINUTE)
        assert (told(app), app.store.incidents()) == ([], [])
        assert held(app) == ["silenced by Mia until 2 Mar 10:00 UTC (product launch): many posts, says many"]
        await wait(app, clock, HOUR)
        assert told(app) == [("opened", "many posts, says many")]


async def test_a_burst_that_was_over_before_the_silence_is_never_told(tmp_path: Path) -> None:
    async with judging(tmp_path, burst(until=HOUR)) as (app, clock):
        await begin(app, 2 * HOUR, rule="many", severity="2")
        await wait(app, clock, 4 * HOUR)
        assert (told(app), len(held(app))) == ([], 1)


async def test_an_end_before_its_time_tells_what_goes_on(tmp_path: Path) -> None:
    async with judging(tmp_path, burst()) as (app, clock):
        begun = await begin(app, 24 * HOUR, brand="Acme", severity="2")
        await wait(app, clock, HOUR)
        await silences.end(app, begun.id or 0, by("Bo"))
        await wait(app, clock, 10 * MINUTE)
        assert told(app) == [("opened", "many posts, says many")]
        assert [entry.who for entry in app.store.audited() if "ended" in entry.what] == ["Bo"]
        with pytest.raises(ListenerError, match="no silence 1 to end"):
            await silences.end(app, 1, by("Bo"))


async def test_what_is_graver_or_of_another_rule_comes_through(tmp_path: Path) -> None:
    async with judging(tmp_path, burst(), burst("grave", severity=1), burst("other")) as (app, clock):
        await begin(app, 5 * HOUR, rule="many", severity="2")
        await wait(app, clock, 20 * MINUTE)
        (incident,) = app.store.incidents()
        assert {alert.rule for alert in incident.alerts} == {"grave", "other"}


async def test_an_incident_that_was_told_is_not_reminded_of_while_it_is_silenced(tmp_path: Path) -> None:
    async with judging(tmp_path, burst(until=8 * HOUR)) as (app, clock):
        await wait(app, clock, 10 * MINUTE)
        await begin(app, 6 * HOUR, brand="Acme", severity="2")
        await wait(app, clock, 6 * HOUR - MINUTE)
        assert [kind for kind, _ in told(app)] == ["opened"]
        await wait(app, clock, 2 * MINUTE)
        assert [kind for kind, _ in told(app)] == ["opened", "updated"]


async def test_an_incident_that_was_told_does_not_end_because_it_was_silenced(tmp_path: Path) -> None:
    async with judging(tmp_path, burst(until=5 * HOUR)) as (app, clock):
        await wait(app, clock, 10 * MINUTE)
        await begin(app, 2 * HOUR, brand="Acme", severity="2")
        await wait(app, clock, 3 * HOUR)
        assert [kind for kind, _ in told(app)] == ["opened"]
        (incident,) = app.store.incidents(unresolved=True)
        assert incident.alerts[0].ends_at > clock.now()


async def test_a_crisis_makes_lesser_alerts_needless_until_it_is_over(tmp_path: Path) -> None:
    rule = Inhibition(source={"rule": "crisis"}, target={"severity": "3"})
    crisis, lesser = burst("crisis", until=HOUR, severity=2), burst("many", severity=3, began=20 * MINUTE)

    async with judging(tmp_path, crisis, lesser, inhibitions=(rule,)) as (app, clock):
        await wait(app, clock, HOUR)
        assert told(app) == [("opened", "many posts, says crisis")]
        assert held(app) == ['not told while "crisis" goes on: many posts, says many']
        await wait(app, clock, HOUR)
        assert "many" in {alert.rule for one in app.store.incidents() for alert in one.alerts}


async def test_single_posts_under_a_silence_make_no_mail_and_later_ones_do(
    tmp_path: Path, httpserver: HTTPServer
) -> None:
    publish(httpserver, item(0, "nothing yet"))
    with mail_server(tmp_path) as (smtp, mailbox):
        path = write_config(tmp_path, httpserver.url_for("/feed"), smtp)
        async with running(path) as (app, stages, clock):
            await minutes(stages, clock, 6)
            begun = await begin(app, 20 * MINUTE, rule="every post", severity="2")
            publish(httpserver, item(1, "Acme launches a kettle", clock.now()))
            await minutes(stages, clock, 30)
            assert (mailbox.mails(), len(list(app.store.export()))) == ([], 1)
            assert app.store.held_back([begun.id or 0]) == {begun.id: 1}
            publish(httpserver, item(2, "The Acme kettle burns", clock.now()))
            await minutes(stages, clock, 10)
        (mail,) = mailbox.mails()
        assert "kettle burns" in mail.text
        assert "launches" not in mail.text


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"match": {}}, "something that must match"),
        ({"match": {"brnad": ("Acme",)}}, '"brnad" is no label'),
        ({"match": {"brand": ("Acne",), "severity": ("3",)}}, 'there is no brand "Acne"; did you mean "Acme"'),
        ({"match": {"severity": ("4",)}}, 'there is no severity "4"'),
        ({"reason": "  "}, "needs a reason"),
        ({"match": {"severity": ("1", "2")}}, "really meant"),
        ({"match": {"brand": ("Acme",)}}, "really meant"),
        ({"ends_at": START + timedelta(days=31)}, "up to 30 days"),
        ({"ends_at": START}, "up to 30 days"),
    ],
)
async def test_a_silence_that_is_wrong_or_would_hide_the_worst_is_refused(
    tmp_path: Path, change: dict, what: str
) -> None:
    right = Silence(
        match={"brand": ("Acme",), "severity": ("3",)},
        who="Mia",
        reason="launch",
        starts_at=START,
        ends_at=START + HOUR,
    )

    async with judging(tmp_path, burst()) as (app, _):
        with pytest.raises(ListenerError, match=what):
            await silences.begin(app, replace(right, **change), by("Mia"))
        assert app.store.silences(START) == []
        await silences.begin(app, replace(right, match={"brand": ("Acme",)}), by("Mia"), really=True)
