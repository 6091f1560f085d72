"""Blind packets: out by two, compared elsewhere without names, back as one examiner's view."""

import base64
import io
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import numpy
import pytest
from PIL import Image

from antigone.access import Actor, Discipline, NotAllowed, Role, SeparatePerson, within
from antigone.access.clock import today
from antigone.access.models import Account
from antigone.access.signing_in import NoSuchAccount, actor_named
from antigone.casework import models as rows
from antigone.casework.heads import SIDE
from antigone.casework.models.alive import Seen
from antigone.casework.models.requests import SharingLevel
from antigone.casework.models.review import Place, RoundEnd, Support
from antigone.casework.procedures import accounts, erasure, packets, requests, review
from antigone.casework.step import NotHere
from antigone.exchange.evidence_package import (
    ForeignPackage,
    Kind,
    PackageReturn,
    SecretKeys,
    UnreadablePackage,
    known_as,
    link,
    seal_package,
)
from antigone.ledger import PublicKey, SigningKey, UnfitSigningKey
from tests.casework.desk import last_entry
from tests.casework.packet_desk import Abroad, abroad, bench, mortuary
from tests.casework.review_desk import FACE, OPEN, OTHER, SAME
from tests.homes import Watch

__all__ = ["abroad", "bench", "mortuary"]


# The whole way


@pytest.mark.parametrize(
    ("first", "back", "concur"), [(SAME, SAME, SAME), (SAME, OTHER, None), (OPEN, OPEN, OPEN)]
)
def test_a_view_from_elsewhere_is_a_view(
    abroad: Abroad, first: Any, back: Any, concur: Any
) -> None:
    examiner = abroad.bench.first(first)
    received = abroad.receive(abroad.answered(abroad.sent(), back))
    assert (received.views, received.dropped) == (3, 0)
    concluded = [one.conclusion for one in abroad.rows_of(rows.Concurrence)]
    assert concluded == ([concur] if concur else [])
    assert len(abroad.rows_of(rows.Disagreement)) == (0 if concur else 1)
    (opened,) = (one for one in abroad.rows_of(rows.Round) if one.packet_id)
    assert (opened.place, opened.ended_because) == (Place.SECOND, RoundEnd.COMPLETE)
    assert opened.examiner_id != examiner.account_id
    views = [one for one in abroad.rows_of(rows.Comparison) if one.packet_id]
    assert {one.examiner_id for one in views} == {opened.examiner_id}
    (analysis,) = (one for one in abroad.rows_of(rows.Analysis) if one.packet_id)
    (photograph,) = abroad.rows_of(rows.PostMortemPhotograph)
    assert (analysis.looked_at, analysis.seconds) == ([str(photograph.id)], 70)
    (shown,) = (one for one in views if one.candidate_id)
    assert (shown.conclusion, shown.seconds) == (back, 50)


def test_a_third_view_is_asked_for_before_a_second_one(abroad: Abroad) -> None:
    abroad.bench.first(SAME)
    abroad.bench.drawn(OTHER)
    abroad.receive(abroad.answered(abroad.sent(), SAME))
    (concurrence,) = abroad.rows_of(rows.Concurrence)
    assert concurrence.conclusion == SAME
    (opened,) = (one for one in abroad.rows_of(rows.Round) if one.packet_id)
    assert opened.place == Place.THIRD
    with pytest.raises(review.NobodyToCompare):
        abroad.prepared()


