//! What a reader can do about what stands in the way: the button that clears it.

use shared::{
    appointment::{CheckSummary, Role, Summary},
    check::{Browser, Finding, Keeper, Step},
    ids::RoomId,
    permission::{Scope, UseCase, permit_role},
    principal::{Account, AccountRole},
    readiness::{Blocker, Clears, Obstruction, SiteRoom},
    text::Name,
};

/// A way to clear a blocker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remedy {
    /// Where.
    pub href: String,
    /// What one does there.
    pub action: Doing,
}

/// What one does about a blocker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    /// Check the room's devices.
    CheckRoom,
    /// Check them once more.
    RepeatCheck,
    /// Check one's own devices.
    CheckDevices,
    /// Record the decision.
    RecordBasis,
    /// Answer the invitation.
    Answer,
    /// Open the appointment and deal with it there.
    Open,
}

/// What `reader` can do about `blocker`; `None` if it is for others.
pub fn remedy(reader: &Account, appointment: &Summary, blocker: &Blocker) -> Option<Remedy> {
    let may = |case| permit_role(reader.role, case).is_some();
    let page = format!("/appointments/{}", appointment.id);
    match &blocker.what {
        Obstruction::RoomUnchecked { room } | Obstruction::RoomFaulty { room, .. } if looks_after(reader, room) => {
            let again = matches!(blocker.what, Obstruction::RoomFaulty { .. });
            Some(Remedy {
                href: format!("/check?room={}", room.id),
                action: if again { Doing::RepeatCheck } else { Doing::CheckRoom },
            })
        }
        Obstruction::DevicesUnchecked { name, .. } | Obstruction::DevicesFaulty { name, .. }
            if may(UseCase::CheckDevices) && is_reader(reader, appointment, name.as_str()) =>
        {
            let again = matches!(blocker.what, Obstruction::DevicesFaulty { .. });
            Some(Remedy {
                href: format!("/check?appointment={}", appointment.id),
                action: if again { Doing::RepeatCheck } else { Doing::CheckDevices },
            })
        }
        Obstruction::NotAnswered { name, .. }
            if may(UseCase::Answer) && is_reader(reader, appointment, name.as_str()) =>
        {
            Some(Remedy { href: page, action: Doing::Answer })
        }
        Obstruction::NoLegalBasis if may(UseCase::Amend) => {
            Some(Remedy { href: format!("{page}/amend"), action: Doing::RecordBasis })
        }
        Obstruction::NobodyFor { .. } | Obstruction::Declined { .. } | Obstruction::ProposesOther { .. }
            if may(UseCase::Amend) =>
        {
            Some(Remedy { href: page, action: Doing::Open })
        }
        Obstruction::Late { .. } if may(UseCase::Advance) => Some(Remedy { href: page, action: Doing::Open }),
        _ => None,
    }
}

/// What was found at which step in devices that fail or have a fault, in which browser, and who keeps them: there is something
/// that can be done about it at once.
pub fn found(appointment: &Summary, what: &Obstruction) -> Option<((Step, Finding), Browser, Keeper)> {
    let browser = |check: Option<&CheckSummary>| check.map_or(Browser::Other, |check| check.browser);
    match what {
        Obstruction::RoomFaulty { worst: Some(finding), room, .. } => {
            Some((*finding, browser(check_of_room(appointment, room.id)), Keeper::Centre))
        }
        Obstruction::DevicesFaulty { worst: Some(finding), name, role, .. } => {
            Some((*finding, browser(check_of_part(appointment, name, *role)), Keeper::of_part(*role)))
        }
        _ => None,
    }
}

fn check_of_room(appointment: &Summary, room: RoomId) -> Option<&CheckSummary> {
    let sites = appointment.sites.iter().zip(&appointment.room_checks);
    sites.filter(|(site, _)| site.room == room).find_map(|(_, check)| check.as_ref())
}

fn check_of_part<'day>(appointment: &'day Summary, name: &Name, role: Role) -> Option<&'day CheckSummary> {
    let mut parts = appointment.participants.iter().filter(|part| part.name == *name && part.role == role);
    parts.find_map(|part| part.check.as_ref())
}

