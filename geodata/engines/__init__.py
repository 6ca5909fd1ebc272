"""Routing services that answer matrices; none is ever asked unless one was configured."""
