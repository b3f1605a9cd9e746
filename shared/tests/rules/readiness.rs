//! Readiness: a row for every rule.

mod properties;

use shared::{
    appointment::{Attendance, Kind, Role, State},
    check::{Finding, Step, Verdict},
    ids::{CentreId, RoomId},
    readiness::{
        Blocker, CheckFact, Clears, Facts, Obstruction as O, ParticipantFact, Readiness, SiteFact, SiteRoom, Weight,
        derive, next_turn,
    },
    text::Name,
    time::{Instant, Period},
};

/// The start of every appointment here, and moments before and after it.
const START: Instant = Instant(1_000_000);

fn before(minutes: i64) -> Instant {
    START.plus_minutes(-minutes)
}

fn after(minutes: i64) -> Instant {
    START.plus_minutes(minutes)
}

fn name(text: &str) -> Name {
    text.parse().unwrap()
}

/// The first hearing room of the centre of that number: all are called the same.
fn sala(number: u32) -> SiteRoom {
    let id = |kind: u32| format!("0192f0c0-0000-7000-8000-{:012}", kind + number);
    SiteRoom {
        id: id(700).parse::<RoomId>().unwrap(),
        name: name("Sala 1"),
        centre: id(800).parse::<CentreId>().unwrap(),
        centre_name: name(&format!("Centro {number}")),
    }
}

fn check(verdict: Verdict) -> CheckFact {
    let worst = (verdict != Verdict::Pass).then_some((Step::Camera, Finding::Dark));
    CheckFact { verdict, worst }
}

fn participant(role: Role) -> ParticipantFact {
    ParticipantFact {
        name: name(role.code()),
        role,
        required: true,
        attendance: Attendance::Accepted,
        check: Some(check(Verdict::Pass)),
    }
}

/// A hearing that nothing stands in the way of, at any time before its start.
fn ready() -> Facts {
    Facts {
        kind: Kind::Hearing,
        state: State::Booked,
        period: Period::new(START, after(60)).unwrap(),
        legal_basis: true,
        participants: vec![participant(Role::Judge), participant(Role::DefenceLawyer)],
        sites: vec![SiteFact { room: sala(1), check: Some(check(Verdict::Pass)) }],
    }
}

fn lawyer(change: impl Fn(&mut ParticipantFact)) -> Facts {
    let mut facts = ready();
    change(&mut facts.participants[1]);
    facts
}

fn answering(attendance: Attendance, required: bool) -> Facts {
    lawyer(|lawyer| {
        lawyer.attendance = attendance;
        lawyer.required = required;
    })
}

fn checked(verdict: Option<Verdict>) -> Facts {
    lawyer(|lawyer| lawyer.check = verdict.map(check))
}

fn room(verdict: Option<Verdict>) -> Facts {
    let mut facts = ready();
    facts.sites[0].check = verdict.map(check);
    facts
}

fn who() -> (Name, Role) {
    (name("defence_lawyer"), Role::DefenceLawyer)
}

/// What stands in the way, one word for the weight each.
fn blockers(facts: &Facts, now: Instant) -> Vec<(Weight, Clears, O)> {
    derive(facts, now).1.into_iter().map(|Blocker { weight, clears, what }| (weight, clears, what)).collect()
}

#[test]
fn when_nothing_stands_in_the_way_it_is_ready() {
    for kind in [Kind::Hearing, Kind::LegalMeeting, Kind::Training] {
        for now in [before(100_000), before(121), before(1), START, after(10)] {
            assert_eq!(derive(&Facts { kind, ..ready() }, now), (Readiness::Ready, Vec::new()), "{kind:?}");
        }
    }
}

#[test]
fn what_is_over_is_over() {
    let mut facts = Facts { legal_basis: false, participants: Vec::new(), ..ready() };
    for state in [State::Completed, State::Adjourned, State::Cancelled, State::NotHeld] {
        facts.state = state;
        assert_eq!(derive(&facts, after(500)), (Readiness::Over, Vec::new()));
    }
}

#[test]
fn while_it_is_held_only_failed_devices_count() {
    for state in [State::InProgress, State::Suspended] {
        let mut facts = Facts { state, legal_basis: false, ..ready() };
        facts.participants[0].attendance = Attendance::NeedsAction;
        facts.participants[0].check = Some(check(Verdict::Warn));
        facts.sites[0].check = None;
        assert_eq!(derive(&facts, after(30)), (Readiness::Running, Vec::new()));
        facts.participants[1].check = Some(check(Verdict::Fail));
        facts.sites[0].check = Some(check(Verdict::Fail));
        let (readiness, blockers) = derive(&facts, after(30));
        assert_eq!(readiness, Readiness::Running);
        assert!(matches!(blockers[0].what, O::DevicesFaulty { role: Role::DefenceLawyer, verdict: Verdict::Fail, .. }));
        assert!(matches!(blockers[1].what, O::RoomFaulty { verdict: Verdict::Fail, .. }));
        assert_eq!(blockers.len(), 2);
    }
}

