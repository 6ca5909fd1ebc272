"""The Method page: what it promises, with the numbers of this snapshot."""

import re

import numpy as np
import pandas as pd
import pytest

from footprints.choices import list_choices, say_choices
from footprints.scope import in_scope
from pages.components.loaded import Loaded
from pages.components.method.sections import MEASURES, TRAVEL, Section
from pages.components.method.text import GLOSSARY
from pages.components.metric_colour import describe_measures
from tests.pages.conftest import OpenApp, read_text


def test_every_part_is_there(open_app: OpenApp) -> None:
    app = open_app("method")
    assert [title.value for title in app.title] == ["Method"]
    assert [header.value for header in app.header] == [
        "Overlap of two locals",
        "A school's multiple locals",
        "Neighbours, twins and strangers",
        "Nested, or cutting across",
        "Against chance",
        "Seams",
        "Fragmentation",
        "Centres of a unit",
        "Spanners",
        "Ranges",
        "How certain a membership is",
        "Which district a school stands in",
        "Distance: four methods",
        "Water",
        "The way to the base, and the penalty",
        "Trusts on the ground",
        "Geographic isolation",
        "Access: what is within reach",
        "Equity",
        "Cold spots",
        "What a programme costs",
        "Satellites",
        "Scenarios",
        "Measures of a school",
        "Words",
        "Accessibility",
        "Licence and attribution",
    ]


@pytest.mark.parametrize(
    "vector",
    [
        "share 3; J = 0.272727, O = 0.500000, C(A in B) = 0.500000",
        "A = 0.666667, h = 0.420620, c = 0.666667, V = 0.515804",
        "H = 1.592812, N1 = 4.917556, HHI = 0.264082, N2 = 3.786708",
        "mean centre (1.000000, 1.333333), standard distance 2.357023",
        # distances from (0, 0), (3, 0), (0, 4) to their mean (1, 4/3): roots of 25/9, 52/9, 73/9
        "small (2 to 5), one of 16 large (16 or more)",
        "nearest siblings 3, 3, 4 km, to the centre of gravity 1.666667, 2.403701, 2.848001 km",
        # 1.4 (+/- 0.2); 50 km/h (40 to 70)
        "14.0 km by road (12.0 to 16.0); at 50 km/h (40 to 70) 17 minutes (10 to 24)",
        "Portsmouth to Ryde: none, for there is sea around the Isle of Wight",
        "Tilbury to Gravesend: none, for the straight line goes across the Thames below Dartford",
        "Tilbury to Grays: an estimate",
        "own base 5 km, nearest 2 km, penalty 3 km",
        "the first is 3.0 km from its five peers on average, the third 1.8 km",
        "cumulative within 1: 10, 20, 10; gravity with s = 1: 11.353353, 12.130613, 11.353353",
        "2SFCA within 1: 0.05, 0.10, 0.05; E2SFCA",
        "0.065179, 0.069641, 0.065179 (published",
        "Σ P A = 20.000000",
        # 6 over (2 x 200 + 2 x 200) / 400; the mean rank of the last of four is 7/8
        "Palma ratio 3. Values 0 to 10: P90/P10 = 9",
        "concentration index 0.75; 8, 0, 0, 0: -0.75",
        "0.25 and 4 km become 1, 0.25 with a floor of 1 km, 2, 0.25 with one of 0.5 km",
        "place 5 is hot, 30 not significant, 55 cold",
        # 2 / (999 + 1), and 0.002 x 60 / 0.05 rounded up
        "The least p of 999 draws is 0.002, so at least 3 places",
        "120 miles, 13 hours, £54.00 at 45p a mile (2025-26); leaving at 15:30 is in time: yes",
        # a third of 0, 9 and 50, then of 0, 9 and 0
        "the school at 50 km: mean way 19.67 km before, 3.00 after; proven best: yes",
        "1 nearer, 0 farther, 1 the same, mean 29.5 to 14.5 km",
        "`open.tsh.new-112345.112345`",
    ],
)
def test_the_worked_examples_give_the_published_vectors(vector: str, open_app: OpenApp) -> None:
    assert vector in read_text(open_app("method"))


@pytest.mark.parametrize("section", TRAVEL, ids=lambda section: section.title)
def test_a_section_on_travel_is_whole(section: Section) -> None:
    assert section.example is not None
    assert section.example().endswith(".")
    assert section.words.count("*Caveat*: ") >= 1


