"""The tables, as the steps in which they came to be."""

import sqlite3
from collections.abc import Callable

from storage.sqlite.bands import runs_of_bands
from storage.sqlite.branded import brands_of_incidents
from storage.sqlite.codec import sound
from storage.sqlite.linked import places_in_links
from storage.sqlite.matters import one_incident_a_matter
from storage.sqlite.prose import prose_to_fields
from storage.sqlite.renaming import names_anew
from storage.sqlite.touching import touching_tags

Step = str | Callable[[sqlite3.Connection], None]
"""Statements, or what changes records that SQL cannot read."""

# The ascii tokenizer splits at every ASCII character that is no letter or digit; tokens come split by spaces alone.
_PUNCTUATION = "".join(chr(code) for code in range(33, 127) if not chr(code).isalnum()).replace("'", "''''")
_PUNCTUATION = _PUNCTUATION.replace('"', '""')

FIRST = f"""
CREATE TABLE notes (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE tallies (name TEXT PRIMARY KEY, n INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO tallies VALUES ('mentions', 0), ('sightings', 0), ('matches', 0);
CREATE TABLE sources (
    name TEXT PRIMARY KEY, configured INTEGER NOT NULL, every INTEGER NOT NULL, due INTEGER NOT NULL,
    lease INTEGER, state TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE mentions (
    id INTEGER PRIMARY KEY, revision INTEGER NOT NULL, story INTEGER NOT NULL, live INTEGER NOT NULL,
    matches TEXT NOT NULL, body TEXT NOT NULL
);
CREATE TABLE sightings (
    mention INTEGER NOT NULL REFERENCES mentions ON DELETE CASCADE, source TEXT NOT NULL, native_id TEXT NOT NULL,
    first_seen TEXT NOT NULL, digest TEXT NOT NULL, aliases BLOB NOT NULL, PRIMARY KEY (mention, source, native_id)
) WITHOUT ROWID;
CREATE TABLE aliases (key INTEGER PRIMARY KEY, mention INTEGER NOT NULL);
CREATE TABLE readings (mention INTEGER PRIMARY KEY REFERENCES mentions ON DELETE CASCADE, body TEXT NOT NULL);
CREATE TABLE waiting (
    mention INTEGER PRIMARY KEY REFERENCES mentions ON DELETE CASCADE, scopes TEXT NOT NULL, live INTEGER NOT NULL
);
CREATE TABLE hits (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, mention INTEGER NOT NULL, read INTEGER NOT NULL, live INTEGER NOT NULL,
    at INTEGER NOT NULL, scopes TEXT NOT NULL
);
CREATE TABLE counts (
    scope TEXT NOT NULL, measure TEXT NOT NULL, bucket INTEGER NOT NULL, total INTEGER NOT NULL,
    live INTEGER NOT NULL, PRIMARY KEY (scope, measure, bucket)
) WITHOUT ROWID;
CREATE TABLE stories (mention INTEGER PRIMARY KEY, signature BLOB NOT NULL);
CREATE TABLE bands (key INTEGER NOT NULL, mention INTEGER NOT NULL, PRIMARY KEY (key, mention)) WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5(
    tokens, detail = none, columnsize = 0, tokenize = "ascii tokenchars '{_PUNCTUATION}'"
);
CREATE TABLE rules (name TEXT PRIMARY KEY, state TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE incidents (
    id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL, unresolved INTEGER NOT NULL, notice INTEGER,
    over INTEGER NOT NULL, version INTEGER NOT NULL, body TEXT NOT NULL
);
CREATE INDEX incidents_key ON incidents (key, id);
CREATE UNIQUE INDEX incidents_unresolved ON incidents (key) WHERE unresolved;
CREATE TABLE deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, pending INTEGER NOT NULL, due INTEGER NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX deliveries_pending ON deliveries (due) WHERE pending;
CREATE TABLE audit (at INTEGER NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL, subject TEXT NOT NULL);
"""

