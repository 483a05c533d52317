"""Mentions and the actors they mean: known names, roles, owners, a user's own rows."""
