"""Learned heads on disk, version by version; no text is kept, only digests of those that were corrected."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote

import numpy as np

from listener.classify.teach import Lesson
from listener.classify.text import normalise
from storage.errors import ClassifierError


@dataclass(frozen=True, slots=True, kw_only=True)
class Taught:
    """A learned head as stored.

    Attributes:
        version: 1 for the first of its head, one more each time.
        corrected: Digest of a text -> its right label, which that text gets whatever the weights say.
        problem: Why the weights cannot be used, though the corrections can; "" where they can be.
    """

    lesson: Lesson
    version: int
    corrected: Mapping[str, str]
    problem: str = ""

    @property
    def name(self) -> str:
        """As it stands in the name of the model that read with it."""
        return f"{self.lesson.head}.{self.version}"

    @property
    def idle(self) -> bool:
        """Whether it holds corrections only, and no weights."""
        return self.lesson.weights.size == 0


class Shelf:
    """Learned heads in a folder, one file a version.

    Args:
        folder: made when the first head is kept.
        model: hash of the weights that they were learned on; heads of other weights are not used.
        same: hashes of weights that give the same vectors.
    """

    def __init__(self, folder: Path, model: str, same: Sequence[str] = ()) -> None:
        self.folder = folder
        self.model = model
        self._known = frozenset({model, *same})

    def keep(self, lesson: Lesson, corrections: Sequence[tuple[str, str]] = ()) -> Taught:
        """Stores a lesson as the newest version of its head; earlier corrections stay in force."""
        last = self._files(lesson.head)
        taught = Taught(
            lesson=lesson,
            version=_version(last[-1]) + 1 if last else 1,
            corrected={**self._corrected(last), **{digest(text): label for text, label in corrections}},
        )
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{quote(lesson.head, safe='')}.{taught.version:04}.json"
        part = path.with_suffix(".part")
        part.write_text(json.dumps(self._plain(taught)), encoding="utf-8")
        part.replace(path)
        return taught

    def correct(self, lesson: Lesson, corrections: Sequence[tuple[str, str]]) -> Taught:
        """Stores corrections only: the head keeps the weights that it has; `lesson`, without any, stands for none."""
        present = next((t.lesson for t in self.usable() if t.lesson.head == lesson.head and not t.idle), None)
        return self.keep(present or lesson, corrections)

    def corrected(self, head: str) -> Mapping[str, str]:
        """Digest of a text -> its right label, of all corrections of a head that are in force."""
        return self._corrected(self._files(head))

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
        return [self._read(self._files(name)[-1]) for name in self.names()]

    def usable(self) -> list[Taught]:
        """The same for a stage that must not stop: what cannot be used has a `problem`, no weights, and is idle."""
        return [self._usable(name, self._files(name)[-1]) for name in self.names()]

    def names(self) -> list[str]:
        """Of all heads that were ever taught and not undone."""
        return sorted({unquote(path.stem.rsplit(".", 1)[0]) for path in self.folder.glob("*.json")})

    def stamp(self) -> tuple[tuple[str, int], ...]:
        """Changes whenever a head is taught or undone."""
        return tuple(sorted((path.name, path.stat().st_mtime_ns) for path in self.folder.glob("*.json")))

    def _usable(self, name: str, path: Path) -> Taught:
        try:
            return self._read(path)
        except ClassifierError as error:
            nothing = np.zeros(0, np.float32)
            lesson = Lesson(head=name, labels=(), weights=nothing[:, None], bias=nothing, before=0, after=0)
            corrected = self._corrected([path])
            return Taught(lesson=lesson, version=_version(path), corrected=corrected, problem=str(error))

    def _corrected(self, files: Sequence[Path]) -> dict[str, str]:
        """The corrections of the last of these files; they hold for every model."""
        try:
            found = json.loads(files[-1].read_text(encoding="utf-8"))["corrected"] if files else {}
            return {str(key): str(label) for key, label in found.items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return {}

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
            if weights.size and (weights.shape[1:] != bias.shape or len(bias) != len(plain["labels"])):
                raise ValueError("its shapes do not fit")
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ClassifierError(f"the learned head {path} is damaged ({error}); remove or undo it") from error
        if not (np.isfinite(weights).all() and np.isfinite(bias).all()):
            raise ClassifierError(f"the learned head {path} holds numbers that are none; remove or undo it")
        if plain["model"] not in self._known:
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


def digest(text: str) -> str:
    """What stands for a corrected text, so that the shelf holds nobody's words."""
    return hashlib.sha256(normalise(text).text.encode("utf-8", "surrogatepass")).hexdigest()


def _version(path: Path) -> int:
    return int(path.stem.rsplit(".", 1)[1])


def _literal(name: str) -> str:
    """A glob pattern that matches the name itself."""
    return name.replace("[", "[[]").replace("*", "[*]").replace("?", "[?]")
