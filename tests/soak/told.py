"""Whether every alert was told, once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from email import message_from_bytes
from pathlib import Path

from listener.notify.base import message_id
from storage.records import Delivery
from tests.soak.finding import Finding, some

DOMAIN = "example.org"
COMMIT = 15.0
"""Seconds from a server's acceptance within which its outcome is written down."""


def acceptances(mails: Path) -> dict[str, list[float]]:
    """Message-ID -> when it was accepted, in Unix time."""
    found: dict[str, list[float]] = defaultdict(list)
    for path in sorted(mails.glob("*.eml")):
        found[str(message_from_bytes(path.read_bytes())["Message-ID"])].append(path.stat().st_mtime)
    return found


def judge_told(
    alarms: Sequence[str], sent: Sequence[Delivery], accepted: dict[str, list[float]], cuts: Sequence[float]
) -> Finding:
    """Compare alarms, messages and accepted mails.

    A mail accepted twice is no fault where the service or the mail server was killed between the acceptance and its
    being written down: no sender of mail can know.

    Args:
        cuts: When service or mail server were killed, in Unix time.
    """
    opened = {brand: [each for each in sent if _opens(each, brand)] for brand in alarms}
    known = {message_id(each.key, DOMAIN) for each in sent}
    doubled = [identifier for identifier, times in accepted.items() if len(times) > 1]
    excused = [each for each in doubled if _is_cut(accepted[each], cuts)]
    finding = Finding(
        figures=[
            ("alarms published, alerts told", f"{len(alarms)}, {sum(map(bool, opened.values()))}"),
            ("messages, mails accepted", f"{len(sent)}, {sum(map(len, accepted.values()))}"),
            ("accepted twice around a kill", str(len(excused))),
        ]
    )
    _add(finding, "alarms were never told", [brand for brand, each in opened.items() if not each])
    _add(finding, "alarms were told by two first messages", [brand for brand, each in opened.items() if len(each) > 1])
    _add(finding, "messages were never accepted", sorted(known - accepted.keys()))
    _add(finding, "mails belong to no message", sorted(accepted.keys() - known))
    _add(finding, "mails were accepted twice", sorted(set(doubled) - set(excused)))
    _add(finding, "messages have no good end", [each.key for each in sent if each.error or not each.sent_at])
    return finding


def _opens(delivery: Delivery, brand: str) -> bool:
    return delivery.notice.kind == "opened" and any(brand in alert.scope for alert in delivery.notice.alerts)


def _is_cut(accepted: Sequence[float], cuts: Sequence[float]) -> bool:
    return all(any(at - 1 <= cut <= at + COMMIT for cut in cuts) for at in accepted[:-1])


def _add(finding: Finding, what: str, whose: list[str]) -> None:
    if whose:
        finding.wrong.append(f"{len(whose)} {what}: {some(whose)}")
