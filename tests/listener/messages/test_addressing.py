"""From a bad post to a person who answers: real mails, level by level, and silence once somebody has it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pytest_httpserver import HTTPServer

from listener.actions import incidents
from tests.worlds.actors import by
from tests.worlds.people import NAP, NIGHT, PATIENT, got, trouble, write
from tests.worlds.pipeline import free_port, item, mail_server, minutes, publish, running


async def test_the_second_level_is_paged_after_the_first_ones_timeout(tmp_path: Path, httpserver: HTTPServer) -> None:
    async with trouble(tmp_path, httpserver) as (app, stages, clock, mailbox):
        assert (len(got(mailbox, "Mia")), got(mailbox, "Bo")) == (1, [])
        await minutes(stages, clock, 5)
        assert (len(got(mailbox, "Mia")), len(got(mailbox, "Bo"))) == (1, 1)
        await minutes(stages, clock, 60)
        assert (len(got(mailbox, "Mia")), len(got(mailbox, "Bo"))) == (1, 1)
        (incident,) = app.store.incidents()
        said = [entry.what for entry in incident.timeline]
        assert "paged Mia (level 1 of policy wake)" in said
        assert "person:Ann has no working channel and is skipped (level 2 of policy wake)" in said
        assert any(what.startswith("nobody answered") for what in said)


async def test_nobody_is_paged_after_somebody_took_it(tmp_path: Path, httpserver: HTTPServer) -> None:
    async with trouble(tmp_path, httpserver) as (app, stages, clock, mailbox):
        await incidents.acknowledge(app, 1, by("Mia"))
        await minutes(stages, clock, 55)
        assert (len(got(mailbox, "Mia")), got(mailbox, "Bo")) == (1, [])
        await minutes(stages, clock, 10)
        assert len(got(mailbox, "Mia")) == 2, "nobody touched it for an hour"


async def test_a_sleeper_is_paged_in_the_morning_and_the_next_level_meanwhile(
    tmp_path: Path, httpserver: HTTPServer
) -> None:
    async with trouble(tmp_path, httpserver, severity=2, mia=NAP) as (_, stages, clock, mailbox):
        await minutes(stages, clock, 7)
        assert (got(mailbox, "Mia"), len(got(mailbox, "Bo"))) == ([], 1)
        await minutes(stages, clock, 10)
        assert len(got(mailbox, "Mia")) == 1


async def test_a_sleeper_is_left_alone_where_somebody_took_it_meanwhile(tmp_path: Path, httpserver: HTTPServer) -> None:
    async with trouble(tmp_path, httpserver, severity=2, mia=NIGHT) as (app, stages, clock, mailbox):
        await incidents.acknowledge(app, 1, by("Bo"))
        await incidents.resolve(app, 1, by("Bo"))
        await minutes(stages, clock, 240, step=10)
        assert got(mailbox, "Mia") == []
        page = next(each for each in app.store.deliveries() if each.notice.kind == "page")
        assert page.error
        assert "not needed any more: the incident is resolved by Bo" in page.error


async def test_severity_one_wakes(tmp_path: Path, httpserver: HTTPServer) -> None:
    async with trouble(tmp_path, httpserver, severity=1, mia=NIGHT) as (*_, mailbox):
        assert len(got(mailbox, "Mia")) == 1


async def test_a_restart_in_the_middle_pages_nobody_twice(tmp_path: Path, httpserver: HTTPServer) -> None:
    async with trouble(tmp_path, httpserver) as (app, _, clock, mailbox):
        path, now = app.config.path, clock.now()
        app.store.close()
        for _ in range(2):
            async with running(path, now) as (_, stages, clock):
                await minutes(stages, clock, 7)
                now = clock.now()
        assert (len(got(mailbox, "Mia")), len(got(mailbox, "Bo"))) == (1, 1)


async def test_an_answer_withdraws_what_a_dead_mail_server_holds_up(tmp_path: Path, httpserver: HTTPServer) -> None:
    port = free_port()
    publish(httpserver, item(0, "nothing yet"))
    path = write(tmp_path, httpserver.url_for("/feed"), f"127.0.0.1:{port}")
    async with running(path) as (app, stages, clock):
        await minutes(stages, clock, 6)
        publish(httpserver, item(1, "Acme burns", clock.now()))
        await minutes(stages, clock, 12)
        await incidents.acknowledge(app, 1, by("Mia"))
        with mail_server(tmp_path, port) as (_, mailbox):
            await minutes(stages, clock, 30)
            assert [mail.to for mail in mailbox.mails()] == ["team@example.org"], "the route's notice still comes"


async def test_pages_that_a_dead_mail_server_holds_up_do_not_come_in_a_heap(
    tmp_path: Path, httpserver: HTTPServer
) -> None:
    port = free_port()
    publish(httpserver, item(0, "nothing yet"))
    path = write(tmp_path, httpserver.url_for("/feed"), f"127.0.0.1:{port}")
    path.write_text(path.read_text().replace("repeat = 0", "repeat = 3"))
    async with running(path) as (app, stages, clock):
        await minutes(stages, clock, 6)
        publish(httpserver, item(1, "Acme burns", clock.now()))
        await minutes(stages, clock, 63)
        incident = app.store.incidents()[0]
        assert incident.paging
        assert incident.paging.pages == 8
        with mail_server(tmp_path, port) as (_, mailbox):
            await minutes(stages, clock, 120, step=5)
            assert (len(got(mailbox, "Mia")), len(got(mailbox, "Bo"))) == (1, 1)


async def test_a_route_tells_people_after_their_quiet_hours(tmp_path: Path, httpserver: HTTPServer) -> None:
    settings = {"severity": 2, "mia": NIGHT, "policy": PATIENT, "targets": '["person:Mia", "person:Bo"]'}
    async with trouble(tmp_path, httpserver, **settings) as (app, stages, clock, mailbox):
        await incidents.acknowledge(app, 1, by("Bo"))
        assert len(got(mailbox, "Bo")) == 1
        assert got(mailbox, "Mia") == []
        await minutes(stages, clock, 180, step=10)
        assert len(got(mailbox, "Mia")) == 1, "the notice; the page is not needed any more"


async def test_whoever_wants_a_digest_gets_notices_in_it_and_pages_at_once(
    tmp_path: Path, httpserver: HTTPServer
) -> None:
    settings = {"severity": 2, "mia": 'digest = "hourly"', "targets": '["person:Mia"]'}
    async with trouble(tmp_path, httpserver, **settings) as (app, stages, clock, mailbox):
        assert [(each.notice.kind, each.error) for each in app.store.deliveries(pending=True)] == [("opened", None)]
        assert len(got(mailbox, "Mia")) == 1, "the page"
        await incidents.acknowledge(app, 1, by("Bo"))
        await minutes(stages, clock, 50)
        assert len(got(mailbox, "Mia")) == 2


async def test_what_wakes_is_up_to_the_sleeper_where_it_is_no_page(tmp_path: Path, httpserver: HTTPServer) -> None:
    async def told(mia: str, folder: Path) -> int:
        async with trouble(folder, httpserver, mia=mia, targets='["person:Mia"]') as (app, *_):
            opened = [each for each in app.store.deliveries() if each.notice.kind == "opened"]
            assert [each.person for each in opened] == ["Mia"]
            return sum(each.sent_at is not None for each in opened)

    for name in ("wake", "sleep"):
        (tmp_path / name).mkdir()
    assert await told(NIGHT, tmp_path / "wake") == 1
    assert await told(NIGHT.replace(" }", ", wake = false }"), tmp_path / "sleep") == 0


async def test_whoever_became_an_observer_is_not_woken_by_a_policy_of_before(
    tmp_path: Path, httpserver: HTTPServer
) -> None:
    async with trouble(tmp_path, httpserver) as (app, stages, clock, mailbox):
        people = tuple(
            each.model_copy(update={"role": "observer"}) if each.name == "Bo" else each for each in app.config.people
        )
        app.adopt(replace(app.config, people=people))
        await minutes(stages, clock, 10)
        assert (len(got(mailbox, "Mia")), got(mailbox, "Bo")) == (1, [])
        (incident,) = app.store.incidents()
        said = [entry.what for entry in incident.timeline]
        assert "person:Bo has no working channel and is skipped (level 2 of policy wake)" in said
