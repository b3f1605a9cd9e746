//! Rooms that are too small or have no equipment, against leaving them away.

use std::num::NonZeroU16;

use proptest::{collection::vec, option, prelude::*};
use shared::{
    appointment::Kind,
    schedule::{
        Over, Reason, Resource, Why,
        finder::{find, judge},
        fitting::{Fitting, Need, needs_kit, unfit},
    },
};

use super::{
    reference,
    worlds::{World, world},
};

fn fitting() -> impl Strategy<Value = Fitting> {
    (option::of(1_u16..5), any::<bool>())
        .prop_map(|(holds, bare)| Fitting { holds: holds.and_then(NonZeroU16::new), bare })
}

#[test]
fn what_is_not_known_of_a_room_stands_against_nothing() {
    for kind in Kind::ALL {
        assert_eq!(Fitting::default().against(Need::of(*kind, usize::MAX)).count(), 0);
    }
    assert!(needs_kit(Kind::Hearing) && needs_kit(Kind::Teleconsultation) && !needs_kit(Kind::LegalMeeting));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn rooms_that_do_not_fit_are_passed_over_as_if_they_were_not_there(
        World { request, busy, wished } in world(),
        fittings in vec(fitting(), 4),
        people in 1_u16..6,
        kit in any::<bool>(),
    ) {
        let reach = request.reach();
        let too_small = |one: &Fitting| one.holds.filter(|holds| holds.get() < people);
        let fits = |one: &Fitting| too_small(one).is_none() && !(kit && one.bare);
        let offered: Vec<_> = request.rooms.iter().map(|option| option.room).zip(fittings).collect();
        let mut without = request.clone();
        without.rooms.retain(|option| offered.iter().any(|(room, one)| *room == option.room && fits(one)));
        let mut with = request;
        with.rules.bars.extend(unfit(offered.iter().copied(), Need { people, kit }, reach));

        prop_assert_eq!(find(&with, &busy, usize::MAX), reference::slots(&without, &busy));
        let judged = judge(&with, &busy, wished);
        prop_assert_eq!(judged.as_ref().ok().copied(), reference::judge(&without, &busy, wished).ok());
        // Where no other room is left, each is refused by its own rules.
        let ends = wished.plus_minutes(i64::from(with.duration.get()));
        if without.rooms.is_empty() && with.horizon.contains(wished) && ends <= with.horizon.end() {
            let told = judged.unwrap_err();
            for (room, one) in offered {
                let over = Over::Resource(Resource::Room(room));
                let says = |why| told.contains(&Reason::Barred { over, period: reach, why });
                let small = too_small(&one).map(|holds| Why::TooSmall { holds: holds.get(), needed: people });
                prop_assert!(small.is_none_or(says), "{small:?} is not in {told:?}");
                prop_assert_eq!(says(Why::Unequipped), kit && one.bare);
            }
        }
    }
}
