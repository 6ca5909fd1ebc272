"""Links within the app: to a school or a unit, with what the address holds kept."""

from urllib.parse import urlencode

from pages.components.address import SNAPSHOT, Params
from pages.components.picked import SCHOOL, UNIT

PAGE, URN, OVERLAP = "school", "urn", "overlap"
SYSTEMS, SYSTEM = "systems", "system"
ACCESS = "access"


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


def link_school_page(urn: int, params: Params) -> str:
    """
    Write the link to a school's page, relative to any page of the app.

    Parameters
    ----------
    urn
        The school.
    params
        The parameters of the present address; only what holds for any school is kept.

    Returns
    -------
    href
        Encoded for an address; still to be escaped for HTML.

    Examples
    --------
    >>> link_school_page(100049, {"colour": ["tsh"], "snapshot": ["2025-08-31-aa"]})
    'school?urn=100049&snapshot=2025-08-31-aa'
    """
    kept = {key: params[key] for key in (OVERLAP, SNAPSHOT) if key in params}
    return f"{PAGE}?" + urlencode({URN: str(urn), **kept}, doseq=True)


def link_unit_page(system: str, unit_id: str | None, params: Params) -> str:
    """
    Write the link to the page of a unit or of a system, relative to any page of the app.

    Parameters
    ----------
    system, unit_id
        The unit; None for the system's table of units.
    params
        The parameters of the present address; only the snapshot is kept.

    Returns
    -------
    href
        Encoded for an address; still to be escaped for HTML.

    Examples
    --------
    >>> link_unit_page("tsh", "EE1", {"colour": ["tsh"], "snapshot": ["2025-08-31-aa"]})
    'systems?system=tsh&unit=EE1&snapshot=2025-08-31-aa'
    """
    unit = {} if unit_id is None else {UNIT: unit_id}
    kept = {key: params[key] for key in (SNAPSHOT,) if key in params}
    return f"{SYSTEMS}?" + urlencode({SYSTEM: system, **unit, **kept}, doseq=True)


def link_access(params: Params, **asked: str) -> str:
    """
    Write the link to the page on travel, relative to any page of the app.

    Parameters
    ----------
    params
        The parameters of the present address; only the snapshot is kept.
    asked
        Parameters of the page on travel, such as its system, area or school.

    Returns
    -------
    href
        Encoded for an address; still to be escaped for HTML.

    Examples
    --------
    >>> link_access({"colour": ["tsh"]}, system="maths", urn="100049")
    'access?system=maths&urn=100049'
    """
    kept = {key: params[key] for key in (SNAPSHOT,) if key in params}
    return f"{ACCESS}?" + urlencode({**asked, **kept}, doseq=True)


def link_map(href: str) -> str:
    """
    Turn a link relative to the map into one relative to any page of the app.

    Examples
    --------
    >>> link_map(link_school(100049, {"colour": ["tsh"]}))
    './?colour=tsh&school=100049'
    """
    return f"./{href}"


def _link(params: Params, picked: dict[str, str]) -> str:
    """Keep everything but what is picked now."""
    kept = {key: values for key, values in params.items() if key not in (SCHOOL, UNIT)}
    return "?" + urlencode(kept | picked, doseq=True)
