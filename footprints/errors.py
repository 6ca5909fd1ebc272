"""Named errors of the domain; each is also the builtin it stands for."""


class FootprintsError(Exception):
    """Base of every error this package raises on purpose."""


class SchemaError(FootprintsError, ValueError):
    """A table does not match its specification in `footprints.schema`."""


class CrsError(FootprintsError, ValueError):
    """A layer is not in EPSG:27700 (British National Grid)."""


class DrawsError(FootprintsError, ValueError):
    """Too few random draws to judge a number by."""


class UnknownKeyError(FootprintsError, KeyError):
    """A urn, system, unit or scope that the tables do not hold."""

    def __str__(self) -> str:
        """Show the message as written; `KeyError` would add quotes."""
        return str(self.args[0]) if self.args else ""
