"""The files that the map in the browser reads."""
