//! Rooms that hold few, and rooms without equipment: refused by the rule's name, passed over where slots are sought.

use jiff::civil::date;
use services::testing::{Plan, World};
use shared::{
    draft::WishForm,
    error::Error,
    ids::DetaineeId,
    schedule::{BlockCause, Departure, Obstacle, Resource},
    time::Period,
};

/// The usual hearing at ten, of the first detainee and `also`.
fn of(world: &World, also: &[DetaineeId], day: i8) -> Plan {
    Plan { also: also.to_vec(), ..world.hearing(world.at(day, 10, 0)) }
}

services::on_both_databases! {
    async fn a_room_holds_no_more_than_it_has_places_for(world) {
        let izalco = world.seeds.izalco;
        let third = world.another_detainee(izalco.id, 7).await;
        let also = [izalco.detainees[1], third];
        world.seats(izalco.hearing, 2).await;
        world.book(&of(&world, &also[..1], 23)).await;

        let room = || "Sala virtual 1".parse().expect("a name");
        let small = || vec![Obstacle::TooSmall { room: room(), holds: 2, needed: 3 }];
        assert_eq!(world.try_book(&of(&world, &also, 24)).await, Err(Error::Refused(small())));
        // Slots are offered in the other room alone, which takes them.
        let other = World::in_room(of(&world, &also, 24), izalco.second_hearing);
        let (who, bookings) = (&world.seeds.accounts.scheduler, &world.services.bookings);
        let draft = world.draft(&other).await.expect("a draft");
        let week = bookings.slots(who, draft, Some(date(2026, 11, 24)), WishForm::default()).await.expect("a week");
        let offered: Vec<_> = week.days.iter().flat_map(|day| &day.slots).map(|slot| slot.slot.room).collect();
        assert!(!offered.is_empty() && offered.iter().all(|room| *room == izalco.second_hearing), "{offered:?}");
        // Where neither holds them, the week and the wish say so, and nothing is proposed in their place.
        world.seats(izalco.second_hearing, 1).await;
        let wish = WishForm { date: "2026-11-24".to_owned(), time: "10:00".to_owned() };
        let week = bookings.slots(who, draft, Some(date(2026, 11, 24)), wish).await.expect("a week");
        let day = week.days.iter().find(|day| day.date == date(2026, 11, 24)).expect("the day is shown");
        assert!(matches!(day.why_none, Some(Obstacle::TooSmall { needed: 3, .. })), "{:?}", day.why_none);
        let wished = week.wished.expect("the wish is judged");
        let is_small = |one: &Obstacle| matches!(one, Obstacle::TooSmall { needed: 3, .. });
        assert!(wished.obstacles.len() == 2 && wished.obstacles.iter().all(is_small), "{:?}", wished.obstacles);
        assert!(wished.nearest.is_empty(), "{:?}", wished.nearest);
        bookings.book(who, draft).await.expect_err("the hold is of a room that no longer holds them");
    }

    async fn a_repair_keeps_to_what_rooms_hold(world) {
        let izalco = world.seeds.izalco;
        world.seats(izalco.second_hearing, 1).await;
        let both = world.book(&of(&world, &izalco.detainees[1..], 23)).await;
        let room = Some(Resource::Room(izalco.hearing));
        let day = Period::new(world.at(23, 8, 0), world.at(23, 16, 0)).expect("a period");
        world.blocked(izalco.id, room, day, BlockCause::Maintenance).await;
        let view = world.services.repairs.look(&world.seeds.accounts.scheduler, None).await.expect("a repair");
        let row = view.rows.iter().find(|row| row.id == both).expect("it is broken");
        let to = row.to.as_ref().expect("there is a place");
        assert_eq!((to.slot.room, to.period.start.civil.date()), (izalco.hearing, date(2026, 11, 24)));
    }

    async fn what_is_seen_from_afar_needs_equipment(world) {
        let izalco = world.seeds.izalco;
        for room in [izalco.hearing, izalco.clinic] {
            world.clears(room).await;
        }
        let bare = |name: &str| Err(Error::Refused(vec![Obstacle::Unequipped { room: name.parse().expect("a name") }]));
        assert_eq!(world.try_book(&world.hearing(world.at(23, 10, 0))).await, bare("Sala virtual 1"));
        assert_eq!(world.try_book(&world.teleconsultation(world.at(23, 10, 0))).await, bare("Consultorio"));
        world.book(&World::in_room(world.hearing(world.at(23, 10, 0)), izalco.second_hearing)).await;
        // A centre of which no equipment is known keeps no list of it.
        for room in [izalco.second_hearing, izalco.consultation] {
            world.clears(room).await;
        }
        world.book(&world.hearing(world.at(24, 10, 0))).await;
        // Other reasons stand beside it.
        world.leaves(izalco.detainees[0], izalco.id, Departure::Release, world.at(25, 0, 0)).await;
        world.seats(izalco.hearing, 1).await;
        let Err(Error::Refused(why)) = world.try_book(&of(&world, &izalco.detainees[1..], 25)).await else { panic!() };
        assert!(matches!(why[..], [Obstacle::Left { .. }, Obstacle::TooSmall { holds: 1, needed: 2, .. }]), "{why:?}");
    }
}
