"""The parts of the page on travel and access."""
