"""Where borders of systems run together, and where one cuts across another."""
