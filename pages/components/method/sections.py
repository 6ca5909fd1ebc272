"""The order of the Method page: what is measured, in which words, with which example."""

from collections.abc import Callable
from dataclasses import dataclass

from pages.components.method import text
from pages.components.method.examples import (
    show_centres,
    show_fragmentation,
    show_nesting,
    show_overlap,
)


@dataclass(frozen=True)
class Section:
    """A heading, what is said below it, and a worked example if there is one."""

    title: str
    words: str
    example: Callable[[], str] | None = None


MEASURES = (
    Section("Overlap of two locals", text.OVERLAP, show_overlap),
    Section("A school's multiple locals", text.MULTIPLE),
    Section("Neighbours, twins and strangers", text.NEIGHBOURS),
    Section("Nested, or cutting across", text.NESTING, show_nesting),
    Section("Against chance", text.CHANCE),
    Section("Seams", text.SEAMS),
    Section("Fragmentation", text.FRAGMENTATION, show_fragmentation),
    Section("Centres of a unit", text.CENTRES, show_centres),
    Section("Spanners", text.SPANNERS),
    Section("Ranges", text.RANGES),
    Section("How certain a membership is", text.CERTAINTY),
)
