"""Which column is what: as somebody says, as products write it, and however many bear one name."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from rules.query import Filter
from sources.tables import columns
from sources.tables.choices import mapped
from storage.records import Author, Mention, StoredMention
from tests.worlds.tables import only, read

SAID = datetime(2026, 8, 20, 17, 12, tzinfo=UTC)


def finds(expression: str, mention: Mention) -> bool:
    """Whether a search for it shows the post."""
    return Filter(expression).matches(StoredMention(mention=mention)) is not None


class TestNamed:
    def test_columns_of_another_language(self) -> None:
        table = "Datum;Verfasser;Kommentar;Stimmung\n20.08.2026 17:12;Jo;Der Kessel leckt;schlecht\n"
        names = mapped(["text=Kommentar,date=Datum", "author=Verfasser"])
        mention = only(table, columns=names, undated=False)
        assert (mention.text, mention.published_at, mention.author.name) == ("Der Kessel leckt", SAID, "Jo")
        assert mention.extra == {"stimmung": "schlecht"}

    def test_a_named_column_wins_over_a_known_one(self) -> None:
        mention = only("text,note\nwrong,right\n", columns=mapped(["text=note"]))
        assert (mention.text, mention.extra) == ("right", {"text": "wrong"})

    def test_json_too(self) -> None:
        mention = only('{"Kommentar": "leckt", "Datum": "2026-08-20"}', columns=mapped(["text=Kommentar,date=Datum"]))
        assert (mention.text, mention.published_at) == ("leckt", datetime(2026, 8, 20, tzinfo=UTC))

    def test_one_that_is_not_there_says_which_are(self) -> None:
        (problem,) = read("text,when\nhi,2026-08-20\n", columns=mapped(["date=Datum"])).problems
        assert problem.what == "no column is named 'Datum'; there are: text, when"

    @pytest.mark.parametrize("written", ["text", "=x", "text=", "colour=Farbe", "date"])
    def test_what_names_nothing(self, written: str) -> None:
        with pytest.raises(ValueError, match=r"names no column|is nothing that a post has"):
            mapped([written])

    def test_names_with_commas_and_our_own_words_for_fields(self) -> None:
        written = mapped(["text=Comment, open,author.handle=Konto", "id=Nr."])
        assert written == {"text": "Comment, open", "author.handle": "Konto", "native_id": "Nr."}


class TestMissing:
    def test_a_table_without_a_text_says_how_to_name_it(self) -> None:
        (problem,) = read("Date,Author,Bemerkung\n2026-08-20,Jo,hi\n").problems
        assert "as text=NAME" in problem.what
        assert "Date, Author, Bemerkung" in problem.what

    def test_a_table_without_a_date_says_how_to_name_or_give_one(self) -> None:
        (problem,) = read("Text,Author,Wann\nhi,Jo,2026-08-20\n", undated=False).problems
        assert "as date=NAME" in problem.what
        assert "as 2026-09-01" in problem.what
        assert only("Text,Author,Wann\nhi,Jo,2026-08-20\n", undated=False, date=SAID).published_at == SAID

    def test_a_row_without_a_date_is_refused_or_dated(self) -> None:
        table = "text,date\none,2026-08-20 17:12\ntwo,\nthree,soon\n"
        found = read(table, undated=False)
        assert [(problem.row, problem.column, problem.kept) for problem in found.problems] == [
            (3, "date", False),
            (4, "date", False),
        ]
        dated = read(table, undated=False, date=SAID)
        assert [mention.published_at for mention in dated.mentions] == [SAID, SAID, SAID]
        assert [(problem.row, problem.kept) for problem in dated.problems] == [(4, True)]

    def test_a_row_of_the_future_is_refused(self) -> None:
        (problem,) = read("text,date\nhi,2031-01-01\n").problems
        assert "is in the future" in problem.what
        (problem,) = read("text,date\nhi,2031-01-01\n", undated=False, date=SAID).problems
        assert "the date that was given is used" in problem.what

    def test_json_without_a_date(self) -> None:
        (problem,) = read('{"text": "hi"}', undated=False).problems
        assert (problem.row, "no date stands here" in problem.what) == (1, True)

    def test_columns_that_mean_nothing_are_named_and_kept(self) -> None:
        found = read("text,Mood,Colour of it\nhi,good,red\n")
        assert found.unread == ("Mood", "Colour of it")
        assert found.mentions[0].extra == {"mood": "good", "colour_of_it": "red"}


class TestTwins:
    TABLE = "Date,Title,Text,Text,Date\n2026-08-20,one,,said here,2026-08-21\n2026-08-20,two,said there,,\n"

    def test_the_one_that_is_filled_is_read_and_a_word_is_said(self) -> None:
        found = read(self.TABLE)
        assert [mention.text for mention in found.mentions] == ["said here", "said there"]
        assert {mention.published_at for mention in found.mentions} == {datetime(2026, 8, 20, tzinfo=UTC)}
        assert [str(note) for note in found.problems] == [
            "2 columns are named 'date': of each row the first that is filled is read",
            "2 columns are named 'text': of each row the first that is filled is read",
        ]

    def test_nothing_of_two_filled_ones_is_lost(self) -> None:
        (mention,) = read("Text,Text,Tag,Tag\nfirst,second,a,b\n").mentions
        assert mention.text == "first"
        assert mention.extra == {"text_2": "second", "tag": "a", "tag_2": "b"}

    def test_two_columns_that_mean_one_thing(self) -> None:
        found = read("full text,comment\nfirst,second\n,third\n").mentions
        assert [(mention.text, mention.extra) for mention in found] == [("first", {"comment": "second"}), ("third", {})]


class TestTimes:
    @pytest.mark.parametrize(
        ("date", "time", "said"),
        [
            ("2026-08-20 17:12", "5:12 PM", (17, 12)),
            ("2026-08-20T17:12:00Z", "05:12 PM", (17, 12)),
            ("20-Aug-2026 05:12PM", "5:12 PM", (17, 12)),
            ("2026-08-20", "5:12 PM", (17, 12)),
            ("2026-08-20 00:00:00", "17:12", (17, 12)),
            ("2026-08-20 00:00", "", (0, 0)),
            ("20.08.2026", "17:12", (17, 12)),
            ("2026-08-20", "", (0, 0)),
        ],
    )
    def test_a_column_of_times_is_added_once(self, date: str, time: str, said: tuple[int, int]) -> None:
        assert only(f"Date,Time,Text\n{date},{time},hi\n").published_at == datetime(2026, 8, 20, *said, tzinfo=UTC)


class TestOrder:
    def test_a_date_that_can_only_be_read_in_one_way_settles_the_column(self) -> None:
        found = read("date,text\n08/13/2026,a\n08/12/2026,b\n08/04/2026,c\n")
        assert [mention.published_at and mention.published_at.day for mention in found.mentions] == [13, 12, 4]
        assert [str(note) for note in found.problems] == ["dates have the month first, as 08/13/2026 shows"]
        found = read("date,text\n04-08-2026,a\n13-08-2026,b\n")
        assert [mention.published_at and mention.published_at.month for mention in found.mentions] == [8, 8]

    def test_nothing_is_guessed(self) -> None:
        found = read("date,text\n03/04/2026,a\n05/05/2026,b\n")
        assert [mention.text for mention in found.mentions] == ["b"]
        assert "may be 3 April or 4 March; say whether the day or the month comes first" in found.problems[0].what

    def test_a_column_that_contradicts_itself_settles_nothing(self) -> None:
        found = read("date,text\n13/08/2026,a\n08/13/2026,b\n03/04/2026,c\n")
        assert [mention.text for mention in found.mentions] == ["a", "b"]

    @pytest.mark.parametrize(("day_first", "month"), [(True, 4), (False, 3)])
    def test_what_is_said_counts(self, day_first: bool, month: int) -> None:
        (mention,) = read("date,text\n03/04/2026,a\n", day_first=day_first).mentions
        assert mention.published_at == datetime(2026, month, 7 - month, tzinfo=UTC)

    def test_two_digits_that_may_be_a_year_at_either_end(self) -> None:
        found = read("date,text\n26/08/25,a\n26/08/13,b\n")
        assert [f"{mention.published_at:%Y-%m-%d}" for mention in found.mentions] == ["2026-08-25", "2026-08-13"]
        found = read("date,text\n25/08/26,a\n26/08/26,b\n13/08/26,c\n")
        assert [f"{mention.published_at:%m-%d}" for mention in found.mentions] == ["08-25", "08-26", "08-13"]
        (problem,) = read("date,text\n26/08/25,a\n").problems
        assert "may begin or end with its year" in problem.what
        said = only("date,text\n26/08/25,a\n", day_first=True).published_at
        assert said == datetime(2025, 8, 26, tzinfo=UTC)
        for written in ("20/08/26", "20.08.26", "08/20/26", "20-Aug-26"):
            assert only(f"date,text\n{written},a\n").published_at == datetime(2026, 8, 20, tzinfo=UTC)
        assert only("date,time,text\n20.08.26,17:12,a\n").published_at == SAID

    def test_json_too(self) -> None:
        lines = '{"date": "08/13/2026", "text": "a"}\n{"date": "08/04/2026", "text": "b"}\n'
        assert [mention.published_at and mention.published_at.month for mention in read(lines).mentions] == [8, 8]


class TestQuotes:
    @pytest.mark.parametrize(
        ("written", "text"),
        [
            (r'"She said \"Acme, never again\" and left"', 'She said "Acme, never again" and left'),
            (r'"\"never\" again; C:\\dir\\ \"x\""', r'"never" again; C:\dir\ "x"'.replace("\\", "\\\\")),
            ('"doubled ""as usual"" here"', 'doubled "as usual" here'),
            (r'"a path C:\dir and no mark"', r"a path C:\dir and no mark"),
            ('"ends with a backslash \\"', "ends with a backslash \\"),
        ],
    )
    def test_quotation_marks_stand_in_the_text(self, written: str, text: str) -> None:
        found = read(f"date,text,author\n2026-08-20,{written},Jo\n2026-08-20,Acme is fine,Bo\n")
        assert [mention.text for mention in found.mentions] == [text, "Acme is fine"]
        assert [mention.author.name for mention in found.mentions] == ["Jo", "Bo"]


MELTWATER = (
    "Date\tHeadline\tURL\tOpening Text\tHit Sentence\tSource\tInfluencer\tCountry\tLanguage\tReach\tEngagement\t"
    "Input Name\tKeywords\tTweet Id\tTwitter Id\tTwitter Screen Name\tTwitter Followers\tTwitter Following\t"
    "Alternate Date Format\tTime\n"
    "20-Aug-2026 05:12PM\t\thttps://twitter.com/1/statuses/18111\t\tthe lamp broke\tTwitter\t@lampfan\tUnited Kingdom\t"
    'English\t1520\t3\tLamps\tlamp\t"""1811111111111111111"""\t"""9988"""\tLamp Fan\t1520\t300\t20-Aug-26\t5:12 PM\n'
    "20-Aug-2026 06:00AM\tLamps recalled\thttps://news.example/lamps\tLamps go back.\tRecalled.\tThe Globe\tJane Roe\t"
    "United States\tEnglish\t250,000\t0\tLamps\tlamp\t\t\t\t\t\t20-Aug-26\t6:00 AM\n"
)


def test_meltwater_classic() -> None:
    found = read(MELTWATER.encode("utf-16"), undated=False)
    tweet, article = found.mentions
    assert (found.product, found.problems) == ("Meltwater", ())
    assert tweet.author == Author(id="9988", handle="lampfan", name="Lamp Fan", followers=1520)
    assert (tweet.native_id, tweet.kind, tweet.published_at) == ("1811111111111111111", "social", SAID)
    assert (article.author.name, article.kind, article.title) == ("Jane Roe", "news", "Lamps recalled")
    assert finds("authorFollowers:[1000 TO 2000] AND country:gb AND reach:[1000 TO 2000]", tweet)
    assert finds("country:us AND reach:[200000 TO 300000]", article)


def test_brandwatch_of_the_twitter_era() -> None:
    table = (
        "Query Id,Query Name,Date,Title,Snippet,Url,Page Type,Language,Country Code,Country,Author,Full Name,Full Text,"
        "Impressions,Resource Id,Thread Id,Thread Entry Type,Twitter Author ID,Twitter Followers,Twitter Reply Count,"
        "Twitter Retweets,Twitter Likes,Instagram Like Count,Facebook Likes\n"
        "2000,lamp,2026-08-20 17:12:00.0,,,http://twitter.com/lampfan/statuses/18111,twitter,en,GBR,United Kingdom,"
        'lampfan,Lamp Fan,"the lamp broke, again",1520,18111,18110,reply,99887766,"152,000",4,17,42,0,\n'
        "2000,lamp,2026-08-20 17:12:00.0,,,http://instagram.com/p/1,instagram,pt,BRA,Brazil,lamp.br,,quebrou,,77,,post,,,,"
        ",0,1200,\n"
    )
    found = read(table, undated=False)
    tweet, picture = found.mentions
    assert (found.product, found.problems) == ("Brandwatch", ())
    assert tweet.author == Author(id="99887766", handle="lampfan", name="Lamp Fan", followers=152000)
    assert (tweet.native_id, tweet.thread_id) == ("18111", "18110")
    assert tweet.engagement == {"likes": 42, "shares": 17, "replies": 4}
    assert (tweet.extra["country"], tweet.extra["engagement_type"]) == ("GB", "REPLY")
    assert (picture.extra["country"], picture.engagement) == ("BR", {"likes": 1200})
    assert finds("authorFollowers:[100000 TO 200000] AND likes:[40 TO 50] AND shares:17 AND country:gb", tweet)


def test_talkwalker_with_its_many_columns() -> None:
    table = (
        "url,published,search_indexed,title_snippet,content_snippet,title,content,lang,source_type,parent_url,reach,"
        "article_extended_attributes.twitter_likes,article_extended_attributes.twitter_retweets,"
        "article_extended_attributes.twitter_replies,article_extended_attributes.twitter_quote_tweets,"
        "article_extended_attributes.twitter_impressions,article_extended_attributes.facebook_likes,"
        "source_extended_attributes.twitter_followers,extra_author_attributes.id,extra_author_attributes.name,"
        "extra_author_attributes.short_name,extra_article_attributes.world_data.country_code,"
        "extra_source_attributes.world_data.country\n"
        "https://x.com/lampfan/status/18111,2026-08-20 17:12:00,2026-08-20 17:13:00,,the lamp,,the lamp broke,en,"
        "SOCIALMEDIA_TWITTER,https://x.com/other/status/17000,5300,42,17,4,2,9000,0,1520,tw:99,Lamp Fan,lampfan,gb,"
        "Ireland\n"
    )
    mention = only(table, undated=False)
    assert mention.author == Author(id="tw:99", handle="lampfan", name="Lamp Fan", followers=1520)
    assert mention.engagement == {"likes": 42, "shares": 17, "replies": 4, "quotes": 2, "views": 9000}
    assert (mention.parent_id, mention.extra["country"], mention.extra["reach"]) == ("17000", "GB", 5300)
    assert mention.extra["extra_source_attributes.world_data.country"] == "Ireland"


def test_talkwalker_as_json() -> None:
    line = (
        '{"url": "https://x.com/a/status/1", "published": 1787245920000, "content": "the lamp broke", "lang": "en", '
        '"extra_author_attributes": {"id": "tw:99", "name": "Lamp Fan", "short_name": "lampfan", "world_data": '
        '{"country_code": "de"}}, "article_extended_attributes": {"twitter_likes": 42}}'
    )
    mention = only(line, undated=False)
    assert mention.author == Author(id="tw:99", handle="lampfan", name="Lamp Fan")
    assert (mention.engagement, mention.extra["country"]) == ({"likes": 42}, "DE")


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("X Likes", "likes"), ("Twitter Likes", "likes"), ("Instagram Like Count", "likes"), ("TikTok Likes", "likes"),
        ("Review Date", "published_at"), ("Reviewer", "author.name"), ("user.followers_count", "author.followers"),
        ("Facebook Comments", "replies"), ("X Reply Count", "replies"), ("Reddit Comments", "replies"),
        ("X Reposts", "shares"), ("Twitter Retweets", "shares"), ("LinkedIn Shares", "shares"),
        ("Instagram Followers", "author.followers"), ("Followers", "author.followers"), ("YouTube Views", "views"),
        ("article_extended_attributes.youtube_views", "views"), ("review_text", "text"), ("Twitter Following", None),
        ("article_extended_attributes.num_comments", "replies"), ("Sentiment", None), ("Engagement Score", None),
    ],
)  # fmt: skip
def test_counts_of_every_network(header: str, field: str | None) -> None:
    assert columns.field(header) == field


def test_what_is_no_country_is_kept_as_it_is_written() -> None:
    assert only("text,country\nhi,Atlantis\n").extra["country"] == "Atlantis"
