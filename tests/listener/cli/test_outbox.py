"""`listener outbox`: what waits to be sent or could not be, and its end."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from storage.opening import locate, open_store
from tests.conformance.stores import delivery
from tests.worlds.terminal import lines, run

pytestmark = pytest.mark.usefixtures("config")


@pytest.fixture
def messages(store_path: Path) -> None:
    """One that waits, one that failed, one that was sent."""
    store = open_store(locate(store_path))
    failed = delivery("failed", target="desk", permanent=True, error="no mailbox")
    store.enqueue([delivery("waits", error="no answer"), failed, delivery("sent")])
    (saved,) = (each for each in store.deliveries() if each.key == "sent")
    store.finish_delivery(replace(saved, sent_at=saved.next_try_at))
    store.close()


@pytest.mark.usefixtures("messages")
def test_what_waits_and_what_failed_is_listed_and_ended_by_a_person():
    found = {row["target"]: row for row in lines(run("outbox", "list", "--json"))}
    assert {name: row["error"] for name, row in found.items()} == {"team": "no answer", "desk": "no mailbox"}
    assert "failed: no mailbox" in run("outbox", "list").stdout
    assert json.loads(run("status", "--json", code=1).stdout)["failed"] == 1
    for row in found.values():
        assert "is ended" in run("outbox", "end", str(row["id"]), "--reason", "told by phone").stdout
    assert lines(run("outbox", "list", "--json")) == []
    assert json.loads(run("status", "--json").stdout)["troubles"] == []
    said = run("outbox", "end", "99", code=1).stderr
    assert "no message 99 waits or has failed" in said
