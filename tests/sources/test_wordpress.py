"""Comments on WordPress: those that were approved late, those that are gone, and how far back they go."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request
from werkzeug import Response as Answer

from sources.wordpress import WordPress
from storage.errors import Broken
from tests.worlds.network import NOW
from tests.worlds.polling import filled_back, ids, polled, rechecked


class Site:
    """A WordPress with comments, by id and age; it knows pages, `after`, `include` and single comments."""

    def __init__(self, server: HTTPServer) -> None:
        self.ages: dict[int, timedelta] = {}
        self.hidden: set[int] = set()
        self.source = WordPress.model_validate({"name": "blog", "url": server.url_for("/")})
        server.expect_request(re.compile("/.*")).respond_with_handler(self.answer)

    def answer(self, request: Request) -> Answer:
        _, _, one = request.args["rest_route"].partition("/comments/")
        if one:
            status = 200 if int(one) in self.ages else 401 if int(one) in self.hidden else 404
            return Answer("{}", status=status)
        include = [int(each) for each in request.args.get("include", "").split(",") if each]
        size, page = int(request.args["per_page"]), int(request.args.get("page", 1))
        after = request.args.get("after", "")
        found = [id for id in sorted(self.ages, key=lambda number: self.ages[number]) if self._when(id) > after]
        found = [id for id in found if not include or id in include]
        shown = [self._comment(id) for id in found[(page - 1) * size : page * size]]
        return Answer(json.dumps(shown), headers={"X-WP-TotalPages": str(-(-len(found) // size))})

    def _when(self, id: int) -> str:
        return f"{NOW - self.ages[id]:%Y-%m-%dT%H:%M:%S}"

    def _comment(self, id: int) -> dict[str, Any]:
        text, link = {"rendered": f"<p>acme {id}</p>"}, f"https://blog.example/post/#comment-{id}"
        about = {"id": id, "post": 1, "parent": 0, "author": 0, "author_name": "Pan", "link": link}
        return {**about, "date_gmt": self._when(id), "content": text}


@pytest.fixture
def site(httpserver: HTTPServer) -> Site:
    return Site(httpserver)


async def test_a_comment_that_was_approved_days_later_is_not_missed(site: Site):
    site.ages = {1: timedelta(hours=1)}
    first = await polled(site.source)
    site.ages[2] = timedelta(days=2)
    assert ids(await polled(site.source, first.cursor)) == ["1", "2"]


async def test_many_comments_come_over_several_polls(site: Site):
    site.ages = {id: timedelta(minutes=id) for id in range(1, 751)}
    first = await polled(site.source)
    second = await polled(site.source, first.cursor)
    assert (first.more, second.more) == (True, False)
    assert sorted(map(int, ids(first, second))) == list(range(1, 751))


async def test_the_past_is_read_as_far_back_as_it_is_asked_for(site: Site):
    site.ages = {id: timedelta(days=id) for id in range(1, 400)}
    batches = await filled_back(site.source, NOW - timedelta(days=250))
    assert set(map(str, range(1, 250))) <= set(ids(*batches))
    again = await filled_back(site.source, NOW - timedelta(days=250), batches[0].cursor) if len(batches) > 1 else []
    assert set(ids(*batches[1:])) == set(ids(*again))


async def test_what_was_deleted_is_told_from_what_waits_for_approval(site: Site):
    site.ages, site.hidden = {1: timedelta(hours=1)}, {2}
    assert await rechecked(site.source, "1", "2", "3") == ["3"]


async def test_a_site_that_closes_its_interface_says_so(httpserver: HTTPServer):
    httpserver.expect_request("/").respond_with_data("<html>Welcome to our blog</html>", content_type="text/html")
    with pytest.raises(Broken, match="page made for people"):
        await polled(WordPress.model_validate({"name": "blog", "url": httpserver.url_for("/")}))
