"""Accuracy against gold corpora, curated figures and peers: ``python -m benchmarks.accuracy --help``.

Everything goes through the public API (:class:`pfocr_norm.Normalizer`) and no organism is ever told.
The corpora are read where they lie; nothing of them is written into the repository but counts, and the
short list of most frequent mistakes.
"""
