"""A mail that comes back is a failed message that everybody can see."""

from __future__ import annotations

from pathlib import Path

from pytest_httpserver import HTTPServer

from listener.pipeline.bounces import read_bounces
from listener.status import status
from tests.worlds.pipeline import item, mail_server, minutes, publish, running, write_config

REPORT = """\
From: MAILER-DAEMON@example.org
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.org

Final-Recipient: rfc822; team@example.org
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 user unknown

--b
Content-Type: text/rfc822-headers

Message-ID: {id}

--b--
"""


async def test_a_bounce_is_shown_as_a_failed_message(tmp_path: Path, httpserver: HTTPServer) -> None:
    publish(httpserver, item(0, "nothing yet"))
    maildir = tmp_path / "Maildir" / "new"
    maildir.mkdir(parents=True)
    with mail_server(tmp_path) as (smtp, mailbox):
        path = write_config(tmp_path, httpserver.url_for("/feed"), smtp)
        path.write_text(path.read_text().replace('type = "mail"', 'type = "mail"\nbounces = "Maildir/new"'))
        async with running(path) as (app, stages, clock):
            await minutes(stages, clock, 6)
            publish(httpserver, item(1, "Acme burns", clock.now()))
            await minutes(stages, clock, 10)
            (mail,) = mailbox.mails()
            assert status(app.store, app.config, clock.now()).healthy
            (maildir / "1.report").write_text(REPORT.format(id=mail.message_id))
            (maildir / "2.stranger").write_text(REPORT.format(id="<other@example.org>"))
            (maildir / "3.spam").write_bytes(b"\xff\x00 no mail at all")
            assert await read_bounces(app) == 1
            (trouble,) = status(app.store, app.config, clock.now()).troubles
            assert "came back from team@example.org" in trouble.what
            assert "user unknown" in trouble.what
            assert list(maildir.iterdir()) == []
            assert await read_bounces(app) == 0
        assert len(mailbox.mails()) == 1
