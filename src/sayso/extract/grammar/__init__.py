"""The parse as lists: trees, clauses, noun phrases, tenses; numbers in words; where a pattern can begin."""
