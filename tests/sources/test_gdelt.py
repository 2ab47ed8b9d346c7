"""GDELT's files: each once, those that are missing passed over, damaged ones waited for, none trusted."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime, timedelta

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request
from werkzeug import Response as Answer

from sources.gdelt import Gdelt
from sources.tables import gkg
from sources.tables.gkg import Damaged, articles
from storage.errors import Broken
from storage.records import Batch
from tests.worlds.network import NOW
from tests.worlds.polling import filled_back, ids, polled

QUARTER = timedelta(minutes=15)


def row(id: str, title: str | None, *, url: str = "", seen: datetime = NOW, spoken: str = "", extras: str = "") -> str:
    cells = [""] * gkg.COLUMNS
    cells[0], cells[1], cells[3] = id, f"{seen:%Y%m%d%H%M%S}", "tea.example"
    cells[4], cells[25] = url or f"https://tea.example/{id}", spoken
    cells[26] = extras + (f"<PAGE_TITLE>{title}</PAGE_TITLE>" if title is not None else "")
    return "\t".join(cells)


def packed(*rows: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x.gkg.csv", "".join(f"{each}\n" for each in rows))
    return file.getvalue()


def numbers(*batches: Batch) -> list[str]:
    return [id.rpartition("/")[2] for id in ids(*batches)]


class Mirror:
    """The files, by their time; each has one article of its time's name."""

    def __init__(self, server: HTTPServer) -> None:
        self.newest = NOW
        self.broken: dict[str, Answer] = {}
        self.asked: list[str] = []
        options = {"name": "news", "files": server.url_for("/v2/"), "translated": False}
        self.source = Gdelt.model_validate(options)
        server.expect_request(re.compile("/.*")).respond_with_handler(self.answer)

    def answer(self, request: Request) -> Answer:
        name = request.path.rpartition("/")[2]
        if name == "lastupdate.txt":
            return Answer(f"1 md5 http://elsewhere.example/gdeltv2/{self.newest:%Y%m%d%H%M%S}.gkg.csv.zip\n")
        time = name.partition(".")[0]
        self.asked.append(time[8:12])
        return self.broken.get(time[8:12]) or Answer(packed(row(time[8:12], f"Acme {time[8:12]}")))


@pytest.fixture
def mirror(httpserver: HTTPServer) -> Mirror:
    return Mirror(httpserver)


async def test_each_file_is_read_once_and_none_is_missed(mirror: Mirror):
    first = await polled(mirror.source)
    assert numbers(first) == ["1200"]
    assert (await polled(mirror.source, first.cursor)).unchanged
    mirror.newest += 3 * QUARTER
    second = await polled(mirror.source, first.cursor, later=3 * QUARTER)
    third = await polled(mirror.source, second.cursor, later=3 * QUARTER)
    assert (numbers(second), numbers(third)) == (["1215", "1230"], ["1245"])
    assert (second.more, third.more) == (True, False)


async def test_a_file_that_is_missing_there_is_passed_over_and_told(mirror: Mirror):
    first = await polled(mirror.source)
    mirror.newest += 2 * QUARTER
    mirror.broken["1215"] = Answer(status=404)
    second = await polled(mirror.source, first.cursor, later=2 * QUARTER)
    assert numbers(second) == ["1230"]
    assert "12:15" in second.partial[0]


async def test_the_newest_file_is_waited_for(mirror: Mirror):
    first = await polled(mirror.source)
    mirror.newest += QUARTER
    mirror.broken["1215"] = Answer(status=404)
    with pytest.raises(Broken, match="404"):
        await polled(mirror.source, first.cursor, later=QUARTER)
    mirror.broken.clear()
    assert numbers(await polled(mirror.source, first.cursor, later=QUARTER)) == ["1215"]


async def test_a_damaged_file_is_waited_for_but_not_for_ever(mirror: Mirror):
    first = await polled(mirror.source)
    mirror.broken["1215"] = Answer(packed(row("1", "Acme"))[:100])
    mirror.newest += QUARTER
    with pytest.raises(Broken, match="damaged"):
        await polled(mirror.source, first.cursor, later=QUARTER)
    mirror.newest += 5 * QUARTER
    later = await polled(mirror.source, first.cursor, later=6 * QUARTER)
    assert numbers(later) == ["1230"]
    assert "12:15" in later.partial[0]


