"""Speed and memory beside the peers, on the same names in one run: ``python -m benchmarks.speed --help``."""
