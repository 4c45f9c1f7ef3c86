"""A word to the names of the vocabulary, in ordered tiers."""
