"""Whoever follows a link of the documentation arrives."""

import re
from pathlib import Path

import pytest

from tests.worlds.docs import DOCS, ROOT

PAGES = [ROOT / "README.md", *sorted(DOCS.glob("*.md")), *sorted((ROOT / ".github").glob("*.md"))]
LINK = re.compile(r'\]\(([^)\s]+)\)|src="([^"]+)"')


def anchors(page: Path) -> set[str]:
    """The headings of a page, as links name them."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path):
    for found in LINK.finditer(page.read_text(encoding="utf-8")):
        address, _, anchor = (found[1] or found[2]).partition("#")
        if address.startswith("https:"):
            continue
        there = page.parent / address if address else page
        assert there.exists(), address
        assert not anchor or anchor in anchors(there), f"{address}#{anchor}"


def test_the_readme_leads_to_every_page():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [page.name for page in DOCS.glob("*.md") if f"listener/docs/{page.name}" not in readme] == []