SECOND = """
CREATE TABLE revisions (
    mention INTEGER NOT NULL REFERENCES mentions ON DELETE CASCADE, revision INTEGER NOT NULL, title TEXT NOT NULL,
    text TEXT NOT NULL, replaced_at TEXT NOT NULL, PRIMARY KEY (mention, revision)
) WITHOUT ROWID;
CREATE TABLE outages (source TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER NOT NULL);
CREATE INDEX outages_until ON outages (until);
"""

THIRD = """
CREATE TABLE silences (id INTEGER PRIMARY KEY AUTOINCREMENT, ends INTEGER NOT NULL, body TEXT NOT NULL);
CREATE TABLE verdicts (
    incident INTEGER NOT NULL, rule TEXT NOT NULL, who TEXT NOT NULL, at INTEGER NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (incident, rule, who)
) WITHOUT ROWID;
CREATE INDEX verdicts_at ON verdicts (at);
CREATE TABLE responses (
    incident INTEGER PRIMARY KEY, unresolved INTEGER NOT NULL, due INTEGER, version INTEGER NOT NULL, body TEXT NOT NULL
);
CREATE TABLE spent (token TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
"""

FOURTH = "CREATE INDEX deliveries_done ON deliveries (due) WHERE NOT pending;"

# Authors and stories were not counted before: what is stored is counted once, in the five minutes in which it was said
# (an id is the microsecond of that).
FIFTH = """
CREATE TABLE voices (
    bucket INTEGER NOT NULL, who INTEGER NOT NULL, scopes TEXT NOT NULL, n INTEGER NOT NULL, live INTEGER NOT NULL,
    reach INTEGER NOT NULL, PRIMARY KEY (bucket, who, scopes)
) WITHOUT ROWID;
CREATE TEMP TABLE told AS
SELECT DISTINCT scope, id / 300000000 AS bucket, id, live, story,
    coalesce(body ->> '$.author[0]', body ->> '$.author[1]', body ->> '$.author[2]', id) AS author,
    coalesce(body ->> '$.author[3]', 0) AS followers,
    1 + 4.0 * ((body ->> '$.rating[0]') - (body ->> '$.rating[2]'))
        / nullif((body ->> '$.rating[1]') - (body ->> '$.rating[2]'), 0) AS stars
FROM mentions JOIN (
    SELECT id AS mention, 'all' AS scope FROM mentions WHERE matches <> '[]'
    UNION ALL SELECT mentions.id, 'brand:' || (value ->> 1) FROM mentions, json_each(matches)
    UNION ALL SELECT mentions.id, 'query:' || (value ->> 0) FROM mentions, json_each(matches)
) ON mention = id;
INSERT INTO counts SELECT scope, 'authors', bucket, count(DISTINCT author), count(DISTINCT iif(live, author, NULL))
FROM told GROUP BY scope, bucket;
INSERT INTO counts SELECT scope, 'stories', bucket, count(DISTINCT story), count(DISTINCT iif(live, story, NULL))
FROM told GROUP BY scope, bucket;
INSERT INTO counts SELECT scope, 'reach', bucket, sum(most), sum(most_live) FROM (
    SELECT scope, bucket, max(followers) AS most, max(iif(live, followers, 0)) AS most_live
    FROM told GROUP BY scope, bucket, author
) WHERE most GROUP BY scope, bucket;
INSERT INTO counts SELECT scope, 'stars:' || min(5, max(1, CAST(stars + 0.5 AS INTEGER))), bucket, count(*), sum(live)
FROM told WHERE stars IS NOT NULL GROUP BY scope, 2, bucket;
INSERT INTO counts SELECT scope, 'stars:low', bucket, count(*), sum(live)
FROM told WHERE stars < 2.5 GROUP BY scope, bucket;
DROP TABLE told;
"""

# An id inside a source mostly grows with time, so that a batch finds and writes its ids side by side here, where among
# the hashes of `aliases` each of them was a page of its own. And the index puts its pieces together half as often.
BY_NATIVE_ID = """
CREATE INDEX sightings_native ON sightings (source, native_id);
INSERT INTO words (words, rank) VALUES ('automerge', 8);
"""

# Where new names wait for the large table of `aliases`; see naming.py.
FRESH_NAMES = "CREATE TABLE fresh_names (key INTEGER PRIMARY KEY, mention INTEGER NOT NULL);"

