"""Colouring schools by a measure or by certainty: the file the map reads, and its key."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pandas as pd
import streamlit as st

from footprints.legend.classes import Classes, classify_each, classify_quantiles, label_classes
from footprints.legend.measure import Measure
from footprints.legend.measures import list_measures, measure_schools
from footprints.membership.memberships import CERTAINTIES
from footprints.scope import SCOPES, in_scope
from geodata.mapdata.files import write_classes
from pages.components.loaded import Loaded, say_date
from pages.components.map import Legend, LegendEntry

# Viridis (van der Walt and Smith 2015, CC0) at 15/19, 13/19, ... 1/19: high is dark, and the
# pale end, which would not show on pale land, is left out.
RAMP = (
    "#73d055",
    "#3cbb75",
    "#20a387",
    "#238a8d",
    "#2d708e",
    "#39568c",
    "#453781",
    "#481567",
)
MISSING = "#8a8f93"
# What is firm is dark and filled, what is not is light and a ring; so also in grey.
CERTAINTY_COLOURS: Mapping[str, str] = MappingProxyType(
    dict(zip(CERTAINTIES[:-1], (RAMP[7], RAMP[5], RAMP[3], RAMP[1], RAMP[0]), strict=True))
)
FIRM = frozenset({"designated", "listed"})
CERTAINTY_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "designated": "an official list gives the area to one unit",
        "listed": "the unit, or the school's record, names the school",
        "partial": "an old list, prose, or part of an area",
        "shared": "in several units, and no line is published",
        "inferred": "the nearest base; nobody has published this",
    }
)
NOTHING_PUBLISHED = "None: nothing published, or outside the system's scope"
KINDS: Mapping[str, str] = MappingProxyType(
    {
        "establishments": "school records",
        "census": "school census",
        "inspections": "Ofsted's list of inspections",
    }
)


@dataclass(frozen=True)
class Classed:
    """Schools in classes: the file for the map, and what its key says."""

    file: str
    labels: tuple[str, ...]
    colours: tuple[str, ...]
    counts: tuple[int, ...]
    missing: int
    method: str = ""
    asked: int = 0
    unknown: int = 0


def list_metrics(loaded: Loaded) -> Mapping[str, str]:
    """Name the measures that schools can be coloured by."""
    return {key: measure.name for key, measure in _list_measures(loaded).items()}


def describe_measures(loaded: Loaded) -> Mapping[str, str]:
    """Say of each measure, by name, what it is, of whom and whose."""
    return {
        measure.name: f"{measure.how} Of {SCOPES[measure.scope]}. {_say_sources(loaded, measure)}"
        for measure in _list_measures(loaded).values()
    }


def colour_metric(loaded: Loaded, key: str) -> str:
    """Give the file that colours schools by a measure."""
    return _class_metric(loaded, key).file


def colour_certainty(loaded: Loaded, system: str) -> str:
    """Give the file that colours schools by how certain their unit is."""
    return _class_certainty(loaded, system).file


def legend_for_metric(loaded: Loaded, key: str) -> Legend:
    """Explain the classes of a measure: what it is, of which schools, how classed, whose."""
    measure = _list_measures(loaded)[key]
    classed = _class_metric(loaded, key)
    asked = f"{classed.asked:,} {SCOPES[measure.scope]}"
    notes = (
        measure.how,
        f"Asked of {asked}; {classed.unknown:,} of them have no figure.",
        f"{classed.method}; the same classes whatever is shown.",
        _say_sources(loaded, measure),
    )
    entries = [
        LegendEntry("point", colour, f"{label} ({_count_schools(count)})")
        for label, colour, count in zip(
            classed.labels, classed.colours, classed.counts, strict=True
        )
    ]
    if classed.missing:
        entries.append(
            LegendEntry("none", MISSING, f"No figure ({_count_schools(classed.missing)})")
        )
    return Legend(f"Coloured by {lower_first(measure.name)}", tuple(entries), notes)


def place_certainties(loaded: Loaded, system: str) -> tuple[list[str], np.ndarray]:
    """List the certainties found, the firmest first, and place each school: -1 for none."""
    held = loaded.memberships[loaded.memberships["system"] == system]
    certainty = held.drop_duplicates("urn").set_index("urn")["certainty"]
    found = certainty.reindex(loaded.schools["urn"])
    used = [c for c in CERTAINTY_WORDS if found.eq(c).any()]
    return used, pd.Index(used).get_indexer(found)


def legend_for_certainty(loaded: Loaded, system: str) -> Legend:
    """Explain the colours of certainties, and their shapes where the map draws them."""
    name = loaded.systems.set_index("system").loc[system, "name"]
    shared = system in loaded.map_files.systems
    classed = _class_certainty(loaded, system) if shared else _count_own(loaded, system)
    entries = [
        LegendEntry(
            "point" if certainty in FIRM or not shared else "ring",
            CERTAINTY_COLOURS[certainty],
            f"{certainty.capitalize()}: {CERTAINTY_WORDS[certainty]} ({_count_schools(count)})",
        )
        for certainty, count in zip(classed.labels, classed.counts, strict=True)
    ]
    if classed.missing:
        said = f"{NOTHING_PUBLISHED} ({_count_schools(classed.missing)})"
        entries.append(LegendEntry("none", MISSING, said))
    return Legend(f"Coloured by how certain: {name}", tuple(entries))


def _list_measures(loaded: Loaded) -> Mapping[str, Measure]:
    """List the measures of the snapshot, once."""
    return _cache_measures(loaded.snapshot.snapshot_id, str(loaded.web), loaded)


@st.cache_resource(show_spinner=False, max_entries=8)
def _cache_measures(snapshot_id: str, web: str, _loaded: Loaded) -> Mapping[str, Measure]:  # noqa: ARG001  the cache's key
    """List measures; one that no school can have is not offered."""
    members = _loaded.index.members
    units = _of_snapshot(_loaded.units, _loaded)
    units = units[units["base_easting"].notna()]
    held = [local in members for local in zip(units["system"], units["unit_id"], strict=True)]
    return list_measures(_of_snapshot(_loaded.systems, _loaded), units[held])


def _of_snapshot(table: pd.DataFrame, loaded: Loaded) -> pd.DataFrame:
    """Leave out what a visitor added: what is cached here is seen by all."""
    return table[table["system"].isin(list(loaded.map_files.systems))]


def _say_sources(loaded: Loaded, measure: Measure) -> str:
    """Name the files and the register a measure comes from, with their dates."""
    manifest = loaded.snapshot.manifest
    dates = {file["kind"]: file["date"] for file in manifest["sources"]}
    dates["establishments"] = manifest["as_of"]
    said = [f"{KINDS[kind]}, {say_date(dates[kind])}" for kind in measure.kinds if kind in dates]
    if measure.system is not None:
        register = manifest["systems"][measure.system]
        said.append(f"register of {register['name']}, {say_date(register['as_of'])}")
    return f"Source: {'; '.join(said)}."


def _class_metric(loaded: Loaded, key: str) -> Classed:
    """Class a measure, once for each snapshot."""
    return _cache_metric(loaded.snapshot.snapshot_id, str(loaded.web), key, loaded)


@st.cache_data(show_spinner="Measuring every school…", max_entries=64)
def _cache_metric(snapshot_id: str, web: str, key: str, _loaded: Loaded) -> Classed:  # noqa: ARG001  the cache's key
    """Class a measure and write its file."""
    measure = _list_measures(_loaded)[key]
    held = _of_snapshot(_loaded.memberships, _loaded)
    values = measure_schools(measure, _loaded.schools, held, _of_snapshot(_loaded.units, _loaded))
    classes = _classify(measure, values)
    places = np.full(len(values), -1) if classes is None else classes.place(values)
    labels = [] if classes is None else _label(measure, classes)
    colours = pick_colours(len(labels))
    asked = in_scope(_loaded.schools, measure.scope).to_numpy()
    method = "" if classes is None else classes.method
    return Classed(
        file=write_classes(
            _loaded.web, key, measure.name, labels=labels, palette=colours, classes=places
        ),
        labels=tuple(labels),
        colours=tuple(colours),
        counts=() if classes is None else classes.counts,
        missing=int((places < 0).sum()),
        method=method[:1].upper() + method[1:],
        asked=int(asked.sum()),
        unknown=int((asked & (places < 0)).sum()),
    )


def _classify(measure: Measure, values: pd.Series) -> Classes | None:
    """Choose classes as the measure wants them."""
    if measure.classes == "each":
        return classify_each(values)
    return classify_quantiles(values, decimals=measure.decimals)


def _label(measure: Measure, classes: Classes) -> list[str]:
    """Say what each class of a measure holds."""
    return label_classes(
        classes, measure.unit, decimals=measure.decimals, separator=measure.separator
    )


def _class_certainty(loaded: Loaded, system: str) -> Classed:
    """Class the certainty of a system of the snapshot, once."""
    return _cache_certainty(loaded.snapshot.snapshot_id, str(loaded.web), system, loaded)


@st.cache_data(show_spinner=False, max_entries=64)
def _cache_certainty(snapshot_id: str, web: str, system: str, _loaded: Loaded) -> Classed:  # noqa: ARG001  the cache's key
    """Class the certainty of each school's unit and write its file."""
    used, places = place_certainties(_loaded, system)
    file = write_classes(
        _loaded.web,
        f"certainty-{system}",
        str(_loaded.systems.set_index("system").loc[system, "name"]),
        labels=[CERTAINTY_WORDS[c] for c in used],
        palette=[CERTAINTY_COLOURS[c] for c in used],
        classes=places,
        certainties=used,
    )
    return _tell_certainties(file, used, places)


def _count_own(loaded: Loaded, system: str) -> Classed:
    """Count the certainties of a visitor's own network, which has no file."""
    return _tell_certainties("", *place_certainties(loaded, system))


def _tell_certainties(file: str, used: list[str], places: np.ndarray) -> Classed:
    """Gather what the key says of certainties."""
    return Classed(
        file=file,
        labels=tuple(used),
        colours=tuple(CERTAINTY_COLOURS[c] for c in used),
        counts=tuple(np.bincount(places[places >= 0], minlength=len(used)).tolist()),
        missing=int((places < 0).sum()),
    )


def pick_colours(n: int) -> tuple[str, ...]:
    """Pick n colours of the ramp from light to dark, its ends among them."""
    return tuple(RAMP[round(at)] for at in np.linspace(0, len(RAMP) - 1, n))


def _count_schools(n: int) -> str:
    """Count schools."""
    return f"{n:,} school{'' if n == 1 else 's'}"


def lower_first(name: str) -> str:
    """Begin the name of a measure with a small letter, as within a sentence."""
    return name if name.startswith("English") else name[:1].lower() + name[1:]
