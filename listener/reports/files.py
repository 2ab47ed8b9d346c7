"""A report as a file: a page, a PDF, a workbook, or its records alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from listener.reports.document import Report
from listener.reports.refusing import refuse_report
from storage.errors import ExportError

Made = tuple[bytes, list[str]]
"""A file, and what there is to say of it, as a letter that no font has."""


def ending(path: Path) -> str:
    """What a file's name asks for; HTML where it asks for nothing."""
    return path.suffix.lower().removeprefix(".") or "html"


def rendered(report: Report, format: str, paper: str = "a4") -> Made:
    """The report in a format. Raises ExportError, also where it would show a number that has no record."""
    if format not in _MAKERS:
        raise ExportError(f'a report is no ".{format}"; write .html, .pdf, .xlsx or .json')
    refuse_report(report)
    return _MAKERS[format](report, paper)


def _page(report: Report, _: str) -> Made:
    from listener.reports.page import page

    return page(report).encode(), []


def _pdf(report: Report, paper: str) -> Made:
    from listener.reports.pdf import pdf

    return pdf(report, paper)


def _workbook(report: Report, _: str) -> Made:
    from listener.reports.workbook import workbook

    return workbook(report), []


def _json(report: Report, _: str) -> Made:
    from listener.reports.page import data

    return json.dumps(data(report), ensure_ascii=False, indent=1).encode(), []


_MAKERS: Mapping[str, Callable[[Report, str], Made]] = {
    "html": _page,
    "pdf": _pdf,
    "xlsx": _workbook,
    "json": _json,
}
