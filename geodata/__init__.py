"""The only place that reads or writes files or the network."""
