"""The keys by which an operation exchanges packets, and the institutions whose keys it knows."""

from dataclasses import dataclass

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.casework.models import ExchangeKeys, Institution
from antigone.casework.sealed import seal, unseal
from antigone.casework.step import Step, step
from antigone.errors import Refusal
from antigone.exchange.evidence_package import SecretKeys, require_reading_key
from antigone.ledger import PublicKey, SigningKey
from antigone.wording import N_


class NoPacketKeys(Refusal):
    """Without keys of its own an operation can neither sign nor read."""

    code = "no-packet-keys"
    sentence = N_("This operation has no keys for blind packets yet. Nothing was done.")
    remedy = N_("Make them with: antigone packet key")


class InstitutionKnown(Refusal):
    """Under two names one institution would be two witnesses."""

    code = "institution-known"
    sentence = N_("An institution with this name or one of these keys is known. None was added.")
    remedy = N_("See which with: antigone packet institutions")


class OwnKeys(Refusal):
    """Whoever answers a packet must be somebody else."""

    code = "own-keys"
    sentence = N_("These are the keys of this operation itself. No institution was added.")
    remedy = N_("Enter the keys that the other home prints with: antigone packet key")


class NamelessInstitution(Refusal):
    """Whoever reads the record must know where the packet went."""

    code = "nameless-institution"
    sentence = N_("The institution has no name, or one of more than 100 letters. None was added.")
    remedy = N_("Name it as it names itself.")


@dataclass(frozen=True, kw_only=True)
class PublicKeys:
    """What another institution must be given: one line to seal to, one to verify with."""

    reads_with: str
    signs_with: str


@dataclass(frozen=True, kw_only=True)
class NewInstitution:
    """Another institution, with the keys that it printed."""

    name: str
    reads_with: str
    signs_with: str


def make_keys(actor: Actor) -> PublicKeys:
    """Return the operation's public keys; they are made when somebody first asks for them.

    They are its own and not the home's: what one operation may read, another one may not.
    """
    with step(actor, Action.MAKE_PACKET_KEYS) as doing:
        kept = ExchangeKeys.objects.first()
        if kept is None:
            kept = doing.write(_generated(actor))
        doing.name(kept.ledger_id)
        return PublicKeys(reads_with=kept.reads_with, signs_with=kept.signs_with)


def add_institution(actor: Actor, new: NewInstitution) -> Institution:
    """Record another institution with its keys, compared with it by another way than they came.

    Raises `NamelessInstitution`, `UnfitKeyOfReader`, `UnfitSigningKey`, `OwnKeys` and
    `InstitutionKnown`.
    """
    name, reads_with = new.name.strip(), new.reads_with.strip()
    if not 0 < len(name) <= 100:
        raise NamelessInstitution
    require_reading_key(reads_with)
    signs_with = PublicKey.from_text(new.signs_with).as_text()
    with step(actor, Action.ADD_INSTITUTION) as doing:
        if ExchangeKeys.objects.filter(reads_with=reads_with).exists() or (
            ExchangeKeys.objects.filter(signs_with=signs_with).exists()
        ):
            raise OwnKeys
        for same in ({"name__iexact": name}, {"reads_with": reads_with}):
            if Institution.objects.filter(**same).exists():
                raise InstitutionKnown
        raw = PublicKey.from_text(signs_with).raw
        # The same key under another name is the same key.
        if any(public_key(one).raw == raw for one in Institution.objects.all()):
            raise InstitutionKnown
        doing.commit_to("institution", reads_with, signs_with)
        return doing.write(Institution(name=name, reads_with=reads_with, signs_with=signs_with))


def public_key(institution: Institution) -> PublicKey:
    """Return the key that verifies what an institution signs. Raises `UnfitSigningKey`."""
    return PublicKey.from_text(institution.signs_with)


@dataclass(frozen=True, kw_only=True)
class OwnExchange:
    """The operation's keys, opened."""

    public: PublicKeys
    secret: SecretKeys
    signer: SigningKey


def own_exchange() -> OwnExchange:
    """Return the keys of the operation in scope. Raises `NoPacketKeys`."""
    kept = ExchangeKeys.objects.first()
    if kept is None:
        raise NoPacketKeys
    secret = SecretKeys(
        reading=unseal(kept, "reading_key"), signing=unseal(kept, "signing_key").encode()
    )
    name = PublicKey.from_text(kept.signs_with).name
    return OwnExchange(
        public=PublicKeys(reads_with=kept.reads_with, signs_with=kept.signs_with),
        secret=secret,
        signer=SigningKey(name, secret.signing),
    )


def number_of(doing: Step, model: type, prefix: str) -> str:
    """Return the code of the next row of a model in this operation: a letter and its number."""
    return f"{prefix}{model.objects.filter(operation=doing.actor.operation_id).count() + 1:04d}"


def _generated(actor: Actor) -> ExchangeKeys:
    secret = SecretKeys.generate()
    kept = ExchangeKeys(reads_with=secret.reads_with)
    # Opaque: where a packet comes from is told by whose key it is.
    signer = SigningKey(f"antigone/packets/{kept.pk.hex[:12]}", secret.signing)
    kept.signs_with = signer.public_key.as_text()
    seal(kept, "reading_key", secret.reading)
    seal(kept, "signing_key", secret.signing.decode())
    return kept
