"""Travel before and after, school by school, unit by unit, district by district."""

import math
import statistics
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footprints.scenarios.application import apply_scenario
from footprints.scenarios.changes import CHANGES
from footprints.scenarios.comparison import Comparison, compare_scenario
from footprints.scenarios.errors import ComparisonError
from footprints.scenarios.scenario import Change, CloseBase, MoveDistrict, OpenBase, Scenario
from footprints.travel.detour import DetourBand, DetourFactors
from footprints.travel.table import tabulate_travel
from footprints.travel.water import Water
from tests.footprints.scenarios.slowtravel import tabulate
from tests.footprints.smallengland import BRACKLEY, CARROW, HALLAM, Built, England

NAN = math.nan
COUNTS = [f"n_{change}" for change in CHANGES]


def compare(england: England, built: Built, *changes: Change, **options: Any) -> Comparison:
    tables = built.memberships, england.units
    applied = apply_scenario(built.schools, *tables, Scenario(changes), systems=england.systems)
    return compare_scenario(
        tabulate(built.schools, *tables),
        tabulate(built.schools, applied.memberships, applied.units),
        built.schools,
        system="maths",
        **options,
    )


def test_nothing_changed_is_the_same_for_everyone(england: England, built: Built) -> None:
    found = compare(england, built)
    assert set(found.schools["change"]) <= {"same", "unknown"}
    assert not found.schools["moved"].any()
    assert found.winners.empty
    assert found.losers.empty
    assert found.whole.loc["all", "mean_before"] == found.whole.loc["all", "mean_after"]
    assert found.units["n_joined"].sum() == found.units["n_left"].sum() == 0


def test_a_moved_district_has_winners_and_losers(england: England, built: Built) -> None:
    # Carrow's schools stand 10 and 11 km east of M2's base, 10 south of M3's; Hallam's are shared
    # by M3 and M4, on whose base 108 stands
    moves = MoveDistrict(CARROW, "maths", "M3"), MoveDistrict(HALLAM, "maths", "M3")
    found = compare(england, built, *moves, threshold=10.5)
    schools = found.schools.set_index("urn")
    assert schools.loc[[103, 104, 108, 115], "change"].tolist() == [
        "same", "nearer", "farther", "same"
    ]  # fmt: skip
    assert found.winners["urn"].tolist() == [104]
    assert found.losers["urn"].tolist() == [108]
    assert schools.loc[108, ["unit_before", "unit_after"]].tolist() == ["M4", "M3"]
    assert schools.loc[108, ["before", "after"]].tolist() == [0, pytest.approx(math.hypot(1, 1))]
    assert schools.loc[104, "gain"] == pytest.approx(11 - math.hypot(1, 10))
    assert schools["moved"].sum() == 3
    carrow = found.districts.loc[CARROW]
    assert (carrow["n_schools"], carrow["n_moved"], carrow["n_nearer"]) == (2, 2, 1)
    assert (carrow["n_over_before"], carrow["n_over_after"]) == (1, 0)
    assert (carrow["share_over_before"], carrow["share_over_after"]) == (0.5, 0)
    assert carrow["median_before"] == 10.5
    # both of Hallam's were in M3 already, and leave M4 empty
    assert found.units.loc["M3", ["n_before", "n_after", "n_joined"]].tolist() == [2, 4, 2]
    assert found.units.loc["M4", ["n_before", "n_after", "n_left"]].tolist() == [2, 0, 2]
    assert math.isnan(found.units.loc["M4", "mean_after"])
    brackley = found.districts.loc[BRACKLEY]
    assert brackley["n_same"] == brackley["n_compared"] > 0


def test_schools_that_lose_their_base_are_counted_and_leave_no_better_mean(
    england: England, built: Built
) -> None:
    found = compare(england, built, CloseBase("maths", "M1"))
    lost = found.schools[found.schools["change"] == "lost"]
    assert set(lost["urn"]) == {101, 110}
    row = found.whole.loc["all"]
    assert row["n_lost"] == 2
    # only those known both before and after are compared
    assert row["mean_before"] == row["mean_after"]
    assert found.units.loc[
        "M1", ["n_before", "n_known_before", "n_after", "n_known_after"]
    ].tolist() == [2, 2, 2, 0]
    nearest = compare(england, built, CloseBase("maths", "M1"), column="nearest_km")
    assert nearest.schools.set_index("urn").loc[101, "unit_after"] in {"M2", "M5"}
    assert nearest.whole.loc["all", "n_lost"] == 0
    assert set(nearest.losers["urn"]) >= {101, 110}
    assert nearest.winners.empty


