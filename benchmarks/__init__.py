"""Benchmarks: accuracy against gold corpora and peers, speed and memory. Not installed with the package."""
