"""How good sayso is: readers for gold sets, scores that agree with the reference scorers, one board of results."""
