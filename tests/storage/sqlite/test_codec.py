"""Records survive the way into JSON and back."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from storage.records import (
    Abstention,
    Author,
    Classification,
    Cursor,
    Incident,
    Mention,
    Reading,
    SourceState,
    TimelineEntry,
)
from storage.sqlite.codec import (
    cleaned,
    decoded,
    dumps,
    loads,
    mention_body,
    mention_from,
    micros,
    moment,
    reading_body,
    reading_from,
)
from tests.conformance.stores import NOW, delivery, incident, reading


@pytest.mark.parametrize(
    "record",
    [
        incident(
            timeline=(TimelineEntry(at=NOW, kind="opened", what="opened", who="ann"),),
            told={"f1": 1.5},
            id=3,
            follows=2,
            version=4,
        ),
        delivery("k", error="é 中", sent_at=NOW),
        reading({"Acme": "negative"}, intent="complaint"),
        SourceState(name="s", next_due_at=NOW, cursor={"deep": [{"etag": None}]}, failing_since=NOW, notes=("odd",)),
    ],
    ids=lambda record: type(record).__name__,
)
def test_a_record_comes_back_equal(record: object) -> None:
    assert loads(type(record), dumps(record)) == record


def test_what_is_known_better_counts_instead_of_what_was_written() -> None:
    written = incident(timeline=(TimelineEntry(at=NOW, kind="opened", what="opened", who="ann"),), id=3, version=4)
    assert loads(Incident, dumps(written), id=5, version=6) == replace(written, id=5, version=6)
    assert loads(Incident, dumps(written)[:-1] + ',"invented":1}') == written


@pytest.mark.parametrize("name", ["Acmé 中", "lone \ud800"])
def test_a_reading_is_written_as_every_record_is(name: str) -> None:
    made = reading({name: "negative"}, intent="complaint")
    assert reading_body(made) == dumps(made)


@pytest.mark.parametrize(
    "body",
    [
        dumps(
            Classification(
                model="m",
                heads={"sentiment": Reading(label="positive", probability=0.75)},
                toward={"Acme": Reading(label="negative", probability=0.5)},
                abstained=Abstention(reason="only heads", language="nl", heads=("irony",), toward=("B",), error="e"),
                language="nl",
                key_sentence="One says it all.",
            )
        ),
        '{"model":"old"}',
        '{"model":"new","invented":1,"heads":{"sentiment":{"label":"neutral","probability":1,"invented":2}}}',
    ],
)
def test_a_reading_is_read_as_every_record_is(body: str) -> None:
    assert reading_from(body) == loads(Classification, body)


@pytest.mark.parametrize(
    "text",
    [
        '{"a":[1,-2.5e-7,1e400,NaN,-Infinity,true,null,"\\u00e9\\n"],"a":12345678901234567890123}',
        '{"lone":"\\ud83d"}',
        "[" * 900 + "]" * 900,
    ],
)
def test_json_is_read_as_the_standard_library_reads_it(text: str) -> None:
    assert repr(decoded(text)) == repr(json.loads(text))


def test_numbers_are_read_to_the_last_digit() -> None:
    chance = random.Random(3)
    numbers = [chance.uniform(-1, 1) * 10 ** chance.randint(-300, 300) for _ in range(2_000)]
    assert decoded(json.dumps(numbers)) == numbers


def test_fields_of_another_version_do_not_matter() -> None:
    data = json.loads(dumps(SourceState(name="s", next_due_at=NOW)))
    del data["notes"]
    assert loads(SourceState, json.dumps({**data, "invented": 1})) == SourceState(name="s", next_due_at=NOW)


def test_times_of_other_zones_are_kept_in_utc() -> None:
    local = NOW.astimezone(timezone(timedelta(hours=9)))
    mention = Mention(kind="blog", native_id="1", collected_at=local, published_at=local)
    back = mention_from(1, 1, 1, mention_body(mention))
    assert back.published_at == NOW
    assert back.collected_at.utcoffset() == timedelta(0)


@pytest.mark.parametrize("when", [NOW, datetime(1, 1, 1, tzinfo=NOW.tzinfo), NOW.replace(microsecond=999_999)])
def test_microseconds_are_exact(when: datetime) -> None:
    assert moment(micros(when)) == when


def test_cleaning_keeps_every_position() -> None:
    cursor: Cursor = {"\ud800": ("a\udfffb", [1, "\ud83d"])}
    mention = cleaned(
        Mention(kind="blog", native_id="\ud800x", author=Author(name="\udc00"), collected_at=NOW, extra=cursor)
    )
    assert (mention.native_id, mention.author.name) == ("\ufffdx", "\ufffd")
    assert mention.extra == {"\ufffd": ("a\ufffdb", [1, "\ufffd"])}