/// Whether `blocker` waits for `reader` or the place they work in.
pub fn concerns(reader: &Account, appointment: &Summary, blocker: &Blocker) -> bool {
    match blocker.clears {
        Clears::Agency => matches!(reader.role, AccountRole::Scheduler),
        Clears::Centre => match &blocker.what {
            Obstruction::RoomUnchecked { room } | Obstruction::RoomFaulty { room, .. } => looks_after(reader, room),
            _ => false,
        },
        Clears::Participant => match &blocker.what {
            Obstruction::NotAnswered { name, .. }
            | Obstruction::DevicesUnchecked { name, .. }
            | Obstruction::DevicesFaulty { name, .. } => is_reader(reader, appointment, name.as_str()),
            _ => false,
        },
    }
}

/// Whether `reader` may check `room`: only in a centre does anybody check rooms, and each its own.
fn looks_after(reader: &Account, room: &SiteRoom) -> bool {
    permit_role(reader.role, UseCase::CheckRoom) == Some(Scope::OwnCentre) && reader.centre == Some(room.centre)
}

fn is_reader(reader: &Account, appointment: &Summary, name: &str) -> bool {
    reader.person.is_some_and(|person| {
        appointment.participants.iter().any(|part| part.person == person && part.name.as_str() == name)
    })
}

#[cfg(test)]
mod tests {
    use shared::{
        appointment::Attendance,
        check::{Verdict, expires},
        readiness::{Readiness, Weight},
    };

    use super::*;
    use crate::{
        features::day::state::tests::{appointment, at, name, of_two_centres, participant},
        shell::account_for_tests as account,
    };

    fn one() -> Summary {
        appointment(1, at(9, 30), at(10, 15), "Sala 2", Readiness::Blocked)
    }

    fn dark(room: &SiteRoom) -> Blocker {
        Blocker {
            weight: Weight::Stop,
            clears: Clears::Centre,
            what: Obstruction::RoomFaulty {
                room: room.clone(),
                verdict: Verdict::Fail,
                worst: Some((Step::Camera, Finding::Black)),
            },
        }
    }

    fn dark_room() -> Blocker {
        dark(&SiteRoom::of(&one().sites[0]))
    }

    /// An account at the centre where the appointment is held.
    fn there(role: AccountRole) -> Account {
        Account { centre: Some(one().sites[0].centre), ..account(role) }
    }

    #[test]
    fn the_centre_repeats_the_check_of_its_room() {
        let found = remedy(&there(AccountRole::Warden), &one(), &dark_room()).expect("a remedy");
        assert_eq!(found.action, Doing::RepeatCheck);
        assert!(found.href.starts_with("/check?room="), "{}", found.href);
        assert_eq!(remedy(&account(AccountRole::Scheduler), &one(), &dark_room()), None);
        let black = ((Step::Camera, Finding::Black), Browser::Other, Keeper::Centre);
        assert_eq!(super::found(&one(), &dark_room().what), Some(black), "where nothing is known of the browser");
        assert!(concerns(&there(AccountRole::Nurse), &one(), &dark_room()));
        assert!(!concerns(&account(AccountRole::Scheduler), &one(), &dark_room()));
    }

    #[test]
    fn of_a_hearing_at_two_centres_each_is_led_to_its_own_room() {
        let two = of_two_centres(one());
        let [first, second] = [&two.sites[0], &two.sites[1]].map(SiteRoom::of);
        let unchecked = |room: &SiteRoom| Blocker {
            weight: Weight::Attention,
            clears: Clears::Centre,
            what: Obstruction::RoomUnchecked { room: room.clone() },
        };
        let page = |room: &SiteRoom| Some(format!("/check?room={}", room.id));
        let mut warden = account(AccountRole::Warden);
        for (own, other) in [(&first, &second), (&second, &first)] {
            warden.centre = Some(own.centre);
            for blocker in [unchecked(own), dark(own)] {
                assert_eq!(remedy(&warden, &two, &blocker).map(|remedy| remedy.href), page(own));
                assert!(concerns(&warden, &two, &blocker), "{blocker:?}");
            }
            for blocker in [unchecked(other), dark(other)] {
                assert_eq!(remedy(&warden, &two, &blocker), None, "the other centre looks after its own");
                assert!(!concerns(&warden, &two, &blocker), "{blocker:?}");
            }
        }
    }

