"""Who there is: the people of the configuration, and those who were added."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Literal

from listener.config.config import Config
from listener.config.findings import suggest
from listener.wording.names import alike, alike_mail
from rules.alerting.people import Person
from storage.errors import ListenerError

Origin = Literal["file", "added"]
_OUTSIDE = frozenset({"mail", "openid", "proxy"})


def person(config: Config, name: str) -> Person:
    """The person of that name. Raises ListenerError with whom it may have meant."""
    found = next((each for each in config.everybody if alike(each.name) == alike(name)), None)
    if found is None:
        hint = suggest(name, [each.name for each in config.everybody]) or "nobody is known yet"
        raise ListenerError(f'there is nobody named "{name}"; {hint}')
    return found


def known_as(config: Config, typed: str) -> Person | None:
    """Whom somebody means who signs in: by name, or by a mail address that is one person's alone."""
    wanted = alike(typed)
    named = next((each for each in config.everybody if alike(each.name) == wanted), None)
    return named or by_mail(config, typed)


def by_mail(config: Config, address: str) -> Person | None:
    """The one person who has this address; None where nobody has it, or several share it."""
    wanted = alike_mail(address)
    found = [each for each in config.everybody if each.mail and alike_mail(each.mail) == wanted]
    return found[0] if len(found) == 1 else None


def has_mail(config: Config, address: str) -> bool:
    """Whether somebody has this address."""
    return any(each.mail and alike_mail(each.mail) == alike_mail(address) for each in config.everybody)


def origin(config: Config, name: str) -> Origin:
    """Where somebody was written down; what the configuration's file defines is changed there."""
    return "file" if any(each.name == name for each in config.people) else "added"


def administrators(config: Config, accounts: Iterable[str]) -> list[str]:
    """Names of administrators who can get in: they have an account, or a way of signing in that needs none."""
    return [each.name for each in config.everybody if each.role == "administrator" and _can(config, each, accounts)]


def _can(config: Config, person: Person, accounts: Iterable[str]) -> bool:
    return person.name in accounts or bool(person.mail and _OUTSIDE & set(config.web.sign_in))


def is_open(config: Config, accounts: Collection[str]) -> bool:
    """Whether people sign in: somebody whom the configuration or the store knows has an account, or an administrator
    can get one. Before that, there is the first link alone."""
    names = {each.name for each in config.everybody}
    return bool(names & set(accounts)) or bool(administrators(config, accounts))
