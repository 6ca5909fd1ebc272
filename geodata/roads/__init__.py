"""Road networks a user supplies: read once, kept as a compact graph, reopened in a moment."""
