"""A result for people and programs: JSON, text, HTML, explanations."""
