"""How whole systems nest or cut across each other over an area, beside chance."""
