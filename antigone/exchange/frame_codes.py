"""Reading the labels in a photograph: whose body does this picture say that it shows?

What comes out is what was printed, or nothing. A code is read by its own error correction, then by
its form, then by its check character; whatever does not fit is refused and never completed. This
runs on pixels that the limited processes have decoded already.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import chain
from typing import Any, NamedTuple

import numpy
from numpy.typing import NDArray

from antigone.documents.labels import DamagedCode, Label, NewerCode, NotOurCode
from antigone.errors import Refusal
from antigone.faces.geometry import Affine, Pixels, inverse, move, turned_canvas
from antigone.wording import N_

Corners = NDArray[numpy.float64]
_Grey = NDArray[numpy.uint8]
_Quad = NDArray[numpy.float32]

# Longest sides, in pixels, between which a photograph is looked at; each look halves the last one.
_SMALLEST_LOOK, _LARGEST_LOOK = 600, 4800
# A code that was found but not read is looked at alone, this many pixels wide, with its margin.
_CUTOUT, _CUTOUT_MARGIN = 330, 0.18
# Pixels around the square in a code's corner, below which it cannot be read anyway.
_SMALLEST_CORNER = 36.0
# How many squares are compared with each other; where there are more, how much larger than the rest
# is what is still looked at.
_MOST_SQUARES, _ABOVE_BUSY = 3000, 1.3
_MOST_FOR_LINES = 1000
# Codes whose centres are nearer than this part of their size are one code.
_SAME = 0.5
# Patterns that only look like codes can be many; real ones are few.
_MOST_IN_ONE_LOOK = 24


# Up to which longest side a photograph is always enlarged twice too, for a small label far behind.
_ENLARGED = 4000
# The closer looks: how far enlarged, up to which longest side, and each view: degrees, and whether in
# black and white. A greedy choice among 45 on small, blurred and tilted labels: these read nearly all
# that the 45 did together.
_CLOSER: tuple[tuple[int, int, tuple[tuple[int, bool], ...]], ...] = (
    (1, _LARGEST_LOOK, ((60, False), (30, False), (45, False), (0, True))),
    (2, 2 * _LARGEST_LOOK, ((0, False),)),
    (2, _ENLARGED, ((0, True), (15, False), (30, False), (60, False))),
    (3, _ENLARGED, ((0, False), (0, True), (30, False))),
)


class AnotherBodysLabel(Refusal):
    """The picture shows the label of another body: whose face it shows is then open."""

    code = "another-bodys-label"
    sentence = N_("The label in the picture reads {found}; this is {expected}. It was not kept.")
    remedy = N_("Choose the right body or the right picture.")


class Finding(StrEnum):
    """What the codes of a picture come to; the code is part of the API."""

    OURS = "our-code"
    REFUSED = "refused-code"
    FOREIGN = "foreign-code"
    NONE = "no-code"


@dataclass(frozen=True, kw_only=True, eq=False)
class FrameCode:
    """One code in a photograph: what it holds, where it is, and the label it names, if it does.

    `corners` has shape (4, 2), in pixels of the photograph, from the code's own upper left corner
    clockwise. `refusal` says why there is no label; `payload` is then a stranger's text.
    """

    payload: str
    corners: Corners = field(repr=False)
    label: Label | None
    refusal: NotOurCode | NewerCode | DamagedCode | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class FrameReading:
    """All codes that were read in one photograph, the largest first. None is a finding too.

    `complete` is false where the time ran out before every look was taken.
    """

    codes: tuple[FrameCode, ...]
    complete: bool = True

    @property
    def labels(self) -> tuple[Label, ...]:
        """Every label that the picture shows, each once."""
        return tuple(dict.fromkeys(code.label for code in self.codes if code.label))

    @property
    def finding(self) -> Finding:
        """The strongest of what was found: our code, one refused, a foreign one, none."""
        if self.labels:
            return Finding.OURS
        if not self.codes:
            return Finding.NONE
        foreign = all(isinstance(code.refusal, NotOurCode) for code in self.codes)
        return Finding.FOREIGN if foreign else Finding.REFUSED

    def shows(self, label: Label) -> bool:
        """Say whether this very label was read in the picture."""
        return label in self.labels

    def require_no_other(self, label: Label) -> None:
        """Raise `AnotherBodysLabel` if a label of anybody else was read, beside the own one too."""
        for other in self.labels:
            if other != label:
                # The operation is named where the code alone would look the same.
                same = other.operation == label.operation
                found, expected = (
                    one.code if same else f"{one.operation} {one.code}" for one in (other, label)
                )
                raise AnotherBodysLabel(found=found, expected=expected)


def read_codes(image: Pixels, *, seconds: float = 20.0) -> FrameReading:
    """Return every QR code that can be read in an RGB photograph (H, W, 3), uint8.

    The whole photograph is always searched at several sizes, so that the label of another body is
    found beside the own one. Where none of our labels is read, it is searched once more turned,
    enlarged and in black and white, until one is. After `seconds` no further look is begun: grids
    and nets without any noise keep the finder busy for long.
    """
    import cv2

    until = time.monotonic() + seconds
    grey: _Grey = numpy.asarray(
        cv2.cvtColor(numpy.ascontiguousarray(image), cv2.COLOR_RGB2GRAY), numpy.uint8
    )
    reader = _Reader()
    complete = True
    for look in chain(_first_looks(grey), _closer_looks(grey)):
        if look.closer and reader.reads_ours:
            break
        if time.monotonic() >= until:
            complete = False
            break
        reader.search(look)
    codes = sorted(reader.codes, key=lambda code: -_area(code.corners))
    return FrameReading(codes=tuple(codes), complete=complete and not reader.too_busy)


class _Look(NamedTuple):
    """The photograph as it is looked at once, and the affine from the original to it.

    Closer looks are taken only as long as none of our labels was read.
    """

    image: _Grey
    affine: Affine
    closer: bool = False


def _first_looks(grey: _Grey) -> Iterator[_Look]:
    longest = max(grey.shape)
    size = min(longest, _LARGEST_LOOK)
    sizes = [size]
    while size // 2 >= _SMALLEST_LOOK:
        size //= 2
        sizes.append(size)
    # Small looks first: what they read need not be found again in the large ones.
    for size in reversed(sizes):
        look = _Look(*turned_canvas(grey, 0, longest=size))
        yield look
        yield look._replace(image=_raised(look.image))
    if 2 * longest <= _ENLARGED:
        yield _Look(*turned_canvas(grey, 0, longest=2 * longest))


def _closer_looks(grey: _Grey) -> Iterator[_Look]:
    """Yield what was found to read the rest: turned, enlarged, in black and white; cheap ones first.

    Eight orientations, because sampling spoils a code differently in each; the finder itself takes
    any, so turns by 15 to 60 degrees stand for all of them.
    """
    longest = min(max(grey.shape), _LARGEST_LOOK)
    for times, most, views in _CLOSER:
        if longest * times <= most:
            for degrees, inked in views:
                image, affine = turned_canvas(grey, degrees, longest=longest * times)
                yield _Look(_inked(image) if inked else image, affine, closer=True)


def _raised(image: _Grey) -> _Grey:
    """Raise local contrast, for the dark and for light that falls on one side."""
    import cv2

    return numpy.asarray(cv2.createCLAHE(4.0, (8, 8)).apply(image), numpy.uint8)


def _inked(image: _Grey) -> _Grey:
    """Turn to black and white by the neighbourhood, for blur and for glare."""
    import cv2

    method = cv2.ADAPTIVE_THRESH_GAUSSIAN_C
    return numpy.asarray(
        cv2.adaptiveThreshold(image, 255, method, cv2.THRESH_BINARY, 61, 3), numpy.uint8
    )


def _squares_in(image: _Grey) -> list[float]:
    """Return the perimeters of all squares, as the finder itself sees them, the largest first."""
    import cv2

    method = cv2.ADAPTIVE_THRESH_MEAN_C
    ink = cv2.adaptiveThreshold(image, 255, method, cv2.THRESH_BINARY_INV, 13, 7)
    contours, _ = cv2.findContours(ink, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    squares = []
    for contour in contours:
        if len(contour) >= 4 and (around := cv2.arcLength(contour, True)) >= _SMALLEST_CORNER:
            shape = cv2.approxPolyDP(contour, 0.05 * around, True)
            if len(shape) == 4 and cv2.isContourConvex(shape):
                squares.append(float(around))
    return sorted(squares, reverse=True)


class _Reader:
    """Finds codes look by look, and keeps each once."""

    def __init__(self) -> None:
        import cv2

        # Two finders: one knows the corners of a code as squares, small and turned ones too; the
        # other by lines across them, so that it forgives a corner with a scratch.
        self._by_squares = cv2.QRCodeDetectorAruco()
        self._by_lines = cv2.QRCodeDetector()
        self.too_busy = False
        self.codes: list[FrameCode] = []

    @property
    def reads_ours(self) -> bool:
        """Whether one of our labels was read."""
        return any(code.label for code in self.codes)

    def search(self, look: _Look) -> None:
        """Read what can be read in one look and has not been read before."""
        image = self._without_known(look)
        squares = _squares_in(image)
        self._read_all(look, image, self._found_by_squares(image, squares))
        # Its work grows with the third power of what looks like a corner.
        if len(squares) <= _MOST_FOR_LINES:
            image = self._without_known(look)
            self._read_all(look, image, _found_by(self._by_lines, image))
        else:
            self.too_busy = True

    def _found_by_squares(self, image: _Grey, squares: Sequence[float]) -> Sequence[_Quad]:
        # By default this finder overlooks what is small beside the picture; beside the corner of a
        # code it is not the picture's size that counts.
        least = _SMALLEST_CORNER
        if len(squares) > _MOST_SQUARES:
            # It compares every square with every other: a clean net of a hundred thousand meshes
            # would keep it busy for hours. Only what is larger than the meshes is looked at.
            self.too_busy = True
            least = squares[_MOST_SQUARES] * _ABOVE_BUSY
        options = self._by_squares.getArucoParameters()
        options.minMarkerPerimeterRate = least / max(image.shape)
        self._by_squares.setArucoParameters(options)
        return _found_by(self._by_squares, image)

    def _read_all(self, look: _Look, image: _Grey, quads: Sequence[_Quad]) -> None:
        for quad in quads[:_MOST_IN_ONE_LOOK]:
            corners = move(inverse(look.affine), quad.astype(numpy.float64) + 0.5)
            if any(_same_place(corners, code.corners) for code in self.codes):
                continue
            if content := self._read(image, quad):
                self.codes.append(_judged(content.decode("utf-8", "replace"), corners))

    def _without_known(self, look: _Look) -> _Grey:
        """Paint over what was read: finders pair the corners of neighbouring codes."""
        import cv2

        image = look.image
        if self.codes:
            image = image.copy()
        for code in self.codes:
            shape = numpy.rint(move(look.affine, code.corners) - 0.5).astype(numpy.int32)
            cv2.fillConvexPoly(image, shape, (160,))
        return image

    def _read(self, image: _Grey, quad: _Quad) -> bytes:
        """Return what a code holds, b"" if it cannot be read."""
        if content := self._decoded(image, quad):
            return content
        import cv2

        low, high = _CUTOUT * _CUTOUT_MARGIN, _CUTOUT * (1 - _CUTOUT_MARGIN)
        square = numpy.array([[low, low], [high, low], [high, high], [low, high]], numpy.float32)
        flat = cv2.warpPerspective(
            image, cv2.getPerspectiveTransform(quad, square), (_CUTOUT, _CUTOUT)
        )
        for prepared in (flat, cv2.GaussianBlur(flat, (0, 0), 1.5), _inked(flat)):
            if content := self._decoded(prepared, square):
                return content
        return b""

    def _decoded(self, image: _Grey, quad: _Quad) -> bytes:
        import cv2

        try:
            content, _ = self._by_squares.decodeBytes(image, quad[None])
        except cv2.error:
            return b""
        return bytes(content)


def _found_by(finder: Any, image: _Grey) -> Sequence[_Quad]:
    """Return the corners of what may be codes, each of shape (4, 2)."""
    import cv2

    try:
        found, quads = finder.detectMulti(image)
    except cv2.error:
        # A finder gives up on some pictures; other looks at the same picture remain.
        return ()
    return quads if found else ()


def _judged(payload: str, corners: Corners) -> FrameCode:
    try:
        return FrameCode(payload=payload, corners=corners, label=Label.read(payload))
    except (NotOurCode, NewerCode, DamagedCode) as refusal:
        return FrameCode(payload=payload, corners=corners, label=None, refusal=refusal)


def _area(corners: Corners) -> float:
    x, y = corners.T
    return float(abs(x @ numpy.roll(y, 1) - y @ numpy.roll(x, 1))) / 2


def _same_place(one: Corners, other: Corners) -> bool:
    apart = float(numpy.hypot(*(one.mean(axis=0) - other.mean(axis=0))))
    return bool(apart < _SAME * max(_area(one), _area(other)) ** 0.5)
