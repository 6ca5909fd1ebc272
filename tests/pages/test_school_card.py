"""The card of a school as HTML: complete, in order, and never markup from data."""

import dataclasses
import re
from html.parser import HTMLParser

import pandas as pd
import pytest

from footprints.card import Card, build_card
from pages.components.loaded import Loaded
from pages.components.school_card import DOUBTED, render_card

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
    assert "no base known" in shown.attributes["title"]


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
    matrix = html[html.index('class="matrix"') :].split("</table>")[0]
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
