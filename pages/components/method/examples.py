"""The worked examples of the Method page: computed as it is shown, beside what is published."""

import numpy as np
import pandas as pd

from footprints.locals.overlap import measure_overlap
from footprints.systems.fragmentation import measure_fragmentation
from footprints.systems.nesting import measure_nesting
from footprints.units.clouds import average_points, make_cloud, measure_spread

BODIES = (28, 18, 12, 6, 1, 1, 1, 1, 1, 1)
CORNERS = ((0, 0), (3000, 0), (0, 4000))


def show_overlap() -> str:
    """Measure the overlap of two small sets."""
    found = measure_overlap(list("abcdef"), list("defghijk"))
    return (
        f"A = {{a to f}}, B = {{d to k}} share {found.n_shared}; J = {found.jaccard:.6f}, "
        f"O = {found.overlap:.6f}, C(A in B) = {found.containment:.6f} "
        "(published vector: 0.272727, 0.5, 0.5)."
    )


def show_nesting() -> str:
    """Measure how two partitions of six schools nest."""
    found = measure_nesting(np.array([1, 1, 1, 2, 2, 2]), np.array([1, 1, 2, 2, 3, 3]))
    return (
        f"six schools, a = 1 1 1 2 2 2 and b = 1 1 2 2 3 3: A = {found.alignment:.6f}, "
        f"h = {found.homogeneity:.6f}, c = {found.completeness:.6f}, V = {found.v_measure:.6f} "
        "(published vector: 0.666667, 0.420620, 0.666667, 0.515804)."
    )


def show_fragmentation() -> str:
    """Measure seventy schools in ten bodies."""
    body = np.repeat(np.arange(len(BODIES)), BODIES).astype(str)
    schools = pd.DataFrame({"urn": range(len(body)), "trust_id": body})
    schools = schools.assign(trust_kind="MAT", la_code="1", pupils=np.nan)
    areas = pd.Series("example", index=schools["urn"])
    found = measure_fragmentation(schools, areas, scope="all").iloc[0]
    return (
        f"70 schools in bodies of {', '.join(map(str, BODIES))}: H = {found['entropy']:.6f}, "
        f"N1 = {found['effective_bodies']:.6f}, HHI = {found['hhi']:.6f}, "
        f"N2 = {found['inverse_hhi']:.6f} "
        "(published vector: 1.592812, 4.917556, 0.264082, 3.786708)."
    )


def show_centres() -> str:
    """Find the centre of three schools, and how far they spread."""
    cloud = make_cloud(CORNERS)
    ((x, y),) = average_points(cloud) / 1000
    (spread,) = measure_spread(cloud)
    return (
        f"(0, 0), (3, 0), (0, 4) km: mean centre ({x:.6f}, {y:.6f}), standard distance "
        f"{spread:.6f} (published vector: 1, 1.333333, 2.357023)."
    )
