"""Questions about everything that is stored, answered from a copy in memory: counts, courses, facets, mentions."""
