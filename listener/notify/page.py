"""What a notice says, in order, before it becomes text or HTML: every value tamed, cut and put into words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from listener.notify.chart import MOST_ROWS, Chart, chart
from listener.notify.wording import about, figure, host, link, moment, one_line, span, state, tame
from storage.records import Alert, Notice, Sample

ALERTS = 5
REASONS = 6
QUOTES = 5
QUOTE_LENGTH = 400
_TONES = {1: "urgent", 2: "important"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One alert.

    Attributes:
        facts: (what, figure) pairs.
    """

    summary: str
    rule: str
    reasons: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """One post.

    Attributes:
        place: Where and when it was said.
        pieces: The text in order; True where it is a matched word.
        link: Where to open it; None where it has no usable address.
        host: Where that link leads.
        chips: What was read in it: (label, css class).
    """

    author: str
    place: str
    pieces: tuple[tuple[str, bool], ...]
    link: str | None
    host: str
    chips: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A notice, ready for the templates.

    Attributes:
        tone: Names its colour.
        state: The severity in words, or what became of it.
        lead: What happened, in one sentence.
        more: How many alerts are left out.
        rows: The chart again, with fewer bars, for bars of letters.
        link: The incident's page; None without a base URL.
        target: Whom the mail was sent to, as the configuration names it.
        zone: Name of the time zone of all times.
    """

    kind: str
    tone: str
    state: str
    title: str
    about: str
    time: str
    number: int
    lead: str
    findings: tuple[Finding, ...]
    more: int
    chart: Chart | None
    rows: Chart | None
    quotes: tuple[Quote, ...]
    link: str | None
    link_label: str
    target: str
    zone: str


def page(notice: Notice, *, target: str, base_url: str | None, zone: ZoneInfo) -> Page:
    """What the notice says to the people behind `target`. Of alerts, the gravest and then the newest come first."""
    alerts = sorted(notice.alerts, key=lambda alert: (alert.severity, -alert.starts_at.timestamp()))
    since = min((alert.starts_at for alert in alerts), default=None)
    title = one_line(notice.title, 160)
    return Page(
        kind=notice.kind,
        tone=notice.kind if notice.kind in ("resolved", "test") else _TONES.get(notice.severity, "info"),
        state=state(notice),
        title=title,
        about=f"target {one_line(target, 80)}" if notice.kind == "test" else about(notice.scope),
        time=moment(notice.created_at, zone),
        number=notice.number,
        lead=_lead(notice, alerts, title, target, zone),
        findings=tuple(_finding(alert, zone) for alert in alerts[:ALERTS]),
        more=max(0, len(alerts) - ALERTS),
        chart=chart(notice.chart, zone, since),
        rows=chart(notice.chart, zone, since, MOST_ROWS),
        quotes=tuple(_quote(sample, zone) for sample in notice.samples[:QUOTES]),
        link=_incident(notice, base_url),
        link_label="Open Listener" if notice.incident_id is None else "Open the incident",
        target=one_line(target, 80),
        zone=str(zone),
    )


def _lead(notice: Notice, alerts: Sequence[Alert], title: str, target: str, zone: ZoneInfo) -> str:
    if notice.kind == "test":
        return f"This is a test: the target “{one_line(target, 80)}” works. Nothing happened and nothing needs doing."
    if notice.kind == "resolved":
        return f"It is over: {_course(alerts, notice.created_at, zone)}"
    return one_line(alerts[0].summary, 300) if alerts else title


def _course(alerts: Sequence[Alert], now: datetime, zone: ZoneInfo) -> str:
    if not alerts:
        return "nothing raises an alert any more."
    start, end = min(alert.starts_at for alert in alerts), max(alert.ends_at for alert in alerts)
    lasted = span(min(end, now) - start)
    return f"it began {moment(start, zone)}, lasted {lasted}, and nothing raises an alert any more."


def _finding(alert: Alert, zone: ZoneInfo) -> Finding:
    return Finding(
        summary=one_line(alert.summary, 300),
        rule=one_line(alert.rule, 80),
        reasons=tuple(one_line(reason, 300) for reason in alert.reasons[:REASONS]),
        facts=tuple(_facts(alert, zone)),
    )


def _facts(alert: Alert, zone: ZoneInfo) -> Iterable[tuple[str, str]]:
    yield "Seen", figure(alert.value)
    if alert.expected is not None:
        yield "Expected", figure(alert.expected)
        if alert.expected > 0 and alert.value > alert.expected:
            yield "That is", f"{figure(alert.value / alert.expected)}×"
    yield "Since", moment(alert.starts_at, zone)


def _quote(sample: Sample, zone: ZoneInfo) -> Quote:
    address = link(sample.url)
    where_and_when = (one_line(sample.source, 60), moment(sample.said_at, zone))
    chips = [(label, label) for label in (sample.sentiment,) if label] + [(sample.intent or "", "intent")]
    return Quote(
        author=one_line(sample.author, 60),
        place=" · ".join(filter(None, where_and_when)),
        pieces=pieces(sample.text, sample.marks),
        link=address,
        host=host(address) if address else "",
        chips=tuple((one_line(label, 30), one_line(css, 30)) for label, css in chips if label),
    )


def pieces(text: str, marks: Iterable[tuple[int, int]]) -> tuple[tuple[str, bool], ...]:
    """The text cut where marked words begin and end. Marks outside of it or inside each other are left out."""
    shown = tame(text[:QUOTE_LENGTH]) + ("…" if len(text) > QUOTE_LENGTH else "")
    borders = [0]
    for start, end in sorted(marks):
        if borders[-1] <= start < end <= len(shown):
            borders += [start, end]
    borders.append(len(shown))
    cut = [(shown[a:b], i % 2 == 1) for i, (a, b) in enumerate(pairwise(borders))]
    return tuple((piece, marked) for piece, marked in cut if piece)


def _incident(notice: Notice, base_url: str | None) -> str | None:
    return link(f"{base_url.rstrip('/')}/{notice.path.lstrip('/')}") if base_url else None
