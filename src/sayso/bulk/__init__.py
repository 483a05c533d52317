"""Archives of news, coded shard by shard into Parquet, and put together again."""
