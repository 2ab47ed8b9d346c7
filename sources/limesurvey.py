"""Answers to a survey on a LimeSurvey of one's own."""

from __future__ import annotations

import base64
import binascii
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from pydantic import Field, HttpUrl, SecretStr

from sources.apis.document import Document, fetch, parsed
from sources.apis.item import Item, described, serial
from sources.apis.page import Page, read_items
from sources.apis.surveys import Form, Question, Questions, titled, within
from sources.base import About, Net, Options, source
from sources.reading.text import line
from sources.reading.zones import Zone
from storage.errors import Broken, SourceError, Unauthorised
from storage.records import Ask, Batch, Cursor, Mention, Rights

OVERLAP = 500
SCALES: Mapping[str, tuple[float, float]] = {"5": (1, 5)}
WORDS = {"S", "T", "U"}
NOTHING = "No Data"


@source("limesurvey")
class LimeSurvey(Options):
    """Answers to a survey on your LimeSurvey, each a mention with its rating on the scale that was asked."""

    about: ClassVar[About] = About(
        title="LimeSurvey",
        needs="key",
        how="Switch on JSON-RPC in the global settings, and make a user who may read the survey's answers.",
        documentation="https://www.limesurvey.org/manual/RemoteControl_2_API",
        blind="answers that were begun and not sent, and those that are sent after 500 later ones were begun",
        rights=Rights(),
    )

    url: HttpUrl = Field(description="Address of the LimeSurvey", examples=["https://survey.example.org/"])
    survey: int = Field(ge=1, title="Survey ID", description="The survey's id, a number", examples=[123456])
    user: str = Field(description="Who reads", examples=["listener"])
    password: SecretStr = Field(description="Their password", examples=["env:LIMESURVEY_PASSWORD"])
    rating: str | None = Field(
        None, title="Rating question", description="Code of the question that rates; left out: the first of 5 points"
    )
    worst: float = Field(0, description="The worst that can be answered there, where it has no five points")
    best: float = Field(10, description="The best that can be answered there, where it has no five points")
    after: int = Field(
        0, ge=0, title="After answer number", description="Answers with a number up to this one are left out"
    )
    timezone: Zone = Field("UTC", description="Time zone of the server")

    async def poll(self, net: Net, cursor: Cursor, ask: Ask) -> Batch:  # noqa: ARG002 (answers cannot be searched)
        begin = max(self.after, int(cursor.get("id", 0)) - OVERLAP) + 1
        page = await self._answers(net, begin)
        ids = [id for each in page.mentions if (id := serial(each.native_id))]
        return Batch(
            mentions=page.mentions,
            refused=page.refused,
            partial=page.partial,
            cursor={"id": max([*ids, int(cursor.get("id", 0))])},
        )

    async def backfill(self, net: Net, since: datetime, cursor: Cursor, ask: Ask) -> AsyncIterator[Batch]:  # noqa: ARG002
        """See `Backfill`: all answers come at once, and those from before are left out here."""
        page = await self._answers(net, self.after + 1)
        late = tuple(each for each in page.mentions if each.published_at is None or each.published_at >= since)
        yield Batch(mentions=late, refused=page.refused, partial=page.partial, cursor={})

    async def _answers(self, net: Net, begin: int) -> Page:
        login = (self.user, self.password.get_secret_value())
        key = (await self._call(net, _result, "get_session_key", *login)).next
        if not isinstance(key, str):
            raise Unauthorised(f"{self.url} lets nobody in with this user and password; it says {_said(key)}")
        try:
            asked = (await self._call(net, _result, "list_questions", key, self.survey)).next
            how = ("json", None, "complete", "code", "short", begin)
            return await self._call(net, partial(self.read, asked), "export_responses", key, self.survey, *how)
        finally:
            with suppress(SourceError):  # it ends by itself, too; what went wrong before is what counts
                await self._call(net, _result, "release_session_key", key)

    async def _call(self, net: Net, read: Any, method: str, *params: Any) -> Page:
        post = {"method": method, "params": params, "id": 1}
        return await fetch(net, f"{self.url}index.php/admin/remotecontrol", read, post=post)

    def read(self, asked: Any, found: Document) -> Page:
        """The answered surveys of an export."""
        said = found.get("result")
        if isinstance(said, Mapping) and str(said.get("status", "")).startswith(NOTHING):
            return Page()
        if not isinstance(said, str):
            raise Broken(f"{found.where} exports nothing; it says {_said(said)}")
        items = _exported(said, found.where)
        return read_items(items, partial(self.mention, found, self._questions(asked)), now=found.now)

    def _questions(self, asked: Any) -> Questions:
        """By code; of those with parts (arrays, multiple choice) none."""
        found = {}
        for each in asked if isinstance(asked, list) else ():
            if not isinstance(each, Mapping) or str(each.get("parent_qid", 0)) != "0":
                continue
            item = Item(each)
            code, sort = item.id("title"), item.id("type")
            scale = SCALES.get(sort) or ((self.worst, self.best) if code == self.rating else None)
            found[code] = Question(title=titled(item.raw("question")), scale=scale, is_words=sort in WORDS)
        return found

    def mention(self, found: Document, questions: Questions, each: Item) -> Mention:
        """An answered survey."""
        form = Form()
        for code, question in questions.items():
            answer = each.raw(code)
            number = _number(answer)
            if question.is_words:
                form.words.append(each.text(code))
            elif number is not None and within(number, question.scale):
                form.numbers[code] = number
            elif answer:
                form.others[question.title or code] = line(answer, 200)
        return Mention(
            kind=self.kind or "survey",
            native_id=each.id("id"),
            language=each.language("startlanguage", self.language),
            **each.said("submitdate", found.now, ZoneInfo(self.timezone)),
            collected_at=found.now,
            **form.fields(questions, self.rating),
        )


def _result(found: Document) -> Page:
    """What a call gives, as `next`."""
    if found.get("error"):
        raise Broken(f"{found.where} answers with an error: {line(str(found.get('error')), 200)}")
    if not isinstance(found.data, Mapping) or "result" not in found.data:
        raise Broken(f"{found.where} answers with no `result`; is its interface set to JSON-RPC?")
    return Page(next=found.data["result"])


def _exported(said: str, where: str) -> Sequence[Any]:
    try:
        body = base64.b64decode(said, validate=True)
    except (binascii.Error, ValueError):
        raise Broken(f"{where} exports something that is not in base64") from None
    data = parsed(body, f"the export of {where}")
    items = data.get("responses") if isinstance(data, Mapping) else None
    if not isinstance(items, list):
        raise Broken(f"the export of {where} has no list in `responses`; has its API changed?")
    # Older versions wrap each one in an object under its number.
    return [_unwrapped(each) for each in items]


def _unwrapped(each: Any) -> Any:
    if isinstance(each, Mapping) and len(each) == 1 and isinstance(inner := next(iter(each.values())), Mapping):
        return inner
    return each


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None


def _said(value: Any) -> str:
    """What it answers instead, in words."""
    status = value.get("status") if isinstance(value, Mapping) else None
    return repr(line(str(status), 100)) if status else described(value)
