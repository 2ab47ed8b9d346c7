"""Of a long text, the sentence that weighs most is kept and quoted."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from listener.classify.base import Item
from listener.classify.bundled import Bundled
from listener.classify.key_sentence import sentences
from listener.messages.compose import SAMPLE_LENGTH, sample
from storage.records import Classification, Match, Mention, StoredMention
from tests.worlds.incidents import world

PLAIN = "The company was founded in 1987 and has offices in Lisbon, Porto and Faro. It employs about 400 people. "
ANGER = "Their new kettle exploded in my hands and the support people laughed at me, this is disgusting!"
TEXT = PLAIN * 4 + ANGER + " " + PLAIN


def test_the_sentence_that_says_it_is_kept(model: Bundled) -> None:
    short, long = model.classify([Item(text=ANGER), Item(text=TEXT)])
    assert short.key_sentence == ""
    assert long.key_sentence == ANGER


def test_company_does_not_change_it(model: Bundled) -> None:
    alone = model.classify([Item(text=TEXT)])
    together = model.classify([Item(text=PLAIN * 5), Item(text="ok"), Item(text=TEXT)])
    assert together[2].key_sentence == alone[0].key_sentence


@pytest.mark.parametrize(
    "text", ["", "." * 5000, "\ud800" * 400, "a" * 100_000, "😂. " * 300, "no end " * 200, "\n" * 1000]
)
def test_odd_texts_have_sentences_or_none(model: Bundled, text: str) -> None:
    assert all(one in text for one in sentences(text))
    (reading,) = model.classify([Item(text=text)])
    assert reading.key_sentence in text


def test_a_version_number_ends_no_sentence() -> None:
    assert sentences("Version 3.5 is the worst that they ever made. " + "It was better before that one came. " * 8)[
        0
    ] == ("Version 3.5 is the worst that they ever made.")


async def quoted(folder: Path, key_sentence: str) -> tuple[str, list[str]]:
    start = TEXT.index("kettle")
    mention = Mention(id=1, kind="news", native_id="1", text=TEXT, collected_at=datetime(2026, 3, 1, tzinfo=UTC))
    match = Match(query="kettle", brand="Acme", spans=(("text", 4, 11), ("text", start, start + 6)))
    reading = Classification(model="m", key_sentence=key_sentence)
    async with world(folder) as (app, _):
        made = sample(app, StoredMention(mention=mention, matches=(match,), classification=reading))
    return made.text, [made.text[a:b] for a, b in made.marks]


async def test_a_long_post_is_quoted_from_its_key_sentence(tmp_path: Path) -> None:
    text, marked = await quoted(tmp_path, ANGER)
    assert text.startswith("…" + ANGER)
    assert len(text) <= SAMPLE_LENGTH
    assert marked == ["kettle"]


async def test_without_one_it_is_quoted_from_its_beginning(tmp_path: Path) -> None:
    text, marked = await quoted(tmp_path, "")
    assert text.startswith(PLAIN[:50])
    assert marked == ["company"]
