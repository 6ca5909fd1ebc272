"""A map of one number for each school: worked out for the page that shows it, not for all."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from footprints.legend.classes import classify_quantiles, label_classes
from pages.components.area import Area
from pages.components.loaded import Loaded
from pages.components.map import (
    Colour,
    Legend,
    LegendEntry,
    MapCommand,
    OwnColours,
    View,
    pack_codes,
    pack_mask,
)
from pages.components.mapview import hold
from pages.components.metric_colour import MISSING, pick_colours


def compose_value_map(
    values: pd.Series,
    area: Area,
    loaded: Loaded,
    *,
    name: str,
    unit: str,
    decimals: int,
    summary: str,
) -> MapCommand:
    """
    Compose a map of a number in at most 8 classes of equal counts.

    Parameters
    ----------
    values
        Index `urn`; NaN where missing. Schools that are not in it are not shown.
    area
        Whose schools are shown.
    loaded
        The snapshot.
    name, unit, decimals
        What the number is, what stands after it, and how edges are rounded.
    summary
        What the map shows, in one sentence.

    Returns
    -------
    command
        For `pages.components.map.show_map`.
    """
    here = values[values.index.isin(loaded.schools.loc[area.inside, "urn"])]
    classes = classify_quantiles(here, decimals=decimals)
    labels = [] if classes is None else label_classes(classes, unit, decimals=decimals)
    known = np.full(len(here), -1) if classes is None else classes.place(here)
    colours = pick_colours(len(labels))
    counts = () if classes is None else classes.counts
    entries = [
        LegendEntry("point", colour, f"{label} ({count:,})")
        for label, colour, count in zip(labels, colours, counts, strict=True)
    ]
    missing = int((known < 0).sum())
    if missing:
        entries.append(LegendEntry("none", MISSING, f"No figure ({missing:,})"))
    return compose_class_map(
        pd.Series(known, index=here.index),
        area,
        loaded,
        name=name,
        labels=labels,
        palette=colours,
        legend=Legend(
            name, tuple(entries), () if classes is None else (classes.method.capitalize(),)
        ),
        summary=summary,
    )


def compose_class_map(
    classes: pd.Series,
    area: Area,
    loaded: Loaded,
    *,
    name: str,
    labels: Sequence[str],
    palette: Sequence[str],
    legend: Legend,
    summary: str,
) -> MapCommand:
    """
    Compose a map of classes.

    Parameters
    ----------
    classes
        Index `urn`: a position in `labels` and `palette`, -1 for none of them.
    area, loaded, name, summary
        As for `compose_value_map`.
    labels, palette
        Words and colours of the classes.
    legend
        The key.

    Returns
    -------
    command
        For `pages.components.map.show_map`; the view holds the schools shown.
    """
    shown = loaded.schools["urn"].isin(classes.index).to_numpy() & area.inside
    code = classes.reindex(loaded.schools["urn"]).fillna(-1).to_numpy(dtype="int64")
    return MapCommand(
        colour=Colour(
            own=OwnColours(
                name=name,
                unit_name=name,
                unit_names=tuple(labels),
                colours=tuple(range(len(labels))),
                palette=tuple(palette) or (MISSING,),
                unit=pack_codes(code),
            )
        ),
        legend=legend,
        summary=summary,
        shown=pack_mask(shown),
        view=_hold(shown, name, area, loaded),
    )


def _hold(shown: np.ndarray, name: str, area: Area, loaded: Loaded) -> View | None:
    """Hold the schools shown that have a place."""
    here = loaded.schools.geometry[shown]
    here = here[here.notna()]
    if here.empty:
        return None
    return hold(f"values-{name}-{area.text}-{int(shown.sum())}", here.total_bounds)
