"""The columns of a Talkwalker export."""

from __future__ import annotations

from listener.metrics.engagement import engagement
from listener.report.columns.base import Column, ordered
from listener.report.columns.values import domain, host, label, language, own_id, queries, snippet, story
from storage.records import StoredMention

_HEADER = (
    "url,indexed,published,search_indexed,title_snippet,content_snippet,title,content,root_url,domain_url,host_url,"
    "parent_url,lang,porn_level,fluency_level,spam_level,sentiment,source_type,post_type,cluster_id,tags_internal,"
    "tags_marking,tags_customer,matched_profile,reach,engagement"
)
_TIME = "%Y-%m-%d %H:%M:%S"
_LEVELS = {"positive": 5, "neutral": 0, "negative": -5}
_sentiment = label("sentiment")


def _level(stored: StoredMention) -> int | None:
    return _LEVELS.get(_sentiment(stored) or "")


def _address(name: str) -> str | None:
    return f"https://{name}/" if name else None


_FILLED = (
    Column("url", "text", "", lambda s: s.mention.url),
    Column("indexed", "moment", "", lambda s: s.mention.collected_at, _TIME),
    Column("published", "moment", "", lambda s: s.mention.said_at, _TIME),
    Column("search_indexed", "moment", "", lambda s: s.mention.collected_at, _TIME),
    Column("title_snippet", "text", "", lambda s: s.mention.title[:120]),
    Column("content_snippet", "text", "", snippet),
    Column("title", "text", "", lambda s: s.mention.title),
    Column("content", "text", "", lambda s: s.mention.text),
    Column("root_url", "text", "", lambda s: _address(host(s))),
    Column("domain_url", "text", "", lambda s: _address(domain(s))),
    Column("host_url", "text", "", lambda s: _address(host(s))),
    Column("lang", "text", "", language),
    Column("sentiment", "whole number", "", _level),
    Column("source_type", "text", "", lambda s: s.mention.kind),
    Column("cluster_id", "text", "", story),
    Column("tags_customer", "text", "", own_id),
    Column("matched_profile", "list", "", queries),
    Column("engagement", "whole number", "", lambda s: engagement(s.mention.engagement)),
)

COLUMNS = ordered(_HEADER, _FILLED)
