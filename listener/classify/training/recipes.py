"""The models that are trained here: which sets teach which heads, how often, and what they are measured on."""

from __future__ import annotations

from dataclasses import dataclass

from listener.classify.training.tasks import (
    APP_REVIEWS,
    COMPLAINTS,
    EMOTION,
    INTENT,
    IRONY,
    OFFENSIVE,
    SENTIMENT,
    THREE_EMOTIONS,
    Task,
)

TOWARD_HEAD = "toward"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One training set.

    Attributes:
        folder: below the data's; its lines name their language where it is not English.
        kept: file beside this one with labels of texts that sets before it hold, by their digests; has no folder then.
        head: that its labels teach, `toward` included.
        repeats: how many times an epoch shows each text, so that small sets are not drowned.
        pairs: whether each showing is two readings under different noise that must agree.
        most: texts a language, drawn at random; a text that another set holds already gets its label in any case.
        without: labels whose texts are left out.
    """

    head: str
    folder: str = ""
    kept: str | None = None
    repeats: int = 1
    pairs: bool = False
    most: int | None = None
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """One model.

    Attributes:
        name: of the bundle.
        tasks: the heads, but for toward.
        sources: read in order.
        validation: (head, folder) of the sets that choose biases, temperatures, thresholds and languages.
        annotated: heads that are also measured on the texts of intents.py.
        named: set of posts with a sentiment, that say in which languages toward is read, by the names in them: no set
            tells the sentiment toward topics there.
        languages: that its posts may be in.
        frozen: how many of the lowest layers stay as the start encoder has them, the word table with them; None leaves
            nothing as it was.
        decay: rate of a layer as a share of the rate of the layer above.
        size: texts a step.
        rate: learning rate of the top layer.
        average: weight of the past in the averaged weights, per step.
        card: file of the text of its card.
    """

    name: str
    tasks: tuple[Task, ...]
    sources: tuple[Source, ...]
    validation: tuple[tuple[str, str], ...]
    languages: tuple[str, ...]
    annotated: tuple[str, ...] = ()
    named: str | None = None
    frozen: int | None = None
    decay: float = 0.9
    size: int = 48
    rate: float = 1e-4
    average: float = 0.998
    card: str = "card.md"

    @property
    def kept(self) -> tuple[Task, ...]:
        """The heads that are released."""
        return tuple(task for task in self.tasks if task.kept)

    def task(self, name: str) -> Task:
        """The head of this name."""
        return next(task for task in self.tasks if task.name == name)


ENGLISH = Recipe(
    name="listener-minilm",
    tasks=(SENTIMENT, INTENT, EMOTION, IRONY, OFFENSIVE, COMPLAINTS, APP_REVIEWS),
    sources=(
        Source(folder="sentiment", head="sentiment"),
        Source(folder="intent", head="intent", repeats=2, pairs=True),
        Source(folder="emotion", head="emotion", repeats=2, pairs=True),
        Source(folder="irony", head="irony", repeats=2, pairs=True),
        Source(folder="offensive", head="offensive"),
        Source(folder="complaints", head="complaints"),
        Source(folder="app_reviews", head="app_reviews"),
        Source(folder="toward", head=TOWARD_HEAD),
        Source(kept="intent_examples.jsonl", head="intent", repeats=3, pairs=True),
    ),
    validation=tuple((head, head) for head in ("sentiment", "intent", "emotion", "irony", "offensive", TOWARD_HEAD)),
    languages=("en",),
)
MULTILINGUAL = Recipe(
    name="listener-e5",
    tasks=(SENTIMENT, INTENT, THREE_EMOTIONS, IRONY, OFFENSIVE),
    sources=(
        Source(folder="multi/sentiment", head="sentiment", repeats=2),
        Source(folder="multi/emotion", head="emotion"),
        Source(folder="multi/offensive", head="offensive", most=3500),
        Source(folder="intent", head="intent"),
        Source(folder="toward", head=TOWARD_HEAD, most=3000),
        Source(folder="sentiment", head="sentiment", most=0),
        Source(folder="offensive", head="offensive", most=0),
        Source(folder="irony", head="irony", most=1000),
    ),
    validation=(
        ("sentiment", "multi/sentiment"),
        ("emotion", "multi/emotion"),
        ("offensive", "multi/offensive"),
        ("intent", "intent"),
        ("irony", "irony"),
        (TOWARD_HEAD, "toward"),
    ),
    annotated=("intent",),
    named="multi/sentiment",
    languages=("ar", "de", "es", "fr", "hi", "it", "pt", "ru", "zh"),
    frozen=4,
    decay=0.92,
    size=32,
    rate=1.5e-4,
    average=0.995,
    card="card_multilingual.md",
)
RECIPES = {"english": ENGLISH, "multilingual": MULTILINGUAL}
