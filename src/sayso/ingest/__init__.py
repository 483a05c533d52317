"""From bytes to documents: pages, plain text, records, folders, addresses and standard input (see documents.py)."""
