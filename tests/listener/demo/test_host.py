"""The demo's world behaves like servers do: feeds grow, answer 304, ask for patience; mails are shown safely."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from listener.demo import host
from listener.demo.host import FEEDS, PAGE, Host
from listener.demo.mailbox import Mailbox
from listener.demo.posts import START, posts
from sources.apis.document import Document
from sources.apis.page import Page
from sources.base import sources
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


def configured(name: str) -> Any:
    """A source of the demo's own configuration, in a world of which the address does not matter."""
    table = tomllib.loads((Path(host.__file__).parent / "demo.toml").read_text("utf-8"))
    named = next(each for each in table["sources"] if each["name"] == name)
    named["every"] = 300
    named["url"] = named["url"].replace("{web}", "http://testserver")
    return sources.get(named.pop("type")).model_validate(named)


def read(client: TestClient, name: str, address: str, at: Any) -> Page:
    answer = client.get(address)
    found = Document(data=answer.json(), where=address, headers=answer.headers, now=START + timedelta(days=3))
    page: Page = configured(name).read(at, found)
    return page


@pytest.mark.parametrize(
    ("name", "address", "at"),
    [
        ("forum", "/forum/posts.json", None),
        ("reviews", "/reviews/api/reviews", {"page": "1", "offset": "0"}),
        ("social", "/social/api/v1/timelines/public", {"page": "1", "offset": "0"}),
    ],
)
def test_an_api_shows_posts_whole_at_their_own_pages(client: TestClient, name: str, address: str, at: Any) -> None:
    move(client, days=3)
    page = read(client, name, address, at)
    assert page.mentions
    assert (page.refused, page.partial) == ((), ())
    for mention in page.mentions:
        assert mention.language
        assert mention.author.name
        assert client.get(str(mention.url)).status_code == 200
    said = {post.text for post in (*posts("history"), *posts("replay")) if post.feed == name}
    assert {mention.text for mention in page.mentions} <= said


def test_a_review_gives_stars_and_nothing_else_does(client: TestClient) -> None:
    move(client, days=3)
    stars = {post.text: post.stars for post in (*posts("history"), *posts("replay")) if post.feed == "reviews"}
    assert set(stars.values()) == {1, 2, 3, 4, 5}
    page = read(client, "reviews", "/reviews/api/reviews", {"page": "1", "offset": "0"})
    assert {mention.text: mention.rating and mention.rating.value for mention in page.mentions}.items() <= stars.items()
    assert all(post.stars is None for post in posts("history") if post.feed != "reviews")


def test_a_timeline_names_its_next_page_until_there_is_none(client: TestClient) -> None:
    move(client, days=3)
    first = client.get("/social/api/v1/timelines/public")
    second = client.get(first.links["next"]["url"])
    ids = [each["id"] for answer in (first, second) for each in answer.json()]
    assert len(set(ids)) == len(ids) == 2 * PAGE
    assert ids == sorted(ids, reverse=True)
    assert "next" not in second.links


def test_numbers_of_posts_are_their_own() -> None:
    for feed in ("forum", "social"):
        numbers = [post.number for post in (*posts("history"), *posts("replay")) if post.feed == feed]
        assert len(set(numbers)) == len(numbers)
        assert min(numbers) > 0


def test_an_unchanged_timeline_is_a_304(client: TestClient) -> None:
    first = client.get("/social/api/v1/timelines/public")
    again = client.get("/social/api/v1/timelines/public", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    move(client, hours=12)
    assert (
        client.get("/social/api/v1/timelines/public", headers={"If-None-Match": first.headers["etag"]}).status_code
        == 200
    )


def test_the_shop_asks_for_patience_in_both_forms(client: TestClient) -> None:
    said = []
    for hour in (5, 11):
        move(client, hours=hour)
        answer = client.get("/reviews/api/reviews")
        assert answer.status_code == 429
        said.append(answer.headers["retry-after"])
    assert said == ["1200", "Mon, 02 Mar 2026 11:20:00 GMT"]


def test_whatever_the_mailbox_loads_is_there(client: TestClient) -> None:
    links = LexborHTMLParser(client.get("/").text).css("link")
    assert {each.attributes["rel"] for each in links} == {"icon", "stylesheet"}, "a browser asks for an icon anyway"
    assert {client.get(each.attributes["href"] or "").status_code for each in links} == {200}


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
