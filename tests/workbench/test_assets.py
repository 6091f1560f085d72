"""What the browser gets: made of our own sources, asks nothing outside, readable by everybody."""

import json
import re
import tomllib
from pathlib import Path

import pytest

from antigone.workbench.browser import BODY_REGIONS, WORDS, words_for

ROOT = Path(__file__).parents[2]
ASSETS = ROOT / "antigone" / "workbench" / "assets"
MADE = ROOT / "antigone" / "workbench" / "static" / "antigone"
TEMPLATES = ROOT / "antigone" / "workbench" / "templates"
SCRIPTS = "\n".join(path.read_text("utf-8") for path in sorted((ASSETS / "js").glob("*.js")))
SHEETS = ("app.css", "app.rtl.css")


def made(name: str) -> str:
    return (MADE / name).read_text("utf-8")


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_stylesheet_names_only_files_that_are_there(sheet: str) -> None:
    named = re.findall(r"url\(['\"]?([^)'\"]+)", made(sheet))

    assert len(named) > 20
    assert [one for one in named if not (MADE / one).is_file()] == []


@pytest.mark.parametrize("name", [*SHEETS, "app.js", "stage.js", "icons.svg", "favicon.svg"])
def test_nothing_leads_outside_and_nothing_is_packed_into_an_address(name: str) -> None:
    addresses = set(re.findall(r"(?:https?:)?//[\w.-]+\.\w+|data:[a-z]+/|blob:", made(name)))

    # The name of a language of drawing, which no browser opens.
    assert addresses <= {"http://www.w3.org"}


def test_scripts_need_nothing_that_the_policy_refuses_and_keep_nothing() -> None:
    refused = re.findall(
        r"\beval\(|new Function|innerHTML|insertAdjacentHTML|document\.write|localStorage"
        r"|sessionStorage|indexedDB|document\.cookie|createObjectURL|FileReader",
        SCRIPTS,
    )

    assert refused == []


def test_every_sentence_of_a_script_is_in_the_catalogue_and_none_is_left_over() -> None:
    # say("…"), say(a ? "…" : "…"), say({…: "…"}[…]) and names handed on as words.
    quoted = set(re.findall(r'"([a-z0-9-]+)"', SCRIPTS))
    asked = set(re.findall(r'say\("([a-z0-9-]+)"', SCRIPTS))
    composed = {f"view-{mode}" for mode in ("side", "overlay", "blink", "swipe")}
    composed |= {"body-front", "body-back"}

    assert asked - WORDS.keys() == set()
    assert WORDS.keys() - quoted - composed == set()


def test_words_keep_their_open_places_in_every_language() -> None:
    for language in ("en", "ar", "uk"):
        assert "{time}" in words_for(language)["saved"]


def test_the_body_has_the_same_parts_in_the_list_and_in_the_drawing() -> None:
    source = (ASSETS / "js" / "bodymap.js").read_text("utf-8")
    middle = source[source.index("const MIDDLE") : source.index("const LIMBS")]
    limbs = source[source.index("const LIMBS") : source.index("const BACK_AT")]
    front, back = middle.split("back: {")
    part = re.compile(r'^\s+"?([a-z-]+)"?: "M', re.MULTILINE)
    drawn = {f"front-{one}" for one in part.findall(front)}
    drawn |= {f"back-{one}" for one in part.findall(back)}
    for side in ("front-left", "front-right", "back-left", "back-right"):
        drawn |= {f"{side}-{one}" for one in part.findall(limbs)}

    # 5 parts in front, 5 behind, and 8 of each limb pair, seen from two sides.
    assert len(drawn) == 5 + 5 + 8 * 2 * 2
    assert drawn == set(BODY_REGIONS)


def test_every_icon_of_a_template_is_in_the_sprite() -> None:
    sprite = set(re.findall(r'<symbol id="i-([\w-]+)"', made("icons.svg")))
    used = {
        name
        for page in TEMPLATES.rglob("*.html")
        for name in re.findall(r"""\{% icon ["']([\w-]+)["']""", page.read_text("utf-8"))
    }

    assert used - sprite == set()