def test_what_leaves_holds_no_name_no_code_and_no_number(abroad: Abroad) -> None:
    abroad.bench.first(SAME)
    content = abroad.opened(abroad.sent())
    pictures = content.pop("pictures")
    text = json.dumps(content)
    for told in ("Ines", "Alba", "Rosa", "R1", "M1", "FERRY", "Ferry", "Pier", "Coroner", "Nobody"):
        assert told not in text
    candidate, search = abroad.bench.candidate, abroad.bench.search
    for key in (candidate.pk, candidate.request_id, search.pk, abroad.bench.remains.pk):
        assert key.hex not in text and str(key) not in text
    assert f"{candidate.similarity:.3f}" not in text
    assert set(content) == {
        *("packet", "discipline", "edition", "components", "instructions", "valid_until"),
        *("body", "pairs"),
    }
    # One body, one candidate, two strangers: heads of one size, with nothing beside the pixels.
    assert len(pictures) == 4
    for name, picture in pictures.items():
        image = Image.open(io.BytesIO(base64.b64decode(picture)))
        assert (image.size, image.info, image.format) == ((SIDE, SIDE), {}, "PNG"), name
    order = [UUID(hex=one["pair"]) for one in content["pairs"]]
    with within(abroad.bench.staff.operation):
        kept = rows.Pair.objects.filter(round__packet__isnull=False).order_by("position")
        assert order == [one.pk for one in kept]


def test_nothing_of_it_becomes_a_case_there(abroad: Abroad) -> None:
    abroad.bench.first(SAME)
    galleries = [rows.GalleryRow.objects.count(), rows.VectorPlace.objects.count()]
    abroad.receive(abroad.answered(abroad.sent(), SAME))
    for model in (
        *(rows.Remains, rows.TracingRequest, rows.MissingPerson, rows.ReferencePhotograph),
        *(rows.PostMortemPhotograph, rows.Template, rows.MarkedFace, rows.Reading, rows.Search),
        *(rows.Candidate, rows.Analysis, rows.Comparison, rows.Round),
    ):
        assert abroad.rows_there(model) == [], model
    assert [rows.GalleryRow.objects.count(), rows.VectorPlace.objects.count()] == galleries


def test_what_left_is_on_the_record(abroad: Abroad) -> None:
    abroad.bench.first(SAME)
    abroad.sent()
    (packet,) = abroad.rows_of(rows.BlindPacket)
    (reference,) = abroad.rows_of(rows.ReferencePhotograph)
    entry = last_entry()
    assert entry.action == "packet.send"
    assert {packet.ledger_id, abroad.institution.ledger_id, reference.ledger_id} <= set(
        entry.objects
    )
    assert {purpose for purpose, _ in entry.commitments} == {"packet", "packet.reader"}
    assert (packet.recorded_by_id, packet.released_by_id) == (
        abroad.board.account_id,
        abroad.records.account_id,
    )


def test_one_file_lost_another_written_with_the_same_content(abroad: Abroad) -> None:
    abroad.bench.first(SAME)
    one = abroad.sent()
    (packet,) = abroad.rows_of(rows.BlindPacket)
    other = packets.release(abroad.board, packet.id).file
    assert one != other
    assert abroad.opened(one) == abroad.opened(other)


# Who may not, and what not


def test_two_people_let_a_packet_go(abroad: Abroad) -> None:
    abroad.bench.first(SAME)
    prepared = abroad.prepared()
    with pytest.raises(SeparatePerson):
        packets.release(abroad.board, prepared.packet.id)
    (packet,) = abroad.rows_of(rows.BlindPacket)
    assert packet.released_at is None
    for actor in (abroad.bench.examiners[1], abroad.bench.mortuary.clerk):
        with pytest.raises(NotAllowed):
            packets.release(actor, packet.id)
    with pytest.raises(NotHere):
        packets.release(abroad.desk, packet.id)


def test_a_photograph_travels_only_where_its_giver_permits_it(abroad: Abroad) -> None:
    for level in (SharingLevel.HOME_ONLY, SharingLevel.OPERATION):
        abroad.share(level)
        if not abroad.rows_of(rows.Round):
            abroad.bench.first(SAME)
        with pytest.raises(packets.NobodyShared) as refused:
            abroad.prepared()
        assert refused.value.parameters == {"count": 1}
    abroad.share(SharingLevel.BUREAU)
    prepared = abroad.prepared()
    assert (prepared.pairs, prepared.fillers, prepared.left_out) == (3, 2, 0)
    # Her sister thinks again before it has left.
    abroad.share(SharingLevel.OPERATION)
    with pytest.raises(packets.PacketChanged):
        packets.release(abroad.records, prepared.packet.id)
    packets.recall(abroad.records, prepared.packet.id)
    with pytest.raises(packets.PacketRecalled):
        packets.release(abroad.records, prepared.packet.id)
    # Nothing had left, so nobody is owed a notice.
    assert abroad.rows_of(rows.ErasureNotice) == []


