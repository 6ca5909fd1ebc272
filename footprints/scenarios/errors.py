"""Named errors of scenarios; each says which part is wrong and what would put it right."""

from footprints.errors import FootprintsError


class ScenarioError(FootprintsError, ValueError):
    """A change that cannot be one, or a text that holds no scenario."""


class SitingError(FootprintsError, ValueError):
    """A question about satellites that has no answer as it is put."""


class ComparisonError(FootprintsError, ValueError):
    """Two tables that cannot be set side by side."""
