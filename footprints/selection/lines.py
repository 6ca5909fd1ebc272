"""Many short texts held as one, so that looking into all of them is one quick pass."""

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Lines:
    r"""
    Lines in an order of their own.

    `text` has a line break before, between and after the lines, so `"\nst "` is the beginning of
    a line and `" \n"` an end; `starts` says where each line begins, and where one more would.
    """

    text: str
    starts: "array[int]"

    def find(self, piece: str) -> Iterator[int]:
        r"""
        Find the lines that hold a piece of text.

        Parameters
        ----------
        piece
            Not empty; line breaks only at its ends.

        Yields
        ------
        row
            Number of a line, from 0, each once and in order, as soon as it is found.

        Examples
        --------
        >>> list(join_lines(["mary", "st mary"]).find("\nma"))
        [0]
        """
        at = self.text.find(piece)
        while at >= 0:
            row = bisect_right(self.starts, at + 1) - 1
            yield row
            at = self.text.find(piece, self.starts[row + 1] - 1)

    def find_all(self, pieces: Iterable[str]) -> Iterator[int]:
        """Find the lines that hold each of several pieces; see `find`."""
        held = list(pieces)
        rarest, *others = sorted(held, key=self.text.count) if len(held) > 1 else held
        for row in self.find(rarest):
            line = self.text[self.starts[row] : self.starts[row + 1]]
            if all(piece in line for piece in others):
                yield row


def join_lines(lines: Iterable[str]) -> Lines:
    r"""
    Hold lines as one text.

    Parameters
    ----------
    lines
        Texts without line breaks.

    Returns
    -------
    joined
        In the same order.

    Examples
    --------
    >>> join_lines(["mary", "st mary"]).text
    '\nmary\nst mary\n'
    """
    held = list(lines)
    starts = array("q", [1])
    for line in held:
        starts.append(starts[-1] + len(line) + 1)
    return Lines("\n".join(["", *held, ""]), starts)
