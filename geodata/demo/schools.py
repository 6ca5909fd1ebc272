"""Invented schools: the establishments of the demonstration and who followed whom."""

import geopandas as gpd
import numpy as np
import pandas as pd

from footprints.schema import check_table
from geodata.demo.kinds import (
    INFANT,
    JUNIOR,
    PRIMARY,
    deal_kinds,
    deal_trust_kinds,
    list_kinds,
    name_types,
)
from geodata.demo.places import Places, count_schools, place_points
from geodata.demo.trusts import name_trusts

AS_OF = "2025-08-31"
FIRST_URN, FIRST_OLD_URN = 900_001, 950_001  # GIAS has given no number above 500,000
_SHARED_SITES, _LOST_POINTS, _CLOSING = 0.55, 12, 60
_CONVERTED = 0.4
_ISLES_OF_SCILLY = "E06000053"
_COPIED = ("la_code", "la_name", "lad_code", "lad_name", "region_name", "region_code")


def make_establishments(
    current: pd.DataFrame, cells: gpd.GeoSeries, rng: np.random.Generator
) -> pd.DataFrame:
    """
    Invent the schools of England.

    Parameters
    ----------
    current
        Current rows of the `districts` table; n districts.
    cells
        Their polygons in EPSG:27700, in the same order.
    rng
        Source of chance.

    Returns
    -------
    establishments
        24,000 rows of the `establishments` table. Names say that they are invented, numbers
        begin at 900,001, no postcode is given.
    """
    total = int(list_kinds()["count"].sum())
    district = np.repeat(np.arange(len(current)), count_schools(current, cells, total))
    where = current[list(_COPIED)].iloc[district].reset_index(drop=True)
    kind = deal_kinds(district, where["lad_code"].eq(_ISLES_OF_SCILLY).to_numpy(), rng)
    places = place_points(current, cells, district, rng)
    points = _share_sites(np.column_stack([places.easting, places.northing]), kind, district, rng)
    trust_kind = deal_trust_kinds(kind, rng)
    types, groups = name_types(kind, trust_kind, rng)
    trusts = name_trusts(pd.Series(trust_kind, dtype="str"), points, where, rng)
    schools = pd.DataFrame(
        {
            "urn": FIRST_URN + np.arange(total),
            "type": types,
            "type_group": groups,
            "district_code": where["lad_code"],
            "region": where["region_name"],
            "la_code": where["la_code"],
            "la_name": where["la_name"],
            "town": where["lad_name"],
            "trust_kind": trust_kind,
            "trust_id": trusts["trust_id"],
            "trust_name": trusts["trust_name"],
            "urban_rural": places.urban_rural,
        }
    )
    schools = schools.assign(**_describe(kind, schools, rng))
    schools = schools.assign(**_measure(kind, district, places, rng))
    schools = schools.assign(**_date(kind, schools, rng), **_locate(points, rng))
    return check_table("establishments", schools)