    #[test]
    fn nobody_is_led_to_a_check_that_the_server_refuses() {
        let room = SiteRoom::of(&one().sites[0]);
        let unchecked = Obstruction::RoomUnchecked { room: room.clone() };
        let unchecked = Blocker { weight: Weight::Attention, clears: Clears::Centre, what: unchecked };
        for role in AccountRole::ALL {
            let checks_rooms = matches!(role, AccountRole::Warden | AccountRole::Nurse);
            for (reader, theirs) in [(account(*role), false), (there(*role), checks_rooms)] {
                for blocker in [&unchecked, &dark(&room)] {
                    let told = (remedy(&reader, &one(), blocker).is_some(), concerns(&reader, &one(), blocker));
                    assert_eq!(told, (theirs, theirs), "{reader:?}: {blocker:?}");
                }
            }
        }
    }

    #[test]
    fn the_browser_is_that_of_the_room_whatever_others_are_called() {
        let mut two = of_two_centres(one());
        let browsers = [Browser::Edge, Browser::Firefox];
        let check = |browser| {
            let id = name("0192f0c0-0000-7000-8000-000000000500");
            let (at, findings) = (at(8, 0), Vec::new());
            Some(CheckSummary { id, verdict: Verdict::Fail, at, browser, findings, until: expires(at.at) })
        };
        two.room_checks = browsers.map(check).to_vec();
        for (site, browser) in two.sites.iter().zip(browsers) {
            let found = super::found(&two, &dark(&SiteRoom::of(site)).what);
            assert_eq!(found, Some(((Step::Camera, Finding::Black), browser, Keeper::Centre)));
        }
    }

    #[test]
    fn what_was_found_is_advised_on_in_the_browser_it_was_found_in() {
        let mut one = one();
        let check = |browser| {
            let id = name("0192f0c0-0000-7000-8000-000000000500");
            let (at, findings) = (at(8, 0), Vec::new());
            Some(CheckSummary { id, verdict: Verdict::Fail, at, browser, findings, until: expires(at.at) })
        };
        one.room_checks = vec![check(Browser::Edge)];
        one.participants[0].check = check(Browser::Firefox);
        one.participants[1].check = check(Browser::Safari);
        for (part, browser) in one.participants.iter().zip([Browser::Firefox, Browser::Safari]) {
            let (name, role) = (part.name.clone(), part.role);
            let finding = (Step::Permission, Finding::Blocked);
            let blocked = Obstruction::DevicesFaulty { name, role, verdict: Verdict::Fail, worst: Some(finding) };
            assert_eq!(super::found(&one, &blocked), Some((finding, browser, Keeper::of_part(role))));
        }
        let black = ((Step::Camera, Finding::Black), Browser::Edge, Keeper::Centre);
        assert_eq!(super::found(&one, &dark_room().what), Some(black));
    }

    #[test]
    fn one_answers_only_for_oneself() {
        let part = participant(2, Role::DefenceLawyer, Attendance::NeedsAction);
        let blocker = Blocker {
            weight: Weight::Attention,
            clears: Clears::Participant,
            what: Obstruction::NotAnswered { name: part.name, role: Role::DefenceLawyer },
        };
        let mut lawyer = account(AccountRole::Lawyer);
        assert_eq!(remedy(&lawyer, &one(), &blocker), None);
        lawyer.person = Some(part.person);
        assert_eq!(remedy(&lawyer, &one(), &blocker).map(|remedy| remedy.action), Some(Doing::Answer));
        assert!(concerns(&lawyer, &one(), &blocker));
    }

    #[test]
    fn the_court_records_its_decision() {
        let blocker = Blocker { weight: Weight::Attention, clears: Clears::Agency, what: Obstruction::NoLegalBasis };
        let found = remedy(&account(AccountRole::Scheduler), &one(), &blocker).expect("a remedy");
        assert!(found.href.ends_with("/amend"), "{}", found.href);
        assert_eq!(remedy(&account(AccountRole::Warden), &one(), &blocker), None);
        assert_eq!(super::found(&one(), &blocker.what), None);
    }
}
