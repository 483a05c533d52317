"""From a reading to findings: times, places, figures, actors, attributions, events, claims (see flow.py).

Each folder imports only from those before it: grammar; times, places, figures; actors; attribution; events; claims.
"""