def make_links(establishments: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """
    Invent the schools that some academies followed.

    Parameters
    ----------
    establishments
        From `make_establishments`.
    rng
        Source of chance.

    Returns
    -------
    links
        The `links` table: each pair in both directions, as GIAS lists them.
    """
    academies = establishments[establishments["type"].isin(["Academy converter"])]
    chosen = academies[rng.random(len(academies)) < _CONVERTED]
    old = FIRST_OLD_URN + np.arange(len(chosen))
    closed = chosen["name"].str.replace("(invented)", "(invented, closed)", regex=False)
    back = pd.DataFrame(
        {
            "urn": chosen["urn"].to_numpy(),
            "linked_urn": old,
            "linked_name": closed.to_numpy(),
            "kind": "Predecessor",
            "date": chosen["open_date"].to_numpy(),
        }
    )
    forth = back.assign(
        urn=old,
        linked_urn=chosen["urn"].to_numpy(),
        linked_name=chosen["name"].to_numpy(),
        kind="Successor",
    )
    return check_table("links", pd.concat([back, forth], ignore_index=True))


def _share_sites(
    points: np.ndarray, kind: np.ndarray, district: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """Put some junior schools on the very point of an infant school of their district."""
    schools = pd.DataFrame({"district": district, "row": np.arange(len(kind))})
    pairs = [schools[kind == which].copy() for which in (INFANT, JUNIOR)]
    for part in pairs:
        part["nth"] = part.groupby("district").cumcount()
    both = pairs[0].merge(pairs[1], on=["district", "nth"], suffixes=("_infant", "_junior"))
    both = both[rng.random(len(both)) < _SHARED_SITES]
    shared = points.copy()
    shared[both["row_junior"]] = points[both["row_infant"]]
    return shared


def _describe(
    kind: np.ndarray, schools: pd.DataFrame, rng: np.random.Generator
) -> dict[str, object]:
    """Name each school unmistakably, and say what faith, gender and admissions it has."""
    kinds = list_kinds()
    number = pd.Series(np.arange(1, len(kind) + 1)).map("{:05d}".format)
    label = kinds["label"].to_numpy()[kind]
    chance = rng.random((3, len(kind)))
    voluntary = schools["type"].str.startswith("Voluntary").to_numpy()
    church = voluntary | ((kind == PRIMARY) & schools["trust_id"].notna() & (chance[0] < 0.2))
    faith = np.where(chance[1] < 0.7, "Church of England", "Roman Catholic")
    secondary = kinds["phase"].to_numpy()[kind] == "Secondary"
    single = np.where(chance[2] < 0.5, "Girls", "Boys")
    closing = rng.permutation(len(kind)) < _CLOSING
    return {
        "name": "Demo " + label + " " + number + ", " + schools["town"] + " (invented)",
        "phase": kinds["phase"].to_numpy()[kind],
        "status": np.where(closing, "Open, but proposed to close", "Open"),
        "religious_character": np.where(church, faith, "Does not apply"),
        "gender": np.where(secondary & (chance[0] > 0.88), single, "Mixed"),
        "admissions": np.where(
            secondary & (chance[1] > 0.95),
            "Selective",
            np.where(secondary, "Non-selective", "Not applicable"),
        ),
        "low_age": kinds["low"].to_numpy()[kind].astype("float64"),
        "high_age": kinds["high"].to_numpy()[kind].astype("float64"),
    }


def _measure(
    kind: np.ndarray, district: np.ndarray, places: Places, rng: np.random.Generator
) -> dict[str, object]:
    """Draw pupils, free school meals and language; richer and poorer districts differ."""
    kinds = list_kinds()
    urban = np.char.find(places.urban_rural.astype("str"), "Urban") >= 0
    median = kinds["pupils"].to_numpy()[kind] * np.where(urban, 1.15, 0.6)
    pupils = np.maximum(np.round(rng.lognormal(np.log(median), 0.42)), 4.0)
    pupils[rng.random(len(kind)) < 0.01] = np.nan
    need = rng.normal(0, 0.45, district.max() + 1)[district] + rng.normal(0, 0.6, len(kind))
    diverse = rng.normal(0, 0.7, district.max() + 1)[district] + rng.normal(0, 0.8, len(kind))
    fsm = 100 / (1 + np.exp(1.35 - need - 0.25 * urban))
    eal = 100 / (1 + np.exp(2.6 - diverse - 1.1 * urban))
    told = kinds["ofsted"].notna().to_numpy()[kind]
    reason = _where(~told, "not applicable")
    return {
        "pupils": pupils,
        "fsm_percent": np.where(told, np.round(fsm, 1), np.nan),
        "eal_percent": np.where(told, np.round(eal, 1), np.nan),
        "fsm_reason": reason,
        "eal_reason": reason,
        "idaci_quintile": np.where(told, np.ceil(5 * _rank(need)), np.nan),
    }


def _where(known: np.ndarray, value: np.ndarray | str) -> pd.Series:
    """Give text where it is known, NaN elsewhere."""
    return pd.Series(value, index=range(len(known)), dtype="str").where(known)


def _rank(values: np.ndarray) -> np.ndarray:
    """Rank values from just above 0 to 1."""
    return (np.argsort(np.argsort(values, kind="stable")) + 1) / len(values)


def _date(kind: np.ndarray, schools: pd.DataFrame, rng: np.random.Generator) -> dict[str, object]:
    """Date openings and inspections; since September 2024 Ofsted gives no overall grade."""
    kinds = list_kinds()
    academy = schools["trust_id"].notna().to_numpy()
    known = academy | (rng.random(len(kind)) < 0.6)
    opened = np.datetime64("2010-09-01") + rng.integers(0, 5_300, len(kind))
    opened = np.where(
        academy, opened, np.datetime64("1950-09-01") + rng.integers(0, 20_000, len(kind))
    )
    seen = np.datetime64("2018-01-01") + rng.integers(0, 2_750, len(kind))
    grades = rng.choice(
        ["Outstanding", "Good", "Requires improvement", "Inadequate"],
        len(kind),
        p=[0.12, 0.77, 0.09, 0.02],
    )
    grades = np.where(seen >= np.datetime64("2024-09-01"), "Not judged", grades)
    inspected = kinds["ofsted"].notna().to_numpy()[kind]
    return {
        "open_date": _where(known, np.datetime_as_string(opened)),
        "ofsted": _where(inspected, grades),
        "ofsted_date": _where(inspected, np.datetime_as_string(seen)),
        "ofsted_phase": kinds["ofsted"].to_numpy()[kind],
    }


def _locate(points: np.ndarray, rng: np.random.Generator) -> dict[str, object]:
    """State coordinates, and leave a few schools without, as real records do."""
    lost = np.zeros(len(points), dtype="bool")
    lost[rng.choice(len(points), _LOST_POINTS, replace=False)] = True
    return {
        "easting": np.where(lost, np.nan, points[:, 0]),
        "northing": np.where(lost, np.nan, points[:, 1]),
        "coord_source": _where(~lost, "invented"),
        "coord_flag": None,
        "postcode": None,
        "sponsor": None,
    }
