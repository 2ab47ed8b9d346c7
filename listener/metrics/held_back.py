"""Held back: what was found, and not told, or not told by itself."""

from __future__ import annotations

from listener.metrics.base import Count, Metric

_BLIND = "nothing: it is about what was found"

SILENCED = Metric(
    name="alerts held back",
    definition="Alerts that a silence, or another alert that went on, held back, so that nobody was told of them.",
    formula="number of alerts that were audited as held back",
    unit="alerts",
    blind=_BLIND,
)
BUNDLED = Metric(
    name="messages told together",
    definition="Messages that came inside of another: they had to wait for the limit of their channel, or a "
    "person wants digests.",
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
BELOW = Metric(
    name="alerts below a threshold",
    definition="Alerts that rules about counts would have raised with their setting one step looser, and do not as "
    "they are set.",
    formula="number of alerts by back-test with the looser setting alone, of all rules that were tried",
    unit="alerts",
    blind="the rules leave the same hours out as they do in service",
)
MATTERED = Metric(
    name="held back, and mattered",
    definition="How much of what was held back belongs to an incident that somebody took or called useful: alerts that "
    "are part of it, messages about it, copies of what gave reason to it, alerts below a threshold that it followed; "
    "of time in which sources could not be read, such incidents that opened in it.",
    formula="number of those whose incident was acknowledged, or has a useful verdict",
    unit="as what was held back",
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
