"""The tables of the Access page as files hold them, each with what it is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from footprints.access.supply import Supply
from footprints.access.surface import AccessQuestion
from footprints.scenarios.satellites import Question
from footprints.scenarios.scenario import MoveDistrict, OpenBase, Scenario
from geodata.exports.access import export_access
from geodata.exports.basis import Basis as ExportBasis
from geodata.exports.satellites import export_satellites
from geodata.exports.scenarios import export_scenario
from geodata.exports.tables import Filter
from geodata.exports.travel import export_travel
from geodata.plainvalues import make_plain
from pages.components.access.asked import Asked
from pages.components.access.coldspots import list_places, recall_spots
from pages.components.access.fair import INDICES, judge_fairness
from pages.components.access.far import list_counted, measure_losses
from pages.components.access.scenario import recall_scenario
from pages.components.access.seen import see_snapshot
from pages.components.access.work import mark_counted, recall_travel
from pages.components.loaded import Loaded

LOST = (
    "km that schools lose by being assigned to a base that is not the nearest: the way to the "
    "assigned base less that to the nearest; a school shared by several units counts in each "
    "unit, and once in its district, with the nearest of their bases"
)
EVEN = "how evenly the way to the base, in km, is spread; see `how` of each index"


@dataclass(frozen=True)
class Wanted:
    """
    What the page shows besides what all questions have in common.

    `spots` is None where none were looked for, `satellites` and `scenario` where none is asked
    for or it has no answer. `venues` are what access is to, None for the bases.
    """

    group: str
    access: AccessQuestion
    spots: str | None = None
    satellites: Question | None = None
    scenario: Scenario | None = None
    venues: Supply | None = None


@dataclass(frozen=True)
class Sheet:
    """A table, and what its metadata say."""

    table: pd.DataFrame
    about: Mapping[str, Any]


def list_sheets(asked: Asked, wanted: Wanted, loaded: Loaded) -> dict[str, Sheet]:
    """
    List the tables of the question that is asked.

    Parameters
    ----------
    asked, wanted
        What was asked for; an area with a school that counts.
    loaded
        The snapshot, a visitor's own systems included.

    Returns
    -------
    sheets
        By name: rows of the area's schools as the command line exports them, of districts, units
        and groups as the page shows them.
    """
    return _LISTS[asked.question](asked, wanted, loaded)


def mark_here(asked: Asked, loaded: Loaded) -> np.ndarray:
    """Mark the schools of the area that count."""
    return np.asarray(mark_counted(asked.basis, loaded).to_numpy() & asked.area.inside)


def _list_far(asked: Asked, _: Wanted, loaded: Loaded) -> dict[str, Sheet]:
    """List travel, and what is lost."""
    seen = see_snapshot(loaded, mark_here(asked, loaded))
    travel = export_travel(seen, Filter(asked.basis.system), _take_basis(asked))
    measured = recall_travel(asked.basis, loaded).travel
    _, counted = list_counted(asked, measured, loaded)
    named = {"districts": "lad", "units": asked.basis.system}
    lost = {
        f"losses_{by}": _sign(_name_rows(losses, named[by], loaded), asked, LOST)
        for by, losses in measure_losses(asked, measured, counted).items()
    }
    return {"travel": Sheet(travel.table, travel.about), **lost}


def _list_fair(asked: Asked, wanted: Wanted, loaded: Loaded) -> dict[str, Sheet]:
    """List groups, indices, access, and cold spots where they were looked for."""
    found = judge_fairness(asked, recall_travel(asked.basis, loaded).travel, wanted.group, loaded)
    groups = found.compared.set_axis(found.compared.index.astype("str").rename("group"))
    equity = found.equity
    values = {key: (getattr(equity, key), equity.told[key]) for key in INDICES}
    indices = pd.DataFrame.from_dict(values, orient="index", columns=["value", "how"])
    access = export_access(see_snapshot(loaded), Filter(), wanted.access, venues=wanted.venues)
    rule = f"{found.groups.rule}; made of all England, then cut to the area"
    sheets = {
        "groups": _sign(
            groups.reset_index().assign(grouping=wanted.group, over_km=asked.over_km), asked, rule
        ),
        "equity": _sign(
            indices.rename_axis("index")
            .reset_index()
            .assign(
                n_schools=equity.n_schools,
                n_measured=equity.n_measured,
                n_counted=equity.n_counted,
            ),
            asked,
            EVEN,
        ),
        "access": _cut(Sheet(access.table, access.about), mark_here(asked, loaded), loaded),
    }
    if wanted.spots is not None:
        sheets["spots"] = _list_spots(asked, wanted.spots, found.own_km, loaded)
    return sheets


def _list_spots(asked: Asked, of: str, own_km: pd.Series, loaded: Loaded) -> Sheet:
    """List the places of the area as they were judged among those of England."""
    spots = recall_spots(asked, of, loaded)
    here = spots.table[spots.table.index.isin(list_places(asked, of, own_km, loaded))]
    rows = here.assign(spot=here["spot"].astype("str"))
    rows = rows.rename_axis("lad_code" if of == "lad" else "urn").reset_index()
    sheet = _sign(rows, asked, "places judged among those of all England")
    return Sheet(sheet.table, {**sheet.about, **make_plain(spots.told)})


def _list_help(asked: Asked, wanted: Wanted, loaded: Loaded) -> dict[str, Sheet]:
    """List what satellites and changes would do for each school."""
    sheets, basis, here = dict[str, Sheet](), _take_basis(asked), mark_here(asked, loaded)
    if wanted.satellites is not None:
        seen = see_snapshot(loaded, here)
        sited = export_satellites(seen, Filter(), wanted.satellites, basis)
        sheets["satellites"] = Sheet(sited.table, sited.about)
    if wanted.scenario is not None:
        _, compared = recall_scenario(asked, wanted.scenario, loaded)
        seen = see_snapshot(loaded, here | _mark_touched(wanted.scenario, loaded))
        whole = export_scenario(seen, Filter(asked.basis.system), wanted.scenario, basis)
        # what is said of all the schools is said of those of the area
        own = {
            "n_schools_without_unit_or_base": compared.n_without,
            "threshold_km": compared.threshold,
            "summary": compared.whole.to_dict("records")[0],
        }
        about = {**whole.about, **make_plain(own)}
        sheets["scenario"] = _cut(Sheet(whole.table, about), here, loaded)
    return sheets


_LISTS: Mapping[str, Callable[[Asked, Wanted, Loaded], dict[str, Sheet]]] = MappingProxyType(
    {"far": _list_far, "fair": _list_fair, "help": _list_help}
)


def _mark_touched(scenario: Scenario, loaded: Loaded) -> np.ndarray:
    """Mark the schools that changes name, and those of the districts that they name."""
    lads = [one.lad_code for one in scenario.changes if isinstance(one, MoveDistrict)]
    urns = [one.urn for one in scenario.changes if isinstance(one, OpenBase)]
    schools = loaded.schools
    return np.asarray(schools["lad_code"].isin(lads) | schools["urn"].isin(urns))


def _take_basis(asked: Asked) -> ExportBasis:
    """Give the basis of the page as exports take it."""
    return ExportBasis(asked.basis.method, asked.basis.network_id, asked.basis.scope)


def _cut(sheet: Sheet, here: np.ndarray, loaded: Loaded) -> Sheet:
    """Cut rows of schools to those of the area."""
    own = loaded.schools.loc[here, "urn"]
    table = sheet.table[sheet.table["urn"].isin(own)].reset_index(drop=True)
    return Sheet(table, {**sheet.about, "rows": len(table)})


def _name_rows(table: pd.DataFrame, system: str, loaded: Loaded) -> pd.DataFrame:
    """Name districts or units, whose keys are the index."""
    names = loaded.units[loaded.units["system"] == system].set_index("unit_id")["name"]
    key = "lad_code" if system == "lad" else "unit_id"
    named = table.rename_axis(key).reset_index()
    named.insert(1, "name", named[key].map(names))
    return named


def _sign(table: pd.DataFrame, asked: Asked, what: str) -> Sheet:
    """Put the parameters to rows that are no schools, and say what they are."""
    basis = asked.basis
    signed = table.assign(
        area=asked.area.name, system=basis.system, scope=basis.scope, method=basis.method
    )
    return Sheet(signed, {"rows": len(signed), "rows_are": what})
