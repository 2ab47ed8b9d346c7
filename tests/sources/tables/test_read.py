"""Tables of every sort, and a report by row that a person can act on."""

from __future__ import annotations

import codecs
import json
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from sources.tables.row import as_number
from storage.records import Author, Rating
from tests.worlds.tables import only, read

FIXTURES = Path(__file__).parents[2] / "fixtures" / "file"


PLAIN = "title,text,author\nKöln,Grüße – “schön”,Jö\n"


@pytest.mark.parametrize(
    "data",
    [
        PLAIN.encode(),
        codecs.BOM_UTF8 + PLAIN.encode(),
        PLAIN.encode("utf-16"),
        PLAIN.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + PLAIN.encode("utf-16-be"),
        PLAIN.encode("utf-32"),
        PLAIN.encode("cp1252"),
        PLAIN.replace(",", ";").encode(),
        PLAIN.replace(",", "\t").encode(),
        PLAIN.replace(",", "|").encode(),
        PLAIN.replace("\n", "\r\n").encode(),
        PLAIN.rstrip("\n").encode(),
        PLAIN.replace("\n", "\r").encode(),
        ("sep=;\n" + PLAIN.replace(",", ";")).encode(),
    ],
)
def test_encodings_and_separators(data: bytes) -> None:
    mention = only(data)

    assert (mention.title, mention.text, mention.author.name) == ("Köln", "Grüße – “schön”", "Jö")


def test_quoted_cells_with_separators_and_line_breaks() -> None:
    assert only('title;text\n"a;b";"one\ntwo ""three"""\n').text == 'one\ntwo "three"'


def test_naive_times_are_in_the_zone_of_the_option() -> None:
    table = "text,date\nhi,01.07.2026 12:00\n"

    assert only(table).published_at == datetime(2026, 7, 1, 12, tzinfo=UTC)
    assert only(table, zone=ZoneInfo("Europe/Berlin")).published_at == datetime(2026, 7, 1, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("4,5", 4.5),
        ("4.5", 4.5),
        ("1,234", 1234),
        ("1.234,5", 1234.5),
        ("1,234.5", 1234.5),
        ("1 234", 1234),
        ("12K", 12000),
        ("n/a", None),
        ("", None),
        ("1,2,3", None),
        ("--", None),
        ("1e400", None),
    ],
)
def test_numbers(written: str, value: float | None) -> None:
    assert as_number(written) == value


def test_counts_are_whole_and_not_below_none() -> None:
    header = "text;author;followers;likes;reach;rating\n"
    found = read(header + "a;ann;152.000;1.234.567;1,5K;4.125\nb;ben;1.234K;-3;12.5;4,5\n")
    first, second = found.mentions
    assert (first.author.followers, first.engagement, first.extra["reach"]) == (152_000, {"likes": 1_234_567}, 1500)
    assert (second.author.followers, second.engagement, second.extra["reach"]) == (1234, {}, 12)
    assert first.rating == Rating(value=4.125, best=5, worst=1)
    assert [(problem.column, problem.what) for problem in found.problems] == [("likes", "'-3' is less than none")]


def test_hours_of_a_column_of_their_own() -> None:
    for hour in ("17", "17:00", "5 PM"):
        (mention,) = read(f"date,hour,text\n2026-08-20,{hour},hi\n").mentions
        assert mention.published_at == datetime(2026, 8, 20, 17, tzinfo=UTC)


def test_texts_that_a_program_escaped_once_too_often() -> None:
    found = read(
        "title,text\nR&amp;D at AT&amp;T,It isn&#8217;t H&amp;amp;M\n,Write &amp; for an ampersand in HTML\n"
        ",kettles &amp;amp; co\n,kettles &amp; co\n"
    )
    assert [(mention.title, mention.text) for mention in found.mentions] == [
        ("R&D at AT&T", "It isn’t H&M"),
        ("", "Write &amp; for an ampersand in HTML"),
        ("", "kettles & co"),
        ("", "kettles &amp; co"),
    ]


