"""A person takes an incident, judges it, hands it over and ends it; the second one is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from listener.actions import incidents
from storage.errors import Conflict, ListenerError
from storage.records import Incident
from tests.worlds.actors import by
from tests.worlds.incidents import NOW, incident, world
from tests.worlds.pipeline import item, mail_server, minutes, publish, running, write_config


async def test_taking_and_ending_an_incident(tmp_path: Path, httpserver: HTTPServer) -> None:
    publish(httpserver, item(0, "nothing yet"))
    with mail_server(tmp_path) as (smtp, mailbox):
        path = write_config(tmp_path, httpserver.url_for("/feed"), smtp)
        path.write_text(path.read_text().replace("severity = 2", "severity = 1"))
        async with running(path) as (app, stages, clock):
            await minutes(stages, clock, 6)
            publish(httpserver, item(1, "Acme burns", clock.now()))
            await minutes(stages, clock, 10)
            taken = await incidents.acknowledge(app, 1, by("Mia"))
            assert (taken.state, taken.acknowledged_by) == ("acknowledged", "Mia")
            with pytest.raises(Conflict, match="Mia"):
                await incidents.acknowledge(app, 1, by("Noor"))
            noted = await incidents.note(app, 1, "Supplier informed", by("Mia"))
            assert noted.timeline[-1].what == "Supplier informed"
            ended = await incidents.resolve(app, 1, by("Mia"))
            assert ended.state == "resolved"
            await minutes(stages, clock, 600, step=30)
            with pytest.raises(ListenerError, match="no incident 7"):
                await incidents.resolve(app, 7, by("Mia"))
            assert [entry.who for entry in ended.timeline].count("Mia") == 3
        assert len(mailbox.mails()) == 2, "the alert, and its end; no reminder after it was taken"


async def test_what_people_do_is_audited_with_their_names(tmp_path: Path) -> None:
    async with world(tmp_path) as (app, _):
        await incidents.set_severity(app, 1, 1, by("Mia"))
        await incidents.set_severity(app, 1, 1, by("Mia"))
        await incidents.hand_over(app, 1, "Bo", by("Mia"))
        await incidents.note(app, 1, "supplier informed", by("Bo"))
        done = [
            (entry.who, entry.via, entry.what, entry.about, entry.id) for entry in await app.read(app.store.audited)
        ]
        assert done == [
            ("Bo", "command line", "supplier informed", "incident", 1),
            ("Mia", "command line", "handed over to Bo", "incident", 1),
            ("Mia", "command line", "raised severity from 2 to 1", "incident", 1),
        ], "newest first, and what changed nothing is not there"
        with pytest.raises(ListenerError, match="1 \\(highest\\), 2 or 3"):
            await incidents.set_severity(app, 1, 4, by("Mia"))


async def test_a_raised_severity_is_news_to_those_who_were_told(tmp_path: Path) -> None:
    async with world(tmp_path) as (app, _):
        raised = await incidents.set_severity(app, 1, 1, by("Mia"))
        assert raised.next_notice_at is not None
        assert raised.next_notice_at <= NOW
        assert (await incidents.set_severity(app, 1, 3, by("Mia"))).severity == 3


async def test_a_verdict_counts_for_each_rule_and_the_later_word_counts(tmp_path: Path) -> None:
    async with world(tmp_path) as (app, _):
        await incidents.verdict(app, 1, useful=False, actor=by("Mia"))
        told = await incidents.verdict(app, 1, useful=True, actor=by("Mia"))
        given = await app.read(app.store.verdicts, NOW)
        assert sorted((one.rule, one.useful, one.who) for one in given) == [
            ("angry", True, "Mia"),
            ("many-posts", True, "Mia"),
        ]
        assert (told.timeline[-1].what, told.timeline[-1].who) == ("called it useful", "Mia")


async def test_nothing_is_learned_from_a_drill(tmp_path: Path) -> None:
    async with world(tmp_path, incident(drill=True)) as (app, _):
        with pytest.raises(ListenerError, match="drill"):
            await incidents.verdict(app, 1, useful=True, actor=by("Mia"))
        assert await app.read(app.store.verdicts, NOW) == []


async def test_a_step_of_the_service_at_the_same_moment_does_not_get_in_the_way(tmp_path: Path) -> None:
    async with world(tmp_path) as (app, _):
        look, missed = app.store.incident_by_id, []

        def then_saved_by_the_service(id: int) -> Incident | None:
            seen = look(id)
            if not missed:
                missed.append(seen)
                app.store.commit_incident(seen, ())
            return seen

        app.store.incident_by_id = then_saved_by_the_service  # type: ignore[method-assign]
        taken = await incidents.acknowledge(app, 1, by("Mia"))
        assert taken.acknowledged_by == "Mia"
        assert missed


async def test_the_next_owner_is_told_once_and_nobody_else(tmp_path: Path) -> None:
    async with world(tmp_path) as (app, _):
        await incidents.hand_over(app, 1, "Bo", by("Mia"))
        await incidents.hand_over(app, 1, "Bo", by("Mia"))
        (told,) = await app.read(app.store.deliveries)
        assert (told.target, told.to, told.person) == ("team", ("bo@example.org",), "Bo")
        assert told.notice.kind == "handover"
        assert "Mia has handed this over to you" in told.notice.note
        assert [label for label, _ in told.notice.actions] == ["Over", "Useful", "Noise"]
        await incidents.hand_over(app, 1, "Mia", by("Bo"))
        await incidents.hand_over(app, 1, "Bo", by("Mia"))
        assert len(await app.read(app.store.deliveries)) == 3, "each time it is handed over is news"


async def test_a_next_owner_whom_nothing_reaches_is_reported_and_taking_over_tells_nobody(tmp_path: Path) -> None:
    async with world(tmp_path) as (app, _):
        unheard = await incidents.hand_over(app, 1, "Zoe", by("Mia"))
        assert unheard.acknowledged_by == "Zoe"
        assert unheard.timeline[-1].what.startswith("Zoe has to be told in person")
        assert (await incidents.hand_over(app, 1, "Bo", by("Bo"))).acknowledged_by == "Bo"
        assert await app.read(app.store.deliveries) == []
        audited = [entry.what for entry in await app.read(app.store.audited)]
        assert audited == ["handed over to Bo", "handed over to Zoe"]
