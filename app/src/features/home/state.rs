//! What the start page picks from the day.

use shared::{appointment::Summary, principal::Account, readiness::Readiness, time::Instant};

use crate::features::day::concerns;

/// How many of the next appointments the page lists.
pub const NEXT: usize = 6;

/// What waits for `reader` and is not over, by start.
pub fn needs<'day>(appointments: &'day [Summary], reader: &Account) -> Vec<&'day Summary> {
    appointments
        .iter()
        .filter(|appointment| appointment.readiness != Readiness::Over)
        .filter(|appointment| appointment.blockers.iter().any(|blocker| concerns(reader, appointment, blocker)))
        .collect()
}

/// What is being held or still to come at `now`, by start.
pub fn next(appointments: &[Summary], now: Instant) -> Vec<&Summary> {
    let mut next: Vec<_> = appointments
        .iter()
        .filter(|appointment| appointment.readiness != Readiness::Over && now < appointment.period.end.at)
        .collect();
    next.sort_by_key(|appointment| (appointment.period.start.at, appointment.id));
    next.truncate(NEXT);
    next
}

#[cfg(test)]
mod tests {
    use shared::{
        principal::AccountRole,
        readiness::{Blocker, Clears, Obstruction, SiteRoom, Weight},
    };

    use super::*;
    use crate::{
        features::day::tests::{appointment, at, of_two_centres},
        shell::account_for_tests as account,
    };

    #[test]
    fn what_needs_someone_is_what_they_can_clear() {
        let mut room = appointment(1, at(9, 0), at(10, 0), "Sala 1", Readiness::Pending);
        room.blockers = vec![Blocker {
            weight: Weight::Attention,
            clears: Clears::Centre,
            what: Obstruction::RoomUnchecked { room: SiteRoom::of(&room.sites[0]) },
        }];
        let mut basis = appointment(2, at(9, 0), at(10, 0), "Sala 2", Readiness::Pending);
        basis.blockers =
            vec![Blocker { weight: Weight::Attention, clears: Clears::Agency, what: Obstruction::NoLegalBasis }];
        let day = [room, basis];
        let there = Some(day[0].sites[0].centre);
        let reader = |role| Account { centre: there, ..account(role) };
        let ids = |role| needs(&day, &reader(role)).iter().map(|found| found.id).collect::<Vec<_>>();
        assert_eq!(ids(AccountRole::Warden), [day[0].id]);
        assert_eq!(ids(AccountRole::Scheduler), [day[1].id]);
        assert!(ids(AccountRole::Auditor).is_empty());
    }

    #[test]
    fn a_room_of_another_centre_needs_nobody_here() {
        let mut two = of_two_centres(appointment(1, at(9, 0), at(10, 0), "Sala 1", Readiness::Pending));
        two.blockers = vec![Blocker {
            weight: Weight::Attention,
            clears: Clears::Centre,
            what: Obstruction::RoomUnchecked { room: SiteRoom::of(&two.sites[1]) },
        }];
        let mut warden = account(AccountRole::Warden);
        for (site, needed) in two.sites.iter().zip([0, 1]) {
            warden.centre = Some(site.centre);
            assert_eq!(needs(std::slice::from_ref(&two), &warden).len(), needed, "{}", site.centre_name);
        }
    }

    #[test]
    fn next_is_what_is_not_over_in_order() {
        let day = [
            appointment(1, at(11, 0), at(12, 0), "Sala 1", Readiness::Ready),
            appointment(2, at(9, 0), at(10, 0), "Sala 1", Readiness::Running),
            appointment(3, at(7, 0), at(8, 0), "Sala 1", Readiness::Over),
            appointment(4, at(7, 0), at(9, 0), "Sala 2", Readiness::Blocked),
        ];
        let found: Vec<_> = next(&day, at(9, 12).at).iter().map(|found| found.id).collect();
        assert_eq!(found, [day[1].id, day[0].id]);
    }
}
