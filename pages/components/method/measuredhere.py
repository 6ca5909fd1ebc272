"""What indices that rest on a choice are in the snapshot, for each choice."""

from footprints.access.equity import measure_equity
from footprints.access.inequality import LEAST_COST
from footprints.travel.ownbase import take_own_km
from pages.components.access.asked import DEFAULT_SYSTEM, Basis, list_based
from pages.components.access.work import mark_counted, recall_travel
from pages.components.loaded import Loaded
from pages.components.markdown import plain

FLOORS_KM = (LEAST_COST, LEAST_COST / 2, LEAST_COST * 5)


def say_palma(loaded: Loaded) -> str:
    """
    Say what the Palma ratio of the way to the base is with several floors.

    Parameters
    ----------
    loaded
        The snapshot.

    Returns
    -------
    text
        Markdown: of all state-funded schools, in one system, by straight line.
    """
    systems = list_based(loaded)
    basis = Basis(DEFAULT_SYSTEM if DEFAULT_SYSTEM in systems else next(iter(systems)))
    travel = recall_travel(basis, loaded).travel
    counted = loaded.schools[mark_counted(basis, loaded).to_numpy()]
    km = take_own_km(travel, basis.system, basis.method).reindex(counted["urn"])
    found = {
        floor: measure_equity(km, counted, kind="cost", least_cost=floor) for floor in FLOORS_KM
    }
    told = [f"{one.palma:.3f} with {floor:g} km" for floor, one in found.items()]
    n = found[LEAST_COST].n_counted
    return (
        f"the Palma ratio of {plain(systems[basis.system])}, over {n:,} state-funded schools by "
        f"straight line, is {', '.join(told)} as the floor."
    )
