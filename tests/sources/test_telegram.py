"""Channels of Telegram: what is a post, what is another's words, and what an empty page means."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from pydantic import ValidationError
from pytest_httpserver import HTTPServer
from werkzeug import Request
from werkzeug import Response as Answer

from sources.anywhere.channel import count
from sources.telegram import Telegram
from storage.errors import Broken
from tests.worlds.network import NOW
from tests.worlds.polling import filled_back, ids, polled

NOTHING = '<div class="tme_no_messages_found">No posts found</div>'
PRIVATE = "<html><head><title>Telegram: Contact @acmetea</title></head><body class=tgme_page>Join</body></html>"


def post(id: int, inside: str | None = None, *, hours: float = 1, name: str = "AcmeTea") -> str:
    when = f"{NOW - timedelta(hours=hours):%Y-%m-%dT%H:%M:%S+00:00}"
    text = f'<div class="tgme_widget_message_text js-message_text">acme {id}</div>' if inside is None else inside
    stamp = f'<a class="tgme_widget_message_date"><time datetime="{when}"></time></a>'
    return f'<div class="tgme_widget_message" data-post="{name}/{id}">{text}{stamp}</div>'


def page(*posts: str, before: int | None = None) -> str:
    more = f'<a class="tme_messages_more" data-before="{before}"></a>' if before else ""
    return f'<html><body><section class="tgme_channel_history">{more}{"".join(posts)}</section></body></html>'


class Preview:
    """The web preview; a page for each value of `before`."""

    def __init__(self, server: HTTPServer) -> None:
        self.pages: dict[str, str] = {}
        self.source = Telegram.model_validate({"name": "tg", "server": server.url_for("/"), "channels": ["acmetea"]})
        server.expect_request("/robots.txt").respond_with_data("", status=404)
        server.expect_request(re.compile("/s/.*")).respond_with_handler(self.answer)

    def answer(self, request: Request) -> Answer:
        return Answer(self.pages[request.args.get("before", "")], content_type="text/html")


@pytest.fixture
def preview(httpserver: HTTPServer) -> Preview:
    return Preview(httpserver)


async def test_it_reads_on_until_what_is_known(preview: Preview):
    preview.pages = {"": page(post(3, hours=8), post(4), before=3), "3": page(post(1, hours=30), post(2, hours=20))}
    first = await polled(preview.source)
    assert ids(first) == ["acmetea/4", "acmetea/3", "acmetea/2", "acmetea/1"]
    preview.pages = {"": page(post(4), post(5, hours=0), before=4), "4": page(post(3, hours=8), before=3)}
    assert ids(await polled(preview.source, first.cursor)) == ["acmetea/5", "acmetea/4", "acmetea/3"]


async def test_a_channel_without_posts_is_no_silence(preview: Preview):
    preview.pages = {"": page(NOTHING)}
    batch = await polled(preview.source)
    assert batch.mentions == ()
    assert any("acmetea" in note and "restricted" in note for note in batch.notes)


async def test_a_channel_that_had_posts_and_shows_none_is_a_failure(preview: Preview):
    preview.pages = {"": page(post(1))}
    first = await polled(preview.source)
    preview.pages = {"": page(NOTHING)}
    with pytest.raises(Broken, match="any more"):
        await polled(preview.source, first.cursor)


async def test_the_listing_that_breaks_off_in_the_middle_is_partial(preview: Preview):
    preview.pages = {"": page(post(3), before=3), "3": page(NOTHING)}
    batch = await polled(preview.source)
    assert ids(batch) == ["acmetea/3"]
    assert batch.partial


async def test_what_is_no_channel_says_so(preview: Preview):
    preview.pages = {"": PRIVATE}
    with pytest.raises(Broken, match=r"Contact @acmetea.*private"):
        await polled(preview.source)


async def test_words_of_others_are_not_the_channels(preview: Preview):
    quoted = (
        '<a class="tgme_widget_message_reply" href="https://t.me/Brevia/9"><div class="tgme_widget_message_text">brevia'
        '</div></a><div class="tgme_widget_message_text">acme</div><a class="tgme_widget_message_link_preview">'
        '<div class="tgme_widget_message_text">preview</div></a>'
    )
    preview.pages = {"": page(post(1, quoted))}
    [mention] = (await polled(preview.source)).mentions
    assert (mention.text, mention.parent_id) == ("acme", "brevia/9")


async def test_pictures_and_messages_of_the_service_are_no_posts(preview: Preview):
    service = post(2).replace('tgme_widget_message"', 'tgme_widget_message service_message"')
    preview.pages = {"": page(post(1, "<i>picture</i>"), service, post(3))}
    batch = await polled(preview.source)
    assert (ids(batch), batch.refused) == (["acmetea/3"], ())


async def test_a_question_and_its_answers_are_words(preview: Preview):
    poll = (
        '<div class="tgme_widget_message_poll"><div class="tgme_widget_message_poll_question">Acme or Brevia?</div>'
        '<div class="tgme_widget_message_poll_option_text">Acme</div></div>'
    )
    preview.pages = {"": page(post(1, poll))}
    assert (await polled(preview.source)).mentions[0].text == "Acme or Brevia?\nAcme"


async def test_a_post_without_a_number_is_put_aside(preview: Preview):
    preview.pages = {"": page(post(1).replace("AcmeTea/1", "AcmeTea"), post(2))}
    batch = await polled(preview.source)
    assert ids(batch) == ["acmetea/2"]
    assert "identifies nothing" in batch.refused[0].reason


async def test_what_its_robots_forbid_is_not_read(httpserver: HTTPServer):
    httpserver.expect_request("/robots.txt").respond_with_data("User-agent: *\nDisallow: /s/")
    with pytest.raises(Broken, match="robots"):
        await polled(
            Telegram.model_validate({"name": "tg", "server": httpserver.url_for("/"), "channels": ["acmetea"]})
        )


async def test_the_past_can_be_had(preview: Preview):
    preview.pages = {
        "" if n == 9 else str(n + 1): page(post(n, hours=24.0 * (10 - n)), before=n) for n in range(1, 10)
    } | {"1": page(post(0, hours=24 * 10))}
    assert "acmetea/3" in ids(*await filled_back(preview.source, NOW - timedelta(days=8)))


@pytest.mark.parametrize(
    "written", ["acmetea", "@AcmeTea", "https://t.me/AcmeTea", "t.me/s/acmetea", "https://telegram.me/s/acmetea/"]
)
def test_a_channel_is_named_in_many_ways(written: str):
    assert Telegram.model_validate({"name": "tg", "channels": [written]}).channels == ("acmetea",)


@pytest.mark.parametrize("written", ["", "+AbCdEf", "https://t.me/joinchat/AAAA", "a b", "https://x.example/acmetea"])
def test_what_is_no_public_channel_is_refused(written: str):
    with pytest.raises(ValidationError, match="public channel"):
        Telegram.model_validate({"name": "tg", "channels": [written]})


@pytest.mark.parametrize(
    ("written", "read"),
    [("501", 501), ("4.02K", 4020), ("1.1M", 1_100_000), ("12,345", 12345), ("", None), ("K", None)],
)
def test_counts_are_rounded_there(written: str, read: int | None):
    assert count(written) == read
