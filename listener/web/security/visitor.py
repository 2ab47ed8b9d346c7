"""Who asks for a page: somebody who has signed in, a browser of this machine, somebody a proxy vouches for, nobody."""

from __future__ import annotations

from dataclasses import dataclass, replace

import structlog
from starlette.requests import HTTPConnection

from listener.actions.actor import Action, may
from listener.actions.entering import vouched
from listener.app import App
from listener.people import directory, sessions
from listener.people.digests import digest
from listener.people.openid.provider import Unvouched
from listener.people.sessions import Origin
from listener.web.acting import known
from listener.web.security import cookies
from listener.web.security.origins import address, is_near, is_trusted, peer
from rules.alerting.people import Person
from storage.records import Actor, Session

log = structlog.get_logger()

LOCAL = "local"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Whoever asks.

    Attributes:
        actor: Who they are here; None: nobody, who may look at nothing.
        session: Of the browser; None where a proxy vouches at every request.
        open: Whether there are accounts, so that people sign in.
        who: The name that they act in; "" where nobody has said.
        key: What forms of this browser are made for.
    """

    actor: Actor | None = None
    session: Session | None = None
    open: bool = True
    who: str = ""
    key: str = ""

    @property
    def is_local(self) -> bool:
        """Whether it is a browser at this machine without an account: then nobody knows who sits before it."""
        return self.session is not None and self.session.person is None

    def may(self, action: Action) -> bool:
        """Whether this is theirs to do, and so to be shown."""
        return self.actor is not None and may(self.actor, action)

    def acting(self, typed: str = "") -> Actor | None:
        """In whose name something is done: their own, or without accounts the one that was typed."""
        return replace(self.actor, name=typed) if self.actor and self.is_local and typed else self.actor


def visitor(request: HTTPConnection) -> Visitor:
    """Who asks, as the gate has found out."""
    found: Visitor = request.scope["state"]["visitor"]
    return found


async def recognise(app: App, request: HTTPConnection) -> Visitor:
    """Find out who asks."""
    await app.meet()
    accounts = {each.person for each in await app.read(app.store.accounts)}
    is_open = directory.is_open(app.config, accounts)
    if "proxy" in app.config.web.sign_in and (found := await _brought(app, request)):
        return Visitor(actor=_actor(app, found, request), open=is_open, who=found.name, key=f"proxy {found.name}")
    cookie = cookies.read(app.config, request)
    session = await sessions.of(app, cookie) if cookie else None
    if session is None:
        return Visitor(open=is_open)
    return _known(app, request, session, is_open=is_open)


def origin(app: App, request: HTTPConnection) -> Origin:
    """Where a browser comes from that signs in."""
    return Origin(
        address=address(app.config, request),
        browser=request.headers.get("user-agent", ""),
        cookie=cookies.read(app.config, request),
    )


def device(app: App, request: HTTPConnection, typed: str) -> str | None:
    """What this browser is known by to be one in which the person of that name has signed in before."""
    from listener.messages.links import secret
    from listener.signing import Forged, unseal

    person, kept = directory.known_as(app.config, typed), cookies.read(app.config, request, "_known")
    if person is None or not kept:
        return None
    try:
        name, nonce = unseal(kept, "known", secret(app))
    except Forged:
        return None
    return str(nonce) if name == digest(person.name) else None


def _known(app: App, request: HTTPConnection, session: Session, *, is_open: bool) -> Visitor:
    if session.person is None:
        if is_open or not is_near(app.config, request):
            return Visitor(open=is_open, key=session.digest)
        local = Actor(name=LOCAL, role="administrator", via="view", address=address(app.config, request))
        return Visitor(actor=local, session=session, open=False, who=known(request), key=session.digest)
    person = next((each for each in app.config.everybody if each.name == session.person), None)
    if person is None:
        return Visitor(open=is_open, key=session.digest)
    actor = _actor(app, person, request)
    return Visitor(actor=actor, session=session, open=True, who=person.name, key=session.digest)


def _actor(app: App, person: Person, request: HTTPConnection) -> Actor:
    return Actor(name=person.name, role=person.role, via="view", address=address(app.config, request))


async def _brought(app: App, request: HTTPConnection) -> Person | None:
    """Whom a trusted proxy vouches for. From anybody else, or said twice, the header is nothing."""
    web = app.config.web
    told = request.headers.getlist(web.proxy_header or "")
    if len(told) != 1 or not told[0].strip() or not is_trusted(app.config, peer(request)):
        return None
    try:
        return await vouched(app, told[0].strip(), "", "proxy", address(app.config, request))
    except Unvouched as error:
        log.warning("a proxy brings somebody who is not known", why=str(error))
        return None
