"""The ways a distance can be measured: a ladder from a ruler to a route."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

Method = Literal["straight", "detour", "road", "remote"]

METHODS: Mapping[Method, str] = MappingProxyType(
    {
        "straight": "A straight line on British National Grid, right to 0.05 % in England; "
        "water and hills are ignored.",
        "detour": "The straight line times a factor for how roads wind, an estimate with a low "
        "and a high value; none is given across water.",
        "road": "The shortest way by road in the network that was loaded.",
        "remote": "As a routing service answered.",
    }
)
