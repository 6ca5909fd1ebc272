"""Which unit each school is in, system by system, and the polygons made from that."""
