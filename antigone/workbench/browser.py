"""What the modules in the browser say, and the parts of the body that they draw.

The modules ask for a sentence by its name; here it is written once, for the one catalogue. Counts are
said so that no language needs a plural: "7 of 11 MB", "Faces: 3".
"""

from collections.abc import Mapping
from string import Formatter

from antigone.wording import N_, say

WORDS: Mapping[str, str] = {
    # Saving while one writes
    "saved": N_("Saved {time}"),
    "not-saved": N_("Not saved. Keep this page open; it goes on by itself."),
    "not-saved-since": N_("Not saved since {time}. Keep this page open; it goes on by itself."),
    "signed-out": N_("Your session ended. Everything on this page is kept."),
    "sign-in": N_("Sign in again in a new tab"),
    "goes-on": N_("Signed in again. This page goes on."),
    "other-account": N_(
        "Somebody else signed in. What is on this page stays here and is not saved under their name."
    ),
    "choose-for-each": N_("Choose for each field"),
    "no-answer": N_("The house does not answer. Nothing was done."),
    "try-again": N_("Try it again in a moment."),
    # Keys
    "keys": N_("Keys"),
    "keys-everywhere": N_("On this page"),
    "keys-close": N_("Close"),
    "key-help": N_("Show these keys"),
    "key-rows": N_("Next row, previous row"),
    "key-primary": N_("The main step of this page"),
    "key-escape": N_("Cover photographs, close"),
    "key-space": N_("Space"),
    "key-shift": N_("Shift"),
    "key-arrows": N_("Arrows"),
    "key-pan": N_("Move the photograph; with Shift further"),
    "key-turn-far": N_("Turn by 45 degrees"),
    "keys-off": N_("Single keys are switched off in your own settings."),
    # Uploads
    "upload-waits": N_("Waits"),
    "upload-checks": N_("Looks whether it is here already"),
    "upload-part": N_("{percent} % · {done} of {all} MB"),
    "upload-closing": N_("All sent; it is being read"),
    "upload-broken": N_("Connection lost at {percent} %. It goes on by itself."),
    "upload-give-up": N_("Leave out"),
    "upload-left-out": N_("Left out. Nothing of it was kept."),
    "upload-open": N_("Open"),
    "upload-begins": N_("{name}: sending begins"),
    "upload-half": N_("{name}: half is sent"),
    "upload-first": N_("The files are still being sent; then it goes on by itself."),
    "upload-all": N_("Files kept: {kept} of {all}. Refused: {refused}."),
    # The stage
    "covered": N_("Covered"),
    "shown-grey": N_("Shown in grey"),
    "shown-colour": N_("Shown in colour"),
    "shown": N_("Shown"),
    "opening": N_("Opening"),
    "picture-failed": N_("The photograph did not arrive. It is covered again."),
    "at-size": N_("{percent} %"),
    "one-to-one": N_("1:1"),
    "enlarged": N_("{percent} %, enlarged"),
    "turned": N_("turned by {degrees} degrees"),
    "turned-to": N_("Turned to {degrees} degrees"),
    "mirrored": N_("mirrored"),
    "not-mirrored": N_("Not mirrored"),
    "exposure": N_("exposure {value}"),
    "warmth": N_("white balance {value}"),
    "outlines-on": N_("Outlines shown"),
    "outlines-off": N_("Outlines hidden"),
    "point-at": N_("{name}: {x}, {y}"),
    "point-x": N_("{name}, from the left"),
    "point-y": N_("{name}, from the top"),
    "points-help": N_("Tab chooses the point, arrows move it by 1, with Shift by 10, Escape ends."),
    # Comparison
    "together": N_("Together: zoom, position and rotation"),
    "apart": N_("Each by itself"),
    "view-side": N_("Side by side"),
    "view-overlay": N_("One over the other"),
    "view-blink": N_("In turns"),
    "view-swipe": N_("Parted by a line"),
    "blink-shows": N_("Now {name}"),
    "pair-point": N_("Pair {number}, {name}"),
    "pair": N_("Pair {number}"),
    "pair-taken-away": N_("Pair {number} taken away"),
    "take-away": N_("Take away"),
    "row-chosen": N_("{row}: {value}. {number} of {all}"),
    # Teeth and body
    "tooth-is": N_("{tooth}: {state}"),
    "region-marked": N_("{region}: marked"),
    "region-free": N_("{region}: not marked"),
    "body-front": N_("front"),
    "body-back": N_("back"),
    "bodys-right": N_("the body's right"),
    "bodys-left": N_("the body's left"),
    # Maps
    "map-tools": N_("Move on the map"),
    "map-set": N_("Write this position"),
    "map-closer": N_("Closer"),
    "map-further": N_("Further"),
    "map-everything": N_("All places"),
    "map-next": N_("Next place"),
    "map-north": N_("North"),
    "map-south": N_("South"),
    "map-west": N_("West"),
    "map-east": N_("East"),
    "map-coast": N_("nearest coast of this map: {distance}, bearing {bearing}°"),
    "map-kilometres": N_("{count} km"),
    "map-metres": N_("{count} m"),
    "map-written": N_("Written: {position}"),
    "map-no-room": N_("The field is full. The position was not written."),
    "map-recovered": N_("recovered here"),
    "map-last-seen": N_("last seen here"),
    "water-pacific": N_("Pacific Ocean"),
    "water-atlantic": N_("Atlantic Ocean"),
    "water-indian": N_("Indian Ocean"),
    "water-southern": N_("Southern Ocean"),
    "water-arctic": N_("Arctic Ocean"),
    "water-mediterranean": N_("Mediterranean Sea"),
    "water-black": N_("Black Sea"),
    "water-caspian": N_("Caspian Sea"),
    "water-baltic": N_("Baltic Sea"),
    "water-north": N_("North Sea"),
    "water-norwegian": N_("Norwegian Sea"),
    "water-barents": N_("Barents Sea"),
    "water-red": N_("Red Sea"),
    "water-arabian": N_("Arabian Sea"),
    "water-bengal": N_("Bay of Bengal"),
    "water-philippine": N_("Philippine Sea"),
    "water-caribbean": N_("Caribbean Sea"),
    "water-hudson": N_("Hudson Bay"),
    "water-bering": N_("Bering Sea"),
    "water-tasman": N_("Tasman Sea"),
    "water-coral": N_("Coral Sea"),
    "water-adriatic": N_("Adriatic Sea"),
    "water-aegean": N_("Aegean Sea"),
    "water-ionian": N_("Ionian Sea"),
    "water-tyrrhenian": N_("Tyrrhenian Sea"),
    "water-biscay": N_("Bay of Biscay"),
}

