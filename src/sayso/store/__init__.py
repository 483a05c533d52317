"""The system of record: one SQLite file with documents, raw bytes, readings, claims, runs and errors."""
