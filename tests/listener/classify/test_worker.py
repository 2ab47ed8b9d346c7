"""Reading in worker processes, and what importing the protocol costs."""

from __future__ import annotations

import multiprocessing
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from listener.classify.base import BUNDLED, Extensions, Item
from listener.classify.worker import classify_batch, reader_of
from storage.errors import ClassifierError
from storage.records import Abstention

HEAVY = ("onnxruntime", "transformers", "tokenizers", "numpy", "py3langid", "torch")


def test_a_spawned_process_reads_a_batch() -> None:
    items = [Item(text="I love it, thank you so much!"), Item(text="")]
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        readings = pool.submit(classify_batch, BUNDLED, items).result()
    assert readings[1].abstained == Abstention(reason="no text")
    assert readings == classify_batch(BUNDLED, items)


def test_what_is_in_a_language_that_no_model_reads_is_left_alone() -> None:
    dutch = [Item(text="De levering was te laat en niemand antwoordt op mijn mails")]
    assert classify_batch("bundled", dutch, ["en", "nl", "xx"])[0].abstained == Abstention(
        reason="language", language="nl"
    )
    unexpected = classify_batch("bundled", dutch, ["en"])[0].abstained
    assert unexpected == Abstention(reason="language", language="nl"), "and not read as the nearest that is"


def test_other_languages_go_to_the_second_model_unless_there_is_to_be_none() -> None:
    items = [Item(text="Das Paket kam nie an und die Hotline legt einfach auf."), Item(text="I love it, thank you!")]
    models = [reading.model.split()[0] for reading in classify_batch("bundled", items)]
    assert models == ["listener-e5", "listener-minilm"]
    alone = classify_batch("bundled", items, extensions=Extensions(multilingual=""))
    assert alone[0].abstained == Abstention(reason="language", language="de")


def test_a_folder_is_measured_alone() -> None:
    german = [Item(text="Das Paket kam nie an und die Hotline legt einfach auf.")]
    assert reader_of("bundled", "sentiment").classify(german)[0].model.startswith("listener-e5")
    assert reader_of(BUNDLED, "sentiment").classify(german)[0].abstained == Abstention(reason="language", language="de")


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
