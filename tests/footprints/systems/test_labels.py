"""Which unit a school is labelled with, and which schools are not labelled."""

import numpy as np
import pandas as pd
import pytest

from footprints.errors import UnknownKeyError
from footprints.systems.labels import (
    ALONE,
    NO_LOCAL,
    SHARED,
    Labels,
    find_lone_trusts,
    label_schools,
    weigh_schools,
)

KIND = {"phase": "Primary", "type_group": "Academies", "type": "Academy converter"}
INDEPENDENT = {"type_group": "Independent schools", "type": "Other independent school"}


@pytest.fixture
def schools() -> pd.DataFrame:
    """Five schools a kilometre apart, not in order; the last has no point, 14 is independent."""
    table = pd.DataFrame({"urn": [12, 11, 13, 14, 15], "pupils": [100, 200, np.nan, 50, 80]})
    table["easting"] = [2e3, 1e3, 3e3, 4e3, np.nan]
    table["northing"] = [0.0, 0, 0, 0, np.nan]
    table = table.assign(**KIND, low_age=4.0, high_age=11.0)
    table.loc[table["urn"] == 14, list(INDEPENDENT)] = list(INDEPENDENT.values())
    return table


@pytest.fixture
def memberships() -> pd.DataFrame:
    rows = [
        *((11, "tsh", unit, "shared") for unit in "QP"),
        *((13, "tsh", unit, "shared") for unit in "QPR"),
        *((15, "tsh", unit, "shared") for unit in "PQ"),
        (12, "tsh", "P", "designated"),
        (14, "tsh", "Q", "designated"),
        *((urn, "trust", "T", "listed") for urn in (11, 12)),
        (13, "trust", "S", "listed"),
        *((urn, "trust", None, "none") for urn in (14, 15)),
    ]
    return pd.DataFrame(rows, columns=["urn", "system", "unit_id", "certainty"])


@pytest.fixture
def units() -> pd.DataFrame:
    rows = [("tsh", "P", 0.0), ("tsh", "Q", 2100.0), ("tsh", "R", np.nan)]
    rows += [("trust", unit, np.nan) for unit in "ST"]
    table = pd.DataFrame(rows, columns=["system", "unit_id", "base_easting"])
    return table.assign(base_northing=table["base_easting"] * 0)


def read(labels: Labels, system: str) -> dict[int, str | int]:
    """Give each school its unit, or the code of why it has none."""
    names = labels.unit_ids[system]
    codes = zip(labels.urns.tolist(), labels.codes[system].tolist(), strict=True)
    return {urn: names[code] if code >= 0 else code for urn, code in codes}


def test_a_school_of_several_units_is_left_out(
    schools: pd.DataFrame, memberships: pd.DataFrame, units: pd.DataFrame
) -> None:
    labels = label_schools(schools, memberships, units, systems=["tsh", "trust"], scope="all")
    assert read(labels, "tsh") == {11: SHARED, 12: "P", 13: SHARED, 14: "Q", 15: SHARED}
    assert read(labels, "trust") == {11: "T", 12: "T", 13: "S", 14: NO_LOCAL, 15: NO_LOCAL}
    counts = labels.count_left_out()
    assert counts.loc["tsh"].tolist() == [2, 3, 0, 0]
    assert counts.loc["trust"].tolist() == [3, 0, 0, 2]
    assert (counts.sum(axis=1) == 5).all()


def test_a_school_that_says_shared_is_left_out_even_with_one_known_unit(
    schools: pd.DataFrame, memberships: pd.DataFrame, units: pd.DataFrame
) -> None:
    once = memberships.drop_duplicates(["urn", "system"])
    labels = label_schools(schools, once, units, systems=["tsh"])
    assert read(labels, "tsh")[11] == SHARED


def test_the_nearest_base_decides_where_all_places_are_known(
    schools: pd.DataFrame, memberships: pd.DataFrame, units: pd.DataFrame
) -> None:
    labels = label_schools(
        schools, memberships, units, systems=["tsh"], scope="all", shared="nearest base"
    )
    # 11 is 1.0 km from P and 1.1 km from Q; R has no known base; 15 has no point
    assert read(labels, "tsh") == {11: "P", 12: "P", 13: SHARED, 14: "Q", 15: SHARED}


def test_equally_near_bases_go_by_name(
    schools: pd.DataFrame, memberships: pd.DataFrame, units: pd.DataFrame
) -> None:
    units.loc[units["unit_id"] == "Q", "base_easting"] = 2000.0
    for turned in (memberships, memberships[::-1]):
        labels = label_schools(
            schools, turned, units, systems=["tsh"], scope="all", shared="nearest base"
        )
        assert read(labels, "tsh")[11] == "P"


def test_area_and_scope_both_limit(
    schools: pd.DataFrame, memberships: pd.DataFrame, units: pd.DataFrame
) -> None:
    inside = schools["urn"].isin([14, 13, 12]).to_numpy()
    labels = label_schools(schools, memberships, units, systems=["tsh"], inside=inside)
    assert labels.urns.tolist() == [12, 13]
    nobody = np.zeros(5, dtype=bool)
    empty = label_schools(schools, memberships, units, systems=["tsh", "trust"], inside=nobody)
    assert len(empty.urns) == 0
    assert empty.count_left_out().to_numpy().sum() == 0


def test_a_trust_of_one_can_be_left_out(
    schools: pd.DataFrame, memberships: pd.DataFrame, units: pd.DataFrame
) -> None:
    alone = find_lone_trusts(memberships)
    assert alone == ["S"]
    labels = label_schools(schools, memberships, units, systems=["trust"], scope="all")
    kept = labels.leave_alone_out(alone)
    assert read(kept, "trust") == {11: "T", 12: "T", 13: ALONE, 14: NO_LOCAL, 15: NO_LOCAL}
    assert kept.count_left_out().loc["trust", "n_alone"] == 1
    assert read(labels, "trust")[13] == "S"
    without = label_schools(schools, memberships, units, systems=["tsh"])
    assert without.leave_alone_out(alone) is without


def test_the_order_of_rows_changes_nothing(
    schools: pd.DataFrame, memberships: pd.DataFrame, units: pd.DataFrame
) -> None:
    first = label_schools(schools, memberships, units, systems=["tsh"], shared="nearest base")
    again = label_schools(
        schools[::-1], memberships[::-1], units[::-1], systems=["tsh"], shared="nearest base"
    )
    assert (first.urns == again.urns).all()
    assert read(first, "tsh") == read(again, "tsh")


def test_pupils_follow_the_schools(
    schools: pd.DataFrame, memberships: pd.DataFrame, units: pd.DataFrame
) -> None:
    labels = label_schools(schools, memberships, units, systems=["tsh"])
    weights = weigh_schools(schools, labels, "pupils")
    assert weights is not None
    assert weights == pytest.approx([200, 100, np.nan, 80], nan_ok=True)
    assert weigh_schools(schools, labels, "schools") is None


def test_an_unknown_system_is_refused(
    schools: pd.DataFrame, memberships: pd.DataFrame, units: pd.DataFrame
) -> None:
    with pytest.raises(UnknownKeyError, match=r"`systems` must be in .*'hub'"):
        label_schools(schools, memberships, units, systems=["tsh", "hub"])
