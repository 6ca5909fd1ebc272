"""The words of the Method page."""

from footprints.choices import list_choices, say_choices

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
MULTIPLE = """
For one school, over the systems in which it has a local: **locals** counts those systems; **distinct
sets** counts its sets of schools that differ, and again with sets of **J ≥ 0.9** taken as one, chains
included; **core** is the number of schools in all of its locals, **reach** of those in any; **bricolage**
is 1 less the mean O of every two of its sets: 0 where they lie in one another like Russian dolls.
*Caveat*: a system nobody has published lowers every one of these. Where units share an area, each is a
set of its own, so one system can give a school several.
"""
NEIGHBOURS = """
Neighbours are the ten nearest schools of the same phase, by straight line. **Alignment** in a system is
the share of them that have the school's unit; where an area is `shared`, any of its units will do.
**Twins** have the same unit in every system counted; **near twins** differ in one; **strangers next
door** are among the ten nearest and share no unit. The region, which neighbours nearly always share, and
systems that have ended are not counted for twins and strangers.
"""
NESTING = """
Over the schools of an area that have exactly one unit in both systems, with p the share of schools (or
of pupils) in a unit: **H = −Σ p ln p**, and I is what the two systems say about each other in the same
terms. **A = I / min(H)**: 1 where one system is known once the other is, 0 where they have nothing to do
with each other; undefined where all schools are in one unit. **h** is 1 where the second system's units
lie in those of the first, **c** where it is the other way about, and **V = 2hc / (h + c)** (Rosenberg and
Hirschberg 2007; Nowosad and Stepinski 2018). Several systems are summed up by the mean over pairs: taken
all at once they would read as nested as soon as one refines the rest. Schools in several units are left
out, or put with the nearest of those units' bases where that is chosen; the numbers are shown.
"""
CHANCE = """
Any two compact partitions agree somewhat. So both systems are replaced, at least 99 times and from a
stated seed, by random contiguous partitions of the same schools into the same numbers of units, which
grow from schools picked at random along the Delaunay graph of the schools, each open edge as likely as
any other (Eden 1961; Richardson 1973; worked out as first-passage percolation, Hammersley and Welsh
1965). Given are the mean **E**, the range of 95 draws in 100, **(A − E) / (1 − E)** and **p**, the share of
draws that reach A, itself counted as one. *Caveat*: the number of units is matched, not their sizes;
trusts are not compact, so they can agree less than chance.
"""
SEAMS = """
Two schools are next to each other where no third lies in the circle between them (Gabriel and Sokal
1969). Where such neighbours are in different units a **border** runs between them, drawn half-way. It is a
**seam** where the borders of two or more systems run together, a **cut** where one system's border goes
through a unit of another. Only memberships count, so systems without outlines have borders too; trusts
divide no ground and are left out. Schools within 5 km are counted on each side. **Coincidence** is the
share of one system's border that is also the other's.
"""
FRAGMENTATION = """
The body responsible for a school is its trust, else its authority. With p the share of schools in each
body: **H = −Σ p ln p**; **N1 = exp(H)** is the number of equal bodies that would be as divided; **HHI = Σ p²**
and **N2 = 1 / HHI** (Hill 1973; Jost 2006). Medium and large trusts have 6 or more open schools in all of
England, not in the area. Areas of different size are compared at as many schools as the smaller has: the
bodies to be expected among so many drawn at random (Hurlbert 1971; Chao and others 2014), worked out
exactly.
"""
CENTRES = """
Four centres are kept apart. The **base** is where a unit is led from. The **mean centre** averages its
schools' places, each as 1 or by its pupils. The **geometric median** has the least sum of distances to
them (Weiszfeld 1937; Vardi and Zhang 2000), to a metre. The **centroid** of a footprint is a point of the
outline and never stands for the schools. **Standard distance = √(Σ w d² / Σ w)** about the mean centre;
the base's **eccentricity** is its distance from the mean centre in standard distances. **Remoteness** of
an area in a unit is the median distance from the area's schools to the base, as a percentile of all the
unit's schools: the share that is nearer, and half the share that is just as far.
"""
SPANNERS = """
Units of different systems are joined where they share schools. **Constraint** (Burt 1992, weighted by the
schools shared) is low where a trust joins units that have little else in common. **Betweenness** (Freeman
1977; Brandes 2001) is the share of the shortest ways between other units that lead through it. Both
describe where a trust's schools lie, never a person, and not what a trust does.
"""
RANGES = f"""
An index rests on choices that could as well have been others: which schools count, whether as 1 or by
their pupils, and whether a trust of one open school in all of England is a local like any other. So below
an index stands its **range** over the sensible ones, {say_choices(list_choices())}. How many choices
define it is said where some do not: a school with one local has no bricolage. A choice is left out where
it would not be the same thing: **core** and **reach** are ranged within schools or within pupils; the
**alignment** with neighbours of a school's own phase takes primary age only for a school of that age; the
**spread** of a unit and its **eccentricity** have the same schools with and without trusts of one; and
the **fragmentation** of an area leaves independent schools out, which would count to their authority.
**Betweenness** counts steps, so it is the same by schools and by pupils. *Caveat*: the lowest and the
highest are of the choices named here and no others; a range is not a margin of error.
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
- **Base**: the lead school or site of a unit, and where it stands. **Lead school**: the school that
  leads a unit; its sessions may be given elsewhere. **Footprint**: the polygon of a unit, always made from
  its list of areas (dissolved) or of schools (convex hull), never drawn by hand.
- **Register**: the dated, sourced list of a system's units and what each covers. **Vintage**: the
  date of a register or boundary.
- **Snapshot**: one checked, dated bundle of all tables; every number here comes from the one named at
  the foot of the page.
- **Detour factor**: how much longer a road is than the straight line. **Penalty**: what a school loses
  by going to its own base and not to the nearest. **Isolation**: the mean way to the five nearest schools
  of the same phase.
- **Satellite**: an existing school where a system's programme would be given too. **Scenario**: changes
  to districts and bases that nobody has published, compared before and after.
- **CPDL**: continuous professional development and learning.
"""
ACCESSIBILITY = """
The map is drawn on a canvas, which keyboards and screen readers cannot reach. The search box and
the table below the map lead to every school, and each map has a sentence that says what it shows.
Colours come from a set that survives colour-blindness and are never the only sign: certainty is
also in the line and the word. Every page is checked by axe-core, which finds nothing serious, and the
way from search to card to download is walked by keyboard alone; people with disabilities have not
tried it yet.
"""
