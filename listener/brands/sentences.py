"""The sentences that pages about brands open with; those of reports, from the same records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from listener.brands.figures import Figures
from listener.reports import sentences
from listener.reports.document import plain
from listener.wording.figures import counted, spelled

_LENGTHS = {"24h": "day", "7d": "week"}


def title(found: Figures) -> str:
    """What matters most of one brand."""
    if not found.mentions.now.value:
        return f"{found.brand.name}: nothing was heard in this time"
    counts, tones = (found.mentions.now, found.mentions.before), (found.net.now, found.net.before)
    return plain(sentences.headline(found.brand.name, counts, tones, length(found)))


def lead(found: Figures) -> str:
    """What else: how loud, how it was meant, how large its share is; no more than the intervals allow."""
    return " ".join(_lead(found))


def _lead(found: Figures) -> Iterator[str]:
    records, then = found.records, f"the {length(found)} before"
    mentions, net = found.mentions, found.net
    if not mentions.now.value and not mentions.before.value:
        yield "Nothing was heard in the time before either; its queries say what would be found."
        return
    yield plain(sentences.loudness(found.brand.name, mentions.now, mentions.before, found.change, then))
    if mentions.now.value:
        yield plain(sentences.tone(net.now, net.before, records.size(net.now), "net sentiment", then))
        if found.voice:
            voice = found.voice
            yield plain(sentences.tone(voice.now, voice.before, records.size(voice.now), "share of voice", then))


def length(found: Figures) -> str:
    """What the period is called."""
    return _LENGTHS.get(found.asked.span or "", "period")


def list_title(found: Sequence[Figures]) -> str:
    """How many are heard, and which is loudest."""
    if not found:
        return "No brand yet"
    loudest = max(found, key=lambda each: each.mentions.now.value or 0)
    many = counted(len(found), "brand")
    if not loudest.mentions.now.value:
        return f"{many}: nothing was heard in this time"
    return f"{many}; {loudest.brand.name} is talked about most" if len(found) > 1 else f"{loudest.brand.name}, alone"


def compare_title(found: Sequence[Figures]) -> str:
    """Which is talked about most, and how the tones differ."""
    ranked = sorted(found, key=lambda each: -(each.mentions.now.value or 0))
    if not ranked or not ranked[0].mentions.now.value:
        return "Nothing was heard of these brands in this time"
    changed = [each for each in found if _changed(each)]
    said = f"{ranked[0].brand.name} is talked about most"
    if not changed:
        return f"{said}; no tone has clearly changed"
    if len(changed) == len(found) > 1:
        return f"{said}; the tone of every one has changed"
    return f"{said}; {_named(changed)} {'has' if len(changed) == 1 else 'have'} another tone"


def compare_lead(found: Sequence[Figures]) -> str:
    """Of each: its tone now and before, as surely as it is known."""
    return " ".join(_compared(found))


def _compared(found: Sequence[Figures]) -> Iterator[str]:
    little = [each for each in found if each.net.now.n < sentences.LEAST]
    for each in found:
        if _changed(each):
            rose = (each.net.now.value or 0) > (each.net.before.value or 0)
            yield f"{each.brand.name} {'rose' if rose else 'fell'} from {each.net.before} to {each.net.now}."
    if little:
        yield f"Too little was read of {_named(little)} to speak of {'its' if len(little) == 1 else 'their'} tone."
    blind = [each for each in found if each.course.unheard.value]
    if blind:
        yield f"A part of what is said of {_named(blind)} could not be heard; it is hatched below."


def _changed(each: Figures) -> bool:
    enough = min(each.net.now.n, each.net.before.n) >= sentences.LEAST
    return enough and sentences.differs(each.net.now, each.net.before)


def _named(found: Sequence[Figures]) -> str:
    names = [each.brand.name for each in found]
    if len(names) > 3:
        return f"{spelled(len(names))} brands"
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
