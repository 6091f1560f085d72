"""Who may be told, and by which way: the family's own word, and the law of the channels."""

from antigone.casework.models import Relative, Remains, TracingRequest, Wishes
from antigone.casework.models.notices import NoticeKind, RecipientKind
from antigone.casework.models.relatives import ContactSource, Way
from antigone.casework.models.remains import Party
from antigone.casework.models.requests import EnquirerKind
from antigone.casework.procedures.notices.standing import (
    current_relatives,
    endangered,
    is_current,
    newest_wishes,
)
from antigone.casework.sealed import unseal
from antigone.casework.vocabulary import named
from antigone.errors import Refusal
from antigone.wording import N_

CHANNELS = (RecipientKind.BUREAU, RecipientKind.CENTRAL_TRACING_AGENCY)
_ASKED_HERSELF = (EnquirerKind.RELATIVE, EnquirerKind.HERSELF)
# What must be known of her so that a way leads to her.
_NEEDED = {
    Way.VISIT: "address",
    Way.LETTER: "address",
    Way.CALL: "phone",
    Way.E_MAIL: "e_mail",
}


class RelativeOfAnother(Refusal):
    """A death told to the wrong family cannot be taken back."""

    code = "relative-of-another-request"
    sentence = N_("This relative is registered for another request. Nothing was prepared.")
    remedy = N_("Check whose family it is; if she belongs to both, record her in both.")


class ContactNotGiven(Refusal):
    """The contact came from somebody who had no right to give it, perhaps to extort."""

    code = "contact-not-given"
    sentence = N_("This contact was given by a third party. Nothing was prepared.")
    remedy = N_(
        "Speak with her first: a contact counts that she gave herself in a recorded interview, or"
        " her guardian, a National Society, or the civil registry by law."
    )


class WishesUnknown(Refusal):
    """Nobody asked her."""

    code = "wishes-unknown"
    sentence = N_("It is not recorded whether she wishes to be told. Nothing was prepared.")
    remedy = N_("Ask her, and record it with: antigone relative wishes")


class WishesNotToBeTold(Refusal):
    """She has the right not to know."""

    code = "wishes-not-to-be-told"
    sentence = N_("She does not wish to be told. Nothing was prepared.")
    remedy = N_("Leave it so. She may change her mind at any time; record it then.")


class NoFragmentsWished(Refusal):
    """She buried the person once and asked not to be told of more."""

    code = "no-later-fragments-wished"
    sentence = N_(
        "She was told, and does not wish to hear of later fragments. Nothing was prepared."
    )
    remedy = N_("Leave it so. She may change her mind at any time; record it then.")


class ChannelOnly(Refusal):
    """The dead of another party are told through the channel that the law of war provides."""

    code = "channel-only"
    sentence = N_("For the other party's dead the bureau tells the family. Nothing was prepared.")
    remedy = N_(
        "Prepare it for the bureau or the Central Tracing Agency. A relative who asked here herself"
        " may wish direct contact: record that wish first."
    )


class BureauOnly(Refusal):
    """A letter or a visit from abroad could cost her freedom or her life."""

    code = "bureau-only"
    sentence = N_("Contact from abroad endangers this family. Nothing was prepared.")
    remedy = N_("Take the bureau, for her or as recipient.")


class RelativeFirst(Refusal):
    """An office would know before the family."""

    code = "relative-first"
    sentence = N_("A relative of this request wishes to be told directly. Nothing was prepared.")
    remedy = N_("Prepare it for her; an office is told where no relative may be.")


class NoOffice(Refusal):
    """An office without a name receives nothing."""

    code = "no-office"
    sentence = N_("The authority is not named, or is none. Nothing was prepared.")
    remedy = N_(
        "Name the consulate, police, bureau, agency or National Society that is to be told."
    )


class OtherWay(Refusal):
    """She said how she wishes to hear it."""

    code = "other-way"
    sentence = N_("She wishes to be told by “{wished}” and not by “{way}”. Nothing was prepared.")
    remedy = N_("Take the way she wished, or ask her again and record what she wishes now.")


