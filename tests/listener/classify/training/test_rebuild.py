"""A network rebuilt from the released integers reads as the release does. Needs torch and onnx."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("onnx")

from listener.classify.base import BUNDLED, Item  # noqa: E402
from listener.classify.bundled import Bundled  # noqa: E402
from listener.classify.network import feed  # noqa: E402
from listener.classify.training import layers, rebuild  # noqa: E402
from listener.classify.training.model import Network  # noqa: E402
from listener.classify.training.recipes import ENGLISH  # noqa: E402
from listener.classify.windows import clean, windows  # noqa: E402

TEXTS = [
    "The courier left my parcel in the rain, thanks a lot",
    "Best phone I have ever had",
    "When does the shop in Leeds open?",
    "I cancel my contract today, you never answer",
    "They open a second office in Lisbon next year",
    "What an idiot",
]


@pytest.fixture(scope="module")
def network() -> Network:
    """Of the released shape, with random weights: nothing may come from elsewhere than the bundle."""
    from transformers import BertConfig, BertModel

    torch.manual_seed(0)
    config = BertConfig(hidden_size=384, num_hidden_layers=6, num_attention_heads=12, intermediate_size=1536)
    network = Network(
        BertModel(config, add_pooling_layer=False), {task.name: len(task.labels) for task in ENGLISH.tasks}
    )
    return network.eval()


def test_logits_are_the_releases(network: Network, model: Bundled) -> None:
    rebuild.start(network, Path(BUNDLED))
    items = [Item(text=text, toward=(text.split()[1],)) for text in TEXTS]
    texts = [(i, item, clean(item)) for i, item in enumerate(items)]
    found = windows(model._network._tokenizer, texts, 128)
    with torch.no_grad():
        answers = network(*(torch.from_numpy(value) for value in feed(found).values()))
    heads = [*(task.name for task in ENGLISH.kept), "toward"]
    # Without what lower layers add to some heads, and words beside the network.
    alone = {head: layers.last(head) if layers.last(head) in outputs(model) else head for head in heads}
    sums = model._network.run(texts, list(alone.values()), len(items))
    for head in heads:
        names = [f"toward {item.toward[0]}" if head == "toward" else alone[head] for item in items]
        released = np.stack([sums.means(name, [place])[0] for place, name in enumerate(names)])
        lost = np.square(answers[head].numpy() - released).mean() / released.var(axis=0).mean()
        assert lost < 0.005, head
        assert (answers[head].numpy().argmax(1) == released.argmax(1)).all()


def test_every_released_weight_comes_back(network: Network) -> None:
    names = {name for name, _ in rebuild.released(Path(BUNDLED) / "model.onnx", network)}
    left = {name for name in network.state_dict() if name not in names}
    assert {name.split(".")[1] for name in left} == {"complaints", "app_reviews", "embeddings"}


def test_the_mean_lies_between(network: Network, tmp_path: Path) -> None:
    torch.save({name: value + 2 for name, value in network.state_dict().items()}, tmp_path / "averaged.pt")
    torch.save(network.state_dict(), tmp_path / "other.pt")
    mean = rebuild.mean(network, [tmp_path / "averaged.pt", tmp_path / "other.pt"])
    assert torch.allclose(mean["heads.intent.bias"], network.heads["intent"].bias + 1)
    rebuild.start(network, tmp_path / "averaged.pt")
    assert torch.allclose(mean["heads.intent.bias"], network.heads["intent"].bias - 1)


def outputs(model: Bundled) -> set[str]:
    """Of its network."""
    return {each.name for each in model._network._session.get_outputs()}
