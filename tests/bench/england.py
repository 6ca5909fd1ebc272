"""Tables of the whole of England in the project's own shape, real or invented, for the map.

The real ones are put together by the shortest way from the shared open data: enough to measure
and to look at, not to trust. The pipeline's own tables come from `python -m geodata build`.
"""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from footprints.membership.polygons import dissolve_footprints, wrap_members
from footprints.schema import CRS, check_table, empty_table

N_SCHOOLS = 24_572
SYSTEMS = {
    "region": ("Region", "area", "#505a5f"),
    "la": ("Local authority", "area", "#6f777b"),
    "trust": ("Trust", "trust", "#6f3fa0"),
    "maths": ("Maths Hub", "hub", "#1d70b8"),
    "tsh": ("Teaching School Hub", "hub", "#00857e"),
}


def read_england(shared_data: Path) -> dict[str, pd.DataFrame]:
    """Make the tables of the map from the shared open data."""
    raw = pd.read_parquet(shared_data / "schools" / "schools_england_merged_2025.parquet")
    lads = gpd.read_file(shared_data / "boundaries" / "lad_2024_may_england_buc.gpkg")
    schools = _read_schools(raw)
    pieces = lads.assign(area_code=lads["lad_code"])
    areas = {
        "region": _claim_areas(pieces, "region", "region_code"),
        "la": _claim_areas(pieces, "la", "dfe_la_code"),
        "maths": _claim_coverage(shared_data / "hubs" / "coverage_maths.csv", "maths", pieces),
        "tsh": _claim_coverage(shared_data / "hubs" / "coverage_tsh.csv", "tsh", pieces),
    }
    held = pd.concat(areas.values(), ignore_index=True)
    lad_of = pd.DataFrame({"urn": schools["urn"], "area_code": raw["lad23_code"].to_numpy()})
    members = lad_of.merge(held, on="area_code")[["urn", "system", "unit_id", "certainty"]]
    trusts = schools.dropna(subset=["trust_id"])[["urn", "trust_id"]]
    trusts = trusts.rename(columns={"trust_id": "unit_id"})
    trusts = trusts.assign(system="trust", certainty="listed")
    footprints = [dissolve_footprints(held, pieces, members), wrap_members(schools, trusts)]
    names = {
        "region": lads.drop_duplicates("region_code").set_index("region_code")["region_name"],
        "la": lads.drop_duplicates("dfe_la_code").set_index("dfe_la_code")["utla_name"],
        "trust": schools.dropna(subset=["trust_id"])
        .drop_duplicates("trust_id")
        .set_index("trust_id")["trust_name"],
    }
    units = [_name_units(system, values) for system, values in names.items()]
    units += [_read_hubs(shared_data, system) for system in ("maths", "tsh")]
    return _gather(schools, pd.concat([members, trusts]), pd.concat(footprints), pd.concat(units))


