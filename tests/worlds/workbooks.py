"""XLSX files, as small as they can be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from struct import pack
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile

Cell = str | int | float | bool | datetime | None
EPOCH = datetime(1899, 12, 30)
DATE_STYLE = 1

_TYPES = """<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/xl/workbook.xml"
 ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>"""
_RELATIONS = """<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>"""
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_STYLES = f"""<?xml version="1.0" encoding="UTF-8"?><styleSheet {_MAIN}>
<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="22" applyNumberFormat="1"/></cellXfs></styleSheet>"""


def workbook(sheets: Mapping[str, Sequence[Sequence[Cell]]], extra: Mapping[str, str] | None = None) -> bytes:
    """A workbook of these sheets; `extra`: other parts, or other contents of parts, by name."""
    names = list(sheets)
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATIONS.format(_relation(1, "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<?xml version="1.0"?><workbook {_MAIN} xmlns:r="{_KIND}"><sheets>'
        + "".join(f'<sheet name={quoteattr(name)} sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(names, 1))
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": _RELATIONS.format(
            "".join(_relation(n, "worksheet", f"worksheets/sheet{n}.xml") for n, _ in enumerate(names, 1))
            + _relation(len(names) + 1, "styles", "styles.xml")
        ),
        "xl/styles.xml": _STYLES,
        **{f"xl/worksheets/sheet{n}.xml": sheet(sheets[name]) for n, name in enumerate(names, 1)},
        **(extra or {}),
    }
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return packed.getvalue()


def sheet(rows: Sequence[Sequence[Cell]]) -> str:
    """The XML of a sheet."""
    body = "".join(
        f'<row r="{number}">' + "".join(_cell(cell, number, place) for place, cell in enumerate(row)) + "</row>"
        for number, row in enumerate(rows, 1)
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><worksheet {_MAIN}><sheetData>{body}</sheetData></worksheet>'


def _relation(number: int, kind: str, target: str) -> str:
    return f'<Relationship Id="rId{number}" Type="{_KIND}/{kind}" Target="{target}"/>'


def _cell(value: Cell, row: int, place: int) -> str:
    where = f'r="{chr(65 + place)}{row}"'
    if value is None:
        return ""
    if isinstance(value, bool):
        return f'<c {where} t="b"><v>{int(value)}</v></c>'
    if isinstance(value, datetime):
        days = (value - EPOCH).total_seconds() / 86400
        return f'<c {where} s="{DATE_STYLE}"><v>{days!r}</v></c>'
    if isinstance(value, int | float):
        return f"<c {where}><v>{value!r}</v></c>"
    return f'<c {where} t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'


def open_document(sheets: Mapping[str, Sequence[Sequence[Cell]]]) -> bytes:
    """The same as an OpenDocument spreadsheet."""
    body = "".join(
        f"<table:table table:name={quoteattr(name)}>"
        + "".join(f"<table:table-row>{''.join(map(_open_cell, row))}</table:table-row>" for row in rows)
        + "</table:table>"
        for name, rows in sheets.items()
    )
    names = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = f"<office:document-content{names}><office:body><office:spreadsheet>{body}"
    content += "</office:spreadsheet></office:body></office:document-content>"
    manifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", f'<manifest:manifest xmlns:manifest="{manifest}"/>')
    return packed.getvalue()


def _open_cell(value: Cell) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, datetime):
        return f'<table:table-cell office:value-type="date" office:date-value="{value.isoformat()}"/>'
    if isinstance(value, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
    return f'<table:table-cell office:value-type="string"><text:p>{escape(value)}</text:p></table:table-cell>'


def binary(sheets: Mapping[str, Sequence[Sequence[str]]]) -> bytes:
    """The same as a binary workbook (XLSB) of texts."""
    bundle = [
        _record(156, pack("<II", 0, number) + _wide(f"rId{number}") + _wide(name))
        for number, name in enumerate(sheets, 1)
    ]
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        archive.writestr(
            "xl/workbook.bin", _record(131) + _record(143) + b"".join(bundle) + _record(144) + _record(132)
        )
        relations = (
            _relation(number, "worksheet", f"worksheets/sheet{number}.bin") for number, _ in enumerate(sheets, 1)
        )
        archive.writestr("xl/_rels/workbook.bin.rels", _RELATIONS.format("".join(relations)))
        for number, rows in enumerate(sheets.values(), 1):
            archive.writestr(f"xl/worksheets/sheet{number}.bin", _binary_sheet(rows))
    return packed.getvalue()


def _binary_sheet(rows: Sequence[Sequence[str]]) -> bytes:
    size = pack("<IIII", 0, len(rows) - 1, 0, max(map(len, rows)) - 1)
    cells = b"".join(
        _record(0, pack("<IIHBBBI", number, 0, 300, 0, 0, 0, 0))
        + b"".join(_record(6, pack("<II", place, 0) + _wide(text)) for place, text in enumerate(row))
        for number, row in enumerate(rows)
    )
    return _record(129) + _record(148, size) + _record(145) + cells + _record(146) + _record(130)


def _record(kind: int, body: bytes = b"") -> bytes:
    """One record: its kind and its length in seven bits a byte, and what it says."""
    return _seven(kind) + _seven(len(body)) + body


def _seven(number: int) -> bytes:
    low, rest = number & 0x7F, number >> 7
    return bytes([low | 0x80]) + _seven(rest) if rest else bytes([low])


def _wide(text: str) -> bytes:
    return pack("<I", len(text)) + text.encode("utf-16-le")
