"""What a page may ask of the machine it is shown on: nothing, but for the camera where one is used.

The header says it to the browser (W3C Permissions Policy). A page that was made to run something
foreign could then still neither listen, nor look, nor say where a mortuary stands.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

HEADER = "Permissions-Policy"
_DENIED = (
    *("accelerometer", "ambient-light-sensor", "attribution-reporting", "autoplay", "bluetooth"),
    *("browsing-topics", "compute-pressure", "display-capture", "encrypted-media", "fullscreen"),
    *("gamepad", "geolocation", "gyroscope", "hid", "identity-credentials-get", "idle-detection"),
    *("keyboard-map", "local-fonts", "magnetometer", "microphone", "midi", "otp-credentials"),
    *("payment", "picture-in-picture", "screen-wake-lock", "serial", "speaker-selection"),
    *("storage-access", "usb", "web-share", "window-management", "xr-spatial-tracking"),
)
# Passkeys are asked for at sign-in and signature, by our own pages alone.
_OWN = ("publickey-credentials-create", "publickey-credentials-get")


def policy(*, camera: bool = False) -> str:
    """Return the header's value; `camera` where a page takes photographs."""
    denied = [f"{one}=()" for one in (*_DENIED, *(() if camera else ("camera",)))]
    own = [f"{one}=(self)" for one in (*_OWN, *(("camera",) if camera else ()))]
    return ", ".join(sorted([*denied, *own]))


class Features:
    """Denies every answer everything that its page did not ask for."""

    def __init__(self, answered: Callable[[HttpRequest], HttpResponse]) -> None:
        self._answered = answered

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a request, with the header."""
        answer = self._answered(request)
        answer.headers.setdefault(HEADER, policy())
        return answer
