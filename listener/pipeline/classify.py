"""Classify: read what has been matched and not been read yet, a batch at a time, off the event loop."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import BrokenExecutor

import structlog

from listener.app import App
from listener.classify.base import Item
from listener.classify.worker import classify_batch
from listener.metrics.counters import READING_FAILURES, READINGS
from storage.errors import ClassifierError, ListenerError
from storage.records import Abstention, Classification, StoredMention

log = structlog.get_logger()

BATCH = 128


async def classify(app: App) -> int:
    """Read one batch; how many mentions that were. Raises ClassifierError if the model cannot be had: they wait.

    A batch that breaks the model or its process is read one by one, so that a poisonous text costs only its own
    reading: it is put aside from reading as a failure, and not tried for ever.
    """
    if not app.config.classify.enabled:
        return 0
    waiting = await app.read(app.store.unclassified, BATCH)
    if not waiting:
        return 0
    try:
        readings = await _read(app, waiting)
    except ListenerError:
        raise  # no text's fault
    except Exception as error:
        READING_FAILURES.inc()
        log.warning(
            "the classifier broke on a batch; its texts are read one by one", size=len(waiting), error=repr(error)
        )
        readings = [await _read_alone(app, each) for each in waiting]
        if len(readings) > 1 and all(map(_broke, readings)) and not isinstance(error, (TimeoutError, BrokenExecutor)):
            raise  # it is the model that is broken: they wait
    _note_missing(app, readings)
    keyed = {(each.id, each.mention.revision): reading for each, reading in zip(waiting, readings, strict=True)}
    await app.write(app.store.commit_classifications, keyed, app.clock.now())
    READINGS.inc(len(keyed))
    return len(keyed)


async def _read(app: App, waiting: Sequence[StoredMention]) -> list[Classification]:
    settings, items = app.config.classify, [item(each) for each in waiting]
    extensions = settings.extensions(app.config.store)
    return await app.engine.read(classify_batch, settings.model, items, settings.languages, extensions)


async def _read_alone(app: App, stored: StoredMention) -> Classification:
    try:
        return (await _read(app, [stored]))[0]
    except ListenerError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever one text does, the others are read
        failure = Abstention(reason="failure", error=repr(error))
        return Classification(model=app.config.classify.model, abstained=failure)


def _note_missing(app: App, readings: Sequence[Classification]) -> None:
    """Keeps in mind which models cannot be used, for status and health, and says so once: their texts count, and
    `listener reread` reads them later."""
    for reading in readings:
        left = reading.abstained
        if left and left.reason == "model":
            if app.troubles.is_new("model", reading.model, ClassifierError(left.error)):
                log.warning("texts stay unread", model=reading.model, language=left.language, error=left.error)
        elif app.troubles.is_over("model", reading.model):
            log.info("a model reads again", model=reading.model)


def _broke(reading: Classification) -> bool:
    return reading.abstained is not None and reading.abstained.reason == "failure"


def item(stored: StoredMention) -> Item:
    """What the classifier is told of a mention: its words, its language, the brands it speaks of and where."""
    mention = stored.mention
    lead = f"{mention.title}\n" if mention.title else ""
    shift = {"title": 0, "text": len(lead)}
    return Item(
        text=lead + mention.text,
        language=mention.language,
        toward=tuple(dict.fromkeys(match.brand for match in stored.matches)),
        spans=tuple(
            (match.brand, start + shift[field], end + shift[field])
            for match in stored.matches
            for field, start, end in match.spans
            if field in shift
        ),
    )
