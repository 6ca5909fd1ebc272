"""One specification for each table, and the one gate where tables are checked.

Geometry is EPSG:27700 (metres) in every table. Dates are ISO 8601 text, missing text is NaN,
missing numbers are NaN (or NA in `Int64`), never 0 and never an empty string.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, cast

import geopandas as gpd
import pandas as pd

from footprints.errors import CrsError, SchemaError

CRS = "EPSG:27700"

Kind = Literal["int", "int?", "float", "text", "bool", "geometry"]
DTYPES: Mapping[Kind, str] = MappingProxyType(
    {"int": "int64", "int?": "Int64", "float": "float64", "text": "str", "bool": "bool"}
)


@dataclass(frozen=True)
class TableSpec:
    """What a table must hold: its key, and the kind of each column."""

    name: str
    key: tuple[str, ...]
    columns: Mapping[str, Kind]

    @property
    def has_geometry(self) -> bool:
        """Whether the table carries a geometry column."""
        return "geometry" in self.columns


def _spec(name: str, key: str, columns: str) -> TableSpec:
    """Build a specification from lines of `kind: column column ...`."""
    kinds: dict[str, Kind] = {}
    for line in columns.strip().splitlines():
        kind, names = line.split(":")
        kinds |= dict.fromkeys(names.split(), cast("Kind", kind.strip()))
    return TableSpec(name, tuple(key.split()), MappingProxyType(kinds))


_ESTABLISHMENT = """
int: urn
text: name phase type type_group status open_date gender admissions religious_character
text: town postcode la_code la_name district_code region
text: coord_source coord_flag ofsted ofsted_date ofsted_phase urban_rural
text: trust_id trust_name trust_kind sponsor fsm_reason eal_reason
float: easting northing pupils fsm_percent eal_percent low_age high_age idaci_quintile
"""

TABLES: Mapping[str, TableSpec] = MappingProxyType(
    {
        spec.name: spec
        for spec in (
            _spec("establishments", "urn", _ESTABLISHMENT),
            _spec(
                "schools",
                "urn",
                _ESTABLISHMENT + "text: lad_code lad_route region_code\ngeometry: geometry\n",
            ),
            _spec(
                "areas",
                "kind area_code vintage",
                "text: kind area_code vintage name source\ngeometry: geometry\n",
            ),
            _spec("pieces", "area_code", "text: area_code lad_code\ngeometry: geometry\n"),
            _spec(
                "districts",
                "lad_code",
                "text: lad_code lad_name la_code la_name utla_code utla_name region_code\n"
                "text: region_name valid_from valid_to successor_code source\n"
                "float: easting northing\n",
            ),
            _spec(
                "systems",
                "system",
                "text: system name unit_name family scope colour\n"
                "text: valid_from valid_to as_of source note\nint?: official_total\n",
            ),
            _spec(
                "units",
                "system unit_id",
                "text: system unit_id name base_name website valid_from valid_to as_of source\n"
                "text: note\nint?: base_urn\nfloat: base_easting base_northing\n",
            ),
            _spec(
                "coverage",
                "system unit_id area_kind area_code",
                "text: system unit_id area_kind area_code vintage area_name part list_status\n"
                "text: as_of source note\n",
            ),
            _spec(
                "trusts",
                "trust_id",
                "text: trust_id name kind companies_house_number\nint: schools_open\n",
            ),
            _spec(
                "links",
                "urn linked_urn kind",
                "int: urn linked_urn\ntext: linked_name kind date\n",
            ),
            _spec(
                "memberships",
                "urn system unit_id",
                "int: urn\ntext: system unit_id certainty reason\n",
            ),
            _spec(
                "footprints",
                "system unit_id certainty",
                "text: system unit_id certainty method as_of\nint: n_areas n_schools\n"
                "geometry: geometry\n",
            ),
            _spec(
                "problems",
                "",
                "text: file key field value severity reason remedy\nint?: row\n",
            ),
            _spec("listings", "urn system unit_id", "int: urn\ntext: system unit_id unit_name\n"),
            _spec("census", "urn", "int: urn\nfloat: fsm_percent eal_percent\n"
                  "text: fsm_reason eal_reason year\n"),
            _spec("inspections", "urn", "int: urn\ntext: ofsted ofsted_date ofsted_phase\n"
                  "float: idaci_quintile\n"),
            _spec("group_links", "urn trust_id", "int: urn\ntext: trust_id trust_name\n"
                  "text: kind companies_house_number joined_date\n"),
            _spec("travel", "urn system unit_id", "int: urn\ntext: system unit_id\n"
                  "float: straight_km detour_km detour_low_km detour_high_km road_km minutes\n"
                  "text: method nearest_unit_id\nfloat: nearest_km penalty_km\n"
                  "text: no_estimate\n"),
            _spec("postcodes", "postcode", "text: postcode lad_code\nfloat: easting northing\n"),
        )
    }
)  # fmt: skip


def empty_table(name: str) -> pd.DataFrame:
    """
    Make a table with the right columns and types and no rows.

    Parameters
    ----------
    name
        A key of `TABLES`.

    Returns
    -------
    table
        0 rows; a GeoDataFrame in EPSG:27700 where the table has geometry.

    Examples
    --------
    >>> list(empty_table("links").columns)
    ['urn', 'linked_urn', 'linked_name', 'kind', 'date']
    """
    spec = TABLES[name]
    frame = pd.DataFrame(
        {c: pd.Series(dtype=DTYPES[k]) for c, k in spec.columns.items() if k != "geometry"}
    )
    return gpd.GeoDataFrame(frame, geometry=[], crs=CRS) if spec.has_geometry else frame


def check_table(name: str, table: pd.DataFrame) -> pd.DataFrame:
    """
    Check a table against its specification; the one gate all tables pass.

    Parameters
    ----------
    name
        A key of `TABLES`.
    table
        Any frame; a GeoDataFrame where the specification has geometry.

    Returns
    -------
    table
        The specified columns in the specified order and types, then any extra columns, sorted
        by key with a fresh RangeIndex. The input is not changed.

    Raises
    ------
    SchemaError
        If a column is missing, has a value of another kind, or the key is missing or repeated.
    CrsError
        If the geometry is not in EPSG:27700.

    Examples
    --------
    >>> check_table("links", empty_table("links")).shape
    (0, 5)
    """
    spec = TABLES[name]
    missing = [column for column in spec.columns if column not in table.columns]
    if missing:
        raise SchemaError(f"`{name}` must have the columns {missing}, got {list(table.columns)}")
    if spec.has_geometry:
        check_grid(**{name: table})
    extra = [column for column in table.columns if column not in spec.columns]
    checked = table[[*spec.columns, *extra]].copy()
    for column, kind in spec.columns.items():
        if kind != "geometry":
            checked[column] = _as_kind(name, checked[column], kind)
    return _sort_by_key(spec, checked)


def check_grid(**layers: pd.DataFrame | gpd.GeoSeries) -> None:
    """
    Insist on British National Grid in each named layer.

    Parameters
    ----------
    **layers
        Layers by the name of the argument they came in.

    Raises
    ------
    CrsError
        If a layer is not in EPSG:27700, or says nothing of its CRS.
    """
    for name, layer in layers.items():
        crs = getattr(layer, "crs", None)
        if crs is None or crs.to_epsg() != 27700:
            came = crs.to_string() if crs else "no CRS"
            raise CrsError(f"`{name}` must be in EPSG:27700, got {came}")


def _as_kind(name: str, values: pd.Series, kind: Kind) -> pd.Series:
    """Cast one column, or say which column cannot be cast without changing a value."""
    numeric = pd.api.types.is_numeric_dtype(values)
    if kind == "text" and numeric and values.notna().any():
        raise SchemaError(f"`{name}.{values.name}` must be text, got {values.dtype}")
    if kind == "int" and numeric and values.mod(1).gt(0).any():
        raise SchemaError(f"`{name}.{values.name}` must be int, got fractions")
    try:
        return values.astype(DTYPES[kind])
    except (ValueError, TypeError) as error:
        raise SchemaError(f"`{name}.{values.name}` must be {kind}: {error}") from error


def _sort_by_key(spec: TableSpec, table: pd.DataFrame) -> pd.DataFrame:
    """Sort by key, after insisting that it is whole and unique."""
    if not spec.key:
        return table.reset_index(drop=True)
    key = list(spec.key)
    # a membership of certainty "none" has no unit, nor has the way of its school a base
    unit_may_lack = spec.name in {"memberships", "travel"}
    required = [c for c in key if not (unit_may_lack and c == "unit_id")]
    if table[required].isna().to_numpy().any():
        raise SchemaError(f"`{spec.name}` must have a value in each of {required} on every row")
    repeated = table[table.duplicated(key)]
    if len(repeated):
        first = repeated[key].iloc[0].to_dict()
        raise SchemaError(f"`{spec.name}` must have one row for each {key}, got two for {first}")
    return table.sort_values(key, kind="stable").reset_index(drop=True)
