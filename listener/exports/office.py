"""The parts of a workbook that say what its sheets are and how cells may look, as Office Open XML wants them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from xml.sax.saxutils import escape, quoteattr

MOST_ROWS = 1_048_576
"""Of a sheet."""


def properties(title: str, comments: str, created: datetime) -> str:
    """What the file says of itself."""
    return _CORE.format(title=escape(title), comments=escape(comments), at=f"{created.astimezone(UTC):%FT%TZ}")


def beginning(widths: Sequence[int], frozen: int) -> str:
    """Of a sheet, up to its rows: the widths of its columns in letters, and how many rows stay in sight."""
    pane = _PANE.format(above=frozen, next=frozen + 1) if frozen else ""
    columns = (_COLUMN.format(place=place, width=width) for place, width in enumerate(widths, 1))
    return f"{_SHEET.format(pane=pane)}<cols>{''.join(columns)}</cols><sheetData>"


def parts(names: Sequence[str], core: str) -> Mapping[str, str]:
    """The files beside the sheets, which say what the sheets are."""
    numbered = list(enumerate(names, 1))
    types = "".join(_SHEET_TYPE.format(number=number) for number, _ in numbered)
    sheets = "".join(f'<sheet name={quoteattr(name)} sheetId="{n}" r:id="rId{n}"/>' for n, name in numbered)
    links = "".join(_LINK.format(number=n, kind="worksheet", target=f"worksheets/sheet{n}.xml") for n, _ in numbered)
    styles = _LINK.format(number=len(names) + 1, kind="styles", target="styles.xml")
    return {
        "[Content_Types].xml": _TYPES.format(sheets=types),
        "_rels/.rels": _ROOT,
        "docProps/core.xml": core,
        "xl/workbook.xml": _BOOK.format(sheets=sheets),
        "xl/_rels/workbook.xml.rels": _LINKS.format(links=links + styles),
        "xl/styles.xml": _STYLES,
    }


_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_CONTENT = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_CORE_CONTENT = "application/vnd.openxmlformats-package.core-properties+xml"
_SHEET = f'{_XML}<worksheet {_MAIN}><sheetViews><sheetView workbookViewId="0">{{pane}}</sheetView></sheetViews>'
_PANE = '<pane ySplit="{above}" topLeftCell="A{next}" activePane="bottomLeft" state="frozen"/>'
_COLUMN = '<col min="{place}" max="{place}" width="{width}" customWidth="1"/>'
ENDING = (  # ids are text on purpose
    f'</sheetData><ignoredErrors><ignoredError sqref="A1:XFD{MOST_ROWS}" numberStoredAsText="1"/></ignoredErrors>'
    "</worksheet>"
)
_BOOK = f'{_XML}<workbook {_MAIN} xmlns:r="{_OFFICE}"><sheets>{{sheets}}</sheets></workbook>'
_LINKS = f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{{links}}</Relationships>'
_LINK = f'<Relationship Id="rId{{number}}" Type="{_OFFICE}/{{kind}}" Target="{{target}}"/>'
_ROOT = _LINKS.format(
    links=_LINK.format(number=1, kind="officeDocument", target="xl/workbook.xml")
    + f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
)
_SHEET_TYPE = f'<Override PartName="/xl/worksheets/sheet{{number}}.xml" ContentType="{_CONTENT}.worksheet+xml"/>'
_TYPES = (
    f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_CONTENT}.sheet.main+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_CONTENT}.styles+xml"/>'
    f'<Override PartName="/docProps/core.xml" ContentType="{_CORE_CONTENT}"/>{{sheets}}</Types>'
)
_CORE = (
    f'{_XML}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
    "<dc:title>{title}</dc:title><dc:description>{comments}</dc:description>"
    '<dcterms:created xsi:type="dcterms:W3CDTF">{at}</dcterms:created></cp:coreProperties>'
)
_FONT = '<sz val="11"/><name val="Calibri"/><family val="2"/>'
_SIDES = "<left/><right/><top/>"
_STYLES = (
    f'{_XML}<styleSheet {_MAIN}><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy-mm-dd hh:mm:ss"/></numFmts>'
    f'<fonts count="2"><font>{_FONT}</font><font><b/>{_FONT}</font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    f'<borders count="2"><border>{_SIDES}<bottom/><diagonal/></border>'
    f'<border>{_SIDES}<bottom style="thin"><color auto="1"/></bottom><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="6">'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="1" xfId="0" applyFont="1" applyBorder="1"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
    '<xf numFmtId="9" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
