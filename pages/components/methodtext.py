"""The words of the Method page."""

LOCALS = """
For a school, a **local** is the unit it belongs to in a system, seen as the set of schools in that
unit. Sizes and overlaps are counted on sets of schools, never on areas of polygons, so that a trust
and a hub can be compared. Unless a number says otherwise the schools counted are the open
state-funded ones; the school asked about is always counted as a member of its own locals. A school
with no unit in a system has no local there.
"""
OVERLAP = """
For two locals A and B: Jaccard **J = |A ∩ B| / |A ∪ B|**; overlap coefficient
**O = |A ∩ B| / min(|A|, |B|)** (Szymkiewicz–Simpson); containment **C(A in B) = |A ∩ B| / |A|**.
*Caveat*: a `shared` membership counts in each of the units that share it, so an overlap that rests
on one may be too large.
"""
CERTAINTY = """
| word | what it means | on the map |
| --- | --- | --- |
| designated | an official list gives the whole area to the unit | solid line and fill |
| listed | the unit, or the school's own record, names the school | thin hull of members |
| partial | an old page, prose, a title, or part of an area | hatched |
| shared | several units claim the area and no line between them is published | hatched |
| inferred | nearest base; only where a visitor asks for it | dotted |
| none | nothing published, or outside the system's scope | no fill |

A full published list beats any weaker claim on the same area; the claims that gave way are listed
on the Data page. A base says nothing about membership: a lead school can lie outside its own area.
"""
PLACEMENT = """
By the first of these that answers: **code** (the school's record states the district);
**recoded** (it states a former or renumbered code of it); **polygon** (its point lies in the
outline); **nearest** (its point lies within 500 m of the outline: generalised outlines cut off
coasts); **none**. The authority is the one the record names, which may differ from where the school
stands. A point over 1 km outside the stated district is flagged on the school's card; a point in no
English district is not used. Hub lists stay on the districts they were written in: former
districts are cut out of the district that replaced them, so that nothing overlaps.
"""
DISTANCE = """
Straight lines on British National Grid (EPSG:27700) from the school's point to the base's, in
kilometres. The grid's own error in England is between −0.04 % and +0.05 %. Most points stand
for a postcode, not a building. A straight line ignores roads, rivers and sea.
"""
CLASSES = """
A measure colours the map in at most 8 classes. **Quantiles** hold about as many schools each: their
edges are the eighths of all known values, rounded so that they can be read, and fall together where
many values are equal. Counts and ranks have **one class for each number**. A value is in exactly one
class: the first holds both its edges, each other its upper one; a missing value is in none and never
counts as 0. Classes are made over all schools a measure is asked of, not only those shown, so that two
maps of one snapshot compare. Colours are viridis (van der Walt and Smith 2015) without its pale end:
high is dark, in grey too, and neighbouring classes stay apart for colour-blind eyes (Machado, Oliveira
and Fernandes 2009). Ofsted grades are no measure here: no overall grade was given since September 2024.
"""
GLOSSARY = """
- **System**: one way of dividing schools, such as Maths Hubs or academy trusts. **Unit**: one member
  of a system, such as one hub.
- **Base**: the lead school or site of a unit. **Footprint**: the polygon of a unit, always made from
  its list of areas (dissolved) or of schools (convex hull), never drawn by hand.
- **Register**: the dated, sourced list of a system's units and what each covers. **Vintage**: the
  date of a register or boundary.
- **Snapshot**: one checked, dated bundle of all tables; every number here comes from the one named at
  the foot of the page.
- **CPDL**: continuous professional development and learning.
"""
ACCESSIBILITY = """
The map is drawn on a canvas, which keyboards and screen readers cannot reach. The search box and
the table below the map lead to every school, and each map has a sentence that says what it shows.
Colours come from a set that survives colour-blindness and are never the only sign: certainty is
also in the line and the word. This has been checked by hand, not yet by an automated audit.
"""
