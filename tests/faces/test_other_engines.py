"""Other recognisers: shown faces as their manifest says, tested before they are taken in, apart."""

import shutil
from pathlib import Path

import numpy
import pytest
from tiny_network import COLOURS, DIMENSION, SIZE, add_tiny, profile

from antigone.errors import Refusal
from antigone.faces import Engine, similarity_of
from antigone.faces.adoption import EngineTaken, Implausible, NotARecogniser, add_engine
from antigone.faces.engine import EngineUnfit, shipped_fixture
from antigone.faces.geometry import ARCFACE_112, Pixels, crop_for
from antigone.faces.recogniser import Recogniser
from antigone.faces.runtime import NoSuchProvider, UnfitNetwork, providers_here, session_of
from antigone.faces.template import MixedEngines
from antigone.faces.weights import (
    FOLDER,
    AlteredWeights,
    MissingWeights,
    NoSelfTest,
    UnfitManifest,
    UnknownEngine,
    added_engines,
    find_recogniser,
    manifest,
    read_manifest,
    record_self_test,
)


def recogniser_of(path: Path) -> Recogniser:
    about = read_manifest(path)
    return Recogniser(session_of(about, threads=1), about)


def shown_crop(size: int = SIZE) -> Pixels:
    image, landmarks, _ = shipped_fixture()
    return crop_for(image, landmarks, size=size)


@pytest.fixture
def added(tmp_path: Path) -> Path:
    """The folder of added engines of a home, with the tiny one in it."""
    folder = tmp_path / "home" / "weights"
    folder.parent.mkdir()
    add_engine(add_tiny(tmp_path / "given"), folder)
    return folder


# --- shown as the manifest says


@pytest.mark.parametrize("network", ["NCHW RGB", "NCHW BGR", "NHWC RGB", "NHWC BGR"])
def test_layout_and_colours_are_those_of_the_manifest(tmp_path: Path, network: str) -> None:
    crop = shown_crop()
    made = recogniser_of(add_tiny(tmp_path, network=network)).describe(crop)
    assert made == pytest.approx(profile(crop), abs=1e-3)


@pytest.mark.parametrize(
    ("mean", "std"), [(127.5, 127.5), ([100.0, 110.0, 120.0], 50.0), (0.0, [10.0, 20.0, 40.0])]
)
def test_mean_and_scale_are_those_of_the_manifest(
    tmp_path: Path, mean: object, std: object
) -> None:
    crop = shown_crop()
    made = recogniser_of(add_tiny(tmp_path, mean=mean, std=std)).describe(crop)
    # A profile has no mean, so a shift of all pixels is not seen in it, a scale is.
    light = (crop.astype(float) / numpy.array(std) @ COLOURS).mean(axis=1)
    expected = light.reshape(DIMENSION, 2).mean(axis=1) - light.mean()
    assert made == pytest.approx(expected, abs=1e-3)


def test_the_crop_is_cut_where_the_manifest_says_the_eyes_lie(tmp_path: Path) -> None:
    image, landmarks, _ = shipped_fixture()
    standard = recogniser_of(add_tiny(tmp_path / "standard"))
    scaled = (ARCFACE_112 * (SIZE / 112)).tolist()
    named = recogniser_of(add_tiny(tmp_path / "points", template=scaled))
    assert (standard.crop(image, landmarks) == named.crop(image, landmarks)).all()
    assert (standard.crop(image, landmarks) == crop_for(image, landmarks, size=SIZE)).all()
    higher = recogniser_of(add_tiny(tmp_path / "higher", template=[[x, y - 4] for x, y in scaled]))
    moved = higher.crop(image, landmarks)
    assert numpy.abs(moved[:-4].astype(int) - standard.crop(image, landmarks)[4:]).mean() < 3


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", "../../etc"),
        ("id", "Upper Case"),
        ("channels", "GBR"),
        ("layout", "HWCN"),
        ("metric", "euclidean"),
        ("mean", [1.0, 2.0]),
        ("std", 0.0),
        ("std", [1.0, 0.0, 1.0]),
        ("template", "ffhq"),
        ("template", [[1.0, 2.0]] * 4),
        ("size", 0),
        ("dimension", 12.5),
        ("sha256", "ABC"),
        ("file", "../tiny.onnx"),
        ("training_data", ""),
    ],
)
def test_a_manifest_that_cannot_be_meant_is_refused_by_field(
    tmp_path: Path, field: str, value: object
) -> None:
    path = add_tiny(tmp_path, **{field: value})
    with pytest.raises(UnfitManifest) as raised:
        read_manifest(path)
    assert raised.value.parameters == {"file": "tiny.toml", "field": field}


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"dimension": 128}, "dimension"),
        ({"size": 64}, "size, layout"),
        ({"layout": "NHWC"}, "size, layout"),
    ],
)
def test_a_network_of_another_shape_than_stated_is_refused(
    tmp_path: Path, values: dict[str, object], field: str
) -> None:
    recogniser = recogniser_of(add_tiny(tmp_path, **values))
    with pytest.raises(UnfitManifest) as raised:
        recogniser.describe(shown_crop(recogniser.size))
    assert raised.value.parameters["field"] == field


# --- taken in


def test_an_added_engine_reads_and_says_its_own_name(added: Path, portrait: Pixels) -> None:
    engine = Engine.load(recogniser=find_recogniser("tiny-1", added=added))
    (face,) = engine.read(portrait).faces
    assert (engine.id, engine.dimension) == ("tiny-1", DIMENSION)
    assert face.engine == engine.template([face]).engine == "tiny-1"
    assert face.vector.shape == (DIMENSION,)
    # The bands are the manifest's: the length decides.
    assert face.quality.value == pytest.approx(float(numpy.linalg.norm(face.vector)))
    assert engine.providers == ("CPUExecutionProvider",)


