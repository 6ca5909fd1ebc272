"""What visitors bring for their own visit."""
