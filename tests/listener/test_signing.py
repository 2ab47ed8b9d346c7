"""Tokens say what we signed, and nothing else passes for one."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listener.signing import Forged, grant, opened, sealed
from storage.records import Incident

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
INCIDENT = Incident(id=3, key="k", route="team", title="Acme burns", severity=1, opened_at=NOW)
GRANT = grant("link", INCIDENT, "acknowledge", "Žofie 名", NOW + timedelta(days=3))
TOKEN = sealed(GRANT, "secret")


def test_a_token_tells_everything_it_was_made_of() -> None:
    assert opened(TOKEN, "link", "secret") == GRANT
    assert TOKEN.isascii()
    assert not set(TOKEN) & set("/+=?&# ")


def test_each_link_is_another() -> None:
    assert grant("link", INCIDENT, "resolve", None, NOW).nonce != grant("link", INCIDENT, "resolve", None, NOW).nonce


@pytest.mark.parametrize("token", ["", ".", "a.b", "a.b.c", TOKEN[:-1], TOKEN + "A", TOKEN + "=", "é.é", "a" * 9000])
def test_what_was_cut_off_or_made_up_is_refused(token: str) -> None:
    with pytest.raises(Forged):
        opened(token, "link", "secret")


def test_another_key_and_another_purpose_are_refused() -> None:
    with pytest.raises(Forged):
        opened(TOKEN, "link", "another secret")
    with pytest.raises(Forged, match="token of a link"):
        opened(TOKEN, "form", "secret")


@given(position=st.integers(0, len(TOKEN) - 1), letter=st.sampled_from("ABCabc012-_.="))
def test_no_changed_letter_passes(position: int, letter: str) -> None:
    """Every other spelling of a token is refused too: it would be new to the list of those that are used up."""
    changed = TOKEN[:position] + letter + TOKEN[position + 1 :]
    if changed != TOKEN:
        with pytest.raises(Forged):
            opened(changed, "link", "secret")


def test_the_number_of_another_incident_cannot_be_written_in() -> None:
    body, signature = TOKEN.split(".")
    content = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    content[1] = 4
    other = base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()
    with pytest.raises(Forged):
        opened(f"{other}.{signature}", "link", "secret")


def test_an_incident_of_the_same_number_in_another_database_is_another_one() -> None:
    assert GRANT.concerns(INCIDENT)
    assert not GRANT.concerns(replace(INCIDENT, id=4))
    assert not GRANT.concerns(replace(INCIDENT, opened_at=NOW + timedelta(days=1)))
