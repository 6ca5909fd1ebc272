"""Links within the app: to a school or a unit, with the rest of the address kept."""

from urllib.parse import urlencode

from pages.components.address import Params
from pages.components.picked import SCHOOL, UNIT


def link_school(urn: int, params: Params) -> str:
    """
    Write the link to a school, relative to the page it stands on.

    Parameters
    ----------
    urn
        The school.
    params
        The parameters of the present address.

    Returns
    -------
    href
        Encoded for an address; still to be escaped for HTML.

    Examples
    --------
    >>> link_school(100049, {"colour": ["tsh"], "unit": ["tsh:L6"]})
    '?colour=tsh&school=100049'
    """
    return _link(params, {SCHOOL: str(urn)})


def link_unit(system: str, unit_id: str, params: Params) -> str:
    """
    Write the link to a unit, relative to the page it stands on.

    Parameters
    ----------
    system, unit_id
        The unit.
    params
        The parameters of the present address.

    Returns
    -------
    href
        Encoded for an address; still to be escaped for HTML.

    Examples
    --------
    >>> link_unit("trust", "A & B", {"school": ["100049"]})
    '?unit=trust%3AA+%26+B'
    """
    return _link(params, {UNIT: f"{system}:{unit_id}"})


def _link(params: Params, picked: dict[str, str]) -> str:
    """Keep everything but what is picked now."""
    kept = {key: values for key, values in params.items() if key not in (SCHOOL, UNIT)}
    return "?" + urlencode(kept | picked, doseq=True)
