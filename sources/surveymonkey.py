"""Answers to a survey on SurveyMonkey."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any, ClassVar, cast

from pydantic import Field, HttpUrl, SecretStr

from sources.apis.document import Document, fetch
from sources.apis.item import Item, UnusableError, described, reached
from sources.apis.page import Page
from sources.apis.surveys import Form, Question, Questions, scale_of, titled
from sources.apis.tokens import bearer
from sources.apis.walk import Pace, Step, collect, past
from sources.base import About, Net, Options, source
from storage.records import Ask, Batch, Cursor, Mention, Rights

SIZE = 100
PACE = Pace(overlap=timedelta(hours=2), first=timedelta(days=90))


@source("surveymonkey")
class SurveyMonkey(Options):
    """Answers to one of your surveys on SurveyMonkey, each a mention with its rating on the scale that was asked."""

    about: ClassVar[About] = About(
        title="SurveyMonkey",
        needs="key",
        how="Make a private app at https://developer.surveymonkey.com with the scopes to view surveys, responses and "
        "response details (the last needs a paid plan), and take its access token.",
        quota="500 requests a day and 120 a minute for a private app",
        documentation="https://api.surveymonkey.com/v3/docs",
        blind="answers beyond what the plan shows",
        rights=Rights(terms="https://www.surveymonkey.com/mp/legal/developer-terms/"),
    )

    every: timedelta = Field(
        timedelta(minutes=30), ge=timedelta(seconds=1), description="Time between two polls; mind the quota"
    )
    survey: str = Field(
        pattern=r"^\d+$", title="Survey ID", description="The survey's id, a number", examples=["123456789"]
    )
    token: SecretStr = Field(description="An access token", examples=["env:SURVEYMONKEY_TOKEN"])
    rating: str | None = Field(
        None,
        title="Rating question",
        description="Id of the question that rates; left out: the first that asks for 0 to 10, else any scale",
    )
    api: HttpUrl = Field(
        HttpUrl("https://api.surveymonkey.com/v3/"), description="Where its API is; in Europe api.eu.surveymonkey.com"
    )

    async def poll(self, net: Net, cursor: Cursor, ask: Ask) -> Batch:  # noqa: ARG002 (answers cannot be searched)
        page = partial(self._page, net, await self._asked(net))
        return await collect(cursor, [""], page, PACE, net.now)

    async def backfill(self, net: Net, since: datetime, cursor: Cursor, ask: Ask) -> AsyncIterator[Batch]:  # noqa: ARG002
        """See `Backfill`."""
        page = partial(self._page, net, await self._asked(net))
        async for batch in past(cursor, [""], page, PACE, since, net.now):
            yield batch

    async def _asked(self, net: Net) -> Questions:
        page = await fetch(net, f"{self.api}surveys/{self.survey}/details", _asked, headers=bearer(self.token))
        return cast("Questions", page.next)

    async def _page(self, net: Net, questions: Questions, _: str, step: Step) -> Page:
        number = step.at or 1
        params = {"per_page": str(SIZE), "page": str(number), "sort_by": "date_modified", "sort_order": "DESC"}
        params |= {"start_modified_at": f"{step.since:%Y-%m-%dT%H:%M:%S}+00:00"}
        url, read = f"{self.api}surveys/{self.survey}/responses/bulk", partial(self.read, number, questions)
        return await fetch(net, url, read, params=params, headers=bearer(self.token))

    def read(self, number: int, questions: Questions, found: Document) -> Page:
        """A page of answered surveys; one that goes on being answered comes again."""
        next = number + 1 if found.list("data") and found.get("links.next") else None
        read = partial(self.mention, found, questions)
        return found.page("data", read, expects=("pages",), shows=("links",), ordered_by="date_modified", next=next)

    def mention(self, found: Document, questions: Questions, each: Item) -> Mention | None:
        """An answered survey; None for one that was only opened."""
        id, form = each.id("id"), Form()
        for key, answer in _answers(each):
            _take(form, key, questions.get(key), Item(answer))
        if not (form.words or form.numbers or form.others) and each.line("response_status") == "partial":
            return None
        return Mention(
            kind=self.kind or "survey",
            native_id=id,
            url=each.link("analyze_url"),
            language=each.language("language", self.language),
            **each.said("date_created", found.now),
            collected_at=found.now,
            **form.fields(questions, self.rating),
        )


def _take(form: Form, key: str, question: Question | None, answer: Item) -> None:
    choice = answer.line("choice_id")
    if question is None:
        return  # what asks for names and addresses
    if not (choice or answer.raw("text") or answer.line("other_id")) and (question.is_words or question.scale):
        raise UnusableError(f"an answer has neither `choice_id` nor `text` but {described(answer.data)}")
    if answer.raw("text") and (question.is_words or answer.line("other_id")):
        form.words.append(answer.text("text"))
    elif choice in question.values and question.scale:
        form.numbers[key] = question.values[choice]
    elif choice in question.choices:
        form.others.setdefault(question.title, []).append(question.choices[choice])


def _answers(each: Item) -> Iterator[tuple[str, Any]]:
    pages = each.get("pages")
    for page in pages if isinstance(pages, list) else ():
        questions = reached(page, "questions")
        for question in questions if isinstance(questions, list) else ():
            answers = reached(question, "answers")
            for answer in answers if isinstance(answers, list) else ():
                if isinstance(answer, Mapping):
                    yield str(question.get("id", "")), answer


def _asked(found: Document) -> Page:
    return Page(next=_questions(found))


def _questions(found: Document) -> dict[str, Question]:
    questions = {}
    for page in found.list("pages"):
        listed = reached(page, "questions")
        for each in listed if isinstance(listed, list) else ():
            if isinstance(each, Mapping) and (question := _question(Item(each))):
                questions[Item(each).line("id")] = question
    return questions


def _question(each: Item) -> Question | None:
    """None for what asks who somebody is, and for what nobody answers."""
    family, headings = each.id("family"), each.get("headings")
    title = titled(Item(headings[0]).raw("heading")) if _are_objects(headings) and headings else ""
    if family in {"demographic", "presentation", "datetime"} or each.line("validation.type") == "email":
        return None
    listed = each.get("answers.choices")
    choices = [Item(choice) for choice in listed] if _are_objects(listed) else []
    words = {choice.id("id"): titled(choice.raw("text")) for choice in choices}
    values = _values(each, choices)
    scale = (min(values.values()), max(values.values())) if len(values) > 1 else None
    return Question(title=title, scale=scale, is_words=family == "open_ended", choices=words, values=values)


def _values(each: Item, choices: list[Item]) -> dict[str, float]:
    """What the choices of a rating stand for; of a table of ratings nothing, as none of its rows is the one."""
    rows = each.get("answers.rows")
    if (each.line("family"), each.id("subtype")) != ("matrix", "rating") or (isinstance(rows, list) and len(rows) > 1):
        return {}
    if not choices:
        raise UnusableError("a question that rates has no `answers.choices`")
    counted = [choice for choice in choices if not choice.flag("is_na")]
    weights = [w if isinstance(w := choice.get("weight"), int | float) else None for choice in counted]
    numbers = scale_of([choice.raw("text") for choice in counted], weights)
    return {choice.line("id"): number for choice, number in zip(counted, numbers, strict=True)}


def _are_objects(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, Mapping) for each in value)
