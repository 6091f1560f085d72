"""The pedigrees by which a laboratory reckoned: checked against themselves and against the requests."""

from dataclasses import dataclass, field

from antigone.casework.models import MissingPerson
from antigone.exchange.pedigree import Pedigree, UnfitPedigree, pedigrees_from_linkage


@dataclass(frozen=True, kw_only=True)
class PedigreeFile:
    """A LINKAGE file as a laboratory sent it."""

    name: str
    content: bytes = field(repr=False)


def check_pedigrees(file: PedigreeFile) -> dict[str, Pedigree]:
    """Return the families of a LINKAGE file, of which the missing go by the codes of their requests.

    Years of birth are those that the families stated. Raises `UnfitPedigree` and its kinds: somebody
    who descends from themselves, a parent younger than the child, a father who is a woman. Every ratio
    that was computed by such a pedigree would be wrong.
    """
    try:
        text = file.content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise UnfitPedigree(source=file.name, fault=f"byte {fault.start} is not UTF-8") from None
    born = {
        code: int(str(day)[:4])
        for code, day in MissingPerson.objects.exclude(born="").values_list("request__code", "born")
    }
    return pedigrees_from_linkage(text, source=file.name, born=born)
