"""Delivery status reports as servers send them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listener.notify.base import message_id
from listener.notify.smtp.bounces import Bounce, bounces

SENT = message_id("incident-3/1/desk", "example.org")
REPORT = f"""\
From: MAILER-DAEMON@mail.example.net
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I'm sorry to have to inform you that your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.net
Arrival-Date: Sat, 14 Mar 2026 09:30:00 +0000

Final-Recipient: rfc822; gone@example.net
Original-Recipient: rfc822;gone@example.org
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <gone@example.net>: user
    unknown

Final-Recipient: rfc822; slow@example.net
Action: delayed
Status: 4.4.1

Final-Recipient: rfc822; fine@example.net
Action: relayed

--b
Content-Type: PART

Message-ID: {SENT}
Subject: [Listener] Nordkaffee

--b--
"""


@pytest.mark.parametrize("part", ["message/rfc822", "text/rfc822-headers"])
def test_a_bounce_names_recipient_message_and_reason(part: str) -> None:
    failed, delayed = bounces(REPORT.replace("PART", part).encode())
    assert failed == Bounce(
        recipient="gone@example.org",
        message_id=SENT,
        status="5.1.1",
        permanent=True,
        text="550 5.1.1 <gone@example.net>: user unknown",
    )
    assert (delayed.recipient, delayed.permanent, delayed.message_id) == ("slow@example.net", False, SENT)


def test_a_report_without_the_message_still_tells_who() -> None:
    cut = REPORT[: REPORT.index("--b\nContent-Type: PART")] + "--b--\n"
    assert [each.message_id for each in bounces(cut.encode())] == [None, None]


@pytest.mark.parametrize(
    "mail", [b"", b"Subject: hello\n\nAction: failed\nFinal-Recipient: rfc822; a@b", b"\xff\x00" * 100]
)
def test_other_mail_is_no_bounce(mail: bytes) -> None:
    assert bounces(mail) == ()


@given(st.integers(0, len(REPORT)), st.binary(max_size=40))
def test_damaged_reports_never_break_anything(cut: int, noise: bytes) -> None:
    data = REPORT.replace("PART", "message/rfc822").encode()
    assert len(bounces(data[:cut] + noise + data[cut:])) <= 3
