"""What `listener init` writes is right, whatever the brand is called."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listener.config.loading import load
from listener.config.starter import starter

BRANDS = [
    "Acme",
    "Acme Cola",
    'The "Best"',
    "L'Oréal",
    "AT&T",
    "3M",
    "ÖBB",
    "任天堂",
    "OR",
    "NOT us",
    "100 %",
    "#hash",
    "{query}",
]


@pytest.mark.parametrize("brand", BRANDS)
def test_the_written_file_is_right(tmp_path: Path, brand: str):
    path = tmp_path / "config.toml"
    path.write_text(starter(brand), encoding="utf-8")
    config = load(path, environ={})
    assert config.brands[0].name == brand
    assert [rule.scope for rule in config.rules].count(f"brand:{brand}") == 3


def test_the_name_is_looked_for_in_every_way_it_is_written():
    expression = tomllib.loads(starter("Acme Cola"))["queries"][0]["expression"]
    assert expression == '"Acme Cola" OR acmecola OR #acmecola OR @acmecola'


def test_accents_are_left_out_since_a_bare_word_finds_all_forms():
    expression = tomllib.loads(starter("L'Oréal"))["queries"][0]["expression"]
    assert expression == '"L\'Oreal" OR loreal OR #loreal OR @loreal'


def test_a_name_without_letters_is_refused():
    with pytest.raises(ValueError, match="letter"):
        starter('"!"')


@given(st.text().filter(lambda name: any(map(str.isalnum, name))))
def test_any_name_gives_valid_toml(brand: str):
    written = tomllib.loads(starter(brand).encode().decode())
    assert written["queries"][0]["brand"] == written["brands"][0]["name"]
