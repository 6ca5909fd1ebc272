"""A routing service as an engine: checks the points, gathers the matrix, says what is missing."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import requests

from geodata.engines.blocks import Gathering, find_unplaced
from geodata.engines.engine import (
    EngineError,
    EnginePointError,
    Floats,
    Progress,
    RemoteMatrix,
)
from geodata.engines.openrouteservice import OpenRouteService
from geodata.engines.osrm import Osrm
from geodata.engines.service import Line, Service
from geodata.engines.valhalla import Valhalla


@dataclass(frozen=True)
class RemoteEngine:
    """One configured service and how it is spoken to; an `Engine`."""

    service: Service
    dialect: Valhalla | Osrm | OpenRouteService

    @property
    def name(self) -> str:
        """Its kind."""
        return self.service.kind

    @property
    def host(self) -> str:
        """Host and port."""
        return self.service.host

    @property
    def how(self) -> str:
        """Say in one line what is asked of whom."""
        most = self.dialect.limits.cells
        return f"{self.service.label}: {self.dialect.options}, at most {most:,} cells a question"

    def measure(
        self,
        origins: npt.ArrayLike,
        destinations: npt.ArrayLike,
        *,
        progress: Progress | None = None,
    ) -> RemoteMatrix:
        """
        Ask for the way from each origin to each destination.

        Parameters
        ----------
        origins, destinations
            Longitude and latitude in degrees (EPSG:4326), n by 2 and m by 2; NaN where unknown.
        progress
            Called as `progress(cells settled, cells in all)`; to stop, raise from it.

        Returns
        -------
        matrix
            See `RemoteMatrix`. What could be had is in it, what could not is counted.

        Raises
        ------
        EnginePointError
            If points are not pairs of degrees.
        EngineError
            If nothing could be had at all.
        """
        starts = check_points("origins", origins)
        ends = check_points("destinations", destinations)
        with requests.Session() as session:
            line = Line(self.service, session)
            gathered = Gathering(line, self.dialect, starts, ends, progress)
            gathered.gather()
        self._check_any(gathered)
        return RemoteMatrix(
            km=gathered.km,
            minutes=gathered.minutes,
            engine=self.name,
            host=self.host,
            how=self.how,
            origin_snapped_m=gathered.snapped[0],
            destination_snapped_m=gathered.snapped[1],
            off_origins=tuple(np.flatnonzero(gathered.off[0]).tolist()),
            off_destinations=tuple(np.flatnonzero(gathered.off[1]).tolist()),
            n_unreachable=gathered.count_unreachable(),
            failures=tuple(gathered.failures),
        )

    def _check_any(self, gathered: Gathering) -> None:
        """Insist that something was had."""
        if gathered.failures and not gathered.settled.any():
            raise EngineError(gathered.failures[0].message)
        for name, points, off in zip(
            ("origins", "destinations"),
            (gathered.origins, gathered.destinations),
            gathered.off,
            strict=True,
        ):
            placed = ~find_unplaced(points)
            if placed.any() and off[placed].all():
                raise EngineError(
                    f"{self.service.label} knows no road near any of the {placed.sum()} {name}. "
                    "Check that it serves roads of England."
                )


def check_points(name: str, points: npt.ArrayLike) -> Floats:
    """
    Insist that points are pairs of longitude and latitude.

    Parameters
    ----------
    name
        Of the argument.
    points
        n by 2; NaN where unknown.

    Returns
    -------
    points
        float64, n by 2.

    Raises
    ------
    EnginePointError
        If the shape is another, or a value lies outside -180 to 180 or -90 to 90.

    Examples
    --------
    >>> check_points("origins", [(-0.1, 51.5)]).shape
    (1, 2)
    """
    array = np.asarray(points, dtype="float64")
    if array.ndim != 2 or array.shape[1] != 2:
        raise EnginePointError(f"`{name}` must be n by 2, got shape {array.shape}")
    if (np.abs(array) > np.array([180.0, 90.0])).any():
        raise EnginePointError(
            f"`{name}` must be longitude and latitude in degrees, got metres or another order"
        )
    return array
