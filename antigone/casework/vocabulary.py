"""The names of coded values, as people say them: one list for pages, lists and papers.

A code is a promise to programs and stands in the record; a person reads its name. Outcomes and states
are words about work, never a colour or a judgement about somebody.
"""

import re
from collections.abc import Mapping

from antigone.access.roles import DISCIPLINE_NAMES, ROLE_NAMES
from antigone.casework.entry_words import STEPS
from antigone.wording import N_, Named, say

_NAMES: Mapping[str, Mapping[str, str]] = {
    "Role": ROLE_NAMES,
    "Discipline": DISCIPLINE_NAMES,
    "Step": STEPS,
    "Component": {
        "skin": N_("Skin"),
        "face-outline": N_("Outline of the face"),
        "face-composition": N_("Composition of the face"),
        "hairline": N_("Hairline"),
        "forehead": N_("Forehead"),
        "eyebrows": N_("Eyebrows"),
        "eyes": N_("Eyes"),
        "cheeks": N_("Cheeks"),
        "nose": N_("Nose"),
        "ears": N_("Ears"),
        "mouth": N_("Mouth"),
        "chin-jawline": N_("Chin and jawline"),
        "neck": N_("Neck"),
        "facial-hair": N_("Facial hair"),
        "facial-lines": N_("Facial lines"),
        "scars": N_("Scars"),
        "facial-marks": N_("Facial marks"),
        "alterations": N_("Alterations"),
        "other": N_("Anything else"),
    },
    "ComponentFinding": {"similar": N_("similar"), "dissimilar": N_("different")},
    "Weight": {"low": N_("low"), "medium": N_("medium"), "high": N_("high")},
    "Absent": {
        "not-examined": N_("not examined"),
        "not-available": N_("not available"),
        "unknown": N_("unknown"),
    },
    "SeenAlive": {
        "in-person": N_("seen in person"),
        "spoken-to": N_("spoken to"),
        "document": N_("a document shows it"),
        "authority": N_("an authority confirms it"),
        "partner": N_("a partner confirms it"),
    },
    "MayHear": {
        "nothing": N_("nothing"),
        "alive": N_("that the person is alive"),
        "contact": N_("how the person can be reached"),
    },
    "Matter": {"identify": N_("identification"), "withdraw": N_("withdrawal")},
    "ExclusionGround": {
        "examiners": N_("the examiners exclude it"),
        "identified-otherwise": N_("identified as somebody else"),
        "found-alive": N_("found alive"),
        "contradicted": N_("contradicted by a finding"),
        "no-support": N_("nothing supports it"),
    },
    "SampleKind": {
        "blood": N_("blood"),
        "bone": N_("bone"),
        "tooth": N_("tooth"),
        "tissue": N_("tissue"),
        "swab": N_("swab"),
        "hair": N_("hair"),
    },
    "ReleaseOf": {"person": N_("the deceased"), "effects": N_("effects")},
    "LabelFinding": {
        "our-code": N_("the code of this body can be read"),
        "refused-code": N_("a code can be read, and it is damaged"),
        "foreign-code": N_("the code of another operation can be read"),
        "no-code": N_("no code can be read"),
    },
    "NoticeKind": {
        "identification": N_("identification"),
        "correction": N_("correction"),
        "later-fragments": N_("more was found"),
        "found-alive": N_("found alive"),
    },
    "RecipientKind": {
        "relative": N_("relative"),
        "consulate": N_("consulate"),
        "police": N_("police"),
        "bureau": N_("national information bureau"),
        "central-tracing-agency": N_("Central Tracing Agency"),
        "national-society": N_("National Society"),
    },
    "AttemptOutcome": {
        "reached": N_("reached"),
        "nobody-there": N_("nobody was there; nothing was left or said"),
        "asked-for-later": N_("asked to come back later"),
        "message-left": N_("a neutral message was left"),
        "under-way": N_("under way"),
        "sent": N_("sent"),
        "returned": N_("came back"),
        "failed": N_("could not be sent"),
    },
    "OperationKind": {"incident": N_("incident"), "mandate": N_("mandate")},
    "Listing": {
        "open": N_("nobody knows who was there"),
        "closed": N_("there is a list of everybody"),
    },
    "PhotographWay": {
        "handed-over": N_("handed over"),
        "taken-here": N_("taken here"),
        "partner": N_("from a partner"),
        "frame-of-video": N_("frame of a video"),
    },
    "Tie": {
        "biological": N_("biological"),
        "social": N_("social"),
        "both": N_("biological and social"),
    },
    "ContactSource": {
        "relative-interview": N_("herself, in an interview"),
        "guardian": N_("a guardian"),
        "national-society": N_("a National Society"),
        "civil-registry": N_("the civil registry, by law"),
        "third-party": N_("somebody else"),
    },
    "TellingWay": {
        "visit": N_("visit"),
        "call": N_("telephone call"),
        "letter": N_("letter"),
        "e-mail": N_("e-mail"),
        "bureau": N_("through the bureau"),
    },
    "RemainsKind": {"body": N_("body"), "part": N_("part of a body")},
    "RemainsField": {
        "kind": N_("Body or part"),
        "part_of": N_("Part of"),
        "place": N_("Where"),
        "party": N_("Party"),
        "custody": N_("Custody"),
        "condition": N_("Condition"),
        "recovered_on": N_("Recovered on"),
        "recovered_at": N_("Recovered at"),
        "recovered_by": N_("Recovered by"),
    },
    "PersonField": {
        "name": N_("Name of the missing person"),
        "other_names": N_("Other names"),
        "born": N_("Born"),
        "last_seen": N_("Last seen"),
        "last_seen_place": N_("Last seen where"),
        "missing_because": N_("Why this person is looked for here"),
        "sex": N_("Sex"),
        "age": N_("Age in years"),
        "stature": N_("Stature in cm"),
        "weight": N_("Weight in kg"),
        "build": N_("Build"),
        "hair": N_("Hair of the head"),
        "facial_hair": N_("Hair of the face"),
        "eyes": N_("Eyes"),
        "teeth": N_("Teeth, from a dentist’s chart"),
        "medical": N_("Operations, illness, injuries"),
        "tattoos": N_("Tattoos"),
        "scars": N_("Scars"),
        "marks": N_("Other marks"),
        "implants": N_("Implants"),
        "clothing": N_("Clothing"),
        "effects": N_("Effects on the body"),
    },
    "Party": {
        "own": N_("own"),
        "adverse": N_("adverse"),
        "civilian": N_("civilian"),
        "unknown": N_("unknown"),
    },
    "Custody": {"held": N_("in our care"), "not-held": N_("seen only in a picture")},
    "Condition": {
        "fresh": N_("fresh"),
        "early-change": N_("early change"),
        "bloat": N_("swelling"),
        "advanced": N_("advanced change"),
        "burnt": N_("burnt"),
        "face-trauma": N_("injury of the face"),
        "skeletal": N_("skeletal"),
    },
    "InquirySign": {
        "bound": N_("bound"),
        "custody": N_("died in custody"),
        "execution": N_("signs of execution"),
        "torture": N_("signs of torture"),
        "child": N_("a child"),
    },
    "ExaminationKind": {
        "death": N_("death"),
        "external": N_("external examination"),
        "internal": N_("internal examination"),
        "fingerprints": N_("fingerprints"),
        "dental": N_("dental examination"),
        "anthropological": N_("anthropological examination"),
    },
    "EnquirerKind": {
        "relative": N_("a relative"),
        "friend": N_("a friend"),
        "authority": N_("an authority"),
        "bureau": N_("a bureau"),
        "herself": N_("the person herself"),
    },
    "Outcome": {
        "open": N_("open"),
        "inconclusive": N_("inconclusive"),
        "identified": N_("identified"),
        "found-alive": N_("found alive"),
        "withdrawn": N_("withdrawn"),
    },
    "Inconclusive": {
        "no-photograph": N_("no photograph"),
        "no-usable-photograph": N_("no usable photograph"),
        "no-permission": N_("no permission"),
        "no-candidate": N_("no candidate"),
        "candidates-excluded": N_("every candidate is excluded"),
        "nothing-to-compare": N_("nothing to compare"),
    },
    "Purpose": {
        "identify": N_("to identify the dead"),
        "reconcile": N_("to hold all findings against each other"),
        "notify": N_("to tell the family"),
        "legal-duty": N_("a legal duty"),
    },
    "SharingLevel": {
        "home-only": N_("this home alone"),
        "operation": N_("this operation"),
        "partners": N_("named partners"),
        "bureau": N_("the national information bureau"),
    },
    "ReviewPlace": {"first": N_("first"), "second": N_("second"), "third": N_("third")},
    "Conclusion": {
        "exclusion": N_("exclusion"),
        "inconclusive": N_("inconclusive"),
        "potential-match": N_("potential match"),
    },
    "Support": {
        "strong-against": N_("strong support against"),
        "moderate-against": N_("moderate support against"),
        "limited-against": N_("limited support against"),
        "none": N_("supports neither"),
        "limited": N_("limited support for"),
        "moderate": N_("moderate support for"),
        "strong": N_("strong support for"),
    },
    "CandidateSource": {
        "face": N_("a face"),
        "laboratory": N_("a laboratory"),
        "fingerprint": N_("fingerprints"),
        "dental": N_("teeth"),
        "document": N_("a document"),
        "manifest": N_("a list of passengers"),
        "circumstance": N_("circumstances"),
    },
    "WithdrawalOutcome": {"erased": N_("erased"), "restricted": N_("sealed for the law")},
    "Band": {
        "unusable": N_("too weak to compare"),
        "weak": N_("weak"),
        "good": N_("good"),
    },
    "CustodyState": {
        "kept": N_("kept"),
        "used-up": N_("used up"),
        "released": N_("gone home"),
        "in-grave": N_("in the grave"),
        "held": N_("in our care"),
        "not-held": N_("seen only in a picture"),
        "sealed": N_("sealed"),
        "opened": N_("opened"),
        "prepared": N_("prepared"),
    },
    "AlertReason": {
        "inquiry-signs": N_("signs that oblige to an inquiry"),
        "identification-withdrawn": N_("an identification was withdrawn"),
    },
    "HoldReason": {
        "inquiry:bound": N_("signs of an inquiry: bound"),
        "inquiry:custody": N_("signs of an inquiry: died in custody"),
        "inquiry:execution": N_("signs of an inquiry: signs of execution"),
        "inquiry:torture": N_("signs of an inquiry: signs of torture"),
        "inquiry:child": N_("signs of an inquiry: a child"),
        "identification-withdrawn": N_("an identification was withdrawn"),
    },
    # What the house writes itself; people write their own reasons.
    "CustodyReason": {
        "taken into custody": N_("taken into custody"),
        "taken as a sample": N_("taken as a sample"),
        "buried": N_("buried"),
        "cremated": N_("cremated"),
        "released": N_("released"),
    },
    "NoticeEnd": {
        "wishes-changed": N_("what the relative wishes has changed since"),
        "permission-withdrawn": N_("the permission was withdrawn"),
        "identification-withdrawn": N_("the identification was withdrawn"),
    },
    "KeptBecause": {
        "legal-hold": N_("a legal hold stands"),
        "identified": N_("an identification rests on it"),
    },
    "SearchedPlace": {
        "home": N_("the home, with its vault and its files"),
        "database": N_("the files of the database"),
        "temporary-folder": N_("the temporary folder of the machine"),
    },
    "OutsideReach": {
        "engine": N_("no calibration of the engine that searched"),
        "grade": N_("no reference data at this condition of the body"),
        "quality": N_("no reference data at this quality of the photograph"),
        "references": N_("no reference data for this number of photographs"),
        "similarity": N_("not a similarity that can be weighed"),
    },
    "CheckFinding": {
        "in-order": N_("in order"),
        "to-follow": N_("to be followed up"),
    },
    # What limits the weight of a candidate, after "limited by".
    "Limit": {
        "one-reference": N_("one reference photograph"),
        "one-probe": N_("one photograph of the dead"),
        "weak-reference": N_("a weak reference photograph"),
        "unusable-reference": N_("a reference photograph too weak to compare alone"),
        "weak-probe": N_("weak photographs of the dead"),
        "unusable-probe": N_("photographs of the dead too weak to compare alone"),
        "simulated": N_("simulated data: for ordering only"),
        "sex": N_("descriptions that differ in sex"),
        "age": N_("descriptions that differ in age"),
    },
    "Sex": {"female": N_("female"), "male": N_("male"), "other": N_("other")},
    "Hand": {"left": N_("left hand"), "right": N_("right hand")},
    "PrintVerdict": {
        "identified": N_("from one person"),
        "excluded": N_("not from one person"),
        "inconclusive": N_("inconclusive"),
    },
    "FindingKind": {
        "sex": N_("sex"),
        "age": N_("age"),
        "stature": N_("stature"),
        "eyes": N_("colour of the eyes"),
        "hair": N_("colour of the hair"),
        "handedness": N_("preferred hand"),
        "mark": N_("a mark"),
        "tattoos": N_("tattoos"),
        "scars": N_("scars"),
        "marks": N_("other marks"),
        "clothing": N_("clothing"),
        "effect": N_("effects"),
        "paper": N_("papers"),
        "implant": N_("implants"),
        "place": N_("the place"),
        "time": N_("the time"),
    },
    "Thing": {
        "coat": N_("coat"),
        "jacket": N_("jacket"),
        "sweater": N_("sweater"),
        "shirt": N_("shirt"),
        "t-shirt": N_("t-shirt"),
        "trousers": N_("trousers"),
        "shorts": N_("shorts"),
        "skirt": N_("skirt"),
        "dress": N_("dress"),
        "underwear": N_("underwear"),
        "socks": N_("socks"),
        "shoes": N_("shoes"),
        "boots": N_("boots"),
        "sandals": N_("sandals"),
        "belt": N_("belt"),
        "hat": N_("hat"),
        "scarf": N_("scarf"),
        "gloves": N_("gloves"),
        "uniform": N_("uniform"),
        "swimwear": N_("swimwear"),
        "ring": N_("ring"),
        "watch": N_("watch"),
        "necklace": N_("necklace"),
        "pendant": N_("pendant"),
        "bracelet": N_("bracelet"),
        "earring": N_("earring"),
        "glasses": N_("glasses"),
        "phone": N_("phone"),
        "keys": N_("keys"),
        "wallet": N_("wallet"),
        "bag": N_("bag"),
        "lighter": N_("lighter"),
        "knife": N_("knife"),
        "tool": N_("tool"),
    },
    "ThingColour": {
        "black": N_("black"),
        "blue": N_("blue"),
        "grey": N_("grey"),
        "white": N_("white"),
        "brown": N_("brown"),
        "green": N_("green"),
        "red": N_("red"),
        "beige": N_("beige"),
        "pink": N_("pink"),
        "yellow": N_("yellow"),
        "orange": N_("orange"),
        "purple": N_("purple"),
    },
    "ThingMaterial": {
        "cotton": N_("cotton"),
        "synthetic": N_("synthetic"),
        "denim": N_("denim"),
        "wool": N_("wool"),
        "linen": N_("linen"),
        "silk": N_("silk"),
        "leather": N_("leather"),
        "steel": N_("steel"),
        "gold": N_("gold"),
        "silver": N_("silver"),
        "plastic": N_("plastic"),
        "textile": N_("textile"),
        "stone": N_("stone"),
        "wood": N_("wood"),
    },
    "Rarity": {
        "common": N_("common: one in five has one like it"),
        "uncommon": N_("uncommon: one in fifty"),
        "rare": N_("rare: one in five hundred"),
        "marked": N_("marked: engraved, or with a name"),
        "named": N_("a paper in the full name"),
    },
    "Attached": {
        "worn": N_("worn"),
        "carried": N_("carried"),
        "near": N_("beside the body"),
    },
    "Kinship": {
        "direct": N_("a sample of her own"),
        "parent": N_("a parent"),
        "child": N_("a child"),
        "full-sibling": N_("a full sibling"),
        "half-sibling": N_("a half sibling"),
        "grandparent": N_("a grandparent"),
        "grandchild": N_("a grandchild"),
        "uncle-or-aunt": N_("an uncle or an aunt"),
        "nephew-or-niece": N_("a nephew or a niece"),
        "cousin": N_("a cousin"),
        "pedigree": N_("several relatives"),
    },
    "FindingGroup": {
        "description": N_("description"),
        "marks": N_("marks on the body"),
        "belongings": N_("belongings and papers"),
        "implants": N_("implants"),
        "circumstances": N_("place and time"),
        "colouring": N_("colour of eyes and hair"),
    },
}