def test_our_own_export_comes_in_as_it_was_said() -> None:
    (mention,) = read(
        '{"id": 17, "text": "AT&amp;T", "published_at": "2026-08-20T10:00:00Z", "revision": 1, "sightings": []}\n'
    ).mentions
    assert mention.text == "AT&amp;T"


def test_good_rows_are_kept_and_bad_ones_reported() -> None:
    found = read(
        "text;date;rating;likes\n"
        "fine;2026-09-01;4,5;3\n"
        ";2026-09-01;;\n"
        "bad date;31.02.2026;;\n"
        "two readings;03/04/2026;;\n"
        "in the future;2027-09-01;;\n"
        "too many stars;2026-09-01;7;\n"
        "odd count;2026-09-01;;many\n"
        "shifted;2026-09-01;1;2;3\n"
        ";;;\n"
        "last;2026-09-02;;\n"
    )

    assert [mention.text for mention in found.mentions] == ["fine", "too many stars", "odd count", "last"]
    assert [(problem.row, problem.column, problem.kept) for problem in found.problems] == [
        (3, "text", False),
        (4, "date", False),
        (5, "date", False),
        (6, "date", False),
        (7, "rating", True),
        (8, "likes", True),
        (9, "", False),
    ]
    assert str(found.problems[1]).startswith("row 4, column date: '31.02.2026' is not a date")
    assert found.mentions[0].rating == Rating(value=4.5)


def test_a_quote_that_is_never_closed_costs_its_own_row_only() -> None:
    found = read('text,author\none,Jo\n"two,Jo\nthree,Jo\n"four ""x""",Jo\n')

    assert [mention.text for mention in found.mentions] == ["one", "three", 'four "x"']
    assert [str(problem) for problem in found.problems] == [
        "row 3: a quote is opened and never closed (the row was left out)"
    ]


@pytest.mark.parametrize("data", [b"", b"\n\n", b"Gr\xf6\xdfe;Gewicht\n1;2\n", b"\x00\x01\x02" * 100])
def test_what_is_no_table(data: bytes) -> None:
    found = read(data)

    assert found.mentions == ()
    assert len(found.problems) == 1


def test_rows_without_identifier_keep_theirs_from_import_to_import() -> None:
    table = "text,author\nhello,Jo\nbye,Jo\n"

    assert [m.native_id for m in read(table).mentions] == [m.native_id for m in read(table + "new,Jo\n").mentions][:2]


def test_an_address_that_several_rows_share_identifies_none() -> None:
    found = read(
        "text,url\none,https://shop.example/item\ntwo,https://shop.example/item\nx,https://shop.example/other\n"
    )

    assert [mention.permalink for mention in found.mentions] == [None, None, "https://shop.example/other"]


def test_a_row_that_stands_twice_is_one_mention() -> None:
    found = read("query,text,url\na,same,https://shop.example/x\nb,same,https://shop.example/x\n")

    assert [mention.permalink for mention in found.mentions] == ["https://shop.example/x"]


def test_brandwatch() -> None:
    found = read((FIXTURES / "brandwatch.csv").read_bytes())

    assert (found.product, found.problems) == ("Brandwatch", ())
    first, second = found.mentions
    assert first.author == Author(id="77", handle="ada_brews", name="Ada Brew", followers=1204)
    assert (first.kind, first.language, first.native_id) == ("social", "en", "991")
    assert first.text == "My new Brevia kettle leaks, and support is silent."
    assert first.published_at == datetime(2026, 9, 1, 10, tzinfo=UTC)
    assert first.engagement == {"likes": 12, "replies": 3, "shares": 4}
    assert first.extra["sentiment"] == "negative"
    assert (second.kind, second.text, second.url) == ("news", "Only a snippet here", "https://daily.example/brevia")


