"""A file as the text of a table: unpacked, and decoded or taken out of its workbook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sources.tables import packing, workbook
from sources.tables.decode import decoded

FORMS = {
    "xlsx": "Excel workbook",
    "xls": "old Excel workbook",
    "xlsb": "binary Excel workbook",
    "ods": "OpenDocument spreadsheet",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """The text of a table.

    Attributes:
        form: What it was written in, for the report.
        notes: What else is to be known.
    """

    text: str
    form: str
    notes: tuple[str, ...] = ()


def opened(data: bytes, encoding: str | None, names: Mapping[str, str], member: str | None = None) -> Opened:
    """The text of a file.

    Args:
        encoding: Where it is known; None: as the file says itself, or as its letters show.
        names: Field -> header, where somebody said which column is which.
        member: Which file of an archive.

    Raises:
        UnreadableError: It is no table, or it is not certain how to read it.
    """
    data = packing.unpacked(data, member)
    if format := packing.workbook_format(data):
        sheet = workbook.sheet(data, names, format)
        others = f"of the workbook only the sheet {sheet.name!r} is read, not {', '.join(map(repr, sheet.others))}"
        return Opened(text=sheet.text, form=FORMS[format], notes=(others,) if sheet.others else ())
    found = decoded(data, encoding)
    return Opened(text=found.text, form=found.encoding)
