"""The parts of a school's card and page."""