def test_what_cannot_be_prepared(abroad: Abroad) -> None:
    with pytest.raises(review.NobodyToCompare):
        abroad.prepared()
    abroad.bench.first(SAME)
    for refusal, changes in (
        (packets.OnlyFaces, {"discipline": Discipline.DNA}),
        (packets.UnfitPurpose, {"because": "  "}),
        (packets.UnfitPurpose, {"because": "x" * 401}),
        (packets.UnfitTerm, {"until": today() - timedelta(days=1)}),
        (packets.UnfitTerm, {"until": today() + timedelta(days=400)}),
        (NotHere, {"institution": abroad.asking.id}),
        (NotHere, {"remains": uuid4()}),
    ):
        with pytest.raises(refusal):
            abroad.prepared(**changes)
    assert abroad.rows_of(rows.BlindPacket) == []
    abroad.prepared()
    # While it is out, nobody else is drawn for the same view.
    with pytest.raises(review.NobodyToCompare):
        abroad.bench.draw(abroad.records)


def test_an_institution_is_known_once_and_is_never_oneself(abroad: Abroad) -> None:
    new = packets.NewInstitution(
        name="Second", reads_with=SecretKeys.generate().reads_with, signs_with=""
    )
    signs = SigningKey("elsewhere", SecretKeys.generate().signing).public_key.as_text()
    own = packets.make_keys(abroad.records)
    raw = PublicKey.from_text(abroad.institution.signs_with).raw
    for refusal, changes in (
        (UnfitSigningKey, {}),
        (packets.NamelessInstitution, {"name": " "}),
        (packets.OwnKeys, {"signs_with": own.signs_with}),
        (packets.OwnKeys, {"signs_with": signs, "reads_with": own.reads_with}),
        (packets.InstitutionKnown, {"signs_with": signs, "name": "institute"}),
        (
            packets.InstitutionKnown,
            {"signs_with": signs, "reads_with": abroad.institution.reads_with},
        ),
        # The same key under another name.
        (packets.InstitutionKnown, {"signs_with": PublicKey("other", raw).as_text()}),
    ):
        with pytest.raises(refusal):
            packets.add_institution(abroad.records, replace(new, **changes))
    assert packets.make_keys(abroad.board) == own
    assert len(abroad.rows_of(rows.Institution)) == 1


def test_nobody_signs_in_as_an_examiner_elsewhere(abroad: Abroad, config: Any) -> None:
    abroad.bench.first(SAME)
    abroad.prepared()
    (opened,) = (one for one in abroad.rows_of(rows.Round) if one.packet_id)
    account = Account.objects.get(pk=opened.examiner_id)
    assert not account.is_active and not account.has_usable_password()
    assert not account.grants.exists()
    with pytest.raises(NoSuchAccount):
        actor_named(config, account.sign_in_name, operation="FERRY")


# There


def test_the_body_comes_first_and_pairs_in_their_order(abroad: Abroad) -> None:
    abroad.bench.first(SAME)
    packet = abroad.taken(abroad.sent())
    with pytest.raises(packets.BodyFirst):
        packets.next_pair(abroad.foreign, packet)
    body = packets.body_of(abroad.foreign, packet)
    assert {one.shape for one in body.values()} == {(SIDE, SIDE, 3)}
    abroad.analysed(packet)
    with pytest.raises(packets.BodyAnalysed):
        abroad.analysed(packet)
    first = packets.next_pair(abroad.foreign, packet)
    assert first is not None and (first.position, first.of) == (1, 3)
    assert numpy.array_equal(first.body, body["body-1.png"])
    assert packets.next_pair(abroad.foreign, packet).pair == first.pair
    with pytest.raises(review.NotNext):
        packets.compare(abroad.foreign, packet, abroad.view(uuid4(), SAME))
    with pytest.raises(review.UnfitConclusion):
        unfit = abroad.view(first.pair, SAME, support=Support.NONE)
        packets.compare(abroad.foreign, packet, unfit)
    with pytest.raises(packets.StillUnanswered):
        packets.give_answer(abroad.foreign, packet)
    assert packets.compare(abroad.foreign, packet, abroad.view(first.pair, SAME)) == 2
    with pytest.raises(review.NotNext):
        packets.compare(abroad.foreign, packet, abroad.view(first.pair, OTHER))
    second = packets.next_pair(abroad.foreign, packet)
    assert second is not None and (second.position, second.of) == (2, 3)
    for actor in (abroad.colleague, abroad.desk):
        with pytest.raises((NotHere, NotAllowed)):
            packets.next_pair(actor, packet)


