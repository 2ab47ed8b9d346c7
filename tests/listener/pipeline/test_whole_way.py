"""From a feed to a mail: what a social team relies on."""

from __future__ import annotations

from pathlib import Path

from pytest_httpserver import HTTPServer

from tests.worlds.pipeline import (
    START,
    free_port,
    item,
    mail_server,
    minutes,
    publish,
    running,
    write_config,
)


async def test_a_new_post_about_the_brand_becomes_one_mail(tmp_path: Path, httpserver: HTTPServer) -> None:
    publish(httpserver, item(1, "Old words about Acme"))
    with mail_server(tmp_path) as (smtp, mailbox):
        path = write_config(tmp_path, httpserver.url_for("/feed"), smtp)
        async with running(path) as (app, stages, clock):
            await minutes(stages, clock, 10)
            assert mailbox.mails() == [], "a source's first collection is history, not news"
            publish(
                httpserver,
                item(3, "Lovely weather today", clock.now()),
                item(2, "My Acme kettle leaks", clock.now()),
                item(1, "Old words about Acme"),
            )
            await minutes(stages, clock, 30)
            stored = list(app.store.export())
        assert [each.mention.text for each in stored] == ["Old words about Acme", "My Acme kettle leaks"]
        (mail,) = mailbox.mails()
        assert mail.to == "team@example.org"
        assert "kettle leaks" in mail.text
        assert "https://listener.example.org/incidents/1" in mail.text


async def test_a_hundred_posts_are_one_incident_and_a_handful_of_mails(tmp_path: Path, httpserver: HTTPServer) -> None:
    publish(httpserver, item(0, "nothing yet"))
    with mail_server(tmp_path) as (smtp, mailbox):
        path = write_config(tmp_path, httpserver.url_for("/feed"), smtp)
        async with running(path) as (app, stages, clock):
            await minutes(stages, clock, 6)
            publish(httpserver, *(item(n, f"Acme number {n} is broken", clock.now()) for n in range(1, 101)))
            await minutes(stages, clock, 30)
            assert len(app.store.incidents()) == 1
        assert 1 <= len(mailbox.mails()) <= 3


async def test_a_dead_mail_server_delays_the_mail_and_loses_nothing(tmp_path: Path, httpserver: HTTPServer) -> None:
    port = free_port()
    publish(httpserver, item(0, "nothing yet"))
    path = write_config(tmp_path, httpserver.url_for("/feed"), f"127.0.0.1:{port}")
    async with running(path) as (app, stages, clock):
        await minutes(stages, clock, 6)
        publish(httpserver, item(1, "Acme burns", clock.now()))
        await minutes(stages, clock, 20)
        (waiting,) = app.store.deliveries(pending=True)
        assert waiting.attempt >= 2
        assert waiting.error
        now = clock.now()
    with mail_server(tmp_path, port) as (_, mailbox):
        async with running(path, now) as (app, stages, clock):
            await minutes(stages, clock, 120, step=5)
            assert app.store.deliveries(pending=True) == []
        assert "burns" in mailbox.mails()[0].text
        ids = [mail.message_id for mail in mailbox.mails()]
        assert len(ids) == len(set(ids))


async def test_a_restart_goes_on_where_it_was(tmp_path: Path, httpserver: HTTPServer) -> None:
    publish(httpserver, item(0, "nothing yet"))
    with mail_server(tmp_path) as (smtp, mailbox):
        path = write_config(tmp_path, httpserver.url_for("/feed"), smtp)
        async with running(path) as (_, stages, clock):
            await minutes(stages, clock, 6)
            publish(httpserver, item(1, "Acme again", clock.now()))
            await minutes(stages, clock, 10)
            now = clock.now()
        async with running(path, now) as (app, stages, clock):
            await minutes(stages, clock, 30)
            assert app.store.totals()["mentions"] == 1
        assert len(mailbox.mails()) == 1


async def test_an_edit_keeps_what_was_said_before_and_does_not_alert_again(
    tmp_path: Path, httpserver: HTTPServer
) -> None:
    publish(httpserver, item(0, "nothing yet"))
    with mail_server(tmp_path) as (smtp, mailbox):
        path = write_config(tmp_path, httpserver.url_for("/feed"), smtp)
        async with running(path) as (app, stages, clock):
            await minutes(stages, clock, 6)
            publish(httpserver, item(1, "Acme is bad", clock.now()))
            await minutes(stages, clock, 10)
            publish(httpserver, item(1, "Acme is not so bad", START))
            await minutes(stages, clock, 10)
            (stored,) = app.store.export()
            assert stored.mention.text == "Acme is not so bad"
            assert [revision.text for revision in app.store.revisions(stored.id)] == ["Acme is bad"]
        assert len(mailbox.mails()) == 1


async def test_one_bad_source_delays_no_other(tmp_path: Path, httpserver: HTTPServer) -> None:
    publish(httpserver, item(1, "Acme is fine"))
    bad = f'\n[[sources]]\nname = "bad"\ntype = "rss"\nurl = "http://127.0.0.1:{free_port()}/"\nevery = "5m"\n'
    path = write_config(tmp_path, httpserver.url_for("/feed"), "127.0.0.1:9")
    path.write_text(path.read_text() + bad)
    async with running(path) as (app, stages, clock):
        await minutes(stages, clock, 15)
        states = {state.name: state for state in app.store.source_states()}
        assert states["feed"].failures == 0
        assert states["bad"].health == "broken"
        assert states["bad"].last_error
        assert states["bad"].next_due_at > clock.now()


async def test_a_second_service_on_the_same_store_is_refused(tmp_path: Path, httpserver: HTTPServer) -> None:
    import pytest

    from storage.errors import StoreBusy

    path = write_config(tmp_path, httpserver.url_for("/feed"), "127.0.0.1:9")
    async with running(path):
        with pytest.raises(StoreBusy):
            async with running(path):
                pass
