"""Area names as people write them, resolved to official codes through a table of aliases."""

import difflib
from pathlib import Path

import pandas as pd

from geodata.errors import UnresolvedNameError
from geodata.rawfiles import open_table
from geodata.vintages import AREA_WORDS, AreaKind, list_areas

REGISTERS_FOLDER = Path(__file__).parent / "registers"
_SHOWN = 5
# "Bristol, City of", "City of Bristol", "London Borough of Camden", "Leeds City Council"
_BEFORE = (
    r"^(?:the )?(?:(?:(?:london|royal|metropolitan) )?borough|city|county|district)"
    r"(?: council)? of (?:the )?"
)
_AFTER = (
    r" (?:(?:city|county) of|(?:(?:city|county|borough|district|metropolitan|unitary) )*"
    r"(?:council|authority))$"
)
# not the region of that name
_KEPT_WHOLE = "city of london"


def load_aliases(folder: Path = REGISTERS_FOLDER) -> pd.DataFrame:
    """
    Load the project's table of other names of areas.

    Parameters
    ----------
    folder
        Where `aliases.csv` is.

    Returns
    -------
    aliases
        Text: `name`, `area_kind` (NaN where any), `area_code` (several, `;` between, where one
        name stands for several areas), `area_name`, `reason`.

    Raises
    ------
    UnreadableFileError
        If there is no such file, or it is not CSV.
    """
    return open_table(folder / "aliases.csv").table


def resolve_area(
    names: pd.Series,
    districts: pd.DataFrame,
    *,
    area_kind: AreaKind,
    aliases: pd.DataFrame | None = None,
    file: str = "the table",
) -> pd.Series:
    """
    Resolve names of areas to official codes.

    Case, spaces, punctuation, `&` and words such as "City of" or "Council" do not matter. First
    that answers: the name of a current area, an alias, the name of a former area.

    Parameters
    ----------
    names
        Names as written; the index is the row number in the file.
    districts
        The `districts` table.
    area_kind
        Which kind of area the names are of: `lad`, `utla` or `region`.
    aliases
        From `load_aliases`, which is the default.
    file
        Name of the file, for messages.

    Returns
    -------
    area_code
        Official codes, index as `names`. Where one name stands for several areas ("North
        Yorkshire East" for Ryedale and Scarborough) its row is repeated, one code each.

    Raises
    ------
    UnresolvedNameError
        If a name is unknown: with the file, the row and near matches.

    Examples
    --------
    >>> table = pd.DataFrame({"lad_code": ["E06000023"], "lad_name": ["Bristol, City of"],
    ...     "valid_from": None, "valid_to": None})
    >>> resolve_area(pd.Series([" BRISTOL City Council"]), table, area_kind="lad").tolist()
    ['E06000023']
    """
    known = _list_names(list_areas(districts, area_kind), area_kind, aliases)
    strict = _simplify(known["name"])
    exact = known.set_axis(strict)["area_code"]
    loose = known.set_axis(_loosen(strict))["area_code"]
    key = _simplify(names)
    found = key.map(exact[~exact.index.duplicated()])
    found = found.fillna(_loosen(key).map(loose[~loose.index.duplicated()]))
    if found.isna().any():
        raise UnresolvedNameError(
            _explain_unresolved(names[found.isna()], known["name"], area_kind, file)
        )
    return found.str.split(";").explode().astype("str")


def suggest(value: str, known: pd.Series) -> str:
    """
    List the known values most like a value, for a message.

    Examples
    --------
    >>> suggest("Birmingam", pd.Series(["Birmingham", "Barnet"]))
    "near matches: 'Birmingham'"
    >>> suggest("zzz", pd.Series(["Birmingham"]))
    'nothing known is like it'
    """
    keys = dict(zip(_simplify(known), known, strict=True))
    wanted = _simplify(pd.Series([value], dtype="str")).iloc[0]
    near = difflib.get_close_matches(wanted, list(keys), n=3, cutoff=0.6)
    if not near:
        return "nothing known is like it"
    return "near matches: " + ", ".join(repr(str(keys[match])) for match in near)


def _list_names(
    areas: pd.DataFrame, area_kind: AreaKind, aliases: pd.DataFrame | None
) -> pd.DataFrame:
    """List all names with their codes, those that win first."""
    official = areas.reset_index()[["name", "area_code"]]
    ended = areas["valid_to"].notna().to_numpy()
    table = load_aliases() if aliases is None else aliases
    fits = table["area_kind"].isna() | table["area_kind"].eq(area_kind)
    # an alias of a district is of no use to a list of counties
    all_known = table["area_code"].str.split(";").explode().isin(areas.index)
    fits &= all_known.groupby(level=0).all()
    return pd.concat([official[~ended], table.loc[fits, ["name", "area_code"]], official[ended]])


def _simplify(names: pd.Series) -> pd.Series:
    """Drop case, accents, punctuation and repeated spaces; spell out `&`."""
    text = names.astype("str").str.normalize("NFKD").str.lower()
    text = text.str.replace(r"[\u0300-\u036f'\u2018\u2019`]", "", regex=True)
    text = text.str.replace("&", " and ", regex=False)
    return text.str.replace(r"[\W_]+", " ", regex=True).str.strip()


def _loosen(keys: pd.Series) -> pd.Series:
    """Drop "city of", "council" and the like from simplified names."""
    loose = keys.str.replace(_BEFORE, "", regex=True).str.replace(_AFTER, "", regex=True)
    return loose.where(keys != _KEPT_WHOLE, keys)


def _explain_unresolved(lost: pd.Series, known: pd.Series, area_kind: AreaKind, file: str) -> str:
    """Say which rows name no known area, and what they may have meant."""
    lines = [
        f"{file}, row {row}: `area_name` must be the name of {AREA_WORDS[area_kind]}, got "
        + (f"{name!r}; {suggest(name, known)}" if isinstance(name, str) else "a blank")
        for row, name in lost.head(_SHOWN).items()
    ]
    more = [f"and {len(lost) - _SHOWN} more rows"] if len(lost) > _SHOWN else []
    remedy = "correct the name, give `area_code` instead, or add the name to aliases.csv"
    return "\n".join([*lines, *more, remedy])