def test_no_section_is_there_twice() -> None:
    titles = [section.title for section in (*MEASURES, *TRAVEL)]
    assert len(titles) == len(set(titles))


@pytest.mark.parametrize(
    "word",
    [
        "Base", "Lead school", "Penalty", "Satellite", "Scenario", "Detour factor", "Isolation",
    ],
)  # fmt: skip
def test_a_word_of_travel_is_explained_once(word: str) -> None:
    assert GLOSSARY.count(f"**{word}**: ") == 1


def find_palma(loaded: Loaded, floor: float) -> tuple[float, int]:
    """Find the Palma ratio by laying out pupils one by one in order of FSM."""
    schools = loaded.schools[in_scope(loaded.schools, "state_funded").to_numpy()]
    scope = loaded.systems.set_index("system").loc["tsh", "scope"]
    schools = schools[in_scope(schools, str(scope)).to_numpy()]
    bases = loaded.units[loaded.units["system"] == "tsh"].set_index("unit_id")
    held = loaded.memberships[loaded.memberships["system"] == "tsh"].merge(
        schools[["urn", "easting", "northing", "fsm_percent", "pupils"]], on="urn"
    )
    base = bases.reindex(held["unit_id"])[["base_easting", "base_northing"]].to_numpy()
    held["km"] = np.hypot(*(held[["easting", "northing"]].to_numpy() - base).T) / 1000
    # of several bases the nearest, if all are known
    known = held.groupby("urn").filter(lambda rows: rows["km"].notna().all())
    own = known.sort_values("km").drop_duplicates("urn")
    own = own.dropna(subset=["km", "fsm_percent", "pupils"])
    own = own[own["pupils"] > 0]
    access = 1 / own["km"].clip(lower=floor)
    # schools of the same FSM stand together, so each pupil of theirs has their mean
    pupils, total = own["pupils"], (access * own["pupils"])
    table = pd.DataFrame({"fsm": own["fsm_percent"], "pupils": pupils, "total": total})
    steps = table.groupby("fsm").sum()
    each = np.repeat(steps["total"] / steps["pupils"], steps["pupils"].astype("int64"))
    n = len(each)
    lowest, highest = each.iloc[: round(n / 10)], each.iloc[round(n * 0.6) :]
    return float(lowest.mean() / highest.mean()), len(own)


def test_the_palma_ratio_of_the_snapshot_is_told_with_its_floors(
    open_app: OpenApp, loaded: Loaded
) -> None:
    text = read_text(open_app("method"))
    told = re.search(r"In this snapshot, the Palma ratio of .*", text)
    assert told is not None
    assert "Teaching School Hubs" in told[0]
    found = {float(km): float(v) for v, km in re.findall(r"([\d.]+) with ([\d.]+) km", told[0])}
    assert list(found) == [1.0, 0.5, 5.0]
    for floor, palma in found.items():
        expected, n = find_palma(loaded, floor)
        # a pupil more or less at the edges of the tenths
        assert palma == pytest.approx(expected, abs=6e-4)
        assert f"over {n:,} state" in told[0].replace("\\", "")
    assert len(set(found.values())) == 3


def test_the_choices_of_ranges_are_named(open_app: OpenApp) -> None:
    assert say_choices(list_choices()) in read_text(open_app("method"))


def test_the_numbers_are_those_of_the_snapshot(open_app: OpenApp, loaded: Loaded) -> None:
    text = read_text(open_app("method"))
    manifest = loaded.snapshot.manifest
    for n in (*manifest["scopes"].values(), *manifest["routes"].values()):
        assert f"{n:,}" in text
    assert manifest["licence"] in text


def test_every_measure_is_explained_with_its_source(open_app: OpenApp, loaded: Loaded) -> None:
    text = read_text(open_app("method"))
    for name, how in describe_measures(loaded).items():
        assert f"- **{name}**: {how}" in text
        assert "Source: school records, 31 August 2025" in how


def test_an_address_meant_for_the_map_changes_nothing(open_app: OpenApp) -> None:
    app = open_app("method", school="abc", unit="<script>", colour="evil")
    assert read_text(app) == read_text(open_app("method"))
