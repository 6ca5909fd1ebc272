"""Tables written for other programs, each with its sources and scope."""
