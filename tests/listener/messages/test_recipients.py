"""Whom a name in a policy or a route reaches."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from listener.config.config import Config
from listener.config.loading import load
from listener.messages.recipients import Reach, quiet_end, recipients
from storage.records import Who

NOW = datetime(2026, 1, 14, 12, tzinfo=UTC)  # the second week: Bo
PEOPLE = """
[[targets]]
name = "screen"
type = "console"
[[targets]]
name = "post"
type = "mail"
server = "smtp://127.0.0.1"
from = "listener@example.org"
to = ["team@example.org"]
[[targets]]
name = "more post"
type = "mail"
server = "smtp://127.0.0.1"
from = "listener@example.org"
to = ["others@example.org"]
[[people]]
name = "Mia"
mail = "mia@example.org"
targets = ["screen"]
timezone = "Asia/Tokyo"
quiet = { from = "20:00", to = "07:00" }
[[people]]
name = "Bo"
mail = "bo@example.org"
[[people]]
name = "Ann"
[[rotations]]
name = "first"
people = ["Mia", "Bo"]
begins = 2026-01-05T09:00:00Z
"""


@pytest.fixture
def config(tmp_path: Path) -> Config:
    path = tmp_path / "config.toml"
    path.write_text(PEOPLE)
    return load(path, environ={})


def test_a_person_gets_mail_by_the_first_mail_target_and_has_targets_of_their_own(config: Config) -> None:
    assert recipients(config, Who.person("Mia"), NOW) == [
        Reach(target="post", to=("mia@example.org",), person="Mia"),
        Reach(target="screen", person="Mia"),
    ]


def test_a_rotation_reaches_whoever_is_on_call(config: Config) -> None:
    assert recipients(config, Who("oncall:first"), NOW) == [Reach(target="post", to=("bo@example.org",), person="Bo")]


@pytest.mark.parametrize("who", ["target:screen", "screen"])
def test_a_target_reaches_its_own_recipients(config: Config, who: str) -> None:
    assert recipients(config, Who(who), NOW) == [Reach(target="screen")]


@pytest.mark.parametrize("who", ["person:Ann", "person:Eve", "oncall:second", "target:gone", "gone"])
def test_without_a_channel_nobody_is_reached(config: Config, who: str) -> None:
    assert recipients(config, Who(who), NOW) == []


def test_mail_needs_a_mail_target(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('[[people]]\nname = "Mia"\nmail = "mia@example.org"\n')
    assert recipients(load(path, environ={}), Who.person("Mia"), NOW) == []


def test_quiet_hours_are_those_of_the_place_where_a_person_lives(config: Config) -> None:
    assert quiet_end(config, config.person("Mia"), NOW) == datetime(2026, 1, 14, 22, tzinfo=UTC)
    assert quiet_end(config, config.person("Bo"), NOW) is None
