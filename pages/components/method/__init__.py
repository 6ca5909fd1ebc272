"""The words and worked examples of the Method page."""
