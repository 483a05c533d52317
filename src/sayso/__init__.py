"""sayso reads news reports about conflict and keeps who did what to whom, where, when, how many — and on whose say-so."""
