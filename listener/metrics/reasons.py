"""Reasons: words that set a brand's negative, or positive, posts apart from its others."""

from __future__ import annotations

from listener.metrics.base import Metric
from listener.metrics.risen_terms import RISEN_TERMS

REASON = Metric(
    name="reason",
    definition="A word of a brand's negative (or positive) posts: how many times as often as in its other posts that "
    "were read it is said there, at least; those that chance may have put there are left out. What goes with a tone "
    "need not be its cause: the posts behind it say.",
    formula=RISEN_TERMS.formula.replace("now ÷ before", "in the posts of the tone ÷ in the others"),
    unit="times as often",
    interval=RISEN_TERMS.interval,
    blind="it is that of what is known",
)
