"""The headers of other products' exports, so that spreadsheets built on those go on working.

A column that nothing here corresponds to stays empty. Advertising value (AVE) is never computed: it has no sound basis.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from listener.report.table import Cell, Column, Layout, label, language, matched_words, names
from storage.records import StoredMention

Value = Callable[[StoredMention, ZoneInfo], Cell]

_BRANDWATCH = (
    "Query Id,Query Name,Date,Title,Snippet,Full Text,Url,Domain,Sentiment,Page Type,Thread Entry Type,"
    "Category Details,Language,Country Code,Continent Code,Continent,Country,City Code,Account Type,Added,Assignment,"
    "Author,Full Name,Weblog Title,Content Id,Mentioned Authors,Thread Author,X Author ID,X Followers,Engagement Score,"
    "Likes,Comments,Shares"
)
_MELTWATER = (
    "Date,Time,Document ID,URL,Input Name,Keywords,Information Type,Source Type,Source Name,Source Domain,Content Type,"
    "Author Name,Author Handle,Title,Opening Text,Hit Sentence,Image,Hashtags,Links,Country,Region,State,City,"
    "Language,Sentiment,Keyphrases,Reach,Global Reach,National Reach,Local Reach,AVE,Social Echo,Editorial Echo,"
    "Engagement,Shares,Quotes,Likes,Replies,Reposts,Comments,Reactions,Views,Estimated Views,Document Tags,"
    "Custom Categories,Custom Fields"
)
_TALKWALKER = (
    "url,indexed,published,search_indexed,title_snippet,content_snippet,title,content,root_url,domain_url,host_url,"
    "parent_url,lang,porn_level,fluency_level,spam_level,sentiment,source_type,post_type,cluster_id,tags_internal,"
    "tags_marking,tags_customer,matched_profile,reach,engagement"
)


def _host(stored: StoredMention) -> str:
    try:
        return urlsplit(stored.mention.url or "").hostname or ""
    except ValueError:
        return ""


def _domain(stored: StoredMention) -> str:
    return _host(stored).removeprefix("www.")


def _root(stored: StoredMention) -> str:
    return f"https://{_host(stored)}/" if _host(stored) else ""


def _engagement(stored: StoredMention) -> int:
    return sum(count for name, count in stored.mention.engagement.items() if name != "views")


def _snippet(stored: StoredMention) -> str:
    words = matched_words(stored)
    text = stored.mention.text
    at = max(text.find(words[0]) - 80, 0) if words else 0
    return text[at : at + 240]


def _time(pattern: str, time: datetime | None, zone: ZoneInfo) -> str:
    return f"{time.astimezone(zone):{pattern}}" if time else ""


def _count(name: str) -> Value:
    return lambda s, _: s.mention.engagement.get(name)


_BOTH: dict[str, Value] = {
    "Title": lambda s, _: s.mention.title,
    "Language": lambda s, _: language(s),
    "Likes": _count("likes"),
    "Shares": _count("shares"),
}
_BRANDWATCH_VALUES: dict[str, Value] = _BOTH | {
    "Query Name": lambda s, _: names(m.query for m in s.matches),
    "Date": lambda s, z: _time("%Y-%m-%d %H:%M:%S.0", s.mention.said_at, z),
    "Snippet": lambda s, _: _snippet(s),
    "Full Text": lambda s, _: s.mention.text,
    "Url": lambda s, _: s.mention.url,
    "Domain": lambda s, _: _domain(s),
    "Sentiment": lambda s, _: label(s, "sentiment"),
    "Page Type": lambda s, _: s.mention.kind,
    "Thread Entry Type": lambda s, _: "reply" if s.mention.parent_id else "post",
    "Added": lambda s, z: _time("%Y-%m-%d %H:%M:%S.0", s.mention.collected_at, z),
    "Author": lambda s, _: s.mention.author.handle or s.mention.author.name,
    "Full Name": lambda s, _: s.mention.author.name,
    "Weblog Title": lambda s, _: names(x.source for x in s.sightings),
    "Content Id": lambda s, _: s.mention.native_id,
    "X Followers": lambda s, _: s.mention.author.followers,
    "Engagement Score": lambda s, _: _engagement(s),
    "Comments": _count("replies"),
}
_MELTWATER_VALUES: dict[str, Value] = _BOTH | {
    "Date": lambda s, z: _time("%d-%b-%Y", s.mention.said_at, z),
    "Time": lambda s, z: _time("%I:%M %p", s.mention.said_at, z),
    "Document ID": lambda s, _: s.mention.native_id,
    "URL": lambda s, _: s.mention.url,
    "Input Name": lambda s, _: names(m.query for m in s.matches),
    "Keywords": lambda s, _: ", ".join(matched_words(s)),
    "Information Type": lambda s, _: "News" if s.mention.kind in ("news", "blog") else "Social",
    "Source Type": lambda s, _: s.mention.kind,
    "Source Name": lambda s, _: names(x.source for x in s.sightings),
    "Source Domain": lambda s, _: _domain(s),
    "Content Type": lambda s, _: "reply" if s.mention.parent_id else "post",
    "Author Name": lambda s, _: s.mention.author.name,
    "Author Handle": lambda s, _: s.mention.author.handle,
    "Opening Text": lambda s, _: s.mention.text[:300],
    "Hit Sentence": lambda s, _: _snippet(s),
    "Hashtags": lambda s, _: " ".join(word for word in s.mention.text.split() if word.startswith("#")),
    "Sentiment": lambda s, _: label(s, "sentiment"),
    "Engagement": lambda s, _: _engagement(s),
    "Replies": _count("replies"),
    "Reposts": _count("shares"),
    "Views": _count("views"),
}
_LEVELS = {"positive": 5, "neutral": 0, "negative": -5}
_TALKWALKER_VALUES: dict[str, Value] = {
    "url": lambda s, _: s.mention.url,
    "indexed": lambda s, z: _time("%Y-%m-%d %H:%M:%S", s.mention.collected_at, z),
    "published": lambda s, z: _time("%Y-%m-%d %H:%M:%S", s.mention.said_at, z),
    "search_indexed": lambda s, z: _time("%Y-%m-%d %H:%M:%S", s.mention.collected_at, z),
    "title_snippet": lambda s, _: s.mention.title[:120],
    "content_snippet": lambda s, _: _snippet(s),
    "title": lambda s, _: s.mention.title,
    "content": lambda s, _: s.mention.text,
    "root_url": lambda s, _: _root(s),
    "domain_url": lambda s, _: f"https://{_domain(s)}/" if _domain(s) else "",
    "host_url": lambda s, _: _root(s),
    "lang": lambda s, _: language(s),
    "sentiment": lambda s, _: _LEVELS.get(label(s, "sentiment")),
    "source_type": lambda s, _: s.mention.kind,
    "cluster_id": lambda s, _: str(s.mention.story_id or ""),
    "matched_profile": lambda s, _: names(m.query for m in s.matches),
    "engagement": lambda s, _: _engagement(s),
}


def _columns(header: str, values: dict[str, Value]) -> tuple[Column, ...]:
    return tuple(Column(name, "", values.get(name, lambda _s, _z: None)) for name in header.split(","))


def _brandwatch_preface(now: datetime, zone: ZoneInfo) -> Sequence[Sequence[Cell]]:
    return (
        ("Report:", "Mentions"),
        ("Brand:", "Listener"),
        ("From:", ""),
        ("To:", _time("%Y-%m-%d", now, zone)),
        ("Label:", f"Exported {_time('%Y-%m-%d %H:%M', now, zone)} {zone.key}"),
        (),
    )


PROFILES = {
    "brandwatch": Layout(columns=_columns(_BRANDWATCH, _BRANDWATCH_VALUES), preface=_brandwatch_preface),
    "meltwater": Layout(columns=_columns(_MELTWATER, _MELTWATER_VALUES), encoding="utf-16", separator="\t"),
    "talkwalker": Layout(columns=_columns(_TALKWALKER, _TALKWALKER_VALUES)),
}