def test_meltwater() -> None:
    found = read((FIXTURES / "meltwater.csv").read_bytes(), zone=ZoneInfo("Europe/Berlin"))

    assert (found.product, found.problems) == ("Meltwater", ())
    mention = found.mentions[0]
    assert (mention.native_id, mention.kind, mention.language) == ("MW-1", "news", "en")
    assert mention.text == "Opening words.\nBrevia is in the middle."
    assert mention.published_at == datetime(2026, 9, 1, 21, 22, tzinfo=UTC)
    assert mention.author == Author(handle="jo", name="Jo Leaf")
    assert mention.engagement["views"] == 1200
    assert (mention.extra["sentiment"], mention.extra["reach"]) == ("Negative", 56000)


def test_talkwalker() -> None:
    found = read((FIXTURES / "talkwalker.csv").read_bytes())

    assert (found.product, found.problems) == ("Talkwalker", ())
    mention = found.mentions[0]
    assert (mention.title, mention.text, mention.kind, mention.language) == (
        "Brevia im Test",
        "Der ganze Text.",
        "news",
        "de",
    )
    assert mention.published_at == datetime(2026, 9, 1, 12, tzinfo=UTC)
    assert (mention.extra["sentiment"], mention.extra["engagement"]) == ("-5", "17")


class TestNdjson:
    def test_own_fields_flat_or_nested(self) -> None:
        nested = {
            "native_id": "1", "kind": "review", "text": "hi", "author": {"name": "Jo", "followers": 5}, "uri": "at://x",
            "rating": {"value": 4, "best": 10, "worst": 0}, "engagement": {"likes": 2}, "extra": {"a": [1]},
            "published_at": "2026-09-01T12:00:00+02:00", "collected_at": "2026-09-02T00:00:00+00:00", "parent_id": "0",
        }  # fmt: skip
        flat = {"native_id": "2", "text": "ho", "author_name": "Bo", "rating": "3,5", "likes": 4, "mood": "good"}
        one, two = read("\n".join(map(json.dumps, (nested, flat)))).mentions

        assert (one.author.followers, one.rating, one.engagement) == (
            5,
            Rating(value=4, best=10, worst=0),
            {"likes": 2},
        )
        assert (one.published_at, one.collected_at.day, one.extra) == (
            datetime(2026, 9, 1, 10, tzinfo=UTC),
            2,
            {"a": [1]},
        )
        assert (two.author.name, two.rating, two.engagement, two.extra) == (
            "Bo",
            Rating(value=3.5),
            {"likes": 4},
            {"mood": "good"},
        )

    def test_report(self) -> None:
        found = read(
            '{"text": "a"}\nnonsense\n\n[1]\n{"text": ""}\n{"text": "b", "published_at": "never"}\n{"text": "c"}'
        )

        assert [mention.text for mention in found.mentions] == ["a", "c"]
        assert [(problem.row, problem.column) for problem in found.problems] == [
            (2, ""),
            (4, ""),
            (5, "text"),
            (6, "published_at"),
        ]

    def test_array(self) -> None:
        assert [mention.text for mention in read('[{"text": "a"}, 5, {"text": "b"}]').mentions] == ["a", "b"]

    @pytest.mark.parametrize("data", ["{" * 100_000, "[" * 100_000, '{"text": NaN}', '{"text": "\\ud800x"}'])
    def test_hostile(self, data: str) -> None:
        found = read(data)
        assert found.mentions or found.problems
        for mention in found.mentions:
            mention.text.encode()


def test_a_language_that_is_none_is_named_and_one_that_is_not_said_is_not() -> None:
    found = read(
        "text,date,language\nAcme,2026-09-01,Klingon\nAcme b,2026-09-01,unknown\nAcme c,2026-09-01,Luxembourgish\n"
    )
    assert [mention.language for mention in found.mentions] == [None, None, None]
    assert ["'Klingon' is no language" in found.problems[0].what, "'Luxembourgish'" in found.problems[1].what] == [
        True
    ] * 2
    assert len(found.problems) == 2
