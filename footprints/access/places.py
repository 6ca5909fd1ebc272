"""Values put on the map: of schools where they stand, of areas where their schools stand."""

import pandas as pd

POINT = ["easting", "northing"]


def place_schools(values: pd.Series, schools: pd.DataFrame) -> pd.DataFrame:
    """
    Put the value of each school where the school is.

    Parameters
    ----------
    values
        Index `urn`, each once; NaN where missing.
    schools
        Columns `urn`, `easting`, `northing` (EPSG:27700 metres, NaN where unknown).

    Returns
    -------
    places
        Index `urn`, as `values`: `easting`, `northing`, `value`.

    Examples
    --------
    >>> schools = pd.DataFrame({"urn": [1, 2], "easting": [5.0, 6.0], "northing": 0.0})
    >>> place_schools(pd.Series([0.3], index=[2]), schools).loc[2].tolist()
    [6.0, 0.0, 0.3]
    """
    return schools.set_index("urn")[POINT].reindex(values.index).assign(value=values)


def gather_areas(
    values: pd.Series, schools: pd.DataFrame, areas: pd.Series, *, least_schools: int = 1
) -> pd.DataFrame:
    """
    Give each area the mean value of its schools, at the mean of their places.

    Parameters
    ----------
    values, schools
        As in `place_schools`.
    areas
        Label of the area of each school, index `urn`; missing where it is in none. A school may
        be in several areas, one row for each.
    least_schools
        An area with fewer schools that have value and place has no value.

    Returns
    -------
    places
        Index `area`: `easting`, `northing`, `value`; `n_schools` with a row in `values`, and
        `n_measured`, those with value and place, that the rest is of. Schools count 1 each.

    Examples
    --------
    >>> schools = pd.DataFrame({"urn": [1, 2], "easting": [0.0, 8.0], "northing": 0.0})
    >>> areas = pd.Series("Leeds", index=[1, 2])
    >>> gather_areas(pd.Series([1.0, 5.0], index=[1, 2]), schools, areas).loc["Leeds"].tolist()
    [4.0, 0.0, 3.0, 2.0, 2.0]
    """
    placed = place_schools(values, schools)
    rows = pd.DataFrame({"area": areas[areas.notna() & areas.index.isin(placed.index)]})
    rows = rows.join(placed)
    known = rows.dropna()
    sums = known.groupby("area")[[*POINT, "value"]].sum()
    n_schools, n_measured = rows.groupby("area").size(), known.groupby("area").size()
    count = n_measured.reindex(n_schools.index, fill_value=0)
    means = sums.reindex(n_schools.index).div(count, axis=0)
    means["value"] = means["value"].where(count >= least_schools)
    return means.assign(n_schools=n_schools, n_measured=count)
