"""The travel of real schools: by brute force, across real water, and with our own measures."""

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely

from footprints.legend.measures import list_measures, measure_schools
from footprints.travel.detour import DetourFactors
from footprints.travel.isolation import measure_isolation
from footprints.travel.matrix import estimate_roads
from footprints.travel.table import tabulate_travel
from footprints.travel.water import Water, place_on_land
from geodata.sources import Registers
from geodata.travel.detour import load_detour_factors
from geodata.travel.water import load_water
from tests.bench.england import read_england

N_SAMPLE = 300
WIGHT, SCILLY, SOUTHEND = "E06000046", "E06000053", "E06000033"
# the bases of Kent and Medway: all but the first lie far from Dartford
KENT = {("computing", "CH19"): "Dartford", ("computing", "CH21"): "Maidstone"}
KENT |= {("behaviour", "BH01"): "Faversham", ("research", "RS41"): "Ashford"}
KENT |= {("tsh", "SE12"): "Rochester", ("tsh", "SE8"): "Tunbridge Wells"}

pytestmark = pytest.mark.realdata


@dataclass(frozen=True)
class Real:
    """The real tables, and what travel is measured by."""

    schools: pd.DataFrame
    memberships: pd.DataFrame
    units: pd.DataFrame
    systems: pd.DataFrame
    lad: np.ndarray
    factors: DetourFactors
    water: Water

    @property
    def places(self) -> np.ndarray:
        return self.schools[["easting", "northing"]].to_numpy()

    def tabulate(self, method: str, schools: pd.DataFrame | None = None) -> pd.DataFrame:
        return tabulate_travel(
            self.schools if schools is None else schools,
            self.memberships,
            self.units,
            systems=self.systems,
            factors=self.factors,
            water=self.water,
            method=method,  # type: ignore[arg-type]
        )

    def give_bases(self, system: str) -> pd.DataFrame:
        bases = self.units[self.units["system"] == system].dropna(subset=["base_easting"])
        return bases.sort_values("unit_id")


@pytest.fixture(scope="module")
def real(shared_data: Path, registers: Registers) -> Real:
    tables = read_england(shared_data)
    raw = pd.read_parquet(shared_data / "schools" / "schools_england_merged_2025.parquet")
    of_urn = raw.set_index("URN")
    points, urns = tables["schools"].geometry, tables["schools"]["urn"]
    schools = tables["schools"].assign(
        easting=points.x,
        northing=points.y,
        urban_rural=urns.map(of_urn["UrbanRural (name)"]).astype("str"),
        type=urns.map(of_urn["TypeOfEstablishment (name)"]).astype("str"),
        type_group=urns.map(of_urn["EstablishmentTypeGroup (name)"]).astype("str"),
        low_age=urns.map(of_urn["StatutoryLowAge"]).astype("float64"),
        high_age=urns.map(of_urn["StatutoryHighAge"]).astype("float64"),
    )
    return Real(
        schools=schools,
        memberships=tables["memberships"],
        units=registers.units,
        systems=registers.systems.assign(scope="all"),
        lad=urns.map(of_urn["lad23_code"]).to_numpy(),
        factors=load_detour_factors(),
        water=load_water(),
    )


@pytest.fixture(scope="module")
def sample(real: Real) -> pd.DataFrame:
    return real.schools.dropna(subset=["easting"]).sample(N_SAMPLE, random_state=23)


def is_wet(a: tuple[float, float], b: tuple[float, float], water: Water) -> bool:
    """Tell by shapely, one by one, whether water stands between two places."""
    one, other = shapely.Point(a), shapely.Point(b)
    for mass in water.apart:
        if mass.outline.covers(one) != mass.outline.covers(other):
            return True
    line = shapely.LineString([a, b])
    for barrier in water.barriers:
        met = line.intersection(barrier.line)
        if met.is_empty or len(shapely.get_parts(met)) % 2 == 0:
            continue
        way = min(one.distance(at) + other.distance(at) for at in barrier.crossings.geoms)
        if way > 1.1 * line.length:
            return True
    return False


def estimate(km: float, factors: DetourFactors) -> float:
    """Multiply by the factor of the band; the stated ones know no kinds."""
    (band,) = [band for band in factors.bands if band.from_km <= km < band.to_km]
    return km * band.value