def test_a_packet_is_taken_once_by_an_examiner_of_it_and_in_time(
    abroad: Abroad, watch: Watch
) -> None:
    abroad.bench.first(SAME)
    file = abroad.sent()
    doctor = abroad.there.hire("dentist", Discipline.DENTAL)
    with pytest.raises(review.OtherDiscipline):
        abroad.taken(file, doctor)
    with pytest.raises(NotAllowed):
        abroad.taken(file, abroad.desk)
    # Whoever sent it cannot open it.
    with pytest.raises(UnreadablePackage):
        abroad.taken(file, abroad.bench.examiners[2])
    stored = len(list(abroad.bench.mortuary.vault.stored()))
    watch.ahead = timedelta(days=91)
    with pytest.raises(packets.TermPast):
        abroad.taken(file)
    # What was refused was not kept.
    assert len(list(abroad.bench.mortuary.vault.stored())) == stored
    watch.ahead = timedelta()
    abroad.taken(file)
    with pytest.raises(packets.TakenAlready):
        abroad.taken(file, abroad.colleague)


def test_the_answer_has_a_code_for_the_examiner_and_the_pictures_go_with_it(
    abroad: Abroad,
) -> None:
    abroad.bench.first(SAME)
    packet = abroad.taken(abroad.sent())
    abroad.analysed(packet)
    abroad.compared(packet, SAME)
    vault = abroad.bench.mortuary.vault
    kept = {one.blob_id for one in vault.stored()}
    mine = {one.blob_id for one in abroad.rows_there(rows.ForeignPicture)}
    assert len(mine) == 4 and mine <= kept
    answer = packets.give_answer(abroad.foreign, packet)
    assert not mine & {one.blob_id for one in vault.stored()}
    assert {one.wrapped_key for one in abroad.rows_there(rows.ForeignPicture)} == {None}
    content = abroad.opened(answer, Kind.ANSWER, there=False)
    assert "foreign" not in json.dumps(content)
    assert abroad.foreign.account_id.hex not in json.dumps(content)
    with pytest.raises(packets.GivenAway):
        packets.next_pair(abroad.foreign, packet)
    again = packets.give_answer(abroad.foreign, packet)
    assert abroad.opened(again, Kind.ANSWER, there=False) == content


# What may not come back


def test_altered_cut_off_and_foreign_answers_are_refused(abroad: Abroad) -> None:
    abroad.bench.first(SAME)
    answer = abroad.answered(abroad.sent(), SAME)
    altered = bytearray(answer)
    altered[-30] ^= 1
    for file in (bytes(altered), answer[:-1], answer[:300], b""):
        with pytest.raises(UnreadablePackage):
            abroad.receive(file)
    content = abroad.opened(answer, Kind.ANSWER, there=False)
    stranger = SigningKey(
        PublicKey.from_text(abroad.institution.signs_with).name, SecretKeys.generate().signing
    )
    reader = abroad.asking.reads_with
    forged = seal_package(content, kind=Kind.ANSWER, signer=stranger, reads_with=reader)
    with pytest.raises(ForeignPackage):
        abroad.receive(forged)
    third = SigningKey("third", SecretKeys.generate().signing)
    packets.add_institution(
        abroad.records,
        packets.NewInstitution(
            name="Third",
            reads_with=SecretKeys.generate().reads_with,
            signs_with=third.public_key.as_text(),
        ),
    )
    of_third = seal_package(content, kind=Kind.ANSWER, signer=third, reads_with=reader)
    with pytest.raises(packets.AnswerOfAnother):
        abroad.receive(of_third)
    assert abroad.rows_of(rows.PacketReturn) == []
    abroad.receive(answer)
    with pytest.raises(packets.PacketAnswered):
        abroad.receive(answer)


