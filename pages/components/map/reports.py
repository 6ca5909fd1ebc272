"""What the map tells Python: a school clicked or an area drawn, each with its moment."""

import re
from dataclasses import dataclass

from footprints.selection.within import parse_within

_CLICK = re.compile(r"([1-9][0-9]{0,8}):[0-9]{1,16}")
# 60 points of two numbers are shorter than this
_AREA = re.compile(r"area:[0-9]{1,16}:((?:polygon|circle):[-0-9.,;]{1,1500})")


@dataclass(frozen=True)
class SchoolClick:
    """A school was clicked."""

    urn: int


@dataclass(frozen=True)
class DrawnArea:
    """An area was drawn; `text` is one that `selection.within.parse_within` understands."""

    text: str


def read_report(value: object) -> SchoolClick | DrawnArea | None:
    """
    Read the component's value.

    Parameters
    ----------
    value
        What `st_folium` returned or stored: a dict with `last_object_clicked_tooltip`, whose
        text is `urn:milliseconds`, `area:milliseconds:polygon:lon,lat;lon,lat;...` or
        `area:milliseconds:circle:lon,lat,km`. It comes from a browser, so it may be anything.

    Returns
    -------
    report
        None where nothing was reported, or the value is not one this map sends.

    Examples
    --------
    >>> read_report({"last_object_clicked_tooltip": "136776:1767225600000"})
    SchoolClick(urn=136776)
    >>> read_report({"last_object_clicked_tooltip": "area:1767225600000:circle:-1.5,53.8,10"})
    DrawnArea(text='circle:-1.5,53.8,10')
    """
    text = value.get("last_object_clicked_tooltip") if isinstance(value, dict) else None
    if not isinstance(text, str):
        return None
    if found := _CLICK.fullmatch(text):
        return SchoolClick(int(found[1]))
    if (found := _AREA.fullmatch(text)) and parse_within(found[1]) is not None:
        return DrawnArea(found[1])
    return None
