"""What the service counts about itself, for /metrics."""

from prometheus_client import Counter, Gauge, Histogram

POLLS = Counter("listener_polls_total", "Polls started", ["source"])
FAILED_POLLS = Counter("listener_polls_failed_total", "Polls that ended in an error", ["source"])
POLL_SECONDS = Histogram("listener_poll_seconds", "Time from a poll's start to its parsed answer", ["source"])
EVENTS = Counter("listener_events_total", "Events that streams sent", ["source"])
BEHIND = Gauge("listener_stream_behind_seconds", "Time from what a stream told last to its reading", ["source"])
MENTIONS = Counter("listener_mentions_total", "New mentions stored", ["source"])
READINGS = Counter("listener_readings_total", "Mentions read by the classifier")
READING_FAILURES = Counter("listener_reading_failures_total", "Batches that the classifier could not read")
ALERTS = Counter("listener_alerts_total", "Alerts raised", ["rule"])
NOTICES = Counter("listener_notices_total", "Notices put into the outbox", ["target"])
DELIVERIES = Counter("listener_deliveries_total", "Delivery attempts", ["target", "outcome"])
WAITING = Gauge("listener_waiting", "Rows that wait for a stage", ["stage"])
