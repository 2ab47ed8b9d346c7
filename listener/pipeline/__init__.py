"""The stages of a mention's way; each claims work from the store and commits its result with its own progress."""
