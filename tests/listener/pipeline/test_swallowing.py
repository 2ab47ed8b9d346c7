"""No post is swallowed by another on its way from a feed or a file to an alert."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from listener.actions.importing import import_table
from listener.app import App
from tests.worlds.actors import by
from tests.worlds.pipeline import minutes, running, write_config

SITE = "https://site.example"
FIRE = """
[[rules]]
name = "danger"
type = "keyword"
scope = "brand:Acme"
severity = 1
words = ["caught fire"]
"""
ARTICLE = "The new Acme kettle is on sale from Monday, in three colours and with a handle that stays cool for an hour"

Entry = dict[str, str]


def entry(guid: str, link: str, title: str, text: str) -> Entry:
    return {"guid": guid, "link": link, "title": title, "description": text}


def show(server: HTTPServer, *entries: Entry) -> None:
    """What the feed holds from now on."""
    items = "".join(
        f"<item>{''.join(f'<{name}>{escape(value)}</{name}>' for name, value in each.items() if value)}</item>"
        for each in entries
    )
    body = f'<rss version="2.0"><channel><title>T</title><link>{SITE}/</link>{items}</channel></rss>'
    server.clear()
    server.expect_request("/feed").respond_with_data(body, content_type="application/rss+xml")


def config(folder: Path, server: HTTPServer, *, more: str = "", rules: str = "") -> Path:
    path = write_config(folder, server.url_for("/feed"), "127.0.0.1:9", rules=rules)
    path.write_text(path.read_text().replace("[collect]", '[collect]\nkeep = "all"') + more)
    return path


def texts(app: App) -> list[str]:
    return sorted(each.mention.text for each in app.store.export())


@pytest.mark.parametrize(
    "comment",
    [
        entry("c61", f"{SITE}/post", "Comment by Ann", "My Acme caught fire last night"),
        entry("c61", f"{SITE}/post#comment-61", "Comment by Ann", "My Acme caught fire last night"),
        entry(f"{SITE}/post#comment-61", f"{SITE}/post", "Re: Acme", "My Acme caught fire last night"),
        entry(f"{SITE}/post#4711", f"{SITE}/post", "Re: Acme", "My Acme caught fire last night"),
        entry("", f"{SITE}/post", "Re: Acme", "My Acme caught fire last night"),
        entry("", f"{SITE}/post#p9", "Re: Acme", f"{ARTICLE} Mine, the same Acme, caught fire last night, says Ann"),
    ],
    ids=["same address", "fragment", "guid with fragment", "numbered guid", "no guid", "quoting"],
)
async def test_a_grave_word_in_a_comment_under_a_known_post_raises_an_alert(
    tmp_path: Path, httpserver: HTTPServer, comment: Entry
) -> None:
    known = entry("p1", f"{SITE}/post", "A kettle", ARTICLE)
    show(httpserver, known)
    async with running(config(tmp_path, httpserver, rules=FIRE)) as (app, stages, clock):
        await minutes(stages, clock, 10)
        show(httpserver, comment)
        await minutes(stages, clock, 10)
        assert len(texts(app)) == 2
        (incident,) = app.store.incidents()
        assert incident.severity == 1
        (alert,) = [each for each in incident.alerts if each.severity == 1]
        assert [app.store.mention(id).mention.text for id in alert.evidence] == [comment["description"]]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("before", "after", "count"),
    [
        (
            entry("v5.1", f"{SITE}/changelog#v5.1", "Acme 5.1 released", "Acme 5.1 fixes printing."),
            entry("v5.2", f"{SITE}/changelog#v5.2", "Acme 5.2 is withdrawn", "Do not install Acme 5.2."),
            2,
        ),
        (
            entry("v1", f"{SITE}/status", "All is well", "All systems of Acme work."),
            entry("v2", f"{SITE}/status", "Outage", "Nobody can sign in at Acme."),
            2,
        ),
        (
            entry("0", f"{SITE}/a", "A", "Acme opens a shop in Rome"),
            entry("0", f"{SITE}/b", "B", "Acme closes a shop in Oslo"),
            2,
        ),
        (
            entry(f"{SITE}/news/a1#0", f"{SITE}/news/a1?at_medium=RSS", "Acme in court", "Acme is sued."),
            entry(f"{SITE}/news/a1#3", f"{SITE}/news/a1?at_medium=RSS", "Acme loses", "A judge spoke."),
            1,
        ),
        (
            entry("p1", "http://site.example/post/?utm_source=rss", "A kettle", ARTICLE),
            entry("p1-again", f"{SITE}/post", "A kettle of Acme", ARTICLE),
            1,
        ),
        (
            entry("p1", f"{SITE}/post", "A kettle", ARTICLE),
            entry("p1", f"{SITE}/post#xtor=RSS-1", "An Acme kettle", "Rewritten from the first word to the last"),
            1,
        ),
    ],
    ids=["changelog", "status page", "constant guid", "versions in the guid", "new guid", "changed title"],
)
async def test_what_is_one_stays_one_and_what_is_two_becomes_two(
    tmp_path: Path, httpserver: HTTPServer, before: Entry, after: Entry, count: int
) -> None:
    async with running(config(tmp_path, httpserver)) as (app, stages, clock):
        apart = [(before,), (after,), (before,), (after,)]
        for shown in apart if count == 1 else [*apart, (after, before), (before, after)]:
            show(httpserver, *shown)
            await minutes(stages, clock, 10, step=5)
        assert app.store.totals()["mentions"] == count


async def test_one_toot_through_two_servers_is_one(tmp_path: Path, httpserver: HTTPServer) -> None:
    toot = f"{SITE}/@ann/112233"
    show(httpserver, entry(toot, toot, "", "Acme, my kettle talks to me"))
    second = f'\n[[sources]]\nname = "second"\ntype = "rss"\nurl = "{httpserver.url_for("/other")}"\n'
    other = (
        f'<rss version="2.0"><channel><title>O</title><link>https://other.example/</link><item><guid>{toot}</guid>'
        f"<link>{toot}</link><description>&lt;p&gt;Acme, my kettle talks to me&lt;/p&gt;</description></item>"
        "</channel></rss>"
    )
    httpserver.expect_request("/other").respond_with_data(other, content_type="application/rss+xml")
    async with running(config(tmp_path, httpserver, more=second)) as (app, stages, clock):
        await minutes(stages, clock, 10, step=5)
        (stored,) = app.store.export()
        assert {each.source for each in stored.sightings} == {"feed", "second"}


SURVEYS = {
    "may.csv": "id,date,text,rating\n1,2026-02-02 10:00,Acme is great,5\n2,2026-02-02 11:00,Acme was quick,5\n",
    "june.csv": "id,date,text,rating\n1,2026-02-22 10:00,Acme gave me a shock,1\n2,2026-02-22 11:00,Acme hung up,1\n",
}
ANONYMOUS = {
    "may.csv": "date,text\n2026-02-02,ok\n2026-02-02,ok\n2026-02-03,ok\n",
    "june.csv": "date,text\n2026-02-22,ok\n",
}
REVIEWS = {
    "week1.csv": "Review ID,Date,Author,Review,Url\nr1,2026-02-10 10:00,ann,Acme is great,https://apps.example/acme\n",
    "week2.csv": "Review ID,Date,Author,Review,Url\nr2,2026-02-17 10:00,ben,Acme is slow,https://apps.example/acme\n",
}
CUSTOMERS = {"a.csv": "id,date,text\n77,2026-02-02,Acme is late\n77,2026-02-02,Acme is rude\n78,2026-02-02,Acme\n"}
CUT = {
    "cut.csv": "Id,Date,Author,Full Text,Url\n"
    "1.29403E+18,2026-02-20 10:00:00,ann,Acme broke my kettle,https://x.example/1\n"
    "1.29403E+18,2026-02-20 10:05:00,ben,Acme never answers,https://x.example/2\n"
    "1.29403E+18,2026-02-20 10:09:00,cyd,Acme sent a refund,https://x.example/3\n"
}
CUT_WITH_COMMAS = {
    "cut.csv": "Id;Date;Text\n1,29403E+18;2026-02-20;Acme broke\n1,29403E+18;2026-02-20;Acme\n9,9E+15;2026-02-21;ok\n"
}
PAGES = {"uri.csv": f"uri,date,text\n{SITE}/app,2026-02-02,Acme is great\n{SITE}/app,2026-02-03,Acme is slow\n"}

FILES = pytest.mark.parametrize(
    ("files", "count", "word"),
    [
        (SURVEYS, 4, "an id that another post of this source has already"),
        (ANONYMOUS, 4, ""),
        (REVIEWS, 2, ""),
        (CUSTOMERS, 3, "ids like 77 belong to several rows"),
        (CUT, 3, "ids like 1.29403E+18 were cut by a spreadsheet"),
        (CUT_WITH_COMMAS, 3, "ids like 1,29403E+18 were cut by a spreadsheet"),
        (PAGES, 2, ""),
    ],
    ids=["numbered anew", "anonymous", "reviews of a page", "ids of customers", "cut ids", "cut ids, comma", "uri"],
)


@FILES
async def test_imports(tmp_path: Path, httpserver: HTTPServer, files: dict[str, str], count: int, word: str) -> None:
    async with running(config(tmp_path, httpserver)) as (app, _, _):
        reports = [await import_table(app, text.encode(), by("Mia"), source="import") for text in files.values()]
        assert len(texts(app)) == count
        _say(word, [note for report in reports for note in (*report.notes, *map(str, report.problems))])
        again = [await import_table(app, text.encode(), by("Mia"), source="import") for text in files.values()]
        assert [(each.committed.new, each.committed.edited) for each in again] == [(0, 0)] * len(files)


@FILES
async def test_files_of_a_source(
    tmp_path: Path, httpserver: HTTPServer, files: dict[str, str], count: int, word: str
) -> None:
    show(httpserver)
    more = '\n[[sources]]\nname = "files"\ntype = "file"\npath = "*.csv"\nevery = "1m"\n'
    async with running(config(tmp_path, httpserver, more=more)) as (app, stages, clock):
        notes: list[str] = []
        for name, text in files.items():
            (tmp_path / name).write_text(text)
            await minutes(stages, clock, 1)
            notes += next(state.notes for state in app.store.source_states() if state.name == "files")
        assert len(texts(app)) == count
        _say(word, notes)
        for name, text in files.items():
            (tmp_path / name).write_text(f"\n{text}")
        await minutes(stages, clock, 2)
        assert len(texts(app)) == count


def _say(word: str, said: Sequence[str]) -> None:
    if word:
        assert any(word in each for each in said)
    else:
        assert not [each for each in said if "an id" in each or "ids like" in each]