def _changed(abroad: Abroad, answer: bytes, **changes: Any) -> bytes:
    """An answer that the institution itself wrote otherwise, its links made anew."""
    read = PackageReturn.from_content(abroad.opened(answer, Kind.ANSWER, there=False), name="x")
    changed = replace(read, **changes)
    before, views = changed.packet_digest, []
    for one in changed.views:
        before = link(before, one.pair, one.said or {})
        views.append(replace(one, link=before))
    return abroad.resealed(replace(changed, views=tuple(views)).content())


def test_an_answer_is_whole_and_about_what_was_sent(abroad: Abroad) -> None:
    abroad.bench.first(SAME)
    answer = abroad.answered(abroad.sent(), SAME)
    read = PackageReturn.from_content(abroad.opened(answer, Kind.ANSWER, there=False), name="x")
    body, *views = read.views
    said = dict(views[0].said or {})
    for refusal, changes in (
        (NotHere, {"packet": uuid4()}),
        (packets.OtherPacket, {"packet_digest": b"x" * 32}),
        (packets.AnswerIncomplete, {"views": (body, *views[:-1])}),
        (packets.AnswerIncomplete, {"views": (body, *views, views[0])}),
        (packets.AnswerIncomplete, {"views": (body, *reversed(views))}),
        # Nobody asked that a pair be erased.
        (packets.AnswerIncomplete, {"views": (body, *views[1:]), "erased": (views[0].pair,)}),
        (packets.UnfitView, {"views": (replace(body, said={"note": "x"}), *views)}),
        (packets.UnfitView, {"views": (replace(body, said={}), *views)}),
        *(
            (packets.UnfitView, {"views": (body, replace(views[0], said=said | one), *views[1:])})
            for one in (
                {"support": "none", "conclusion": "exclusion"},
                {"conclusion": "certain"},
                {"seconds": -1},
                {"details": {"components": {}, "points": [], "note": ""}},
                {"details": None},
            )
        ),
    ):
        with pytest.raises(refusal):
            abroad.receive(_changed(abroad, answer, **changes))
    assert abroad.rows_of(rows.PacketReturn) == []
    assert all(one.packet_id is None for one in abroad.rows_of(rows.Comparison))


def test_an_expired_or_recalled_packet_is_not_received(abroad: Abroad, watch: Watch) -> None:
    abroad.bench.first(SAME)
    answer = abroad.answered(abroad.sent(), SAME)
    watch.ahead = timedelta(days=91)
    with pytest.raises(packets.PacketExpired):
        abroad.receive(answer)
    watch.ahead = timedelta()
    (packet,) = abroad.rows_of(rows.BlindPacket)
    packets.recall(abroad.records, packet.id)
    with pytest.raises(packets.PacketRecalled):
        abroad.receive(answer)
    # The candidate waits for a second view again.
    assert abroad.bench.draw(abroad.records).pairs


def test_nobody_answers_himself(abroad: Abroad) -> None:
    """One person may have accounts on both sides, under one key of the vault or one name."""
    first = abroad.bench.examiners[0]
    abroad.bench.first(SAME)
    both = Actor(account_id=first.account_id, operation_id=abroad.there.operation)
    _train_there(abroad, both)
    file = abroad.sent()
    answer = abroad.answered_here(file, SAME, both)
    content = abroad.opened(answer, Kind.ANSWER, there=False)
    with pytest.raises(packets.SameExaminer):
        abroad.receive(answer)
    # Another name does not help where the account is the same, nor another account where the name is.
    digest = bytes.fromhex(content["packet_digest"])
    stranger = known_as(digest, "Nobody at all").hex()
    renamed = abroad.resealed(content | {"known_as": stranger})
    namesake = abroad.resealed(content | {"examiner": "e1"})
    for file in (renamed, namesake):
        with pytest.raises(packets.SameExaminer):
            abroad.receive(file)
    assert abroad.rows_of(rows.PacketReturn) == []