# Cursors held the address of a feed, with whatever user, password and key stand in it; these feeds are read anew once.
CURSORS_WITHOUT_ADDRESSES = """
UPDATE sources SET state = json_set(state, '$.cursor', json('{}')) WHERE state ->> '$.cursor.url' LIKE '%://%';
"""

PUT_ASIDE = """
CREATE TABLE put_aside (
    source TEXT NOT NULL, native_id TEXT NOT NULL, reason TEXT NOT NULL, is_mention INTEGER NOT NULL,
    body TEXT NOT NULL, at INTEGER NOT NULL, tries INTEGER NOT NULL, PRIMARY KEY (source, native_id)
) WITHOUT ROWID;
"""

# What one does in a crisis is a duty, beside a person's role; what the web shows is a view, beside a page that wakes.
DUTIES_AND_VIEWS = """
UPDATE responses SET body = json_remove(json_set(body, '$.duties', json(body -> '$.roles')), '$.roles')
WHERE body -> '$.roles' IS NOT NULL;
UPDATE responses SET body = json_set(body, '$.timeline', (
    SELECT json_group_array(json(iif(entry ->> '$.kind' = 'role', json_set(entry, '$.kind', 'duty'), entry)))
    FROM (SELECT value AS entry FROM json_each(body, '$.timeline') ORDER BY key)
));
UPDATE audit SET via = 'view' WHERE via = 'page';
"""

# What could be seen of each source, hour by hour; see coverage.py.
COVERAGE = """
CREATE TABLE coverage (
    source TEXT NOT NULL, hour INTEGER NOT NULL, sight TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
    polls INTEGER NOT NULL, fresh INTEGER NOT NULL, newest INTEGER, delay REAL NOT NULL, delayed INTEGER NOT NULL,
    why TEXT NOT NULL, PRIMARY KEY (source, first)
) WITHOUT ROWID;
"""

# Who may come in, and where from whoever did something came.
PEOPLE = """
CREATE TABLE people (name TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE accounts (
    person TEXT PRIMARY KEY, password TEXT, since INTEGER NOT NULL, seen INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE sessions (
    digest TEXT PRIMARY KEY, person TEXT, way TEXT NOT NULL, began INTEGER NOT NULL, seen INTEGER NOT NULL,
    address TEXT NOT NULL, browser TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX sessions_person ON sessions (person);
CREATE TABLE entry_links (
    digest TEXT PRIMARY KEY, purpose TEXT NOT NULL, person TEXT, way TEXT NOT NULL, until INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE tokens (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, digest TEXT NOT NULL UNIQUE, role TEXT NOT NULL,
    made_by TEXT NOT NULL, made INTEGER NOT NULL, ends INTEGER NOT NULL, used INTEGER
);
CREATE TABLE attempts (key TEXT NOT NULL, at INTEGER NOT NULL);
CREATE INDEX attempts_key ON attempts (key, at);
CREATE INDEX attempts_at ON attempts (at);
ALTER TABLE audit ADD COLUMN address TEXT;
"""

# Not json_extract: a body may hold Infinity. Inside of texts the quotation marks are escaped.
DRILLS_APART = """
ALTER TABLE incidents ADD COLUMN drill AS (instr(body, '"drill":true') > 0);
CREATE INDEX incidents_sort ON incidents (drill, unresolved, id);
"""

# What people make on pages, as it would stand in the configuration's file.
MADE = """
CREATE TABLE made (
    id INTEGER PRIMARY KEY AUTOINCREMENT, section TEXT NOT NULL, name TEXT NOT NULL, body TEXT NOT NULL,
    UNIQUE (section, name)
);
"""

