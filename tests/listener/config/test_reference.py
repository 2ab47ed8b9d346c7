"""The configuration reference tells everything that can be set, as it is."""

import re

import pytest
from pydantic import BaseModel

from listener.config.catalogue import inner_tables, settings
from listener.config.findings import describe
from listener.config.loading import SECTIONS
from listener.config.reference import REPEATED, SINGLE, reference
from sources.json import Json
from tests.worlds.docs import pages

MODELS = [*SINGLE.values(), *REPEATED.values()]
INNER = [inner for model in MODELS for inner in inner_tables(model).values()]


def test_the_page_is_the_one_that_the_models_give():
    assert pages()["configuration.md"] == reference(), "write it again: make docs"


def test_every_section_that_may_stand_in_a_file_is_told():
    told = re.findall(r"^### \[+(\w+)\]+$", reference(), re.MULTILINE)
    assert {*told, "sources", "rules", "targets"} == set(SECTIONS)


@pytest.mark.parametrize("model", [*MODELS, *INNER], ids=lambda model: model.__name__)
def test_every_setting_of_a_section_says_what_it_means(model: type[BaseModel]):
    assert model.__doc__
    for setting in settings(model):
        assert setting.meaning, setting.name


def test_what_would_end_a_cell_does_not():
    rows = [line for line in reference().splitlines() if line.startswith("| `")]
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {5}


def test_a_setting_whose_default_is_made_anew_names_none():
    assert describe(Json, "headers") == "Sent along; secrets as env:NAME"
    assert describe(Json, "first_page").endswith("(default 1)")