_MIDDLE = {
    "front-face": N_("face"),
    "front-neck": N_("neck, front"),
    "front-chest": N_("chest"),
    "front-abdomen": N_("abdomen"),
    "front-pelvis": N_("pelvis and groin"),
    "back-head": N_("back of the head"),
    "back-neck": N_("neck, back"),
    "back-upper": N_("upper back"),
    "back-lower": N_("lower back"),
    "back-buttocks": N_("buttocks"),
}
_PAIRED = {
    "front-left-shoulder": N_("the body's left shoulder, front"),
    "front-left-upper-arm": N_("the body's left upper arm, front"),
    "front-left-forearm": N_("the body's left forearm, front"),
    "front-left-hand": N_("the body's left palm"),
    "front-left-thigh": N_("the body's left thigh, front"),
    "front-left-knee": N_("the body's left knee, front"),
    "front-left-lower-leg": N_("the body's left shin"),
    "front-left-foot": N_("the body's left foot, top"),
    "front-right-shoulder": N_("the body's right shoulder, front"),
    "front-right-upper-arm": N_("the body's right upper arm, front"),
    "front-right-forearm": N_("the body's right forearm, front"),
    "front-right-hand": N_("the body's right palm"),
    "front-right-thigh": N_("the body's right thigh, front"),
    "front-right-knee": N_("the body's right knee, front"),
    "front-right-lower-leg": N_("the body's right shin"),
    "front-right-foot": N_("the body's right foot, top"),
    "back-left-shoulder": N_("the body's left shoulder, back"),
    "back-left-upper-arm": N_("the body's left upper arm, back"),
    "back-left-forearm": N_("the body's left forearm, back"),
    "back-left-hand": N_("back of the body's left hand"),
    "back-left-thigh": N_("the body's left thigh, back"),
    "back-left-knee": N_("hollow of the body's left knee"),
    "back-left-lower-leg": N_("the body's left calf"),
    "back-left-foot": N_("sole of the body's left foot"),
    "back-right-shoulder": N_("the body's right shoulder, back"),
    "back-right-upper-arm": N_("the body's right upper arm, back"),
    "back-right-forearm": N_("the body's right forearm, back"),
    "back-right-hand": N_("back of the body's right hand"),
    "back-right-thigh": N_("the body's right thigh, back"),
    "back-right-knee": N_("hollow of the body's right knee"),
    "back-right-lower-leg": N_("the body's right calf"),
    "back-right-foot": N_("sole of the body's right foot"),
}
BODY_REGIONS: Mapping[str, str] = {**_MIDDLE, **_PAIRED}
"""Code → name of each part of the body that the diagram draws; sides are always the body's."""


def words_for(language: str) -> dict[str, str]:
    """Return every sentence of the modules in a language, its `{parameters}` still open."""
    return {name: _open(sentence, language) for name, sentence in WORDS.items()}


def _open(sentence: str, language: str) -> str:
    names = {name for _, name, _, _ in Formatter().parse(sentence) if name}
    return say(sentence, language, **{name: f"{{{name}}}" for name in names})
