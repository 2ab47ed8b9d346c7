"""Two models: one reads its own languages, the other all that it reads beside them, loaded when it is first needed."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

from listener.classify import bundle
from listener.classify.base import Item
from listener.classify.bundle import Manifest
from listener.classify.bundled import Bundled, Told
from listener.classify.languages import COMMON, Detector, Spoken
from listener.classify.windows import clean
from storage.errors import ClassifierError
from storage.records import Abstention, Classification

log = logging.getLogger(__name__)


class Second:
    """A model that is loaded when it is first asked to read; one that cannot be used says so and reads nothing.

    Args:
        folder: a bundle.
        threads: of the network, set once.

    Attributes:
        manifest: None where it cannot be read.
        problem: why it cannot be used, "" as far as that is known.
    """

    def __init__(self, folder: Path | str, *, threads: int | None = None) -> None:
        self._folder, self._threads = Path(folder), threads
        self.manifest: Manifest | None = None
        self.problem = ""
        try:
            self.manifest = bundle.manifest(self._folder)
        except ClassifierError as error:
            self._fail(error)

    def reads(self, languages: Sequence[str]) -> bool:
        """Whether it is for texts in these languages; one whose manifest cannot be read might be for any."""
        return self.manifest is None or set(languages) <= set(self.manifest.languages)

    def read(self, texts: Sequence[Told], *, force: bool) -> list[Classification]:
        """One reading a text, in order, be it that the model cannot be used."""
        model = self._model if texts and not self.problem else None
        return model.read(texts, force=force) if model else [self._unread(each) for each in texts]

    @cached_property
    def _model(self) -> Bundled | None:
        try:
            return Bundled(self._folder, threads=self._threads)
        except ClassifierError as error:
            self._fail(error)
            return None

    def _fail(self, error: ClassifierError) -> None:
        self.problem = str(error)
        log.warning("texts in other languages stay unread: %s", error)

    def _unread(self, told: Told) -> Classification:
        name = f"{self.manifest.name} {self.manifest.version}" if self.manifest else self._folder.name
        left = Abstention(reason="model", language=told.spoken.languages[0], error=self.problem)
        return Classification(model=name, abstained=left, language=told.spoken.detected)


class ByLanguage:
    """A Classifier of two models: what the first does not read goes to the second, a text in two languages too.

    Every reading names the model that it is from. A text whose language is unknown is the first one's.

    Args:
        languages: those among which a text's language is looked for.
    """

    def __init__(self, first: Bundled, second: Second, *, languages: Sequence[str] = COMMON) -> None:
        self.first = first
        self._second = second
        self.manifest, self.model = first.manifest, first.model
        others = second.manifest.languages if second.manifest else ()
        self._detector = Detector((*languages, *first.manifest.languages, *others))

    def classify(self, items: Sequence[Item], *, force: bool = False) -> list[Classification]:
        """As Bundled.classify."""
        own: list[int] = []
        others: list[tuple[int, Told]] = []
        found = dict(zip(own, self.first.read(self._own(items, own, others), force=force), strict=True))
        found |= zip((i for i, _ in others), self._second.read([told for _, told in others], force=force), strict=True)
        return [found[i] for i in range(len(items))]

    def _own(self, items: Sequence[Item], own: list[int], others: list[tuple[int, Told]]) -> Iterator[Told]:
        """The first model's texts, drawn when they are needed; notes whose place each has, and keeps the others."""
        for place, item in enumerate(items):
            text = clean(item)
            spoken = self._detector.spoken(item.language, text.text)
            foreign = self._foreign(spoken)
            if foreign:
                others.append((place, Told(item=item, text=text, spoken=foreign)))
            else:
                own.append(place)
                yield Told(item=item, text=text, spoken=spoken.only(spoken.languages[:1]))

    def _foreign(self, spoken: Spoken) -> Spoken | None:
        """The languages that the second model is to read, None where the text is the first one's.

        What most of a text is in decides: where nobody reads that, the first model says so. A sentence beside it in a
        language that nobody reads changes nothing.
        """
        found = spoken.languages or ((spoken.likely,) if spoken.likely else ())
        strange = [code for code in found if code not in self.first.manifest.languages]
        read = tuple(code for code in strange if self._second.reads((code,)))
        if not read or (found[0] in strange and found[0] not in read):
            return None
        return spoken.only(read)