def _train_there(abroad: Abroad, actor: Actor) -> None:
    given = accounts.RoleGiven(
        account=actor.account_id,
        operation=abroad.there.operation,
        role=Role.EXAMINER,
        discipline=FACE,
    )
    accounts.give_role(Actor(account_id=abroad.there.administrator.account_id), given)


def test_one_examiner_elsewhere_is_not_two_witnesses(abroad: Abroad) -> None:
    abroad.bench.first(SAME)
    abroad.receive(abroad.answered(abroad.sent(), OTHER))
    assert len(abroad.rows_of(rows.Disagreement)) == 1
    again = abroad.answered(abroad.sent(), SAME)
    with pytest.raises(packets.SameExaminer):
        abroad.receive(again)
    abroad.receive(abroad.from_another_home(again, "e2"))
    (concurrence,) = abroad.rows_of(rows.Concurrence)
    assert concurrence.conclusion == SAME


# What is taken back


def _withdraw(abroad: Abroad) -> None:
    withdrawing = erasure.Withdrawing(request=abroad.bench.request.id)
    erasure.withdraw(abroad.bench.mortuary.clerk, withdrawing)


def _told(abroad: Abroad) -> bytes:
    (file,) = packets.write_notices(abroad.records).values()
    return file


def test_a_withdrawal_reaches_whoever_holds_the_packet(abroad: Abroad) -> None:
    abroad.bench.first(SAME)
    packet = abroad.taken(abroad.sent())
    abroad.analysed(packet)
    first = packets.next_pair(abroad.foreign, packet)
    assert first is not None
    if not abroad.is_filler(first.pair):
        packets.compare(abroad.foreign, packet, abroad.view(first.pair, SAME))
    with pytest.raises(packets.NothingOwed):
        packets.write_notices(abroad.records)
    _withdraw(abroad)
    (owed,) = abroad.rows_of(rows.ErasureNotice)
    (of_her,) = (one for one in abroad.rows_of(rows.Pair) if one.candidate_id and _of_packet(one))
    assert owed.pairs == [of_her.pk.hex]
    notice = packets.GivenPackage(name="notice.age", content=_told(abroad))
    acknowledgement = packets.erase(abroad.desk, notice)
    left = [one for one in abroad.rows_there(rows.ForeignPicture) if one.wrapped_key is not None]
    assert len(left) == 3
    said = {one.pair: one.said for one in abroad.rows_there(rows.ForeignView)}
    assert said.get(of_her.pk) is None
    given = packets.GivenPackage(name="ack.age", content=acknowledgement)
    assert packets.acknowledge(abroad.records, given) == 1
    with pytest.raises(packets.NothingOwed):
        packets.write_notices(abroad.records)
    # What is left is still an answer: of strangers, and nobody's view of her.
    abroad.compared(packet, SAME)
    answer = packets.give_answer(abroad.foreign, packet)
    received = abroad.receive(abroad.from_another_home(answer))
    assert (received.views, received.dropped) == (2, 1)
    views = [one for one in abroad.rows_of(rows.Comparison) if one.packet_id]
    assert all(one.candidate_id is None for one in views)
    assert abroad.rows_of(rows.Concurrence) == []


def _of_packet(pair: rows.Pair) -> bool:
    with within(pair.operation_id):
        return rows.Round.objects.get(pk=pair.round_id).packet_id is not None


