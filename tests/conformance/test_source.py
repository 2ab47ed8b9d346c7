"""What every source owes the rest, whoever wrote it.

A new source is found by itself; it brings tests/fixtures/NAME/conformance.toml, which says how to poll it
(see tests/worlds/upstream.py).
"""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterator
from datetime import timedelta

import pytest
from pydantic import ValidationError
from pytest_httpserver import HTTPServer

from sources.base import About, Options, Receiver, Source, Stream, sources
from storage.errors import SourceError
from storage.intake.storable import storable
from tests.worlds.network import NOW
from tests.worlds.upstream import SECRET, Upstream, is_networked, plan_of, settings_with_secrets, with_letters

NAMES = list(sources.all())
POLLED = [name for name in NAMES if hasattr(sources.get(name), "poll")]


@pytest.fixture(params=POLLED)
def world(request: pytest.FixtureRequest, httpserver: HTTPServer) -> Iterator[Upstream]:
    with with_letters(Upstream(request.param, httpserver)) as world:
        yield world


def test_the_first_sources_are_found() -> None:
    assert {"rss", "file", "hackernews"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_it_has_one_of_the_three_shapes(name: str) -> None:
    kind = sources.get(name)
    assert issubclass(kind, Options)
    assert any(issubclass(kind, shape) for shape in (Source, Stream, Receiver))


@pytest.mark.parametrize("name", NAMES)
def test_every_option_says_what_it_is_for_and_shows_how_where_it_must_be_given(name: str) -> None:
    kind = sources.get(name)
    assert kind.__doc__
    assert kind.__doc__ != Options.__doc__
    fields = {option: field for option, field in kind.model_fields.items() if option != "name"}
    assert [option for option, field in fields.items() if not field.description] == []
    assert [option for option, field in fields.items() if field.is_required() and not field.examples] == []


@pytest.mark.parametrize("name", NAMES)
def test_it_says_what_it_costs_and_needs(name: str) -> None:
    about = sources.get(name).about
    assert about != About()
    assert about.title
    assert about.documentation.startswith("https://")
    assert about.needs == "nothing" or about.how
    assert about.needs != "money" or about.cost != "free"


@pytest.mark.parametrize("name", [name for name in NAMES if is_networked(name)])
def test_its_answers_name_where_they_are_from(name: str) -> None:
    plan = plan_of(name)
    assert plan.get("follows", "").startswith("https://") or plan.get("from")


@pytest.mark.parametrize("name", NAMES)
def test_unknown_options_are_refused(name: str) -> None:
    with pytest.raises(ValidationError, match="no_such_option"):
        sources.get(name).model_validate({"name": "x", "no_such_option": 1})


async def test_it_collects_what_is_there(world: Upstream) -> None:
    batches = await world.whole()
    mentions = {mention.native_id: mention for batch in batches for mention in batch.mentions}

    assert len(mentions) == world.plan["items"]
    for batch in batches:
        assert len({mention.native_id for mention in batch.mentions}) == len(batch.mentions)
        assert (batch.unchanged, batch.partial, batch.refused) == (False, (), ())
    for mention in mentions.values():
        assert mention.native_id
        assert mention.title or mention.text
        assert mention.collected_at == NOW
        assert mention.published_at is None or mention.published_at.utcoffset() == timedelta()
        assert mention.published_at is None or mention.published_at <= NOW + timedelta(days=1)
        assert (mention.id, mention.revision, mention.story_id) == (None, 1, None)
        assert storable(mention, NOW)[1] == ()


async def test_the_first_post_says_what_its_answer_says(world: Upstream) -> None:
    first = (await world.poll()).mentions[0]
    said = {**world.plan.get("first", {})}
    for path, value in said.items():
        found: object = first
        for name in path.split("."):
            found = found[name] if isinstance(found, dict) else getattr(found, name)
        assert found == value, path
    assert said or world.name in {"rss", "file"}


async def test_a_second_poll_adds_nothing(world: Upstream) -> None:
    first = await world.whole()
    second = await world.whole(first[-1].cursor)

    known = {mention.native_id: mention for batch in first for mention in batch.mentions}
    assert all(known[mention.native_id] == mention for batch in second for mention in batch.mentions)


async def test_without_its_cursor_it_finds_the_same(world: Upstream) -> None:
    assert (await world.poll()).mentions == (await world.poll()).mentions


async def test_a_batch_that_was_not_committed_comes_again(world: Upstream) -> None:
    source = world.source()
    first = await world.ask(source)
    lost = await world.ask(source, first.cursor)

    assert await world.ask(source, first.cursor) == lost


async def test_the_cursor_survives_the_store(world: Upstream) -> None:
    cursor = (await world.poll()).cursor

    assert json.loads(json.dumps(cursor)) == cursor
    assert (await world.poll(json.loads(json.dumps(cursor)))).cursor == (await world.poll(cursor)).cursor


async def test_kind_and_language_of_the_options_are_used(world: Upstream) -> None:
    assert {mention.kind for mention in (await world.poll(kind="mail")).mentions} == {"mail"}
    assert all(mention.language for mention in (await world.poll(language="en")).mentions)


async def test_what_is_broken_is_a_source_error_that_says_where(world: Upstream) -> None:
    with pytest.raises(SourceError, match="no-such-file"):
        await world.poll(part="broken")


@pytest.mark.parametrize("name", NAMES)
def test_it_can_be_handed_to_a_worker_process(name: str, httpserver: HTTPServer) -> None:
    source = Upstream(name, httpserver).source(**settings_with_secrets(name))
    assert pickle.loads(pickle.dumps(source)) == source


@pytest.mark.parametrize("name", NAMES)
def test_no_secret_shows(name: str, httpserver: HTTPServer) -> None:
    source = Upstream(name, httpserver).source(**settings_with_secrets(name))
    assert SECRET not in repr(source) + str(source)
