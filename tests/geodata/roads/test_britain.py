"""The outline of Great Britain keeps its places in and its neighbours out."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from geodata.roads.britain import (
    WrongPlaceError,
    describe_place,
    find_abroad,
    find_degrees,
    project_degrees,
    refuse_abroad,
)

AT_HOME = {
    "Land's End": (-5.71, 50.07), "St Mary's, Scilly": (-6.31, 49.91), "Dover": (1.31, 51.13),
    "Lowestoft": (1.76, 52.48), "Berwick": (-2.0, 55.77), "St Davids": (-5.27, 51.88),
    "Holyhead": (-4.63, 53.31), "Port Ellen": (-6.19, 55.63), "Stornoway": (-6.39, 58.21),
    "Lerwick": (-1.15, 60.15), "Portpatrick": (-5.12, 54.84), "Campbeltown": (-5.61, 55.42),
    "Ryde": (-1.16, 50.73), "Ventnor": (-1.21, 50.59),
}  # fmt: skip
AWAY = {
    "Belfast": (-5.93, 54.6), "Donaghadee": (-5.53, 54.64), "Dublin": (-6.26, 53.35),
    "Rosslare": (-6.34, 52.25), "Ballycastle": (-6.24, 55.2), "Calais": (1.86, 50.96),
    "Cherbourg": (-1.62, 49.64), "Jersey": (-2.1, 49.2), "Ostend": (2.92, 51.22),
    "Munich": (11.54, 48.14), "Torshavn": (-6.77, 62.01),
}  # fmt: skip


@pytest.mark.parametrize("place", AT_HOME)
def test_a_place_of_great_britain_is_at_home(place: str) -> None:
    lon, lat = AT_HOME[place]
    assert not find_abroad(np.array([lon]), np.array([lat]))[0]


@pytest.mark.parametrize("place", AWAY)
def test_a_place_of_another_country_is_abroad(place: str) -> None:
    lon, lat = AWAY[place]
    assert find_abroad(np.array([lon]), np.array([lat]))[0]


def test_what_is_nowhere_is_abroad() -> None:
    assert find_abroad(np.array([np.nan, np.inf, -1.0]), np.array([52.0, 52.0, np.nan])).all()


def test_half_abroad_passes_and_more_is_refused_with_the_place() -> None:
    lon, lat = np.array([-0.7, -0.7, 2.35, 2.36]), np.array([52.6, 52.7, 48.85, 48.86])
    path = Path("folder/roads.gpkg")
    assert refuse_abroad(path, lon, lat).tolist() == [False, False, True, True]
    told = r"^roads.gpkg: .* 2 of 3 outside it, about 48.8\d° N, 2.3\d° E; take"
    with pytest.raises(WrongPlaceError, match=told):
        refuse_abroad(path, lon[1:], lat[1:])


def test_a_place_is_described_in_all_four_quarters_of_the_globe() -> None:
    assert describe_place(np.array([-58.0]), np.array([-34.5])) == "34.50° S, 58.00° W"
    assert describe_place(np.array([np.nan]), np.array([1.0])) == "nowhere on Earth"


def test_degrees_go_to_the_grid_and_back() -> None:
    lon, lat = np.array(list(AT_HOME.values())).T
    again = find_degrees(*project_degrees(lon, lat))
    assert np.column_stack(again) == pytest.approx(np.column_stack([lon, lat]), abs=1e-7)


@pytest.mark.realdata
def test_every_school_of_england_is_at_home(shared_data: Path) -> None:
    schools = pd.read_parquet(shared_data / "schools" / "schools_england_merged_2025.parquet")
    places = schools[["Easting", "Northing"]].astype("float64").dropna()
    places = places[(places > 0).all(axis=1)]
    assert len(places) > 20_000
    degrees = find_degrees(places["Easting"].to_numpy(), places["Northing"].to_numpy())
    assert not find_abroad(*degrees).any()
