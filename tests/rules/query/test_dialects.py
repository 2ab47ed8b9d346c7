"""What users of other products write is read as they mean it, or they are told what to write that there is."""

from __future__ import annotations

import re

import pytest

from rules.query import parse
from rules.query.dialects import ABSENT, ALIASES, AT_LEAST
from rules.query.fields import FIELDS
from rules.query.lint import lint
from storage.errors import QueryError

READ = {
    "acme -is:retweet": "acme NOT engagementType:REPOST",
    "acme filter:replies": "acme engagementType:REPLY",
    "acme lang:de": "acme language:de",
    "acme lang:iw": "acme language:he",
    "acme language:deu": "acme language:de",
    "acme sourcelang:German": "acme language:de",
    "acme article_language:ltz": "acme language:lb",
    "acme from:@acme_help": "acme author:acme_help",
    "acme place_country:DEU": "acme country:DE",
    "acme sourcecountry:de": "acme country:de",
    'acme country:"united kingdom"': "acme country:gb",
    "acme likes:>=100": "acme likes:[100 TO *]",
    "acme authorFollowers:>1000": "acme authorFollowers:[1001 TO *]",
    "acme views:<5": "acme views:[* TO 4]",
    "acme retweets:[5 TO *]": "acme shares:[5 TO *]",
    '+"l\'acmé"': '"l\'acmé"',
    '++"Acme Cola"': "{Acme Cola}",
    "++Acme": "{Acme}",
    '!"ACME beam"': "{ACME beam}",
    "raw:{ACME}": "{ACME}",
    'raw:"ACME beam"': "{ACME beam}",
    "acme sourcetype:ONLINENEWS": "acme kind:news",
    "acme pageType:blogs": "acme kind:blog",
    "acme engagementType:QUOTETWEET": "acme engagementType:QUOTE",
    "acme NEAR/7F leak": "acme NEAR/7f leak",
    "(acme AND leak)~5": "acme NEAR/5 leak",
    "(acme leak)~5 OR x1": "acme NEAR/5 leak OR x1",
    "title:acme AND host_url:a.example": "title:acme AND site:a.example",
    "acme topLevelDomain:de": "acme site:de",
    "acme(leak OR fire)": "acme (leak OR fire)",
    "acme same day delivery": "acme (same) day delivery",
    "«acme cola» OR »acme fizz«": '"acme cola" OR "acme fizz"',
    "‹acme cola›": '"acme cola"',
    "「アクメ コーラ」": '"アクメ コーラ"',
    "„acme cola“ OR “acme fizz”": '"acme cola" OR "acme fizz"',
    "（マック　ＯＲ　バーガー）　ＮＯＴ　セール": "(マック OR バーガー) NOT セール",
    "acme –swiss": "acme -swiss",
    "acme —swiss": "acme -swiss",
    "acme −“swiss made”": 'acme -"swiss made"',
    "acme (–swiss)": "acme (-swiss)",
    "acme --swiss": "acme -swiss",
    "acme site：example.com": "acme site:example.com",
    "コーラ＊": "コーラ*",
}
WARNED = {
    "acme min_faves:100": "likes:[100 TO *]",
    "acme min_retweets:5": "shares:[5 TO *]",
    "acme SENTENCE leak": "NEAR/15",
    "acme PARAGRAPH leak": "NEAR/50",
    '"acme cola"^9 OR acme': "^9",
    "acme^2.5": "^2.5",
    "(acme OR leak)^3": "^3",
    "{Acme}^2": "^2",
    "acme near/5 leak": "NEAR/5",
    "acme onear/3 leak": "NEAR/3f",
    "acme near5 leak": "NEAR/5",
    "acme ADJ3 leak": "NEAR/3f",
    "acme w/10 leak": "NEAR/10",
    "acme PRE/3 leak": "NEAR/3f",
    "acme /s leak": "/s",
    "acme W/p leak": "NEAR/50",
    "acme w/para leak": "NEAR/50",
    "acme w/sent leak": "NEAR/15",
    "acme /+3 leak": "NEAR/3f",
    "acme N10 leak": "NEAR/10",
    "acme W5 leak": "NEAR/5",
    "acme NEAR 5 leak": "NEAR/5",
    "acme NEAR(5) leak": "NEAR/5",
    "acme BUT NOT leak": "AND, OR, NOT",
    "acme language:pt-br": "country:",
    "acme https://acme.example/press": "links:acme.example",
    "acme /5 leak": "NEAR/5",
    "atleast5 acme": "atleast5",
    "ATLEAST3(acme OR leak)": "ATLEAST3",
    "(acme leak fire)~5": "a NEAR/5 b",
    "acme UND leak": "AND, OR, NOT",
    "acme XOR leak": "AND, OR, NOT",
    "acme BEFORE leak": "NEAR/5f",
    "'acme cola'": "single quotes",
    "‘acme cola’": "single quotes",
    "+acme OR leak": "is not needed",
    "acme! OR leak": "acme*",
}
REFUSED = {
    "acme ANDNOT leak": "write NOT",
    "acme AND-NOT leak": "write NOT",
    "acme – swiss": "write NOT",
    "acme NEAR/10w leak": "NEAR/5f",
    "acme NEAR-5 leak": "NEAR/5f",
    "acme NEAR/-1 leak": "NEAR/5f",
    "acme NEAR/five leak": "NEAR/5f",
    "acme lang:und": "german",
    "acme language:xx": "german",
    "acme regex:ac.*": "regular expressions",
    "acme atMentions:acme_help": "@name",
    "acme twitterScreenName:acme": "author:NAME",
    "acme publishedDate:[2020 TO 2021]": "is chosen beside it",
    "acme quotes_of_tweet_id:5": "url:",
    "acme source_country:uk": "country:de",
    "acme followers>1000": "authorFollowers:>1000",
    "acme likes>=100": "likes:>=100",
    "rating=5 acme": "rating:5",
    "acme has:links": "links:",
    "acme has:images": "pictures",
    "acme is:verified": "authorFollowers:",
    "acme is:nonsense": "is:retweet",
    "acme to:acme_help": "@name",
    "acme conversation_id:12": "conversation_id:",
    "acme tags_id_media:12": "tags_id_media:",
    "acme extra_author_attributes.gender:f": "name and followers",
    "acme user_thing:1": 'no field "user_thing:"',
    "ingress:acme": "title:",
    "acme continent:europe": "country:de",
    "acme authorGender:F": "authorGender:",
    "acme bio:founder": "bio:",
    "acme since:2026-01-01": "is chosen beside it",
    "acme before:2026-01-01": "is chosen beside it",
    "acme filetype:pdf": "url:",
    "acme allintitle:leak": "title:",
    "intext:acme": "without a field",
    "acme engagement:[1 TO *]": "likes:",
    "acme kind:twitter": "site:x.com",
    "acme sourcetype:SOCIALMEDIA_FACEBOOK": "site:facebook.com",
    "acme AND NOT SITE(a.example)": "site:",
    "LANG(en OR fr) acme": "language:",
    "TITLE(acme)": "title:",
    "acme ALLCAPS(leak)": "{WORD}",
    "acme AROUND(5) leak": "NEAR/5",
    "acme around(5) leak": "NEAR/5",
    "BMW(leak OR fire)": "space before the bracket",
    "acme~1": "~",
    "acme~0.8": "~",
    "acm[ae]": "OR",
    "[acme]": "range",
    "/acm.*/": "regular expressions",
    "!acme": "{acme}",
    "acme NOT NEAR/5 leak": "acme NOT (acme NEAR/5 leak)",
    "acme NEXT/3 leak": "NEAR/5f",
    "hd=acme": "title:",
    "acme ^9": "leave it out",
    "acme/N5/leak": "NEAR/5",
    "acme/F50/": "title:",
    "acme DATE(2026)": "chosen beside the expression",
    "acme near:berlin": "NEAR/5",
    "extra_article_attributes.num_likes:>5 acme": "likes:[5 TO *]",
    "Procter & Gamble": '"Procter & Gamble"',
    "acme point_radius:[2.3 48.8 16km]": "country:de",
    "likes:{10 TO 20} acme": "likes:[10 TO *]",
    "(a OR b)~5": "phrase in quotes",
    "SENTENCE acme": '"SENTENCE"',
}


