"""Exports of metrics: the numbers of the pages, their scope, systems and vintages beside them."""

import io
import random
from dataclasses import replace
from functools import reduce
from typing import Any

import numpy as np
import pandas as pd
import pytest

from footprints.locals.alternatives import SIZES, measure_ranges
from footprints.locals.card import build_card, index_locals
from footprints.locals.contingency import tabulate_overlaps
from footprints.locals.multiplelocals import measure_locals
from footprints.locals.neighbours import choose_counted
from footprints.scope import in_scope
from footprints.systems.alternatives import range_alternatives, vary_alternatives
from footprints.systems.comparison import compare_systems
from geodata.exports.choices import METRICS, Choices
from geodata.exports.formats import render
from geodata.exports.metrics import LOCALS, PAIRS, arrange_pairs, describe_metric, measure_rows
from geodata.exports.tables import Filter
from geodata.store import Snapshot
from tests.geodata.conftest import Built
from tests.geodata.sourcefolder import HEATHSIDE, N_OPEN

ENGLAND, CAMDEN = Filter(), Filter(la="202")
QUICK = Choices(draws=0)
SIGNED = ["scope", "weight", "systems", "vintages", "as_of", "snapshot"]
OVERLAPS = [
    *("a", "a_unit", "a_name", "b", "b_unit", "b_name", "n_a", "n_b", "n_shared"),
    *("jaccard", "overlap", "containment_a", "containment_b", "nests"),
]
N_CARDS = 50


@pytest.fixture
def snapshot(built: Built) -> Snapshot:
    return built.snapshot


def list_systems(snapshot: Snapshot) -> list[str]:
    return sorted(snapshot.table("systems")["system"])


# ---- columns


def test_locals_have_their_columns_first(snapshot: Snapshot) -> None:
    table = measure_rows(snapshot, "locals", ENGLAND, QUICK)
    alignments = [f"alignment_{system}" for system in list_systems(snapshot)]
    first = ["urn", *LOCALS, *alignments]
    assert [*table.columns][: len(first)] == first
    assert first[:6] == ["urn", "n_locals", "n_distinct", "core", "reach", "bricolage"]
    assert [*table.columns][-6:] == SIGNED
    assert table["urn"].is_monotonic_increasing


def test_each_number_of_a_school_has_its_range_behind_the_numbers(snapshot: Snapshot) -> None:
    table = measure_rows(snapshot, "locals", ENGLAND, Choices(weight="pupils", scope="all"))
    held = snapshot.table("schools"), snapshot.table("memberships")
    expected = measure_ranges(*held, weight="pupils").reset_index()
    told = pd.DataFrame(table[[*expected.columns]])
    pd.testing.assert_frame_equal(told, expected, check_dtype=False)
    columns = [*table.columns]
    assert columns.index("core_low") > columns.index("core_reach") > columns.index("bricolage")
    for number in (*LOCALS, *(f"alignment_{system}" for system in list_systems(snapshot))):
        value, low, high = (
            table[f"{number}{end}"].astype("float64") for end in ("", "_low", "_high")
        )
        assert (value.between(low, high) | value.isna()).all(), number
    assert {str(table[f"{size}_{end}"].dtype) for size in SIZES for end in ("low", "high")} == {
        "Int64"
    }
    few = measure_rows(snapshot, "locals", ENGLAND, Choices(systems=("la", "tsh")))
    assert "alignment_tsh_low" in few.columns
    assert "alignment_lad_low" not in few.columns
    assert few["n_locals_high"].max() == 2


def test_overlaps_name_both_units(snapshot: Snapshot) -> None:
    table = measure_rows(snapshot, "overlaps", ENGLAND, QUICK)
    assert [*table.columns] == [*OVERLAPS, *SIGNED]
    (row,) = table[table["a_unit"].eq("202") & table["b_unit"].eq(HEATHSIDE)].to_dict("records")
    assert (row["a_name"], row["b_name"]) == ("Camden", "FIERTÉ HEATHSIDE TRUST")
    assert (row["n_a"], row["n_b"], row["n_shared"], row["jaccard"]) == (2, 3, 1, 0.25)
    assert (row["overlap"], row["containment_a"], row["nests"]) == (0.5, 0.5, "")


def test_alignment_has_a_row_for_each_pair_and_its_columns_first(snapshot: Snapshot) -> None:
    table = measure_rows(snapshot, "alignment", ENGLAND, QUICK)
    n = len(list_systems(snapshot))
    assert len(table) == n * (n - 1) // 2
    assert [*table.columns][: len(PAIRS)] == PAIRS
    assert [*table.columns][-6:] == SIGNED
    assert table["expectation"].isna().all()  # no draws, no chance


