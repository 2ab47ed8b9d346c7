"""The outbox's policy: what becomes of a delivery after an attempt, and when the next one is due."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from socket import gaierror

from storage.errors import DeliveryError
from storage.records import Delivery

STEPS = tuple(timedelta(seconds=seconds) for seconds in (30, 60, 120, 300, 600, 1800))
HOURLY = timedelta(hours=1)
LONGEST_WAIT = timedelta(hours=6)
PATIENCE = timedelta(days=3)
FEWEST_TRIES = 30
JITTER = 0.2


def due_after(attempt: int, now: datetime, *, key: str = "", not_before: datetime | None = None) -> datetime:
    """When to try again after `attempt` tries: 30 s, 1, 2, 5, 10, 30 min, then hourly, up to a fifth later.

    The jitter follows from `key` and `attempt`. What the target asks for is granted up to six hours.
    """
    now = _aware(now)
    step = STEPS[max(attempt, 1) - 1] if attempt <= len(STEPS) else HOURLY
    wait = step * (1 + JITTER * _share(f"{key}#{attempt}"))
    asked = _aware(not_before) - now if not_before else timedelta(0)
    return _later(now, max(wait, min(asked, LONGEST_WAIT)))


def outcome(delivery: Delivery, error: DeliveryError | None, now: datetime) -> Delivery:
    """The delivery after one more attempt: sent, to be tried again, or given up for good.

    Where only some recipients took it, they are remembered; it counts as sent, with the error beside it, once nothing
    can be done for the others.
    """
    begun = delivery.begun or not (error and surely_untaken(error))
    done = replace(delivery, attempt=max(delivery.attempt, 0) + 1, begun=begun, held=False)
    if error is None:
        return replace(done, sent_at=now, error=None, permanent=False)
    accepted = tuple(dict.fromkeys((*delivery.accepted, *error.accepted)))
    done = replace(done, accepted=accepted, error=str(error) or type(error).__name__)
    if not (error.permanent or _exhausted(done, now)):
        due = due_after(done.attempt, now, key=done.key, not_before=error.not_before)
        return replace(done, next_try_at=due, permanent=False)
    if not error.permanent:
        done = replace(done, error=f"gave up after {done.attempt} tries; the last: {done.error}")
    return replace(done, permanent=True, sent_at=now if accepted else None)


def surely_untaken(error: BaseException | None) -> bool:
    """Whether the other side cannot have the message: it said no, or was never reached. Silence may mean yes."""
    while error is not None:
        if isinstance(error, ConnectionRefusedError | gaierror) or isinstance(getattr(error, "code", None), int):
            return True
        status = getattr(error, "status", None)
        # A gateway that fails may have passed it on.
        if isinstance(status, int) and (status < 500 or status == 503):
            return True
        error = error.__cause__
    return False


def _exhausted(delivery: Delivery, now: datetime) -> bool:
    """Old and often tried: either alone may come from a clock that jumped or a service that stood still."""
    age = _aware(now) - _aware(delivery.notice.created_at)
    return age >= PATIENCE and delivery.attempt >= FEWEST_TRIES


def _share(text: str) -> float:
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:4], "big") / 2**32


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _later(now: datetime, wait: timedelta) -> datetime:
    try:
        return now + wait
    except OverflowError:
        return now
