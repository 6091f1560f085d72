"""The names of coded values, as people say them: one list for pages, lists and papers.

A code is a promise to programs and stands in the record; a person reads its name. Outcomes and states
are words about work, never a colour or a judgement about somebody.
"""

from collections.abc import Mapping

from antigone.wording import N_

_NAMES: Mapping[str, Mapping[str, str]] = {
    "Role": {
        "intake-officer": N_("intake officer"),
        "mortuary-officer": N_("mortuary officer"),
        "examiner": N_("examiner"),
        "board-member": N_("board member"),
        "family-liaison-officer": N_("family liaison officer"),
        "records-officer": N_("records officer"),
        "data-protection-officer": N_("data protection officer"),
        "prosecutors-liaison": N_("prosecutor’s liaison"),
        "administrator": N_("administrator"),
    },
    "Discipline": {
        "face": N_("face"),
        "fingerprint": N_("fingerprints"),
        "dental": N_("teeth"),
        "dna": N_("DNA"),
        "medical": N_("medicine"),
        "anthropology": N_("anthropology"),
    },
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
    "Sex": {"female": N_("female"), "male": N_("male"), "other": N_("other")},
}


def name_of(kind: str, code: str) -> str:
    """Return the English name of a coded value, the code itself where none is listed.

    `kind` is the name of its list, such as "Outcome" or "TellingWay".
    """
    return _NAMES[kind].get(code, code)


def choices_of(kind: str) -> tuple[tuple[str, str], ...]:
    """Return the codes of a list with their English names, in their order."""
    return tuple(_NAMES[kind].items())
