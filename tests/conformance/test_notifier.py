"""What every target must do; a new one is picked up by itself, and needs only its world in worlds.py."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pydantic import ValidationError
from pytest_httpserver import HTTPServer

from listener.notify.base import Target, targets
from listener.notify.outbox.outcome import outcome
from storage.errors import DeliveryError
from storage.records import Delivery
from tests.worlds.notices import NOW, alert, delivery, sample
from tests.worlds.targets import Mood, Tools, World, world_of

KINDS = sorted(targets.all())
WICKED = "\r\nBcc: x\r\n\r\n<script>\x1b[2J\u202e\ud800\x00" * 50
# Apprise imports a module of the standard library that is on its way out.
pytestmark = [
    pytest.mark.parametrize("kind", KINDS),
    pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning"),
]

Act = Callable[[World], None]


@pytest.fixture
def tools(httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> Tools:
    return Tools(httpserver=httpserver, monkeypatch=monkeypatch)


async def deliver(
    kind: str, mood: Mood, tools: Tools, *deliveries: Delivery
) -> tuple[list[bytes], list[DeliveryError]]:
    """What was taken, and the errors, when the deliveries are sent one after another."""
    errors = []
    async with world_of(kind)(mood, tools) as world:
        for each in deliveries:
            try:
                await world.target.send(world.outlet, each)
            except DeliveryError as error:
                errors.append(error)
        return list(world.received()), errors


async def test_what_is_sent_arrives_once(kind: str, tools: Tools) -> None:
    taken, errors = await deliver(kind, "takes it", tools, delivery())
    assert errors == []
    assert len(taken) == 1
    assert b"Nordkaffee" in taken[0]


async def test_a_passing_failure_is_tried_again(kind: str, tools: Tools) -> None:
    taken, errors = await deliver(kind, "fails for now", tools, delivery())
    assert taken == []
    assert [error.permanent for error in errors] == [False]
    assert outcome(delivery(), errors[0], NOW).next_try_at > NOW


async def test_a_lasting_failure_is_an_error_that_says_something(kind: str, tools: Tools) -> None:
    taken, errors = await deliver(kind, "fails for good", tools, delivery())
    assert taken == []
    assert len(errors) == 1
    assert len(str(errors[0])) > 20


async def test_a_second_attempt_says_the_same(kind: str, tools: Tools) -> None:
    once, _ = await deliver(kind, "takes it", tools, delivery())
    tools.httpserver.clear_log()
    again, _ = await deliver(kind, "takes it", tools, delivery())
    assert once == again


@pytest.mark.parametrize("told", ["opened", "updated", "resolved", "test"])
async def test_every_sort_of_notice_can_be_told(kind: str, told: str, tools: Tools) -> None:
    empty = delivery(kind=told, alerts=(), samples=(), chart=(), incident_id=None)
    taken, errors = await deliver(kind, "takes it", tools, empty)
    assert (len(taken), errors) == (1, [])


async def test_hostile_words_pass_without_harm(kind: str, tools: Tools) -> None:
    said = sample(
        WICKED, author=WICKED, source=WICKED, url=WICKED, sentiment=WICKED, intent=WICKED, marks=((-9, 10**9),)
    )
    hostile = delivery(
        WICKED, title=WICKED, thread=WICKED, alerts=(alert(summary=WICKED, reasons=(WICKED,)),), samples=(said,)
    )
    taken, errors = await deliver(kind, "takes it", tools, hostile)
    assert (len(taken), errors) == (1, [])
    assert not {b"\x1b", b"\x00"} & {bytes([byte]) for byte in taken[0]}


def test_its_settings_are_explained_and_strict(kind: str) -> None:
    cls = targets.get(kind)
    assert cls.__doc__
    assert cls is not Target
    for name, field in cls.model_fields.items():
        assert field.description, f"{kind}.{name} needs a description"
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        cls.model_validate({"name": "desk", "no_such_setting": 1})
