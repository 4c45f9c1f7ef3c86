"""One module per source of the vocabulary: where it is, on what terms, and how it is read."""
