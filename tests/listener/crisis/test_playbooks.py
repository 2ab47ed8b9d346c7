"""The playbooks that come along are fit for use, and one's own come first."""

from __future__ import annotations

from pathlib import Path

import pytest

from listener.crisis.playbooks.files import SHIPPED, names, playbook
from rules.response.statements import PROMISE, blanks
from rules.response.steps import DUTIES
from storage.errors import ListenerError

COME_ALONG = sorted(path.stem for path in SHIPPED.glob("*.md"))


def test_four_come_along() -> None:
    assert COME_ALONG == ["data-breach", "offensive-statement", "outage", "product-safety"]


@pytest.mark.parametrize("name", COME_ALONG)
def test_every_task_has_an_owner_that_is_a_role(name: str, tmp_path: Path) -> None:
    book = playbook(tmp_path, name)
    assert len(book.tasks) >= 15
    assert {task.owner for task in book.tasks} <= set(DUTIES)
    assert {"lead", "legal", "social", "support", "spokesperson", "executive"} <= {task.owner for task in book.tasks}


@pytest.mark.parametrize("name", COME_ALONG)
def test_a_drill_counts_what_its_headline_says(name: str, tmp_path: Path) -> None:
    book = playbook(tmp_path, name)
    assert f"{book.posts} posts" in book.scenario[0]
    assert f"usually {book.usually or 'none'}" in book.scenario[0]


@pytest.mark.parametrize("name", COME_ALONG)
def test_every_box_in_the_file_is_a_task(name: str, tmp_path: Path) -> None:
    book = playbook(tmp_path, name)
    assert len(book.tasks) == book.text.count("[ ]")


@pytest.mark.parametrize("name", COME_ALONG)
def test_statements_name_the_brand_or_await_it_and_the_first_admits_what_is_not_known(
    name: str, tmp_path: Path
) -> None:
    book = playbook(tmp_path, name)
    assert len(book.statements) == 3
    first = book.statements[0][1]
    assert "brand" in blanks(first)
    assert "{" + PROMISE + "}" in first
    assert "do not know" in first or "finding out" in first


@pytest.mark.parametrize("name", COME_ALONG)
def test_what_never_to_say_and_what_a_drill_says_are_there(name: str, tmp_path: Path) -> None:
    book = playbook(tmp_path, name)
    assert len(book.never) >= 3
    assert len(book.scenario) >= 3
    assert book.purpose


def test_ones_own_playbook_wins_by_name(tmp_path: Path) -> None:
    (tmp_path / "playbooks").mkdir()
    (tmp_path / "playbooks" / "outage.md").write_text("# Ours\n\n## Now\n- [ ] Call Ann (lead)\n", encoding="utf-8")
    (tmp_path / "playbooks" / "fire.md").write_text("# Fire\n", encoding="utf-8")
    assert playbook(tmp_path, "outage").title == "Ours"
    assert "fire" in names(tmp_path)
    assert len(names(tmp_path)) == 5


@pytest.mark.parametrize("name", ["../config", "/etc/passwd", "..", "", "a/b"])
def test_a_name_leads_nowhere_else(name: str, tmp_path: Path) -> None:
    (tmp_path / "config.md").write_text("secret", encoding="utf-8")
    with pytest.raises(ListenerError, match="no playbook"):
        playbook(tmp_path, name)


def test_a_misspelt_name_is_guessed(tmp_path: Path) -> None:
    with pytest.raises(ListenerError, match='did you mean "outage"'):
        playbook(tmp_path, "outtage")
