"""Try before it costs: searches, what a query catches, how right it is, back-tests, sources, who would be paged."""
