"""Distributed engines: thin, over :func:`pfocr_norm.frames.normalize_arrow`."""
