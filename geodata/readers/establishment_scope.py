"""Which establishments of Get Information About Schools are open schools of England."""

import pandas as pd

from geodata.cells import take_text
from geodata.rawfiles import RawTable
from geodata.rowchecks import Refusal

OPEN = ("Open", "Open, but proposed to close")
_NOT_OPEN = ("Closed", "Proposed to open")
_ENGLAND = ("England", "United Kingdom", "Great Britain", "Not applicable", "Not recorded")
_LEFT_OUT = "nothing to do: this project maps open schools and colleges of England"
# Patterns on the type or its group, in lower case without apostrophes.
_NOT_SCHOOLS = {
    r"^childrens cent": "a children's centre",
    r"^offshore|^service childrens|^british schools? overseas": "a school overseas or offshore",
    r"^online provider": "an online provider",
    r"^higher education|^universities$": "higher education",
    r"^miscellaneous$|^institution funded by other": "not a school",
}


def refuse_out_of_scope(raw: RawTable) -> list[Refusal]:
    """
    Find the establishments that are not open schools or colleges of England.

    Parameters
    ----------
    raw
        GIAS columns; only `EstablishmentStatus (name)` and `TypeOfEstablishment (name)` must be
        there.

    Returns
    -------
    refusals
        Not open, Welsh, elsewhere outside England, not a school, in this order. Special post-16
        institutions and secure units are kept.
    """
    status = take_text(raw, "EstablishmentStatus (name)")
    field = "EstablishmentStatus (name)"
    refusals = [Refusal(status == one, f"not open: {one}", _LEFT_OUT, field) for one in _NOT_OPEN]
    unknown = ~status.isin([*OPEN, *_NOT_OPEN])
    fix = f"write one of {', '.join((*OPEN, *_NOT_OPEN))}"
    refusals.append(Refusal(unknown, "not open: the status is none that GIAS uses", fix, field))
    return refusals + _refuse_other_countries(raw) + _refuse_other_types(raw)


def _refuse_other_countries(raw: RawTable) -> list[Refusal]:
    """Find Wales by any of its signs, then whatever names another country."""
    country = take_text(raw, "Country (name)")
    wales = (
        (country == "Wales")
        | _starts(take_text(raw, "GOR (name)"), "Wales")
        | _starts(take_text(raw, "TypeOfEstablishment (name)"), "Welsh")
        | _starts(take_text(raw, "EstablishmentTypeGroup (name)"), "Welsh")
        | _starts(take_text(raw, "DistrictAdministrative (code)"), "W")
    )
    abroad = country.notna() & ~country.isin(_ENGLAND)
    return [
        Refusal(wales, "in Wales", _LEFT_OUT, "TypeOfEstablishment (name)"),
        Refusal(abroad, "outside England", _LEFT_OUT, "Country (name)"),
    ]


def _refuse_other_types(raw: RawTable) -> list[Refusal]:
    """Find what is in GIAS but is no school."""
    fields = ("TypeOfEstablishment (name)", "EstablishmentTypeGroup (name)")
    names = [
        take_text(raw, field).str.lower().str.replace("['\u2019]", "", regex=True)
        for field in fields
    ]
    return [
        Refusal(
            names[0].str.contains(pattern).fillna(value=False)
            | names[1].str.contains(pattern).fillna(value=False),
            what,
            _LEFT_OUT,
            fields[0],
        )
        for pattern, what in _NOT_SCHOOLS.items()
    ]


def _starts(text: pd.Series, start: str) -> pd.Series:
    """Tell which texts begin so; a missing one does not."""
    return text.str.startswith(start).fillna(value=False)
