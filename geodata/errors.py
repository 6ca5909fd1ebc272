"""Named errors of reading, building, storing and fetching; each is also the builtin it is.

A message names the file, the row where there is one, what was expected, and what to do.
"""


class GeodataError(Exception):
    """Base of every error this package raises on purpose."""


class UnreadableFileError(GeodataError, OSError):
    """A file that is empty, truncated, or not the format it claims to be."""


class EncodingError(GeodataError, ValueError):
    """Text in neither UTF-8 nor cp1252."""


class MissingColumnError(GeodataError, ValueError):
    """A file of a known kind that lacks a column it must have."""


class MissingCrsError(GeodataError, ValueError):
    """A boundary file that does not say which coordinates it uses."""


class DuplicateKeyError(GeodataError, ValueError):
    """Two rows where the key must be unique."""


class UnresolvedNameError(GeodataError, LookupError):
    """An area, hub or school named in a register that no table knows."""


class BuildError(GeodataError, RuntimeError):
    """A build that cannot be published; the last good snapshot still serves."""


class BuildLockedError(GeodataError, RuntimeError):
    """Another build is running in the same data folder."""


class NoSnapshotError(GeodataError, LookupError):
    """No snapshot where one was asked for."""


class FetchError(GeodataError, ConnectionError):
    """A download that failed for good after its retries."""


class SettingError(GeodataError, ValueError):
    """An environment variable that cannot be used as it is."""
