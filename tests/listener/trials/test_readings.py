"""Texts from a pipe: every line gets its answer, in order, whatever the others are."""

import json

from listener.classify.base import Item
from listener.trials.readings import BATCH, read_lines
from storage.records import Abstention, Classification


def echo(items: list[Item]) -> list[Classification]:
    assert len(items) <= BATCH
    return [
        Classification(
            model="echo", abstained=Abstention(reason="language", language=item.text), language=",".join(item.toward)
        )
        for item in items
    ]


def test_answers_stand_in_the_order_of_the_lines_across_batches():
    rows = [{"text": str(number), "toward": ["A", "B"]} for number in range(3 * BATCH + 1)]
    answers = list(read_lines((json.dumps(row).encode() for row in rows), echo))
    assert [answer["abstained"] for answer in answers] == [f"language not supported: {row['text']}" for row in rows]
    assert answers[0]["language"] == "A,B"


def test_a_bad_line_is_told_and_stops_nothing():
    lines = [
        b'{"text": "good"}',
        b"\xff",
        b"{",
        b'{"text": 5}',
        b"[1]",
        b'{"text": "x", "toward": 5}',
        b'\xef\xbb\xbf{"text": "last"}',
    ]
    answers = list(read_lines(lines, echo))
    assert [("error" in answer) for answer in answers] == [False, True, True, True, True, True, False]


def test_blank_lines_are_no_lines():
    assert list(read_lines([b"", b"  \n"], echo)) == []
