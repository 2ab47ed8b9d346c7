"""People are added, get roles, are removed and signed out; what config.toml defines is changed there."""

from __future__ import annotations

from dataclasses import replace

from listener.actions.actor import ROLES, Denied, check
from listener.actions.audit import audit
from listener.app import App
from listener.people import directory, links, passwords
from listener.wording.names import alike, alike_mail, written
from rules.alerting.people import Person
from storage.errors import Conflict, ListenerError
from storage.records import Actor, AddedPerson, PersonRole


async def add(app: App, name: str, mail: str | None, role: str, actor: Actor) -> Person:
    """Somebody new. ListenerError says what is wrong: a name or an address that is taken, no role."""
    check(actor, "people")
    await app.meet()
    person = draft(app, name, mail, role, actor)
    await app.write(app.store.add_person, person)
    await _changed(app, actor, f"added {person.name} as {person.role}")
    return directory.person(app.config, person.name)


async def change(app: App, name: str, actor: Actor, *, role: str | None = None, mail: str | None = None) -> Person:
    """Give somebody another role or address, as of now. ListenerError for whom config.toml defines, and where nobody
    would be left who administrates."""
    check(actor, "people")
    known = await _added(app, name)
    wanted = replace(known, role=known.role if role is None else _role(role))
    if mail is not None and alike_mail(mail) != alike_mail(known.mail or ""):
        wanted = replace(wanted, mail=_mail(app, mail))
    if wanted.role != "administrator":
        await _keep_administrator(app, known.name)
    if wanted != known:
        await app.write(app.store.change_person, wanted)
        await _changed(app, actor, f"changed {known.name}: {_differences(known, wanted)}")
    return directory.person(app.config, known.name)


async def remove(app: App, name: str, actor: Actor) -> str:
    """Take somebody out, at once and everywhere; the name as it was. ListenerError as in `change`."""
    check(actor, "people")
    known = await _added(app, name)
    await _keep_administrator(app, known.name)
    await app.write(app.store.remove_person, known.name)
    await _changed(app, actor, f"removed {known.name}")
    return known.name


async def sign_out(app: App, name: str, actor: Actor, but: str | None = None) -> int:
    """Sign all browsers of a person out, and void their links; how many those were. Anybody may for themselves.

    Args:
        but: Digest of the one that stays.
    """
    person = directory.person(app.config, name)
    if not is_self(actor, person):
        check(actor, "people")
    ended = await app.write(app.store.end_sessions, person.name, but)
    await audit(app, actor, f"signed {person.name} out everywhere", app.clock.now(), about="person", id=None)
    return ended


async def link(app: App, name: str, actor: Actor) -> str:
    """The path of a link that lets a person in once, whatever they have forgotten; older ones are void."""
    check(actor, "people")
    person = directory.person(app.config, name)
    accounts = {each.person for each in await app.read(app.store.accounts)}
    if person.role != "administrator" and not directory.is_open(app.config, accounts):
        raise ListenerError("there is no administrator yet: the first link, of `listener link`, makes one")
    path = await links.make(app, "person", person.name)
    await audit(app, actor, f"made a link for {person.name} to sign in", app.clock.now(), about="person", id=None)
    return path


async def set_password(app: App, actor: Actor, password: str, present: str | None, *, forgotten: bool) -> None:
    """Give oneself another password; ListenerError with what is wrong. Every other browser is signed out by the caller.

    Args:
        present: The one so far.
        forgotten: Whether a link has let the person in, so that it need not be known.
    """
    if actor.via != "view":
        raise Denied("a password is set on the page alone, by its owner")
    person = directory.person(app.config, actor.name)
    kept = next((each.password for each in await app.read(app.store.accounts) if each.person == person.name), None)
    if kept and not forgotten and not await passwords.is_right(present or "", kept):
        raise ListenerError("the present password is not right")
    if wrong := passwords.problem(password, person.name, person.mail):
        raise ListenerError(wrong.rstrip("."))
    now = app.clock.now()
    await app.write(app.store.set_password, person.name, await passwords.hashed(password), now)
    await audit(app, actor, "set a password", now, about="person", id=None)


def is_self(actor: Actor, person: Person) -> bool:
    """Whether somebody who has signed in is that person."""
    return actor.via == "view" and actor.name == person.name


def draft(app: App, name: str, mail: str | None, role: str, actor: Actor) -> AddedPerson:
    """Somebody who may be added. Raises ListenerError."""
    try:
        kept = written(name)
    except ValueError as error:
        raise ListenerError(str(error)) from None
    if any(alike(each.name) == alike(kept) for each in app.config.everybody):
        raise ListenerError(f'there is somebody named "{kept}" already; add a second name or a letter')
    address = _mail(app, mail) if mail and mail.strip() else None
    return AddedPerson(name=kept, mail=address, role=_role(role), added_at=app.clock.now(), added_by=actor.name)


def _mail(app: App, mail: str) -> str | None:
    from listener.notify.smtp.mailbox import parse

    if not mail.strip():
        return None
    try:
        address = parse(mail.strip()).addr_spec
    except ValueError as error:
        raise ListenerError(f'the address "{mail.strip()}" {error}') from None
    if directory.has_mail(app.config, address):
        raise ListenerError(f"somebody has the address {address} already")
    return address


def _role(text: str) -> PersonRole:
    found = next((role for role in ROLES if role == text), None)
    if found is None:
        raise ListenerError(f'"{text}" is no role: write {", ".join(ROLES)}')
    return found


async def _added(app: App, name: str) -> AddedPerson:
    await app.meet()
    person = directory.person(app.config, name)
    if directory.origin(app.config, person.name) == "file":
        raise ListenerError(f"{person.name} stands in {app.config.path.name}: change it there, and save")
    for each in await app.read(app.store.added_people):
        if each.name == person.name:
            return each
    raise Conflict(f"somebody else has removed {person.name} meanwhile")


async def _keep_administrator(app: App, without: str) -> None:
    accounts = {each.person for each in await app.read(app.store.accounts)}
    able = directory.administrators(app.config, accounts)
    if without in able and able == [without]:
        raise ListenerError(f"{without} is the last who administrates; make somebody else administrator first")


async def _changed(app: App, actor: Actor, what: str) -> None:
    await app.meet()
    await audit(app, actor, what, app.clock.now(), about="person", id=None)


def _differences(before: AddedPerson, after: AddedPerson) -> str:
    said = [f"role {before.role} → {after.role}"] if before.role != after.role else []
    return ", ".join([*said, *(["another mail address"] if before.mail != after.mail else [])])
