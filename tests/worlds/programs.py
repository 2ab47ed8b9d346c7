"""Programs that come in with a token."""

from __future__ import annotations

from datetime import timedelta

from starlette.testclient import TestClient

from listener.app import App
from listener.people.digests import digest
from listener.people.tokens import PREFIX
from storage.records import PersonRole, Token
from tests.worlds.clients import FAR, PUBLIC, browser
from tests.worlds.incidents import NOW


def holder(app: App, role: PersonRole = "responder", name: str = "") -> TestClient:
    """A program elsewhere with a token, whose name is its role unless another one is given."""
    secret = f"{PREFIX}{role}{name}"
    ends = NOW + timedelta(days=1)
    app.store.add_token(
        Token(name=name or f"robot {role}", digest=digest(secret), role=role, made_by="x", made_at=NOW, ends_at=ends)
    )
    client = browser(app, f"{PUBLIC}", FAR)
    client.headers["Authorization"] = f"Bearer {secret}"
    return client
