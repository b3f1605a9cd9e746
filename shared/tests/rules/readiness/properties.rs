//! That no fault ever makes an appointment readier, whatever else is wrong with it.

use proptest::{collection::vec, prelude::*, sample::select};

use super::*;

fn rank(readiness: Readiness) -> u8 {
    match readiness {
        Readiness::Ready => 0,
        Readiness::Pending => 1,
        Readiness::Blocked => 2,
        Readiness::Running | Readiness::Over => panic!("not before the start"),
    }
}

prop_compose! {
    fn any_participant()(
        role in select(Role::ALL.to_vec()), required in any::<bool>(), attendance in select(Attendance::ALL.to_vec()),
        verdict in proptest::option::of(select(Verdict::ALL.to_vec())),
    ) -> ParticipantFact {
        ParticipantFact { required, attendance, check: verdict.map(check), ..participant(role) }
    }
}

prop_compose! {
    fn any_facts(states: Vec<State>)(
        kind in select(Kind::ALL.to_vec()), state in select(states), legal_basis in any::<bool>(),
        participants in vec(any_participant(), 0..5),
        rooms in vec(proptest::option::of(select(Verdict::ALL.to_vec())), 0..3),
    ) -> Facts {
        let sites = rooms.into_iter().map(|verdict| SiteFact { room: sala(1), check: verdict.map(check) });
        Facts { kind, state, legal_basis, participants, sites: sites.collect(), ..ready() }
    }
}

/// One thing more that is wrong. A fault in someone's part counts only while their part is known to matter.
fn spoil(facts: &mut Facts, fault: u8, at: usize) {
    let places = facts.participants.len();
    let sites = facts.sites.len();
    match fault {
        0 => facts.legal_basis = false,
        1 if sites > 0 => facts.sites[at % sites].check = Some(check(Verdict::Fail)),
        2 if sites > 0 && facts.sites[at % sites].check == Some(check(Verdict::Pass)) => {
            facts.sites[at % sites].check = None;
        }
        3 => facts.participants.push(ParticipantFact { attendance: Attendance::Declined, ..participant(Role::Guest) }),
        4 if facts.kind == Kind::Hearing => facts.participants.retain(|participant| participant.role != Role::Judge),
        _ if places > 0 => {
            let participant = &mut facts.participants[at % places];
            match fault {
                5 => participant.attendance = Attendance::Declined,
                6 if participant.attendance == Attendance::Accepted => participant.attendance = Attendance::Tentative,
                7 => participant.check = Some(check(Verdict::Fail)),
                8 if participant.check == Some(check(Verdict::Pass)) => participant.check = Some(check(Verdict::Warn)),
                9 if participant.check == Some(check(Verdict::Pass)) => participant.check = None,
                _ => {}
            }
        }
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn a_fault_never_makes_it_readier(
        facts in any_facts(vec![State::Requested, State::Booked, State::Confirmed]), minutes in -30_i64..400,
        faults in vec((0_u8..10, any::<prop::sample::Index>()), 1..4),
    ) {
        let now = before(minutes);
        let mut spoilt = facts.clone();
        for (fault, at) in faults {
            spoil(&mut spoilt, fault, at.index(60));
        }
        // Who declines need no longer have devices that work: that fault is then gone, and a heavier one there, unless
        // they were not needed anyway.
        prop_assert!(rank(derive(&spoilt, now).0) >= rank(derive(&facts, now).0), "{facts:?} became {spoilt:?}");
    }

    #[test]
    fn time_that_passes_never_makes_it_readier(
        facts in any_facts(vec![State::Requested, State::Booked, State::Confirmed]), minutes in -30_i64..400, later in 0_i64..300,
    ) {
        let now = before(minutes);
        let then = derive(&facts, now.plus_minutes(later)).0;
        let met = facts.kind == Kind::LegalMeeting && then == Readiness::Over;
        prop_assert!(met || rank(then) >= rank(derive(&facts, now).0));
    }

    #[test]
    fn between_its_turns_nothing_changes(
        facts in any_facts(State::ALL.to_vec()), seconds in -9000_i64..3600, thousandths in 0_i64..1000,
    ) {
        let now = Instant(START.0 + seconds);
        let turn = next_turn(facts.kind, facts.state, facts.period, now);
        let until = turn.unwrap_or(facts.period.end());
        prop_assert!(now < until && until <= facts.period.end());
        let later = Instant(now.0 + (until.0 - now.0) * thousandths / 1000);
        prop_assert_eq!(derive(&facts, later), derive(&facts, now));
        prop_assert_eq!(derive(&facts, Instant(until.0 - 1)), derive(&facts, now));
    }

    #[test]
    fn nobody_who_need_not_come_keeps_it_from_beginning(
        facts in any_facts(vec![State::Requested, State::Booked, State::Confirmed]), minutes in -30_i64..400,
    ) {
        for blocker in derive(&facts, before(minutes)).1 {
            let O::DevicesFaulty { name, verdict, .. } = blocker.what else { continue };
            // Several may have the same part, and so the same name.
            let mut same = facts.participants.iter().filter(|participant| participant.name == name);
            let optional = same.all(|participant| !participant.required);
            prop_assert!(!optional || (blocker.weight, verdict) == (Weight::Attention, Verdict::Fail));
        }
    }

    #[test]
    fn whoever_would_not_be_heard_is_named_whether_they_must_come_or_not(
        facts in any_facts(vec![State::Booked, State::InProgress]), minutes in -5_i64..400,
    ) {
        let now = before(minutes);
        let (readiness, blockers) = derive(&facts, now);
        let fails = |participant: &&ParticipantFact| {
            participant.attendance != Attendance::Declined && participant.check == Some(check(Verdict::Fail))
        };
        let failing = facts.participants.iter().filter(fails).count();
        let named = |blocker: &&Blocker| matches!(blocker.what, O::DevicesFaulty { verdict: Verdict::Fail, .. });
        prop_assert!(readiness == Readiness::Over || blockers.iter().filter(named).count() == failing);
    }

    #[test]
    fn the_word_and_the_blockers_agree(facts in any_facts(State::ALL.to_vec()), minutes in -300_i64..400) {
        let (readiness, blockers) = derive(&facts, before(minutes));
        prop_assert!(blockers.is_sorted_by_key(|blocker| std::cmp::Reverse(blocker.weight)));
        match readiness {
            Readiness::Ready => prop_assert!(blockers.is_empty()),
            Readiness::Pending => prop_assert!(blockers.iter().all(|blocker| blocker.weight == Weight::Attention)),
            Readiness::Blocked => prop_assert_eq!(blockers[0].weight, Weight::Stop),
            Readiness::Running => prop_assert!(matches!(facts.state, State::InProgress | State::Suspended)),
            Readiness::Over => {
                let met = facts.kind == Kind::LegalMeeting && before(minutes) >= facts.period.end();
                prop_assert!((facts.state.is_terminal() || met) && blockers.is_empty());
            }
        }
        if readiness == Readiness::Pending {
            prop_assert!(!blockers.is_empty());
        }
    }
}