#[test]
fn a_hearing_needs_its_legal_basis_and_other_kinds_do_not() {
    let facts = Facts { legal_basis: false, ..ready() };
    let blocker = |weight| vec![(weight, Clears::Agency, O::NoLegalBasis)];
    assert_eq!(blockers(&facts, before(61)), blocker(Weight::Attention));
    assert_eq!(blockers(&facts, before(60)), blocker(Weight::Stop));
    assert_eq!(blockers(&facts, after(5)), blocker(Weight::Stop));
    for kind in [Kind::LegalMeeting, Kind::OfficialVisit] {
        assert_eq!(blockers(&Facts { kind, ..facts.clone() }, before(1)), []);
    }
}

#[test]
fn parts_that_nobody_has() {
    let nobody = |role| (Weight::Stop, Clears::Agency, O::NobodyFor { role });
    let empty = Facts { participants: Vec::new(), ..ready() };
    for (kind, expected) in [
        (Kind::Hearing, vec![nobody(Role::Judge), nobody(Role::DefenceLawyer)]),
        (Kind::Teleconsultation, vec![nobody(Role::Clinician)]),
        (Kind::LegalMeeting, vec![nobody(Role::DefenceLawyer)]),
        (Kind::MonitoringInterview, vec![]),
        (Kind::OfficialVisit, vec![]),
        (Kind::Training, vec![]),
    ] {
        assert_eq!(blockers(&Facts { kind, ..empty.clone() }, before(10_000)), expected, "{kind:?}");
    }
}

#[test]
fn answers_that_are_missing_or_no() {
    use Attendance::{Declined, NeedsAction, Tentative};
    let (name, role) = who();
    let not_answered = O::NotAnswered { name: name.clone(), role };
    let declined = O::Declined { name: name.clone(), role };
    let proposes = O::ProposesOther { name, role };
    let (attention, stop) = (Weight::Attention, Weight::Stop);
    let rows = [
        (NeedsAction, true, before(61), Some((attention, Clears::Participant, not_answered.clone()))),
        (NeedsAction, true, before(60), Some((stop, Clears::Participant, not_answered))),
        (NeedsAction, false, before(1), None),
        (Declined, true, before(10_000), Some((stop, Clears::Agency, declined.clone()))),
        (Declined, false, before(1), Some((attention, Clears::Agency, declined))),
        (Tentative, true, before(61), Some((attention, Clears::Agency, proposes.clone()))),
        (Tentative, true, before(60), Some((stop, Clears::Agency, proposes.clone()))),
        (Tentative, false, before(1), Some((attention, Clears::Agency, proposes))),
    ];
    for (attendance, required, now, expected) in rows {
        let found = blockers(&answering(attendance, required), now);
        assert_eq!(found, expected.into_iter().collect::<Vec<_>>(), "{attendance:?}, required {required}");
    }
}

#[test]
fn devices_of_those_who_must_come() {
    let (name, role) = who();
    let worst = Some((Step::Camera, Finding::Dark));
    let faulty = |verdict| O::DevicesFaulty { name: name.clone(), role, verdict, worst };
    let unchecked = O::DevicesUnchecked { name: name.clone(), role };
    let by = |weight, what| vec![(weight, Clears::Participant, what)];
    for (verdict, far, near) in [
        (Some(Verdict::Pass), vec![], vec![]),
        (
            Some(Verdict::Warn),
            by(Weight::Attention, faulty(Verdict::Warn)),
            by(Weight::Attention, faulty(Verdict::Warn)),
        ),
        (Some(Verdict::Fail), by(Weight::Attention, faulty(Verdict::Fail)), by(Weight::Stop, faulty(Verdict::Fail))),
        // Somebody checked: what was not measured is said, and not that nobody did.
        (Some(Verdict::NotMeasured), vec![], by(Weight::Attention, faulty(Verdict::NotMeasured))),
        (None, vec![], by(Weight::Attention, unchecked.clone())),
    ] {
        assert_eq!(blockers(&checked(verdict), before(121)), far, "{verdict:?}");
        assert_eq!(blockers(&checked(verdict), before(120)), near, "{verdict:?}");
        let optional = lawyer(|lawyer| {
            lawyer.check = verdict.map(check);
            lawyer.required = false;
        });
        let failed = verdict == Some(Verdict::Fail);
        let told = if failed { by(Weight::Attention, faulty(Verdict::Fail)) } else { Vec::new() };
        for now in [before(121), before(1)] {
            assert_eq!(blockers(&optional, now), told, "{verdict:?} of somebody who need not come");
        }
        let running = Facts { state: State::InProgress, ..optional };
        assert_eq!(blockers(&running, after(1)), told, "{verdict:?} of somebody who need not come, while it is held");
    }
}

