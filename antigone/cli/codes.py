"""The codes that options take, as words of the command line.

Written out, because the rows that define them can be loaded only inside a home; a test holds both
lists to be the same.
"""

import click

from antigone.access.roles import Discipline, Role

ENQUIRERS = ("relative", "friend", "authority", "bureau", "herself")
PURPOSES = ("identify", "reconcile", "notify", "legal-duty")
SHARING = ("home-only", "operation", "partners", "bureau")
REMAINS_KINDS = ("body", "part")
CUSTODIES = ("held", "not-held")
PARTIES = ("own", "adverse", "civilian", "unknown")
CONDITIONS = ("fresh", "early-change", "bloat", "advanced", "burnt", "face-trauma", "skeletal")
INQUIRY_SIGNS = ("bound", "custody", "execution", "torture", "child")
OPERATION_KINDS = ("incident", "mandate")
WAYS = ("handed-over", "taken-here", "partner", "frame-of-video")
SOURCES = ("laboratory", "fingerprint", "dental", "document", "manifest", "circumstance")
SEEN = ("in-person", "spoken-to", "document", "authority", "partner")
MAY_HEAR = ("nothing", "alive", "contact")
INCONCLUSIVE = (
    *("no-photograph", "no-usable-photograph", "no-permission", "no-candidate"),
    "candidates-excluded",
)
SAMPLE_KINDS = ("blood", "bone", "tooth", "tissue", "swab", "hair")
TIES = ("biological", "social", "both")
CONTACT_SOURCES = (
    *("relative-interview", "guardian", "national-society", "civil-registry", "third-party"),
)
WAYS_TO_TELL = ("visit", "call", "letter", "e-mail", "bureau")
OFFICES = ("consulate", "police", "bureau", "central-tracing-agency", "national-society")
OUTCOMES = (
    *("reached", "nobody-there", "asked-for-later", "message-left", "under-way", "sent"),
    *("returned", "failed"),
)
GROUNDS = (*("dna", "teeth", "fingerprints", "implant", "medical", "belongings", "circumstances"),)
NOTICE_STATES = (
    *("to-prepare", "to-approve", "to-tell", "to-acknowledge", "acknowledged", "ended"),
)
REPORTABLE = ("dna", "fingerprint", "dental", "anthropology", "medical")
CONCLUSIONS = ("exclusion", "inconclusive", "potential-match")
SUPPORTS = (
    *("strong-against", "moderate-against", "limited-against", "none"),
    *("limited", "moderate", "strong"),
)
EXCLUSION_GROUNDS = (
    *("examiners", "identified-otherwise", "found-alive", "contradicted", "no-support"),
)
UNIDENTIFIED = (
    *("no-usable-photograph", "nothing-to-compare", "no-candidate", "candidates-excluded"),
)
PLACES = ("first", "second", "third")

role = click.Choice([one.value for one in Role])
discipline = click.Choice([one.value for one in Discipline])
day = click.DateTime(["%Y-%m-%d"])
