"""Evaluation counts right, forces answers unless told otherwise, and groups by columns."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from listener.classify.base import MULTILINGUAL, Item
from listener.classify.bundled import Bundled
from listener.classify.datasets import Sample, read_dataset
from listener.classify.evaluation import evaluate
from storage.errors import ListenerError
from storage.records import Abstention, Classification, Reading


class Parrot:
    """Answers the first word of each text, and abstains at `hm` when it may."""

    model = "parrot 1"

    def classify(self, items: Sequence[Item], *, force: bool = False) -> list[Classification]:
        return [self._read(item, force) for item in items]

    def _read(self, item: Item, force: bool) -> Classification:
        if not force and "hm" in item.text:
            return Classification(model=self.model, abstained=Abstention(reason="unsure", heads=("sentiment",)))
        reading = Reading(label=item.text.split()[0], probability=0.75)
        return Classification(
            model=self.model, heads={"sentiment": reading}, toward=dict.fromkeys(item.toward, reading)
        )


def sample(text: str, label: str, **fields: str) -> Sample:
    return Sample(text=text, label=label, fields=fields, toward=fields.get("toward"))


SAMPLES = [
    sample("positive", "positive", source="a"),
    sample("positive hm", "negative", source="a"),
    sample("negative", "negative", source="b"),
    sample("neutral", "neutral", source="b"),
]


def test_figures_and_keys() -> None:
    report = evaluate(Parrot(), SAMPLES).to_dict()
    assert report["accuracy"] == 0.75
    assert report["macro_recall"] == pytest.approx((1 + 0.5 + 1) / 3)
    assert report["ece"] == pytest.approx(0)
    assert report["per_class"]["negative"] == {"precision": 1, "recall": 0.5, "f1": pytest.approx(2 / 3), "support": 2}
    assert report["confusion"]["negative"] == {"negative": 1, "neutral": 0, "positive": 1}
    assert report["per_second"] > 0
    assert report["intervals"]["accuracy"][0] <= 0.75 <= report["intervals"]["accuracy"][1]
    assert json.loads(json.dumps(report))["model"] == "parrot 1"


def test_abstentions_only_on_request() -> None:
    assert evaluate(Parrot(), SAMPLES).coverage == 1
    report = evaluate(Parrot(), SAMPLES, abstain=True)
    assert (report.coverage, report.accuracy, report.count) == (0.75, 1, 4)


def test_groups() -> None:
    report = evaluate(Parrot(), SAMPLES, by=("source",)).to_dict()
    assert {value: group["accuracy"] for value, group in report["by"]["source"].items()} == {"a": 0.5, "b": 1}


def test_a_group_without_answers_is_no_crash() -> None:
    lone = [sample("positive hm", "positive", source="a"), sample("positive", "positive", source="b")]
    report = evaluate(Parrot(), lone, by=("source",), abstain=True)
    assert report.groups["source"]["a"].coverage == 0


def test_toward_reads_the_samples_brand() -> None:
    report = evaluate(Parrot(), [sample("positive", "positive", toward="Acme")], "toward")
    assert report.accuracy == 1


@pytest.mark.parametrize(
    ("samples", "head", "message"),
    [
        ([], "sentiment", "no texts"),
        (SAMPLES, "mood", "no head 'mood'"),
        (SAMPLES, "toward", "needs a column `toward`"),
    ],
)
def test_what_cannot_be_measured_is_said(samples: list[Sample], head: str, message: str) -> None:
    with pytest.raises(ListenerError, match=message):
        evaluate(Parrot(), samples, head)


SHARED = Path(__file__).parents[4] / "shared" / "data"
FLOORS = {"sentiment": 0.6, "intent": 0.55, "emotion": 0.65, "irony": 0.6, "offensive": 0.68, "toward": 0.5}


@pytest.mark.slow
@pytest.mark.parametrize("head", FLOORS)
def test_the_shipped_model_is_not_a_random_one(model: Bundled, head: str) -> None:
    if not (SHARED / head).exists():
        pytest.skip("the labelled sets are not here")
    assert evaluate(model, read_dataset(SHARED / head, split="validation"), head).macro_f1 > FLOORS[head]


def test_labels_of_another_head_are_refused(model: Bundled) -> None:
    with pytest.raises(
        ListenerError, match=r"no text has a label of irony \(non_irony, irony\); there are negative, neut"
    ):
        evaluate(model, SAMPLES, "irony")
    assert evaluate(model, [*SAMPLES, sample("so so", "mixed")]).per_class["mixed"]["recall"] == 0


def test_a_head_that_a_model_does_not_have_is_said() -> None:
    second = Bundled(MULTILINGUAL, threads=1)
    heads = {name: head for name, head in second.manifest.heads.items() if name != "risk"}
    second.manifest = second.manifest.model_copy(update={"heads": heads})
    with pytest.raises(ListenerError, match="the model listener-e5 does not read risk; it reads sentiment"):
        evaluate(second, [sample("alles gut", "none")], "risk")
