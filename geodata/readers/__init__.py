"""One reader for each kind of source: a raw file in, a tidy table and a report out."""
