//! Who keeps the devices of a check in order, for everybody who can make one.

use shared::{
    appointment::Role,
    check::{CheckedFor, Keeper},
    ids::{AppointmentId, RoomId},
    principal::{AccountRole, Principal},
};

use super::permission::{account, device, invited};

const APPOINTMENT: CheckedFor = CheckedFor::Participant(AppointmentId(uuid::Uuid::nil()));
const ROOM: CheckedFor = CheckedFor::Room(RoomId(uuid::Uuid::nil()));

#[test]
fn whoever_comes_without_an_account_and_every_lawyer_keeps_their_own() {
    for who in [Principal::Anonymous, invited(), account(AccountRole::Lawyer)] {
        for counts_for in [CheckedFor::Trial, APPOINTMENT] {
            assert_eq!(Keeper::of(&who, counts_for), Keeper::Person, "{who:?}");
        }
    }
}

#[test]
fn whoever_works_at_an_institution_has_its_support() {
    let others = [AccountRole::Lawyer, AccountRole::Warden, AccountRole::Nurse];
    for role in AccountRole::ALL.iter().filter(|role| !others.contains(*role)) {
        for counts_for in [CheckedFor::Trial, APPOINTMENT] {
            assert_eq!(Keeper::of(&account(*role), counts_for), Keeper::Institution, "{role:?}");
        }
    }
}

#[test]
fn whoever_works_in_a_centre_changes_nothing_there_whether_a_room_is_named_or_not() {
    for role in [AccountRole::Warden, AccountRole::Nurse] {
        for counts_for in [CheckedFor::Trial, APPOINTMENT, ROOM] {
            assert_eq!(Keeper::of(&account(role), counts_for), Keeper::Centre, "{role:?}");
        }
    }
}

#[test]
fn a_nurse_is_in_the_centre_by_whichever_way_they_came() {
    let accounts = AccountRole::ALL.iter().map(|role| account(*role));
    for who in accounts.chain([invited()]) {
        assert_eq!(Keeper::of_taking_part(&who, APPOINTMENT, Role::Nurse), Keeper::Centre, "{who:?}");
        for role in Role::ALL.iter().filter(|role| **role != Role::Nurse) {
            let keeper = Keeper::of_taking_part(&who, APPOINTMENT, *role);
            assert_eq!(keeper, Keeper::of(&who, APPOINTMENT), "{who:?} {role:?}");
        }
    }
}

#[test]
fn a_rooms_devices_are_the_centres_whoever_checks_them() {
    let accounts = AccountRole::ALL.iter().map(|role| account(*role));
    for who in accounts.chain([Principal::Anonymous, invited(), device()]) {
        assert_eq!(Keeper::of(&who, ROOM), Keeper::Centre, "{who:?}");
    }
    assert_eq!(Keeper::of(&device(), CheckedFor::Trial), Keeper::Centre);
}

#[test]
fn a_part_keeps_what_the_account_of_who_takes_it_would() {
    let parts = [
        (Role::Judge, AccountRole::Judge),
        (Role::DefenceLawyer, AccountRole::Lawyer),
        (Role::Clinician, AccountRole::Clinician),
        (Role::Nurse, AccountRole::Nurse),
    ];
    for (part, role) in parts {
        assert_eq!(Keeper::of_part(part), Keeper::of(&account(role), APPOINTMENT), "{part:?}");
    }
    assert_eq!(Keeper::of_part(Role::Prosecutor), Keeper::Institution);
    for part in [Role::Interpreter, Role::Guest] {
        assert_eq!(Keeper::of_part(part), Keeper::Person, "{part:?}");
    }
}