def test_a_new_base_is_never_farther_for_the_nearest(england: England, built: Built) -> None:
    found = compare(england, built, OpenBase("maths", "new", 111), column="nearest_km")
    assert found.losers.empty
    assert set(found.winners["urn"]) == {104}
    assert found.schools.set_index("urn").loc[104, "unit_after"] == "new"


def test_groups_are_those_given(england: England, built: Built) -> None:
    groups = pd.Series({101: "1 (lowest FSM)", 108: "5 (highest FSM)", 115: "5 (highest FSM)"})
    found = compare(england, built, MoveDistrict(HALLAM, "maths", "M3"), groups=groups)
    assert found.groups.index.tolist() == ["1 (lowest FSM)", "5 (highest FSM)"]
    assert found.groups["n_schools"].tolist() == [1, 2]
    assert found.groups["n_farther"].tolist() == [0, 1]
    assert compare(england, built).groups.empty


cost = st.integers(0, 60).map(float) | st.just(NAN)
unit = st.sampled_from("AB")
pairs = st.dictionaries(st.tuples(st.integers(1, 9), unit), cost, max_size=14)


def to_table(drawn: dict[tuple[int, str], float]) -> pd.DataFrame:
    rows = [(urn, "tsh", unit, km) for (urn, unit), km in drawn.items()]
    return pd.DataFrame(rows, columns=["urn", "system", "unit_id", "straight_km"])


# each example makes whole tables: fifty of them reach every branch
@settings(max_examples=50)
@given(before=pairs, after=pairs)
def test_figures_are_those_of_a_loop(
    before: dict[tuple[int, str], float], after: dict[tuple[int, str], float]
) -> None:
    schools = pd.DataFrame({"urn": range(1, 11)})
    schools["lad_code"] = ["D", "E"] * 5
    tables = to_table(before), to_table(after)
    copies = [table.copy() for table in tables]
    found = compare_scenario(*tables, schools, system="tsh", threshold=40)
    for table, copy in zip(tables, copies, strict=True):
        pd.testing.assert_frame_equal(table, copy)

    def settle(drawn: dict[tuple[int, str], float], urn: int) -> float:
        known = [km for (own, _), km in drawn.items() if own == urn and not math.isnan(km)]
        return min(known, default=NAN)

    seen = sorted({urn for urn, _ in [*before, *after]})
    assert found.schools["urn"].tolist() == seen
    assert found.n_without == 10 - len(seen)
    sides = [[settle(drawn, urn) for urn in seen] for drawn in (before, after)]
    np.testing.assert_array_equal(found.schools["before"], sides[0])
    np.testing.assert_array_equal(found.schools["after"], sides[1])
    if not seen:
        assert found.whole.empty
        return
    for row in (*found.whole.itertuples(), *found.districts.itertuples()):
        assert sum(getattr(row, name) for name in COUNTS) == row.n_schools
    assert found.districts["n_schools"].sum() == found.whole.loc["all", "n_schools"] == len(seen)
    both = [(b, a) for b, a in zip(*sides, strict=True) if not (math.isnan(b) or math.isnan(a))]
    row = found.whole.loc["all"]
    assert row["n_compared"] == len(both)
    assert row["n_nearer"] == sum(a < b for b, a in both) == len(found.winners)
    assert row["n_farther"] == sum(a > b for b, a in both) == len(found.losers)
    for at, side in enumerate(("before", "after")):
        values = [pair[at] for pair in both]
        if not values:
            assert math.isnan(row[f"mean_{side}"])
            continue
        assert row[f"mean_{side}"] == pytest.approx(statistics.fmean(values))
        assert row[f"median_{side}"] == pytest.approx(statistics.median(values))
        assert row[f"p90_{side}"] == pytest.approx(np.quantile(values, 0.9))
        over = sum(value > 40 for value in values)
        assert row[f"n_over_{side}"] == over
        assert row[f"share_over_{side}"] == pytest.approx(over / len(values))


