"""Languages as programs and people write them, as ISO 639-1."""

from __future__ import annotations

import pytest

from storage.records.languages import language, normalise


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("en-US", "en"),
        ("EN_gb", "en"),
        ("eng", "en"),
        ("English", "en"),
        ("ger", "de"),
        ("zh-Hans", "zh"),
        ("iw", "he"),
        ("Norwegian Bokmål", "no"),
        ("lb", "lb"),
        ("ltz", "lb"),
        ("ceb", None),
        ("usa", None),
        ("und", None),
        ("x-default", None),
        ("", None),
        (None, None),
    ],
)
def test_languages(name: str | None, code: str | None) -> None:
    assert normalise(name) == code


def test_what_is_asked_for_keeps_its_region() -> None:
    assert [language(written) for written in ("German", "pt_BR", "zh-Hans", "xx", "")] == [
        "de",
        "pt-br",
        "zh-hans",
        None,
        None,
    ]
