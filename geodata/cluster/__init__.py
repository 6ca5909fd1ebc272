"""Work too long for one machine, in shards on a Dask cluster; the numbers are the same."""
