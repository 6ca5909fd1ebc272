"""All memberships of all hub systems, against one spatial join per system."""

import geopandas as gpd

from footprints.membership.assignment import assign_hubs
from tests.bench.snapshot import open_real
from tests.bench.timing import compare


def main() -> None:
    """Print the ratio."""
    snapshot = open_real()
    schools = gpd.GeoDataFrame(snapshot.table("schools"))
    systems, coverage = snapshot.table("systems"), snapshot.table("coverage")
    pieces, districts = gpd.GeoDataFrame(snapshot.table("pieces")), snapshot.table("districts")
    footprints = gpd.GeoDataFrame(snapshot.table("footprints"))
    hubs = systems.loc[systems["family"] == "hub", "system"]
    layers = [footprints[footprints["system"] == system] for system in hubs]

    def join_spatially() -> None:
        for layer in layers:
            gpd.sjoin(schools[["urn", "geometry"]], layer[["unit_id", "geometry"]])

    timed = compare(
        f"memberships of {len(schools):,} schools in {len(hubs)} hub systems, with reasons",
        lambda: assign_hubs(schools, systems, coverage, pieces, districts),
        join_spatially,
        against="geopandas.sjoin per system, without certainty or reason",
    )
    print(timed)


if __name__ == "__main__":
    main()
