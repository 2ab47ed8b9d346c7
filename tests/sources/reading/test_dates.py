"""Dates as the world writes them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from sources.reading import calendars, dates

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)
EVENING = datetime(2026, 11, 20, 19, tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    [
        "Tue, 01 Sep 2026 12:00:00 GMT",
        "Tue, 01 Sep 2026 14:00:00 CEST",
        "Tue, 01 Sep 2026 12:00:00",
        "Tue, 1 Sep 26 12:00 Z",
        "Tue, 01 Sep 2026 21:00:00 GMT+9",
        "Tue, 01 Sep 2026 05:00:00 PDT",
        "Tue Sep 01 2026 21:00:00 GMT+0900 (Japan Standard Time)",
        "Tue Sep  1 14:00:00 CEST 2026",
        "September 1, 2026 12:00 pm",
        "2026-09-01T12:00:00Z",
        "2026-09-01T12:00:00",
        "2026-09-01t14:00:00.123+0200".replace(".123", ".000"),
        "2026-09-01 14:00:00 CEST",
        "2026-09-01 12:00",
        "2026/09/01 12:00",
        "20260901T120000Z",
        "1788264000",
        "1788264000000",
        "1788264000.0",
        "Di, 01 Sep 2026 14:00:00 MESZ",
        "Dienstag, 1. September 2026 12:00",
        "mar., 01 sept. 2026 12:00",
        "mardi 1 septembre 2026 à 12h00",
        "martes, 1 de septiembre de 2026 12:00",
        "mar, 01 set 2026 12:00",
        "1 settembre 2026 ore 12.00",
        "di 1 sep 2026 12:00",
        "ter, 01 de setembro de 2026 12:00",
        "01.09.2026 12:00",
        "01-Sep-2026 12:00PM",
        "2026年9月1日 12:00",
    ],
)
def test_noon(written: str) -> None:
    assert dates.parse(written) == NOON


@pytest.mark.parametrize(
    ("written", "month"),
    [
        ("3 März 2026", 3),
        ("3 févr. 2026", 2),
        ("3 août 2026", 8),
        ("3 ene 2026", 1),
        ("3 gen 2026", 1),
        ("3 mei 2026", 5),
        ("3 mag 2026", 5),
        ("mar, 3 mar 2026", 3),
        ("3 dez 2026", 12),
        ("3 déc 2026", 12),
        ("3 okt 2026", 10),
        ("3 out 2026", 10),
    ],
)
def test_months_of_many_languages(written: str, month: int) -> None:
    assert dates.parse(written) == datetime(2026, month, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "0000-00-00",
        "0000-00-00 00:00:00",
        "2026-13-01",
        "Tue, 32 Sep 2026 12:00:00 GMT",
        "yesterday",
        "yesterday at 12:00",
        "2 days ago",
        "20",
        "2026",
        "2026-09",
        "Sep 2026",
        "week 36, 2026",
        "46346.79",
        "03/04/2026",
        "03/04/26",
        "20.11.26",
        "26.11.20",
        "20-11-26",
        "20-22 November 2026",
        "2026-11-20 - 2026-11-22",
        "20 listopada 2026",
        "5 lip 2026",
        "20 XI 2026",
        "31 November 2026",
        "115/11/20",
        "-1",
        "12:00",
    ],
)
def test_what_is_no_date(written: str) -> None:
    assert dates.parse(written) is None


@pytest.mark.parametrize("written", (Path(__file__).with_name("dates.txt").read_text("utf-8").splitlines()))
def test_the_worlds_ways_to_write_one_moment(written: str) -> None:
    assert dates.parse(written) == EVENING


@pytest.mark.parametrize(
    ("written", "language", "day"),
    [
        ("20 listopada 2026", "pl", (2026, 11, 20)),
        ("20. listopada 2026.", "hr", (2026, 10, 20)),
        ("Pá, 20. lis 2026", None, (2026, 11, 20)),
        ("piątek, 20 listopada 2026", None, (2026, 11, 20)),
        ("5 lip 2026", "pl", (2026, 7, 5)),
        ("20/11/2569", "th", (2026, 11, 20)),
        ("mar, 20 oct 2026", None, (2026, 10, 20)),
        ("Paz, 20 Eyl 2026", None, (2026, 9, 20)),
        ("20. září 2026", None, (2026, 9, 20)),
        ("20 cervence 2026", None, (2026, 7, 20)),
        ("20 มี.ค. 2569", None, (2026, 3, 20)),
        ("20 ม.ค. 69", None, (2026, 1, 20)),
        ("一月 20, 2026", None, (2026, 1, 20)),
        ("20 AĞUSTOS 2026", None, (2026, 8, 20)),
        ("20 اغسطس 2026", None, (2026, 8, 20)),
        ("20 غشت 2026", None, (2026, 8, 20)),
        ("20 thg 01, 2026", None, (2026, 1, 20)),
        ("令和元年5月1日", None, (2019, 5, 1)),
        ("20. srpna 2026", None, (2026, 8, 20)),
        ("20. srpnja 2026.", None, (2026, 7, 20)),
        ("20 września 2026", None, (2026, 9, 20)),
        ("20. heinäkuuta 2026", None, (2026, 7, 20)),
        ("20 सितंबर 2026", None, (2026, 9, 20)),
    ],
)
def test_what_only_the_language_or_the_calendar_tells(
    written: str, language: str | None, day: tuple[int, int, int]
) -> None:
    assert dates.parse(written, language=language) == datetime(*day, tzinfo=UTC)


def test_other_calendars_are_no_dates_of_this_one() -> None:
    for written in ("۲۹ آبان ۱۴۰۵", "1405/08/29 12:00", "20 ذو الحجة 1448", "2083-08-05"):
        assert dates.usable(written, NOON) is None


@pytest.mark.parametrize("months", ["wide", "abbreviated"])
def test_every_language_knows_its_own_months(months: str) -> None:
    for name in calendars.LOCALES:
        locale = Locale.parse(name)
        for number, month in locale.months["format"][months].items():
            found = dates.parse(f"20 {month} 2026", language=name.partition("_")[0])
            assert found == datetime(2026, number, 20, tzinfo=UTC), (name, month)


def test_numbers_that_can_be_read_in_two_ways() -> None:
    assert dates.parse("03/04/2026", day_first=True) == datetime(2026, 4, 3, tzinfo=UTC)
    assert dates.parse("03/04/2026", day_first=False) == datetime(2026, 3, 4, tzinfo=UTC)
    assert dates.parse("20.11.26", day_first=True) == datetime(2026, 11, 20, tzinfo=UTC)
    assert dates.parse("13/04/2026") == dates.parse("04/13/2026") == datetime(2026, 4, 13, tzinfo=UTC)


def test_times_without_zone_are_in_the_given_one() -> None:
    zone = ZoneInfo("Europe/Berlin")

    assert dates.parse("2026-09-01 14:00", zone) == NOON
    assert dates.parse("2026-09-01 12:00Z", zone) == NOON


@pytest.mark.parametrize(
    ("written", "usable"),
    [
        ("2016-08-01", True),
        ("Mon, 05 Oct 2009 10:00:00 GMT", True),
        ("1990-01-01", True),
        ("1989-12-31", False),
        ("1970-01-01T00:00:00Z", False),
        ("Thu, 01 Jan 1970 00:00:00 +0000", False),
        ("1980-01-01", False),
        ("30/12/1899", False),
        ("-0001-11-30T00:00:00+00:00", False),
        ("9999-12-31", False),
        ("2083-08-05", False),
        ("2026-09-02T11:00Z", True),
        ("2026-09-03", False),
        ("0001-01-01", False),
    ],
)
def test_only_dates_that_can_be_right_are_used(written: str, usable: bool) -> None:
    assert (dates.usable(written, NOON) is not None) is usable


@given(st.text(max_size=40))
def test_no_text_breaks_it(text: str) -> None:
    found = dates.parse(text)

    assert found is None or found.utcoffset() == timedelta()


@given(st.datetimes(datetime(1990, 1, 1), datetime(2026, 1, 1)))
def test_standard_forms_are_read_back(moment: datetime) -> None:
    moment = moment.replace(microsecond=0, tzinfo=UTC)

    for written in (moment.isoformat(), moment.strftime("%a, %d %b %Y %H:%M:%S GMT"), str(int(moment.timestamp()))):
        assert dates.usable(written, NOON) == moment