# Blind time is told from the ledger alone, and belongs to what a source usually brings of each scope: how many of the
# mentions that may alert it was the first to show, by the day (UTC) on which they were said.
BLIND_BY_SOURCE = """
CREATE TABLE brought (
    scope TEXT NOT NULL, day INTEGER NOT NULL, source TEXT NOT NULL, n INTEGER NOT NULL,
    PRIMARY KEY (scope, day, source)
) WITHOUT ROWID;
INSERT INTO brought SELECT scope, id / 86400000000, source, count(*) FROM (
    SELECT id, matches, (
        SELECT source FROM sightings WHERE mention = id ORDER BY first_seen, source LIMIT 1
    ) AS source FROM mentions WHERE live AND matches <> '[]'
) JOIN (
    SELECT id AS mention, 'all' AS scope FROM mentions WHERE matches <> '[]'
    UNION SELECT mentions.id, 'brand:' || (value ->> 1) FROM mentions, json_each(matches)
    UNION SELECT mentions.id, 'query:' || (value ->> 0) FROM mentions, json_each(matches)
) ON mention = id WHERE source IS NOT NULL GROUP BY scope, 2, source;
INSERT OR IGNORE INTO coverage
SELECT source, since - since % 3600000000, 'broken', since, since, 0, 0, NULL, 0, 0, '' FROM outages;
INSERT OR IGNORE INTO coverage
SELECT source, until - until % 3600000000, 'empty', until, until, 0, 0, NULL, 0, 0, '' FROM outages;
INSERT OR IGNORE INTO coverage
SELECT name, since - since % 3600000000, 'broken', since, since, 0, 0, NULL, 0, 0, coalesce(why, '') FROM (
    SELECT name, 1000000 * strftime('%s', state ->> '$.failing_since') AS since, state ->> '$.last_error' AS why
    FROM sources WHERE state ->> '$.failing_since' IS NOT NULL
);
DROP TABLE outages;
CREATE INDEX coverage_blind ON coverage (source, first)
WHERE sight IN ('rate limited', 'unauthorised', 'broken', 'gone');
"""

# The terms of each place stay known when its source is configured no more.
TERMS = "CREATE TABLE terms (source TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;"

# Cases of the inbox; each is listed under its labels, of which every case has the kind "any". `active` is 1 for what
# waits, 2 for what is put off, 0 for what is closed; `rank` sorts the queue. How many there are is always counted.
CASES = """
CREATE TABLE cases (
    id INTEGER PRIMARY KEY AUTOINCREMENT, until INTEGER, filed INTEGER NOT NULL, version INTEGER NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX cases_until ON cases (until) WHERE until IS NOT NULL;
CREATE INDEX cases_filed ON cases (filed);
CREATE TABLE case_labels (
    kind TEXT NOT NULL, value TEXT NOT NULL, active INTEGER NOT NULL, rank INTEGER NOT NULL, case_id INTEGER NOT NULL,
    PRIMARY KEY (kind, active, value, rank, case_id)
) WITHOUT ROWID;
CREATE INDEX case_labels_case ON case_labels (case_id);
CREATE TABLE case_counts (
    kind TEXT NOT NULL, value TEXT NOT NULL, active INTEGER NOT NULL, n INTEGER NOT NULL,
    PRIMARY KEY (kind, value, active)
) WITHOUT ROWID;
CREATE TRIGGER case_label_added AFTER INSERT ON case_labels BEGIN
    INSERT INTO case_counts VALUES (new.kind, new.value, new.active, 1)
    ON CONFLICT (kind, value, active) DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER case_label_gone AFTER DELETE ON case_labels BEGIN
    UPDATE case_counts SET n = n - 1 WHERE kind = old.kind AND value = old.value AND active = old.active;
END;
CREATE TABLE case_mentions (
    mention INTEGER PRIMARY KEY REFERENCES mentions ON DELETE CASCADE, case_id INTEGER NOT NULL, part TEXT NOT NULL
);
CREATE INDEX case_mentions_case ON case_mentions (case_id, part, mention);
CREATE TABLE case_threads (name TEXT PRIMARY KEY, case_id INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE case_stories (story INTEGER PRIMARY KEY, case_id INTEGER NOT NULL);
CREATE TABLE case_acts (
    id INTEGER PRIMARY KEY AUTOINCREMENT, who TEXT NOT NULL, at INTEGER NOT NULL, undone INTEGER NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX case_acts_who ON case_acts (who, at);
CREATE INDEX case_acts_at ON case_acts (at);
CREATE TABLE case_views (name TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE corrections (
    mention INTEGER NOT NULL REFERENCES mentions ON DELETE CASCADE, head TEXT NOT NULL, brand TEXT NOT NULL,
    at INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (mention, head, brand)
) WITHOUT ROWID;
CREATE INDEX corrections_at ON corrections (at);
"""

