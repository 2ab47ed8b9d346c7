"""The model learns from what people corrected in the inbox, once it can no longer be taken back."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import structlog

from listener.actions.cases import UNDO
from listener.actions.teaching import Teaching
from listener.app import App
from listener.classify.base import HEADS
from listener.classify.effects import in_words
from listener.config.config import Config
from listener.pipeline.classify import item
from storage.records import Actor, Correction

log = structlog.get_logger()

NOTE = "taught until"
ITSELF = Actor(name="Listener", role="administrator", via="service")
"""Those who corrected were asked for their role when they did."""


async def learn(app: App) -> int:
    """Teach what was corrected since the last time; how many corrections. The tone toward a brand is no head that
    learns: there a correction holds for its own posts alone."""
    if not app.config.classify.enabled:
        return 0
    told = await app.read(app.store.note, NOTE)
    since = datetime.fromisoformat(told) if told else datetime.fromtimestamp(0, UTC)
    until = app.clock.now() - UNDO
    fresh = [each for each in await app.read(app.store.corrections_since, since) if since < each.at <= until]
    lessons = await _lessons(app, [each for each in fresh if each.head in HEADS])
    if lessons:
        await asyncio.to_thread(_teach, app.config, lessons)
        log.info("the model was taught what people corrected", heads=sorted(lessons), corrections=len(fresh))
    if fresh:
        await app.write(app.store.note, NOTE, max(each.at for each in fresh).isoformat())
    return len(fresh)


async def _lessons(app: App, corrections: Sequence[Correction]) -> Mapping[str, list[tuple[str, str]]]:
    """(text, right label) by head, each text once."""
    stored = await app.read(app.store.mentions, dict.fromkeys(each.mention for each in corrections))
    texts = {each.id: item(each).text for each in stored}
    found: dict[str, dict[str, str]] = {}
    for each in corrections:
        if each.mention in texts and each.label is not None:
            found.setdefault(each.head, {})[texts[each.mention]] = each.label
    return {head: list(pairs.items()) for head, pairs in found.items()}


def _teach(config: Config, lessons: Mapping[str, list[tuple[str, str]]]) -> None:
    with Teaching.of(config, ITSELF) as school:
        background = school.background(None, "")
        for head, pairs in lessons.items():
            effect = school.correct(head, pairs, background)
            log.info("a head was corrected", head=head, told=in_words(effect), read_again=effect.read_again)
