"""What `listener init` writes is right, whatever the brand is called."""

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listener.config.loading import load
from listener.config.starter import Mailing, starter

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
    "C++",
    "C#",
    ".NET",
    "Disney+",
    "Notepad++",
    "H&M",
    "ASP.NET",
    "$META",
    "Yahoo!",
]
TEAM = Mailing(server="smtp://robot@mail.example.org:587", sender="Listener <l@example.org>", to=("a@example.org",))


@pytest.mark.parametrize("brand", BRANDS)
def test_the_written_file_is_right(tmp_path: Path, brand: str):
    path = tmp_path / "config.toml"
    path.write_text(starter(brand), encoding="utf-8")
    config = load(path, environ={})
    assert config.brands[0].name == brand
    assert [rule.scope for rule in config.rules].count(f"brand:{brand}") == 3


def test_it_says_what_its_rules_ask_while_they_learn(tmp_path: Path):
    path = tmp_path / "config.toml"
    path.write_text(starter("Acme"), encoding="utf-8")
    asked = [rule.learning for rule in load(path, environ={}).rules if rule.learning]
    assert asked
    assert all(sentence in path.read_text(encoding="utf-8") for sentence in asked)


def test_the_name_is_looked_for_in_every_way_it_is_written():
    expression = tomllib.loads(starter("Acme Cola"))["queries"][0]["expression"]
    assert expression == '"Acme Cola" OR acmecola OR #acmecola OR @acmecola'


def test_accents_are_left_out_since_a_bare_word_finds_all_forms():
    expression = tomllib.loads(starter("L'Oréal"))["queries"][0]["expression"]
    assert expression == '"L\'Oreal" OR loreal OR #loreal OR @loreal'


@pytest.mark.parametrize(
    ("brand", "name", "expression"),
    [
        ("C++", "c-plus-plus", '"C++" OR "c plus plus" OR cplusplus OR #cplusplus OR @cplusplus'),
        ("C#", "c-sharp", '"C#" OR "c sharp" OR csharp OR #csharp OR @csharp'),
        (".NET", "dot-net", '".NET" OR "dot net" OR dotnet OR #dotnet OR @dotnet'),
        ("Disney+", "disney-plus", '"Disney+" OR "disney plus" OR disneyplus OR #disneyplus OR @disneyplus'),
        ("H&M", "h-m", '"H&M" OR hm OR #hm OR @hm'),
    ],
)
def test_signs_that_make_a_name_are_not_lost(brand: str, name: str, expression: str):
    written = tomllib.loads(starter(brand))

    assert (written["queries"][0]["name"], written["queries"][0]["expression"]) == (name, expression)
    assert written["sources"][1]["url"].endswith(f"/tags/{expression.rpartition('@')[2]}.rss")


def test_mail_is_filled_in_where_it_is_known(tmp_path: Path):
    path = tmp_path / "config.toml"
    path.write_text(starter("Acme", TEAM), encoding="utf-8")

    config = load(path, environ={"LISTENER_MAIL_PASSWORD": "x"})

    assert [target.name for target in config.targets] == ["screen", "team"]
    assert [who.name for who in config.route.targets] == ["screen", "team"]
    path.write_text(starter("Acme", replace(TEAM, server="smtp://mail.example.org")), encoding="utf-8")
    assert load(path, environ={}).targets[1].name == "team"


@pytest.mark.parametrize(
    "wrong", [{"server": "mail.example.org"}, {"server": "smtp://a:b@c.example"}, {"sender": "nobody"}, {"to": ("",)}]
)
def test_mail_that_cannot_be_right_is_refused(wrong: dict[str, Any]):
    with pytest.raises(ValueError, match="write"):
        starter("Acme", replace(TEAM, **wrong))


def test_a_name_without_letters_is_refused():
    with pytest.raises(ValueError, match="letter"):
        starter('"!"')


@given(st.text().filter(lambda name: any(map(str.isalnum, name))))
def test_any_name_gives_valid_toml(brand: str):
    written = tomllib.loads(starter(brand).encode().decode())
    assert written["queries"][0]["brand"] == written["brands"][0]["name"]


@pytest.mark.parametrize(("mailing", "told"), [(None, "target:screen"), (TEAM, "target:team")])
def test_whoever_gets_alerts_is_told_of_sources_that_cannot_be_read(tmp_path: Path, mailing: Mailing | None, told: str):
    path = tmp_path / "config.toml"
    path.write_text(starter("Acme", mailing), encoding="utf-8")
    assert load(path, environ={"LISTENER_MAIL_PASSWORD": "x"}).troubles.to == (told,)
