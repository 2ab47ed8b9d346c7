"""Answers to a form on Typeform."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, ClassVar, cast

from pydantic import Field, HttpUrl, SecretStr

from sources.apis.document import Document, fetch
from sources.apis.item import Item, UnusableError, reached
from sources.apis.page import Page
from sources.apis.surveys import Form, Question, Questions, titled, within
from sources.apis.tokens import bearer
from sources.apis.walk import Pace, Step, collect, past
from sources.base import About, Net, Options, source
from storage.records import Ask, Batch, Cursor, Mention, Rights

SIZE = 1_000
PACE = Pace(overlap=timedelta(hours=6), first=timedelta(days=90))
WORDS = {"short_text", "long_text"}
SHOWN = {"text", "number", "choice", "choices", "boolean"}


@source("typeform")
class Typeform(Options):
    """Answers to one of your forms on Typeform, each a mention with its rating on the scale that was asked."""

    about: ClassVar[About] = About(
        title="Typeform",
        needs="key",
        how="Make a personal token with the scopes forms:read and responses:read in your Typeform account.",
        quota="2 requests a second",
        documentation="https://www.typeform.com/developers/responses/",
        blind="answers that were begun and not sent; the newest half hour may be missing for a while",
        rights=Rights(terms="https://www.typeform.com/developers/"),
    )

    form: str = Field(
        pattern=r"^\w+$", title="Form ID", description="The form's id, from its address", examples=["lT4Z3j"]
    )
    token: SecretStr = Field(description="A personal token", examples=["env:TYPEFORM_TOKEN"])
    rating: str | None = Field(
        None,
        title="Rating question",
        description="Id of the question that rates; left out: the first that asks for 0 to 10, else any scale",
    )
    api: HttpUrl = Field(HttpUrl("https://api.typeform.com/"), description="Where its API is")

    async def poll(self, net: Net, cursor: Cursor, ask: Ask) -> Batch:  # noqa: ARG002 (answers cannot be searched)
        page = partial(self._page, net, await self._asked(net))
        return await collect(cursor, [""], page, PACE, net.now)

    async def backfill(self, net: Net, since: datetime, cursor: Cursor, ask: Ask) -> AsyncIterator[Batch]:  # noqa: ARG002
        """See `Backfill`."""
        page = partial(self._page, net, await self._asked(net))
        async for batch in past(cursor, [""], page, PACE, since, net.now):
            yield batch

    async def _asked(self, net: Net) -> Questions:
        page = await fetch(net, f"{self.api}forms/{self.form}", _asked, headers=bearer(self.token))
        return cast("Questions", page.next)

    async def _page(self, net: Net, questions: Questions, _: str, step: Step) -> Page:
        params = {"page_size": str(SIZE), "response_type": "completed", "since": f"{step.since:%Y-%m-%dT%H:%M:%SZ}"}
        params |= {"before": step.at} if step.at else {}
        url, read = f"{self.api}forms/{self.form}/responses", partial(self.read, questions)
        return await fetch(net, url, read, params=params, headers=bearer(self.token))

    def read(self, questions: Questions, found: Document) -> Page:
        """A page of answered forms."""
        last = found.last("items") if len(found.list("items")) >= SIZE else None
        next = last.line("token") or None if last else None
        read = partial(self.mention, found, questions)
        return found.page("items", read, expects=("answers", "submitted_at"), next=next)

    def mention(self, found: Document, questions: Questions, each: Item) -> Mention:
        """An answered form."""
        form, answers = Form(), each.get("answers")
        for answer in answers if isinstance(answers, list) else ():
            _take(form, questions, Item(answer))
        return Mention(
            kind=self.kind or "survey",
            native_id=each.id("token"),
            language=each.language("", self.language),
            **each.said("submitted_at", found.now),
            collected_at=found.now,
            **form.fields(questions, self.rating),
        )


def _take(form: Form, questions: Questions, answer: Item) -> None:
    key, sort = answer.id("field.id"), answer.id("type")
    if sort in SHOWN and answer.get(sort) is None:
        raise UnusableError(f"an answer of the type {sort} has no `{sort}`")
    question = questions.get(key, Question(title=key, is_words=answer.line("field.type") in WORDS))
    number = answer.get("number")
    if sort == "text" and question.is_words:
        form.words.append(answer.text("text"))
    elif sort == "number" and isinstance(number, int | float) and within(number, question.scale):
        form.numbers[key] = number
    elif sort == "number" and isinstance(number, int | float):
        form.others[question.title] = number
    elif sort == "choice":
        form.others[question.title] = answer.line("choice.label") or answer.line("choice.other")
    elif sort == "choices" and isinstance(labels := answer.get("choices.labels"), list):
        form.others[question.title] = [titled(str(label)) for label in labels]
    elif sort == "boolean":
        form.others[question.title] = answer.flag("boolean")


def _asked(found: Document) -> Page:
    return Page(next=_questions(found))


def _questions(found: Document) -> dict[str, Question]:
    """The questions of a form, with those in groups."""
    questions = {}
    for field in _fields(found.list("fields")):
        item = Item(field)
        sort, steps = item.id("type"), item.count("properties.steps")
        questions[item.id("id")] = Question(
            title=titled(item.raw("title")), scale=_scale(item, sort, steps), is_words=sort in WORDS
        )
    return questions


def _fields(fields: Sequence[Any], depth: int = 0) -> Iterator[Any]:
    for field in fields:
        inner = reached(field, "properties.fields")
        if isinstance(inner, list) and depth < 5:
            yield from _fields(inner, depth + 1)
        elif isinstance(field, Mapping):
            yield field


def _scale(item: Item, sort: str, steps: int | None) -> tuple[float, float] | None:
    match sort:
        case "nps":
            return (0, 10)
        case "rating":
            return (1, steps or 5)
        case "opinion_scale":
            worst = 1 if item.flag("properties.start_at_one") else 0
            return (worst, worst + (steps or 11) - 1)
    return None
