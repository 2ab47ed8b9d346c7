"""Tokens for programs are made and ended; each has a role and an end, and is shown once."""

from __future__ import annotations

from datetime import timedelta

from listener.actions.actor import ROLES, check
from listener.actions.audit import audit
from listener.app import App
from listener.people.digests import digest, fresh
from listener.people.tokens import PREFIX
from listener.wording.moments import utc
from listener.wording.names import written
from storage.errors import ListenerError
from storage.records import Actor, Token

LONGEST = timedelta(days=366)


async def add(app: App, name: str, role: str, lasts: timedelta, actor: Actor) -> tuple[str, Token]:
    """The token itself, which nobody can see again, and what is kept of it. ListenerError says what is wrong."""
    check(actor, "tokens")
    found = next((each for each in ROLES if each == role), None)
    if found is None:
        raise ListenerError(f'"{role}" is no role: write {", ".join(ROLES)}')
    if not timedelta(0) < lasts <= LONGEST:
        raise ListenerError("a token lasts up to 366 days; make another one then")
    secret, now = PREFIX + fresh()[0], app.clock.now()
    token = Token(
        name=_name(name), digest=digest(secret), role=found, made_by=actor.name, made_at=now, ends_at=now + lasts
    )
    saved = await app.write(app.store.add_token, token)
    what = f'made the token "{saved.name}" as {saved.role} until {utc(saved.ends_at)}'
    await audit(app, actor, what, now, about="token", id=saved.id)
    return secret, saved


async def end(app: App, name: str, actor: Actor) -> Token:
    """End a token now, by its name or number. ListenerError where there is none."""
    check(actor, "tokens")
    for token in await app.read(app.store.tokens):
        if name in (token.name, str(token.id)) and token.id is not None:
            await app.write(app.store.end_token, token.id)
            await audit(app, actor, f'ended the token "{token.name}"', app.clock.now(), about="token", id=token.id)
            return token
    raise ListenerError(f'there is no token "{name}"; `listener tokens list` shows those that there are')


def _name(text: str) -> str:
    try:
        return written(text)
    except ValueError as error:
        raise ListenerError(f"{error}: what uses the token?") from None
