"""From a notice to what is read: a subject, plain text, HTML that mail programs can show, and a short form."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from listener.notify.base import Outlet
from listener.notify.render.content import Content, content
from listener.notify.render.inert import inert_delivery
from listener.notify.render.subject import subject
from storage.records import Delivery

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).with_name("templates")
COLUMNS = 74


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A notice in words.

    Attributes:
        html: A whole document: no image, nothing fetched, styles on the elements.
    """

    subject: str
    text: str
    html: str


def render(outlet: Outlet, delivery: Delivery) -> Rendered:
    """A mail."""
    return Rendered(
        subject=subject(delivery.notice), text=render_text(outlet, delivery), html=render_html(outlet, delivery)
    )


def render_text(outlet: Outlet, delivery: Delivery) -> str:
    """Plain text, in lines of at most COLUMNS where words allow it."""
    return _fill("alert.txt", outlet, delivery)


def render_brief(outlet: Outlet, delivery: Delivery) -> str:
    """The least a person needs, for chats and telephones; strangers' words in it are inert."""
    return _fill("brief.txt", outlet, inert_delivery(delivery))


def render_html(outlet: Outlet, delivery: Delivery) -> str:
    """HTML with its styles on the elements; only the rules for dark mode and small screens stay in the head."""
    import css_inline

    inliner = css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)
    return inliner.inline(_fill("alert.html", outlet, delivery))


def _fill(template: str, outlet: Outlet, delivery: Delivery) -> str:
    return _environment().get_template(template).render(content=content_of(outlet, delivery))


def content_of(outlet: Outlet, delivery: Delivery) -> Content:
    """A delivery, ready for a template."""
    return content(
        delivery.notice,
        target=delivery.target,
        person=delivery.person,
        base_url=outlet.base_url,
        zone=outlet.zone,
    )


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["wrap"] = wrap
    return environment


def wrap(text: str, first: str = "", rest: str | None = None) -> str:
    """One paragraph in lines; `first` and `rest` stand before them. Addresses stay whole."""
    text = re.sub(r"\s+", " ", text).strip()
    rest = " " * len(first) if rest is None else rest
    return textwrap.fill(
        text, COLUMNS, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    )
