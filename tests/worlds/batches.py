"""What every batch of a source is held to, whatever came."""

from __future__ import annotations

import json
import pickle
import re

from storage.intake.storable import storable
from storage.records import Batch
from tests.worlds.network import NOW


def sound(batch: Batch) -> None:
    """It can be stored, handed on by a worker process, and told on a terminal."""
    for mention in batch.mentions:
        able, mended = storable(mention, NOW)
        assert able.native_id
        assert set(mended) <= {"native_id", "extra", "published_raw"}
        assert not re.search("[\x00-\x08\x1b\ud800-\udfff\u202e]", mention.title + mention.text)
    json.dumps(batch.cursor)
    pickle.dumps(batch)
    for said in (*batch.partial, *batch.notes, *(refused.reason for refused in batch.refused)):
        assert_sayable(said)


def assert_sayable(said: str) -> None:
    assert said.isprintable(), repr(said[:300])
    assert len(said) < 2_000
