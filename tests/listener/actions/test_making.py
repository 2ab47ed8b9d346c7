"""Sources and rules made on pages: checked like the file's, used at once, there after a restart, told in the export."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from listener.actions import making
from listener.actions.actor import Denied
from listener.app import build
from listener.config.exporting import exported
from listener.config.loading import join, load
from storage.clock import SimulatedClock
from storage.errors import Conflict, ListenerError
from storage.records import Actor, AddedPerson
from tests.worlds.incidents import NOW, world

MANAGER = Actor(name="Ann", role="manager", via="view")
ADMINISTRATOR = Actor(name="Root", role="administrator", via="view")
FEED = {"type": "rss", "name": "café", "url": "https://example.org/feed", "every": "5m"}
RULE = {"type": "volume", "name": "laut", "scope": "brand:Acme", "window": "2h", "severity": 2}
FILE_RULE = '\n[[rules]]\nname = "loud"\ntype = "volume"\n'


async def test_what_is_made_is_used_at_once_and_after_a_restart(tmp_path: Path) -> None:
    async with world(tmp_path) as (app, _):
        await making.add(app, "sources", FEED, MANAGER)
        await making.add(app, "rules", RULE, MANAGER)
        assert app.config.source("café") is not None
        assert [rule.name for rule in app.config.rules] == ["laut"]
        assert [state.name for state in app.store.source_states()] == ["café"], "the service asks it in its turn"
        assert "café" in app.store.audited(1, about="source")[0].what
    async with build(load(tmp_path / "config.toml"), clock=SimulatedClock(NOW)) as app:
        assert [rule.name for rule in app.config.rules] == ["laut"]
        await making.change(app, "rules", "laut", {**RULE, "severity": 1}, MANAGER)
        assert [rule.severity for rule in app.config.rules] == [1]
        await making.remove(app, "sources", "café", MANAGER)
        assert app.config.sources == ()
        assert app.store.source_states() == []


@pytest.mark.parametrize(
    ("section", "table", "what"),
    [
        ("sources", {**FEED, "url": "ftp://example.org"}, "url"),
        ("sources", {**FEED, "evry": "5m"}, 'unknown key "evry"'),
        ("sources", {**FEED, "every": "soon"}, "every"),
        ("sources", {**FEED, "type": "carrier-pigeon"}, "carrier-pigeon"),
        ("sources", {**FEED, "name": "  "}, "name"),
        ("sources", {**FEED, "url": "https://mia:secret@example.org/feed"}, "env:NAME"),
        ("rules", {**RULE, "scope": "brand:Nobody"}, 'no brand "Nobody"'),
        ("rules", {**RULE, "severity": 4}, "severity"),
        ("rules", {**RULE, "window": "7m"}, "window"),
    ],
)
async def test_it_is_checked_like_the_file_and_nothing_is_kept(
    tmp_path: Path, section: Any, table: dict[str, Any], what: str
) -> None:
    async with world(tmp_path) as (app, _):
        with pytest.raises(ListenerError, match=what):
            await making.add(app, section, table, ADMINISTRATOR)
        assert app.store.made() == []
        assert app.config.sources == app.config.rules == ()


async def test_names_are_unique_across_the_file_and_the_pages_and_the_file_is_read_only(tmp_path: Path) -> None:
    async with world(tmp_path, more=FILE_RULE) as (app, _):
        with pytest.raises(Conflict, match="loud"):
            await making.add(app, "rules", {**RULE, "name": "loud"}, MANAGER)
        for deed in (
            making.change(app, "rules", "loud", RULE, MANAGER),
            making.remove(app, "rules", "loud", MANAGER),
        ):
            with pytest.raises(ListenerError, match=r"stands in config\.toml"):
                await deed
        await making.add(app, "rules", RULE, MANAGER)
        with pytest.raises(Conflict):
            await making.add(app, "rules", RULE, MANAGER)


async def test_secrets_are_named_and_only_who_administrates_leads_them_somewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FEED_KEY", "v3ry-secret-value")
    hook = {"type": "webhook", "name": "hook", "secret": "env:FEED_KEY"}
    files = {"type": "file", "name": "files", "path": "/etc/*"}
    async with world(tmp_path) as (app, _):
        for table in (hook, files):
            with pytest.raises(Denied):
                await making.add(app, "sources", table, MANAGER)
        with pytest.raises(ListenerError, match="secret is not written here"):
            await making.add(app, "sources", {**hook, "secret": "v3ry-secret-value"}, ADMINISTRATOR)
        await making.add(app, "sources", hook, ADMINISTRATOR)
        with pytest.raises(Denied):
            await making.change(app, "sources", "hook", {**hook, "every": "1h"}, MANAGER)
        assert "v3ry-secret-value" not in repr(app.store.made())
        assert "v3ry-secret-value" not in exported(app.config, ())


async def test_what_another_needs_stays(tmp_path: Path) -> None:
    both = {"type": "combined", "name": "both", "rules": ["laut", "leise"]}
    async with world(tmp_path) as (app, _):
        for table in (RULE, {**RULE, "name": "leise"}, both):
            await making.add(app, "rules", table, MANAGER)
        with pytest.raises(ListenerError, match="both"):
            await making.remove(app, "rules", "laut", MANAGER)
        assert len(app.store.made()) == 3


async def test_what_no_longer_fits_the_file_is_left_out_and_told_and_comes_back(tmp_path: Path) -> None:
    async with world(tmp_path) as (app, _):
        await making.add(app, "rules", RULE, MANAGER)
        await making.add(app, "sources", FEED, MANAGER)
        kept = app.store.made()
    path = tmp_path / "config.toml"
    before = path.read_text("utf-8")
    path.write_text(before + FILE_RULE.replace('"loud"', '"laut"'), "utf-8")
    whole = join(load(path), kept)
    assert [rule.name for rule in whole.rules] == ["laut"]
    assert [str(each) for each in whole.unfit if "laut" in str(each) and "Ann" in str(each)]
    assert whole.source("café") is not None, "the others stay"
    path.write_text(before, "utf-8")
    assert (len(join(load(path), kept).made), join(load(path), kept).unfit) == (2, ())


async def test_the_export_is_one_file_that_says_the_same(tmp_path: Path) -> None:
    more = "\n# a comment stays\n" + FILE_RULE
    zoe = AddedPerson(name='Zoë "Z"', mail="zoe@example.org", role="manager", added_at=NOW, added_by="x\n[[rules]]")
    async with world(tmp_path, more=more) as (app, _):
        await making.add(app, "rules", {**RULE, "name": 'say "hi" \\ 🦊'}, MANAGER)
        await making.add(app, "sources", FEED, MANAGER)
        text = exported(app.config, [zoe])
        before = app.config
    tomllib.loads(text)
    assert "# a comment stays" in text
    other = tmp_path / "other.toml"
    other.write_text(text, "utf-8")
    read = load(other)
    assert (read.rules, read.sources) == (before.rules, before.sources)
    assert [person.name for person in read.people] == ["Mia", "Bo", zoe.name]


async def test_an_empty_list_in_the_file_does_not_stop_the_export(tmp_path: Path) -> None:
    async with world(tmp_path) as (app, _):
        path = tmp_path / "config.toml"
        path.write_text(f"rules = []  # none\nsources = [ ]\n{path.read_text('utf-8')}", "utf-8")
        whole = join(load(path), ())
        app.adopt(whole)
        await making.add(app, "rules", RULE, MANAGER)
        other = tmp_path / "other.toml"
        other.write_text(exported(app.config, ()), "utf-8")
        assert [rule.name for rule in load(other).rules] == ["laut"]
