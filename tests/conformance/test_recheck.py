"""What every source that asks again what was deleted owes the rest: only a place that answers has deleted anything."""

from __future__ import annotations

from contextlib import suppress

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Response as Answer

from sources.base import sources
from storage.errors import SourceError
from tests.worlds.polling import rechecked
from tests.worlds.upstream import Upstream, settings_with_secrets

ASKING = [name for name in sources.all() if hasattr(sources.get(name), "recheck")]
ANSWERS = [
    *(Answer(status=status) for status in (304, 401, 403, 404, 410, 429, 500)),
    *(Answer(body, mimetype="application/json") for body in ("", "{}", "[]", "null", "3", '"x"', "[[[", "<p>Hello")),
    *(Answer(f'{{"{name}": []}}', mimetype="application/json") for name in ("data", "items", "posts")),
]


@pytest.fixture(params=ASKING)
def world(request: pytest.FixtureRequest, httpserver: HTTPServer) -> Upstream:
    return Upstream(request.param, httpserver)


async def known(world: Upstream) -> list[str]:
    """The ids of posts that it has shown."""
    if "stream" in world.plan or not hasattr(world.source(), "poll"):
        return [world.plan["first"]["native_id"]]
    return [mention.native_id for mention in (await world.poll()).mentions]


async def test_a_place_that_refuses_or_answers_otherwise_has_deleted_nothing(world: Upstream) -> None:
    ids, source = await known(world), world.source(**settings_with_secrets(world.name))
    for answer in ANSWERS:
        world.refusal = answer
        with suppress(SourceError):
            assert list(await rechecked(source, *ids)) == [], (answer.status, answer.get_data())


async def test_a_place_that_has_nothing_at_all_has_deleted_nothing(world: Upstream) -> None:
    ids, source = await known(world), world.source(**settings_with_secrets(world.name))
    world.empty = True
    with suppress(SourceError):
        assert list(await rechecked(source, *ids)) == []
    assert list(await rechecked(source)) == []