def test_no_template_carries_a_style_or_a_script_of_its_own() -> None:
    inline = re.compile(r"\sstyle=|<style|\son[a-z]+=|<script(?![^>]*\bsrc=)(?![^>]*json)")
    found = [p.name for p in TEMPLATES.rglob("*.html") if inline.search(p.read_text("utf-8"))]

    assert found == []


def test_the_mirrored_sheet_mirrors_the_page_and_never_a_photograph_a_body_or_a_scale() -> None:
    plain, mirrored = (made(sheet) for sheet in SHEETS)

    assert plain != mirrored
    for what in (
        r"\.stage\{",
        r"\.odontogram-chart,\.bodymap-chart\{",
        r"\.strength,\.strength-axis\{",
    ):
        for sheet in (plain, mirrored):
            assert any("direction:ltr" in rule for rule in re.findall(what + r"[^}]*", sheet)), what


# ---------------------------------------------------------------------------------------- contrast


def tokens(theme: str) -> dict[str, str]:
    """Return the colours of a theme as they stand in the source."""
    source = (ASSETS / "scss" / "_tokens.scss").read_text("utf-8")
    start = source.index(f"@mixin {theme}")
    block = source[start : source.index("}", start)]
    return {
        name: value if len(value) == 7 else "#" + "".join(2 * digit for digit in value[1:])
        for name, value in re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", block)
    }


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours (WCAG 2.2), from 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_computed_as_the_guideline_says() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#ff0000", "#000000") == pytest.approx((0.2126 + 0.05) / 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_text_and_every_edge_can_be_seen(theme: str) -> None:
    colour = tokens(theme)
    grounds = [colour[name] for name in ("page", "surface", "sunken")]
    words = ["text", "quiet", "action", "action-hover", "kept", "waits", "care", "refused", "hold"]
    faint = [
        (name, ground)
        for name in words
        for ground in grounds
        if contrast(colour[name], ground) < 4.5
    ]
    for name in ("kept", "waits", "care", "refused", "hold", "neutral"):
        ground = colour[f"{name}-ground"]
        faint += [(word, name) for word in (name, "text") if contrast(colour[word], ground) < 4.5]
    for label, ground in (("on-action", "action"), ("on-refused", "refused"), ("text", "shade-4")):
        faint += [(label, ground)] if contrast(colour[label], colour[ground]) < 4.5 else []
    faint += [
        (name, ground)
        for name in ("edge", "supports", "against", "neither")
        for ground in grounds
        if contrast(colour[name], ground) < 3
    ]

    assert faint == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_one_of_the_two_rings_of_the_focus_is_seen_on_every_ground(theme: str) -> None:
    colour = tokens(theme)
    rings = (colour["focus-inner"], "#f2c14e")
    grounds = [value for name, value in colour.items() if name in ("page", "surface", "sunken")]
    grounds += [value for name, value in colour.items() if name.endswith("-ground")]

    # Whatever the photograph: the worst grey lies between the rings, at the root of their ratio.
    assert contrast(*rings) ** 0.5 >= 3
    assert min(max(contrast(ring, ground) for ring in rings) for ground in grounds) >= 7.5


# --------------------------------------------------------------------------------------- packaging


def test_the_lock_names_digests_and_no_addresses() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text("utf-8"))
    packages = {name: one for name, one in lock["packages"].items() if name}

    assert [name for name, one in packages.items() if "resolved" in one] == []
    assert [name for name, one in packages.items() if "integrity" not in one] == []


def test_every_package_is_asked_for_in_one_exact_version() -> None:
    asked = json.loads((ROOT / "package.json").read_text("utf-8"))["devDependencies"]

    assert [name for name, version in asked.items() if not version[0].isdigit()] == []


def test_wheel_and_source_carry_what_was_made() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    targets = project["tool"]["hatch"]["build"]["targets"]

    for target in ("wheel", "sdist"):
        assert "antigone/workbench/static/antigone/**" in targets[target]["artifacts"]


def test_the_licence_of_everything_that_was_taken_lies_beside_it() -> None:
    licences = {path.stem: path.read_text("utf-8") for path in (MADE / "licences").iterdir()}

    assert all("Copyright" in text for text in licences.values())
    assert all(
        "SIL OPEN FONT LICENSE" in licences[name].upper() for name in licences if "noto" in name
    )
    assert {"bootstrap", "bootstrap-icons", "noto-sans"} <= licences.keys()
