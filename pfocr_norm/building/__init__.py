"""Build the vocabulary: sources, merging, writing; fresh releases."""
