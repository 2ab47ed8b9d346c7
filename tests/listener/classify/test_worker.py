"""Reading in worker processes, and what importing the protocol costs."""

from __future__ import annotations

import multiprocessing
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from listener.classify.base import BUNDLED, Item
from listener.classify.worker import classify_batch
from storage.errors import ClassifierError
from storage.records import Abstention

HEAVY = ("onnxruntime", "transformers", "tokenizers", "numpy", "py3langid", "torch")


def test_a_spawned_process_reads_a_batch() -> None:
    items = [Item(text="I love it, thank you so much!"), Item(text="")]
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        readings = pool.submit(classify_batch, BUNDLED, items).result()
    assert readings[1].abstained == Abstention(reason="no text")
    assert readings == classify_batch(BUNDLED, items)


def test_the_languages_to_expect_decide_what_is_left_alone() -> None:
    dutch = [Item(text="De levering was te laat en niemand antwoordt op mijn mails")]
    assert classify_batch("bundled", dutch, ["en", "nl", "xx"])[0].abstained == Abstention(
        reason="language", language="nl"
    )
    abstained = classify_batch("bundled", dutch, ["en"])[0].abstained
    assert abstained is None or abstained.reason == "unsure"


def test_a_missing_model_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ClassifierError, match="incomplete"):
        classify_batch(str(tmp_path), [Item(text="hello")])


@pytest.mark.parametrize("module", ["listener.classify.base", "listener.classify.worker"])
def test_importing_loads_nothing_heavy(module: str) -> None:
    code = f"import sys, {module}; print([m for m in {HEAVY} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_reading_never_imports_torch() -> None:
    code = (
        "import sys\nfrom listener.classify.base import *\nfrom listener.classify.worker import classify_batch\n"
        "if __name__ == '__main__':\n    classify_batch(BUNDLED, [Item(text='hello there')])\n"
        "    print('torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (done.stdout.strip(), done.stderr) == ("False", "")