@settings(max_examples=50)
@given(before=pairs, after=pairs, turn=st.randoms(use_true_random=False))
def test_units_count_their_own_schools_whatever_the_order(
    before: dict[tuple[int, str], float], after: dict[tuple[int, str], float], turn: object
) -> None:
    schools = pd.DataFrame({"urn": range(1, 10), "lad_code": "D"})
    tables = to_table(before), to_table(after)
    found = compare_scenario(*tables, schools, system="tsh", threshold=40)
    assert set(found.units.index) == {unit for _, unit in [*before, *after]}
    for unit_id, row in found.units.iterrows():
        own = [{urn: km for (urn, of), km in d.items() if of == unit_id} for d in (before, after)]
        assert (row["n_before"], row["n_after"]) == (len(own[0]), len(own[1]))
        assert row["n_joined"] == len(own[1].keys() - own[0].keys())
        assert row["n_left"] == len(own[0].keys() - own[1].keys())
        known = [km for km in own[1].values() if not math.isnan(km)]
        assert row["n_known_after"] == len(known)
        if known:
            assert row["mean_after"] == pytest.approx(statistics.fmean(known))
            assert row["n_over_after"] == sum(km > 40 for km in known)
    turned = []
    for table in tables:
        order = list(range(len(table)))
        turn.shuffle(order)  # type: ignore[attr-defined]
        turned.append(table.iloc[order])
    again = compare_scenario(*turned, schools.iloc[::-1], system="tsh", threshold=40)
    pd.testing.assert_frame_equal(again.schools, found.schools)
    pd.testing.assert_frame_equal(again.units, found.units)
    # the other way round every gain is a loss
    back = compare_scenario(*tables[::-1], schools, system="tsh", threshold=40)
    np.testing.assert_array_equal(back.schools["gain"], -found.schools["gain"])
    assert back.winners["urn"].tolist() == found.losers["urn"].tolist()


def test_tables_that_cannot_be_compared_are_refused() -> None:
    schools = pd.DataFrame({"urn": [1], "lad_code": "D"})
    table = to_table({(1, "A"): 5.0})
    with pytest.raises(ComparisonError, match="`after` must have the column 'road_km'"):
        compare_scenario(table.assign(road_km=1.0), table, schools, system="tsh", column="road_km")
    one, other = table.assign(method="straight"), table.assign(method="road")
    with pytest.raises(ComparisonError, match=r"by one method, got \['road', 'straight'\]"):
        compare_scenario(one, other, schools, system="tsh")


@pytest.mark.parametrize("column", ["straight_km", "detour_km", "nearest_km"])
def test_travel_tables_of_any_method_are_compared(
    england: England, built: Built, column: str
) -> None:
    factors = DetourFactors((DetourBand("all", 0, 50, 1.4, 1.2, 1.6, "by hand"),), "by hand")
    scenario = Scenario((MoveDistrict(CARROW, "maths", "M3"), CloseBase("maths", "M5")))
    applied = apply_scenario(
        built.schools, built.memberships, england.units, scenario, systems=england.systems
    )
    before, after = (
        tabulate_travel(
            built.schools,
            memberships,
            units,
            systems=england.systems,
            factors=factors,
            water=Water(),
            method="straight" if column == "straight_km" else "detour",
        )
        for memberships, units in (
            (built.memberships, england.units),
            (applied.memberships, applied.units),
        )
    )
    found = compare_scenario(before, after, built.schools, system="maths", column=column)
    schools = found.schools.set_index("urn")
    if column == "nearest_km":
        # by M5's base stands 105, and nearest to it now is M1's, 10 km south
        assert schools.loc[105, ["before", "after"]].tolist() == [0, pytest.approx(14)]
        assert found.winners.empty
    else:
        factor = 1.4 if column == "detour_km" else 1
        gain = factor * (11 - math.hypot(1, 10))
        assert schools.loc[104, "gain"] == pytest.approx(gain)
        assert schools.loc[105, "change"] == "lost"
