"""From a Document to a Reading: language, parse, token and character positions, co-reference."""
