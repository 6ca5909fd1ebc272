"""Road networks as arrays: snapping to them, routing on them, and what is within reach."""
