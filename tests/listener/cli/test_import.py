"""`listener import`: what was said before comes in, and bad rows are named."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from tests.worlds.terminal import lines, run

pytestmark = pytest.mark.usefixtures("config")


def test_an_export_comes_in_again_as_it_was(feed: HTTPServer, store_path: Path):
    run("poll")
    run("export", "--output", "all.ndjson")
    (before,) = lines(run("export", "--canonical"))
    store_path.rename("old.db")
    (done,) = lines(run("import", "all.ndjson", "--source", "news", "--json"))
    counts = {"rows": 1, "new": 1, "known": 0, "edited": 0, "unmatched": 0, "refused": 0}
    read = {"timezone": "UTC", "encoding": "utf-8", "columns_not_read": []}
    assert done == {"file": "all.ndjson", **counts, **read, "notes": [], "problems": []}
    (after,) = lines(run("export", "--canonical"))
    assert {name: after[name] for name in ("title", "url", "matches")} == {
        name: before[name] for name in ("title", "url", "matches")
    }
    assert "0 new, 1 known" in run("import", "all.ndjson", "--source", "news").stdout


TABLE = """Datum;Verfasser;Kommentar;Laune
03/04/2026 10:00;Jo;#acme ist schön;gut
03/04/2026 11:00;Bo;hört niemand zu?;schlecht
;Cy;#acme ohne Tag;
"""
NAMED = ("--map", "text=Kommentar,date=Datum", "--map", "author=Verfasser")


def test_a_table_of_ones_own_words_and_a_report_in_plain_words():
    Path("posts.csv").write_text(TABLE, encoding="cp1252")
    result = run("import", "posts.csv", *NAMED, "--day-first", "--timezone", "Europe/Berlin", code=1)
    assert result.stdout.splitlines()[:3] == [
        "posts.csv: 3 rows read, 1 new, 0 known, 1 that no query asks for, 0 edited, 1 refused",
        "  read as cp1252; times that do not say their zone are in Europe/Berlin",
        "  columns that are not read, but kept with each post: Laune",
    ]
    assert "row 4, column Datum: no date stands here" in result.stderr
    assert "posts.refused.csv: mend them there" in " ".join(result.stderr.split())
    (stored,) = lines(run("export"))
    assert (stored["published_at"], stored["author"]["name"]) == ("2026-04-03T08:00:00+00:00", "Jo")


@pytest.mark.parametrize(("before", "told"), [("posts.csv", False), (None, True)])
def test_new_posts_say_when_they_are_read(before: str | None, told: bool):
    Path("posts.csv").write_text("date,text\n2026-03-04T10:00,#acme is great\n", encoding="utf-8")
    for file in filter(None, (before, "posts.csv")):
        said = run("import", file).stdout
    assert ("read while the service runs" in said) is told


def test_refused_rows_are_mended_and_imported_without_doubling_anything():
    Path("posts.csv").write_text(TABLE, encoding="utf-8")
    run("import", "posts.csv", *NAMED, "--day-first", code=1)
    refused = Path("posts.refused.csv")
    refused.write_text(refused.read_text(encoding="utf-8-sig").replace("\n,Cy", "\n05/04/2026,Cy"), encoding="utf-8")
    assert "1 row read, 1 new" in run("import", str(refused), *NAMED, "--day-first").stdout
    run("import", "posts.csv", *NAMED, "--day-first", code=1)
    assert Path("posts.refused-2.csv").exists()
    assert len(lines(run("export"))) == 2


def test_what_a_table_leaves_open_is_asked_for():
    Path("posts.csv").write_text(TABLE, encoding="utf-8")
    asked = run("import", "posts.csv", *NAMED, code=1).stderr
    assert "may be 3 April or 4 March; say whether the day or the month comes first" in " ".join(asked.split())
    dated = run("import", "posts.csv", *NAMED, "--month-first", "--date", "2026-03-05")
    assert "3 rows read, 2 new" in dated.stdout
    assert "0 refused" in dated.stdout


@pytest.mark.parametrize(
    ("option", "words"),
    [
        (("--map", "colour=x"), "nothing that a post has"),
        (("--map", "text"), "names no column"),
        (("--encoding", "klingon"), "is no encoding"),
        (("--date", "soon"), "is not a date"),
        (("--date", "2199-01-01"), "is in the future"),
        (("--timezone", "Berlin"), "is not a time zone"),
    ],
)
def test_options_that_mean_nothing(option: tuple[str, str], words: str):
    Path("posts.csv").write_text(TABLE, encoding="utf-8")
    assert words in " ".join(run("import", "posts.csv", *option, code=2).stderr.replace("│", " ").split())


def test_a_file_of_which_nothing_can_be_read_is_refused_as_a_whole():
    Path("posts.csv").write_bytes("text,date\nСор,2026-08-20\n".encode("koi8-r"))
    result = run("import", "posts.csv", code=1)
    assert result.stdout.startswith("posts.csv: nothing of it was read\n")
    assert "name it as koi8-r" in result.stderr
    assert not Path("posts.refused.csv").exists()


def test_a_bad_row_is_named_and_the_good_ones_are_kept():
    Path("posts.ndjson").write_text(
        '{"text": "I like #acme", "id": "1", "date": "2026-08-20"}\nno json\n', encoding="utf-8"
    )
    result = run("import", "posts.ndjson", code=1)
    assert "2 rows read, 1 new, 0 known, 0 edited, 1 refused" in result.stdout
    assert Path("posts.refused.ndjson").read_text(encoding="utf-8") == "no json\n"
    assert "2" in result.stderr
