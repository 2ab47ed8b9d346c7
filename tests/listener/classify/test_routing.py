"""Which model reads a text, and what is said where it cannot."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from listener.classify import bundle
from listener.classify.base import HEADS, MULTILINGUAL, Item
from listener.classify.bundled import Bundled
from listener.classify.extended import ExtendedClassifier
from listener.classify.other_models import OtherModels
from listener.classify.routing import ByLanguage, Second
from listener.classify.taught import Taught, digest
from listener.classify.teach import untaught
from listener.wording.abstention import unread
from storage.records import Abstention, Classification, Reading

ENGLISH = "My parcel never came and the hotline hangs up on me. Terrible service!"
GERMAN = "Das Paket kam nie an und die Hotline legt einfach auf. Furchtbarer Service!"
DUTCH = "De levering was te laat en niemand antwoordt op mijn mails"
MIXED = "I really love how quickly it came to my house. Aber leider ist die Hotline seitdem eine absolute Katastrophe."
FOUND = bundle.manifest(Path(MULTILINGUAL))


@pytest.fixture(scope="module")
def both(model: Bundled) -> ByLanguage:
    return ByLanguage(model, Second(MULTILINGUAL, threads=1))


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(MULTILINGUAL, tmp_path / "multilingual"))


def models(readings: Sequence[Classification]) -> list[str]:
    return [reading.model.split()[0] for reading in readings]


def names(first: ByLanguage, *texts: str, force: bool = False) -> list[str]:
    return models(first.classify([Item(text=text) for text in texts], force=force))


@pytest.mark.parametrize("force", [False, True])
def test_each_text_goes_to_the_model_of_its_language(both: ByLanguage, force: bool) -> None:
    assert names(both, ENGLISH, GERMAN, "", ENGLISH, MIXED, "ok", GERMAN, force=force) == [
        "listener-minilm", "listener-e5", "listener-minilm", "listener-minilm", "listener-e5", "listener-minilm",
        "listener-e5",
    ]  # fmt: skip


def test_english_readings_are_as_without_the_second_model(both: ByLanguage, model: Bundled) -> None:
    items = [Item(text=text, toward=("parcel",)) for text in (ENGLISH, "ok", "", "What a lovely day it is!")]
    assert both.classify([*items, Item(text=GERMAN)])[:-1] == model.classify(items)


def test_the_sources_word_on_the_language_counts(both: ByLanguage) -> None:
    items = [Item(text="so nett", language="de-AT"), Item(text=GERMAN, language="en"), Item(text=GERMAN, language="nl")]
    found = both.classify(items)
    assert models(found) == ["listener-e5", "listener-minilm", "listener-minilm"]
    assert found[0].language is None
    assert found[2].abstained == Abstention(reason="language", language="nl")


def test_what_neither_reads_says_so_with_its_language(both: ByLanguage) -> None:
    (found,) = both.classify([Item(text=DUTCH)])
    assert found.abstained == Abstention(reason="language", language="nl")
    assert found.language == "nl"
    assert not found.heads


def test_what_nobody_reads_is_not_read_as_its_nearest(both: ByLanguage) -> None:
    (found,) = both.classify([Item(text="Nagyon elégedett vagyok az új telefonommal, mindenkinek ajánlom")])
    assert (found.language, found.abstained) == ("hu", Abstention(reason="language", language="hu"))
    assert unread(found) == "not read: Hungarian"
    assert not found.heads


def test_what_is_likely_in_another_language_goes_to_the_second_model_and_its_language_stays_unknown(
    both: ByLanguage,
) -> None:
    (found,) = both.classify([Item(text="No funciona la app del banco")])
    assert found.model.startswith("listener-e5")
    assert found.language is None


def test_a_text_partly_in_a_language_that_nobody_reads_is_taken_for_what_most_of_it_is(both: ByLanguage) -> None:
    (found,) = both.classify([Item(text=f"{ENGLISH} I want my money back, every single penny of it. {DUTCH}.")])
    assert found.model.startswith("listener-minilm")


def test_a_sentence_that_nobody_reads_keeps_no_text_of_the_second_model_from_being_read(both: ByLanguage) -> None:
    (found,) = both.classify([Item(text=f"{GERMAN} Ich will mein Geld zurück, jeden einzelnen Cent davon. {DUTCH}.")])
    assert found.model.startswith("listener-e5")
    assert found.heads


@pytest.mark.parametrize("language", FOUND.languages)
def test_heads_that_were_not_found_good_enough_in_a_language_stay_silent(both: ByLanguage, language: str) -> None:
    (found,) = both.classify([Item(text=GERMAN, language=language, toward=("Hotline",))])
    heads = {**FOUND.heads, "toward": FOUND.toward}
    silent = tuple(name for name in (*HEADS, "toward") if name not in heads or not heads[name].reads((language,)))
    assert found.abstained is None or found.abstained.silent == silent
    assert not set(found.heads) & set(silent)
    assert ("toward" in silent) <= (not found.toward)
    assert any(head.reads((language,)) for head in heads.values())


def test_all_heads_answer_when_forced(both: ByLanguage) -> None:
    (found,) = both.classify([Item(text=GERMAN, toward=("Hotline",))], force=True)
    assert set(found.heads) == set(FOUND.heads)
    assert set(found.toward) == {"Hotline"}
    assert found.abstained is None


def test_the_second_model_is_loaded_when_the_first_such_post_comes(
    model: Bundled, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded: list[Path] = []
    monkeypatch.setattr("listener.classify.routing.Bundled", lambda folder, **_: loaded.append(folder) or model)
    both = ByLanguage(model, Second(MULTILINGUAL))
    both.classify([Item(text=ENGLISH), Item(text=DUTCH), Item(text="")])
    assert not loaded
    for _ in range(2):
        both.classify([Item(text=GERMAN)])
    assert loaded == [Path(MULTILINGUAL)]


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "manifest.json"])
def test_without_a_whole_second_model_other_languages_are_unread_with_the_reason(
    model: Bundled, copy: Path, name: str
) -> None:
    (copy / name).unlink()
    both = ByLanguage(model, Second(copy))
    items = [Item(text=ENGLISH), Item(text=GERMAN), Item(text="so nett", language="de")]
    for force in (False, True):
        english, *others = both.classify(items, force=force)
        assert english == model.classify(items[:1], force=force)[0]
        for found in others:
            assert found.abstained
            assert (found.abstained.reason, found.abstained.language) == ("model", "de")
            assert f"{name} is missing; install it again" in found.abstained.error
            assert not found.heads


def test_a_damaged_second_model_is_not_used(model: Bundled, copy: Path, caplog: pytest.LogCaptureFixture) -> None:
    weights = bytearray((copy / "model.onnx").read_bytes())
    weights[len(weights) // 2] ^= 1
    (copy / "model.onnx").write_bytes(weights)
    both = ByLanguage(model, Second(copy))
    for _ in range(2):
        (found,) = both.classify([Item(text=GERMAN)])
        assert found.abstained
        assert "is damaged" in found.abstained.error
    assert len(caplog.records) == 1  # it is said once, not at every batch


def test_what_neither_reads_is_no_matter_of_a_damaged_model(model: Bundled, copy: Path) -> None:
    (copy / "model.onnx").unlink()
    (found,) = ByLanguage(model, Second(copy)).classify([Item(text=DUTCH)])
    assert found.abstained == Abstention(reason="language", language="nl")


def test_readings_do_not_depend_on_company(both: ByLanguage) -> None:
    texts = [GERMAN, MIXED, "Ottimo servizio, sono davvero molto contento dell'acquisto", GERMAN * 3]
    items = [Item(text=text, toward=("Hotline",)) for text in texts]
    together = both.classify([*items, Item(text=ENGLISH)], force=True)
    for item, reading in zip(items, together, strict=False):
        (alone,) = both.classify([item], force=True)
        assert alone.model == reading.model
        for head, answer in {**reading.heads, **reading.toward}.items():
            other = {**alone.heads, **alone.toward}[head]
            assert other.label == answer.label
            assert other.probability == pytest.approx(answer.probability, abs=1e-3)


@pytest.mark.parametrize(
    "text",
    ["<s> </s> <mask> <unk> <pad>", "[PAD] [CLS]", "🔥" * 300, "ж" * 9_000, "\ud800 кот", "a\u0301" * 500, "中" * 800],
)
def test_odd_texts_never_raise(both: ByLanguage, text: str) -> None:
    for force in (False, True):
        (found,) = both.classify([Item(text=text, language="ru", toward=("кот", ""))], force=force)
        assert found.heads or found.abstained


class Sunny:
    head, name = "sentiment", "sunny"

    def read(self, texts: Sequence[str]) -> list[Reading]:
        return [Reading(label="positive", probability=0.6) for _ in texts]


def test_a_model_that_is_named_for_a_language_answers_before_the_second_one(both: ByLanguage) -> None:
    item = Item(text=GERMAN)
    plain = both.classify([item])[0]
    (found,) = ExtendedClassifier(both, [], OtherModels([], {"de": Sunny()})).classify([item])
    assert found.heads == {**plain.heads, "sentiment": Reading(label="positive", probability=0.6)}
    assert found.model == f"{plain.model} +de:sunny"


def test_corrections_hold_in_every_language_and_each_reading_names_its_own_model(
    both: ByLanguage, model: Bundled
) -> None:
    corrected = {digest(GERMAN): "positive"}
    taught = Taught(lesson=untaught(model, "sentiment", []), version=1, corrected=corrected)
    german, english = ExtendedClassifier(both, [taught]).classify([Item(text=GERMAN), Item(text=ENGLISH)])
    assert german.heads["sentiment"] == Reading(label="positive", probability=1.0)
    assert [german.model.split()[0], english.model.split()[0]] == ["listener-e5", "listener-minilm"]


def test_the_second_model_is_small_and_says_what_it_reads() -> None:
    files = [path for path in Path(MULTILINGUAL).iterdir() if path.name in FOUND.files]
    assert sum(path.stat().st_size for path in files) <= 50e6
    assert json.loads((Path(MULTILINGUAL) / "manifest.json").read_text())["files"].keys() == {
        path.name for path in files
    }
