"""Held back: what was found, and not told, or not told by itself."""

from __future__ import annotations

from listener.metrics.base import Count, Metric

_BLIND = "nothing: it is about what was found"

SILENCED = Metric(
    name="alerts held back",
    definition="Alerts that a silence or another alert held back, so that nobody was told of them.",
    formula="number of alerts that were audited as held back",
    unit="alerts",
    blind=_BLIND,
)
BUNDLED = Metric(
    name="messages told together",
    definition="Messages that had to wait for the limit of their channel or a digest, and came inside of another.",
    formula="number of messages that another one told",
    unit="messages",
    blind=_BLIND,
)
COPIES = Metric(
    name="copies",
    definition="Mentions that told what another mention had told already: they are counted, and raise no alert as "
    "stories of their own.",
    formula="mentions − stories",
    unit="posts",
    blind="as with mentions, there may be more",
)
MATTERED = Metric(
    name="held back, and mattered",
    definition="Alerts that were held back and that are part of an incident which somebody took or called useful.",
    formula="number of held alerts whose incident was acknowledged, or has a useful verdict",
    unit="alerts",
    blind=_BLIND,
)
TRIED = Metric(
    name="alerts by back-test",
    definition="How often a rule would have spoken up in the period, as it is set and with its setting one step "
    "stricter or looser.",
    formula="number of alerts when the stored counts are shown to the rule's own code again",
    unit="alerts",
    blind="the rule leaves the same hours out as it does in service",
)
FOLLOWED = Metric(
    name="alerts by back-test that mattered",
    definition="Of the alerts that a rule has with one of two settings alone, those about a brand that had an incident "
    "within the day after, which somebody took or called useful.",
    formula="number of such alerts; the incident is not over when the alert begins, and opens at most 24 hours later",
    unit="alerts",
    blind=_BLIND,
)


def counted(number: int) -> Count:
    """So many."""
    return Count(value=number, n=number)
