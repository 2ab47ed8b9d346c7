"""Notices on the console."""

from __future__ import annotations

import io
import sys

import pytest

from listener.notify.console import Console
from storage.errors import DeliveryError
from tests.worlds.notices import delivery, outlet, sample


async def test_a_block_tells_everything(capsys: pytest.CaptureFixture[str]) -> None:
    await Console(name="console").send(outlet(), delivery())
    said = capsys.readouterr().out
    assert "[URGENT] Nordkaffee" in said
    assert "There was glass in my *Nordkaffee*." in said
    assert said.count("─" * 74) == 2


async def test_a_post_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    told = delivery(title="\x1b[2J\x07gone", samples=(sample("\x1b]0;owned\x07 \x9b31m"),))
    await Console(name="console").send(outlet(), told)
    assert not {"\x1b", "\x07", "\x9b"} & set(capsys.readouterr().out)


async def test_a_console_of_few_letters_shows_what_it_can(monkeypatch: pytest.MonkeyPatch) -> None:
    paper = io.BytesIO()
    with io.TextIOWrapper(paper, encoding="ascii") as narrow:
        monkeypatch.setattr(sys, "stdout", narrow)
        await Console(name="console").send(outlet(), delivery(title="Grüße"))
        assert b"Gr??e" in paper.getvalue()


async def test_a_console_that_nobody_reads_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    closed = io.StringIO()
    closed.close()
    monkeypatch.setattr(sys, "stdout", closed)
    with pytest.raises(DeliveryError, match="the console cannot be written to"):
        await Console(name="console").send(outlet(), delivery())
