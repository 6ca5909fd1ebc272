"""Access to what is offered at places: surfaces, losses, equity and cold spots."""
