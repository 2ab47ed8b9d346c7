"""Are the models whole, and the ones that their manifests name? Nothing is read with them, and no hub is asked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from listener.classify.base import BUNDLED, MULTILINGUAL
from listener.classify.bundle import require_whole
from listener.config.sections import ClassifySection
from storage.errors import ClassifierError


def unusable(classify: ClassifySection) -> list[str]:
    """What stays unread because a model's folder is incomplete or damaged, a sentence a model."""
    return [f"{what} stay unread: {problem}" for what, folder in _folders(classify) if (problem := _problem(folder))]


def _folders(classify: ClassifySection) -> Iterator[tuple[str, Path]]:
    """(what is read by it, its folder)."""
    if not classify.enabled:
        return
    yield "posts", Path(BUNDLED if classify.bundle == "bundled" else classify.bundle)
    if second := classify.multilingual:
        yield "posts in other languages", Path(MULTILINGUAL if second == "bundled" else second)


def _problem(folder: Path) -> str | None:
    try:
        require_whole(folder)
    except ClassifierError as error:
        return str(error)
    return None