def test_the_built_in_engine_needs_no_folder_and_an_unknown_one_is_named(
    added: Path, tmp_path: Path
) -> None:
    assert find_recogniser("sface-2021dec", added=tmp_path / "nowhere") is None
    with pytest.raises(UnknownEngine) as raised:
        find_recogniser("tiny-2", added=added)
    assert raised.value.parameters["known"] == "sface-2021dec, tiny-1"


def test_vectors_of_two_engines_never_meet(added: Path, engine: Engine, portrait: Pixels) -> None:
    other = Engine.load(recogniser=find_recogniser("tiny-1", added=added))
    ours, theirs = engine.read(portrait).faces, other.read(portrait).faces
    with pytest.raises(MixedEngines, match=r"tiny-1.*sface|sface.*tiny-1"):
        engine.template([*ours, *theirs])
    with pytest.raises(MixedEngines):
        similarity_of(engine.template(ours), other.template(theirs))


def test_the_same_network_under_another_name_is_another_engine(
    tmp_path: Path, engine: Engine, portrait: Pixels
) -> None:
    """Same file, other preparation perhaps: only the name says what a vector is."""
    given = tmp_path / "given"
    given.mkdir()
    shutil.copy(FOLDER / "sface-2021dec.onnx", given)
    text = (FOLDER / "sface.toml").read_text().replace('id = "sface-2021dec"', 'id = "site-1"')
    (given / "site.toml").write_text(text)
    about = add_engine(given / "site.toml", tmp_path / "weights")
    assert about.path == tmp_path / "weights" / "site-1" / "manifest.toml"
    other = Engine.load(recogniser=about)
    ours, theirs = engine.read(portrait).faces[0], other.read(portrait).faces[0]
    assert (ours.vector == theirs.vector).all()
    with pytest.raises(MixedEngines):
        similarity_of(engine.template([ours]), other.template([theirs]))


REFUSED_AT_THE_DOOR: dict[str, tuple[type[Refusal], dict[str, object]]] = {
    "another-digest": (AlteredWeights, {"sha256": "0" * 64}),
    "missing-file": (MissingWeights, {"file": "absent.onnx"}),
    "built-in-name": (EngineTaken, {"id": "sface-2021dec"}),
    "another-dimension": (UnfitManifest, {"dimension": 17}),
    # Scaled to nothing, every picture looks the same to it.
    "wrong-scale": (Implausible, {"std": 1e30}),
}


@pytest.mark.parametrize("name", REFUSED_AT_THE_DOOR)
def test_what_is_not_in_order_is_not_taken_in_and_leaves_nothing(tmp_path: Path, name: str) -> None:
    kind, values = REFUSED_AT_THE_DOOR[name]
    folder = tmp_path / "home" / "weights"
    folder.parent.mkdir()
    path = add_tiny(tmp_path / "given", **values)
    with pytest.raises(kind):
        add_engine(path, folder)
    assert added_engines(folder) == []
    assert [one for one in folder.parent.rglob("*") if one.is_file()] == []


def test_a_file_that_is_no_network_is_not_taken_in(tmp_path: Path) -> None:
    import hashlib

    letter = b"Dear sister"
    path = add_tiny(tmp_path / "given", sha256=hashlib.sha256(letter).hexdigest())
    path.with_name("tiny.onnx").write_bytes(letter)
    with pytest.raises(UnfitNetwork, match=r"tiny\.onnx"):
        add_engine(path, tmp_path / "weights")


def test_two_engines_do_not_share_a_name(added: Path, tmp_path: Path) -> None:
    with pytest.raises(EngineTaken, match="tiny-1"):
        add_engine(add_tiny(tmp_path / "again", network="NHWC BGR"), added)
    assert [one.id for one in added_engines(added)] == ["tiny-1"]


def test_a_detector_is_not_added(tmp_path: Path) -> None:
    with pytest.raises(NotARecogniser, match="detector"):
        add_engine(manifest("detector").path, tmp_path / "weights")


# --- tested again whenever it is loaded


def test_an_engine_that_sees_something_else_than_when_it_was_added_is_not_used(
    added: Path,
) -> None:
    about = find_recogniser("tiny-1", added=added)
    assert about
    vector = numpy.arange(DIMENSION, dtype=float)
    record_self_test(about, vector.tolist())
    with pytest.raises(EngineUnfit, match="cosine"):
        Engine.load(recogniser=about)
    record_self_test(about, [1.0])
    with pytest.raises(EngineUnfit, match="length"):
        Engine.load(recogniser=about)
    about.path.with_name("self-test.json").unlink()
    with pytest.raises(NoSelfTest, match="tiny-1"):
        Engine.load(recogniser=about)


def test_one_changed_byte_after_it_was_added_is_refused(added: Path) -> None:
    about = find_recogniser("tiny-1", added=added)
    assert about
    content = bytearray(about.file.read_bytes())
    content[-40] ^= 1
    about.file.write_bytes(content)
    with pytest.raises(AlteredWeights):
        Engine.load(recogniser=find_recogniser("tiny-1", added=added))


def test_only_processors_of_this_machine_are_used(tmp_path: Path) -> None:
    """Some builds offer a provider that sends its input to a service elsewhere."""
    here = providers_here()
    assert here[-1] == "CPUExecutionProvider"
    assert not [one for one in here if "Azure" in one]
    about = read_manifest(add_tiny(tmp_path))
    assert session_of(about, threads=1, providers=["CPUExecutionProvider"])
    with pytest.raises(NoSuchProvider, match="AzureExecutionProvider"):
        session_of(about, threads=1, providers=["AzureExecutionProvider"])
