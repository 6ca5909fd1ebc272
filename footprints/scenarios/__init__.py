"""What would help: satellites, moved districts, bases opened and closed, before and after."""
