"""Open or close one base among 300: rtree, against rebuilding shapely's static tree."""

import numpy as np
import pandas as pd
import shapely

from footprints.membership.bases import BaseIndex
from tests.bench.timing import compare

BASES, SCHOOLS = 20_000, 24_000


def main() -> None:
    """Print the ratios: a change, and a query of all schools after it."""
    rng = np.random.default_rng(1)
    places = rng.uniform((90_000, 10_000), (655_000, 655_000), (BASES, 2))
    table = pd.DataFrame(places, columns=["base_easting", "base_northing"])
    table["unit_id"] = [f"U{at}" for at in range(BASES)]
    index = BaseIndex(table)
    points = shapely.points(places)
    schools = rng.uniform((90_000, 10_000), (655_000, 655_000), (SCHOOLS, 2))

    def change() -> None:
        index.open([("new", 400_000.0, 300_000.0)])
        index.find_nearest(schools[:1, 0], schools[:1, 1])
        index.close(["new"])

    def rebuild() -> None:
        tree = shapely.STRtree(np.append(points, shapely.Point(400_000, 300_000)))
        tree.query_nearest(shapely.points(schools[:1]))

    tree = shapely.STRtree(points)
    against = "shapely STRtree, rebuilt"
    print(compare(f"open a base among {BASES:,}, ask, close it", change, rebuild, against=against))
    print(
        compare(
            f"nearest base of {SCHOOLS:,} schools, nothing changed",
            lambda: index.find_nearest(schools[:, 0], schools[:, 1]),
            lambda: tree.query_nearest(shapely.points(schools)),
            against="shapely STRtree, as built",
        )
    )


if __name__ == "__main__":
    main()
