"""A crisis is led by forms: every field is checked, and what somebody may not do is refused with a reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from listener.actions.commands import Unclear
from listener.actions.leading import STEPS, lead
from listener.app import App
from storage.errors import Conflict, ListenerError
from tests.worlds.actors import by
from tests.worlds.incidents import incident, world

INES, NOOR = by("Ines"), by("Noor")


async def declared(app: App) -> None:
    await lead(app, 1, "declare", {"severity": "1", "playbook": "product-safety", "set:product": "Carafe"}, INES)


async def test_a_whole_crisis_is_led_from_declaration_to_evaluation(tmp_path: Path) -> None:
    async with world(tmp_path, incident()) as (app, _):
        await declared(app)
        words = {"name": "Calm", "text": "First line\r\nsecond \u202eline"}
        for action, fields, actor in (
            ("duty", {"duty": "legal", "to": "Noor"}, INES),
            ("phase", {"phase": "identified", "text": "the lid"}, INES),
            ("take", {"number": "2"}, NOOR),
            ("done", {"number": "2"}, NOOR),
            ("undone", {"number": "2"}, NOOR),
            ("done", {"number": "2"}, NOOR),
            ("task", {"text": "Call the supplier", "to": "Bo"}, INES),
            (
                "update",
                {"status": "known", "scope": "all", "actions": "looking", "minutes": "20", "tell:team": ""},
                INES,
            ),
            ("draft", words | {"text": "To be replaced"}, INES),
            ("edit", words, INES),
            ("approve", {"name": "Calm"}, NOOR),
            ("publish", {"name": "Calm"}, INES),
            ("resume", {}, INES),
            ("pause", {}, INES),
            ("severity", {"severity": "2"}, INES),
            ("note", {"text": "quiet now"}, INES),
            ("resolve", {"text": "It is over"}, INES),
            ("action", {"text": "Another lid", "to": "Bo"}, INES),
            ("action-done", {"number": "1"}, INES),
            ("close", {}, INES),
        ):
            crisis = await lead(app, 1, action, fields, actor)
        assert crisis.closed_at
        assert crisis.actions[0].done_by == "Ines"
        published = next(one for one in crisis.statements if one.name == "Calm")
        assert (published.text, published.approved_by) == ("First line\nsecond  line", "Noor")
        assert crisis.tasks[1].done_by == "Noor"
        assert [each.target for each in app.store.deliveries(pending=True)] == ["team"]
        assert set(STEPS) - {"complete"} <= {
            "duty", "phase", "take", "done", "undone", "task", "update", "draft", "edit", "approve", "publish",
            "resume", "pause", "severity", "note", "resolve", "action", "action-done", "close",
        }  # fmt: skip


async def test_blanks_are_filled_in(tmp_path: Path) -> None:
    async with world(tmp_path, incident()) as (app, _):
        await declared(app)
        name = "We take it seriously"
        crisis = await lead(app, 1, "complete", {"name": name, "set:telephone": "0800", "set:other": ""}, INES)
        text = next(one.text for one in crisis.statements if one.name == name)
        assert "{telephone}" not in text
        assert "0800" in text


@pytest.mark.parametrize(
    ("action", "fields", "said"),
    [
        ("dance", {}, 'there is no "dance"'),
        ("done", {"number": "one"}, "must be a number"),
        ("done", {"number": "99"}, "there is no task 99"),
        ("done", {"number": "٣"}, "must be a number"),
        ("phase", {"phase": "over"}, 'there is no phase "over"'),
        ("update", {"status": "", "scope": "x", "actions": "y"}, "the status is empty"),
        ("update", {"status": "x", "scope": "x", "actions": "y", "minutes": "31"}, "within 30 minutes"),
        ("update", {"status": "x", "scope": "x", "actions": "y", "tell:moon:x": ""}, "names nobody"),
        ("update", {"status": "x", "scope": "x", "actions": "y", "tell:nowhere": ""}, "nothing reaches"),
        ("approve", {"name": "What we found"}, "wrote"),
        ("draft", {"name": " ", "text": "x"}, "the statement's name is empty"),
        ("draft", {"name": "What we found", "text": "x"}, 'a statement "What we found" already'),
        ("edit", {"name": "Calm", "text": "x"}, 'there is no statement "Calm"'),
        ("declare", {"severity": "1"}, "is a crisis already"),
    ],
)
async def test_what_is_wrong_is_said_and_nothing_is_done(
    tmp_path: Path, action: str, fields: dict[str, str], said: str
) -> None:
    async with world(tmp_path, incident()) as (app, _):
        await declared(app)
        before = app.store.response(1)
        with pytest.raises((Unclear, Conflict, ListenerError)) as error:
            await lead(app, 1, action, fields, INES)
        assert said in str(error.value)
        assert app.store.response(1) == before
