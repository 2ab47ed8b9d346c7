"""The model that comes with Listener: decides what is read, calibrates, and abstains where it does not know."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TypeVar

import numpy as np

from listener.classify import bundle
from listener.classify.base import BUNDLED, HEADS, Item
from listener.classify.bundle import Head
from listener.classify.key_sentence import with_key_sentences
from listener.classify.languages import COMMON, Detector, Spoken
from listener.classify.network import Floats, Network, Prepared, Sums
from listener.classify.text import Normalised, readable
from listener.classify.windows import clean
from listener.classify.worded import Worded
from storage.records import Abstention, Classification, Reading

CHUNK = 512
Answers = Mapping[str, tuple[Reading, bool]]
Step = TypeVar("Step")
Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A text on its way to a model, with the languages that it is in."""

    item: Item
    text: Normalised
    spoken: Spoken


class Bundled:
    """A Classifier over a bundle's int8 network.

    Args:
        folder: a bundle.
        threads: of the network, set once.
        languages: those among which a text's language is looked for.

    Raises:
        ClassifierError: the bundle is incomplete or damaged.
    """

    def __init__(
        self, folder: Path | str = BUNDLED, *, threads: int | None = None, languages: Sequence[str] = COMMON
    ) -> None:
        loaded = bundle.load(Path(folder))
        self.manifest = loaded.manifest
        self._network = Network(loaded, threads=threads)
        words = loaded.manifest.words
        self._words = Worded(loaded.contents[words]) if words else None
        self._detector = Detector((*languages, *self.manifest.languages))

    @property
    def model(self) -> str:
        """Name and version, as stored with every reading."""
        return f"{self.manifest.name} {self.manifest.version}"

    def classify(self, items: Sequence[Item], *, force: bool = False) -> list[Classification]:
        """One reading an item, in order; memory stays constant however many there are."""
        return self.read((told(item, self._detector) for item in items), force=force)

    def read(self, texts: Iterable[Told], *, force: bool = False) -> list[Classification]:
        """The same of texts whose languages somebody else has found."""
        begun = (self._begin(part, force) for part in chunks(texts, CHUNK))
        return [reading for finish in one_ahead(begun) for reading in finish()]

    def logits(self, items: Sequence[Item], head: str) -> Floats:
        """Raw outputs [N, K] of one head, `pooled`, or `toward` (each item's first brand), before calibration."""
        return self.outputs(items, [head])[head]

    def outputs(self, items: Sequence[Item], heads: Sequence[str]) -> dict[str, Floats]:
        """The same of several heads, from one pass."""
        rows: dict[str, list[Floats]] = {head: [] for head in heads}
        for start in range(0, len(items), CHUNK):
            part = items[start : start + CHUNK]
            texts = _prepare(part)
            sums = self._network.run(texts, heads, len(part))
            self._complete(texts, sums)
            for head in heads:
                names = (f"toward {item.toward[0]}" if head == "toward" else head for item in part)
                rows[head] += [sums.means(name, [index])[0] for index, name in enumerate(names)]
        return {head: np.stack(found) for head, found in rows.items()}

    def _begin(self, texts: Sequence[Told], force: bool) -> Callable[[], list[Classification]]:
        """Lets the network begin with a chunk; what is returned waits for it and answers."""
        items = [each.item for each in texts]
        results = [self._gate(each, force) for each in texts]
        wanted = [(i, texts[i].item, texts[i].text) for i, result in enumerate(results) if result.abstained is None]
        outputs = [*self.manifest.heads]
        if any(item.toward for _, item, _ in wanted):
            outputs.append("toward")
        ended = self._network.begin(wanted, outputs, len(items))

        def finish() -> list[Classification]:
            sums = ended()
            self._complete(wanted, sums)
            places = [index for index, *_ in wanted]
            answers = {
                name: dict(zip(places, _readings(head, sums.means(name, places)), strict=True))
                for name, head in self.manifest.heads.items()
                if places
            }
            for index in places:
                own = {name: found[index] for name, found in answers.items()}
                results[index] = self._answer(texts[index], own, index, sums, force)
            sentiment = self.manifest.heads.get("sentiment")
            if force or sentiment is None:
                return results
            return with_key_sentences(items, results, self._tones, sentiment.labels)

        return finish

    def _complete(self, texts: Sequence[Prepared], sums: Sums) -> None:
        """Adds to the outputs of the network what its words say."""
        if not (texts and self._words):
            return
        places = [index for index, *_ in texts]
        added = self._words.logits([text.text for *_, text in texts], [h for h in self._words.heads if sums.has(h)])
        for head, rows in added.items():
            sums.shift(head, places, rows)

    def _tones(self, texts: Sequence[str]) -> Floats:
        return probabilities(
            self.manifest.heads["sentiment"], self.logits([Item(text=one) for one in texts], "sentiment")
        )

    def _gate(self, told: Told, force: bool) -> Classification:
        """An abstention, or an empty reading that is still to be filled."""
        text, spoken = told.text.text, told.spoken
        if not (text.strip() if force else readable(text)):
            return Classification(model=self.model, abstained=Abstention(reason="no text"))
        if force:
            return Classification(model=self.model)
        strange = next((code for code in spoken.languages if code not in self.manifest.languages), None)
        abstained = Abstention(reason="language", language=strange) if strange else None
        return Classification(model=self.model, abstained=abstained, language=spoken.detected)

    def _answer(self, told: Told, answers: Answers, index: int, sums: Sums, force: bool) -> Classification:
        spoken = () if force else told.spoken.languages
        heads = {name: answer for name, answer in answers.items() if self.manifest.heads[name].reads(spoken)}
        brands = told.item.toward if self.manifest.toward.reads(spoken) else ()
        toward = {brand: _readings(self.manifest.toward, sums.means(f"toward {brand}", [index]))[0] for brand in brands}
        return Classification(
            model=self.model,
            heads={name: reading for name, (reading, sure) in heads.items() if sure or force},
            toward={brand: reading for brand, (reading, sure) in toward.items() if sure or force},
            abstained=None if force else _left(heads, toward, self._silent(spoken), spoken),
            language=None if force else told.spoken.detected,
        )

    def _silent(self, languages: Sequence[str]) -> tuple[str, ...]:
        """The heads that are not read in these languages, toward among them."""
        known = {**self.manifest.heads, "toward": self.manifest.toward}
        names = (*HEADS, "toward") if languages else ()
        return tuple(name for name in names if name not in known or not known[name].reads(languages))


