"""The card of one school, against filtering the memberships for each local."""

from itertools import combinations

from footprints.locals.card import build_card, index_locals
from footprints.scope import in_scope
from tests.bench.snapshot import open_real
from tests.bench.timing import compare

URN = 100005


def main() -> None:
    """Print the ratio, and what arranging the index once costs."""
    snapshot = open_real()
    schools, units = snapshot.table("schools"), snapshot.table("units")
    memberships = snapshot.table("memberships")
    index = index_locals(schools, memberships, units)
    counted = set(schools.loc[in_scope(schools, "state_funded"), "urn"])

    def filter_each() -> list[float]:
        own = memberships[(memberships["urn"] == URN) & memberships["unit_id"].notna()]
        sets = []
        for system, unit_id in zip(own["system"], own["unit_id"], strict=True):
            same = (memberships["system"] == system) & (memberships["unit_id"] == unit_id)
            sets.append(set(memberships.loc[same, "urn"]) & counted | {URN})
        return [len(a & b) / min(len(a), len(b)) for a, b in combinations(sets, 2)]

    print(
        compare(
            "card of a school",
            lambda: build_card(URN, schools, index),
            filter_each,
            against="filter the memberships for each local",
        )
    )
    print(
        compare(
            "index for all cards, once per snapshot",
            lambda: index_locals(schools, memberships, units),
            filter_each,
            against="one card the other way",
        )
    )


if __name__ == "__main__":
    main()
