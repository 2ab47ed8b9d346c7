"""`listener init`: a configuration to begin with."""

from __future__ import annotations

from pathlib import Path

import pytest

from listener.cli import init
from tests.worlds.terminal import run

pytestmark = pytest.mark.usefixtures("config")


def test_init_never_overwrites(config: Path):
    before = config.read_text(encoding="utf-8")
    assert "--force" in run("init", "Acme", code=2).stderr
    assert config.read_text(encoding="utf-8") == before
    run("init", "Acme", "--output", "acme.toml")
    run("check", "--offline", "--config", "acme.toml")
    run("init", "Acme Two", "--output", "acme.toml", "--force")
    assert "Acme Two" in Path("acme.toml").read_text(encoding="utf-8")


MAIL = ("--mail-server", "smtp://mail.example.org", "--mail-from", "l@example.org", "--mail-to", "a@example.org")


def test_mail_is_set_up_by_options(config: Path):
    run("init", "Acme", "--output", "acme.toml", *MAIL, "--mail-to", "b@example.org")

    run("check", "--offline", "--config", "acme.toml")
    assert 'to = ["a@example.org", "b@example.org"]' in Path("acme.toml").read_text(encoding="utf-8")
    assert "all three" in run("init", "Acme", "--output", "b.toml", *MAIL[:4], code=2).stderr
    assert "no mail server" in run("init", "Acme", "--output", "b.toml", "--mail-server", "x", *MAIL[2:], code=2).stderr


def test_who_sits_at_a_terminal_is_asked_for_mail_until_it_is_right(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(init, "_is_terminal", lambda: True)
    answers = "mail.example.org\nsmtp://robot@mail.example.org\nnobody\nl@example.org\na@example.org\n"

    told = run("init", "C++", "--output", "acme.toml", text=answers).output

    assert "is no mail server" in told
    assert "is not one mail address" in told
    assert "export LISTENER_MAIL_PASSWORD" in told
    written = Path("acme.toml").read_text(encoding="utf-8")
    assert 'server = "smtp://robot@mail.example.org"' in written
    assert 'targets = ["screen", "team"]' in written


def test_who_wants_no_mail_presses_enter(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(init, "_is_terminal", lambda: True)

    run("init", "Acme", "--output", "acme.toml", text="\n")

    assert 'targets = ["screen"]' in Path("acme.toml").read_text(encoding="utf-8")
