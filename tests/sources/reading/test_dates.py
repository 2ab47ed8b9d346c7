"""Dates as the world writes them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.reading import dates

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)


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
        "03/04/2026",
        "-1",
        "12:00",
    ],
)
def test_what_is_no_date(written: str) -> None:
    assert dates.parse(written) is None


def test_numbers_that_can_be_read_in_two_ways() -> None:
    assert dates.parse("03/04/2026", day_first=True) == datetime(2026, 4, 3, tzinfo=UTC)
    assert dates.parse("03/04/2026", day_first=False) == datetime(2026, 3, 4, tzinfo=UTC)
    assert dates.parse("13/04/2026") == dates.parse("04/13/2026") == datetime(2026, 4, 13, tzinfo=UTC)


def test_times_without_zone_are_in_the_given_one() -> None:
    zone = ZoneInfo("Europe/Berlin")

    assert dates.parse("2026-09-01 14:00", zone) == NOON
    assert dates.parse("2026-09-01 12:00Z", zone) == NOON


@pytest.mark.parametrize(
    ("written", "usable"),
    [
        ("2016-09-20", True),
        ("2016-08-01", False),
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


@given(st.datetimes(datetime(2017, 1, 1), datetime(2026, 1, 1)))
def test_standard_forms_are_read_back(moment: datetime) -> None:
    moment = moment.replace(microsecond=0, tzinfo=UTC)

    for written in (moment.isoformat(), moment.strftime("%a, %d %b %Y %H:%M:%S GMT"), str(int(moment.timestamp()))):
        assert dates.parse(written) == moment