@pytest.mark.parametrize("shared", ["left out", "nearest base"])
def test_each_index_of_a_pair_has_its_range_as_on_the_page(
    snapshot: Snapshot, shared: Any
) -> None:
    choices = replace(QUICK, systems=("la", "tsh", "trust"), scope="all", shared=shared)
    table = measure_rows(snapshot, "alignment", Filter(region="London"), choices)
    tables = [snapshot.table(name) for name in ("schools", "memberships", "units")]
    inside = tables[0]["region"].eq("London").to_numpy()
    varied = vary_alternatives(*tables, systems=choices.systems, inside=inside, shared=shared)
    expected = range_alternatives(varied).dropna(subset=["a"])
    pd.testing.assert_frame_equal(table[[*expected.columns]], expected, check_dtype=False)
    for index in ("alignment", "homogeneity", "completeness", "v_measure"):
        held = table[index].between(table[f"{index}_low"], table[f"{index}_high"])
        assert (held | table[index].isna()).all()


@pytest.mark.parametrize("name", METRICS)
def test_each_row_says_scope_systems_and_vintages(snapshot: Snapshot, name: Any) -> None:
    choices = replace(QUICK, systems=("tsh", "la", "trust"), scope="all")
    table = measure_rows(snapshot, name, CAMDEN, choices)
    csv = render(table, "csv", describe_metric(snapshot, name, CAMDEN, choices, table))
    rows = pd.read_csv(io.BytesIO(csv), dtype=str)
    assert len(rows)
    vintages = snapshot.table("systems").set_index("system")["as_of"].fillna("unknown")
    said = {
        "scope": "all",
        "weight": "schools",
        "systems": "tsh la trust",
        "vintages": " ".join(vintages[["tsh", "la", "trust"]]),
        "as_of": "2025-08-31",
        "snapshot": snapshot.snapshot_id,
    }
    assert rows[SIGNED].drop_duplicates().to_dict("records") == [said]


@pytest.mark.parametrize("name", METRICS)
def test_metadata_say_what_a_row_is_and_who_counts(snapshot: Snapshot, name: Any) -> None:
    choices = replace(QUICK, systems=("tsh", "la"))
    table = measure_rows(snapshot, name, CAMDEN, choices)
    about = describe_metric(snapshot, name, CAMDEN, choices, table)
    assert about["rows"] == len(table)
    assert about["scope"] == "state_funded: open state-funded schools"
    assert about["rows_are"] == METRICS[name]
    assert about["filter"] == {"la": "202"}
    assert {system: told["as_of"] for system, told in about["systems"].items()} == {
        "tsh": "2025-10",
        "la": "2026-07",
    }
    assert ("draws" in about["choices"]) == (name == "alignment")
    # of three schools in Camden one is independent; the other metrics count nationally
    assert about["schools_in_scope"] == (2 if name == "alignment" else N_OPEN - 1)
    assert about["sources"]
    assert describe_metric(snapshot, name, CAMDEN, QUICK, table)["choices"]["systems"] == (
        list_systems(snapshot)
    )


# ---- which rows


def test_locals_have_a_row_for_every_open_school_and_say_who_is_out_of_scope(
    snapshot: Snapshot,
) -> None:
    table = measure_rows(snapshot, "locals", ENGLAND, QUICK)
    schools = snapshot.table("schools")
    assert table["urn"].tolist() == schools["urn"].tolist()
    assert table["in_scope"].tolist() == in_scope(schools, "state_funded").tolist()
    assert table.loc[~table["in_scope"], "urn"].tolist() == [100003]
    assert str(table["core"].dtype) == str(table["reach"].dtype) == "Int64"


@pytest.mark.parametrize("wanted", [CAMDEN, Filter(region="London"), Filter(region="E12000007")])
def test_locals_are_measured_nationally_and_then_cut(snapshot: Snapshot, wanted: Filter) -> None:
    table = measure_rows(snapshot, "locals", wanted, QUICK)
    whole = measure_rows(snapshot, "locals", ENGLAND, QUICK)
    assert table["urn"].tolist() == [100001, 100002, 100003]
    kept = whole[whole["urn"].isin(table["urn"])].reset_index(drop=True)
    pd.testing.assert_frame_equal(pd.DataFrame(table), pd.DataFrame(kept))


def test_a_system_keeps_the_schools_with_a_local_in_it(snapshot: Snapshot) -> None:
    table = measure_rows(snapshot, "locals", Filter(system="partnerships"), QUICK)
    assert table["urn"].tolist() == [100001, 100002]


def test_overlaps_are_national_and_kept_where_the_area_has_a_school_of_both(
    snapshot: Snapshot,
) -> None:
    table = measure_rows(snapshot, "overlaps", CAMDEN, QUICK)
    key = ["a", "a_unit", "b", "b_unit"]
    pairs = {tuple(row) for row in table[key].to_numpy()}
    held = snapshot.table("memberships")
    held = held[held["certainty"].ne("none") & held["urn"].isin([100001, 100002])]
    expected = {
        (*a, *b)
        for _, rows in held.groupby("urn")
        for a in rows[["system", "unit_id"]].itertuples(index=False, name=None)
        for b in rows[["system", "unit_id"]].itertuples(index=False, name=None)
        if a[0] < b[0]
    }
    assert pairs == expected
    whole = measure_rows(snapshot, "overlaps", ENGLAND, QUICK)
    kept = whole[[tuple(row) in pairs for row in whole[key].to_numpy()]].reset_index(drop=True)
    pd.testing.assert_frame_equal(table, kept)


