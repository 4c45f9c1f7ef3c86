"""The compiled vocabulary, read by memory map, and own names as a layer on top."""
