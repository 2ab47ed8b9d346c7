"""What waits: mentions that nobody has read yet, posts that could not be stored, messages that have not arrived."""

from listener.metrics.base import Metric

UNREAD = Metric(
    name="waiting to be read",
    definition="Mentions that are stored and that the classifier has not come to yet.",
    formula="number of mentions without an answer of the classifier; a mention of which it says that it does not know "
    "is not among them",
    unit="posts",
    blind="nothing: what has not come does not wait",
)
PUT_ASIDE = Metric(
    name="put aside",
    definition="Posts and rows that came and could not be stored. `listener status` says why, and "
    "`listener sources retry` reads them again.",
    formula="number of what is put aside; of each source the newest thousand are kept",
    unit="posts",
    blind="nothing: what has not come is not put aside",
)
PENDING = Metric(
    name="messages on their way",
    definition="Messages that are due or will be, and that neither arrived nor failed for good.",
    formula="number of deliveries that are neither accepted nor given up",
    unit="messages",
    blind="nothing: it is about messages",
)
FAILED = Metric(
    name="messages not delivered",
    definition="Messages that will not be tried again.",
    formula="number of deliveries that were given up",
    unit="messages",
    blind="nothing: it is about messages",
)
OPEN_INCIDENTS = Metric(
    name="open incidents",
    definition="Incidents that are not resolved, taken or not.",
    formula="number of incidents that are open or acknowledged",
    unit="incidents",
    blind="one that is open stays so: that nothing is heard is no end",
)