class NoSuchContact(Refusal):
    """The way she wished leads nowhere yet."""

    code = "no-such-contact"
    sentence = N_("Nothing is recorded by which “{way}” would reach her. Nothing was prepared.")
    remedy = N_("Ask her for it, and record the interview with: antigone relative record")


def refuse_relative(
    relative: Relative, wishes: Wishes | None, *, of: TracingRequest, kind: NoticeKind
) -> None:
    """Refuse a relative who is not to be told this.

    A correction is owed to whoever heard the error, whatever she wishes by now: only a person who
    approves it can weigh that. Raises `RelativeOfAnother`, `RelativeRenewed`, `ContactNotGiven`,
    `WishesUnknown`, `WishesNotToBeTold` and `NoFragmentsWished`.
    """
    if relative.request_id != of.pk:
        raise RelativeOfAnother
    is_current(relative, refuse=True)
    if relative.contact_source == ContactSource.THIRD_PARTY:
        raise ContactNotGiven
    if wishes is None:
        raise WishesUnknown
    if kind is NoticeKind.CORRECTION:
        return
    if not wishes.wishes_to_be_told:
        raise WishesNotToBeTold
    if kind is NoticeKind.LATER_FRAGMENTS and not wishes.told_of_later_fragments:
        raise NoFragmentsWished


def refuse_office(kind: RecipientKind, *, of: TracingRequest) -> None:
    """Refuse an office that would hear before the family, or endanger it.

    Raises `BureauOnly` and `RelativeFirst`.
    """
    if kind in CHANNELS:
        return
    if endangered(of):
        raise BureauOnly
    if any(may_be_told(one) for one in current_relatives(request=of)):
        raise RelativeFirst


def may_be_told(relative: Relative) -> bool:
    """Return whether a relative's contact was given as it must be, and she wishes to be told."""
    wishes = newest_wishes(relative)
    given = relative.contact_source != ContactSource.THIRD_PARTY
    return given and wishes is not None and wishes.wishes_to_be_told


def refuse_other_channel(
    remains: Remains, request: TracingRequest, recipient: Relative | RecipientKind
) -> None:
    """Hold the recipient to the channel for the other party's dead. Raises `ChannelOnly`."""
    if remains.party != Party.ADVERSE or recipient in CHANNELS:
        return
    if not isinstance(recipient, Relative) or not asked_directly(request, recipient):
        raise ChannelOnly


def asked_directly(request: TracingRequest, relative: Relative) -> bool:
    """Return whether she herself opened this request, and asked to be told without the bureau."""
    wishes = newest_wishes(relative)
    opened = relative.enquirer_id is not None and relative.enquirer_id == request.enquirer_id
    herself = opened and relative.enquirer.kind in _ASKED_HERSELF
    return bool(herself and wishes is not None and wishes.direct_contact)


def refuse_way(wanted: Way | None, wishes: Wishes) -> None:
    """Refuse another way than hers. Raises `BureauOnly` and `OtherWay`."""
    if wanted is None or wanted is wishes.way_to_her:
        return
    if wishes.contact_from_abroad_endangers:
        raise BureauOnly
    raise OtherWay(wished=named("TellingWay", wishes.way), way=named("TellingWay", wanted.value))


def address_for(relative: Relative, way: Way) -> tuple[str, ...]:
    """Return the lines of the address that a letter shows. Raises `NoSuchContact`."""
    needed = _NEEDED.get(way)
    if needed is not None and not unseal(relative, needed):
        raise NoSuchContact(way=named("TellingWay", way.value))
    return address_lines(relative) if way in (Way.VISIT, Way.LETTER, Way.BUREAU) else ()


def address_lines(relative: Relative) -> tuple[str, ...]:
    """Return the lines of a relative's address, none if it is not known."""
    lines = (line.strip() for line in unseal(relative, "address").splitlines())
    return tuple(line for line in lines if line)