def told(item: Item, detector: Detector) -> Told:
    """A text with the language that its source tells or that is detected."""
    text = clean(item)
    spoken = detector.spoken(item.language, text.text)
    return Told(item=item, text=text, spoken=spoken.only(spoken.languages[:1]))


def chunks(things: Iterable[Thing], size: int) -> Iterator[list[Thing]]:
    """So many at once, drawn when they are needed."""
    left = iter(things)
    while part := list(islice(left, size)):
        yield part


def one_ahead(begun: Iterable[Step]) -> Iterator[Step]:
    """The same steps, each handed on when the next has begun, so that one is prepared while another one runs."""
    waiting: list[Step] = []
    for step in begun:
        yield from waiting
        waiting = [step]
    yield from waiting


def _prepare(items: Sequence[Item]) -> list[Prepared]:
    return [(index, item, clean(item)) for index, item in enumerate(items)]


def preferences(head: Head, logits: Floats) -> Floats:
    """(z + bias) / T; the largest over the last axis is the answer."""
    scaled: Floats = (logits + np.asarray(head.bias, np.float32)) / head.temperature
    return scaled


def probabilities(head: Head, logits: Floats) -> Floats:
    """Calibrated softmax over the last axis: exp(z / T), normalised (T: Guo et al. 2017)."""
    return softmax(logits / head.temperature)


def softmax(logits: Floats) -> Floats:
    """exp(z) normalised over the last axis."""
    odds = np.exp(logits - logits.max(axis=-1, keepdims=True))
    shares: Floats = odds / odds.sum(axis=-1, keepdims=True)
    return shares


def _readings(head: Head, logits: Floats) -> list[tuple[Reading, bool]]:
    """The answer to each row [N, K], and whether the head is sure enough of it."""
    best = preferences(head, logits).argmax(axis=1)
    sure = probabilities(head, logits)[np.arange(len(best)), best]
    # Four digits: the rest is rounding noise, which differs with a text's company in a batch.
    found = [
        Reading(label=head.labels[index], probability=round(share, 4))
        for index, share in zip(best.tolist(), sure.tolist(), strict=True)
    ]
    return [(reading, reading.probability >= head.threshold) for reading in found]


def _left(heads: Answers, toward: Answers, silent: tuple[str, ...], languages: Sequence[str]) -> Abstention | None:
    """What the model is not sure of, or does not read in these languages; None where it is sure of everything."""
    unsure = [tuple(name for name, (_, sure) in answers.items() if not sure) for answers in (heads, toward)]
    known = Abstention(reason="unsure", language=languages[0] if silent else None, silent=silent)
    return known.in_doubt(unsure[0], unsure[1])
