"""Ranges over choices on the pages of schools, units and systems: those of the files."""

import io
import re
import zipfile
from html import unescape

import pandas as pd
import pytest

from footprints.choices import say_choices
from footprints.locals.alternatives import CHOICES
from footprints.membership.members import index_members
from footprints.scope import SCOPES
from footprints.units.alternatives import CENTRE_CHOICES, SPANNER_CHOICES
from footprints.units.centres import find_centres
from footprints.units.spanners import connect_units, find_spanners
from geodata.exports.choices import Choices
from geodata.exports.metrics import measure_rows
from geodata.exports.tables import Filter
from pages.components.loaded import Loaded
from pages.components.measured_locals import recall_measured
from pages.components.ranges import SAME, say_range
from pages.components.school.numbers import list_numbers
from pages.components.system.files import write_system
from pages.components.unit.centres import find_outline_centre, recall_centres
from pages.components.unit.files import write_unit
from pages.components.unit.measured import list_spanned, recall_profile
from tests.pages.conftest import OpenApp, read_text
from tests.pages.test_data_page import add_network, write_network

HUB, N_OWN = "EE1", 4
# column of the export, its name on the page, how it is written there
NUMBERS = {
    "n_locals": ("Locals", "{:.0f}"),
    "n_distinct": ("Distinct sets", "{:.0f}"),
    "n_distinct_tau": ("Distinct sets, alike merged", "{:.0f}"),
    "core": ("Core", "{:,.0f}"),
    "reach": ("Reach", "{:,.0f}"),
    "bricolage": ("Bricolage", "{:.3f}"),
    "alignment_la": ("Alignment: local authority", "{:.0%}"),
}


def read_range(text: str, name: str) -> str:
    """Read what stands below a number of a table."""
    row = re.search(rf"<tr><th scope=\"row\"><b>{re.escape(name)}</b>.*?</tr>", text, re.DOTALL)
    assert row is not None
    cell = re.search(r"<td class=\"n\">[^<]* <span class=\"aside\">(.*?)</span>", row[0])
    return cell[1] if cell else ""


@pytest.fixture(scope="module")
def exported(loaded: Loaded) -> pd.DataFrame:
    return measure_rows(loaded.snapshot, "locals", Filter(), Choices()).set_index("urn")


def test_a_school_s_page_and_the_export_give_the_same_ranges(
    open_app: OpenApp, loaded: Loaded, exported: pd.DataFrame
) -> None:
    # alone in its trust, so that each choice matters
    sizes = loaded.schools["trust_id"].value_counts()
    alone = loaded.schools["trust_id"].isin(sizes.index[sizes == 1])
    placed = alone & loaded.schools["easting"].notna() & loaded.schools["phase"].eq("Primary")
    urn = int(loaded.schools.loc[placed, "urn"].iloc[0])
    text, row = read_text(open_app("school", urn=str(urn))), exported.loc[urn]
    assert f"its range over {say_choices(CHOICES)}." in text
    for column, (name, form) in NUMBERS.items():
        low, high = (form.format(row[f"{column}_{end}"]) for end in ("low", "high"))
        assert read_range(text, name) == (SAME if low == high else f"{low} to {high}"), name
    assert read_range(text, "Locals").endswith(f"to {row['n_locals']}")
    assert read_range(text, "Core").startswith("1 to ")


def test_every_school_s_ranges_are_those_of_the_export(
    loaded: Loaded, exported: pd.DataFrame
) -> None:
    measured = recall_measured(loaded)
    shown = measured.loc[:, measured.columns.str.contains("_(?:low|high|defined)$")]
    told = pd.DataFrame(exported)[[*shown.columns]].astype("float64")
    assert len(shown.columns) > 30
    pd.testing.assert_frame_equal(shown.astype("float64"), told)


def test_it_is_said_how_many_choices_define_a_number() -> None:
    held = {"bricolage_low": 0.25, "bricolage_high": 0.25, "bricolage_defined": 6}
    assert say_range(pd.Series(held), "bricolage", 12, str) == "0.25 by 6 of 12 choices"
    wide = pd.Series(held | {"bricolage_high": 0.5})
    assert say_range(wide, "bricolage", 12, str) == "0.25 to 0.5 by 6 of 12 choices"
    assert say_range(wide, "bricolage", 6, str, unit=" km") == "0.25 to 0.5 km"
    none = pd.Series(dict.fromkeys(held, float("nan")) | {"bricolage_defined": 0})
    assert say_range(none, "bricolage", 12, str) == ""


def test_a_number_that_only_other_choices_define_says_so(loaded: Loaded) -> None:
    row = recall_measured(loaded).iloc[0].copy()
    row["bricolage"] = float("nan")
    row[["bricolage_low", "bricolage_high", "bricolage_defined"]] = [0.1, 0.2, 4]
    number = next(number for number in list_numbers(row) if number.name == "Bricolage")
    assert number.text == "fewer than two sets"
    assert number.range == "0.100 to 0.200 by 4 of 12 choices"


