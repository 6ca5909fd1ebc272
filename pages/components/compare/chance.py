"""Setting the nesting of systems against chance: asked for, drawn with progress, kept."""

import streamlit as st

from footprints.systems.comparison import Comparison
from footprints.systems.nullmodel import Progress
from pages.components.address import change_params
from pages.components.area import Area
from pages.components.compare.asked import CHANCE, DRAWS, SEED, Asked
from pages.components.compare.work import recall_chance, recall_comparison
from pages.components.loaded import Loaded

KEY = "compare-chance"
# measured on two processors with five systems: England 8 s alone and 41 s while others worked,
# the largest region 1 s
SECONDS_FOR_ENGLAND = "10 to 60 seconds"
MANY = 8_000


def show_chance(asked: Asked) -> None:
    """Offer the comparison with chance, and say how it is made and how long it may take."""
    if st.session_state.get(KEY) != asked.chance:
        st.session_state[KEY] = asked.chance
    n_schools = max(int(area.inside.sum()) for area in asked.areas)
    wait = f" For so large an area this takes {SECONDS_FOR_ENGLAND}." if n_schools > MANY else ""
    st.checkbox(
        f"Compare with chance ({DRAWS} draws).{wait}",
        key=KEY,
        on_change=_write,
        help="Any two ways to divide an area into compact units agree somewhat, because both "
        "keep neighbours together. So each pair of systems is set beside random contiguous "
        f"partitions of the same schools into as many units: {DRAWS} draws from seed {SEED}, "
        "grown on the graph of neighbouring schools.",
    )


def recall_compared(asked: Asked, loaded: Loaded) -> list[Comparison]:
    """Give the comparison over each area, against chance where that is asked for."""
    if not asked.chance:
        return [recall_comparison(area, asked.how, loaded) for area in asked.areas]
    return [_draw(area, asked, loaded) for area in asked.areas]


def say_chance(comparison: Comparison) -> str:
    """Say how the expectation was made."""
    return (
        f"E is the mean of {comparison.draws} random contiguous partitions of the same schools "
        f"into as many units (seed {comparison.seed}, Delaunay graph)."
    )


def _draw(area: Area, asked: Asked, loaded: Loaded) -> Comparison:
    """Draw for one area behind a bar, unless that was done."""
    place = st.empty()

    def start() -> Progress:
        def tell(done: int, of: int) -> None:
            place.progress(done / of, f"{area.name}: {done} of {of} random partitions drawn")

        return tell

    compared = recall_chance(area, asked.how, loaded, start)
    place.empty()
    return compared


def _write() -> None:
    """Write whether chance is wanted."""
    change_params({CHANCE: str(DRAWS) if st.session_state[KEY] else None})
