"""Where a worker process reads: one function with plain arguments, one loaded model a process."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from listener.classify.base import BUNDLED, MULTILINGUAL, Classifier, Extensions, Item
from listener.classify.bundle import foreign
from listener.classify.languages import COMMON
from storage.errors import ClassifierError
from storage.records import Classification

if TYPE_CHECKING:
    from listener.classify.bundled import Bundled
    from listener.classify.other_models import OtherModels
    from listener.classify.routing import ByLanguage
    from listener.classify.taught import Shelf

NOTHING, ALONE = Extensions(), Extensions(multilingual="")
log = logging.getLogger(__name__)


def classify_batch(
    bundle: str, items: list[Item], languages: Sequence[str] = COMMON, extensions: Extensions = NOTHING
) -> list[Classification]:
    """Reads a batch with a model, loading it at the first call in a process.

    Args:
        bundle: `bundled`, the folder of a model, or a hub id: that model then reads the sentiment, the bundled one
            the rest. Languages that it does not read go to the one that `extensions` names for them.
        languages: those that may be expected where an item does not name its own; unknown codes are ignored.
        extensions: learned heads and other models; what is taught or undone meanwhile is used from the next batch on.

    Raises:
        ClassifierError: a model is incomplete or damaged, or cannot be had.
    """
    return classifier(bundle, tuple(languages), extensions).classify(items)


def classifier(bundle: str, languages: tuple[str, ...] = COMMON, extensions: Extensions = NOTHING) -> Classifier:
    """The classifier of these settings, with what has been taught by now."""
    if foreign(bundle):
        others = dict(extensions.heads)
        extensions = Extensions(
            taught=extensions.taught,
            heads=tuple({"sentiment": bundle, **others}.items()),
            languages=extensions.languages,
            multilingual=extensions.multilingual,
        )
        bundle = "bundled"
    languages = (*languages, *(code for code, _ in extensions.languages))
    base = by_language(bundle, languages, extensions.multilingual)
    folder = shelf(model(bundle, languages), extensions.taught) if extensions.taught else None
    if not (extensions.heads or extensions.languages or (folder and folder.stamp())):
        return base
    return _with_others(bundle, languages, extensions, folder.stamp() if folder else ())


def reader_of(name: str, head: str) -> Classifier:
    """The classifier in which a head is answered by the model of this name.

    Raises:
        ClassifierError: it cannot be had, or there is no such model for this head.
    """
    if foreign(name):
        return classifier("bundled", extensions=Extensions(heads=((head, name),)))
    return classifier(name, extensions=NOTHING if name == "bundled" else ALONE)


@lru_cache(maxsize=2)
def model(bundle: str = "bundled", languages: tuple[str, ...] = COMMON) -> Bundled:
    """The loaded model of a folder."""
    from listener.classify.bundled import Bundled

    return Bundled(BUNDLED if bundle == "bundled" else bundle, languages=languages)


@lru_cache(maxsize=2)
def by_language(bundle: str, languages: tuple[str, ...], multilingual: str) -> Bundled | ByLanguage:
    """The loaded model of a folder, with the one for the languages that it does not read unless there is to be none."""
    from listener.classify.routing import ByLanguage, Second

    first = model(bundle, languages)
    if not multilingual:
        return first
    second = Second(MULTILINGUAL if multilingual == "bundled" else multilingual)
    return ByLanguage(first, second, languages=languages)


def shelf(base: Bundled, folder: str) -> Shelf:
    """The learned heads in a folder, for a loaded model."""
    from listener.classify.taught import Shelf

    return Shelf(Path(folder), base.manifest.files["model.onnx"], base.manifest.same)


@lru_cache(maxsize=2)
def _with_others(
    bundle: str, languages: tuple[str, ...], extensions: Extensions, stamp: tuple[tuple[str, int], ...]
) -> Classifier:
    """Loaded once for each `stamp`: what is taught later makes another one."""
    from listener.classify.extended import ExtendedClassifier

    base = by_language(bundle, languages, extensions.multilingual)
    heads = shelf(model(bundle, languages), extensions.taught).usable() if stamp else []
    for taught in heads:
        if taught.problem:
            log.warning("%s", taught.problem)
    return ExtendedClassifier(base, heads, _others(base, extensions.heads, extensions.languages))


@lru_cache(maxsize=2)
def _others(
    base: Bundled | ByLanguage, heads: tuple[tuple[str, str], ...], languages: tuple[tuple[str, str], ...]
) -> OtherModels | None:
    """The other models, loaded once whatever is taught."""
    from listener.classify.hub import Hub
    from listener.classify.other_models import OtherModels

    if not (heads or languages):
        return None
    labels = {name: head.labels for name, head in base.manifest.heads.items()}
    if unknown := [head for head, _ in heads if head not in labels]:
        raise ClassifierError(f"another model cannot answer {unknown[0]!r}; it can answer {', '.join(labels)}")
    return OtherModels(
        [Hub(name, head, labels[head]) for head, name in heads],
        {code: Hub(name, "sentiment", labels["sentiment"]) for code, name in languages},
    )