def test_a_unit_s_spread_and_eccentricity_have_the_range_of_every_choice(
    open_app: OpenApp, loaded: Loaded
) -> None:
    text = read_text(open_app("systems", system="tsh", unit=HUB))
    tables = loaded.schools, loaded.memberships, loaded.units
    rows = [
        find_centres(index_members(*tables, scope=scope), weight=weight).loc["tsh", HUB]
        for scope in SCOPES
        for weight in ("schools", "pupils")
    ]
    for column, form in (("sd_km", "{:.1f}"), ("eccentricity", "{:.2f}")):
        low, high = (form.format(end(row[column] for row in rows)) for end in (min, max))
        unit = " km" if column == "sd_km" else ""
        assert f'<span class="aside">{low} to {high}{unit}</span>' in text
    assert f"its range over {say_choices(CENTRE_CHOICES)}." in text
    with zipfile.ZipFile(
        io.BytesIO(write_unit(recall_profile("tsh", HUB, loaded), loaded))
    ) as archive:
        centres = pd.read_csv(archive.open("centres.csv"))
    expected = [min(row["sd_km"] for row in rows)] * 2
    assert centres["sd_km_low"].tolist() == pytest.approx(expected)


def test_the_middle_of_the_outline_is_kept_apart_from_the_centres(
    open_app: OpenApp, loaded: Loaded
) -> None:
    footprints = loaded.snapshot.table("footprints")
    own = footprints[footprints["system"].eq("tsh") & footprints["unit_id"].eq(HUB)]
    middle = own.dissolve().centroid.iloc[0]
    text = read_text(open_app("systems", system="tsh", unit=HUB))
    row = re.search(r"<b>Middle of the outline</b>.*?</tr>", text, re.DOTALL)
    assert row is not None
    assert f"{middle.x:,.0f}, {middle.y:,.0f}" in row[0]
    centres = recall_centres(recall_profile("tsh", HUB, loaded), loaded)
    assert centres["centroid_easting"].tolist() == pytest.approx([middle.x] * 2)
    drawn = {(unit["system"], unit["unit_id"]) for _, unit in footprints.iterrows()}
    bare = next(
        key
        for key in loaded.units[["system", "unit_id"]].itertuples(index=False, name=None)
        if key not in drawn and loaded.memberships["unit_id"].eq(key[1]).any()
    )
    assert not find_outline_centre(recall_centres(recall_profile(*bare, loaded), loaded)).known


def test_a_unit_without_a_base_has_no_range_of_its_eccentricity(
    open_app: OpenApp, loaded: Loaded
) -> None:
    unit_id = loaded.units.loc[loaded.units["system"] == "la", "unit_id"].iloc[0]
    text = read_text(open_app("systems", system="la", unit=unit_id))
    shown = text[text.index("Eccentricity of the base") :]
    assert shown.startswith("Eccentricity of the base</dt><dd>not known <span")
    assert "nan" not in text


def test_spanners_have_their_ranges_on_the_page_and_in_the_file(
    open_app: OpenApp, loaded: Loaded
) -> None:
    text = unescape(read_text(open_app("systems", system="trust")))
    assert f"its range over {say_choices(SPANNER_CHOICES)}." in text
    with zipfile.ZipFile(io.BytesIO(write_system("trust", loaded))) as archive:
        told = pd.read_csv(archive.open("spanners.csv"), dtype={"unit_id": str})
    told = told.set_index("unit_id")
    asked = [
        find_spanners(
            connect_units(
                loaded.schools, loaded.memberships, scope=scope, systems=list_spanned(loaded)
            )
        )
        for scope in SCOPES
    ]
    first = told.iloc[0]
    for index, places in (("betweenness", 4), ("constraint", 3)):
        known = [table.loc[first.name, index] for table in asked]
        assert first[f"{index}_low"] <= min(known) <= max(known) <= first[f"{index}_high"]
        low, high = (f"{first[f'{index}_{end}']:.{places}f}" for end in ("low", "high"))
        assert f'<span class="aside">{low} to {high}</span>' in text


def test_a_visitor_s_own_network_counts_in_the_ranges_of_that_visitor(
    open_app: OpenApp, loaded: Loaded
) -> None:
    urn = str(loaded.schools["urn"].iloc[0])
    shared = recall_measured(loaded).loc[int(urn)]
    app = add_network(open_app("data"), write_network(loaded, "Quux Partnership", n=N_OWN))
    app.switch_page("pages/school_page.py")
    app.query_params["urn"] = urn
    app.run()
    assert not app.exception
    own = read_text(app)
    assert "Quux Partnership" in own
    n_locals, core = (
        int(re.findall(rf"<b>{name}</b>.*?<td class=\"n\">(\d+) ", own, re.DOTALL)[0])
        for name in ("Locals", "Core")
    )
    assert n_locals == shared["n_locals"] + 1
    # the network is small, and its schools are all that the core can hold, by every choice
    assert core <= N_OWN < shared["core_high"]
    assert read_range(own, "Core") == SAME
