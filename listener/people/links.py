"""Links that let a person in, once and not for long; the first of them makes the administrator."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

from listener.app import App
from listener.config.config import Config
from listener.config.hosts import host_of
from listener.people.digests import digest, fresh
from storage.errors import ListenerError
from storage.records import EntryLink, LinkPurpose, SignIn

LASTS = timedelta(minutes=15)


class Void(ListenerError):
    """A link that lets nobody in: not one of ours, too old, or used."""


async def make(
    app: App, purpose: LinkPurpose, person: str | None = None, *, way: SignIn = "link", lasts: timedelta = LASTS
) -> str:
    """The path of a new link."""
    secret, known_by = fresh()
    until = app.clock.now() + lasts
    link = EntryLink(digest=known_by, purpose=purpose, person=person, way=way, until=until)
    await app.write(app.store.add_entry_link, link)
    return f"/enter/{secret}"


async def examine(app: App, secret: str) -> EntryLink:
    """The link, as long as it is worth something. Raises Void. A look uses nothing up."""
    link = await app.read(app.store.entry_link, digest(secret))
    if link is None or app.clock.now() >= link.until:
        raise Void("this link does not work, or not any more: it works once, and for 15 minutes")
    return link


async def use(app: App, secret: str) -> EntryLink:
    """Use it up. Raises Void: of two at once one is first."""
    link = await app.write(app.store.use_entry_link, digest(secret), app.clock.now())
    if link is None:
        raise Void("this link was used already, or is too old")
    return link


def homes(config: Config) -> tuple[str, ...]:
    """Each address at which browsers reach the pages, this machine's own first."""
    host, port = host_of(config.listen), config.listen.rpartition(":")[2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - where everybody may come, we may
    here = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    base = config.base_url
    return (here,) if base is None or host_of(urlsplit(base).netloc) == host else (here, base)
