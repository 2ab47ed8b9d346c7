"""A person takes an incident and ends it; the second one is told."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from listener.pipeline import handle
from storage.errors import Conflict, ListenerError
from tests.listener.pipeline.world import item, mail_server, minutes, publish, running, write_config


def test_taking_and_ending_an_incident(tmp_path: Path, httpserver: HTTPServer) -> None:
    async def run() -> None:
        publish(httpserver, item(0, "nothing yet"))
        with mail_server(tmp_path) as (smtp, mailbox):
            path = write_config(tmp_path, httpserver.url_for("/feed"), smtp)
            path.write_text(path.read_text().replace("severity = 2", "severity = 1"))
            async with running(path) as (app, stages, clock):
                await minutes(stages, clock, 6)
                publish(httpserver, item(1, "Acme burns", clock.now()))
                await minutes(stages, clock, 10)
                taken = await handle.acknowledge(app, 1, "Mia")
                assert (taken.state, taken.acknowledged_by) == ("acknowledged", "Mia")
                with pytest.raises(Conflict, match="Mia"):
                    await handle.acknowledge(app, 1, "Noor")
                noted = await handle.note(app, 1, "Supplier informed", "Mia")
                assert noted.timeline[-1].what == "Supplier informed"
                ended = await handle.resolve(app, 1, "Mia")
                assert ended.state == "resolved"
                await minutes(stages, clock, 600, step=30)
                with pytest.raises(ListenerError, match="no incident 7"):
                    await handle.resolve(app, 7, "Mia")
                assert [entry.who for entry in ended.timeline].count("Mia") == 3
            assert len(mailbox.mails()) == 2, "the alert, and its end; no reminder after it was taken"

    asyncio.run(run())