def test_whoever_holds_somebody_found_alive_is_told_to_erase(abroad: Abroad) -> None:
    abroad.bench.first(SAME)
    packet = abroad.taken(abroad.sent())
    abroad.analysed(packet)
    desk = abroad.bench.mortuary
    second = desk.staff.hire("second word", Role.INTAKE_OFFICER)
    for officer in (desk.clerk, second):
        assert abroad.rows_of(rows.ErasureNotice) == []
        word = requests.SeenAlive(
            request=abroad.bench.request.id, seen=Seen.IN_PERSON, basis="Came with her passport"
        )
        requests.found_alive(officer, word)
    (owed,) = abroad.rows_of(rows.ErasureNotice)
    (of_her,) = (one for one in abroad.rows_of(rows.Pair) if one.candidate_id and _of_packet(one))
    assert owed.pairs == [of_her.pk.hex]
    # What the examiner here wrote about her face is empty; what she concluded stands.
    (view,) = (one for one in abroad.rows_of(rows.Comparison) if one.candidate_id)
    assert (view.details, view.conclusion) == (None, SAME)
    notice = packets.GivenPackage(name="notice.age", content=_told(abroad))
    given = packets.GivenPackage(name="ack.age", content=packets.erase(abroad.desk, notice))
    assert packets.acknowledge(abroad.records, given) == 1
    left = [one for one in abroad.rows_there(rows.ForeignPicture) if one.wrapped_key is not None]
    assert len(left) == 3


def test_a_view_of_somebody_who_was_taken_back_is_dropped(abroad: Abroad) -> None:
    abroad.bench.first(SAME)
    answer = abroad.answered(abroad.sent(), SAME)
    _withdraw(abroad)
    received = abroad.receive(answer)
    assert (received.views, received.dropped) == (2, 1)
    assert abroad.rows_of(rows.Concurrence) == []


def test_who_permits_less_is_shown_to_partners_no_more(abroad: Abroad) -> None:
    abroad.bench.first(SAME)
    answer = abroad.answered(abroad.sent(), SAME)
    abroad.share(SharingLevel.BUREAU)
    assert abroad.rows_of(rows.ErasureNotice) == []
    abroad.share(SharingLevel.OPERATION)
    abroad.share(SharingLevel.HOME_ONLY)
    (owed,) = abroad.rows_of(rows.ErasureNotice)
    assert len(owed.pairs) == 1
    received = abroad.receive(answer)
    assert (received.views, received.dropped) == (2, 1)


def test_a_recalled_packet_is_erased_whole(abroad: Abroad) -> None:
    abroad.bench.first(SAME)
    packet = abroad.taken(abroad.sent())
    abroad.analysed(packet)
    (row,) = abroad.rows_of(rows.BlindPacket)
    packets.recall(abroad.board, row.id)
    notice = packets.GivenPackage(name="notice.age", content=_told(abroad))
    packets.erase(abroad.desk, notice)
    assert {one.wrapped_key for one in abroad.rows_there(rows.ForeignPicture)} == {None}
    assert {one.said for one in abroad.rows_there(rows.ForeignView)} == {None}
    assert packets.next_pair(abroad.foreign, packet) is None
    # Asked once more, it is acknowledged once more.
    given = packets.GivenPackage(name="ack.age", content=packets.erase(abroad.desk, notice))
    packets.acknowledge(abroad.records, given)


def test_only_what_was_asked_is_acknowledged_and_only_by_whom_it_was_asked_of(
    abroad: Abroad,
) -> None:
    abroad.bench.first(SAME)
    abroad.sent()
    _withdraw(abroad)
    unasked = abroad.resealed({"erased": [uuid4().hex]}, Kind.ERASED)
    (owed,) = abroad.rows_of(rows.ErasureNotice)
    too_early = abroad.resealed({"erased": [owed.pk.hex]}, Kind.ERASED)
    for file in (unasked, too_early):
        with pytest.raises(packets.NotAsked):
            packets.acknowledge(abroad.records, packets.GivenPackage(name="a", content=file))
    # A packet of another kind is no acknowledgement.
    with pytest.raises(UnreadablePackage):
        given = packets.GivenPackage(name="a", content=abroad.resealed({}, Kind.ERASURE))
        packets.acknowledge(abroad.records, given)
    for actor in (abroad.bench.mortuary.clerk, abroad.board):
        with pytest.raises(NotAllowed):
            packets.write_notices(actor)
