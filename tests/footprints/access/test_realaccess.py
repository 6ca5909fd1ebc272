"""Access in the real data: each number once more by another way."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from access.fca import two_stage_fca
from access.weights import gaussian
from esda.getisord import G_Local
from libpysal.graph import Graph
from scipy.spatial import cKDTree
from scipy.stats import false_discovery_control

from footprints.access.coldspots import NOT_SIGNIFICANT, SpotQuestion, find_spots
from footprints.access.decay import Gaussian
from footprints.access.equity import compare_groups, measure_equity
from footprints.access.groups import FIFTHS, NOT_STATED, group_schools
from footprints.access.inequality import trace_concentration
from footprints.access.permutation import find_nearest_places
from footprints.access.places import place_schools
from footprints.access.supply import Supply, take_venues
from footprints.access.surface import AccessQuestion, measure_surface
from tests.footprints.access.slowequity import find_area

pytestmark = pytest.mark.realdata
DRAWS = 4999
COLUMNS = {
    "URN": "urn",
    "Easting": "easting",
    "Northing": "northing",
    "NumberOfPupils": "pupils",
    "PercentageFSM": "fsm_percent",
    "EstablishmentTypeGroup (name)": "type_group",
    "TypeOfEstablishment (name)": "type",
}


@pytest.fixture(scope="module")
def schools(shared_data: Path) -> pd.DataFrame:
    raw = pd.read_parquet(shared_data / "schools" / "schools_england_merged_2025.parquet")
    numbers = ["easting", "northing", "pupils", "fsm_percent"]
    table = raw.rename(columns=COLUMNS)[list(COLUMNS.values())]
    table = table[~table["type_group"].isin(["Independent schools", "Colleges"])]
    return table.astype({"urn": "int64", **dict.fromkeys(numbers, "float64")})


@pytest.fixture(scope="module")
def bases(shared_data: Path) -> Supply:
    hubs = pd.read_csv(shared_data / "hubs" / "hubs_tsh.csv").rename(
        columns={"hub_id": "site_id", "lead_easting": "easting", "lead_northing": "northing"}
    )
    return take_venues(hubs.assign(name=hubs["site_id"], capacity=1.0))


@pytest.fixture(scope="module")
def km(schools: pd.DataFrame, bases: Supply) -> pd.Series:
    """Give the distance to the nearest base."""
    placed = schools.dropna(subset=["easting", "northing"])
    known = bases.points[np.isfinite(bases.points).all(axis=1)]
    metres, _ = cKDTree(known).query(placed[["easting", "northing"]].to_numpy())
    return pd.Series(metres / 1000, index=placed["urn"]).reindex(schools["urn"])


def test_catchments_of_all_schools_equal_those_of_pysal(
    schools: pd.DataFrame, bases: Supply
) -> None:
    question = AccessQuestion("e2sfca", threshold=60, decay=Gaussian(20.0))
    found = measure_surface(question, schools, bases)
    placed = schools.dropna(subset=["easting", "northing"]).set_index("urn")
    sites = bases.sites.set_index("site_id")
    east, north = (
        placed[axis].to_numpy()[:, None] - sites[axis].to_numpy()
        for axis in ("easting", "northing")
    )
    cost = np.hypot(east, north) / 1000
    at, to = np.nonzero(cost <= 60)
    pairs = pd.DataFrame(
        {"origin": placed.index[at], "dest": sites.index[to], "cost": cost[at, to]}
    )
    theirs = two_stage_fca(
        placed[["pupils"]].fillna(0).rename_axis("geoid").reset_index(),
        sites[["capacity"]],
        pairs,
        max_cost=60,
        demand_name="pupils",
        supply_name="capacity",
        weight_fn=gaussian(20.0),
    )
    access = found.table["access"]
    assert len(access) == len(schools) > 20_000
    expected = theirs.reindex(placed.index).fillna(0)
    assert access.reindex(placed.index).to_numpy() == pytest.approx(expected.to_numpy())
    pupils = schools.set_index("urn")["pupils"]
    assert (access * pupils).sum() == pytest.approx(found.told["supply_reached"])
    assert found.told["supply_reached"] == found.told["n_sites_placed"]


def test_schools_far_from_a_base_by_fifth_equal_a_plain_count(
    schools: pd.DataFrame, km: pd.Series
) -> None:
    found = compare_groups(km, group_schools(schools, "fsm_fifth"), schools, threshold=40)
    plain = schools.assign(km=km.to_numpy()).sort_values("fsm_percent")
    held = plain.groupby("fsm_percent")["pupils"].sum()
    middle = (held.cumsum() - held / 2) / held.sum()
    fifth = plain["fsm_percent"].map(middle).mul(5).floordiv(1)
    for number, name in enumerate(FIFTHS):
        own = plain[fifth == number]
        assert found.loc[name, "n_schools"] == len(own)
        assert found.loc[name, "n_over"] == (own["km"] > 40).sum()
        fsm = own["pupils"] * own["fsm_percent"] / 100
        assert found.loc[name, "fsm_pupils_over"] == pytest.approx(fsm[own["km"] > 40].sum())
        # a fifth is a fifth to half a percent
        assert own["pupils"].sum() / held.sum() == pytest.approx(0.2, abs=0.005)
    assert found.loc[NOT_STATED, "n_schools"] == plain["fsm_percent"].isna().sum() > 0
    assert found.loc["all", "n_over"] == (km > 40).sum()


def test_indices_equal_pupils_laid_out_in_a_row(schools: pd.DataFrame, km: pd.Series) -> None:
    found = measure_equity(km, schools, kind="cost")
    known = schools.assign(km=km.to_numpy()).dropna(subset=["km", "fsm_percent", "pupils"])
    known = known[known["pupils"] > 0].sort_values("fsm_percent")
    assert found.n_counted == len(known)
    assert found.p90_p10 == pytest.approx(np.divide(*np.nanpercentile(km, [90, 10])))
    weighed = known.assign(
        km=known["km"] * known["pupils"],
        access=known["pupils"] / known["km"].clip(lower=1),
    )
    equals = weighed.groupby("fsm_percent")[["km", "access", "pupils"]].sum()
    heads = equals["pupils"].astype("int64")
    n = int(heads.sum())
    access = np.repeat(equals["access"] / equals["pupils"], heads).to_numpy()
    palma = access[: n // 10].mean() / access[n - 4 * n // 10 :].mean()
    assert found.palma == pytest.approx(palma, abs=1e-5)
    cost = np.repeat(equals["km"] / equals["pupils"], heads).to_numpy()
    rank = (np.arange(n) + 0.5) / n
    covariance = (cost * rank).mean() - cost.mean() * rank.mean()
    assert found.concentration == pytest.approx(2 * covariance / cost.mean(), abs=1e-6)
    curve = trace_concentration(known["km"], known["fsm_percent"], known["pupils"])
    assert len(curve) <= 200
    area = find_area(list(curve.itertuples(index=False, name=None)))
    assert found.concentration == pytest.approx(1 - 2 * area, abs=1e-4)
    assert -0.2 < found.concentration < 0


def test_spots_of_real_distances_are_those_of_esda(schools: pd.DataFrame, km: pd.Series) -> None:
    # distances hardly ever tie, so its own draws can be trusted; see test_permutation
    part = schools[schools["northing"] < 120_000]
    places = place_schools(km[part["urn"]], part).dropna().sort_index()
    found = find_spots(places, SpotQuestion(better="less", n_permutations=DRAWS)).table
    near = find_nearest_places(places[["easting", "northing"]].to_numpy(), 10)
    graph = Graph.from_arrays(near.place, near.neighbour, np.ones(len(near.place)))
    with pytest.warns(DeprecationWarning, match="alternative hypothesis"):
        theirs = G_Local(
            *(places["value"].to_numpy(), graph, "B", DRAWS),
            star=True,
            keep_simulations=False,
            n_jobs=1,
            seed=1,
        )
    p = np.minimum(2 * theirs.p_sim.astype("float64"), 1)
    assert found["statistic"].to_numpy() == pytest.approx(theirs.Zs)
    # the difference of two estimates has a standard deviation of 0.02 at most
    assert np.abs(found["p"] - p).max() < 0.1
    assert np.abs(found["p"] - p).mean() < 0.02
    theirs_adjusted = false_discovery_control(p)
    # whoever is near the line may be on either side of it by another draw
    clear = np.abs(theirs_adjusted - 0.05) > 0.03
    significant = found["spot"].ne(NOT_SIGNIFICANT).to_numpy()
    assert (significant == (theirs_adjusted <= 0.05))[clear].mean() > 0.99
    assert clear.mean() > 0.85
    assert 0.2 < significant.mean() < 0.9
