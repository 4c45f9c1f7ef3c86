"""From the keyword to its term: printed word, candidates, scores, decision, flags."""
