"""A trimmed vocabulary splits texts as the full one does, as far as its pieces go."""

from __future__ import annotations

import json

from tokenizers import Tokenizer

from listener.classify.training import vocabulary

PIECES = [
    ["<s>", 0.0], ["<pad>", 0.0], ["</s>", 0.0], ["<unk>", 0.0], ["▁", -4.0], ["▁good", -2.123456], ["▁gut", -2.5],
    ["g", -6.0], ["o", -6.0], ["d", -6.0], ["▁g", -5.0], ["▁strange", -3.0], ["u", -6.0], ["t", -6.0], ["<mask>", 0.0],
]  # fmt: skip


def full() -> str:
    special = [piece for piece, _ in PIECES if str(piece).startswith("<")]
    places = {piece: place for place, (piece, _) in enumerate(PIECES)}
    return json.dumps(
        {
            "version": "1.0",
            "truncation": None,
            "padding": None,
            "added_tokens": [
                {
                    "id": places[token], "content": token, "single_word": False, "lstrip": False, "rstrip": False,
                    "normalized": False, "special": True,
                }
                for token in special
            ],
            "normalizer": {"type": "Sequence", "normalizers": []},
            "pre_tokenizer": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True},
            "post_processor": {
                "type": "TemplateProcessing",
                "single": [
                    {"SpecialToken": {"id": "<s>", "type_id": 0}},
                    {"Sequence": {"id": "A", "type_id": 0}},
                    {"SpecialToken": {"id": "</s>", "type_id": 0}},
                ],
                "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 0}}],
                "special_tokens": {
                    token: {"id": token, "ids": [places[token]], "tokens": [token]} for token in ("<s>", "</s>")
                },
            },
            "decoder": None,
            "model": {"type": "Unigram", "unk_id": places["<unk>"], "vocab": PIECES},
        }
    )  # fmt: skip


def test_the_likeliest_pieces_of_any_language_are_kept_and_every_character() -> None:
    sources = [{"▁good": 0.9, "▁g": 0.1}, {"▁gut": 0.6, "▁strange": 0.4}]
    kept = vocabulary.choose([str(piece) for piece, _ in PIECES], 14, sources)
    assert {"▁good", "▁gut", "g", "o", "d", "u", "t", "▁", "▁g"} <= kept
    assert set(vocabulary.SPECIAL) <= kept
    assert "▁strange" not in kept


def test_texts_of_kept_pieces_are_split_as_before_and_spaces_around_them_are_dropped() -> None:
    before = Tokenizer.from_str(full())
    kept = {str(piece) for piece, _ in PIECES} - {"▁strange"}
    spec, old = vocabulary.trimmed(full(), kept)
    after = Tokenizer.from_str(spec)
    assert after.get_vocab_size() == len(PIECES) - 1
    assert [PIECES[place][0] for place in old] == [piece for piece, _ in json.loads(spec)["model"]["vocab"]]
    for text in ("good gut", "gut", "dot good"):
        assert after.encode(text).tokens == before.encode(text).tokens
        assert after.encode(f"  {text} ").tokens == before.encode(text).tokens
    assert [old[place] for place in after.encode("good").ids] == before.encode("good").ids


def test_shares_are_those_of_pieces() -> None:
    found = vocabulary.of_texts(Tokenizer.from_str(full()), ["good good", "gut"])
    assert found == {"▁good": 2 / 3, "▁gut": 1 / 3}
