# ruff: noqa: RUF001  signs of arithmetic
"""The words of the Method page on travel and access."""

from footprints.travel.ownbase import RULE

TRUSTS = """
A trust is banded by its open schools in England now: **single** (1), **small** (2 to 5),
**medium** (6 to 15), **large** (16 or more), whoever else is counted; the bands are stated here,
not official. A school's **nearest sibling** is the nearest other school of its trust. The
**centre of gravity** of a trust, as of any unit, is the mean place of its schools, each counting
1: a point, often in a field, to which only a straight line leads. *Caveat*: records show the
trust of today; a sponsor and a federation are no trust. How near siblings are says nothing of
whether they work together.
"""
LADDER = """
A distance is told by one of four methods. Every number says by which, and no table, rank or mean
mixes them.

- **Straight**: the line from the school's point to the base's on British National Grid
  (EPSG:27700); the grid's own error in England is between −0.04 % and +0.05 %. It ignores roads,
  hills and water.
- **Detour**: the straight line times a **detour factor** for how roads wind, with a low and a
  high value for a single trip. The stated factors come from random routes of 2015 in England;
  few were under 10 km. On a network that is loaded they can be measured: the median of road over
  straight line between schools, by band of distance and by the kind of place a trip starts from
  (rural, urban), with an interval from drawing whole areas anew (Cameron, Gelbach and Miller
  2008), since areas differ more than chance within one. A band of too few pairs keeps the stated
  factor. The Data page shows which factors are in use, and where.
- **Road**: the shortest way in a road network that was loaded; **minutes** are those of the
  quickest way, between a fast and a slow set of speeds. One-way streets count, so that there and
  back may differ. A school is put on the nearest node, within 1 km, of the part of the network
  whose roads all lead to each other both ways. Ferries are not taken. What cannot be reached is
  missing, never a large number.
- **Remote**: what a routing service answered, asked only where one is configured and only by the
  command line.

*Caveat*: most points stand for a postcode, not a building. Factors step at the edges of bands. A
network ends somewhere: ways that would leave it are longer on it than in truth. Of modelled car
times half fell within 5 minutes of what people reported, nine in ten within 15 (Haynes and
others 2006).
"""
WATER = """
No factor is applied across water: such a distance reads *no road estimate*, with the reason.
Islands with a ferry alone, or a causeway that is under water twice a day, are **apart**: there
is no estimate to or from them, only within each. A **barrier** is a line in mid-water from the
last road crossing of an estuary out to sea; a straight line that comes out on its other side has
no estimate either, unless the way through the crossing is at most a tenth longer. A road network
or a routing service can answer. All of them are listed on the Data page; shores are those of the
district outlines of ONS (2025), the decisions are ours. *Caveat*: crossings are placed to some
hundred metres. Lakes, rivers with a bridge every few kilometres and open bays are no barriers,
so an estimate there can be too short.
"""
PENALTY = f"""
A school's **way** is that to the base of its own unit; {RULE}. The **nearest** base is the
nearest of the same system among those whose place is known: in some systems few are, and the
count stands beside. The **penalty** is what a school loses by being assigned elsewhere: the way
to its own base less the way to the nearest, by one method, never below 0. By road the nearest is
named only where no base without a distance by road can be nearer. A district or a unit loses the
mean of its schools; it is ranked where at least ten are measured. *Caveat*: the base is where
the lead school stands, and **a lead school is not the venue** of every session. That another
base is nearer does not mean that a school may choose it.
"""
ISOLATION = """
The mean way to the **five nearest** state-funded mainstream schools of the same phase, after
Odell (2017), who took minutes by car and secondary schools; here it is km, and every phase. By
estimate they are the five nearest with no water between, so they may be other schools. Special
schools, alternative provision and independent schools have no isolation and are nobody's peers.
*Caveat*: it says how near the peers of a school are, not how its pupils or teachers travel.
"""
ACCESS = """
With demand P at the schools, supply S at the bases and the way d between them. **Cumulative**: Σ
S within a distance d₀. **Gravity**: Σ S f(d) (Hansen 1959). **2SFCA** (Luo and Wang 2003) shares
every supply among those in its reach, R = S / Σ P over d ≤ d₀, and gives each school the sum of
the R within its own: supply per head. **E2SFCA** (Luo and Qi 2009) weighs by f in both steps. f
is Gaussian, f(d) = exp(−d² / 2s²), on the Access page with s half of the distance chosen.
Nothing is lost: Σ P A is the supply that anybody reaches. Demand is schools, pupils, or pupils
eligible for free school meals; a school that does not state its own takes no part in it.
Measured over all England, then cut to the area, so that schools beyond a border share its bases.
*Caveat*: every base counts 1, for nobody publishes what they can take; compare schools within a
system, not systems.
"""
EQUITY = """
**P90/P10**: the 90th percentile of schools over the 10th. **Palma ratio** (after Palma 2011;
Cobham and Sumner 2013), here by free school meals (FSM): the mean access of the tenth of pupils
in the lowest-FSM schools over that of the four tenths in the highest-FSM schools; above 1,
low-FSM schools are better served. Access must grow with what is good, so a way is inverted
first, 1 / km; a way of 0 km has no inverse, so **what is under 1 km counts as 1 km**. *Caveat*:
the ratio hangs on that floor, for the schools next door to a base weigh most in it.
**Concentration index**: 2 cov(km, rank) / mean km, the rank by FSM, lowest first, all by pupils
(Kakwani, Wagstaff and van Doorslaer 1997); from −1 to 1, above 0 where high-FSM schools travel
farther, below 0 where low-FSM schools do. **Gini coefficient**: the same with the rank by the
way itself. **Groups** are fifths of pupils by the FSM share of their school, rural and urban,
regions and bands of trusts; they are made of all England and then cut to an area. *Caveat*: an
average by group says nothing of a school; nursery schools state few or none of their pupils.
"""
COLD_SPOTS = """
Where schools far from their base lie together more than chance would have it. **Gi\\*** (Getis
and Ord 1992; Ord and Getis 1995) compares a place and its nearest neighbours, six of a district
and ten of a school, with the mean of England, in standard deviations, as PySAL's esda has it.
Chance: a place keeps its value and those of all others are dealt out anew, 999 times from a
stated seed (Anselin 1995); p is two-sided. **So many places are tested at once that some would
be significant by chance alone**: p is adjusted for all tests together, so that of the spots
named at most 5 in 100 are expected to be false (Benjamini and Hochberg 1995). A district's value
is the mean of its schools, with five at least. *Caveat*: along coasts and in thinly settled
country long ways lie together for reasons of geography: a cold spot says where, not why, nor
whose fault. Places that lack a value, a position or a neighbour are not tested, and are counted.
"""
BUDGET = """
What a programme takes of a school: **miles** are those there and back for each session that is
not online, of every car; **hours** those on the road and in sessions of all people; the **cost**
is that of the miles at the rate HMRC approves, which the Data page lists with its year. A
**twilight** can be reached where leaving at 15:30 and the trip end by the start: *yes* where
that is so even if the trip is slow, *perhaps* where it depends on the trip. All inputs are shown
and can be changed. *Caveat*: cover, fees and parking are not in it; the way back is taken to be
as long as the way there; the rate is that of a person's first 10,000 miles in a tax year.
"""
SATELLITES = """
A **satellite** is an existing school where a system's programme would be given too; what is open
stays open. k of them are chosen so that the worst-served tenth (of schools, of pupils, or of
pupils with free school meals) travel less: the least mean way (**p-median**, Hakimi 1964), the
least way of the farthest (**p-centre**, Hakimi 1964), or the fewest beyond a distance (**maximal
cover**, Church and ReVelle 1974). Candidates are the schools of the area; of more than 300, one
for each square of a grid, as the answer says. Every candidate is looked at and exchanges are
tried; prices bound how much better any choice could be (Cornuéjols, Fisher and Nemhauser 1977);
where that does not settle it and the problem is small enough, spopt and the HiGHS solver do. The
answer says whether it is proven, and if not, how far off it can be at most. Each school goes
there if it is nearer, or districts go whole: then some schools get farther, and are listed.
*Caveat*: whether a school could or would be one, nobody was asked; how many it could take is not
counted.
"""
SCENARIOS = """
A **scenario** is a list of changes, made in the order written: a district goes to another unit,
a base closes, a base opens at a school. Every way is then measured anew by the same method, and
each school is **nearer**, **farther** or the **same** (to a metre); it is **found** where it had
no way before and has one now, **lost** where it is the other way about. The list is in the
address and can be kept as a small file. *Caveat*: nothing of this is published: a membership
that a scenario makes is `inferred`. A unit whose base closes keeps its schools, which then have
no way until they are moved.
"""
