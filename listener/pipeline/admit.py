"""Each post that came stands alone on its way into the store: as it is, mended, or refused with the reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from storage.intake.storable import UnstorableError, storable
from storage.records import Arrival, Mention, Refused


@dataclass(slots=True)
class Admitted:
    """What some posts became.

    Attributes:
        mended: How many posts had to lose something of each field.
    """

    mentions: list[Mention] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    mended: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class Brought:
    """What a poll brought, for the store.

    Attributes:
        mended: How many posts had to lose something of each field.
    """

    arrivals: list[Arrival] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    mended: Counter[str] = field(default_factory=Counter)

    def take(self, admitted: Admitted) -> None:
        """Remember what was refused and mended before anything is matched."""
        self.refused += admitted.refused
        self.mended += admitted.mended

    @property
    def notes(self) -> tuple[str, ...]:
        """What had to be mended, in one sentence; none where nothing was."""
        if not self.mended:
            return ()
        told = ", ".join(f"{name} of {count}" for name, count in sorted(self.mended.items()))
        return (f"what cannot be stored as it came was cut or is unknown: {told}",)


def admit(mentions: Sequence[Mention], now: datetime) -> Admitted:
    """The posts that can be stored."""
    admitted = Admitted()
    for mention in mentions:
        try:
            able, mended = storable(mention, now)
        except Exception as error:  # noqa: BLE001 - of other people's plug-ins anything may come
            admitted.refused.append(_refused(mention, error))
            continue
        admitted.mentions.append(able)
        admitted.mended.update(mended)
    return admitted


def _refused(mention: Mention, error: Exception) -> Refused:
    reason = str(error) if isinstance(error, UnstorableError) else repr(error)
    return Refused(native_id=str(mention.native_id), reason=reason, body=mention)
