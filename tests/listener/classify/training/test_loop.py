"""Training goes on where a kill left it. Needs torch, which the default install lacks."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from listener.classify.training import batches, loop, model, teacher  # noqa: E402
from listener.classify.training.recipes import ENGLISH  # noqa: E402
from listener.classify.training.tasks import INTENT, TOWARD_SHARES  # noqa: E402


class Tokenizer:
    mask_token_id = 4

    def __call__(self, _: str, *, add_special_tokens: bool) -> dict[str, list[int]]:
        return {"input_ids": [3]}


TOKENIZER = Tokenizer()


def network() -> model.Network:
    from transformers import BertConfig, BertModel

    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=50, hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32,
        hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0,
    )  # fmt: skip
    return model.Network(
        BertModel(config, add_pooling_layer=False), {task.name: len(task.labels) for task in ENGLISH.tasks}
    )


def examples() -> list[batches.Encoded]:
    rows = ([5 + i % 7, 20 + i % 9, 40 + i % 5][: 1 + i % 3] for i in range(200))
    return [
        batches.Encoded(ids=[1, *row, 2], labels={"sentiment": row[0] % 3}, toward=[([1], row[0] % 3)]) for row in rows
    ]


def run(out: Path, steps: int) -> model.Network:
    out.mkdir(exist_ok=True)
    torch.set_num_threads(1)
    net = network()
    plan = loop.Plan(steps=steps, minutes=60, size=10, rate=3e-3, head_rate=1e-2, average=0.9, tasks=ENGLISH.tasks)
    loop.train(net, examples(), list(range(200)), plan, out, TOKENIZER)
    return net


def test_training_learns_and_leaves_a_whole_checkpoint(tmp_path: Path) -> None:
    net = run(tmp_path / "a", 100)
    first, *_, last = (json.loads(line) for line in (tmp_path / "a" / "log.jsonl").read_text().splitlines())
    assert last["sentiment"] < first["sentiment"]
    state = torch.load(tmp_path / "a" / "last.pt", weights_only=True)
    assert state["step"] == 100
    assert set(torch.load(tmp_path / "a" / "averaged.pt", weights_only=True)) == set(net.state_dict())


def test_a_killed_run_resumes_and_a_finished_one_does_nothing_more(tmp_path: Path) -> None:
    run(tmp_path / "a", 50)
    run(tmp_path / "a", 100)
    state = torch.load(tmp_path / "a" / "last.pt", weights_only=True)
    assert state["step"] == 100
    run(tmp_path / "a", 100)
    again = torch.load(tmp_path / "a" / "last.pt", weights_only=True)
    assert all(torch.equal(again["network"][name], value) for name, value in state["network"].items())


def test_batches_repeat_on_every_run_and_can_be_skipped() -> None:
    encoded, plan = examples(), loop.Plan(steps=1, minutes=1, size=10)
    order = list(range(200))
    whole = loop.endless(encoded, order, plan, 0)
    rows = [next(whole) for _ in range(45)]
    later = loop.endless(encoded, order, plan, 30)
    assert [next(later) for _ in range(15)] == rows[30:]
    assert sorted(index for batch in rows[:20] for index in batch) == order


def test_texts_of_small_sets_stand_twice_in_a_batch_and_must_agree() -> None:
    once, twice = examples()[:2]
    twice = replace(twice, twice=True)
    batch = batches.twinned([once, twice], batches.Noise(TOKENIZER, 1), ["sentiment"])
    assert len(batch.ids) == 3
    assert batch.twin.tolist() == [1]
    assert batch.labels["sentiment"][2] == batch.labels["sentiment"][1]

    logits = torch.tensor([[0.0, 1.0], [2.0, 0.0], [2.0, 0.0]])
    assert float(loop.disagreement(logits, torch.tensor([0, 1, 1]), batch.twin)) == 0
    logits[2, 0] = -2.0
    assert float(loop.disagreement(logits, torch.tensor([0, 1, 1]), batch.twin)) > 0.5
    assert float(loop.disagreement(logits, torch.tensor([0, -100, -100]), batch.twin)) == 0


def test_a_teacher_softens_labels_and_stands_in_where_there_are_none() -> None:
    plan = loop.Plan(steps=1, minutes=1, teacher=0.5)
    logits, taught = torch.tensor([[2.0, 0.0]]), torch.tensor([[0.25, 0.75]])
    log = torch.log_softmax(logits, dim=1)[0]
    soft, hard = -(0.25 * log[0] + 0.75 * log[1]), -log[0]
    assert loop.missed(logits, torch.tensor([0]), taught, 0.2, plan) == pytest.approx(0.5 * soft + 0.5 * hard)
    assert loop.missed(logits, torch.tensor([-100]), taught, 0.2, plan) == pytest.approx(0.2 * soft)


def test_every_head_learns_from_a_teacher_what_no_label_says() -> None:
    answers = {"intent": 2, "emotion": 3, "irony": 1, "offensive": 0}
    row = [float(answers.get(task.name, 0) == place) for task in ENGLISH.kept for place in range(len(task.labels))]
    taught = [replace(one, taught=tuple(row)) for one in examples()]
    net, plan = network(), loop.Plan(steps=60, minutes=60, size=10, rate=3e-3, head_rate=1e-2, agreement=0)
    plan = replace(plan, tasks=ENGLISH.tasks, taught=ENGLISH.kept)
    optimizer = torch.optim.AdamW(loop.groups(net, plan))
    for rows in [range(start, start + 10) for start in range(0, 200, 10)] * 3:
        batch = batches.twinned([taught[i] for i in rows], batches.Noise(TOKENIZER, 1), net.names)
        loop.advance(net, optimizer, batch, plan)
    out = net.eval()(batch.ids, batch.mask, batch.pair_row, batch.pair_span)
    for head, place in answers.items():
        assert (out[head].argmax(dim=1) == place).all()
    assert [name for name, _ in teacher.parts(batch.taught, ENGLISH.kept)] == [task.name for task in ENGLISH.kept]


def test_a_resumed_run_asks_its_teacher_no_second_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from listener.classify.bundled import Bundled
    from listener.classify.training.data import Example

    texts = [Example(text="I love it"), Example(text="worst service ever, I want my money back")]
    encoded = examples()[:2]
    bundle = Bundled(threads=1)
    first = teacher.teach(encoded, texts, teacher.ask(texts, [bundle], ENGLISH.kept, tmp_path), ENGLISH.kept)
    assert [len(one.taught) for one in first] == [sum(len(task.labels) for task in ENGLISH.kept)] * 2
    sentiment = [one.taught[: len(ENGLISH.kept[0].labels)] for one in first]
    assert [max(range(3), key=row.__getitem__) for row in sentiment] == [2, 0]
    monkeypatch.setattr(teacher, "answers", lambda *_: pytest.fail("asked again"))
    again = teacher.ask(texts, [bundle], ENGLISH.kept, tmp_path)
    assert teacher.teach(encoded, texts, again, ENGLISH.kept) == first


def test_a_teacher_answers_its_own_languages_and_the_others_learn_from_their_labels_alone(tmp_path: Path) -> None:
    from listener.classify.bundled import Bundled
    from listener.classify.training.data import Example
    from listener.classify.training.recipes import MULTILINGUAL

    bundle = Bundled(threads=1)
    known = teacher.known([bundle], MULTILINGUAL.tasks)
    assert [task.name for task in known] == ["sentiment", "intent", "irony", "offensive"]  # emotion has fewer labels
    texts = [Example(text="Wie schön", language="de"), Example(text="How nice")]
    asked = teacher.ask(texts, [bundle], known, tmp_path)
    german, english = teacher.teach(examples()[:2], texts, asked, known)
    assert (len(german.taught), len(english.taught)) == (0, sum(len(task.labels) for task in known))

    plan = loop.Plan(steps=1, minutes=1, taught=known)
    batch = batches.collate([german, english], ["sentiment"])
    taught = dict(teacher.parts(batch.taught, known))["sentiment"]
    logits, labels = torch.tensor([[1.0, 0.0, 0.0]] * 2), torch.tensor([2, -100])
    alone = loop.missed(logits[:1], labels[:1], None, 0.2, plan)
    guessed = loop.missed(logits[1:], labels[1:], taught[1:], 0.2, plan)
    assert loop.missed(logits, labels, taught, 0.2, plan) == pytest.approx(float(alone + guessed))


def told(intents: list[int], toward: list[list[float]]) -> teacher.Answers:
    """A teacher that is sure of these intents, with these logits toward brands."""
    return teacher.Answers(
        heads={INTENT.name: 20 * np.eye(len(INTENT.labels), dtype=np.float32)[intents]},
        toward=np.array(toward, np.float32).reshape(-1, 3),
    )


def test_several_teachers_are_mixed_head_by_head_and_answer_toward_each_brand() -> None:
    from listener.classify.training.data import Example

    lost, named = (0, 0, 1), (5, 9, 2)
    texts = [Example(text="I do Acme", toward=[lost, named]), Example(text="ok", labels={INTENT.name: 1})]
    encoded = [
        replace(one, toward=[([1], sign) for *_, sign in text.toward])
        for one, text in zip(examples()[:2], texts, strict=True)
    ]
    asked = [0, 1], [told([2, 3], [[20, 0, 0]]), told([2, 4], [[0, 20, 0]])]
    first, second = teacher.teach(encoded, texts, asked, [INTENT])
    assert first.taught[2] == pytest.approx(1.0)
    assert (second.taught[3], second.taught[4]) == pytest.approx(INTENT.shares)
    assert first.taught_toward[0] == batches.UNTOLD
    assert first.taught_toward[1][:2] == pytest.approx(TOWARD_SHARES)
    batch = batches.twinned([replace(first, twice=True), second], batches.Noise(TOKENIZER, 1), ["intent"])
    assert batch.pair_taught.shape == (4, 3)
    assert batch.pair_taught[3].tolist() == pytest.approx(list(first.taught_toward[1]))


def test_a_teacher_that_lacks_a_head_leaves_it_to_the_others() -> None:
    sure = np.array([[20.0, 0.0]], np.float32)
    assert teacher.mixed([None, sure], (0.5, 0.5))[0] == pytest.approx([1.0, 0.0], abs=1e-6)


def test_texts_without_a_label_that_all_teachers_read_as_a_rare_intent_are_shown_more_often() -> None:
    from listener.classify.training.data import Example

    rare, usual = INTENT.labels.index("cancel"), INTENT.labels.index("other")
    texts = [Example(text=str(n)) for n in range(4)]
    texts[3].labels[INTENT.name] = rare
    asked = list(range(4)), [told([rare, usual, rare, rare], []), told([rare, usual, usual, rare], [])]
    assert teacher.agreed(texts, asked, INTENT) == [0]
    lacking = teacher.Answers(heads={}, toward=asked[1][0].toward)
    for alone in ([asked[1][0]], [asked[1][0], lacking]):
        assert teacher.agreed(texts, (asked[0], alone), INTENT) == []  # nobody agrees alone
    assert teacher.agreed(texts, (asked[0], [*asked[1], lacking]), INTENT) == [0]


def test_frozen_layers_stay_as_they_are(tmp_path: Path) -> None:
    net = network()
    model.freeze(net, 1)
    before = {name: value.clone() for name, value in net.state_dict().items()}
    plan = loop.Plan(steps=8, minutes=60, size=10, rate=3e-3, head_rate=1e-2, tasks=ENGLISH.tasks)
    loop.train(net, examples(), list(range(200)), plan, tmp_path, TOKENIZER)
    moved = {name for name, value in net.state_dict().items() if not torch.equal(value, before[name])}
    assert not [name for name in moved if "embeddings" in name or ".layer.0." in name]
    assert [name for name in moved if ".layer.1." in name]
