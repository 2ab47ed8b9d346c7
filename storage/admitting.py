"""The part of the store's protocol that says who may come in."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from storage.records import Account, AddedPerson, EntryLink, Session, Token, TryLimit


class Admitting(Protocol):
    """Who may come in. Digests are those of secrets that only their owners have."""

    def added_people(self) -> list[AddedPerson]:
        """Those who do not stand in the configuration, by name."""
        ...

    def add_person(self, person: AddedPerson) -> None:
        """What let somebody of that name in before does so no more. Raises Conflict where one was added already."""
        ...

    def change_person(self, person: AddedPerson) -> None:
        """Save somebody who was added before."""
        ...

    def remove_person(self, name: str) -> bool:
        """With account, browsers and links, also of somebody who stands in the configuration; whether one was added."""
        ...

    def forget_strangers(self, known: Collection[str]) -> list[str]:
        """Whatever lets in somebody who is not among these goes: passwords, browsers, links. Their names."""
        ...

    def accounts(self) -> list[Account]:
        """By name."""
        ...

    def set_password(self, person: str, password: str, now: datetime) -> None:
        """Keep a password's hash; a person without an account gets one."""
        ...

    def begin_accounts(self, link: str, person: str, added: AddedPerson | None, password: str, now: datetime) -> bool:
        """Use a "start" link up, make the first account, and void all other such links and every browser without a
        person, at once. False, and nothing is done, where the link is worth nothing: of two at once one is first."""
        ...

    def begin_session(self, session: Session, instead_of: str | None = None) -> None:
        """Sign a browser in; it is no longer what it was by the digest `instead_of`. A person without an account gets
        one; from the first account on there is no "start" link and no browser without a person."""
        ...

    def session(self, digest: str) -> Session | None: ...

    def every_session(self) -> list[Session]:
        """Those of everybody."""
        ...

    def sessions(self, person: str | None) -> list[Session]:
        """Of one person, or of nobody; the one seen last first."""
        ...

    def session_seen(self, session: Session, now: datetime) -> None:
        """Note that a browser has asked for something."""
        ...

    def end_session(self, digest: str) -> None: ...

    def end_sessions(self, person: str | None, but: str | None = None) -> int:
        """Sign all of a person's browsers out except one, and void their links; how many browsers those were."""
        ...

    def add_entry_link(self, link: EntryLink) -> None: ...

    def entry_link(self, digest: str) -> EntryLink | None:
        """A look uses nothing up."""
        ...

    def use_entry_link(self, digest: str, now: datetime) -> EntryLink | None:
        """Use a link up: it, for the first call before its end; None for every other one."""
        ...

    def add_token(self, token: Token) -> Token:
        """The token with its number. Raises Conflict where its name is taken."""
        ...

    def tokens(self) -> list[Token]:
        """In the order in which they were made."""
        ...

    def token(self, digest: str) -> Token | None: ...

    def token_used(self, id: int, now: datetime) -> None: ...

    def end_token(self, id: int) -> bool:
        """Whether there was one."""
        ...

    def attempt(self, limits: Sequence[TryLimit], now: datetime) -> datetime | None:
        """Count one try by each limit. Where one of them is reached nothing is counted, and the answer is when the next
        try may be made."""
        ...

    def forgive(self, keys: Iterable[str]) -> None:
        """Forget what was tried by these keys."""
        ...