async def test_trouble_of_the_server_passes_nothing_over(mirror: Mirror):
    first = await polled(mirror.source)
    mirror.newest += 20 * QUARTER
    mirror.broken["1215"] = Answer(status=500)
    with pytest.raises(Broken, match="500"):
        await polled(mirror.source, first.cursor, later=20 * QUARTER)
    mirror.broken = {"1230": Answer(status=500)}
    second = await polled(mirror.source, first.cursor, later=20 * QUARTER)
    mirror.broken.clear()
    assert numbers(second, await polled(mirror.source, second.cursor, later=20 * QUARTER)) == ["1215", "1230", "1245"]


async def test_after_weeks_it_does_not_load_everything(mirror: Mirror):
    first = await polled(mirror.source)
    mirror.newest += timedelta(days=30)
    await polled(mirror.source, first.cursor, later=timedelta(days=30))
    assert len(mirror.asked) <= 3


async def test_the_past_can_be_had_and_gone_on_with(mirror: Mirror):
    batches = await filled_back(mirror.source, NOW - timedelta(hours=2))
    assert numbers(*batches) == [f"{10 + n // 4}{15 * (n % 4):02}" for n in range(1, 9)]
    rest = await filled_back(mirror.source, NOW - timedelta(hours=2), batches[0].cursor)
    assert ids(*rest) == ids(*batches[1:])


async def test_one_stream_that_fails_costs_the_other_nothing(mirror: Mirror):
    source = mirror.source.model_copy(update={"translated": True})
    batch = await polled(source)  # the mirror has no list of the translated ones
    assert numbers(batch) == ["1200"]
    assert "translated" in batch.partial[0]


@pytest.mark.parametrize("said", ["20269910120000", "20270910120000", "00000000000000"])
async def test_a_list_that_names_an_impossible_time_is_not_believed(httpserver: HTTPServer, said: str):
    httpserver.expect_request("/v2/lastupdate.txt").respond_with_data(f"1 x http://e.example/{said}.gkg.csv.zip")
    with pytest.raises(Broken, match="names no file"):
        await polled(Gdelt.model_validate({"name": "n", "files": httpserver.url_for("/v2/"), "translated": False}))


def read(*rows: str) -> gkg.Articles:
    return articles(packed(*rows), "there", None, NOW)


def test_titles_are_text():
    [mention] = read(row("1", "Acme &amp; Tea: &#x201C;1 &lt; 2&#x201D;")).mentions
    assert mention.title == "Acme & Tea: “1 < 2”"


@pytest.mark.parametrize(
    ("spoken", "code"), [("srclc:deu;eng:x", "de"), ("srclc:zho;eng:x", "zh"), ("srclc:xxx;", None)]
)
def test_the_language_is_that_of_the_article(spoken: str, code: str | None):
    assert read(row("1", "Acme", spoken=spoken)).mentions[0].language == code


def test_a_page_that_says_it_comes_from_the_future_is_as_old_as_when_it_was_seen():
    later = f"<PAGE_PRECISEPUBTIMESTAMP>{NOW + timedelta(hours=9):%Y%m%d%H%M%S}</PAGE_PRECISEPUBTIMESTAMP>"
    assert read(row("1", "Acme", extras=later)).mentions[0].published_at == NOW


def test_the_same_address_twice_is_one_article():
    same = "https://tea.example/a?utm_source=x"
    assert len(read(row("1", "Acme", url=same), row("2", "Acme", url="https://tea.example/a")).mentions) == 1


def test_addresses_that_are_none_of_the_web_and_rows_without_title_are_left_out():
    found = read(row("1", "Acme"), row("2", "Acme", url="javascript:alert(1)"), row("3", None), row("4", " "))
    assert len(found.mentions) == 1
    assert found.partial == ()


def test_a_format_that_changed_is_told():
    assert "PAGE_TITLE" in read(row("1", None), row("2", None)).partial[0]
    assert "shorter" in read("a\tb", row("1", "Acme")).partial[0]


def test_what_grows_too_large_is_not_opened(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(gkg, "LARGEST", 1_000_000)
    with pytest.raises(Damaged, match="larger"):
        articles(packed("\t" * 2_000_000), "there", None, NOW)


@pytest.mark.parametrize(
    "body", [b"", b"PK", b"<html>", packed(row("1", "x"))[:60]], ids=["empty", "short", "page", "cut"]
)
def test_what_is_no_archive_says_so(body: bytes):
    with pytest.raises(Damaged, match="there"):
        articles(body, "there", None, NOW)
