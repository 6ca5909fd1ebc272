"""Names as short identifiers that are safe in files, addresses and keys."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable

_LONGEST = 60


def slug(text: str) -> str:
    """
    Turn a name into lower-case ASCII words joined by hyphens.

    Parameters
    ----------
    text
        Any name.

    Returns
    -------
    slug
        1 to 60 characters of a-z, 0-9 and hyphen. A name without any such letter gives `x-` and
        a digest of it, so the result is never empty. Two names may give one slug: the caller
        tells them apart.

    Examples
    --------
    >>> slug("FIERTÉ Multi-Academy Trust"), slug("=1+1")
    ('fierte-multi-academy-trust', '1-1')
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"['`]", "", plain)
    joined = re.sub(r"[^a-z0-9]+", "-", words).strip("-")[:_LONGEST].rstrip("-")
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return joined or f"x-{digest[:8]}"


def name_slugs(names: Iterable[str]) -> dict[str, str]:
    """
    Give each of several names a slug of its own.

    Parameters
    ----------
    names
        Any names; repeats count once.

    Returns
    -------
    slugs
        By name; where two would be alike the later one in sorted order gets `-2`, `-3`, ..., so
        the order of `names` does not matter.

    Examples
    --------
    >>> name_slugs(["St. Mary", "St Mary"])
    {'St Mary': 'st-mary', 'St. Mary': 'st-mary-2'}
    """
    slugs: dict[str, str] = {}
    taken: set[str] = set()
    for name in sorted(set(names)):
        first = slug(name)
        number, candidate = 1, first
        while candidate in taken:
            number += 1
            candidate = f"{first}-{number}"
        taken.add(candidate)
        slugs[name] = candidate
    return slugs