#[test]
fn devices_count_before_the_answer_but_are_not_asked_for() {
    let facts = |attendance, verdict: Option<Verdict>| {
        lawyer(|lawyer| {
            lawyer.attendance = attendance;
            lawyer.check = verdict.map(check);
        })
    };
    let found = blockers(&facts(Attendance::NeedsAction, Some(Verdict::Fail)), before(100));
    assert!(matches!(
        &found[..],
        [(Weight::Stop, _, O::DevicesFaulty { .. }), (Weight::Attention, _, O::NotAnswered { .. })]
    ));
    let found = blockers(&facts(Attendance::NeedsAction, None), before(100));
    assert!(matches!(&found[..], [(_, _, O::NotAnswered { .. })]));
    let found = blockers(&facts(Attendance::Declined, Some(Verdict::Fail)), before(100));
    assert!(matches!(&found[..], [(_, _, O::Declined { .. })]));
}

#[test]
fn the_devices_of_the_room() {
    let worst = Some((Step::Camera, Finding::Dark));
    let faulty = |weight, verdict| vec![(weight, Clears::Centre, O::RoomFaulty { room: sala(1), verdict, worst })];
    let unchecked = vec![(Weight::Attention, Clears::Centre, O::RoomUnchecked { room: sala(1) })];
    for (verdict, far, near) in [
        (Some(Verdict::Pass), vec![], vec![]),
        (Some(Verdict::Warn), faulty(Weight::Attention, Verdict::Warn), faulty(Weight::Attention, Verdict::Warn)),
        (Some(Verdict::Fail), faulty(Weight::Stop, Verdict::Fail), faulty(Weight::Stop, Verdict::Fail)),
        (Some(Verdict::NotMeasured), vec![], faulty(Weight::Attention, Verdict::NotMeasured)),
        (None, vec![], unchecked.clone()),
    ] {
        assert_eq!(blockers(&room(verdict), before(121)), far, "{verdict:?}");
        assert_eq!(blockers(&room(verdict), before(120)), near, "{verdict:?}");
    }
}

#[test]
fn rooms_of_the_same_name_are_told_apart_by_their_centres() {
    let mut facts = room(None);
    facts.sites.push(SiteFact { room: sala(2), check: Some(check(Verdict::Fail)) });
    let worst = Some((Step::Camera, Finding::Dark));
    let there = O::RoomFaulty { room: sala(2), verdict: Verdict::Fail, worst };
    let here = O::RoomUnchecked { room: sala(1) };
    let expected = [(Weight::Stop, Clears::Centre, there), (Weight::Attention, Clears::Centre, here)];
    assert_eq!(blockers(&facts, before(120)), expected);
}

#[test]
fn a_private_meeting_is_never_late_and_ends_with_its_time() {
    let facts = Facts { kind: Kind::LegalMeeting, state: State::Booked, ..ready() };
    let late = |now| blockers(&facts, now).iter().any(|(_, _, what)| matches!(what, O::Late { .. }));
    assert!(!late(after(11)) && !late(Instant(facts.period.end().0 - 1)));
    assert_eq!(derive(&facts, facts.period.end()), (Readiness::Over, Vec::new()));
}

#[test]
fn after_ten_minutes_it_is_late() {
    let late = |minutes| vec![(Weight::Stop, Clears::Agency, O::Late { minutes })];
    assert_eq!(blockers(&ready(), after(10)), []);
    assert_eq!(blockers(&ready(), Instant(after(10).0 + 1)), late(10));
    assert_eq!(blockers(&ready(), after(11)), late(11));
    assert_eq!(blockers(&ready(), after(1_000_000)), late(u16::MAX));
    assert_eq!(blockers(&Facts { state: State::InProgress, ..ready() }, after(11)), []);
}

#[test]
fn what_time_alone_changes_is_foreseen() {
    let (hearing, meeting) = (Kind::Hearing, Kind::LegalMeeting);
    let late = Instant(after(10).0 + 1);
    let rows = [
        (hearing, State::Booked, before(1000), Some(before(120))),
        (hearing, State::Confirmed, before(120), Some(before(60))),
        (hearing, State::Booked, before(60), Some(late)),
        (hearing, State::Booked, after(10), Some(late)),
        (hearing, State::Booked, late, Some(after(11))),
        (hearing, State::Booked, after(11), Some(after(12))),
        (hearing, State::Booked, after(59), None),
        (hearing, State::InProgress, after(11), None),
        (hearing, State::Cancelled, before(1000), None),
        (meeting, State::Booked, before(61), Some(before(60))),
        (meeting, State::Booked, after(11), Some(after(60))),
        (meeting, State::Booked, after(60), None),
    ];
    for (kind, state, now, expected) in rows {
        assert_eq!(next_turn(kind, state, ready().period, now), expected, "{kind:?} {state:?} {now:?}");
    }
}

#[test]
fn the_heaviest_comes_first_and_equals_keep_their_order() {
    let mut facts = Facts { legal_basis: false, ..ready() };
    facts.participants[0].attendance = Attendance::NeedsAction;
    facts.participants[1].attendance = Attendance::Declined;
    facts.sites[0].check = Some(check(Verdict::Warn));
    let found: Vec<O> = blockers(&facts, before(500)).into_iter().map(|(_, _, what)| what).collect();
    assert!(matches!(&found[..], [O::Declined { .. }, O::NoLegalBasis, O::NotAnswered { .. }, O::RoomFaulty { .. }]));
}