def word(kind: str, code: str, language: str = "en") -> str:
    """Return the name of a coded value in a language; empty for none."""
    return say(name_of(kind, code), language) if code else ""


def named(kind: str, *codes: str) -> Named:
    """Return coded values as a refusal carries them: codes for programs, names for people."""
    return Named(", ".join(codes), *((name_of(kind, one),) for one in codes))


def kind_in_words(kind: str, language: str = "en") -> str:
    """Return the kind of a finding by its name: a discipline, or the source of a lead."""
    known = DISCIPLINE_NAMES.get(kind) or _NAMES["FindingKind"].get(kind)
    known = known or name_of("CandidateSource", kind)
    return say(known, language)


_OFFICE = re.compile(r"([a-z-]+)(?: \(([a-z-]+)\))?")


def office_in_words(because: str, language: str = "en") -> str:
    """Return why a step was allowed, as the record keeps it: "examiner (face)", in words."""
    held = _OFFICE.fullmatch(because)
    if held is None or held[1] not in ROLE_NAMES:
        return because
    role = say(ROLE_NAMES[held[1]], language)
    return f"{role} ({say(name_of('Discipline', held[2]), language)})" if held[2] else role


def name_of(kind: str, code: str) -> str:
    """Return the English name of a coded value, the code itself where none is listed.

    `kind` is the name of its list, such as "Outcome" or "TellingWay".
    """
    return _NAMES[kind].get(code, code)


def choices_of(kind: str) -> tuple[tuple[str, str], ...]:
    """Return the codes of a list with their English names, in their order."""
    return tuple(_NAMES[kind].items())
