"""The demo's world behaves like servers do: feeds grow, answer 304, ask for patience; mails are shown safely."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from starlette.testclient import TestClient

from listener.demo.host import FEEDS, Host
from listener.demo.mailbox import Mailbox
from listener.demo.posts import START, posts
from sources.feeds.read import read_feed


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    return TestClient(Host(Mailbox(tmp_path), lambda: ZoneInfo("UTC")).app())


def move(client: TestClient, **later: float) -> None:
    """Set the world's clock."""
    assert client.put("/clock", content=(START + timedelta(**later)).isoformat()).status_code == 200


@pytest.mark.parametrize("name", FEEDS)
def test_a_feed_shows_what_has_been_published_by_now(client: TestClient, name: str) -> None:
    seen = []
    for day in (0, 3):
        move(client, days=day)
        answer = client.get(f"/feeds/{name}")
        now = START + timedelta(days=day)
        feed = read_feed(answer.content, answer.headers["content-type"], str(answer.url), now, None, None)
        assert all(mention.said_at <= now for mention in feed.mentions)
        assert all(mention.language and mention.author.name for mention in feed.mentions)
        seen.append({mention.permalink for mention in feed.mentions})
    assert seen[1] - seen[0]


def test_an_unchanged_feed_is_a_304(client: TestClient) -> None:
    first = client.get("/feeds/social")
    again = client.get("/feeds/social", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    move(client, hours=12)
    assert client.get("/feeds/social", headers={"If-None-Match": first.headers["etag"]}).status_code == 200


def test_one_feed_asks_for_patience_in_both_forms(client: TestClient) -> None:
    said = []
    for hour in (5, 11):
        move(client, hours=hour)
        answer = client.get("/feeds/reviews")
        assert answer.status_code == 429
        said.append(answer.headers["retry-after"])
    assert said == ["1200", "Mon, 02 Mar 2026 11:20:00 GMT"]


def test_a_post_has_its_page_once_it_is_published(client: TestClient) -> None:
    post = posts("replay")[-1]
    assert client.get(post.path).status_code == 404
    move(client, days=3)
    assert post.text.split()[0] in client.get(post.path).text


def test_a_mail_is_shown_in_a_sandbox(client: TestClient, tmp_path: Path) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@example.org", "b@example.org", "<script>alert(1)</script>"
    mail["Date"], mail["Message-ID"] = "Mon, 02 Mar 2026 11:20:00 +0000", "<1@example.org>"
    mail.set_content("plain")
    mail.add_alternative("<p>rich</p>", subtype="html")
    (tmp_path / "00001.eml").write_bytes(mail.as_bytes())
    assert "<script>" not in client.get("/").text
    assert 'sandbox="allow-popups"' in client.get("/mail/1").text
    body = client.get("/mail/1/body")
    assert "<p>rich</p>" in body.text
    assert "sandbox" in body.headers["content-security-policy"]
    assert client.get("/mail/2").status_code == 404
