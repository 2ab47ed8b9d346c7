"""An evaluation as Markdown that people read, and as plain values for a script."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from listener.crisis.course import Course
from listener.crisis.debrief import Debrief
from listener.crisis.drivers import Drivers, Story, Voice
from listener.crisis.measured import Measured, measured
from listener.metrics.response_times import elapsed, to_acknowledge, to_notice, to_resolve
from listener.wording.durations import span
from listener.wording.figures import counted, figure, signed
from listener.wording.links import link
from listener.wording.moments import localised, moment
from listener.wording.scopes import about
from listener.wording.text import one_line
from storage.records import Task

LONGEST = 200
QUOTED = 3
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|!~])")


def markdown(found: Debrief, zone: ZoneInfo) -> str:
    """The whole document; times in the zone, text from outside without any markup."""
    parts = [
        _head(found, zone),
        ["## Times", "", *_times(found, zone)],
        ["## The peak", "", *_peak(found.course, zone)] if found.course else [],
        ["## What drove it", "", *_driven(found.drivers, zone)] if found.drivers else [],
        ["## What was missed", "", *_missed(found, zone)] if found.drivers else [],
        ["## What was said", "", *_said(found, zone)],
        ["## What was done", "", *_done(found)],
        ["## Actions", "", *_actions(found)],
        [f"## Timeline{' of this exercise' if found.response.drill else ''}", "", *_timeline(found, zone)],
    ]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def values(found: Debrief) -> dict[str, Any]:
    """For a script: seconds between the times, the counts, the posts; without the timeline."""
    from dataclasses import asdict

    times = found.times
    return {
        "incident_id": found.response.incident_id,
        "title": found.incident.title,
        "severity": found.response.severity,
        "drill": found.response.drill,
        "scope": found.scope,
        "times": asdict(times),
        "seconds": {
            "to_detect": _seconds(elapsed(times.first_post, times.alerted)),
            "to_tell": _seconds(to_notice(found.incident)),
            "to_acknowledge": _seconds(to_acknowledge(found.incident)),
            "to_first_response": _seconds(elapsed(times.alerted, times.responded)),
            "to_resolve": _seconds(to_resolve(found.incident)),
            "to_recovery": _seconds(elapsed(times.alerted, times.recovered)),
        },
        "targets": {name: _seconds(target) for name, target in found.targets},
        "course": asdict(found.course) | {"times_usual": found.course.times} if found.course else None,
        "drivers": asdict(found.drivers) | {"early": len(found.drivers.early)} if found.drivers else None,
        "updates": {"promised": found.promised, "on_time": found.on_time},
        "silent_rules": found.silent,
        "actions": [asdict(action) for action in found.response.actions],
    }


def _seconds(length: timedelta | None) -> float | None:
    return None if length is None else length.total_seconds()


def _head(found: Debrief, zone: ZoneInfo) -> list[str]:
    response = found.response
    duties = ", ".join(f"{duty} {_plain(person)}" for duty, person in response.duties.items())
    over = f"over after {span(response.resolved_at - response.declared_at)}" if response.resolved_at else "not over yet"
    drill = ["", "**This was a drill.** Its posts were made up; there is nothing to count."] if response.drill else []
    title = localised(found.incident.title, zone, found.incident.opened_at)
    declared = f"Declared on {moment(response.declared_at, zone)} by {_plain(response.declared_by)}"
    return [
        f"# Debrief{' of a drill' if response.drill else ''}: {_plain(title)}",
        "",
        f"Crisis {response.incident_id}, severity {response.severity}, {about(found.scope)}. {declared}; {over}.",
        "",
        f"Duties: {duties}. Times are in {zone}.",
        *drill,
    ]


def _times(found: Debrief, zone: ZoneInfo) -> Iterator[str]:
    times = found.times
    kept = {each.name: each for each in measured(times, found.targets)}
    yield "| | when | |"
    yield "|---|---|---|"
    if times.first_post:
        yield _row("First post", times.first_post, "", zone)
    after = _after(times.first_post, times.alerted, "the first post")
    yield _row("Detected: first alert", times.alerted, after, zone, kept["Seen"])
    for name, at, step in (
        *((("Volume above normal", found.course.began_at, None),) if found.course and found.course.began_at else ()),
        ("First notice or page", times.told, None),
        ("Acknowledged", times.acknowledged, kept["Taken"]),
        ("Declared a crisis", times.declared, None),
        ("First response: update or statement", times.responded, kept["First answer"]),
        ("Said to be over", times.resolved, kept["Over"]),
        *((("Volume and tone back to normal", times.recovered, kept["Recovered"]),) if found.course else ()),
    ):
        yield _row(name, at, _after(times.alerted, at, "the alert"), zone, step)


def _row(name: str, at: datetime | None, after: str, zone: ZoneInfo, step: Measured | None = None) -> str:
    target = f"target {span(step.target)}" if step and step.target else ""
    told = "; ".join(filter(None, (after, target, step.said if step else "")))
    return f"| {name} | {moment(at, zone) if at else 'not yet'} | {told} |"


def _after(since: datetime | None, at: datetime | None, what: str) -> str:
    length = elapsed(since, at)
    if length is None:
        return ""
    return f"{span(abs(length))} {'after' if length >= timedelta(0) else 'before'} {what}"


def _peak(course: Course, zone: ZoneInfo) -> Iterator[str]:
    times = (
        f", {figure(course.times)} times the mean hour of the seven days before ({figure(course.usual)})"
        if course.times is not None
        else ""
    )
    yield f"{counted(course.peak, 'post')} in the hour to {moment(course.peak_at, zone)}{times}."
    if course.band is None:
        yield "Less than a day is stored from before, so nobody can say what is normal, or when it was normal again."
        return
    yield f"In 95 of 100 hours of the seven days before there were at most {figure(course.band)}."
    if course.began_at is None:
        yield "The volume never left that band."
    if course.tone_before is not None and course.tone_during is not None:
        yield f"Net sentiment was {signed(course.tone_before)} before and {signed(course.tone_during)} during it."
    if not course.tone_judged:
        yield "Too little was read before to judge when the tone had recovered; the recovery is that of volume alone."


def _driven(found: Drivers, zone: ZoneInfo) -> Iterator[str]:
    several = "" if found.complete else ", at least: there were more than could be read"
    yield f"{counted(found.posts, 'post')} by {counted(found.authors, 'known author')}{several}. {_reach(found)}"
    yield ""
    retold = [story for story in found.stories if story.posts > 1]
    if retold:
        yield "Stories, by how often they were told:"
        yield ""
        yield from (
            f"{number}. {_count(story.posts)}, first {_quote(story, zone)}" for number, story in enumerate(retold, 1)
        )
    else:
        yield "No text was told twice: everybody spoke in words of their own."
    yield from _voices("Authors with most posts", [voice for voice in found.loudest if voice.posts > 1])
    yield from _voices("Authors with most followers", found.largest)


def _reach(found: Drivers) -> str:
    if found.reach is None:
        return "No source tells how many people follow them, so the reach is not known."
    return f"Together {found.reach:,} people follow them, as far as is known ({found.reach_known} of {found.authors})."


def _voices(what: str, voices: Iterable[Voice]) -> Iterator[str]:
    named = ", ".join(f"{_plain(voice.name)} ({_count(voice.posts)}{_followers(voice)})" for voice in voices)
    if named:
        yield ""
        yield f"{what}: {named}."


def _followers(voice: Voice) -> str:
    return "" if voice.followers is None else f", {counted(voice.followers, 'follower')}"


def _missed(found: Debrief, zone: ZoneInfo) -> Iterator[str]:
    assert found.drivers is not None
    early = found.drivers.early
    if early:
        yield f"{_count(len(early))} of the stories that drove it came before the first alert:"
        yield ""
        yield from (f"- {_quote(story, zone)}" for story in early[:QUOTED])
    else:
        yield "No post of the stories that drove it came before the first alert."
    if found.silent:
        yield ""
        yield f"Rules about these posts that said nothing: {', '.join(map(_plain, found.silent))}."
        yield f"Try what would have woken them: `listener backtest {found.silent[0]}`."


def _said(found: Debrief, zone: ZoneInfo) -> Iterator[str]:
    response = found.response
    yield f"{found.on_time} of {found.promised} promised updates came in time."
    yield ""
    for statement in response.statements:
        if statement.used_at:
            head = f"{moment(statement.used_at, zone)}, statement “{_plain(statement.name)}”"
            yield from _words(head, statement.text)
    for update in response.updates:
        yield from _words(f"{moment(update.at, zone)}, {_plain(update.who)}", update.text)


def _words(head: str, text: str) -> Iterator[str]:
    """An entry of a list; what was said in several lines stays so, since each of them answers another question."""
    lines = [_plain(line) for line in text.splitlines() if line.strip()]
    if len(lines) == 1:
        yield f"- {head}: {lines[0]}"
        return
    yield f"- {head}:"
    yield from (f"    - {line}" for line in lines)


def _done(found: Debrief) -> Iterator[str]:
    tasks = found.response.tasks
    if not tasks:
        yield "No playbook was followed."
        return
    done = sum(task.done_at is not None for task in tasks)
    tasks_of = f"Playbook {found.response.playbook}" if found.response.playbook else "Tasks"
    yield f"{tasks_of}: {done} of {len(tasks)} done."
    open_ = [task for task in tasks if task.done_at is None]
    if open_:
        yield "Left open:"
        yield ""
        yield from (f"- {_plain(task.text)} ({task.owner or 'nobody'})" for task in open_)


def _actions(found: Debrief) -> list[str]:
    actions = found.response.actions
    if not actions:
        return [f'None yet: `listener crisis action {found.response.incident_id} "…" --owner NAME`']
    return [_box(action) for action in actions]


def _box(action: Task) -> str:
    return f"- [{'x' if action.done_at else ' '}] {_plain(action.text)} ({action.owner})"


def _timeline(found: Debrief, zone: ZoneInfo) -> Iterator[str]:
    for entry in found.timeline:
        who = f" ({_plain(entry.who)})" if entry.who else ""
        yield f"- {moment(entry.at, zone)}: {_plain(localised(entry.what, zone, entry.at))}{who}"


def _count(posts: int) -> str:
    return counted(posts, "post")


def _quote(story: Story, zone: ZoneInfo) -> str:
    url = link(story.url)
    where = f" <{url}>" if url and not set(url) & set("<>") else ""
    return f"{moment(story.first_at, zone)} by {_plain(story.author)}: “{_plain(story.text)}”{where}"


def _plain(text: str) -> str:
    """On one line, and nothing in it is markup."""
    return _SPECIAL.sub(r"\\\1", one_line(text, LONGEST))