def invent_england(n_schools: int = N_SCHOOLS, seed: int = 7) -> dict[str, pd.DataFrame]:
    """Make a square country of 12 by 12 districts in 9 regions, with invented schools."""
    random = np.random.default_rng(seed)
    side, rows, corner = 40_000, 12, np.array([180_000, 60_000])
    column = np.arange(rows * rows) % rows
    row = np.arange(rows * rows) // rows
    x, y = corner[0] + column * side, corner[1] + row * side
    pieces = gpd.GeoDataFrame(
        {
            "area_code": [f"D{i:03}" for i in range(rows * rows)],
            "region": [f"R{c // 4}{r // 4}" for c, r in zip(column, row, strict=True)],
        },
        geometry=shapely.box(x, y, x + side, y + side),
        crs=CRS,
    )
    place = corner + random.random((n_schools, 2)) * side * rows
    place[1::50] = place[0::50][: len(place[1::50])]  # some schools share a site
    schools = _blank_schools(np.arange(100_000, 100_000 + n_schools))
    schools["name"] = [f"Invented school {i}" for i in range(n_schools)]
    schools = schools.set_geometry(gpd.points_from_xy(place[:, 0], place[:, 1], crs=CRS))
    cell = ((place - corner) // side).astype(int)
    lad = pieces["area_code"].to_numpy()[cell[:, 1] * rows + cell[:, 0]]
    held = pd.concat(
        [
            _claim_areas(pieces, "region", "region"),
            _claim_areas(pieces.iloc[:100], "maths", "area_code"),
        ],
        ignore_index=True,
    )
    lad_of = pd.DataFrame({"urn": schools["urn"], "area_code": lad})
    members = lad_of.merge(held, on="area_code")[["urn", "system", "unit_id", "certainty"]]
    whole = pieces.assign(lad_code=pieces["area_code"])
    footprints = dissolve_footprints(held, whole, members)
    names = held.drop_duplicates(["system", "unit_id"])
    units = pd.concat(
        _name_units(str(system), part.set_index("unit_id")["area_code"].radd("Unit of "))
        for system, part in names.groupby("system")
    )
    blank = pd.Series(["No list 1", "No list 2"], index=["X1", "X2"])
    units = pd.concat([units, _name_units("maths", blank)], ignore_index=True)
    maths = units["system"].eq("maths")
    units.loc[maths, ["base_easting", "base_northing"]] = place[: maths.sum()]
    return _gather(schools, members, footprints, units)


def _gather(
    schools: gpd.GeoDataFrame,
    members: pd.DataFrame,
    footprints: pd.DataFrame,
    units: pd.DataFrame,
) -> dict[str, pd.DataFrame]:
    """Pass every table through the gate."""
    used = [system for system in SYSTEMS if units["system"].eq(system).any()]
    systems = pd.DataFrame(
        [
            {
                "system": system,
                "name": SYSTEMS[system][0],
                "unit_name": SYSTEMS[system][0],
                "family": SYSTEMS[system][1],
                "colour": SYSTEMS[system][2],
            }
            for system in used
        ]
    )
    systems = systems.reindex(columns=empty_table("systems").columns)
    everyone = pd.MultiIndex.from_product([schools["urn"], used], names=["urn", "system"])
    has = pd.MultiIndex.from_frame(members[["urn", "system"]])
    without = everyone.difference(has).to_frame(index=False).assign(certainty="none")
    memberships = pd.concat([members, without], ignore_index=True).assign(reason="made up")
    memberships = memberships.drop_duplicates(["urn", "system", "unit_id"])
    return {
        "schools": schools,
        "systems": check_table("systems", systems),
        "units": check_table("units", units.reindex(columns=empty_table("units").columns)),
        "memberships": check_table("memberships", memberships),
        "footprints": check_table("footprints", footprints),
    }


def _blank_schools(urns: np.ndarray) -> gpd.GeoDataFrame:
    """Make a schools table with nothing but URNs."""
    columns = empty_table("schools").columns
    return gpd.GeoDataFrame(
        pd.DataFrame({"urn": urns}).reindex(columns=columns), geometry=[None] * len(urns), crs=CRS
    )


def _read_schools(raw: pd.DataFrame) -> gpd.GeoDataFrame:
    """Take the columns of the schools table that the map and its tests use."""
    schools = _blank_schools(raw["URN"].to_numpy())
    for column, source in {
        "name": "EstablishmentName",
        "phase": "PhaseOfEducation (name)",
        "la_name": "LA (name)",
        "trust_name": "Trusts (name)",
    }.items():
        schools[column] = raw[source].to_numpy()
    mat = raw["TrustSchoolFlag (name)"].str.contains("multi", case=False, na=False)
    trust = raw["Trusts (code)"].astype("str").where(mat & raw["Trusts (code)"].notna())
    schools["trust_id"] = trust.to_numpy()
    sited = raw["Easting"].notna().to_numpy()
    points = gpd.points_from_xy(
        raw["Easting"].astype("float64"), raw["Northing"].astype("float64"), crs=CRS
    )
    schools = schools.set_geometry(gpd.GeoSeries(points).where(sited).set_crs(CRS))
    return schools.sort_values("urn", ignore_index=True)


def _claim_areas(pieces: gpd.GeoDataFrame, system: str, column: str) -> pd.DataFrame:
    """Let each area of a column be one unit that holds its pieces."""
    return pd.DataFrame(
        {
            "system": system,
            "unit_id": pieces[column].astype("str"),
            "certainty": "designated",
            "area_code": pieces["area_code"],
            "as_of": "2024-05-01",
        }
    )


def _claim_coverage(file: Path, system: str, pieces: gpd.GeoDataFrame) -> pd.DataFrame:
    """Read which districts a hub covers, where the file names districts that exist."""
    coverage = pd.read_csv(file, dtype=str)
    if "lad_codes" not in coverage:
        coverage["lad_codes"] = coverage["area_code"]
    coverage["area_code"] = coverage["lad_codes"].str.split(r"[;|, ]+", regex=True)
    rows = coverage.explode("area_code")
    rows = rows[rows["area_code"].isin(pieces["area_code"])]
    status = rows.get("list_status", pd.Series("full", index=rows.index))
    full = rows["part"].eq("whole") & status.str.startswith("full")
    rows = rows.assign(certainty=full.map({True: "designated", False: "partial"}))
    rows = rows.drop_duplicates(["hub_id", "area_code"])
    several = rows.groupby("area_code")["hub_id"].transform("size") > 1
    rows["certainty"] = rows["certainty"].where(~several, "shared")
    rows = rows.rename(columns={"hub_id": "unit_id"}).assign(system=system, as_of="2024-05-01")
    return rows[["system", "unit_id", "certainty", "area_code", "as_of"]]


def _name_units(system: str, names: pd.Series) -> pd.DataFrame:
    """Make units from names indexed by id."""
    return pd.DataFrame(
        {"system": system, "unit_id": names.index.astype("str"), "name": names.to_numpy()}
    )


def _read_hubs(shared_data: Path, system: str) -> pd.DataFrame:
    """Read the units of a hub system with their bases."""
    hubs = pd.read_csv(shared_data / "hubs" / f"hubs_{system}.csv", dtype=str)
    return pd.DataFrame(
        {
            "system": system,
            "unit_id": hubs["hub_id"],
            "name": hubs["hub_name"],
            "base_name": hubs["lead_school"],
            "base_urn": pd.to_numeric(hubs["lead_urn"], errors="coerce").astype("Int64"),
            "base_easting": pd.to_numeric(hubs["lead_easting"], errors="coerce"),
            "base_northing": pd.to_numeric(hubs["lead_northing"], errors="coerce"),
        }
    )
