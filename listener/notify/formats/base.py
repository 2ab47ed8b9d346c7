"""The contract of a webhook format: what one service wants posted, where to, and with which key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from listener.notify.base import Outlet
from listener.notify.render.content import Content
from listener.wording.text import one_line
from storage.plugins import Plugins
from storage.records import Delivery, Notice

LINKS = 5
THREAD = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """What the target's settings say.

    Attributes:
        url: Without a slash at the end.
        key: Of the service; "" where none is set.
        user: Whom a key belongs to, where the service asks.
        project, issue_type: Where tickets are opened, and as what.
    """

    url: str
    key: str = field(default="", repr=False)
    user: str = ""
    project: str = ""
    issue_type: str = "Task"


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One request.

    Attributes:
        body: Becomes JSON.
    """

    url: str
    body: Any
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


class Format:
    """One service's way to be told.

    Attributes:
        url: Where the service is, the same for everybody; "" where each has an address of their own.
        needs: Settings of the target that must be there.
        together: Whether several notices may be told as one; not where each opens or closes something there.
        verbatim: Whether strangers' words arrive as they wrote them, for programs; else inert, see `render.inert`.
    """

    url: str = ""
    needs: tuple[str, ...] = ()
    together: bool = True
    verbatim: bool = False

    def post(self, hook: Hook, outlet: Outlet, delivery: Delivery) -> Post | None:
        """The request that tells it; None where this service has no use for this kind of notice."""
        raise NotImplementedError


def page_thread(notice: Notice) -> str:
    """The incident's thread, in the letters and the length that services take."""
    return one_line(notice.thread, THREAD).encode("ascii", "replace").decode()


def summary(notice: Notice, content: Content, limit: int) -> str:
    """What happened, in so many characters: the drill mark, the note and the lead."""
    text = f"{'DRILL: ' if notice.drill else ''}{content.title}"
    if content.lead != content.title:
        text += f": {content.lead}"
    return text if len(text) <= limit else text[: limit - 1] + "…"


def stated(content: Content) -> list[str]:
    """How grave it is and what happened as a whole, below a headline that says what is new."""
    return [
        f"{content.state} · {content.title or 'Untitled'}",
        *([content.lead] if content.lead != content.title else []),
    ]


def links(content: Content) -> list[tuple[str, str]]:
    """The incident's page and what can be done with a click."""
    own = [(content.link_label, content.link)] if content.link else []
    return [*content.actions, *own][:LINKS]


def words(content: Content, limit: int) -> str:
    """All that a person needs in plain text, in at most so many characters."""
    parts = [content.drill, content.note, content.lead]
    parts += [f"- {reason}" for finding in content.findings for reason in finding.reasons]
    parts += [f"- {line.state}: {line.title}" for line in content.lines]
    parts += ["".join(["> ", *(piece for piece, _ in quote.pieces)]) for quote in content.quotes[:3]]
    parts += [f"{label}: {address}" for label, address in links(content)]
    parts.append(f"Times are in {content.zone}.")
    text = "\n".join(filter(None, parts))
    return text if len(text) <= limit else text[: limit - 1] + "…"


formats: Plugins[Format] = Plugins("listener.notify.formats", group="listener.formats")
form = formats.register
