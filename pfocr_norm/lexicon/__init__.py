"""The vocabulary: on-disk format, reader, builder, and one module a source."""
