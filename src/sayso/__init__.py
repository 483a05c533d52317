"""sayso reads news reports about conflict and keeps who did what to whom, and on whose say-so."""
