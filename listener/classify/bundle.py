"""A model on disk: its manifest, and the check that the weights are the ones it names."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from listener.classify.base import BUNDLED
from storage.errors import ClassifierError

MANIFEST = "manifest.json"


class Head(BaseModel):
    """How one head's logits become an answer.

    Attributes:
        labels: In the order of the outputs.
        temperature: Logits divided by it give honest probabilities.
        bias: Added to the logits to choose the answer; evens out how rare a label was in training. The answer's
            probability is not raised by it, so that a rare label named in doubt says that it is in doubt.
        threshold: Where the answer's probability is below it, the head abstains.
        languages: ISO 639-1 codes of those in which it was found good enough; in the others it abstains. None: in all
            of the model's.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    labels: tuple[str, ...]
    temperature: float = 1.0
    bias: tuple[float, ...]
    threshold: float = 0.0
    languages: tuple[str, ...] | None = None

    def reads(self, languages: Sequence[str]) -> bool:
        """Whether it was found good enough in all of these."""
        return self.languages is None or set(languages) <= set(self.languages)


class Manifest(BaseModel):
    """What a bundle holds.

    Attributes:
        languages: ISO 639-1 codes that the model was trained for.
        max_tokens: Length of one window, special tokens included.
        files: Name -> SHA-256 of its bytes.
        same: SHA-256 of earlier model files whose pooled vectors are the same: what was taught on them still holds.
        heads: Of the text; keys as in base.HEADS.
        toward: Of a (text, brand) pair.
        words: File of what single words add to the logits of some heads; "" where nothing is added.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    version: str
    languages: tuple[str, ...]
    max_tokens: int
    files: Mapping[str, str]
    same: tuple[str, ...] = ()
    heads: Mapping[str, Head]
    toward: Head
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """A checked model folder.

    Attributes:
        contents: Of the files that the manifest names, by name.
    """

    folder: Path
    manifest: Manifest
    contents: Mapping[str, bytes]

    @property
    def weights(self) -> bytes:
        """The network's."""
        return self.contents["model.onnx"]


@lru_cache(maxsize=1)
def labels() -> Mapping[str, tuple[str, ...]]:
    """What each head of the shipped model can answer, and what the tone toward a brand can be, without its weights."""
    manifest = Manifest.model_validate_json((Path(BUNDLED) / MANIFEST).read_bytes())
    return {name: head.labels for name, head in manifest.heads.items()} | {"toward": manifest.toward.labels}


def manifest(folder: Path) -> Manifest:
    """What a bundle says of itself, its files not looked at.

    Raises:
        ClassifierError: it is missing or cannot be read.
    """
    with _explained(folder):
        return Manifest.model_validate_json((folder / MANIFEST).read_bytes())


def load(folder: Path) -> Bundle:
    """Reads and checks a bundle.

    Raises:
        ClassifierError: a file is missing, unreadable or not the one that the manifest names.
    """
    found = manifest(folder)
    with _explained(folder):
        contents = {name: (folder / name).read_bytes() for name in found.files}
    for name, expected in found.files.items():
        _require(folder / name, expected, hashlib.sha256(contents[name]).hexdigest())
    return Bundle(folder=folder, manifest=found, contents=contents)


def require_whole(folder: Path) -> None:
    """The same check of every file, piece by piece: nothing of them stays in memory.

    Raises:
        ClassifierError: as `load`.
    """
    for name, expected in manifest(folder).files.items():
        with _explained(folder), (folder / name).open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        _require(folder / name, expected, found)


def foreign(name: str) -> bool:
    """Whether a name of the configuration means a model for transformers: a hub id, or a folder without a manifest."""
    folder = Path(name)
    return name != "bundled" and not (folder / MANIFEST).exists() and (not folder.exists() or _has_config(folder))


def _has_config(folder: Path) -> bool:
    return (folder / "config.json").exists()


def _require(file: Path, expected: str, found: str) -> None:
    if found != expected:
        raise ClassifierError(f"the model file {file} is damaged (its SHA-256 differs); install it again")


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    """What goes wrong with a bundle's files, in words."""
    try:
        yield
    except FileNotFoundError as error:
        raise ClassifierError(
            f"the model in {folder} is incomplete: {error.filename} is missing; install it again"
        ) from error
    except OSError as error:
        raise ClassifierError(f"the model in {folder} cannot be read: {error}") from error
    except ValidationError as error:
        raise ClassifierError(f"the model in {folder} cannot be read: {_invalid(folder / MANIFEST, error)}") from None


def _invalid(file: Path, error: ValidationError) -> str:
    """The first thing that is wrong with a manifest, where it stands, and what to do."""
    first = error.errors(include_url=False, include_input=False)[0]
    if first["type"] == "extra_forbidden":
        why = "is not known here: the model was made for another version of Listener; install the one of this version"
    elif first["type"] == "json_invalid":
        return f"{file} is no JSON, or not all of it is there; install the model again"
    else:
        why = "is missing" if first["type"] == "missing" else first["msg"].removeprefix("Input ")
        why += "; install the model again"
    field = ".".join(map(str, first["loc"]))
    return f'"{field}" in {file} {why}' if field else f"{file} {why}"
