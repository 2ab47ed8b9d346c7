"""Keeps of a unigram vocabulary the pieces that occur in some languages, so that the table of words becomes small.

Pieces are ranked by their largest share in any language: of its words by frequency (package `wordfreq`, Apache-2.0, its
lists CC BY-SA 4.0; only the choice of pieces follows from them) and of the training texts. Single characters that a
language uses are always kept, so that nothing of it becomes unknown. A text all of whose pieces were kept is split as
before.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

SPECIAL = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")
UNSPACED = ("ja", "zh", "th")
FORMS = ((str, 0.7), (str.capitalize, 0.25), (str.upper, 0.05))
"""How often a word is written so, roughly; of forms that are the same the last one counts."""
WORDS = 60_000
DIGITS = 4
"""Of the scores of pieces; the full ones would be a third of the file and change the splitting of 3 texts of 1,000."""
Shares = Mapping[str, float]


def of_words(tokenizer: Any, language: str) -> Shares:
    """Share of each piece in a language's words, weighted by their frequencies."""
    import wordfreq

    counts: Counter[str] = Counter()
    for word, frequency in list(wordfreq.get_frequency_dict(language).items())[:WORDS]:
        for form, share in {write(word): share for write, share in FORMS}.items():
            for piece in pieces(tokenizer, form, language):
                counts[piece] += frequency * share
    return shares(counts)


def pieces(tokenizer: Any, word: str, language: str) -> list[str]:
    """Those of one word as it stands in a text: where words are not spaced, without the space before it."""
    found: list[str] = tokenizer.encode(word, add_special_tokens=False).tokens
    return found[1:] if language in UNSPACED and found[0] == "▁" else found


def of_texts(tokenizer: Any, texts: Sequence[str]) -> Shares:
    """Share of each piece in texts."""
    counts: Counter[str] = Counter()
    for encoding in tokenizer.encode_batch(list(texts), add_special_tokens=False):
        counts.update(encoding.tokens)
    return shares(counts)


def shares(counts: Counter[str]) -> Shares:
    """Counts over their sum."""
    total = sum(counts.values()) or 1
    return {piece: count / total for piece, count in counts.items()}


def choose(vocabulary: Iterable[str], most: int, sources: Sequence[Shares]) -> set[str]:
    """At most about `most` pieces: the special ones, all characters that occur, and the likeliest others."""
    best: dict[str, float] = {}
    for source in sources:
        for piece, share in source.items():
            best[piece] = max(best.get(piece, 0.0), share)
    known, letters = set(vocabulary), {c for piece in best for c in piece}
    kept = {one for letter in letters for one in (letter, "▁" + letter) if one in known} | set(SPECIAL)
    for piece in sorted(best, key=lambda piece: (-best[piece], piece)):
        if len(kept) >= most:
            break
        kept.add(piece)
    return kept


def trimmed(tokenizer: str, kept: set[str]) -> tuple[str, list[int]]:
    """A tokenizer.json with these pieces only, and their old places in the new order.

    Spaces around a text are dropped by it: a piece made of one would tell data sets apart.
    """
    spec = json.loads(tokenizer)
    old = [place for place, (piece, _) in enumerate(spec["model"]["vocab"]) if piece in kept]
    left = [spec["model"]["vocab"][place] for place in old]
    spec["model"]["vocab"] = [[piece, round(score, DIGITS)] for piece, score in left]
    new = {piece: place for place, (piece, _) in enumerate(spec["model"]["vocab"])}
    spec["model"]["unk_id"] = new["<unk>"]
    for token in spec["added_tokens"]:
        token["id"] = new[token["content"]]
    for token in spec["post_processor"]["special_tokens"].values():
        token["ids"] = [new[piece] for piece in token["tokens"]]
    spec["normalizer"]["normalizers"].append({"type": "Strip", "strip_left": True, "strip_right": True})
    return json.dumps(spec, ensure_ascii=False, separators=(",", ":")), old
