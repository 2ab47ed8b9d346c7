"""What became of a message is said as it is: what was refused later, or was not needed, was not simply accepted."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from listener.wording.outcomes import outcome
from storage.records import Outgoing

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({}, ("on its way, due", AT, "")),
        ({"error": "no answer"}, ("on its way, due", AT, "no answer")),
        ({"sent_at": AT}, ("accepted", AT, "")),
        ({"permanent": True, "error": "550"}, ("not delivered", None, "550")),
        ({"permanent": True, "error": "bounced", "sent_at": AT}, ("accepted", AT, "bounced")),
        ({"error": "not sent, ended by Mia", "sent_at": AT}, ("not sent, ended by Mia", None, "")),
    ],
)
def test_each_outcome_has_its_words(how: dict[str, Any], said: tuple[str, datetime | None, str]) -> None:
    assert outcome(Outgoing(at=AT, kind="page", target="team", due_at=AT, **how)) == said
