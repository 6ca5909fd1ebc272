"""The worked examples on travel and access: computed as they are shown."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from footprints.access.catchments import measure_catchments, measure_gravity, sum_opportunities
from footprints.access.coldspots import COLD, HOT, SpotQuestion, find_spots
from footprints.access.decay import Gaussian
from footprints.access.inequality import (
    invert_costs,
    measure_concentration,
    measure_palma,
    measure_percentile_ratio,
)
from footprints.distance import METRES_PER_KM
from footprints.membership.members import index_members
from footprints.scenarios.comparison import compare_scenario
from footprints.scenarios.satellites import Question, choose_satellites
from footprints.scenarios.scenario import OpenBase, Scenario
from footprints.scenarios.scenariotext import write_scenario
from footprints.scenarios.travelcosts import measure_costs
from footprints.schema import empty_table
from footprints.travel.budget import LEAVE, Programme, plan_budget
from footprints.travel.detour import DetourFactors, estimate_road_km
from footprints.travel.isolation import measure_isolation
from footprints.travel.ladder import Rung
from footprints.travel.siblings import find_siblings, measure_to_centres
from footprints.travel.speeds import Range, estimate_minutes
from footprints.travel.systemtravel import measure_system, set_up_system
from footprints.travel.water import NO_WATER, Water, find_water
from footprints.trustbands import band_trusts
from geodata.travel.detour import load_detour_factors
from geodata.travel.rates import load_rates, load_speed
from geodata.travel.water import load_water
from pages.components.method.examples import CORNERS

SHORES = {
    "Portsmouth to Ryde": ((464_100, 99_900), (459_200, 92_600)),
    "Tilbury to Gravesend": ((564_200, 176_300), (564_700, 174_200)),
    "Tilbury to Grays": ((564_200, 176_300), (561_500, 177_900)),
}
NO_FACTORS = DetourFactors((), "none")


def show_trusts() -> str:
    """Band two trusts, and measure one of three schools."""
    sizes = pd.Series(["A"] * 3 + ["B"] * 16)
    small, large = band_trusts(sizes).iloc[[0, -1]]
    east, north = np.array(CORNERS, dtype="float64").T
    schools = pd.DataFrame({"urn": [1, 2, 3], "easting": east, "northing": north})
    schools = schools.assign(pupils=1.0, urban_rural=None)
    held = pd.DataFrame({"urn": schools["urn"], "system": "trust", "unit_id": "A"})
    held["certainty"] = "listed"
    members = index_members(schools, held, empty_table("units"), scope="all")
    siblings = find_siblings(members, NO_FACTORS, Water())["straight_km"]
    centres = measure_to_centres(members)["centre_km"]
    return (
        f"a trust of 3 schools is {small}, one of 16 {large}. Three at (0, 0), (3, 0), (0, 4) km: "
        f"nearest siblings {_list(siblings, '.0f')} km, to the centre of gravity "
        f"{_list(centres, '.6f')} km."
    )


def show_ladder() -> str:
    """Estimate the road of a trip by the stated factors, and its minutes by the stated speed."""
    found, speed = estimate_road_km([10.0], load_detour_factors()), load_speed()
    km = Range(*(float(part[0]) for part in (found.value, found.low, found.high)))
    minutes = estimate_minutes(km, speed)
    return (
        f"10 km in a straight line, by the stated factors: {km.value:.1f} km by road "
        f"({km.low:.1f} to {km.high:.1f}); at {speed.value_kmh:g} km/h ({speed.low_kmh:g} to "
        f"{speed.high_kmh:g}) {minutes.value:.0f} minutes ({minutes.low:.0f} to "
        f"{minutes.high:.0f})."
    )


def show_water() -> str:
    """Look for water on three short ways."""
    water = load_water()
    starts, ends = (np.array([pair[end] for pair in SHORES.values()], float) for end in (0, 1))
    codes = find_water(starts, ends, water)
    told = [
        f"{name}: " + ("an estimate" if code == NO_WATER else f"none, for {water.reasons[code]}")
        for name, code in zip(SHORES, codes, strict=True)
    ]
    return "; ".join(told) + "."


def show_penalty() -> str:
    """Measure a school that is assigned to the farther of two bases."""
    school = {"urn": [1], "easting": [0.0], "northing": [0.0], "urban_rural": [None]}
    bases = {"unit_id": ["A", "B"], "base_easting": [3e3, 0.0], "base_northing": [4e3, 2e3]}
    task = set_up_system(
        "tsh",
        pd.DataFrame(school),
        pd.DataFrame({"urn": [1], "system": "tsh", "unit_id": "A"}),
        pd.DataFrame(bases).assign(system="tsh"),
        scope="all",
        road=empty_table("travel"),
    )
    (row,) = measure_system(task, NO_FACTORS, Water(), "straight").itertuples()
    return (
        f"a school at (0, 0), its base at (3, 4), another at (0, 2) km: own base "
        f"{row.straight_km:g} km, nearest {row.nearest_km:g} km, penalty {row.penalty_km:g} km."
    )


def show_isolation() -> str:
    """Measure six primary schools along a road."""
    schools = pd.DataFrame({"urn": range(6), "easting": np.arange(6) * METRES_PER_KM})
    schools = schools.assign(
        northing=0.0,
        phase="Primary",
        type="Community school",
        type_group="Local authority maintained schools",
        low_age=4.0,
        high_age=11.0,
        urban_rural=None,
    )
    km = measure_isolation(schools, NO_FACTORS, Water())["straight_km"]
    return (
        f"six primary schools in a row, 1 km apart: the first is {km.iloc[0]:.1f} km from its "
        f"five peers on average, the third {km.iloc[2]:.1f} km."
    )


def show_access() -> str:
    """Share two supplies among three places, with and without a decay."""
    costs = np.abs(np.arange(3.0)[:, None] - np.array([0.0, 2.0]))
    demand, supply, gaussian = [100.0] * 3, [10.0] * 2, Gaussian(1.0)
    two_step = measure_catchments(costs, demand, supply, threshold=1)
    enhanced = measure_catchments(costs, demand, supply, decay=gaussian)
    within = sum_opportunities(costs, supply, threshold=1)
    gravity = measure_gravity(costs, supply, gaussian)
    kept = float(np.array(demand) @ enhanced.access)
    return (
        "three places at 0, 1, 2 with P = 100 each, two supplies at 0 and 2 with S = 10 each: "
        f"cumulative within 1: {_list(within, 'g')}; gravity with s = 1: {_list(gravity, '.6f')}; "
        f"2SFCA within 1: {_list(two_step.access, '.2f')}; E2SFCA, Gaussian with s = 1: "
        f"{_list(enhanced.access, '.6f')} (published vectors: 0.05, 0.10, 0.05 and 0.065179, "
        f"0.069641, 0.065179); Σ P A = {kept:.6f}, the 20 there are."
    )


def show_equity() -> str:
    """Measure four schools, and what the floor of an inverse does."""
    palma = measure_palma([6, 3, 2, 2], [5, 10, 20, 30], [100, 500, 200, 200])
    ratio = measure_percentile_ratio(range(11))
    first, last = (
        measure_concentration(km, [5, 10, 20, 30], [1] * 4) for km in ([0, 0, 0, 8], [8, 0, 0, 0])
    )
    access = _list(invert_costs([0.25, 4.0]), "g")
    closer = _list(invert_costs([0.25, 4.0], least=0.5), "g")
    return (
        f"access 6, 3, 2, 2 of schools with FSM of 5, 10, 20, 30 % and 100, 500, 200, 200 pupils: "
        f"Palma ratio {palma:g}. Values 0 to 10: P90/P10 = {ratio:g}. 0, 0, 0 and 8 km in that "
        f"order of FSM: concentration index {first:g}; 8, 0, 0, 0: {last:g}. Inverted, 0.25 and "
        f"4 km become {access} with a floor of 1 km, {closer} with one of 0.5 km."
    )


def show_spots() -> str:
    """Look for spots among sixty places in a row: near, middling and far."""
    at = np.arange(60.0)
    places = pd.DataFrame({"easting": at, "northing": 0.0, "value": at // 20})
    found = find_spots(places, SpotQuestion(k=4, better="less"))
    spot, told = found.table["spot"], found.told
    return (
        "sixty places in a row, twenty at 0, twenty at 1, twenty at 2 km from a base, four "
        f"neighbours each: place 5 is {spot[5]}, 30 {spot[30]}, 55 {spot[55]}; in all "
        f"{told[f'n {COLD}']} are cold and {told[f'n {HOT}']} hot. The least p of 999 draws is "
        f"{told['least_p']:g}, so at least {told['n_least']} places must reach it for any to be "
        "significant."
    )


def show_budget() -> str:
    """Plan six sessions ten miles away."""
    trip = Rung("road", Range.exact(16.09344), Range.exact(20.0), "")
    car = load_rates()["car"]
    found = plan_budget(Programme(6, "16:00", 90, "Hub"), trip, car)
    miles, hours, cost = (
        part.value if part else np.nan for part in (found.miles, found.hours, found.cost_pounds)
    )
    return (
        "six sessions of 90 minutes from 16:00, 10 miles and 20 minutes away, one person in one "
        f"car: {miles:.0f} miles, {hours:g} hours, £{cost:.2f} at {car.steps[0][1]:g}p a mile "
        f"({car.tax_year}); leaving at {LEAVE} is in time: {found.fits}."
    )


def show_satellites() -> str:
    """Choose one satellite among three schools."""
    at = {"urn": [1, 2, 3], "easting": [0.0, 9e3, 50e3], "northing": 0.0}
    schools = pd.DataFrame(at)
    base = pd.DataFrame({"unit_id": ["A"], "base_easting": 0.0, "base_northing": 0.0})
    costs = measure_costs(schools, base, schools)
    found = choose_satellites(schools, costs, Question("tsh", share=1))
    (east,) = schools.loc[schools["urn"].isin(found.chosen), "easting"]
    return (
        "schools 0, 9 and 50 km along a road, a base at 0; one satellite for all of them, by the "
        f"p-median, is the school at {east / METRES_PER_KM:g} km: mean way {found.before:.2f} "
        f"km before, {found.after:.2f} after; proven best: {'yes' if found.proven else 'no'}."
    )


def show_scenario() -> str:
    """Open a base beside one of two schools."""
    schools = pd.DataFrame({"urn": [1, 2], "lad_code": "D"})
    rows = pd.DataFrame({"urn": [1, 2], "system": "tsh", "unit_id": "A"})
    before, after = (rows.assign(straight_km=[9.0, km]) for km in (50.0, 20.0))
    found = compare_scenario(before, after, schools, system="tsh").whole.loc["all"]
    text = write_scenario(Scenario((OpenBase("tsh", "new-112345", 112345),)))
    return (
        f"ways of 9 and 50 km become 9 and 20: {found['n_nearer']:.0f} nearer, "
        f"{found['n_farther']:.0f} farther, {found['n_same']:.0f} the same, mean "
        f"{found['mean_before']:g} to {found['mean_after']:g} km. A base opened at a school is "
        f"`{text}` in the address."
    )


def _list(values: Iterable[float], form: str) -> str:
    """List numbers."""
    return ", ".join(f"{value:{form}}" for value in values)
