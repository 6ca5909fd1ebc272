"""Run long work as `python -m geodata.cluster`."""

import sys

from geodata.cluster.command import main

if __name__ == "__main__":
    sys.exit(main())