def shape(expression: str) -> str:
    """A tree without places."""
    return re.sub(r"(column|length|bracketed)=\w+", "", repr(parse(expression)))


@pytest.mark.parametrize("expression", READ)
def test_read_as_meant(expression: str) -> None:
    assert shape(expression) == shape(READ[expression])


@pytest.mark.parametrize("expression", WARNED)
def test_read_with_a_word_about_it(expression: str) -> None:
    assert any(WARNED[expression] in doubt.what for doubt in lint(expression)), lint(expression)
    assert all(0 <= doubt.column <= len(expression) - doubt.length for doubt in lint(expression))


@pytest.mark.parametrize("expression", REFUSED)
def test_refused_with_what_to_write(expression: str) -> None:
    with pytest.raises(QueryError, match=re.escape(REFUSED[expression])) as caught:
        parse(expression)
    assert 0 <= caught.value.column <= len(expression)


@pytest.mark.parametrize("name", sorted({*ABSENT}))
def test_a_hint_names_only_what_there_is(name: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(f"acme {name}:x")
    hint = caught.value.what.partition(";")[2]
    named = {one.lower() for one in re.findall(r"(?<![\w{])([A-Za-z_]+):(?!//)", hint)}
    assert named <= FIELDS.keys()


def test_names_of_others_hide_none_of_ours() -> None:
    assert {*ALIASES, *ABSENT, *AT_LEAST}.isdisjoint(FIELDS)
    assert {one.lower() for one in (*ALIASES.values(), *AT_LEAST.values())} <= FIELDS.keys()


@pytest.mark.parametrize(
    "expression", ["aqme OR acme's", "SAME day", "AND1", "W-9 form", "acme 24/7", "W/O sugar", "note x:y", "10:30 acme"]
)
def test_words_that_only_look_like_it_are_words(expression: str) -> None:
    if ":" in expression and expression.startswith("note"):
        with pytest.raises(QueryError, match="in quotes"):
            parse(expression)
    else:
        assert parse(expression)
