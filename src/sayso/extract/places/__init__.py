"""Toponyms: what each is used as, and where it lies."""
