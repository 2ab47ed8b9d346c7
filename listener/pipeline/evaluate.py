"""Evaluate: show each rule what is new, and let what it finds open or advance incidents."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from listener.app import App
from listener.messages.recipients import policies_of
from listener.metrics.counters import ALERTS
from listener.pipeline.held import audible
from listener.pipeline.view import view_of
from rules.alerting import incidents
from rules.alerting.routing import labels, resolve, together
from rules.base import BUCKET, HORIZON, Rule, View, bucket_start
from storage.errors import Conflict, StoreError
from storage.records import Alert, Fired, Hit, Incident, RuleState
from storage.store import Evaluating

log = structlog.get_logger()

LATE = timedelta(hours=24)
READING = timedelta(seconds=20)
"""How long severity 1 waits for posts that are just being read: they may be praise, which wakes nobody."""
HITS = 500


async def evaluate(app: App) -> int:
    """Let every rule judge what is new; how many alerts were raised. One broken rule stops no other."""
    raised, news, quiet = 0, _News(app), _Quiet(app)
    for rule in app.config.rules:
        if not rule.enabled:
            continue
        try:
            found = _judge_series(app, rule, quiet) if rule.needs == "series" else _judge_hits(app, rule, news, quiet)
            raised += await found
        except Conflict:
            log.info("an incident was changed meanwhile; the rule is asked again", rule=rule.name)
        except StoreError:
            raise  # no fault of the rule, and the others would fare no better
        except Exception as error:
            if app.troubles.is_new("rule", rule.name, error):
                log.exception("a rule failed; the others go on, it is asked again and again", rule=rule.name)
        else:
            if app.troubles.is_over("rule", rule.name):
                log.info("a rule works again", rule=rule.name)
    await quiet.save()
    return raised


class _News:
    """The posts since a rule was last asked. Hundreds of rules stand at the same post, and are given one reading of it;
    only a last part is kept, so that a long backlog does not fill the memory."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._kept: dict[tuple[int, bool], list[Hit]] = {}

    async def after(self, seen: int, *, read: bool) -> list[Hit]:
        """At most HITS; fewer are all that there are."""
        kept = self._kept.get((seen, read))
        if kept is not None:
            return kept
        hits = await self._app.read(self._app.store.hits_after, seen, read=read, limit=HITS)
        if len(hits) < HITS:
            self._kept[seen, read] = hits
        return hits


