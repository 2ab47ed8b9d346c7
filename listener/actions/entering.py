"""Signing in and out: by password, by a link, because somebody else vouches; each is audited, with where from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import structlog

from listener.actions.audit import audit
from listener.actions.people import add, draft
from listener.app import App
from listener.people import directory, links, passwords, sessions, tries
from listener.people.digests import digest
from listener.people.openid.provider import Unvouched
from listener.people.sessions import Origin
from listener.wording.moments import utc
from listener.wording.names import alike
from rules.alerting.people import Person
from storage.errors import ListenerError
from storage.records import Account, Actor, EntryLink, SignIn

log = structlog.get_logger()

WRONG = "That is not right"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """Somebody is in.

    Attributes:
        secret: For the cookie of the browser.
        person: None for a browser at this machine while there are no accounts.
    """

    secret: str
    person: Person | None


class NotIn(ListenerError):
    """It was not right, whatever of it: nobody learns from it whom there is.

    Attributes:
        until: Until when nothing more may be tried; None where it may be.
    """

    def __init__(self, until: datetime | None = None) -> None:
        self.until = until
        super().__init__(f"too many tries; the next may be made at {utc(until)}" if until else WRONG)


async def by_password(app: App, typed: str, password: str, origin: Origin, device: str | None) -> Entered:
    """Whoever knows the password of the person of that name or address. Raises NotIn.

    Args:
        device: What a browser is known by in which this person has signed in before.
    """
    counted = tries.limits(typed, origin.address, device)
    if until := await tries.wait(app, counted):
        log.warning("too many tries to sign in", address=origin.address)
        raise NotIn(until)
    await app.meet()
    person = directory.known_as(app.config, typed)
    account = await _account(app, person)
    kept = account.password if account else None
    if not await passwords.is_right(password, kept) or person is None or kept is None:
        log.warning("a try to sign in failed", address=origin.address)
        raise NotIn
    await tries.succeeded(app, counted)
    if passwords.is_weak(kept):
        await app.write(app.store.set_password, person.name, await passwords.hashed(password), app.clock.now())
    return await _in(app, person, "password", origin)


async def by_link(app: App, secret: str, origin: Origin) -> Entered:
    """Whoever holds a person's link and presses its button. Raises Void."""
    link = await _usable(app, await links.examine(app, secret))
    link = await links.use(app, secret)
    return await _in(app, directory.person(app.config, link.person or ""), link.way, origin)


async def at_this_machine(app: App, secret: str, origin: Origin) -> Entered:
    """A browser of this machine, while there are no accounts; the caller knows that it is one. Raises Void."""
    await links.use(app, secret)
    entered = Entered(secret=await sessions.begin(app, None, "local", origin), person=None)
    local = Actor(name="local", role="administrator", via="view", address=origin.address or None)
    await audit(app, local, "let a browser of this machine in", app.clock.now(), about="person", id=None)
    return entered


async def first(app: App, secret: str, name: str, mail: str, password: str, origin: Origin) -> Entered:
    """Whoever holds the first link becomes the administrator. Raises Void, or ListenerError with what to correct."""
    link = await links.examine(app, secret)
    if link.purpose != "start":
        raise links.Void("this link is not the first one")
    await app.meet()
    actor = Actor(name=name, role="administrator", via="view", address=origin.address or None)
    known = _administrator(app, name)
    added = None if known else draft(app, name, mail, "administrator", actor)
    who = known.name if known else added.name if added else name
    if wrong := passwords.problem(password, who, mail):
        raise ListenerError(wrong.rstrip("."))
    kept, now = await passwords.hashed(password), app.clock.now()
    if not await app.write(app.store.begin_accounts, digest(secret), who, added, kept, now):
        raise links.Void("somebody else was first: there is an administrator now")
    await app.meet()
    return await _in(app, directory.person(app.config, who), "link", origin)


async def vouched(app: App, mail: str, name: str, way: SignIn, address: str | None) -> Person:
    """The person of a verified address; with `auto` somebody new. Raises Unvouched."""
    found = directory.by_mail(app.config, mail)
    if found or app.config.web.auto is None or directory.has_mail(app.config, mail):
        if found is None:
            raise Unvouched("nobody here, or more than one, has the address that was vouched for")
        return found
    by = Actor(name=f"sign-in by {way}", role="administrator", via="view", address=address)
    free = name if name and _is_free(app, name) else mail
    try:
        return await add(app, free, mail, app.config.web.auto, by)
    except ListenerError as error:
        raise Unvouched(str(error)) from None


async def by_provider(app: App, mail: str, name: str, origin: Origin) -> Entered:
    """Whoever a provider of OpenID Connect vouches for. Raises Unvouched."""
    return await _in(app, await vouched(app, mail, name, "openid", origin.address), "openid", origin)


async def leave(app: App, actor: Actor, session: str) -> None:
    """Sign this browser out."""
    await app.write(app.store.end_session, session)
    await audit(app, actor, "signed out", app.clock.now(), about="person", id=None)


async def _in(app: App, person: Person, way: SignIn, origin: Origin) -> Entered:
    secret = await sessions.begin(app, person.name, way, origin)
    actor = Actor(name=person.name, role=person.role, via="view", address=origin.address or None)
    await audit(app, actor, f"signed in by {way}", app.clock.now(), about="person", id=None)
    return Entered(secret=secret, person=person)


async def _account(app: App, person: Person | None) -> Account | None:
    accounts = await app.read(app.store.accounts)
    return next((each for each in accounts if person and each.person == person.name), None)


async def _usable(app: App, link: EntryLink) -> EntryLink:
    """A link of somebody who was removed meanwhile lets nobody in."""
    await app.meet()
    if link.purpose != "person" or all(each.name != link.person for each in app.config.everybody):
        raise links.Void("this link lets nobody in")
    return link


def _administrator(app: App, name: str) -> Person | None:
    """Whom the configuration's file has as administrator, by that name."""
    found = next((each for each in app.config.people if alike(each.name) == alike(name)), None)
    if found and found.role != "administrator":
        where = f"{found.name} is {found.role} in {app.config.path.name}"
        raise ListenerError(f'{where}; write role = "administrator" there first')
    return found


def _is_free(app: App, name: str) -> bool:
    return all(alike(each.name) != alike(name) for each in app.config.everybody)
