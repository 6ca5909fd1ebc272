"""A map of one number for each school: classes, key, who is shown and where."""

import base64

import numpy as np
import pandas as pd

from pages.components.area import Area, parse_area
from pages.components.loaded import Loaded
from pages.components.map import Legend, MapCommand
from pages.components.metric_colour import MISSING
from pages.components.valuemap import compose_class_map, compose_value_map

NONE = 0xFFFF


def take_area(loaded: Loaded, text: str) -> Area:
    area = parse_area(text, loaded)
    assert area is not None
    return area


def compose(values: pd.Series, loaded: Loaded, area: str = "la:857") -> MapCommand:
    return compose_value_map(
        values,
        take_area(loaded, area),
        loaded,
        name="Reach",
        unit="km",
        decimals=1,
        summary="How far.",
    )


def unpack_shown(command: MapCommand, loaded: Loaded) -> set[int]:
    """List the schools that the map shows."""
    urns = loaded.schools["urn"].to_numpy()
    if command.shown is None:
        return set(urns)
    bits = np.unpackbits(np.frombuffer(base64.b64decode(command.shown), dtype="uint8"))
    return set(urns[bits[: len(urns)].astype(bool)])


def unpack_places(command: MapCommand, loaded: Loaded) -> pd.Series:
    """Give each school's place among the classes."""
    own = command.colour.own
    assert own is not None
    codes = np.frombuffer(base64.b64decode(own.unit), dtype="<u2")
    return pd.Series(codes, index=loaded.schools["urn"])


def make_values(loaded: Loaded, area: str = "la:857") -> pd.Series:
    """Give every school of an area its place in the order of urns."""
    urns = loaded.schools.loc[take_area(loaded, area).inside, "urn"]
    return pd.Series(np.arange(len(urns), dtype="float64"), index=urns)


def test_the_schools_with_a_value_are_shown_in_classes_of_equal_counts(loaded: Loaded) -> None:
    values = make_values(loaded)
    command = compose(values, loaded)
    assert unpack_shown(command, loaded) == set(values.index)
    places = unpack_places(command, loaded)[values.index]
    assert places.is_monotonic_increasing
    counts = places.value_counts()
    assert len(counts) <= 8
    assert counts.max() - counts.min() <= 2
    assert unpack_places(command, loaded).drop(values.index).eq(NONE).all()
    assert sum(int(entry.text.rsplit("(", 1)[1][:-1]) for entry in command.legend.entries) == len(
        values
    )
    assert command.summary == "How far."


def test_what_is_missing_is_counted_and_has_no_class(loaded: Loaded) -> None:
    values = make_values(loaded)
    values.iloc[:3] = np.nan
    command = compose(values, loaded)
    assert command.legend.entries[-1].text == "No figure (3)"
    assert command.legend.entries[-1].colour == MISSING
    assert unpack_places(command, loaded)[values.index[:3]].eq(NONE).all()
    nothing = compose(values * np.nan, loaded)
    assert [entry.text for entry in nothing.legend.entries] == [f"No figure ({len(values)})"]
    assert nothing.colour.own is not None
    assert nothing.colour.own.palette == (MISSING,)


def test_schools_beyond_the_area_are_neither_shown_nor_classed(loaded: Loaded) -> None:
    everywhere = pd.Series(
        np.arange(len(loaded.schools), dtype="float64"), index=loaded.schools["urn"]
    )
    own = make_values(loaded)
    cut = compose(everywhere, loaded)
    assert unpack_shown(cut, loaded) == set(own.index)
    assert cut.legend == compose(everywhere[own.index], loaded).legend


def test_the_map_goes_to_the_schools_shown(loaded: Loaded) -> None:
    view = compose(make_values(loaded), loaded).view
    assert view is not None
    # Rutland is about 0.7 west and 52.65 north
    assert view.west < -0.7 < view.east
    assert view.south < 52.65 < view.north
    other = compose(make_values(loaded).iloc[:5], loaded).view
    assert other is not None
    assert other.token != view.token
    assert compose(make_values(loaded).iloc[:0], loaded).view is None


def test_classes_of_ones_own_keep_their_colours(loaded: Loaded) -> None:
    urns = make_values(loaded).index
    codes = pd.Series(-1, index=urns)
    codes.iloc[:2] = [1, 0]
    command = compose_class_map(
        codes,
        take_area(loaded, "la:857"),
        loaded,
        name="Spots",
        labels=["Cold", "Hot"],
        palette=["#111111", "#222222"],
        legend=Legend("Spots"),
        summary="Spots.",
    )
    own = command.colour.own
    assert own is not None
    assert (own.unit_names, own.palette, own.colours) == (
        ("Cold", "Hot"),
        ("#111111", "#222222"),
        (0, 1),
    )
    assert unpack_places(command, loaded)[urns].tolist()[:3] == [1, 0, NONE]
    assert unpack_shown(command, loaded) == set(urns)
