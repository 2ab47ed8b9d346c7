"""What a notice says, in order, before it becomes text or HTML: every value tamed, cut and put into words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from listener.metrics.expected import EXPECTED, times_expected
from listener.notify.render.chart import MOST_ROWS, Chart, chart
from listener.notify.render.lead import DRILL, lead, note
from listener.notify.render.lines import Line, left_out, lines, tone
from listener.notify.render.subject import is_one_post
from listener.wording.addresses import address
from listener.wording.figures import counted, figure, measured
from listener.wording.links import host, link
from listener.wording.marking import Pieces, pieces
from listener.wording.moments import localised, moment
from listener.wording.scopes import about
from listener.wording.severities import state
from listener.wording.text import one_line, without_controls
from rules.alerting.titles import gravest
from rules.wording.risks import in_words
from storage.records import Alert, Notice, Sample

ALERTS = 5
REASONS = 6
QUOTES = 5
QUOTE_LENGTH = 400


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
    pieces: Pieces
    link: str | None
    host: str
    chips: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A notice, ready for the templates.

    Attributes:
        tone: Names its colour.
        state: The severity in words, or what became of it.
        drill: Says that it is an exercise; "" where it is none.
        note: Why it is told now; "" where the lead says it all.
        lead: What happened, in one sentence.
        actions: (label, address) of what the reader can do with one click.
        lines: What a digest tells; `unlisted` matters more find no place in it.
        more: How many alerts are left out.
        facts: (label, text) pairs: how sure the gravest alert is, who says what, where, in which new words.
        posts_first: Whether it tells of posts and of nothing else, so that they come before the reasons.
        rows: The chart again, with fewer bars, for bars of letters.
        link: The incident's page; None without a base URL.
        target: Whom the mail was sent to, as the configuration names it.
        person: Who is meant, where one person is.
        zone: Name of the time zone of all times.
    """

    kind: str
    tone: str
    state: str
    title: str
    about: str
    time: str
    number: int
    drill: str
    note: str
    lead: str
    actions: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]
    unlisted: int
    findings: tuple[Finding, ...]
    more: int
    facts: tuple[tuple[str, str], ...]
    chart: Chart | None
    rows: Chart | None
    quotes: tuple[Quote, ...]
    posts_first: bool
    link: str | None
    link_label: str
    target: str
    person: str
    zone: str


def content(notice: Notice, *, target: str, base_url: str | None, zone: ZoneInfo, person: str | None = None) -> Content:
    """What the notice says to the people behind `target`. Of alerts, the gravest and then the newest come first."""
    alerts = gravest(notice.alerts)
    since = min((alert.starts_at for alert in alerts), default=None)
    title = one_line(localised(notice.title, zone, notice.created_at), 160)
    return Content(
        kind=notice.kind,
        tone=tone(notice),
        state=state(notice),
        title=title,
        about=_about(notice, target),
        time=moment(notice.created_at, zone),
        number=notice.number,
        drill=DRILL if notice.drill else "",
        note=note(notice, zone),
        lead=lead(notice, target, zone),
        actions=_actions(notice, base_url),
        lines=lines(notice.bundle, base_url=base_url, zone=zone),
        unlisted=left_out(notice.bundle),
        findings=tuple(_finding(alert, zone, is_over=notice.kind == "resolved") for alert in alerts[:ALERTS]),
        more=max(0, len(alerts) - ALERTS),
        facts=() if notice.kind == "resolved" else tuple((one_line(a, 40), one_line(b, 400)) for a, b in notice.facts),
        chart=chart(notice.chart, zone, since),
        rows=chart(notice.chart, zone, since, MOST_ROWS),
        quotes=tuple(_quote(sample, zone) for sample in notice.samples[:QUOTES]),
        posts_first=is_one_post(notice) or (notice.fresh > 0 and not notice.news),
        link=address(base_url, notice.path),
        link_label="Open Listener" if notice.incident_id is None else "Open the incident",
        target=one_line(target, 80),
        person=one_line(person or "", 80),
        zone=str(zone),
    )


def _about(notice: Notice, target: str) -> str:
    if notice.kind == "test":
        return f"target {one_line(target, 80)}"
    return counted(len(notice.bundle), "notice") if notice.bundle else about(notice.scope)


def _actions(notice: Notice, base_url: str | None) -> tuple[tuple[str, str], ...]:
    found = ((one_line(label, 40), address(base_url, path)) for label, path in notice.actions)
    return tuple((label, there) for label, there in found if there)


def _finding(alert: Alert, zone: ZoneInfo, *, is_over: bool) -> Finding:
    reasons = (localised(reason, zone, alert.starts_at) for reason in alert.reasons[:REASONS])
    return Finding(
        summary=one_line(localised(alert.summary, zone, alert.starts_at), 300),
        rule=one_line(alert.rule, 80),
        reasons=tuple(one_line(reason, 300) for reason in reasons),
        facts=tuple(_facts(alert, zone, is_over=is_over)),
    )


def _facts(alert: Alert, zone: ZoneInfo, *, is_over: bool) -> Iterable[tuple[str, str]]:
    """Numbers as the sentences say them: of a count how it stands, and its peak, which is what is compared."""
    if alert.latest is not None and not is_over and alert.latest != alert.value:
        yield "Now", measured(alert.latest, alert.unit)
    yield "Peak" if alert.latest is not None else "Seen", measured(alert.value, alert.unit)
    if alert.expected is not None:
        yield EXPECTED.name.capitalize(), measured(alert.expected, alert.unit)
        times = times_expected(alert.value, alert.expected) if alert.unit != "net" else None
        if times is not None and times > 1:
            yield "That is", f"{figure(times)}×"
    yield "Since", moment(alert.starts_at, zone)


def _quote(sample: Sample, zone: ZoneInfo) -> Quote:
    address, text = link(sample.url), without_controls(sample.text[:QUOTE_LENGTH])
    where_and_when = (one_line(sample.source, 60), moment(sample.said_at, zone))
    chips = [(sample.sentiment or "", sample.sentiment or ""), (sample.intent or "", "intent")]
    chips += [(in_words(sample.risk) if sample.risk else "", "intent"), (sample.unread, "unread")]
    return Quote(
        author=one_line(sample.author, 60),
        place=" · ".join(filter(None, where_and_when)),
        pieces=pieces(text + "…" * (len(sample.text) > QUOTE_LENGTH), sample.marks),
        link=address,
        host=host(address) if address else "",
        chips=tuple((one_line(label, 60), one_line(css, 30)) for label, css in chips if label),
    )
