"""What is deleted is told from a place that fails, has moved, or shows us nothing any more."""

from __future__ import annotations

from collections.abc import Collection

import pytest

from sources.apis.page import Page
from sources.apis.rechecking import gone
from storage.errors import Broken, RateLimited, SourceError


def status(code: int) -> SourceError:
    error = Broken(f"answered {code}")
    error.status = code
    return error


async def ask(there: Collection[str], absent: Collection[str], *, control: int = 200, missing: int = 404) -> list[str]:
    async def fetch(id: str) -> Page:
        if id in there:
            return Page(deleted=(id,)) if id.startswith("said") else Page()
        raise status(missing)

    async def controlled() -> Page:
        if control != 200:
            raise status(control)
        return Page()

    return await gone([*there, *absent], fetch, controlled)


async def test_what_is_missing_or_said_to_be_deleted_is_gone() -> None:
    assert await ask(["a", "said b"], ["c"]) == ["said b", "c"]
    assert await ask([], ["c"]) == ["c"], "the last one that was known, too"
    assert await ask(["a"], list("bcdefgh")) == list("bcdefgh")


@pytest.mark.parametrize("control", [404, 500])
async def test_nothing_is_gone_where_the_place_itself_does_not_answer(control: int) -> None:
    with pytest.raises(Broken, match=str(control)):
        await ask(["a"], ["b"], control=control)


async def test_nothing_is_gone_where_many_are_missing_and_not_one_is_there() -> None:
    with pytest.raises(Broken, match="404"):
        await ask([], list("bcdefgh"))


async def test_a_failure_on_the_way_is_no_deletion() -> None:
    with pytest.raises(Broken, match="500"):
        await ask(["a"], ["b"], missing=500)

    async def tired(_: str) -> Page:
        raise RateLimited("later", not_before=None)

    async def control() -> None:
        raise AssertionError("it was tired before")

    with pytest.raises(RateLimited):
        await gone(["a"], tired, control)
