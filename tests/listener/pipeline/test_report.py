"""Reports that are due arrive: once, with their files, and told in the mail itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from listener.actions import incidents
from listener.actions.actor import caller
from listener.app import App
from listener.pipeline.stages import Stages
from listener.reports.verify import carried, verify
from tests.conformance.stores import incident
from tests.worlds.clocks import SettableClock
from tests.worlds.mentions import commit, mention
from tests.worlds.pipeline import mail_server, running, write_config

MONDAY = datetime(2026, 3, 9, 7, 58, tzinfo=UTC)
REPORTS = """
[[reports]]
name = "weekly / Acme"
type = "weekly"
to = ["target:team"]
formats = ["html", "pdf", "xlsx"]
[[reports]]
name = "silent days"
type = "digest"
when = "07:59"
to = ["target:team"]
[[reports]]
name = "after"
type = "crisis"
to = ["target:team"]
"""


def world(folder: Path, smtp: str) -> Path:
    return write_config(folder, "http://127.0.0.1:9/feed", smtp, rules=REPORTS)


def mails(folder: Path) -> list[EmailMessage]:
    found = [message_from_bytes(path.read_bytes(), policy=default) for path in sorted((folder / "mails").glob("*.eml"))]
    assert all(isinstance(each, EmailMessage) for each in found)
    return [each for each in found if "REPORT" in each["Subject"]]  # type: ignore[misc]


async def pass_by(stages: Stages, clock: SettableClock, minutes: int) -> None:
    for _ in range(minutes):
        clock.move_to(clock.now() + timedelta(minutes=1))
        await stages.step()


def say(app: App) -> None:
    said = MONDAY - timedelta(days=3)
    posts = [mention("acme cola broke my kettle", n, published_at=said, collected_at=said) for n in (1, 2, 3)]
    commit(app.store, posts, now=said)


async def test_a_weekly_report_arrives_once_and_whole(tmp_path: Path) -> None:
    with mail_server(tmp_path) as (smtp, _):
        async with running(world(tmp_path, smtp), MONDAY) as (app, stages, clock):
            say(app)
            await pass_by(stages, clock, 5)
        async with running(world(tmp_path, smtp), clock.now()) as (app, stages, clock):
            await pass_by(stages, clock, 5)
            [mail] = mails(tmp_path)
            body = mail.get_body(("plain",))
            assert body is not None
            assert "Acme was mentioned 3 times" in " ".join(body.get_content().split())
            files = {part.get_filename(): part.get_content() for part in mail.iter_attachments()}
            assert [str(name).rpartition(".")[2] for name in files] == ["html", "pdf", "xlsx"]
            [html] = [content for name, content in files.items() if str(name).endswith("html")]
            assert verify(app.store, carried(str(html).encode()), {}).changed == []


async def test_a_digest_of_nothing_is_not_sent(tmp_path: Path) -> None:
    with mail_server(tmp_path) as (smtp, _):
        async with running(world(tmp_path, smtp), MONDAY - timedelta(days=1)) as (_, stages, clock):
            await pass_by(stages, clock, 3)
            clock.move_to(MONDAY - timedelta(hours=1))
            await pass_by(stages, clock, 1)
        assert mails(tmp_path) == []


async def test_a_report_that_is_new_begins_with_its_next_time(tmp_path: Path) -> None:
    with mail_server(tmp_path) as (smtp, _):
        async with running(world(tmp_path, smtp), MONDAY + timedelta(hours=3)) as (_, stages, clock):
            await pass_by(stages, clock, 3)
        assert mails(tmp_path) == []


async def test_a_crisis_that_is_over_is_reported_once(tmp_path: Path) -> None:
    with mail_server(tmp_path) as (smtp, _):
        async with running(world(tmp_path, smtp), MONDAY - timedelta(days=2)) as (app, stages, clock):
            app.store.commit_incident(incident(severity=1, opened_at=clock.now() - timedelta(hours=2)), [])
            await incidents.resolve(app, 1, caller("Mia", "command line"))
            await pass_by(stages, clock, 3)
        told = mails(tmp_path)
        assert len(told) == 1
        assert "Crisis report" in told[0]["Subject"]


async def test_a_file_that_was_changed_is_not_sent(tmp_path: Path) -> None:
    with mail_server(tmp_path) as (smtp, _):
        async with running(world(tmp_path, "127.0.0.1:9"), MONDAY) as (app, stages, clock):
            say(app)
            await pass_by(stages, clock, 4)
            [waiting] = [each for each in app.store.deliveries(pending=True) if each.notice.kind == "report"]
            Path(waiting.notice.enclosed[0].path).write_text("something else")
        async with running(world(tmp_path, smtp), clock.now() + timedelta(hours=1)) as (app, stages, clock):
            await pass_by(stages, clock, 2)
            [done] = [each for each in app.store.deliveries(pending=False) if each.notice.kind == "report"]
            assert done.permanent
            assert "was changed" in (done.error or "")
        assert mails(tmp_path) == []
