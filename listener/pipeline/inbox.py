"""Inbox: what rules put in, what joins a case that is known, and what comes back when it is time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import structlog

from listener.app import App
from listener.config.config import Config
from rules.cases import events
from rules.cases.filing import Taken, Unread
from rules.cases.hours import due
from rules.cases.steps import step
from storage.errors import Conflict
from storage.filing import Known
from storage.intake.folding import exact_name
from storage.records import Author, Case, CaseEntry, Filing, Hit, Mention, StoredMention

log = structlog.get_logger()

BATCH = 300


async def file_cases(app: App) -> int:
    """Go through what was matched and read since, and wake what is due; how many mentions found their case."""
    filed = 0
    while True:
        until = await app.read(app.store.filed_until)
        matched = await app.read(app.store.hits_after, until[0], read=False, limit=BATCH)
        read = await app.read(app.store.hits_after, until[1], read=True, limit=BATCH)
        if not (matched or read):
            break
        stored = [hit.stored for hit in (*matched, *read)]
        known = await app.read(
            app.store.known_cases,
            [each.id for each in stored],
            [name for each in stored for name in (*names(each), *answered(each))],
            [each.mention.story for each in stored if each.mention.story is not None],
        )
        desk = _Desk(app.config, known, app.clock.now())
        desk.take(matched, final=not app.config.classify.enabled)
        desk.take(read, final=True)
        after = (matched[-1].seq if matched else until[0], read[-1].seq if read else until[1])
        try:
            await app.write(app.store.commit_filing, desk.filings, after)
        except Conflict:
            log.info("a case was changed meanwhile; what came is looked at again")
            break
        filed += len(desk.filings)
    await _wake(app)
    return filed


async def _wake(app: App) -> None:
    now = app.clock.now()
    for case in await app.read(app.store.due_cases, now):
        woken, _ = step(case, events.Woken(), now)
        try:
            await app.write(app.store.commit_cases, [woken])
        except Conflict:
            log.info("a case that was to come back was changed meanwhile", case=case.id)


def file(config: Config, stored: StoredMention, taken: Taken | None, now: datetime, who: str = "") -> Case:
    """A new case about a mention, because of a rule, or because somebody put it in."""
    rule, mention = (taken.rule if taken else None), stored.mention
    reason = taken.reason if taken else f"put in by {who}"
    promised = due(now, rule.due, config.desk.hours, config.zone) if rule and rule.due else None
    return Case(
        lead=stored.id,
        brands=tuple(dict.fromkeys(match.brand for match in stored.matches)),
        rule=rule.name if rule else "",
        reason=reason,
        assignee=rule.assignee if rule else None,
        team=rule.team if rule else None,
        tags=rule.tags if rule else (),
        filed_at=now,
        due_at=promised,
        promised_at=promised,
        doubt=in_doubt(stored),
        vip=is_vip(config, mention.author),
        history=(CaseEntry(at=now, kind="filed", what=reason, who=who or None),),
    )


def filing(case: Case, stored: StoredMention) -> Filing:
    """Of a new case, with its first mention."""
    return Filing(case=case, mention=stored.id, part="lead", threads=names(stored), story=stored.mention.story)


def names(stored: StoredMention) -> tuple[str, ...]:
    """By which further messages of its conversation know it: itself, and the conversation."""
    ids = (stored.mention.thread_id, *(each.native_id for each in stored.sightings))
    sources = dict.fromkeys(each.source for each in stored.sightings)
    return tuple(dict.fromkeys(f"{source}\n{id}" for source in sources for id in ids if id))


def answered(stored: StoredMention) -> tuple[str, ...]:
    """The names of what it answers, and of its conversation."""
    ids = (stored.mention.parent_id, stored.mention.thread_id)
    sources = dict.fromkeys(each.source for each in stored.sightings)
    return tuple(dict.fromkeys(f"{source}\n{id}" for source in sources for id in ids if id))


def in_doubt(stored: StoredMention) -> bool:
    """Whether something of its reading is in doubt."""
    left = stored.classification.abstained if stored.classification else None
    return left is not None and left.reason == "unsure"


def is_vip(config: Config, author: Author) -> bool:
    """Whether one hurries for this author."""
    least = config.desk.vip_followers
    many = least is not None and author.followers is not None and author.followers >= least
    return many or is_among(author, config.desk.vips)


def is_among(author: Author, handles: Sequence[str]) -> bool:
    """Whether an author has one of these handles."""
    return bool(author.handle) and exact_name(author.handle or "") in {exact_name(one.lstrip("@")) for one in handles}


@dataclass(slots=True)
class _Desk:
    """One batch: cases that are known, and what becomes of them."""

    config: Config
    known: Known
    now: datetime
    filings: list[Filing] = field(default_factory=list)
    _new: dict[int, Case] = field(default_factory=dict)
    _by_mention: dict[int, int] = field(default_factory=dict)
    _by_thread: dict[str, int] = field(default_factory=dict)
    _by_story: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Cases are named by their leads here, since new ones have no number."""
        leads = {id: case.lead for id, case in self.known.cases.items()}
        self._new = {case.lead: case for case in self.known.cases.values()}
        self._by_mention = {mention: leads[id] for mention, id in self.known.filed.items() if id in leads}
        self._by_thread = {name: leads[id] for name, id in self.known.threads.items() if id in leads}
        self._by_story = {story: leads[id] for story, id in self.known.stories.items() if id in leads}

    def take(self, hits: Sequence[Hit], *, final: bool) -> None:
        """What newly belongs to brands; what may not alert is no work, whatever it says."""
        for hit in hits:
            if hit.stored.id in self._by_mention:
                self._read(hit)
            elif hit.live:
                self._file(hit.stored, final=final)

    def _file(self, stored: StoredMention, *, final: bool) -> None:
        own = is_among(stored.mention.author, self.config.desk.own)
        thread = next((lead for name in answered(stored) if (lead := self._by_thread.get(name))), None)
        if thread is not None:
            self._join(thread, stored, own=own)
        elif (story := self._by_story.get(stored.mention.story or 0)) is not None:
            self._put(self._new[story], Filing(case=self._new[story], mention=stored.id, part="copy", changed=False))
        elif not own:
            self._decide(stored, final=final)

    def _decide(self, stored: StoredMention, *, final: bool) -> None:
        try:
            taken = self.config.filing.decide(stored, final=final)
        except Unread:
            return
        if taken is not None:
            case = file(self.config, stored, taken, self.now)
            self._put(case, filing(case, stored))

    def _join(self, lead: int, stored: StoredMention, *, own: bool) -> None:
        """A further message of a conversation; our own word in it is no work."""
        before = self._new[lead]
        came = events.Came(author=_name(stored.mention), due_at=self._due(before))
        case = before if own else step(before, came, self.now)[0]
        self._put(
            case, Filing(case=case, mention=stored.id, part="message", threads=names(stored), changed=case != before)
        )

    def _due(self, case: Case) -> datetime | None:
        rule = next((each for each in self.config.inbox if each.name == case.rule), None)
        return due(self.now, rule.due, self.config.desk.hours, self.config.zone) if rule and rule.due else None

    def _read(self, hit: Hit) -> None:
        """What a case began with was read meanwhile."""
        case = self._new[self._by_mention[hit.stored.id]]
        doubt = in_doubt(hit.stored)
        if hit.read and case.lead == hit.stored.id and case.doubt != doubt:
            case = replace(case, doubt=doubt)
            self._put(case, Filing(case=case, mention=hit.stored.id, part="lead"))

    def _put(self, case: Case, filing: Filing) -> None:
        self.filings.append(filing)
        self._new[case.lead] = case
        self._by_mention[filing.mention] = case.lead
        self._by_thread |= dict.fromkeys(filing.threads, case.lead)
        if filing.story is not None:
            self._by_story[filing.story] = case.lead


def _name(mention: Mention) -> str:
    author = mention.author
    return author.name or (f"@{author.handle}" if author.handle else "")
