"""Letters as mentions: any charset, any structure, any damage."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sources.mail.letters import Read, read
from sources.mail.mailbox import Letter
from tests.worlds.network import NOW

ARRIVED = datetime(2026, 9, 10, 11, tzinfo=UTC)
PLAIN = b"Content-Type: text/plain; charset=utf-8\r\n\r\nacme"


def letters(*contents: bytes, arrived: datetime | None = ARRIVED, language: str | None = None) -> Read:
    sent = [Letter(number, content, arrived) for number, content in enumerate(contents, 1)]
    return read(sent, 9, None, language, NOW)


def text_of(content: bytes) -> str:
    [mention] = letters(content).mentions
    return mention.text


def test_without_an_id_of_its_own_a_letter_is_known_by_its_number():
    assert [mention.native_id for mention in letters(PLAIN, PLAIN).mentions] == ["9/1", "9/2"]


def test_of_two_letters_with_one_id_the_first_counts():
    one = b"Message-ID: <1@a.example>\r\n" + PLAIN
    assert len(letters(one, one).mentions) == 1


@pytest.mark.parametrize(
    ("header", "name", "address"),
    [
        (b"From: =?utf-8?q?M=C3=ADa?= <Mia@Tea.example>", "Mía", "mia@tea.example"),
        (b'From: "Leaf, Tea" <tea@leaf.example>', "Leaf, Tea", "tea@leaf.example"),
        (b"From: tea@leaf.example", "tea@leaf.example", "tea@leaf.example"),
        ("From: Müller <m@tea.example>".encode("latin-1"), None, "m@tea.example"),
        (b"From:", None, None),
        (b"", None, None),
    ],
)
def test_who_wrote_it(header: bytes, name: str | None, address: str | None):
    [mention] = letters((header + b"\r\n" if header else b"") + PLAIN).mentions
    assert mention.author.id == address
    assert name is None or mention.author.name == name


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"Content-Type: text/plain; charset=iso-8859-15\r\n\r\n10 \xa4", "10 €"),
        (b"Content-Type: text/plain; charset=koi8-r\r\n\r\n\xd0\xd2\xc9\xd7\xc5\xd4", "привет"),
        (b"Content-Type: text/plain; charset=iso-2022-jp\r\n\r\n\x1b$B%F%9%H\x1b(B", "テスト"),
        (b"Content-Type: text/plain; charset=nonsense\r\n\r\n\xc3\xa9t\xc3\xa9", "été"),
        (b"Content-Type: text/plain\r\n\r\ncaf\xe9", "café"),
        (b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\nYWNtZQ=", "acme"),
        (b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!", ""),
        (b"Content-Type: text/html\r\n\r\n<p>1 &lt; 2</p><script>x</script>", "1 < 2"),
        (b"Content-Type: multipart/mixed; boundary=b\r\n\r\nno parts at all", ""),
        (
            b"Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\nx\r\n--b",
            "x",
        ),
        (b"no headers, just words", "no headers, just words"),
        (b"", ""),
    ],
)
def test_what_it_says(content: bytes, text: str):
    assert text_of(content) == text


def test_a_letter_inside_a_letter_is_read_as_well():
    inner = b"Content-Type: message/rfc822\r\n\r\nSubject: in\r\nContent-Type: text/plain\r\n\r\nacme inside"
    whole = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" + PLAIN + b"\r\n--b\r\n" + inner + b"\r\n--b--"
    assert text_of(whole) == "acme\nacme inside"


def test_an_attached_text_is_no_part_of_what_was_said():
    attached = b'Content-Type: text/plain\r\nContent-Disposition: attachment; filename="x.txt"\r\n\r\nbill'
    whole = (
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" + PLAIN + b"\r\n--b\r\n" + attached + b"\r\n--b--"
    )
    assert text_of(whole) == "acme"


@pytest.mark.parametrize(
    ("date", "said"),
    [
        (b"Thu, 10 Sep 2026 12:00:00 +0200", datetime(2026, 9, 10, 10, tzinfo=UTC)),
        (b"Thu, 10 Sep 2126 12:00:00 +0200", ARRIVED),
        (b"yesterday", ARRIVED),
        (b"", ARRIVED),
    ],
)
def test_when_it_was_said(date: bytes, said: datetime):
    assert letters(b"Date: " + date + b"\r\n" + PLAIN).mentions[0].published_at == said


def test_an_unreadable_time_is_kept_where_nothing_else_is_known():
    [mention] = letters(b"Date: yesterday\r\n" + PLAIN, arrived=None).mentions
    assert (mention.published_at, mention.published_raw) == (None, "yesterday")


def test_a_thread_is_known_by_its_first_letter():
    head = b"Message-ID: <3@a>\r\nReferences: <1@a.example>\r\n <2@a.example>\r\n"
    [mention] = letters(head + PLAIN).mentions
    assert (mention.parent_id, mention.thread_id) == ("2@a.example", "1@a.example")


def test_a_subject_may_be_folded_and_hold_anything():
    [mention] = letters(b"Subject: =?utf-8?b?4oCu?= acme\r\n  folded =?x?q?bad?=\r\n" + PLAIN).mentions
    assert "acme" in mention.title
    assert "\u202e" not in mention.title
    assert "\n" not in mention.title


def test_damaged_headers_cost_the_other_letters_nothing():
    bad = b"From: <<<>>> \xff\xfe ,,, @\r\nSubject: =?utf-8?b?////?=\r\nDate: \xff\r\nContent-Type: ;;;\r\n\r\nacme"
    found = letters(bad, PLAIN)
    assert len(found.mentions) + len(found.refused) == 2
    assert any(mention.native_id == "9/2" for mention in found.mentions)


def test_a_language_that_the_letter_names_wins():
    assert letters(b"Content-Language: de-AT\r\n" + PLAIN, language="en").mentions[0].language == "de"
    assert letters(PLAIN, language="en").mentions[0].language == "en"
