"""Mentions as Parquet for analysts: every column with its type, moments in UTC, nothing cut and nothing guarded."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO
from zoneinfo import ZoneInfo

from listener.exports.columns.base import Type
from listener.exports.layout import Layout
from storage.errors import ExportError
from storage.records import StoredMention

if TYPE_CHECKING:
    import pyarrow as pa

ROWS = 5_000
"""Of a row group: what is in memory at once."""


def write(rows: Iterable[StoredMention], out: BinaryIO, layout: Layout, zone: ZoneInfo, now: datetime) -> int:  # noqa: ARG001 (one shape for all tables)
    """Write row group by row group at flat memory; how many mentions that were."""
    try:
        import pyarrow as pa
        from pyarrow.parquet import ParquetWriter
    except ImportError:
        raise ExportError("Parquet needs a package that is not installed; pip install 'listener[parquet]'") from None
    schema, count = _schema(layout), 0
    with ParquetWriter(out, schema, compression="zstd") as writer:
        for group in _groups(rows):
            values = [[column.value(stored) for stored in group] for column in layout.columns]
            arrays = [pa.array(each, field.type) for each, field in zip(values, schema, strict=True)]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
            count += len(group)
    return count


def _groups(rows: Iterable[StoredMention]) -> Iterator[list[StoredMention]]:
    coming = iter(rows)
    while group := list(islice(coming, ROWS)):
        yield group


def _schema(layout: Layout) -> pa.Schema:
    """The columns with their meaning; what could not be read stands in the metadata of the whole."""
    import pyarrow as pa

    types = _types()
    fields = [pa.field(each.name, types[each.type], metadata={"meaning": each.meaning}) for each in layout.columns]
    return pa.schema(fields, metadata={"unread": json.dumps(layout.unread.plain())} if layout.unread else None)


def _types() -> Mapping[Type, Any]:
    import pyarrow as pa

    return {
        "text": pa.string(),
        "whole number": pa.int64(),
        "number": pa.float64(),
        "moment": pa.timestamp("us", tz="UTC"),
        "yes/no": pa.bool_(),
        "list": pa.list_(pa.string()),
    }
