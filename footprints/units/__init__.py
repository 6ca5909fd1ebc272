"""What a unit is like: who is in it, where its centres lie, which trusts span others."""
