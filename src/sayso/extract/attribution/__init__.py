"""Who says, denies, accuses, demands what: rules over the parse, the learned tagger, and both together."""
