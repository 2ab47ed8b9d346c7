"""What a service says of itself through the store, and what others hear of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from storage.errors import StoreError
from storage.records import ServiceState, StageState
from storage.store import Store
from tests.conformance.stores import ENGINES, MINUTE, NOW, opened

STATE = ServiceState(
    at=NOW,
    started_at=NOW - MINUTE,
    process=7,
    stages=(
        StageState(name="collect", every=MINUTE, succeeded_at=NOW),
        StageState(name="deliver", every=MINUTE, failing_since=NOW, error="no space is left"),
    ),
    refused="line 3: no",
    restart=("[listener] listen",),
    faults=("rule loud fails",),
)


def test_the_last_sign_of_life_is_the_one_that_counts(store: Store) -> None:
    assert store.service_state() is None
    store.save_service(STATE)
    later = replace(STATE, at=NOW + MINUTE, refused=None)
    store.save_service(later)
    assert store.service_state() == later


@pytest.mark.parametrize("engine", ENGINES)
def test_a_service_is_known_as_long_as_it_lives_and_leaves_its_last_sign(engine: str, tmp_path: Path) -> None:
    command = opened(engine, tmp_path)
    assert not command.served()
    service = opened(engine, tmp_path, "service")
    service.save_service(STATE)
    assert (service.served(), command.served()) == (True, True)
    service.close()
    assert not command.served()
    assert command.service_state() == STATE
    command.close()


@pytest.mark.parametrize("engine", ENGINES)
def test_asking_writes_nothing_and_keeps_nobody_from_starting(engine: str, tmp_path: Path) -> None:
    opened(engine, tmp_path).close()
    reading = opened(engine, tmp_path, "read")
    assert not reading.served()
    opened(engine, tmp_path, "service").close()
    with pytest.raises(StoreError, match="reading only"):
        reading.save_service(STATE)
    reading.close()
