"""What a school belongs to: its locals, how they overlap, and who is near it."""
