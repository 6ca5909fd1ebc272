"""What the map tells of a click: a school's URN and the moment, as one short text."""

import re

_CLICK = re.compile(r"([1-9][0-9]{0,8}):[0-9]{1,16}")


def read_click(value: object) -> int | None:
    """
    Read the URN from the component's value.

    Parameters
    ----------
    value
        What `st_folium` returned or stored: a dict with `last_object_clicked_tooltip`, whose
        text is `urn:milliseconds`. It comes from a browser, so it may be anything.

    Returns
    -------
    urn
        None where no school was clicked, or the value is not one this map sends.

    Examples
    --------
    >>> read_click({"last_object_clicked_tooltip": "136776:1767225600000"})
    136776
    >>> read_click({"last_object_clicked_tooltip": None}) is None
    True
    """
    text = value.get("last_object_clicked_tooltip") if isinstance(value, dict) else None
    found = _CLICK.fullmatch(text) if isinstance(text, str) else None
    return int(found[1]) if found else None
