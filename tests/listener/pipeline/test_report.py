"""Reports that are due arrive: once, with their files, and told in the mail itself."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from listener.actions import incidents, reporting
from listener.actions.actor import ROLES, caller, may
from listener.app import App
from listener.config.loading import load
from listener.pipeline.housekeep import clear_reports, housekeep
from listener.pipeline.stages import Stages
from listener.reports.sending import REPORTS as FOLDER
from listener.reports.sending import reviewers
from listener.reports.verify import carried, verify
from rules.alerting.people import DECIDING
from storage.errors import ConfigError, Conflict
from storage.records import Actor, Who
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
REVIEWED = """
[[people]]
name = "Mia"
mail = "mia@example.org"
role = "manager"
[[people]]
name = "Bo"
mail = "bo@example.org"
[[reports]]
name = "weekly / Acme"
type = "weekly"
to = ["target:team"]
review = true
"""


def world(folder: Path, smtp: str) -> Path:
    return write_config(folder, "http://127.0.0.1:9/feed", smtp, rules=REPORTS)


def mails(folder: Path, kind: str = "REPORT") -> list[EmailMessage]:
    found = [message_from_bytes(path.read_bytes(), policy=default) for path in sorted((folder / "mails").glob("*.eml"))]
    assert all(isinstance(each, EmailMessage) for each in found)
    return [each for each in found if f" {kind}" in each["Subject"]]  # type: ignore[misc]


def body(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return " ".join(part.get_content().split())


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
            assert "Acme was mentioned 3 times" in body(mail)
            files = {part.get_filename(): part.get_content() for part in mail.iter_attachments()}
            assert [str(name).rpartition(".")[2] for name in files] == ["html", "pdf", "xlsx"]
            [html] = [content for name, content in files.items() if str(name).endswith("html")]
            assert verify(app.store, carried(str(html).encode()), {}).changed == []


async def test_a_report_that_is_reviewed_waits_and_goes_out_when_somebody_says_so(tmp_path: Path) -> None:
    with mail_server(tmp_path) as (smtp, _):
        path = write_config(tmp_path, "http://127.0.0.1:9/feed", smtp, rules=REVIEWED)
        async with running(path, MONDAY) as (app, stages, clock):
            say(app)
            await pass_by(stages, clock, 5)
            [asked] = mails(tmp_path, "REVIEW")
            [draft] = app.store.draft_reports(waiting=True)
            assert asked["To"] == "mia@example.org"
            assert f"https://listener.example.org/reports/{draft.key}" in body(asked)
            assert mails(tmp_path) == []
            await reporting.approve(app, draft.key, caller("Mia", "command line"))
            await pass_by(stages, clock, 2)
            [mail] = mails(tmp_path)
            assert "Acme was mentioned 3 times" in body(mail)
            with pytest.raises(Conflict, match="Mia has sent"):
                await reporting.approve(app, draft.key, caller("Bo", "command line"))
            await pass_by(stages, clock, 2)
        assert len(mails(tmp_path)) == 1


async def test_a_report_that_is_kept_back_reaches_nobody(tmp_path: Path) -> None:
    with mail_server(tmp_path) as (smtp, _):
        path = write_config(tmp_path, "http://127.0.0.1:9/feed", smtp, rules=REVIEWED)
        async with running(path, MONDAY) as (app, stages, clock):
            say(app)
            await pass_by(stages, clock, 5)
            [draft] = app.store.draft_reports(waiting=True)
            await reporting.reject(app, draft.key, "a wrong number", caller("Mia", "command line"))
            await pass_by(stages, clock, 3)
            assert [each.reason for each in app.store.draft_reports()] == ["a wrong number"]
        assert mails(tmp_path) == []


def test_who_is_asked_by_default_is_who_may() -> None:
    assert [role for role in ROLES if may(Actor(name="A", role=role, via="view"), "reports")] == list(DECIDING)
    assert [role for role in ROLES if may(Actor(name="A", role=role, via="view"), "approval")] == list(DECIDING)


async def test_a_digest_of_many_mentions_leads_to_the_pages(tmp_path: Path) -> None:
    with mail_server(tmp_path) as (smtp, _):
        path = write_config(tmp_path, "http://127.0.0.1:9/feed", smtp, rules=REPORTS)
        async with running(path, MONDAY - timedelta(minutes=2)) as (app, stages, clock):
            said = MONDAY - timedelta(days=1)
            posts = [mention(f"acme cola number {n}", n, published_at=said, collected_at=said) for n in range(120)]
            commit(app.store, posts, now=said)
            await pass_by(stages, clock, 4)
        [mail] = [each for each in mails(tmp_path) if "Digest" in str(each["Subject"])]
        assert list(mail.iter_attachments()) == []
        assert "See all 120 mentions" in body(mail)
        assert "https://listener.example.org/explore?brand=Acme&since=2026-03-08T00%3A00%3A00Z" in body(mail)


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


async def test_files_of_old_reports_are_deleted_and_named(tmp_path: Path) -> None:
    with mail_server(tmp_path) as (smtp, _):
        path = write_config(tmp_path, "http://127.0.0.1:9/feed", smtp)
        path.write_text(path.read_text().replace("[listener]", '[listener]\nkeep_reports = "30d"', 1))
        async with running(path, MONDAY) as (app, _, _):
            folder = app.config.store.folder / FOLDER
            folder.mkdir()
            for name, days in (("old.html", 31), ("new.html", 29)):
                (folder / name).write_text("a report")
                made = (MONDAY - timedelta(days=days)).timestamp()
                os.utime(folder / name, (made, made))
            await housekeep(app)
            assert [each.name for each in folder.iterdir()] == ["new.html"]
            assert clear_reports(folder, MONDAY) == ["new.html"]


async def test_whoever_is_asked_may_decide(tmp_path: Path) -> None:
    """The rotation's turn is Bo's when the report is due, and Bo lost the role after the configuration was checked."""
    path = write_config(tmp_path, "http://127.0.0.1:9/feed", "127.0.0.1:9", rules=REVIEWED)
    config = load(path)
    section = config.reports[0].model_copy(update={"reviewers": (Who.person("Bo"), Who("target:team"))})
    assert reviewers(config, section, MONDAY) == (Who("target:team"),), "who reads a target nobody knows"
    alone = section.model_copy(update={"reviewers": (Who.person("Bo"),)})
    assert reviewers(config, alone, MONDAY) == (Who.person("Mia"),), "somebody has to be asked"


@pytest.mark.parametrize(
    "named",
    [
        'reviewers = ["person:Bo"]',
        'reviewers = ["oncall:desk"]\n[[rotations]]\nname = "desk"\npeople = ["Bo"]\nbegins = 2026-01-05T09:00:00Z',
    ],
)
def test_a_reviewer_who_may_not_decide_is_refused(tmp_path: Path, named: str) -> None:
    path = write_config(tmp_path, "http://127.0.0.1:9/feed", "127.0.0.1:9", rules=REVIEWED + named)
    with pytest.raises(ConfigError, match="Bo has the role responder, and may not say whether a report goes out"):
        load(path)
