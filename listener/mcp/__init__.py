"""Questions that a language model asks on behalf of a person: eight tools that read, and none that writes."""
