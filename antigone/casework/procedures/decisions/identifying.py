"""The board gives a body its name: two signatures, on two examiners' word, under the rule in force."""

from dataclasses import dataclass, field
from uuid import UUID

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.casework.models import Concurrence, Identification, Motion, Remains, TracingRequest
from antigone.casework.models.decisions import Matter
from antigone.casework.models.requests import Outcome
from antigone.casework.models.review import Conclusion
from antigone.casework.pairs import Pair
from antigone.casework.procedures.decisions.motions import Decision, end, require_grounds, sign
from antigone.casework.procedures.decisions.ruling import require_rule, rules_in_force
from antigone.casework.rules import Rules, judge
from antigone.casework.step import Step, found, step
from antigone.casework.unblinding import unblind
from antigone.casework.vocabulary import named
from antigone.errors import Refusal
from antigone.wording import N_

_NEEDED = 2


class ViewsDiffer(Refusal):
    """Examiners who looked independently do not agree, and nobody has resolved it."""

    code = "views-differ"
    sentence = N_("Examiners differ on {request} ({disciplines}). Nothing was signed.")
    remedy = N_("Have a third examiner look, and let the board settle the disagreement first.")


class ExcludedByExaminers(Refusal):
    """Another discipline says that it is somebody else."""

    code = "excluded-by-examiners"
    sentence = N_("Examiners excluded {request} ({disciplines}). Nothing was signed.")
    remedy = N_("Find out why the disciplines differ, and have that one examined again.")


class NotAMatch(Refusal):
    """The two examiners agreed on something else."""

    code = "not-a-match"
    sentence = N_("The examiners agreed on “{conclusion}”. Nothing was signed.")
    remedy = N_("Only a potential match that two examiners agreed on can be put to the board.")


class ConcurrenceOfAnother(Refusal):
    """What the examiners agreed on is about other remains, or about another person."""

    code = "concurrence-of-another"
    sentence = N_("The examiners' agreement is about another pair. Nothing was signed.")
    remedy = N_("Name the agreement on these remains and this request.")


class OtherIdentity(Refusal):
    """A body has one name, and a person one body."""

    code = "other-identity"
    sentence = N_("{remains} is identified as {request}, which stands. Nothing was signed.")
    remedy = N_("If that is wrong, the board withdraws it first.")


class RequestClosed(Refusal):
    """She lives, or what was known of her was taken back."""

    code = "request-closed"
    sentence = N_("The request {request} is closed: {outcome}. Nothing was signed.")
    remedy = N_("Look again: this body is somebody else, or the request was closed in error.")


class ExaminerRecordedBody(Refusal):
    """Whoever took the body in had seen more than its examiners may."""

    code = "examiner-recorded-body"
    sentence = N_("An examiner of this case recorded the body. Nothing was signed.")
    remedy = N_("Have it examined again by somebody who had no part in it.")


@dataclass(frozen=True, kw_only=True)
class Identify:
    """This body is this person, on this agreement of two examiners, for these grounds.

    `exception` says that no primary identifier carries it, and the board decides so all the same.
    """

    remains: UUID
    request: UUID
    concurrence: UUID
    grounds: str = field(repr=False)
    exception: bool = False


def identify(actor: Actor, motion: Identify) -> Decision:
    """Put a motion to identify and sign it, or sign the same motion as the second member.

    (0) the grounds are stated, without her name; (1) the examiners' agreement is on this pair, and
    is a potential match; (2) neither is identified as another; (3) she is not known to live; (4) no
    view stands against it; (5) the rule in force holds, and it is no face alone; (6) the signers are
    two, of whom one, and for an exception both, examined nothing. With the second signature the
    identification stands, and both outcomes with it. A legal hold does not stop it.

    Raises `NotHere`, `NoGrounds`, `NameInGrounds`, `ConcurrenceOfAnother`, `NotAMatch`,
    `ExaminerRecordedBody`, `OtherIdentity`, `RequestClosed`, `ViewsDiffer`, `ExcludedByExaminers`,
    `RuleDoesNotHold`, `OtherGrounds`, `SignedAlready` and `SignersExamined`.
    """
    with step(actor, Action.IDENTIFY) as doing:
        remains = doing.case(Remains, motion.remains)
        request = doing.case(TracingRequest, motion.request)
        concurrence = found(Concurrence, motion.concurrence)
        grounds = require_grounds(motion.grounds, [request.pk])
        pair = Pair(remains, request)
        _require_agreement(pair, concurrence)
        _require_free(pair)
        rules = rules_in_force(doing)
        require_rule(
            judge(
                Rules.from_json(rules.rules),
                pair.evidence(concurrence),
                exception=motion.exception,
            )
        )
        put = Motion(
            matter=Matter.IDENTIFY,
            remains=remains,
            request=request,
            concurrence=concurrence,
            exception=motion.exception,
            rules=rules,
        )
        signed, signers = sign(doing, put, grounds)
        unblind(doing, remains)
        if len(signers) < _NEEDED:
            return Decision(motion=signed, signers=signers)
        identification = _complete(doing, signed, signers)
        return Decision(motion=signed, signers=signers, identification=identification)


def _require_agreement(pair: Pair, concurrence: Concurrence) -> None:
    candidate = concurrence.candidate
    if (candidate.remains_id, candidate.request_id) != (pair.remains.pk, pair.request.pk):
        raise ConcurrenceOfAnother
    if concurrence.conclusion != Conclusion.POTENTIAL_MATCH:
        raise NotAMatch(conclusion=named("Conclusion", concurrence.conclusion))
    if pair.remains.recorded_by_id in (concurrence.examiner_a_id, concurrence.examiner_b_id):
        raise ExaminerRecordedBody


def _require_free(pair: Pair) -> None:
    standing = Identification.objects.filter(remains=pair.remains, withdrawn_at=None).first()
    if other := standing or pair.otherwise:
        raise OtherIdentity(remains=other.remains.code, request=other.request.code)
    if pair.request.outcome in (Outcome.FOUND_ALIVE, Outcome.WITHDRAWN):
        raise RequestClosed(
            request=pair.request.code, outcome=named("Outcome", pair.request.outcome)
        )
    if unsettled := sorted(set(pair.unsettled.values_list("discipline", flat=True))):
        raise ViewsDiffer(request=pair.request.code, disciplines=named("Discipline", *unsettled))
    if excluded := pair.excluded_by:
        raise ExcludedByExaminers(
            request=pair.request.code, disciplines=named("Discipline", *excluded)
        )


def _complete(doing: Step, motion: Motion, signers: tuple[UUID, ...]) -> Identification:
    """Let the identification stand, and both outcomes with it."""
    first, second = signers[:_NEEDED]
    concurrence = motion.concurrence
    identification = doing.write(
        Identification(
            motion=motion,
            remains=motion.remains,
            request=motion.request,
            concurrence=concurrence,
            rules=motion.rules,
            discipline=concurrence.discipline,
            exception=motion.exception,
            examiner_a_id=concurrence.examiner_a_id,
            examiner_b_id=concurrence.examiner_b_id,
            signer_a_id=first,
            signer_b_id=second,
        )
    )
    for waiting in Motion.objects.filter(
        matter=Matter.IDENTIFY, remains=motion.remains, ended_at=None
    ):
        end(doing, waiting)
    for case in (motion.remains, motion.request):
        case.outcome, case.outcome_reason = Outcome.IDENTIFIED, ""
        case.save(update_fields=["outcome", "outcome_reason"])
    return identification
