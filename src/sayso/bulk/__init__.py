"""Bulk: archives of news → shards → Parquet, and what is found across shards."""
