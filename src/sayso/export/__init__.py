"""Exports: one format a file, all called through `exporting.export`."""
