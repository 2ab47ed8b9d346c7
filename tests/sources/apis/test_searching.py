"""What the queries look for, as searches."""

import pytest

from sources.apis.searching import Searching, phrase, quoted
from storage.errors import Broken
from storage.records import Ask


def searches(ask: Ask, **settings: object) -> list[str]:
    return Searching.model_validate({"name": "x", **settings}).searches(ask)


def test_each_group_of_words_is_one_search():
    assert searches(Ask(groups=(("acme",), ("acme", "kettle"), ("acme cola",)))) == [
        "acme",
        "acme kettle",
        '"acme cola"',
    ]


def test_what_the_settings_search_for_wins():
    assert searches(Ask(groups=(("acme",),)), search=["kettle", "kettle", "pot"]) == ["kettle", "pot"]


@pytest.mark.parametrize("ask", [Ask(), Ask(groups=((),)), Ask(groups=(("acme",), ()))])
def test_where_anything_could_match_the_settings_have_to_say_what_to_search_for(ask: Ask):
    with pytest.raises(Broken, match="write it into `search`"):
        searches(ask)


def test_quotes_cannot_be_broken_out_of():
    assert phrase(('acme" OR "x', "#acme")) == '"acme OR x" #acme'
    assert quoted(('a"b', '"', "c")) == '"a b" "c"'
