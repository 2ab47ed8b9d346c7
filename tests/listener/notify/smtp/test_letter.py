"""The message as a mail program parses it."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import compat32
from email.utils import getaddresses, parsedate_to_datetime
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from listener.notify.render.texts import Rendered, render, subject
from listener.notify.smtp.letter import letter
from listener.notify.smtp.mailbox import parse
from storage.records import Delivery, Scope
from tests.worlds.mail import parsed
from tests.worlds.notices import NOW, alert, delivery, outlet, sample

SENDER = parse("Listener <listener@example.org>")
TO = [parse("Desk <desk@example.org>")]
WICKED = "Acme\r\nBcc: everybody@example.org\r\n\r\n<script>alert(1)</script>\x1b[2J\u202e\ud800\x00"


def raw(told: Delivery) -> bytes:
    return letter(render(outlet(), told), told, SENDER, TO, "example.org").as_bytes()


def read(key: str = "incident-3/1/desk", **changes: Any) -> EmailMessage:
    return parsed(raw(delivery(key, **changes)))


def part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    assert body
    return str(body.get_content())


def test_the_same_delivery_is_the_same_message_to_the_byte() -> None:
    assert raw(delivery()) == raw(delivery())


def test_a_retry_keeps_the_identifier_and_another_notice_has_its_own() -> None:
    first = read("k/1")["Message-ID"]
    assert read("k/1", number=2, severity=3)["Message-ID"] == first
    assert read("k/2")["Message-ID"] != first


def test_mails_of_an_incident_thread_and_others_do_not() -> None:
    first = read("k/1")
    later = read("k/2", kind="resolved", number=2, severity=3, created_at=NOW + timedelta(hours=1))
    other = read("k/3", thread="incident-4")
    assert first["References"] == later["References"] == later["In-Reply-To"]
    assert first["Subject"] == "[Listener] NEW Nordkaffee: far more mentions than usual"
    assert later["Subject"] == "[Listener] RESOLVED by itself, Nordkaffee: far more mentions than usual"
    assert other["References"] != first["References"]


def test_machines_do_not_answer_and_bounces_still_come() -> None:
    message = read()
    assert message["Auto-Submitted"] == "auto-generated"
    suppressed = message["X-Auto-Response-Suppress"].split(", ")
    assert "OOF" in suppressed
    assert not {"NDR", "All"} & set(suppressed)


def test_the_date_is_that_of_the_notice() -> None:
    assert parsedate_to_datetime(read()["Date"]) == NOW


def test_only_what_is_urgent_and_open_is_marked_so() -> None:
    assert read()["Importance"] == "high"
    assert read(severity=2)["Importance"] is None
    assert read(kind="resolved")["Importance"] is None


def test_plain_text_comes_first_then_html() -> None:
    assert [each.get_content_type() for each in read().iter_parts()] == ["text/plain", "text/html"]


def test_wicked_titles_authors_and_posts_inject_nothing() -> None:
    wicked = sample(
        WICKED, author=WICKED, source=WICKED, url="javascript:alert(1)", sentiment=WICKED, marks=((-5, 99999), (3, 1))
    )
    message = read(
        title=WICKED,
        thread=WICKED,
        scope=Scope.brand(WICKED),
        alerts=(alert(summary=WICKED, reasons=(WICKED,)),),
        samples=(wicked,),
    )
    assert message["Bcc"] is None
    assert message.defects == []
    assert str(message["Subject"]).startswith("[Listener] NEW Acme Bcc: everybody@example.org <script>")
    html, text = part(message, "html"), part(message, "plain")
    assert "<script" not in html
    assert "javascript:" not in html + text
    assert not {"\x1b", "\u202e", "\x00"} & set(html + text)


def test_a_post_cannot_pretend_to_be_the_end_of_the_message() -> None:
    border = read().get_boundary()
    message = read(samples=(sample(f"\n--{border}--\n--{border}\nContent-Type: text/html\n\nforged"),))
    assert [each.get_content_type() for each in message.iter_parts()] == ["text/plain", "text/html"]
    assert f"--{border}--" in part(message, "plain").replace("\n   > ", " ")


@pytest.mark.parametrize(
    "text", ["Grüße aus Köln: Nordkaffee", "ノルドコーヒーの Nordkaffee " * 8, "☕️🔥 Nordkaffee", "." * 2000]
)
def test_letters_of_the_world_arrive_as_they_are(text: str) -> None:
    message = read(title=text, samples=(sample(text),))
    flat = " ".join(part(message, "plain").replace("   > ", "").replace("*", "").split())
    assert text[:20] in flat
    assert (
        text[:20] in part(message, "html").replace('<span class="word"', "<span").replace("</span>", "")
        or "Nordkaffee" in text
    )
    assert text[:20] in str(message["Subject"])


def headed(title: str, to: list[Address] = TO) -> bytes:
    told = delivery(title=title)
    words = Rendered(subject=subject(told.notice), text="text", html="<p>text</p>")
    return letter(words, told, SENDER, to, "example.org").as_bytes()


@given(st.text(max_size=200))
def test_any_title_gives_one_subject_and_short_lines(title: str) -> None:
    data = headed(title)
    assert parsed(data).defects == []
    assert max(len(line) for line in data.split(b"\r\n")) <= 998
    assert data.isascii()
    assert len(parsed(data).get_all("Subject", [])) == 1


@given(st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), max_size=110))
@example("𝐓𝐡𝐞 𝐪𝐮𝐢𝐜𝐤 𝐛𝐫𝐨𝐰𝐧 𝐟𝐨𝐱 𝐣𝐮𝐦𝐩𝐬 𝐨𝐯𝐞𝐫 𝐭𝐡𝐞 𝐥𝐚𝐳𝐲 𝐝𝐨𝐠")
@example("Осколки стекла в кофе: в три раза больше упоминаний, чем обычно, и почти все отрицательные")
def test_a_subject_survives_its_encoding(title: str) -> None:
    words = " ".join(title.split())
    assert str(parsed(headed(words))["Subject"]) == f"[Listener] NEW Nordkaffee: {words or 'Untitled'}"


def test_names_of_recipients_survive_their_encoding() -> None:
    names = ("Отдел по связям с общественностью, Нордкаффе", "Desk", "Büro (Köln), 2. Stock", "広報部")
    to = [Address(name, f"r{number}", "example.org") for number, name in enumerate(names)]
    header = message_from_bytes(headed("x", to), policy=compat32)["To"]
    got = [(str(make_header(decode_header(name))), address) for name, address in getaddresses([header])]
    assert got == [(name, f"r{number}@example.org") for number, name in enumerate(names)]


def test_huge_input_is_cut() -> None:
    huge = "Nordkaffee " + "x" * 1_000_000
    many = tuple(alert(summary=huge, reasons=(huge,) * 50, fingerprint=str(i)) for i in range(100))
    data = raw(delivery(title=huge, alerts=many, samples=(sample(huge),) * 50))
    assert len(data) < 100_000
