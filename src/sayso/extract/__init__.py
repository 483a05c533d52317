"""From a reading to findings: times, places, figures, mentions, actors, attributions, events, claims (see flow.py)."""
