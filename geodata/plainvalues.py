"""Values as JSON has them, for metadata and for whoever reads a command's output."""

from collections.abc import Mapping
from typing import Any

import numpy as np


def make_plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """
    Make values that JSON has; a number that is not known, or has no end, becomes null.

    Examples
    --------
    >>> make_plain({"km": np.float64(2), "to_km": np.inf, "classes": ("a",)})
    {'km': 2.0, 'to_km': None, 'classes': ['a']}
    """
    return {str(key): _make_plain(value) for key, value in values.items()}


def _make_plain(value: Any) -> Any:  # noqa: ANN401  anything that JSON may hold
    """Make one value plain."""
    if isinstance(value, Mapping):
        return make_plain(value)
    if isinstance(value, list | tuple):
        return [_make_plain(part) for part in value]
    plain = value.item() if isinstance(value, np.generic) else value
    return None if isinstance(plain, float) and not np.isfinite(plain) else plain
