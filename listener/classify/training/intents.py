"""Intents of posts in German, Spanish and French, annotated for this project; the texts stay where the data are.

`intent_labels.jsonl` holds the digest, language and label of each text of `multi/sentiment/validation.jsonl` that was
annotated by the guideline of the intent set. `python -m listener.classify.training.intents --data DIR` prints the
texts with their labels, for `listener evaluate`.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from listener.classify.training import data

LABELS = Path(__file__).with_name("intent_labels.jsonl")
TEXTS = Path("multi") / "sentiment" / "validation.jsonl"


def main() -> None:
    """Reads the command line and prints JSONL."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the labelled sets")
    for row in annotated(parser.parse_args().data):
        print(json.dumps(row, ensure_ascii=False))


def annotated(folder: Path) -> list[data.Row]:
    """`text`, `language`, `label` of every annotated text that stands under the data's folder."""
    texts = {data.digest(row["text"]): row["text"] for row in data.read(folder / TEXTS)}
    known = [row for row in data.read(LABELS) if row["sha256"] in texts]
    return [{"text": texts[row["sha256"]], "language": row["language"], "label": row["label"]} for row in known]


if __name__ == "__main__":
    main()
