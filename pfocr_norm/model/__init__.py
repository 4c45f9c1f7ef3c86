"""What comes in and goes out: records, terms, candidates, flags. Types only."""