@pytest.mark.parametrize("method", ["straight", "detour"])
def test_three_hundred_schools_travel_as_measured_one_by_one(
    real: Real, sample: pd.DataFrame, method: str
) -> None:
    travel = real.tabulate(method, sample)
    at = sample.set_index("urn")[["easting", "northing"]]
    n_wet = n_elsewhere = n_cut_off = 0
    for system in ("tsh", "maths", "english"):
        bases = real.give_bases(system)
        rows = travel[travel["system"] == system]
        assert set(rows["urn"]) == set(sample["urn"])
        for row in rows.itertuples():
            here, km = tuple(at.loc[row.urn]), {}
            for base in bases.itertuples():
                there = (base.base_easting, base.base_northing)
                straight = math.dist(here, there) / 1000
                if method == "straight":
                    km[base.unit_id] = straight
                elif not is_wet(here, there, real.water):
                    km[base.unit_id] = estimate(straight, real.factors)
                if base.unit_id == row.unit_id:
                    assert row.straight_km == pytest.approx(straight)
            if not km:  # on an island without a base
                n_cut_off += 1
                assert math.isnan(row.nearest_km)
                assert pd.isna(row.nearest_unit_id)
                continue
            least, nearest = min((value, unit) for unit, value in km.items())
            assert row.nearest_km == pytest.approx(least)
            assert row.nearest_unit_id == nearest
            n_elsewhere += row.unit_id != nearest
            if row.unit_id in km:
                assert row.penalty_km == pytest.approx(km[row.unit_id] - least)
            else:
                assert math.isnan(row.penalty_km)
                n_wet += method == "detour" and row.unit_id in set(bases["unit_id"])
    assert n_elsewhere > 50
    assert (n_wet > 0) == (n_cut_off > 0) == (method == "detour")


def test_every_penalty_is_0_or_above_and_every_gap_is_explained(real: Real) -> None:
    travel = real.tabulate("detour")
    assert (travel["penalty_km"].dropna() >= 0).all()
    np.testing.assert_array_equal(travel["detour_km"].isna(), travel["no_estimate"].notna())
    measured = travel.dropna(subset=["detour_km"])
    assert (measured["straight_km"] < measured["detour_low_km"] + 1e-9).all()
    assert (measured["detour_low_km"] <= measured["detour_km"]).all()
    assert (measured["detour_km"] <= measured["detour_high_km"]).all()
    at_nearest = measured["unit_id"] == measured["nearest_unit_id"]
    assert (measured.loc[at_nearest, "penalty_km"] == 0).all()


def test_the_distance_is_the_one_that_colours_the_map(real: Real) -> None:
    travel = real.tabulate("straight")
    measures = list_measures(real.systems, real.units)
    for system in ("tsh", "maths"):
        told = measure_schools(
            measures[f"km-{system}"], real.schools, real.memberships, real.units
        ).dropna()
        rows = travel[(travel["system"] == system) & travel["urn"].isin(told.index)]
        assert len(told) > 10_000
        np.testing.assert_array_equal(rows.set_index("urn").loc[told.index, "straight_km"], told)


def test_islands_have_no_estimate_to_the_mainland_and_wight_does_within(real: Real) -> None:
    wight, scilly = real.places[real.lad == WIGHT], real.places[real.lad == SCILLY]
    bases = real.units.dropna(subset=["base_easting"])
    points = bases[["base_easting", "base_northing"]].to_numpy(dtype="float64")
    off = place_on_land(points, real.water) == -1
    assert off.sum() > 200
    for island in (wight, scilly):
        assert len(island)
        out = estimate_roads(island, points[off], real.factors, real.water)
        assert np.isnan(out.value).all()
    within = estimate_roads(wight, wight, real.factors, real.water).value
    assert (within.diagonal() == 0).all()
    assert np.isfinite(within).mean() > 0.7


def test_southend_has_no_estimate_to_kent_but_where_the_dartford_crossing_is_on_the_way(
    real: Real,
) -> None:
    southend = real.places[real.lad == SOUTHEND]
    assert len(southend) > 40
    units = real.units.set_index(["system", "unit_id"])
    for key, town in KENT.items():
        base = units.loc[[key], ["base_easting", "base_northing"]].to_numpy(dtype="float64")
        found = estimate_roads(southend, base, real.factors, real.water).value
        assert np.isfinite(found).all() if town == "Dartford" else np.isnan(found).all(), town
        strict = Water(real.water.land_masses, real.water.barriers, on_the_way=0)
        assert np.isnan(estimate_roads(southend, base, real.factors, strict).value).all()


def test_isolation_is_least_in_towns_and_missing_where_islands_have_too_few(real: Real) -> None:
    found = measure_isolation(real.schools, real.factors, real.water)
    of_lad = pd.Series(real.lad, index=found.index)
    assert found.loc[of_lad == SCILLY, "detour_km"].isna().all()
    assert found.loc[of_lad == WIGHT, "detour_km"].notna().sum() > 35
    rural = real.schools.set_index("urn")["urban_rural"].str.contains("Rural")
    primary = real.schools.set_index("urn")["phase"] == "Primary"
    means = found.loc[primary, "straight_km"].groupby(rural[primary]).median()
    assert means[True] > 2 * means[False]
    both = found.dropna()
    assert (both["straight_km"] <= both["detour_low_km"]).all()
