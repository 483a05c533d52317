"""Archives of news, coded shard by shard, and what is found across shards."""