# What a person has looked at and does not want; a row that comes again stays dismissed.
DISMISSED = "ALTER TABLE put_aside ADD COLUMN dismissed INTEGER NOT NULL DEFAULT 0;"

# Sentiment was counted twice, of the post and toward the brand; now one tone is counted. What was deleted meanwhile
# stays counted; of what is there, the mentions that are read otherwise toward the brand move (an id is the microsecond
# in which it was said). Rules that pages made had to choose between the two.
ONE_TONE = """
UPDATE counts SET measure = 'tone:' || substr(measure, 11) WHERE measure LIKE 'sentiment:%';
DELETE FROM counts WHERE measure LIKE 'toward:%';
CREATE TEMP TABLE toned AS
SELECT DISTINCT kind || (match.value ->> place) AS scope, m.id / 300000000 AS bucket, m.id AS mention, m.live AS live,
    r.body ->> '$.heads.sentiment.label' AS old, toward.value ->> 'label' AS new
FROM readings r JOIN mentions m ON m.id = r.mention, json_each(m.matches) AS match,
    json_each(r.body, '$.toward') AS toward
JOIN (SELECT 'query:' AS kind, 0 AS place UNION ALL SELECT 'brand:', 1)
WHERE toward.key = match.value ->> 1 AND r.body ->> '$.heads.intent.label' IS NOT 'spam' AND new IS NOT old;
INSERT INTO counts SELECT scope, 'tone:' || old, bucket, -count(*), -sum(live)
FROM toned WHERE old IS NOT NULL GROUP BY scope, old, bucket
ON CONFLICT DO UPDATE SET total = total + excluded.total, live = live + excluded.live;
INSERT INTO counts SELECT scope, 'tone:' || new, bucket, count(*), sum(live)
FROM toned WHERE new IS NOT NULL GROUP BY scope, new, bucket
ON CONFLICT DO UPDATE SET total = total + excluded.total, live = live + excluded.live;
DROP TABLE toned;
UPDATE made SET body = json_remove(body, '$.table.head')
WHERE section = 'rules' AND body ->> '$.table.type' IN ('negative_share', 'sentiment_drop');
"""

# Reports that wait for a person before they go out.
REPORT_DRAFTS = """
CREATE TABLE report_drafts (
    id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, waiting INTEGER NOT NULL, body TEXT NOT NULL
);
CREATE INDEX report_drafts_waiting ON report_drafts (waiting, id);
"""

# What people write beside the counts; what was removed can come back.
ANNOTATIONS = """
CREATE TABLE annotations (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, removed INTEGER, body TEXT NOT NULL
);
CREATE INDEX annotations_at ON annotations (at) WHERE removed IS NULL;
"""

# Addresses that show one thing to whoever has them.
SHARES = """
CREATE TABLE shares (
    id INTEGER PRIMARY KEY AUTOINCREMENT, digest TEXT NOT NULL UNIQUE, used INTEGER, body TEXT NOT NULL
);
"""

# Which mentions came, changed or went, in the order in which it happened, for copies of them in memory. And questions
# about the mentions that people keep.
EXPLORING = """
CREATE TABLE touched (seq INTEGER PRIMARY KEY, mention INTEGER NOT NULL);
CREATE TRIGGER mention_added AFTER INSERT ON mentions BEGIN INSERT INTO touched (mention) VALUES (new.id); END;
CREATE TRIGGER mention_changed AFTER UPDATE ON mentions BEGIN INSERT INTO touched (mention) VALUES (new.id); END;
CREATE TRIGGER mention_gone AFTER DELETE ON mentions BEGIN INSERT INTO touched (mention) VALUES (old.id); END;
CREATE TRIGGER reading_added AFTER INSERT ON readings BEGIN INSERT INTO touched (mention) VALUES (new.mention); END;
CREATE TRIGGER reading_gone AFTER DELETE ON readings BEGIN INSERT INTO touched (mention) VALUES (old.mention); END;
CREATE TRIGGER sighting_added AFTER INSERT ON sightings BEGIN INSERT INTO touched (mention) VALUES (new.mention); END;
CREATE TRIGGER case_mention_added AFTER INSERT ON case_mentions BEGIN
    INSERT INTO touched (mention) VALUES (new.mention);
END;
CREATE TRIGGER case_mention_gone AFTER DELETE ON case_mentions BEGIN
    INSERT INTO touched (mention) VALUES (old.mention);
END;
CREATE TRIGGER case_changed AFTER UPDATE ON cases BEGIN
    INSERT INTO touched (mention) SELECT mention FROM case_mentions WHERE case_id = new.id;
END;
CREATE TABLE saved_views (
    person TEXT NOT NULL, name TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (person, name)
) WITHOUT ROWID;
"""

