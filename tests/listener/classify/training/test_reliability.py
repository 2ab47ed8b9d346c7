"""The reliability diagrams show what was measured."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import numpy as np
import pytest

from listener.classify.training.measures import Bin, bins
from listener.classify.training.reliability import SIDE, draw

SVG = "{http://www.w3.org/2000/svg}"
HONEST = (Bin(said=0.25, right=0.25, count=10), Bin(said=1.0, right=1.0, count=30))


def test_answers_are_grouped_by_what_they_claim() -> None:
    sure = np.array([0.31, 0.39, 0.95, 1.0], np.float32)
    low, high = bins(sure, np.array([True, False, True, True]))
    assert (low.count, low.right, high.count, high.right) == (2, 0.5, 2, 1.0)
    assert low.said == pytest.approx(0.35)


def test_honest_answers_stand_on_the_diagonal() -> None:
    root = ET.fromstring(draw({"sentiment": HONEST}))
    circles = list(root.iter(f"{SVG}circle"))
    assert [float(c.attrib["cx"]) + float(c.attrib["cy"]) for c in circles] == [SIDE, SIDE]
    assert float(circles[0].attrib["r"]) < float(circles[1].attrib["r"])


def test_every_head_has_a_diagram_inside_the_picture() -> None:
    heads = dict.fromkeys(("sentiment", "intent", "a & b", "toward"), HONEST)
    root = ET.fromstring(draw(heads))
    corners = [g.attrib["transform"].removeprefix("translate(").rstrip(")").split() for g in root.iter(f"{SVG}g")]
    assert len({tuple(corner) for corner in corners}) == len(heads)
    assert max(float(x) for x, _ in corners) + SIDE <= float(root.attrib["width"])
    assert max(float(y) for _, y in corners) + SIDE <= float(root.attrib["height"])
