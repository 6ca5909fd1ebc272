"""How far it is for one school in words, for the terminal."""

from collections.abc import Mapping, Sequence
from typing import Any

from footprints.travel.ladder import NO_NETWORK, NO_SERVICE

# said once, below all
UNASKED = (NO_NETWORK, NO_SERVICE)
Values = Mapping[str, Any]


def format_travel(values: Values) -> str:
    """
    Write how far it is for a school as lines of text.

    Parameters
    ----------
    values
        From `geodata.schooltravel.travel_values`.

    Returns
    -------
    text
        Each distance with its method; without a last newline.
    """
    peers = f", {values['peers']}" if values["peers"] else ""
    lines = [f"{values['name']} ({values['urn']}{peers}); snapshot {values['snapshot']}"]
    for base in values["bases"]:
        lines.append(f"{base['system']}: {base['unit_name']}, {base['what']}: {base['place']}")
        lines += _list_ways(base["ways"])
    for lacking in values["without_base"]:
        named = lacking["unit_name"] or lacking["unit_id"]
        lines.append(f"{lacking['system']}: {named}: {lacking['reason']}")
    for peer in values["nearest"]:
        lines.append(f"{peer['what']}: {peer['place']} ({peer['urn']})")
        lines += _list_ways(peer["ways"])
    return "\n".join([*lines, *_list_basis(values)])


def _list_ways(ways: Sequence[Values]) -> list[str]:
    """List what each method says of a way; what nobody was asked is left out."""
    return [f"  {way['method']:<9} {_say_way(way)}" for way in ways if way["said"] not in UNASKED]


def _say_way(way: Values) -> str:
    """Say a way in km and minutes, or why it is not known."""
    if way["km"] is None:
        return str(way["said"])
    minutes = way["minutes"]
    return f"{_say(way['km'], '.1f')} km" + (f", {_say(minutes, '.0f')} min" if minutes else "")


def _say(amount: Values, form: str) -> str:
    """Write a number with what it may be at least and at most."""
    value, low, high = (f"{amount[name]:{form}}" for name in ("value", "low", "high"))
    return value if amount["low"] == amount["high"] else f"{value} ({low} to {high})"


def _list_basis(values: Values) -> list[str]:
    """List what the numbers rest on."""
    isolation, network = values["isolation"], values["network"]
    mean = isolation["straight_km"]
    return [
        *(
            []
            if mean is None
            else [f"isolation: {mean:.1f} km to the {isolation['n_peers']} nearest on average"]
        ),
        f"factors: {values['factors']['source']}",
        f"minutes of estimates: {values['speed']['source']}",
        NO_NETWORK
        if network is None
        else f"roads: {network['network']}, {network['network_source']}; "
        f"{network['network_attribution']}",
    ]
