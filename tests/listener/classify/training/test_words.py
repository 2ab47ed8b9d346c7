"""Words go from a model where they are no longer found to help, and its heads are fitted without them.

Needs torch and onnx, which the default install lacks.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from listener.classify.base import MULTILINGUAL
from listener.classify.bundled import Bundled
from listener.classify.training.recipes import RECIPES

for needed in ("torch", "onnx"):
    pytest.importorskip(needed)

from listener.classify.training import words  # noqa: E402

TEXTS = {"so schön": "joy", "bin so wütend": "anger", "ich weine": "sadness", "freu mich": "joy"}


def sets(folder: Path) -> Path:
    """A few labelled texts for the heads to which words add."""
    for head, labels in (
        ("emotion", TEXTS),
        ("offensive", dict.fromkeys(TEXTS, "offensive") | {"ja": "not-offensive"}),
    ):
        below = folder / "multi" / head
        below.mkdir(parents=True)
        rows = [{"text": text, "label": label, "language": "de"} for text, label in labels.items()]
        for part in ("train", "validation"):
            (below / f"{part}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return folder


def test_words_that_help_no_head_go_and_its_heads_are_fitted_without_them(tmp_path: Path) -> None:
    copy = Path(shutil.copytree(MULTILINGUAL, tmp_path / "model"))
    before = Bundled(copy, threads=1).manifest
    words.teach(copy, RECIPES["multilingual"], sets(tmp_path / "data"), (), "9.9")
    after = Bundled(copy, threads=1).manifest
    assert (after.words, after.version, (copy / words.FILE).exists()) == ("", "9.9", False)
    assert words.FILE not in after.files
    changed = [name for name, head in after.heads.items() if head != before.heads[name]]
    assert sorted(changed) == ["emotion", "offensive"]
    assert all(after.heads[name].languages == before.heads[name].languages for name in changed)
