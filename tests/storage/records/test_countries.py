"""Countries, however they are written, are one country."""

from __future__ import annotations

import pytest

from storage.records.countries import country


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("GBR", "GB"),
        ("gb", "GB"),
        ("826", "GB"),
        ("UK", "GB"),
        (" United  Kingdom ", "GB"),
        ("England", "GB"),
        ("USA", "US"),
        ("United States of America", "US"),
        ("Korea, Republic of", "KR"),
        ("South Korea", "KR"),
        ("Russian Federation", "RU"),
        ("Russia", "RU"),
        ("Türkiye", "TR"),
        ("Turkey", "TR"),
        ("Côte d'Ivoire", "CI"),
        ("Ivory Coast", "CI"),
        ("Österreich", "AT"),
        ("Taiwan", "TW"),
        ("XKX", "XK"),
        ("Czech Republic", "CZ"),
    ],
)
def test_codes_and_names(written: str, code: str) -> None:
    assert country(written) == code


@pytest.mark.parametrize("written", ["", "  ", "zz", "Atlantis", "1", "worldwide", "GBRX", "x" * 10_000])
def test_what_is_no_country(written: str) -> None:
    assert country(written) is None
