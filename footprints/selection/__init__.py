"""Finding schools: by words, by place, by filter."""