class _Quiet:
    """How far the rules have come that said nothing: saved together, as each commit waits for the disk. Killed before,
    they are asked again, and say nothing again."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._states: dict[str, tuple[RuleState, datetime]] = {}

    def add(self, state: RuleState, now: datetime) -> None:
        """What was judged at `now`."""
        self._states[state.name] = state, now

    def drop(self, name: str) -> None:
        """The rule has said something, and its progress with it was committed."""
        self._states.pop(name, None)

    async def save(self) -> None:
        """Not what was judged at a time that has not come yet, as the clock was set back meanwhile."""
        until = self._app.clock.now()
        states = [state for state, now in self._states.values() if now <= until]
        if states:
            await self._app.write(self._app.store.commit_progress, states)


async def _judge_hits(app: App, rule: Rule, news: _News, quiet: _Quiet) -> int:
    """Rules about single posts: everything in their scope since they were last asked."""
    raised, now = 0, app.clock.now()
    state = await app.read(app.store.rule_state, rule.name, now)
    while hits := await news.after(state.seen, read=rule.needs == "readings"):
        view = View(hits=tuple(hit for hit in hits if hit.live and rule.scope in hit.scopes))
        alerts = await audible(app, await _asked(rule, view, now) if view.hits else [], now)
        state = replace(state, seen=hits[-1].seq, evaluated_until=now)
        if not alerts:
            quiet.add(state, now)
        elif await _commit(app, state, alerts, now):
            quiet.drop(rule.name)
            raised += len(alerts)
        else:
            break
        if len(hits) < HITS:
            break
    return raised


async def _judge_series(app: App, rule: Rule, quiet: _Quiet) -> int:
    """Rules about counts: once for each bucket that has ended, with the last 24 h looked at again for late posts; those
    of severity 1 that look for more also as posts arrive, on the bucket that is under way."""
    now = app.clock.now()
    state = await app.read(app.store.rule_state, rule.name, now)
    judged = bucket_start(now)
    end = judged + BUCKET if rule.severity == 1 and rule.rising else judged
    shown = await app.read(_held, app.store, rule, judged - LATE, end) if end > judged else state.shown
    if judged <= state.evaluated_until and shown == state.shown and state.waits_since is None:
        return 0
    since = max(state.evaluated_until - LATE, state.began or judged - HORIZON)
    view = await app.read(view_of, app.store, rule, end, since)
    found = await _asked(rule, view, now)
    fresh = [each for each in found if not _said(each, state, now)]
    alerts = await audible(app, fresh, now)
    state = replace(state, evaluated_until=max(judged, state.evaluated_until), shown=shown)
    if await _reads(app, rule, alerts, state, now):
        quiet.add(replace(state, waits_since=state.waits_since or now), now)
        return 0
    state = replace(state, fired=_remember(state, alerts, now), waits_since=None)
    known = [each for each in found if each not in fresh and each.ends_at > now]
    if not alerts and not known:
        quiet.add(state, now)
        return 0
    return len(alerts) if await _commit(app, state, alerts, now, known) else 0


def _held(store: Evaluating, rule: Rule, start: datetime, end: datetime) -> int:
    """How many posts its series hold."""
    return sum(sum(counts.live) for counts in store.counts(rule.series, start, end).values())


async def _reads(app: App, rule: Rule, alerts: Sequence[Alert], state: RuleState, now: datetime) -> bool:
    """Whether what would wake people is just being read, by a rule that looks at what it reads like; not for long."""
    wakes = rule.softened and any(alert.severity == 1 for alert in alerts)
    if not (wakes and app.config.classify.enabled) or now - (state.waits_since or now) >= READING:
        return False
    return bool(await app.read(app.store.unclassified, 1))


async def _asked(rule: Rule, view: View, now: datetime) -> list[Alert]:
    """What it finds, beside the event loop: to look over four weeks of counts may take long."""
    return await asyncio.to_thread(list, _found(rule, view, now))


def _found(rule: Rule, view: View, now: datetime) -> Iterator[Alert]:
    """Runs as it is listed; a StopIteration that a rule lets out, for which a task would wait for ever, is an error."""
    yield from rule.check(view, now)


def _said(alert: Alert, state: RuleState, now: datetime) -> bool:
    """Whether an alert says no more than one before it: the last 24 h are judged again and again.

    What lasts and has become graver is news, as where readings show that copies pass on an accusation.
    """
    said = [
        fired.severity
        for fired in state.fired
        if fired.fingerprint == alert.fingerprint and fired.ends_at >= alert.ends_at
    ]
    return bool(said) and (alert.ends_at <= now or min(said) <= alert.severity)


def _remember(state: RuleState, alerts: Iterable[Alert], now: datetime) -> tuple[Fired, ...]:
    kept = [fired for fired in state.fired if fired.ends_at >= now - 2 * LATE]
    new = [Fired(fingerprint=alert.fingerprint, ends_at=alert.ends_at, severity=alert.severity) for alert in alerts]
    return tuple(dict.fromkeys((*kept, *new)))


async def _commit(
    app: App, state: RuleState, alerts: Sequence[Alert], now: datetime, known: Sequence[Alert] = ()
) -> bool:
    """Progress and consequences together: killed before, the rule is asked again; after, it is not. Of `known` alerts
    the incidents learn how they stand now.

    Nothing is committed, and the rule asked again, where the clock was set back meanwhile: it would have judged a time
    that has not come yet, and be silent until then.
    """
    changed: dict[str, Incident] = {}
    for alert in alerts:
        ALERTS.labels(alert.rule).inc()
        log.debug("alert", rule=alert.rule, scope=alert.scope, severity=alert.severity, summary=alert.summary)
        named = labels(alert, app.config.brand_of_query)
        route = together(resolve(app.config.route, named))
        key = incidents.key(route, named)
        before = changed.get(key) or await app.read(app.store.incident, key)
        changed[key] = incidents.receive(before, [alert], route, named, now, policies_of(app.config, route))
    for alert in known:
        await _refresh(app, changed, alert, now)
    if app.clock.now() < now:
        return False
    await app.write(app.store.commit_evaluation, state, list(changed.values()))
    return True


async def _refresh(app: App, changed: dict[str, Incident], alert: Alert, now: datetime) -> None:
    named = labels(alert, app.config.brand_of_query)
    route = together(resolve(app.config.route, named))
    key = incidents.key(route, named)
    before = changed.get(key) or await app.read(app.store.incident, key)
    if before and (after := incidents.refresh(before, alert, route, now)) != before:
        changed[key] = after
