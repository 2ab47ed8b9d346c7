"""Labelled texts are read from every layout, and what is wrong is said with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from listener.classify.datasets import Sample, read_dataset
from storage.errors import ListenerError


def write(path: Path, content: str) -> Path:
    path.write_text(content, encoding="utf-8")
    return path


def pairs(samples: list[Sample]) -> list[tuple[str, str]]:
    return [(s.text, s.label) for s in samples]


def test_jsonl(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.jsonl", '{"text": "hi\\u2028there", "label": "joy", "source": "x"}\n\n{"text": "", "label": 1}\n'
    )
    samples = read_dataset(path)
    assert pairs(samples) == [("hi\u2028there", "joy"), ("", "1")]
    assert samples[0].fields["source"] == "x"


def test_scores_toward_become_signs(tmp_path: Path) -> None:
    rows = [f'{{"text": "t", "toward": "Acme", "score": {score}}}' for score in (-2, -1, 0, 1, 2)]
    samples = read_dataset(write(tmp_path / "a.jsonl", "\n".join(rows)))
    assert [s.label for s in samples] == ["negative", "negative", "neutral", "positive", "positive"]
    assert samples[0].toward == "Acme"


def test_csv_with_named_columns(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", '\ufeffid,body,airline_sentiment\n1,"two\nlines",negative\n')
    assert pairs(read_dataset(path, text="body", label="airline_sentiment")) == [("two\nlines", "negative")]


def test_tsv(tmp_path: Path) -> None:
    assert pairs(read_dataset(write(tmp_path / "a.tsv", "text\tlabel\na, b\tjoy\n"))) == [("a, b", "joy")]


@pytest.fixture
def tweeteval(tmp_path: Path) -> Path:
    write(tmp_path / "mapping.txt", "0\tnegative\n1\tneutral\n2\tpositive\n")
    for split, texts, labels in (("val", "a\x85b\nc\n", "0\n2\n"), ("test", "d\n", "1\n")):
        write(tmp_path / f"{split}_text.txt", texts)
        write(tmp_path / f"{split}_labels.txt", labels)
    return tmp_path


def test_tweeteval_folder(tweeteval: Path) -> None:
    assert pairs(read_dataset(tweeteval)) == [("a\x85b", "negative"), ("c", "positive")]
    assert pairs(read_dataset(tweeteval, split="validation")) == pairs(read_dataset(tweeteval, split="val"))
    assert pairs(read_dataset(tweeteval, split="test")) == [("d", "neutral")]


def test_folder_of_jsonl_splits(tmp_path: Path) -> None:
    write(tmp_path / "validation.jsonl", '{"text": "a", "label": "x"}')
    write(tmp_path / "train.jsonl", '{"text": "b", "label": "y"}')
    assert pairs(read_dataset(tmp_path)) == [("a", "x")]
    assert pairs(read_dataset(tmp_path, split="train")) == [("b", "y")]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.jsonl", "{oops", "line 1: not JSON"),
        ("a.jsonl", '{"text": "a", "label": "b"}\n[1]', "line 2: not an object"),
        ("a.jsonl", '{"text": "a"}', "row 1: no column 'label'; there are text"),
        ("a.jsonl", '{"text": "a", "score": "much"}', "score 'much' is not a number"),
        ("a.csv", "id,label\n1,x\n", "row 2: no column 'text'"),
        ("a.jsonl", "", "holds no rows"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, name: str, content: str, message: str) -> None:
    with pytest.raises(ListenerError, match=message):
        read_dataset(write(tmp_path / name, content))


def test_missing_things_are_named(tweeteval: Path, tmp_path: Path) -> None:
    with pytest.raises(ListenerError, match="does not exist"):
        read_dataset(tmp_path / "nothing.jsonl")
    with pytest.raises(ListenerError, match="no split train"):
        read_dataset(tweeteval, split="train")
    write(tweeteval / "test_labels.txt", "1\n1\n")
    with pytest.raises(ListenerError, match=r"has 1 lines and test_labels\.txt has 2"):
        read_dataset(tweeteval, split="test")
