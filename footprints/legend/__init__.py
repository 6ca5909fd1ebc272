"""Numbers and units as colours on a map."""
