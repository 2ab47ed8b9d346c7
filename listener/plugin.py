"""All that other people's plug-ins import: what stands in `__all__` changes only with a word in the change log.

How to write one stands in docs/writing-a-source.md, docs/writing-a-rule.md and docs/writing-a-target.md.
"""

from listener.notify.base import LIMIT, Outlet, Target, digest, message_id, target
from listener.notify.formats.base import Format, Hook, Post, form
from listener.notify.render.inert import inert
from listener.notify.render.texts import render_brief, render_text
from rules.base import BUCKET, CONTEXT, HORIZON, Rule, Track, View, fingerprint, rule
from rules.counting.posts import PostRule
from sources.base import Answer, Http, Net, Options, Source, source
from storage.errors import Broken, DeliveryError, Gone, RateLimited, SourceError, Unauthorised
from storage.records import (
    Alert,
    Ask,
    Author,
    Batch,
    Classification,
    Cursor,
    Delivery,
    Hit,
    Kind,
    Match,
    Mention,
    Notice,
    Rating,
    Reading,
    Sample,
    Series,
    StoredMention,
)

__all__ = [
    "BUCKET",
    "CONTEXT",
    "HORIZON",
    "LIMIT",
    "Alert",
    "Answer",
    "Ask",
    "Author",
    "Batch",
    "Broken",
    "Classification",
    "Cursor",
    "Delivery",
    "DeliveryError",
    "Format",
    "Gone",
    "Hit",
    "Hook",
    "Http",
    "Kind",
    "Match",
    "Mention",
    "Net",
    "Notice",
    "Options",
    "Outlet",
    "Post",
    "PostRule",
    "RateLimited",
    "Rating",
    "Reading",
    "Rule",
    "Sample",
    "Series",
    "Source",
    "SourceError",
    "StoredMention",
    "Target",
    "Track",
    "Unauthorised",
    "View",
    "digest",
    "fingerprint",
    "form",
    "inert",
    "message_id",
    "render_brief",
    "render_text",
    "rule",
    "source",
    "target",
]
