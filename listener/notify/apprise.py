"""Everything that apprise can tell: chats, telephones, push services and a hundred more."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal

from pydantic import Field, SecretStr

from listener.notify.base import LIMIT, Outlet, Target, target
from listener.notify.outbox.throttle import AtMost
from listener.wording.text import one_line
from storage.errors import DeliveryError
from storage.records import Delivery, Notice

if TYPE_CHECKING:
    from apprise import NotifyBase, NotifyFormat

KEPT = "the notice is kept and tried again"
SPARE = 5.0


@target("apprise")
class Anything(Target):
    """Sends the short form of a notice through apprise; what the address may look like stands in apprise's manual.

    Apprise does not say whether a failure will pass, so all are tried again. It connects to private addresses only
    where the configuration allows them, and never through a proxy. Mentions, links and markup that others wrote are
    made inert.
    """

    at_most: AtMost = Field(
        ("5/15m", "11/h"), description='Most messages, as "5/15m"; what is more waits and is told together'
    )
    url: SecretStr = Field(
        description='Where to, in apprise\'s words, as "env:NAME": slack://…, tgram://…, msteams://…'
    )

    async def send(self, outlet: Outlet, delivery: Delivery) -> None:
        """Apprise works in a thread of its own and says why it failed only in its log."""
        import asyncio

        from listener.notify.render.texts import render_brief

        text = await asyncio.to_thread(render_brief, outlet, delivery)
        try:
            async with asyncio.timeout(LIMIT.total_seconds() - SPARE):
                await asyncio.to_thread(self._notify, delivery.notice, text, outlet.allow_private)
        except TimeoutError as error:
            raise DeliveryError(f"the service took too long to answer; {KEPT}", permanent=False) from error

    def _notify(self, notice: Notice, text: str, allow_private: tuple[str, ...]) -> None:
        import apprise

        from listener.notify.render.inert import inert_notice
        from listener.notify.render.subject import subject
        from sources.wire.guard import PrivateAddressError, public_addresses_only
        from sources.wire.proxies import without_proxies

        service = apprise.Apprise.instantiate(self.url.get_secret_value())
        if not isinstance(service, apprise.NotifyBase):
            raise DeliveryError(f"`url` of this target means nothing to apprise; correct it, {KEPT}", permanent=False)
        try:
            with _complaints() as complaints, public_addresses_only(allow_private), without_proxies():
                taken = service.notify(
                    body=text,
                    title=subject(inert_notice(notice)),
                    notify_type=_kind(notice),
                    body_format=_written_as(service),
                )
        except PrivateAddressError as error:
            text = f"the service is at the private address {error}; list that in `allow_private` if it is meant, {KEPT}"
            raise DeliveryError(text, permanent=False) from error
        if not taken:
            why = one_line(complaints[-1], 200) if complaints else "it gave no reason"
            raise DeliveryError(f"{service.service_name} did not take it ({why}); {KEPT}", permanent=False)


def _written_as(service: NotifyBase) -> NotifyFormat | None:
    """The format that our text is declared to have: apprise's way to escape text breaks links where it makes Markdown,
    and inert text needs none there."""
    from apprise import NotifyFormat

    made = service.resolve_format(NotifyFormat.TEXT)
    return None if made is NotifyFormat.MARKDOWN else NotifyFormat.TEXT


def _kind(notice: Notice) -> Literal["failure", "info", "success", "warning"]:
    if notice.kind in ("resolved", "test", "digest"):
        return "success" if notice.kind == "resolved" else "info"
    return "failure" if notice.severity == 1 else "warning"


@contextmanager
def _complaints() -> Iterator[list[str]]:
    """What apprise logs of this thread's work."""
    import logging
    import threading

    said: list[str] = []
    here, handler = threading.get_ident(), logging.Handler(logging.WARNING)
    handler.addFilter(lambda record: record.thread == here)
    handler.emit = lambda record: said.append(record.getMessage())  # type: ignore[method-assign]
    logger = logging.getLogger("apprise")
    logger.addHandler(handler)
    try:
        yield said
    finally:
        logger.removeHandler(handler)
