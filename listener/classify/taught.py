"""Learned heads on disk, version by version, and a classifier that uses them beside the model's own."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote, unquote

import numpy as np

from listener.classify.base import HEADS, Item
from listener.classify.bundled import Bundled, probabilities
from listener.classify.teach import Floats, Lesson, scaled
from listener.classify.text import normalise
from storage.errors import ClassifierError
from storage.records import Classification, Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Taught:
    """A learned head as stored.

    Attributes:
        version: 1 for the first of its head, one more each time.
        corrected: Digest of a text -> its right label, which that text gets whatever the weights say.
    """

    lesson: Lesson
    version: int
    corrected: Mapping[str, str]


class Shelf:
    """Learned heads in a folder, one file a version.

    Args:
        folder: made when the first head is kept.
        model: hash of the weights that they were learned on; heads of other weights are not used.
    """

    def __init__(self, folder: Path, model: str) -> None:
        self.folder = folder
        self.model = model

    def keep(self, lesson: Lesson, corrections: Sequence[tuple[str, str]] = ()) -> Taught:
        """Stores a lesson as the newest version of its head; earlier corrections stay in force."""
        last = self._files(lesson.head)
        version = int(last[-1].stem.rsplit(".", 1)[1]) + 1 if last else 1
        earlier = self._read(last[-1]).corrected if last else {}
        taught = Taught(
            lesson=lesson,
            version=version,
            corrected={**earlier, **{digest(text): label for text, label in corrections}},
        )
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{quote(lesson.head, safe='')}.{version:04}.json"
        part = path.with_suffix(".part")
        part.write_text(json.dumps(self._plain(taught)), encoding="utf-8")
        part.replace(path)
        return taught

    def undo(self, head: str) -> int:
        """Drops the newest version of a head and returns how many remain; 0 also where there was none."""
        files = self._files(head)
        if files:
            files[-1].unlink()
        return max(0, len(files) - 1)

    def heads(self) -> list[Taught]:
        """The newest version of every head.

        Raises:
            ClassifierError: a file is damaged, holds numbers that are none, or belongs to other weights.
        """
        names = sorted({unquote(path.stem.rsplit(".", 1)[0]) for path in self.folder.glob("*.json")})
        return [self._read(self._files(name)[-1]) for name in names]

    def _files(self, head: str) -> list[Path]:
        return sorted(self.folder.glob(f"{_literal(quote(head, safe=''))}.[0-9][0-9][0-9][0-9].json"))

    def _plain(self, taught: Taught) -> dict[str, object]:
        lesson = taught.lesson
        return {
            "model": self.model,
            "head": lesson.head,
            "version": taught.version,
            "labels": lesson.labels,
            "weights": lesson.weights.tolist(),
            "bias": lesson.bias.tolist(),
            "before": lesson.before,
            "after": lesson.after,
            "corrected": dict(taught.corrected),
        }

    def _read(self, path: Path) -> Taught:
        try:
            plain = json.loads(path.read_text(encoding="utf-8"))
            weights, bias = np.array(plain["weights"], np.float32), np.array(plain["bias"], np.float32)
            if weights.shape[1:] != bias.shape or len(bias) != len(plain["labels"]):
                raise ValueError("its shapes do not fit")
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ClassifierError(f"the learned head {path} is damaged ({error}); remove or undo it") from error
        if not (np.isfinite(weights).all() and np.isfinite(bias).all()):
            raise ClassifierError(f"the learned head {path} holds numbers that are none; remove or undo it")
        if plain["model"] != self.model:
            raise ClassifierError(f"the learned head {path} belongs to another model; teach it again or remove it")
        lesson = Lesson(
            head=plain["head"],
            labels=tuple(plain["labels"]),
            weights=weights,
            bias=bias,
            before=plain["before"],
            after=plain["after"],
        )
        return Taught(lesson=lesson, version=plain["version"], corrected=plain["corrected"])


class Pupil:
    """A Classifier: the bundled model with learned heads applied; a text that was corrected gets its correction.

    Own labels appear under their name in `heads` with the label `yes` or `no`.
    """

    def __init__(self, model: Bundled, heads: Sequence[Taught]) -> None:
        self._model = model
        self._heads = tuple(heads)
        versions = "".join(f" +{t.lesson.head}.{t.version}" for t in self._heads)
        self.model = model.model + versions

    def classify(self, items: Sequence[Item], *, force: bool = False) -> list[Classification]:
        """As Bundled.classify, with the learned heads; texts that the model left unread stay so."""
        found = [replace(reading, model=self.model) for reading in self._model.classify(items, force=force)]
        read = [i for i, reading in enumerate(found) if reading.heads]
        if not read or not self._heads:
            return found
        chosen = [items[i] for i in read]
        vectors = scaled(self._model.logits(chosen, "pooled"))
        for taught in self._heads:
            answers = self._answers(taught, chosen, vectors)
            for index, answer in zip(read, answers, strict=True):
                heads = {**found[index].heads, taught.lesson.head: answer}
                reason = _still_unsure(found[index].abstained, taught.lesson.head)
                found[index] = replace(found[index], heads=heads, abstained=reason)
        return found

    def _answers(self, taught: Taught, items: Sequence[Item], vectors: Floats) -> list[Reading]:
        lesson = taught.lesson
        logits = vectors @ lesson.weights + lesson.bias
        if lesson.head in HEADS:
            present = self._model.manifest.heads[lesson.head]
            logits = logits + np.log(np.maximum(probabilities(present, self._model.logits(items, lesson.head)), 1e-6))
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        shares = odds / odds.sum(axis=1, keepdims=True)
        return [_answer(taught, item.text, row) for item, row in zip(items, shares, strict=True)]


def _answer(taught: Taught, text: str, shares: Floats) -> Reading:
    right = taught.corrected.get(digest(text))
    if right is not None:
        return Reading(label=right, probability=1.0)
    best = int(shares.argmax())
    return Reading(label=taught.lesson.labels[best], probability=float(shares[best]))


def _still_unsure(reason: str | None, answered: str) -> str | None:
    """The reason of an abstention without the head that was answered after all."""
    if reason is None:
        return None
    named = [head for head in reason.removeprefix("unsure: ").split(", ") if head != answered]
    return "unsure: " + ", ".join(named) if named else None


def digest(text: str) -> str:
    """What stands for a corrected text, so that the shelf holds nobody's words."""
    return hashlib.sha256(normalise(text).text.encode("utf-8", "surrogatepass")).hexdigest()


def _literal(name: str) -> str:
    """A glob pattern that matches the name itself."""
    return name.replace("[", "[[]").replace("*", "[*]").replace("?", "[?]")
