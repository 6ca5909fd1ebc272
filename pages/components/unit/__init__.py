"""The parts of a unit's card and page."""
