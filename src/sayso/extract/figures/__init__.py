"""Figures: how many of what, with bounds, parts, scopes and revisions."""
