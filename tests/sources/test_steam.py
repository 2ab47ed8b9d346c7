"""Reviews on Steam: edits come again, pages end where the cursor stands still."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request
from werkzeug import Response as Answer

from sources.steam import Steam
from storage.errors import Broken
from storage.records import Rating
from tests.worlds.network import NOW
from tests.worlds.polling import filled_back, ids, polled

HOUR = timedelta(hours=1)


class Store:
    """Steam with reviews of one product: (text, created, updated) by number, two a page."""

    def __init__(self, server: HTTPServer) -> None:
        self.reviews: dict[int, tuple[str, timedelta, timedelta]] = {}
        self.more: dict[str, Any] = {}
        self.source = Steam.model_validate({"name": "game", "store": server.url_for("/"), "apps": [440]})
        server.expect_request(re.compile("/.*")).respond_with_handler(self.answer)

    def answer(self, request: Request) -> Answer:
        if request.path != "/appreviews/440":
            return Answer(json.dumps({"success": 2}))
        at = 0 if request.args["cursor"] == "*" else int(request.args["cursor"].removeprefix("+/="))
        newest = sorted(self.reviews, key=lambda number: self.reviews[number][2])
        shown = [self._review(id) for id in newest[at : at + 2]]
        cursor = f"+/={min(at + 2, len(newest))}"
        return Answer(json.dumps({"success": 1, "reviews": shown, "cursor": cursor}))

    def _review(self, id: int) -> dict[str, Any]:
        text, created, updated = self.reviews[id]
        times = {"timestamp_created": _epoch(created), "timestamp_updated": _epoch(updated)}
        author = {"steamid": f"7656{id}"}
        return {"recommendationid": str(id), "author": author, "review": text, "voted_up": True, **times, **self.more}


def _epoch(age: timedelta) -> int:
    return int((NOW - age).timestamp())


@pytest.fixture
def store(httpserver: HTTPServer) -> Store:
    return Store(httpserver)


async def test_a_review_that_was_changed_comes_again(store: Store):
    store.reviews = {1: ("acme is good", 50 * HOUR, 50 * HOUR), 2: ("acme", 2 * HOUR, 2 * HOUR)}
    first = await polled(store.source)
    store.reviews[1] = ("acme is bad", 50 * HOUR, -HOUR)
    second = await polled(store.source, first.cursor, later=2 * HOUR)
    changed = next(mention for mention in second.mentions if mention.native_id == "1")
    assert (changed.text, changed.published_at) == ("acme is bad", NOW - 50 * HOUR)


async def test_it_ends_where_the_cursor_stands_still(store: Store):
    store.reviews = {id: ("acme", id * HOUR, id * HOUR) for id in range(1, 5)}
    batch = await polled(store.source)
    assert ids(batch) == ["1", "2", "3", "4"]
    assert not batch.more


async def test_the_past_can_be_had(store: Store):
    store.reviews = {id: ("acme", id * 24 * HOUR, id * 24 * HOUR) for id in range(1, 41)}
    assert "30" in ids(*await filled_back(store.source, NOW - timedelta(days=30)))
    assert "30" not in ids(await polled(store.source))


@pytest.mark.parametrize(
    ("spoken", "code"), [("german", "de"), ("tchinese", "zh"), ("koreana", "ko"), ("latam", "es"), ("klingon", None)]
)
async def test_languages_have_names_of_their_own_there(store: Store, spoken: str, code: str | None):
    store.reviews, store.more = {1: ("acme", HOUR, HOUR)}, {"language": spoken}
    assert (await polled(store.source)).mentions[0].language == code


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("[url=https://acme.example]shop[/url] [10/10] [sic]", "shop [10/10] [sic]"),
        ("[list][*]heavy\n[*]hot[/list]", "heavy\nhot"),
        ("[quote=pan]no[/quote] a[i]b", "no ab"),
    ],
)
async def test_its_markup_goes_and_brackets_of_people_stay(store: Store, written: str, read: str):
    store.reviews = {1: (written, HOUR, HOUR)}
    assert (await polled(store.source)).mentions[0].text == read


@pytest.mark.parametrize(("thumb", "rating"), [(False, Rating(value=0, best=1, worst=0)), (None, None), ("yes", None)])
async def test_a_thumb_is_no_number_of_stars(store: Store, thumb: object, rating: Rating | None):
    store.reviews, store.more = {1: ("acme", HOUR, HOUR)}, {"voted_up": thumb}
    assert (await polled(store.source)).mentions[0].rating == rating


async def test_a_product_that_does_not_exist_is_no_silence(store: Store):
    with pytest.raises(Broken, match="does not know the product 7"):
        await polled(store.source.model_copy(update={"apps": (7,)}))
