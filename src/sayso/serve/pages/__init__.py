"""The pages, one a file: handlers that turn what a desk gives into HTML."""
