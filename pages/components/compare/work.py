"""What the comparison of systems works out, once for a snapshot and whatever is asked of it."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pandas as pd

from footprints.scope import in_scope
from footprints.seams.seams import Seams, choose_territorial, find_seams
from footprints.systems.alternatives import range_alternatives, vary_alternatives
from footprints.systems.comparison import Comparison, compare_systems
from footprints.systems.fragmentation import (
    measure_fragmentation,
    rarefy_bodies,
    vary_fragmentation,
)
from footprints.systems.nullmodel import Progress
from footprints.systems.schoolgraph import SchoolGraph, connect_schools
from pages.components.area import Area
from pages.components.compare.asked import DRAWS, SEED, How
from pages.components.loaded import Loaded
from pages.components.shelf import recall


def recall_comparison(area: Area, how: How, loaded: Loaded) -> Comparison:
    """Give the nesting of the systems over an area, without chance."""
    return recall(
        loaded, how.systems, ("nesting", area.key, how), lambda: _compare(area, how, loaded)
    )


def recall_chance(
    area: Area, how: How, loaded: Loaded, on_progress: Callable[[], Progress]
) -> Comparison:
    """
    Give the nesting of the systems over an area beside that of random partitions.

    Parameters
    ----------
    area, how
        What is compared, and how.
    loaded
        The snapshot, a visitor's own systems included.
    on_progress
        Called once if anything has to be drawn: gives what is told of each draw.

    Returns
    -------
    comparison
        Of `DRAWS` draws from `SEED`.
    """
    return recall(
        loaded,
        how.systems,
        ("chance", area.key, how),
        lambda: _compare(area, how, loaded, draws=DRAWS, on_progress=on_progress()),
    )


def recall_ranges(area: Area, how: How, loaded: Loaded) -> pd.DataFrame:
    """Give the range of each pair's indices over all alternatives; see `range_alternatives`."""

    def work() -> pd.DataFrame:
        varied = vary_alternatives(
            loaded.schools,
            loaded.memberships,
            loaded.units,
            systems=how.systems,
            inside=area.inside,
            shared=how.shared,
        )
        return range_alternatives(varied)

    # the alternatives are those of scope, weight and trusts: whichever is chosen, they are these
    same = How(how.systems, shared=how.shared)
    return recall(loaded, how.systems, ("ranges", area.key, same), work)


def recall_bodies(
    areas: Sequence[Area], how: How, loaded: Loaded
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame | None]:
    """
    Give the fragmentation of areas among responsible bodies.

    Parameters
    ----------
    areas
        One or two, which may overlap.
    how
        The scope, the weight and whether single-school trusts count are used.
    loaded
        The snapshot.

    Returns
    -------
    measured
        From `footprints.systems.fragmentation.measure_fragmentation`, a row for each area by its
        text.
    varied
        From `vary_fragmentation`.
    rarefied
        From `rarefy_bodies`, at the number of schools of the smaller area; None of one area.
    """
    urns = loaded.schools["urn"].to_numpy()
    placed = pd.concat([pd.Series(area.text, index=urns[area.inside]) for area in areas])
    labels = [area.text for area in areas]
    out = not how.single_trusts

    def work() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame | None]:
        measured = measure_fragmentation(
            loaded.schools,
            placed,
            scope=how.scope,
            weight=how.weight,
            leave_out_single=out,
            labels=labels,
        )
        varied = vary_fragmentation(loaded.schools, placed, labels=labels)
        if len(areas) < 2 or not measured["n_schools"].all():
            return measured, varied, None
        rarefied = rarefy_bodies(
            loaded.schools, placed, scope=how.scope, leave_out_single=out, labels=labels
        )
        return measured, varied, rarefied

    plain = replace(how, systems=(), shared="left out")
    return recall(loaded, plain.systems, ("bodies", *(area.key for area in areas), plain), work)


def recall_seams(area: Area, how: How, loaded: Loaded) -> Seams:
    """Give the seams of the systems that divide the ground, on the land only."""
    asked = ("seams", area.key, list_territorial(how, loaded), how.scope)
    return recall(loaded, how.systems, asked, lambda: find_area_seams(area, how, loaded))


def find_area_seams(area: Area, how: How, loaded: Loaded) -> Seams:
    """Find what `recall_seams` gives, without keeping it."""
    return find_seams(
        _recall_graph(how.scope, loaded),
        loaded.memberships,
        list_territorial(how, loaded),
        inside=None if area.is_england else loaded.schools.loc[area.inside, "urn"],
        land=loaded.snapshot.table("pieces").geometry,
    )


def list_territorial(how: How, loaded: Loaded) -> tuple[str, ...]:
    """List those of the systems compared that divide the ground."""
    territorial = choose_territorial(loaded.systems)
    return tuple(system for system in how.systems if system in territorial)


def _recall_graph(scope: str, loaded: Loaded) -> SchoolGraph:
    """Give the graph of the schools in scope, of all England."""

    def work() -> SchoolGraph:
        return connect_schools(loaded.schools[in_scope(loaded.schools, scope)], kind="gabriel")

    return recall(loaded, (), ("graph", scope), work)


def _compare(
    area: Area,
    how: How,
    loaded: Loaded,
    *,
    draws: int = 0,
    on_progress: Progress | None = None,
) -> Comparison:
    """Compare the systems over an area."""
    return compare_systems(
        loaded.schools,
        loaded.memberships,
        loaded.units,
        systems=how.systems,
        inside=area.inside,
        scope=how.scope,
        weight=how.weight,
        shared=how.shared,
        single_trusts=how.single_trusts,
        draws=draws,
        seed=SEED,
        on_progress=on_progress,
    )
