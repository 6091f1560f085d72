"""Loading a network into the runtime: on which processor it runs, and that nothing is reported."""

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from antigone.errors import Refusal
from antigone.faces.weights import Manifest
from antigone.wording import N_

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

# The quickest first. Only processors of this machine: a runtime may also offer to send pictures to
# a service elsewhere.
_LOCAL = (
    "CUDAExecutionProvider",
    "ROCMExecutionProvider",
    "MIGraphXExecutionProvider",
    "OpenVINOExecutionProvider",
    "DmlExecutionProvider",
    "CoreMLExecutionProvider",
    "CPUExecutionProvider",
)


class NoSuchProvider(Refusal):
    """An execution provider was named that the runtime here does not have, or that is elsewhere."""

    code = "no-such-provider"
    sentence = N_("{provider} is no processor of this machine. No face was read.")
    remedy = N_("Choose among: {known}.")


class UnfitNetwork(Refusal):
    """The runtime cannot load the file, although it is the one that the manifest names."""

    code = "unfit-network"
    sentence = N_("{file} of the engine {engine} cannot be run here. No face was read.")
    remedy = N_("Ask its maker for an ONNX file that the runtime of this version can run.")


def providers_here() -> tuple[str, ...]:
    """Return the execution providers of this machine, the quickest first."""
    runtime = _quiet_runtime()
    return tuple(one for one in _LOCAL if one in runtime.get_available_providers())


def session_of(
    about: Manifest, *, threads: int, providers: Sequence[str] | None = None
) -> "InferenceSession":
    """Return the network of a manifest, loaded after its digest was seen to be right.

    `providers` are tried in order; None takes those of this machine, the quickest first. What a
    session then runs on, its `get_providers()` says. Raises `MissingWeights`, `AlteredWeights`,
    `NoSuchProvider` and `UnfitNetwork`.
    """
    onnxruntime = _quiet_runtime()
    here = providers_here()
    for one in providers or ():
        if one not in here:
            raise NoSuchProvider(provider=one, known=", ".join(here))
    file = about.verified()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # The arena keeps the memory of the largest photograph for ever.
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        return onnxruntime.InferenceSession(str(file), options, providers=[*(providers or here)])
    except Exception:  # noqa: BLE001 - the runtime raises what it likes; the file is what is unfit
        raise UnfitNetwork(file=file.name, engine=about.id) from None


def _quiet_runtime() -> Any:
    # The runtime's builds report to their maker unless they are told not to before they are loaded.
    # Nothing leaves a mortuary unasked.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime

    onnxruntime.disable_telemetry_events()
    return onnxruntime
