"""Which of the files found a build uses: one of each kind, or all where kinds add up."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from geodata.recognise import Recognised
from geodata.sourcesfile import SourceNote, read_sources

# Of these kinds every file counts; of the others the newest wins.
ADDITIVE = frozenset({"boundaries", "units", "coverage", "systems", "network"})


@dataclass(frozen=True)
class Chosen:
    """A file a build uses, with its kind, its date and what `sources.toml` notes of it."""

    found: Recognised
    kind: str
    note: SourceNote

    @property
    def as_of(self) -> str | None:
        """Its date: as noted, else as its name or columns state."""
        return self.note.date or self.found.as_of


@dataclass(frozen=True)
class Choice:
    """The files to use, by kind in path order, and those left aside with the reason."""

    chosen: tuple[Chosen, ...]
    left_aside: tuple[dict[str, str], ...]

    def of_kind(self, kind: str) -> list[Chosen]:
        """Give the files of one kind."""
        return [chosen for chosen in self.chosen if chosen.kind == kind]


def choose_files(found: Iterable[Recognised], folder: Path) -> Choice:
    """
    Choose the files of a build.

    Of two files of a kind that does not add up, the one that `sources.toml` prefers wins, then
    the one with the later date (its name's, its columns' or its note's), then the last path.

    Parameters
    ----------
    found
        From `geodata.recognise.scan_folder`.
    folder
        The folder scanned; `sources.toml` in it, or beside a file, is read.

    Returns
    -------
    choice
        See `Choice`.

    Raises
    ------
    UnreadableFileError
        If a `sources.toml` is not in the form `geodata.sourcesfile` gives.
    """
    notes = _Notes(folder)
    left: list[dict[str, str]] = []
    by_kind: dict[str, list[Chosen]] = {}
    for one in found:
        note = notes.of(one.path)
        kind = note.kind or one.kind
        if kind is None or not note.use:
            reason = one.reason if kind is None else "sources.toml says not to use it"
            left.append({"file": one.name, "reason": reason})
            continue
        by_kind.setdefault(kind, []).append(Chosen(one, kind, note))
    chosen: list[Chosen] = []
    for kind, rivals in sorted(by_kind.items()):
        if kind in ADDITIVE:
            chosen += rivals
            continue
        winner = max(rivals, key=_rank)
        chosen.append(winner)
        left += [
            {
                "file": lost.found.name,
                "reason": f"{kind}: {winner.found.name} is newer or preferred",
            }
            for lost in rivals
            if lost is not winner
        ]
    return Choice(tuple(chosen), tuple(left))


def _rank(chosen: Chosen) -> tuple[bool, str, str]:
    """Order rivals of one kind."""
    return chosen.note.prefer, chosen.as_of or "", str(chosen.found.path)


class _Notes:
    """The notes beside each file, read once for each folder."""

    def __init__(self, top: Path) -> None:
        self._read: dict[Path, Mapping[str, SourceNote]] = {top: read_sources(top)}
        self._top = top

    def of(self, path: Path) -> SourceNote:
        """Give the note on a file: beside it, else in the top folder, else a blank one."""
        if path.parent not in self._read:
            self._read[path.parent] = read_sources(path.parent)
        beside, blank = self._read[path.parent], SourceNote(path.name)
        return beside.get(path.name, self._read[self._top].get(path.name, blank))