@pytest.mark.parametrize("name", ["overlaps", "alignment"])
def test_a_system_keeps_the_pairs_it_is_in(snapshot: Snapshot, name: Any) -> None:
    table = measure_rows(snapshot, name, Filter(system="tsh"), QUICK)
    whole = measure_rows(snapshot, name, ENGLAND, QUICK)
    in_pair = whole["a"].eq("tsh") | whole["b"].eq("tsh")
    assert 0 < in_pair.sum() < len(whole)
    pd.testing.assert_frame_equal(table, whole[in_pair].reset_index(drop=True))


def test_alignment_is_that_of_the_area_alone(snapshot: Snapshot) -> None:
    table = measure_rows(snapshot, "alignment", Filter(region="London", la="202"), QUICK)
    row = table.set_index(["a", "b"]).loc[("la", "trust")]
    assert (row["n_schools"], row["n_left_out"], row["area"]) == (1, 1, "region London, la 202")
    assert measure_rows(snapshot, "alignment", ENGLAND, QUICK)["area"].unique() == ["England"]


class WithoutStateSchools(Snapshot):
    """A snapshot whose schools of Camden are all independent."""

    def table(self, name: str) -> pd.DataFrame:
        table = super().table(name)
        if name == "schools":
            table.loc[table["la_code"] == "202", "type_group"] = "Independent schools"
        return table


def test_an_area_without_schools_in_scope_has_nothing_to_compare(snapshot: Snapshot) -> None:
    bare = WithoutStateSchools(snapshot.snapshot_id, snapshot.folder, snapshot.manifest)
    assert measure_rows(bare, "overlaps", CAMDEN, QUICK).empty
    pairs = measure_rows(bare, "alignment", CAMDEN, Choices())
    assert (pairs["n_schools"] == 0).all()
    assert pairs[["alignment", "expectation", "adjusted"]].isna().all(axis=None)
    table = measure_rows(bare, "locals", CAMDEN, QUICK)
    assert table["in_scope"].tolist() == [False] * 3
    assert table["core"].notna().all()  # each is in its own locals, as on its card


# ---- real schools


@pytest.fixture(scope="module")
def exported(real: Snapshot) -> dict[int, dict[str, Any]]:
    """Give the rows of `locals.csv`, read back."""
    table = measure_rows(real, "locals", ENGLAND, Choices())
    rows = pd.read_csv(io.BytesIO(render(table, "csv", {})))
    return {row["urn"]: row for row in rows.to_dict("records")}


@pytest.mark.realdata
def test_real_schools_say_what_their_cards_say(
    real: Snapshot, exported: dict[int, dict[str, Any]]
) -> None:
    schools, systems = real.table("schools"), real.table("systems")
    index = index_locals(
        schools,
        real.table("memberships"),
        real.table("units"),
        counted=choose_counted(systems),
    )
    for urn in random.Random(6).sample(sorted(schools["urn"]), N_CARDS):  # noqa: S311
        card, row = build_card(urn, schools, index), exported[urn]
        sets = [
            {*index.members.get((local.system, local.unit_id), np.array([])).tolist(), urn}
            for local in card.locals.itertuples()
        ]
        assert row["n_locals"] == card.locals["system"].nunique()
        assert row["n_sets"] == len(card.locals)
        assert row["n_distinct"] == len({frozenset(one) for one in sets})
        assert row["core"] == len(reduce(set.intersection, sets))
        assert row["reach"] == len(reduce(set.union, sets))
        bricolage = 1 - card.overlaps["overlap"].mean()
        assert row["bricolage"] == pytest.approx(bricolage, abs=1e-12, nan_ok=True)
        for system in systems["system"]:
            share = card.neighbours.alignment.get(system, np.nan)
            assert row[f"alignment_{system}"] == pytest.approx(share, abs=1e-12, nan_ok=True)


@pytest.mark.realdata
def test_real_overlaps_and_alignments_are_those_of_the_pages(real: Snapshot) -> None:
    schools, held, units = (real.table(name) for name in ("schools", "memberships", "units"))
    measured = measure_locals(schools, held, weight="pupils")
    told = measure_rows(real, "locals", ENGLAND, Choices(weight="pupils")).set_index("urn")
    for column in LOCALS:
        values = told[column].astype("float64")
        pd.testing.assert_series_equal(values, measured[column].astype("float64"))
    some = ("la", "tsh", "trust")
    overlaps = measure_rows(real, "overlaps", ENGLAND, Choices(systems=some))
    expected = tabulate_overlaps(schools, held, systems=some).table
    pd.testing.assert_frame_equal(overlaps[[*expected.columns]], expected)
    assert overlaps[["a_name", "b_name"]].notna().all(axis=None)
    pairs = measure_rows(real, "alignment", Filter(region="London"), Choices(systems=some))
    compared = compare_systems(
        schools, held, units, systems=some, inside=schools["region"].eq("London").to_numpy()
    )
    same = arrange_pairs(compared)
    pd.testing.assert_frame_equal(pairs[[*same.columns]], same)
    assert pairs["expectation"].between(pairs["low"], pairs["high"]).all()
