"""Typeform, SurveyMonkey, LimeSurvey: ratings keep their scale, and who answered stays there."""

from __future__ import annotations

import json

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Response

from storage.errors import SourceError, Unauthorised
from storage.records import Rating
from tests.worlds.upstream import SECRET, Upstream


@pytest.mark.parametrize(
    ("name", "question", "rating"),
    [
        ("typeform", "f2", Rating(value=6, worst=1, best=7)),
        ("surveymonkey", "q2", Rating(value=4, worst=1, best=5)),
        ("limesurvey", "SAT", Rating(value=2, worst=1, best=5)),
    ],
)
async def test_another_question_rates_on_its_own_scale(
    httpserver: HTTPServer, name: str, question: str, rating: Rating
):
    first = (await Upstream(name, httpserver).poll(rating=question)).mentions[0]
    assert first.rating == rating


@pytest.mark.parametrize("name", ["typeform", "surveymonkey"])
async def test_who_answered_stays_there(httpserver: HTTPServer, name: str):
    batch = await Upstream(name, httpserver).poll()
    assert batch.mentions
    for told in ("customer@example.org", "Lee Leaf", "192.0.2.1"):
        assert told not in str(batch)


async def test_other_answers_are_kept_by_their_question(httpserver: HTTPServer):
    form = (await Upstream("typeform", httpserver).poll()).mentions[0]
    assert form.extra["answers"]["Where?"] == "Shop"
    assert form.extra["answers"]["How easy was it?"] == 6


async def test_choices_are_kept_by_their_words(httpserver: HTTPServer):
    survey = (await Upstream("surveymonkey", httpserver).poll()).mentions[0]
    assert survey.extra["answers"] == {
        "How satisfied are you?": 4, "Would you tell a friend of acme?": 9, "Where?": ["Shop"],
    }  # fmt: skip


async def test_a_form_without_its_questions_still_tells_the_words(httpserver: HTTPServer):
    place = Upstream("typeform", httpserver)
    place.change = lambda body: json.dumps({"fields": []}).encode() if b'"fields"' in body else body
    first = (await place.poll()).mentions[0]
    assert first.text.startswith("The acme kettle leaks")
    assert first.rating is None
    assert first.extra["answers"]["f1"] == 3


async def test_a_session_is_ended_also_where_something_goes_wrong(httpserver: HTTPServer):
    place = Upstream("limesurvey", httpserver)
    place.change = lambda body: b"<p>maintenance</p>" if b"responses" in body or len(body) > 500 else body
    with pytest.raises(SourceError):
        await place.poll()
    methods = [json.loads(request.get_data())["method"] for request in place.requests]
    assert methods[0] == "get_session_key"
    assert methods[-1] == "release_session_key"


async def test_a_wrong_password_is_told(httpserver: HTTPServer):
    place = Upstream("limesurvey", httpserver)
    place.refusal = Response('{"id": 1, "result": {"status": "Invalid user name or password"}, "error": null}')
    with pytest.raises(Unauthorised, match="Invalid user name or password") as caught:
        await place.poll(password=SECRET)
    assert SECRET not in str(caught.value)
    assert len(place.requests) == 1


async def test_answers_that_come_late_are_found_among_the_last_five_hundred(httpserver: HTTPServer):
    place = Upstream("limesurvey", httpserver)
    place.refusal = Response('{"id": 1, "result": "k3y", "error": null}')
    with pytest.raises(SourceError):
        await place.poll({"id": 1200})
    begun = [json.loads(request.get_data())["params"][-1] for request in place.requests]
    assert 701 in begun


async def test_the_number_of_the_last_answer_is_remembered(httpserver: HTTPServer):
    place = Upstream("limesurvey", httpserver)
    assert (await place.poll()).cursor == {"id": 2}
    place.empty = True
    assert (await place.poll({"id": 9})).cursor == {"id": 9}