# What was read first in mentions that were read again, or corrected: what another reading adds alerts nobody about the
# past.
FIRST_READINGS = """
CREATE TABLE first_readings (
    mention INTEGER PRIMARY KEY REFERENCES mentions ON DELETE CASCADE, body TEXT NOT NULL
);
"""

# What the tone of a mention is for each of its brands, so that an overview of a day need not take readings apart. The
# tone is 1, 0, -1, or NULL where the reading does not say; spam and what waits to be read are not here.
TONES = """
CREATE TABLE tones (
    mention INTEGER NOT NULL REFERENCES mentions ON DELETE CASCADE, brand TEXT NOT NULL, story INTEGER NOT NULL,
    tone INTEGER, PRIMARY KEY (mention, brand)
) WITHOUT ROWID;
INSERT INTO tones
SELECT DISTINCT m.id, match.value ->> 1, m.story, CASE coalesce(
    (SELECT value ->> 'label' FROM json_each(r.body, '$.toward') WHERE key = match.value ->> 1),
    r.body ->> '$.heads.sentiment.label'
) WHEN 'positive' THEN 1 WHEN 'neutral' THEN 0 WHEN 'negative' THEN -1 END
FROM readings r JOIN mentions m ON m.id = r.mention, json_each(m.matches) AS match
WHERE json_valid(r.body) AND r.body ->> '$.heads.intent.label' IS NOT 'spam';
"""

# Of bundles that were sent before it was written down, their title tells whether a person wanted them.
PREFERRED = """
UPDATE deliveries SET body = json_set(body, '$.preferred', json('true'))
WHERE json_valid(body) AND body ->> '$.notice.kind' = 'digest'
AND (body ->> '$.notice.title' LIKE 'Hourly digest: %' OR body ->> '$.notice.title' LIKE 'Daily digest: %');
"""

# Those that went well are many, and are not taken apart to count those that did not.
FAILED = f"CREATE INDEX deliveries_failed ON deliveries (id) WHERE NOT pending AND {sound('body')} ->> '$.permanent';"

# Exports that are written beside everything else; `changes` counts how often one was saved.
EXPORTS = """
CREATE TABLE exports (
    id INTEGER PRIMARY KEY AUTOINCREMENT, status TEXT NOT NULL, changes INTEGER NOT NULL DEFAULT 0, body TEXT NOT NULL
);
"""

# Files that were sent to be imported.
UPLOADS = """
CREATE TABLE uploads (id INTEGER PRIMARY KEY AUTOINCREMENT, status TEXT NOT NULL, body TEXT NOT NULL);
"""

STEPS: tuple[Step, ...] = (
    FIRST, SECOND, THIRD, FOURTH, FIFTH, prose_to_fields, BY_NATIVE_ID, FRESH_NAMES,
    CURSORS_WITHOUT_ADDRESSES, PUT_ASIDE, DUTIES_AND_VIEWS, one_incident_a_matter, names_anew, COVERAGE, touching_tags,
    PEOPLE, DRILLS_APART, MADE, BLIND_BY_SOURCE, TERMS,
    CASES, DISMISSED, ONE_TONE, runs_of_bands, REPORT_DRAFTS, EXPLORING, ANNOTATIONS, SHARES, FIRST_READINGS, TONES,
    PREFERRED, FAILED, EXPORTS, places_in_links, brands_of_incidents, UPLOADS,
)  # fmt: skip
