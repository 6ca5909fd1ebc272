"""The card of a school as HTML: complete, in order, and never markup from data."""

import dataclasses
import re
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest

from footprints.locals.card import Card, build_card
from pages.components.loaded import Loaded
from pages.components.school.card import DOUBTED, render_card

SCRIPT = "<script>window.injected = 'yes'</script>"
IMAGE = '"><img src=x onerror="window.injected=1">'
QUOTES = "O'Neill & Sons \" > School"
TEXTS = (SCRIPT, IMAGE, QUOTES)


class Tags(HTMLParser):
    """Collect the elements and attributes that a browser would see, and the words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.attributes: dict[str, list[str]] = {}
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        for name, value in attrs:
            self.attributes.setdefault(name, []).append(value or "")

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", "".join(self.words))


def find_school(loaded: Loaded, system: str, certainty: str) -> int:
    """Find the first school whose membership of a system is so certain."""
    held = loaded.memberships
    found = held[(held["system"] == system) & (held["certainty"] == certainty)]
    return int(found["urn"].iloc[0])


def row_of(loaded: Loaded, urn: int) -> pd.Series:
    return loaded.schools[loaded.schools["urn"] == urn].iloc[0]


def make_card(loaded: Loaded, urn: int) -> Card:
    return build_card(urn, loaded.schools, loaded.index)


def render(loaded: Loaded, urn: int) -> Tags:
    return Tags(render_card(make_card(loaded, urn), row_of(loaded, urn), loaded.systems))


def test_the_card_names_each_local_with_its_certainty(loaded: Loaded) -> None:
    urn = find_school(loaded, "trust", "listed")
    card = make_card(loaded, urn)
    shown = render(loaded, urn)
    assert card.name in shown.text
    assert f"URN {urn}" in shown.text
    assert "Its locals, sized in open state-funded schools" in shown.text
    for local in card.locals.itertuples():
        assert local.unit_name in shown.text
        assert local.certainty in shown.text
        assert f"{local.n_schools:,}" in shown.text


def test_a_distance_has_one_decimal_and_no_base_a_dash(loaded: Loaded) -> None:
    urn = find_school(loaded, "tsh", "designated")
    known = make_card(loaded, urn).locals["straight_km"].dropna()
    shown = render(loaded, urn)
    assert len(known)
    assert all(f"{km:.1f}" in shown.words for km in known)
    assert "–" in shown.text  # noqa: RUF001  an authority has no base
    assert "no base known" in shown.words


def test_areas_come_first_then_trust_then_hubs(loaded: Loaded) -> None:
    urn = find_school(loaded, "trust", "listed")
    html = render_card(make_card(loaded, urn), row_of(loaded, urn), loaded.systems)
    kinds = re.findall(r'<span class="system">([^<]*)', html)
    assert kinds[:4] == ["district", "local authority", "region", "trust"]
    assert "Teaching School Hub" in kinds[4:]


def test_shared_units_are_gathered_and_left_out_of_the_matrix(loaded: Loaded) -> None:
    urn = find_school(loaded, "computing", "shared")
    card = make_card(loaded, urn)
    n_shared = int((card.locals["system"] == "computing").sum())
    shown = render(loaded, urn)
    assert n_shared > 1
    assert f"shared by {n_shared} units, and no line is published" in shown.text
    html = render_card(card, row_of(loaded, urn), loaded.systems)
    matrix = html[html.index('class="matrix"') :].split("<details><summary>No local")[0]
    assert "Computing" not in matrix


def test_the_matrix_is_a_square_with_nothing_on_its_diagonal(loaded: Loaded) -> None:
    urn = find_school(loaded, "trust", "listed")
    card = make_card(loaded, urn)
    n = int((card.locals["certainty"] != "shared").sum())
    html = render_card(card, row_of(loaded, urn), loaded.systems)
    matrix = html[html.index('class="matrix"') :].split("</table>")[0]
    assert matrix.count("<td") == 1 + n * n  # and the empty corner
    assert matrix.count('class="self"') == n


def test_systems_without_a_local_give_their_reason(loaded: Loaded) -> None:
    urn = find_school(loaded, "trust", "none")
    absent = make_card(loaded, urn).absent
    shown = render(loaded, urn)
    assert f"No local in {len(absent)} systems" in shown.text
    for reason in absent["reason"]:
        assert reason in shown.text


def test_each_local_says_how_many_of_the_nearest_are_in_it(loaded: Loaded) -> None:
    urn = find_school(loaded, "trust", "listed")
    card = make_card(loaded, urn)
    n = len(card.neighbours.nearest)
    shown = render(loaded, urn)
    assert n == 10
    assert f"how many of its 10 nearest {card.neighbours.peers} schools are in each" in shown.text
    for n_near in card.locals["n_near"]:
        assert f"{n_near} of 10" in shown.words


def test_who_shares_the_locals_is_counted_and_the_nearest_are_named(loaded: Loaded) -> None:
    urn = find_school(loaded, "trust", "none")
    found = make_card(loaded, urn).neighbours
    shown = render(loaded, urn)
    assert f"{len(found.twins):,} schools have the same locals" in shown.text
    assert f"{len(found.near_twins):,} have all but one the same" in shown.text
    assert "stranger" in shown.text
    listed = [*found.twins["urn"][:5], *found.near_twins["urn"][:5], *found.strangers["urn"]]
    hrefs = [f"?school={other}" for other in (*listed, *found.nearest["urn"])]
    assert sorted(h for h in shown.attributes["href"] if "?school" in h) == sorted(hrefs)
    for name in found.nearest["name"]:
        assert name in shown.text


@pytest.mark.parametrize(
    ("n", "words"),
    [
        ((0, 0, 0), ("No other school has just the same", "No school has all but one", "None of")),
        ((1, 1, 1), ("1 school has the same locals", "1 has all but one", "10 nearest is a str")),
        ((7, 8, 2), ("7 schools have the same", "and 2 more, farther", "and 3 more", "are stran")),
    ],
)
def test_one_none_and_many_are_said_in_plain_english(
    loaded: Loaded, n: tuple[int, int, int], words: tuple[str, ...]
) -> None:
    card = make_card(loaded, find_school(loaded, "trust", "none"))
    around = card.neighbours
    twins, near_twins, strangers = n
    some = around.near_twins.head(1).loc[[0] * 8].reset_index(drop=True)
    around = dataclasses.replace(
        around,
        twins=some.head(twins),
        near_twins=some.head(near_twins),
        strangers=some.head(strangers),
    )
    changed = dataclasses.replace(card, neighbours=around)
    text = Tags(render_card(changed, row_of(loaded, card.urn), loaded.systems)).text
    assert all(word in text for word in words)


def test_what_sets_a_near_twin_apart_is_said(loaded: Loaded) -> None:
    urn = find_school(loaded, "trust", "listed")
    card = make_card(loaded, urn)
    one = card.neighbours.near_twins.head(1)
    rows = [one.assign(differs="trust", lacks=lacks) for lacks in (True, False)]
    absent = one.assign(differs="research", lacks=False)
    assert "research" not in set(card.locals["system"])
    around = dataclasses.replace(card.neighbours, near_twins=pd.concat([*rows, absent]))
    changed = dataclasses.replace(card, neighbours=around)
    text = Tags(render_card(changed, row_of(loaded, urn), loaded.systems)).text
    for words in ("no trust", "another trust", "Research School as well", "trust (2)"):
        assert words in text


def test_a_school_without_neighbours_says_why(loaded: Loaded) -> None:
    urn = find_school(loaded, "trust", "listed")
    card = make_card(loaded, urn)
    empty = card.neighbours.nearest.iloc[:0]
    alone = dataclasses.replace(card.neighbours, nearest=empty)
    changed = dataclasses.replace(card, neighbours=alone)
    school = row_of(loaded, urn)
    assert (
        "no other school of its phase" in Tags(render_card(changed, school, loaded.systems)).text
    )
    nowhere = school.copy()
    nowhere["easting"] = float("nan")
    assert "no usable point" in Tags(render_card(changed, nowhere, loaded.systems)).text
    unknown = dataclasses.replace(card, neighbours=dataclasses.replace(alone, peers=None))
    text = Tags(render_card(unknown, school, loaded.systems)).text
    assert "neither a phase nor ages" in text
    assert "nearest schools are in each" in text


def test_links_keep_the_address_but_for_what_is_picked(loaded: Loaded) -> None:
    urn = find_school(loaded, "trust", "listed")
    params = {"school": ["1"], "colour": ["maths"], "la": ["202", "203"], "x": ['"><script>']}
    html = render_card(make_card(loaded, urn), row_of(loaded, urn), loaded.systems, params)
    page, *hrefs = Tags(html).attributes["href"]
    assert page == f"school?urn={urn}"
    assert any("unit=trust%3A" in href for href in hrefs)
    hrefs.remove(f"access?urn={urn}")
    for href in hrefs:
        asked = parse_qs(urlsplit(href).query)
        assert href.startswith("?")
        assert ("school" in asked) != ("unit" in asked)
        assert asked["school" if "school" in asked else "unit"] != ["1"]
        assert {key: asked[key] for key in ("colour", "la", "x")} == {
            key: params[key] for key in ("colour", "la", "x")
        }


@pytest.mark.parametrize("flag", sorted(DOUBTED))
def test_a_doubted_place_is_said(flag: str, loaded: Loaded) -> None:
    urn = int(loaded.schools["urn"].iloc[0])
    school = row_of(loaded, urn).copy()
    school["coord_flag"] = flag
    html = render_card(make_card(loaded, urn), school, loaded.systems)
    assert DOUBTED[flag] in Tags(html).text


def test_what_the_record_does_not_give_is_left_out(loaded: Loaded) -> None:
    urn = int(loaded.schools["urn"].iloc[0])
    school = row_of(loaded, urn).copy()
    school[["phase", "type", "la_name", "postcode", "pupils"]] = float("nan")
    html = render_card(make_card(loaded, urn), school, loaded.systems)
    assert f'<p class="facts">URN {urn}</p>' in html


@pytest.mark.parametrize("nasty", TEXTS)
def test_text_from_data_never_becomes_markup(nasty: str, loaded: Loaded) -> None:
    urn = find_school(loaded, "trust", "listed")
    card = make_card(loaded, urn)
    # unit names, reasons and the name itself, on the card and in tooltips
    hostile = dataclasses.replace(
        card,
        name=nasty,
        locals=card.locals.assign(unit_name=nasty, reason=nasty),
        absent=card.absent.assign(reason=nasty),
        neighbours=dataclasses.replace(
            card.neighbours,
            **{
                name: getattr(card.neighbours, name).assign(name=nasty)
                for name in ("nearest", "twins", "near_twins", "strangers")
            },
        ),
    )
    school = row_of(loaded, urn).copy()
    school[["phase", "type", "la_name", "postcode"]] = nasty
    systems = loaded.systems.assign(name=nasty, unit_name=nasty)
    shown = Tags(render_card(hostile, school, systems))
    plain = Tags(render_card(card, row_of(loaded, urn), loaded.systems))
    assert sorted(shown.names) == sorted(plain.names)
    assert set(shown.attributes) == set(plain.attributes)
    assert re.sub(r"\s+", " ", nasty) in shown.text
    assert nasty in " ".join(shown.attributes["title"])


def test_a_colour_cannot_leave_its_attribute(loaded: Loaded) -> None:
    urn = find_school(loaded, "trust", "listed")
    systems = loaded.systems.assign(colour='red" onmouseover="alert(1)')
    shown = Tags(render_card(make_card(loaded, urn), row_of(loaded, urn), systems))
    assert "onmouseover" not in shown.attributes
