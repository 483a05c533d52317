"""The words of MUC-4's slots: what they hold and what they leave out (evaluate/role_scores.py).

Comes in: nothing. Goes out: sets of words and expressions. They tell how the coders of MUC-4 worded their fillers and
which they left out, read off the training part by hand, and nothing about texts: what sayso reads is in
src/sayso/lexicons.
"""

from __future__ import annotations

import re

from sayso.model import ActorKind, Status

PEOPLE: frozenset[ActorKind] = frozenset(
    (
        "person",
        "civilians",
        "group",
        "police",
        "armed_force",
        "armed_group",
        "government",
        "ngo",
    )
)
# What forces of the state do, or is done to a state, is none: raids, coups.
NO_INCIDENTS = frozenset(
    "raid raids raided raiding coup coups shootout shootouts crash crashed strike strikes".split()
)
# Kinds of those who are no individuals, whatever they did.
BODIES: frozenset[ActorKind] = frozenset(
    ("state", "government", "igo", "ngo", "media", "company", "court", "party", "other")
)
ARTICLE = re.compile(r"^(?:the|a|an) ")
# The templates hold attacks of the last three months, one by one: not what "goes on", nor who did what is told as
# history; whom that befell is often told again ("investigate the murder of Soto").
DONE: frozenset[Status] = frozenset(("happened", "attempted", "historical"))
LATELY: frozenset[Status] = frozenset(("happened", "attempted"))
# Heads of what somebody owns and what stands there: "damaged the embassy" hits a thing, "killed the minister" nobody's.
BUILDINGS = frozenset(
    (
        "embassy consulate ministry palace parliament barracks station headquarters office offices hall "
        "courthouse congress prison jail base garrison post"
    ).split()
)
# Heads of what can be attacked and is nobody: buildings, vehicles, lines, works, businesses. A town is where, not what.
THINGS = BUILDINGS | frozenset(
    (
        "aircraft airliner airplane airport airports airstrip ambulance antenna antennas apartment apartments armory "
        "automobile automobiles bakeries bakery bank banks barrack base bases boat boats boeing booth booths branch "
        "branches bridge bridges brothels building buildings bus buses business businesses cabins camp camps car cars "
        "cathedral center centers centre centres chapel checkpoint church churches cinema cinemas clinic clinics club "
        "college companies company complex computer consulates convent convoy cooperative cooperatives dam dealership "
        "dealerships depot discotheque drugstore drugstores embassies establishment "
        "establishments estate estates exchange facilities facility factories factory farm farms ferry firm firms "
        "flagship garage garages gate grid hacienda helicopter helicopters highway home homes hospital hospitals "
        "hotel hotels house houses infrastructure installation installations institute institution institutions jeep "
        "jeeps kiosk kiosks laboratory library line lines locomotive locomotives lodge machinery mall mansion market "
        "markets mill mine minibus minibuses mission monastery monument mosque mosques motorcade motorcycle "
        "motorcycles museum network newspaper newspapers outlet pharmacies pharmacy pickup pipeline pipelines plane "
        "planes plant plantation plants pole poles pool posts powerline powerlines premises properties property pylon "
        "pylons railroad railroads railway railways ranch refineries refinery residence residences residency "
        "restaurant restaurants road roads school schools seminary shed ship ships shop shops stations statue store "
        "stores structure structures studio studios submarine subsidiary substation substations supermarket "
        "supermarkets switchboard system systems tanker taxi taxis temple temples terminal theater theaters theatre "
        "theatres tower towers tractor tractors train trains transformer transformers truck trucks tunnel university "
        "utilities van vans vehicle vehicles vessel vessels villa wagon wagons wall walls warehouse warehouses wells "
        "workshop pipe shack campus well reserve box boxes dumptruck site stand"
    ).split()
)
# To attack what is an army's or the police's is war, and no incident.
MILITARY = frozenset(
    (
        "military army navy naval infantry brigade battalion battalions garrison barracks regiment "
        "guard command patrol troops soldiers defense"
    ).split()
)
# Bodies that have a house which is attacked: a name that is nobody's person.
HOUSED: frozenset[ActorKind] = frozenset(("other", "company", "party", "media"))
BY_BLASTS = frozenset(("explosives", "destroy", "arson"))
ATTACKS = frozenset("attack attacks attacked attacking raid raids raided bombed bombing".split())
# How many, how much: no part of what was hit.
COUNTS = re.compile(
    r"^(?:(?:one or two|two or three|at least|no fewer than|more than|as many as|up to|least|about|some|several|"
    r"many|various|numerous|a few|few|a number of|dozens of|hundreds of|one|two|three|four|five|six|seven|eight|"
    r"nine|ten|eleven|twelve|twenty|\d[\d,.]*|a dozen|half dozen|both|all|particularly|mainly|almost|nearly|over|"
    r"approximately|another|a second|other) )+",
    re.IGNORECASE,
)
OPEN_BRACKET = re.compile(r" \([^)]*$")
WHERE = re.compile(r" (?:in|aboard|on) (?:a|an|another|two|three) .*$", re.IGNORECASE)
OF_WHOM = re.compile(r" of (?:the )?", re.IGNORECASE)
WHICH = re.compile(
    r"^(?:(?:powerful|strong|huge|first|second|third|this|that|these|those|or|other) )+",
    re.IGNORECASE,
)
OWNER = re.compile(
    r"^(?:(?:the )?(?:country|nation|city|town|capital|village)'s|his|her|its|their|our|my|the|a|an) ",
    re.IGNORECASE,
)
# Ammunition and what carries weapons are none.
MEMBERS_OF = re.compile(
    r"\b(?:(?:two|three|four|several|some|alleged|suspected|armed) )?"
    r"(?:members|elements|men|units|troops|guerrillas|fighters|officers|soldiers|militants|commandos) of $|"
    r"\b(?:group|band|gang)s? of $",
    re.IGNORECASE,
)
# Of those who did it their number is told, but not that it is not known.
VAGUE = re.compile(
    r"^(?:several|some|many|numerous|a number of|various|(?:at least|more than|over|about|approximately|nearly|"
    r"almost|around|up to) \S+) (?!of )(?=\w)",
    re.IGNORECASE,
)
MEMBERS_REACH = 40
HEARSAY = re.compile(
    r"^(?:the |an? )?(?:alleged|presumed|suspected|supposed|so-called|its|their|his) ",
    re.IGNORECASE,
)
MEMBERS = frozenset("member members man men element elements unit units militant militants".split())
NO_WEAPONS = frozenset(
    "bullet bullets shot shots plane planes helicopter helicopters aircraft gunship gunships vehicle vehicles "
    "car cars truck trucks artillery tank tanks".split()
)
# What a state's forces fight with, and their units: nobody's deed of their own.
NO_PERPETRATORS = frozenset(
    "plane planes helicopter helicopters aircraft gunship gunships troops unit units forces patrol".split()
)
# Who fights for a state's body, and is none: "US troops"; "FMLN guerrillas" name the FMLN.
TROOPS = frozenset("troops soldiers fighters guerrillas rebels terrorists planes aircraft".split())
# Bodies without a name that are told of as those who did it: "a paramilitary group", "death squads".
BANDS = frozenset(
    "group groups squad squads column columns unit units faction factions commandos".split()
)
POINTS = ("this ", "that ", "these ", "those ", "the same ", "such ", "said ")
# Words that name nobody: "a group", "some groups".
NAMELESS = frozenset(
    "group groups organization organizations movement movements force forces".split()
)
# "the offices of the party": what the house of is belongs to its name.
HOUSES = frozenset(
    (
        "office offices headquarters residence residences home homes house houses embassy embassies branch branches "
        "facilities gate building premises installations"
    ).split()
)

PEOPLE_TOO = (
    MEMBERS
    | BANDS
    | frozenset(
        "personnel someone somebody professionals activists youths criminals commandoes commands traffickers".split()
    )
)
TITLES = frozenset(
    (
        "member presidential hopeful comrade comrades companero companera citizen msgr monsignor respected "
        "agent alias agents former radio announcer cattleman newsman magistrate congressman deputy councilman party "
        "leftist"
    ).split()
)

OF, OF_THE = " of ", " of the "
