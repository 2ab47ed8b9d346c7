"""Reports that wait for a person: each a row, decided once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from storage import records
from storage.errors import Conflict
from storage.sqlite.codec import dumps, loads
from storage.sqlite.delivering import enqueue
from storage.sqlite.part import Part

if TYPE_CHECKING:
    from storage.records import Delivery, ReportDraft


class Reporting(Part):
    def add_draft(self, draft: ReportDraft, deliveries: Sequence[Delivery]) -> None:
        row = (draft.key, draft.waits, dumps(draft))
        with self._connections.writing() as connection:
            connection.execute("INSERT OR IGNORE INTO report_drafts (key, waiting, body) VALUES (?, ?, ?)", row)
            enqueue(connection, deliveries)

    def draft_reports(
        self, *, waiting: bool | None = None, before: str | None = None, limit: int = 100
    ) -> list[ReportDraft]:
        wanted = {"waiting = ?": waiting, "id < (SELECT id FROM report_drafts WHERE key = ?)": before}
        asked = {condition: value for condition, value in wanted.items() if value is not None}
        where = f"WHERE {' AND '.join(asked)}" if asked else ""
        with self._connections.reading() as connection:
            rows = connection.execute(
                f"SELECT body FROM report_drafts {where} ORDER BY id DESC LIMIT ?", (*asked.values(), limit)
            ).fetchall()
        return [loads(records.ReportDraft, body) for (body,) in rows]

    def drafts_waiting(self) -> int:
        with self._connections.reading() as connection:
            (count,) = connection.execute("SELECT count(*) FROM report_drafts WHERE waiting").fetchone()
        return int(count)

    def draft_report(self, key: str) -> ReportDraft | None:
        with self._connections.reading() as connection:
            row = connection.execute("SELECT body FROM report_drafts WHERE key = ?", (key,)).fetchone()
        return loads(records.ReportDraft, row[0]) if row else None

    def decide_draft(self, draft: ReportDraft, deliveries: Sequence[Delivery]) -> None:
        with self._connections.writing() as connection:
            changed = connection.execute(
                "UPDATE report_drafts SET waiting = 0, body = ? WHERE key = ? AND waiting", (dumps(draft), draft.key)
            ).rowcount
            if changed != 1:
                raise Conflict("somebody else has decided about this report meanwhile")
            enqueue(connection, deliveries)
