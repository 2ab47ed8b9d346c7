"""What the commands that teach a bundle one part more have in common: their options, its manifest, its heads' fit."""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from listener.classify.bundle import MANIFEST, Head, Manifest
from listener.classify.bundled import Bundled
from listener.classify.training.recipes import RECIPES, Recipe


class Teach(Protocol):
    """Adds the part to these heads of a bundle, in place of what it said before."""

    def __call__(
        self, bundle: Path, recipe: Recipe, folder: Path, heads: Sequence[str], version: str | None = None
    ) -> None:
        """Changes the bundle; without a version it keeps its own."""
        ...


def run(about: str | None, heads: Mapping[str, tuple[str, ...]], teach: Teach) -> None:
    """Reads the command line, teaches the heads of the model that it names, and writes the card."""
    from listener.classify.training import card, release  # needs torch and onnx

    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--bundle", type=Path, required=True, help="the model's folder, which is changed")
    parser.add_argument("--model", choices=tuple(RECIPES), default="english", help="which model it is")
    parser.add_argument("--data", type=Path, required=True, help="folder of the labelled sets")
    parser.add_argument("--version", help="written into the bundle; without it the version stays")
    options = parser.parse_args()
    recipe = RECIPES[options.model]
    teach(options.bundle, recipe, options.data, heads[options.model], options.version)
    card.write(options.data, recipe, options.bundle, release.tallies(options.data, recipe, Bundled(options.bundle)))


def refitted(
    before: Manifest, recipe: Recipe, folder: Path, model: Bundled, names: Sequence[str]
) -> Mapping[str, Head]:
    """All heads, these with what was fitted on validation texts, in the languages in which they were read before."""
    from listener.classify.training import release  # needs torch and onnx

    found = {name: release.fitted(folder, recipe, model, name) for name in names}
    kept = {name: head.model_copy(update={"languages": before.heads[name].languages}) for name, head in found.items()}
    return {**before.heads, **kept}


def write(bundle: Path, manifest: Manifest) -> None:
    """Writes the manifest with the hashes of the files as they now are."""
    files = {name: hashlib.sha256((bundle / name).read_bytes()).hexdigest() for name in manifest.files}
    plain = manifest.model_copy(update={"files": files}).model_dump(mode="json", exclude_defaults=True)
    (bundle / MANIFEST).write_text(json.dumps(plain, indent=1) + "\n", encoding="utf-8")
