"""`listener tokens`: made, listed without the secret, ended."""

from __future__ import annotations

import json

import pytest

from tests.worlds.terminal import run

pytestmark = pytest.mark.usefixtures("config")


def test_a_token_is_printed_once_listed_and_ended():
    said = run("tokens", "add", "prometheus", "--for", "30d").stdout
    secret = said.split()[-1]
    assert secret.startswith("listener_")
    assert "observer until" in said
    listed = run("tokens", "list").stdout
    assert ("prometheus" in listed, secret in listed) == (True, False)
    [found] = [json.loads(line) for line in run("tokens", "list", "--json").stdout.splitlines()]
    assert (found["name"], found["role"], found["made_by"], found["used_at"]) == ("prometheus", "observer", "Mia", None)
    assert "digest" not in found
    assert "worth nothing" in run("tokens", "end", "prometheus").stdout
    assert "no token" in run("tokens", "end", "prometheus", code=1).stderr


def test_what_cannot_be_is_a_sentence():
    run("tokens", "add", "robot")
    assert "another name" in run("tokens", "add", "robot", code=1).stderr
    assert "is no role" in run("tokens", "add", "x", "--role", "boss", code=1).stderr
    assert "366 days" in run("tokens", "add", "x", "--for", "400d", code=1).stderr
    assert "name is missing" in run("tokens", "add", " ", code=1).stderr
    run("tokens", "add", "x", "--for", "soon", code=2)
