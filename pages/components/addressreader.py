"""Choices read from an address: validated, with defaults, and notes on what was not understood."""

from collections.abc import Mapping
from math import isfinite
from typing import TypeVar

from pages.components.address import Params

T = TypeVar("T")


class AddressReader:
    """
    Reads one parameter after the other and notes what it cannot understand.

    `words` name each parameter in a note; the values of an address may be anything and are never
    repeated.
    """

    def __init__(self, params: Params, words: Mapping[str, str]) -> None:
        self.params = params
        self._words = words
        self._notes: list[str] = []

    @property
    def notes(self) -> tuple[str, ...]:
        """What was not understood, each once."""
        return tuple(dict.fromkeys(self._notes))

    def first(self, name: str) -> str | None:
        """Give the first value of a parameter; None if it is not there."""
        texts = self.params.get(name, ())
        return texts[0] if texts else None

    def one(self, name: str, choices: Mapping[str, T], default: T) -> T:
        """
        Read one of several choices.

        Examples
        --------
        >>> AddressReader({"by": ["b"]}, {}).one("by", {"a": 1, "b": 2}, default=1)
        2
        """
        text = self.first(name)
        if text is not None and text not in choices:
            self.note_unknown(name)
        return default if text is None else choices.get(text, default)

    def number(self, name: str, low: float, high: float, default: float) -> float:
        """
        Read a number between two limits.

        Examples
        --------
        >>> reader = AddressReader({"km": ["1e9"]}, {"km": "a distance"})
        >>> reader.number("km", 1, 200, 40), reader.notes
        (40, ('The address asks for a distance that is not known here; it is left out.',))
        """
        text = self.first(name)
        if text is None:
            return default
        try:
            number = float(text)
        except ValueError:
            number = float("nan")
        if not (isfinite(number) and low <= number <= high):
            self.note_unknown(name)
            return default
        return number

    def whole(self, name: str, low: int, high: int, default: int) -> int:
        """
        Read a whole number between two limits.

        Examples
        --------
        >>> reader = AddressReader({"n": ["2.5"], "m": ["4"]}, {"n": "a number"})
        >>> reader.whole("n", 1, 9, 1), reader.whole("m", 1, 9, 1), len(reader.notes)
        (1, 4, 1)
        """
        number = self.number(name, low, high, default)
        if number != int(number):
            self.note_unknown(name)
            return default
        return int(number)

    def note_unknown(self, name: str) -> None:
        """Note that the value of a parameter is not known here."""
        word = self._words[name]
        self.note(f"The address asks for {word} that is not known here; it is left out.")

    def note(self, text: str) -> None:
        """Note something else."""
        self._notes.append(text)
