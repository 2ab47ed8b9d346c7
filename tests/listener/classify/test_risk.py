"""Risks are read whole, and in any company; what was taught on an earlier network that says the same of texts holds."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from listener.classify.base import Item
from listener.classify.bundled import Bundled
from listener.classify.extended import ExtendedClassifier
from listener.classify.taught import Shelf
from listener.classify.teach import Lesson, teach_head
from rules.query.shipped import by_language
from storage.records.mention import NO_RISK, RISKS
from tests.worlds.examples import DELIVERY, OTHER


@pytest.mark.parametrize(
    ("text", "risk"),
    [
        ("my kettle caught fire, second degree burns on my hand", "safety"),
        ("I can see another customer's invoices in my account", "breach"),
        ("is the app down for everyone? nobody can log in", "outage"),
        ("class action lawsuit filed against Acme over hidden fees", "legal"),
        ("the security guard is racist and followed my black friend around the shop", "discrimination"),
        ("fake Acme shop scammed me, phishing site, money gone", "fraud"),
        ("Acme workers on strike over unpaid wages", "labour"),
        ("boycott Acme until they stop testing on animals", "boycott"),
        ("this bag is to die for", NO_RISK),
        ("they should be sued for how good this is", NO_RISK),
        ("I love my new phone, the camera is wonderful", NO_RISK),
        ("parcel late again, third time this month", NO_RISK),
    ],
)
def test_plain_cases(model: Bundled, text: str, risk: str) -> None:
    assert model.classify([Item(text=text)], force=True)[0].label("risk") == risk


def test_company_changes_no_risk(model: Bundled) -> None:
    texts = ["hackers stole the customer data", "ok", "lovely shoes " * 400, "the app is down again"]
    together = [each.heads["risk"] for each in model.classify([Item(text=text) for text in texts], force=True)]
    assert together == [model.classify([Item(text=text)], force=True)[0].heads["risk"] for text in texts]


def test_the_head_can_say_all_risks(model: Bundled) -> None:
    assert model.manifest.heads["risk"].labels == (*RISKS, NO_RISK)
    assert list(by_language()) == [f"risk_{risk}" for risk in RISKS]


def test_what_was_taught_before_the_network_told_more_still_holds(model: Bundled, tmp_path: Path) -> None:
    lesson = Lesson(
        head="topic:delivery",
        labels=("no", "yes"),
        weights=np.ones((768, 2), np.float32),
        bias=np.zeros(2, np.float32),
        before=0.1,
        after=0.9,
    )
    *_, earlier = model.manifest.same
    Shelf(tmp_path, earlier).keep(lesson)
    assert Shelf(tmp_path, model.manifest.files["model.onnx"], model.manifest.same).usable()[0].problem == ""
    path = next(tmp_path.iterdir())
    path.write_text(json.dumps(json.loads(path.read_text()) | {"model": "another"}))
    assert Shelf(tmp_path, model.manifest.files["model.onnx"], model.manifest.same).usable()[0].idle


def test_corrections_of_risks_teach_like_those_of_other_heads(model: Bundled, tmp_path: Path) -> None:
    corrections = [(text, "outage") for text in DELIVERY[:8]]
    lesson = teach_head(model, "risk", corrections, OTHER)
    assert lesson.labels == (*RISKS, NO_RISK)
    taught = Shelf(tmp_path, model.manifest.files["model.onnx"]).keep(lesson, corrections)
    pupil = ExtendedClassifier(model, [taught])
    read = [each.label("risk") for each in pupil.classify([Item(text=text) for text, _ in corrections])]
    assert read == ["outage"] * 8
    assert "+risk.1" in pupil.model
