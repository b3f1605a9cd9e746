//! Hearings of those who were transferred go where they are held now.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr};
use services::testing::{
    Plan, World,
    entity::{centres, detainees, live_events},
};
use shared::{
    appointment::{Detail, Event, Field, FieldChange, HearingType},
    error::Error,
    ids::{AppointmentId, DetaineeId},
    notice::MessageKind,
    repair::{Accepted, RepairRow},
    schedule::{Departure, Obstacle, Sitting, Slot},
};

use super::{place_of, proposed, second};
use crate::harness::Desk;

/// They were taken from Izalco to the other centre.
async fn transfer(world: &World, detainee: DetaineeId) {
    detainees::Entity::update_many()
        .col_expr(detainees::Column::CentreId, Expr::value(world.seeds.mariona.id.0))
        .filter(detainees::Column::Id.eq(detainee.0))
        .exec(&world.house.db)
        .await
        .expect("they are there");
    world.leaves(detainee, world.seeds.izalco.id, Departure::Transfer, world.now()).await;
}

async fn only_row(world: &World) -> RepairRow {
    let view = world.services.repairs.look(&world.seeds.accounts.scheduler, None).await.expect("a repair");
    let [row] = &view.rows[..] else { panic!("{:?}", view.rows) };
    row.clone()
}

async fn detail(world: &World, id: AppointmentId) -> Detail {
    world.services.bookings.appointment(&world.seeds.accounts.scheduler, id).await.expect("it is there")
}

/// The centres and rooms, and who is brought there.
fn places(detail: &Detail) -> Vec<(&str, &str, Vec<&str>)> {
    let mut places = Vec::new();
    for site in &detail.summary.sites {
        let mut codes: Vec<_> = site.detainees.iter().map(|one| one.code.as_str()).collect();
        codes.sort_unstable();
        places.push((site.centre_name.as_str(), site.room_name.as_str(), codes));
    }
    places
}

services::on_both_databases! {
    async fn a_hearing_goes_where_they_are_held_now_at_its_time(world) {
        let (accounts, repairs) = (&world.seeds.accounts, &world.services.repairs);
        let (who, izalco, mariona) = (&accounts.scheduler, world.seeds.izalco, world.seeds.mariona);
        // The clock there is an hour ahead.
        centres::Entity::update_many()
            .col_expr(centres::Column::Zone, Expr::value("America/Lima"))
            .filter(centres::Column::Id.eq(mariona.id.0))
            .exec(&world.house.db)
            .await
            .expect("it is moved");
        let id = world.book(&world.hearing(world.at(23, 10, 0))).await;
        // Shorter notice than a new time would need: they keep the time that they know.
        world.notice(HearingType::ReviewOfMeasures, 24 * 7).await;
        transfer(&world, izalco.detainees[0]).await;
        assert_eq!(repairs.broken(who).await, Ok(1));
        let row = only_row(&world).await;
        assert!(matches!(row.why[..], [Obstacle::Left { .. }]), "{:?}", row.why);
        assert_eq!(row.centre.as_str(), "Izalco Fase III");
        let (centre, zone) = row.to_centre.as_ref().expect("another centre");
        assert_eq!((centre.as_str(), zone.0.as_str()), ("La Esperanza", "America/Lima"));
        let to = row.to.as_ref().expect("there is a place");
        assert_eq!(to.slot.start, world.at(23, 10, 0));
        assert_eq!(to.period.start.civil.to_string(), "2026-11-23T11:00:00");
        let desk = Desk::over(&world);
        let page = desk.open("/repair", Some(&desk.cookie("scheduler").await)).await;
        assert!(page.body.contains("En La Esperanza, donde están ahora"), "{}", page.body);
        assert!(page.body.contains("hora de Lima"), "{}", page.body);

        repairs.accept(who, proposed(&world).await, None).await.expect("the change is made");
        let moved = detail(&world, id).await;
        assert_eq!(place_of(&world, id).await, to.slot);
        assert_eq!(places(&moved), [("La Esperanza", to.room.as_str(), vec!["DEMO-CP-IZA-0"])]);
        assert_eq!(moved.summary.zone.0, "America/Lima");
        assert_eq!(moved.summary.period.start.civil.to_string(), "2026-11-23T11:00:00");
        let meeting = detail(&world, moved.linked[0].id).await;
        assert_eq!(places(&meeting), places(&moved), "the private meeting too");
        assert_eq!(meeting.summary.zone.0, "America/Lima");
        assert_eq!((repairs.broken(who).await, repairs.look(who, None).await.expect("a look").rows), (Ok(0), Vec::new()));
        let entry = moved.timeline.iter().rfind(|entry| entry.event == Event::Amended).expect("an entry");
        let rooms = entry.changes.iter().filter(|change| change.field == Field::Room);
        let told: Vec<_> = rooms.map(|one| (one.of.as_deref(), one.from.as_deref(), one.to.as_deref())).collect();
        let left = (Some("Izalco Fase III"), Some("Sala virtual 1"), None);
        assert_eq!(told, [left, (Some("La Esperanza"), None, Some(to.room.as_str()))]);

        // Whoever takes part and both centres are told; the first has no part in it any more, and its room is free.
        let letters = world.messages(id).await;
        assert!(letters.iter().any(|letter| letter.kind == MessageKind::Changed.code()), "{letters:?}");
        let event = live_events::Entity::find()
            .filter(live_events::Column::AppointmentId.eq(id.0))
            .order_by_desc(live_events::Column::Id)
            .one(&world.house.db)
            .await
            .expect("events")
            .expect("an event");
        for centre in [izalco.id, mariona.id] {
            assert!(event.centres.to_string().contains(&centre.to_string()), "{}", event.centres);
        }
        let bookings = &world.services.bookings;
        assert_eq!(bookings.appointment(&accounts.warden, id).await.err(), Some(Error::NotFound));
        assert!(bookings.appointment(&accounts.other_warden, id).await.is_ok());
        let soon = |mut plan: Plan| {
            "Detención que vence".clone_into(&mut plan.what.notice_reason);
            plan
        };
        world.book(&soon(second(&world, 10))).await;
        // The room there is taken.
        let mut same = soon(second(&world, 10));
        same.detainee = mariona.detainees[0];
        same.people = vec![
            world.another_person(shared::appointment::Role::Judge, 1).await,
            world.another_person(shared::appointment::Role::DefenceLawyer, 2).await,
        ];
        same.slot = to.slot;
        let answer = world.try_book(&same).await;
        assert!(matches!(answer, Err(Error::Conflict(_))), "{answer:?}");
    }

    async fn where_its_room_is_taken_there_it_goes_to_the_nearest_time(world) {
        let (who, mariona) = (&world.seeds.accounts.scheduler, world.seeds.mariona);
        let id = world.book(&world.hearing(world.at(23, 10, 0))).await;
        transfer(&world, world.seeds.izalco.detainees[0]).await;
        let period = shared::time::Period::new(world.at(23, 8, 0), world.at(23, 11, 0)).expect("a period");
        world.blocked(mariona.id, None, period, shared::schedule::BlockCause::Security).await;
        world.services.repairs.accept(who, proposed(&world).await, None).await.expect("the change is made");
        assert_eq!(place_of(&world, id).await.start, world.at(23, 11, 30), "with the private meeting before it");
        assert_eq!(detail(&world, id).await.summary.sites[0].centre, mariona.id);
    }

    async fn of_two_the_one_who_was_transferred_is_brought_there_alone(world) {
        let (who, repairs) = (&world.seeds.accounts.scheduler, &world.services.repairs);
        let [one, other] = world.seeds.izalco.detainees;
        let id = world.book(&Plan { also: vec![other], ..world.hearing(world.at(23, 10, 0)) }).await;
        transfer(&world, other).await;
        let row = only_row(&world).await;
        assert_eq!(row.to_centre, None, "the first centre stays");
        let here = Slot { start: world.at(23, 10, 0), room: world.seeds.izalco.hearing };
        assert_eq!(row.to.as_ref().map(|to| (to.slot, to.beside[0].0.as_str())), Some((here, "La Esperanza")));
        repairs.accept(who, proposed(&world).await, None).await.expect("the change is made");
        let moved = detail(&world, id).await;
        let room = moved.summary.sites[1].room_name.as_str();
        let expected = [
            ("Izalco Fase III", "Sala virtual 1", vec!["DEMO-CP-IZA-0"]),
            ("La Esperanza", room, vec!["DEMO-CP-IZA-1"]),
        ];
        assert_eq!(places(&moved), expected);
        // Then the other one follows: the centre that is left is the first.
        transfer(&world, one).await;
        repairs.accept(who, proposed(&world).await, None).await.expect("the change is made");
        let moved = detail(&world, id).await;
        let [(centre, _, brought)] = &places(&moved)[..] else { panic!("{:?}", moved.summary.sites) };
        assert_eq!((*centre, &brought[..]), ("La Esperanza", &["DEMO-CP-IZA-0", "DEMO-CP-IZA-1"][..]));
        assert_eq!(moved.summary.period.start.at, here.start);
        assert_eq!(repairs.look(who, None).await.expect("a look").rows, []);
    }

    async fn who_comes_from_a_centre_that_has_a_part_already_is_recorded(world) {
        let (accounts, repairs) = (&world.seeds.accounts, &world.services.repairs);
        let (who, izalco, mariona) = (&accounts.scheduler, world.seeds.izalco, world.seeds.mariona);
        let also = vec![izalco.detainees[1], mariona.detainees[0]];
        let id = world.book(&Plan { also, ..world.hearing(world.at(23, 10, 0)) }).await;
        transfer(&world, izalco.detainees[1]).await;
        // Neither its time nor a room is another.
        let now = detail(&world, id).await;
        let rooms: Vec<_> = now.summary.sites.iter().map(|site| site.room).collect();
        let to = Sitting { slot: place_of(&world, id).await, beside: rooms[1..].to_vec() };
        let version = now.summary.version;
        repairs.accept(who, vec![Accepted { id, version, to }], None).await.expect("the change is made");
        let moved = detail(&world, id).await;
        let (here, there) = (vec!["DEMO-CP-IZA-0"], vec!["DEMO-CP-IZA-1", "DEMO-CP-MAR-0"]);
        let expected = [("Izalco Fase III", "Sala virtual 1", here), ("La Esperanza", "Sala virtual 1", there)];
        assert_eq!(places(&moved), expected);
        assert_eq!(moved.summary.version, version + 1);
        let entry = moved.timeline.iter().rfind(|entry| entry.event == Event::Amended).expect("an entry");
        let change = FieldChange {
            field: Field::Brought,
            of: Some("DEMO-CP-IZA-1".to_owned()),
            from: Some("Izalco Fase III".to_owned()),
            to: Some("La Esperanza".to_owned()),
        };
        assert_eq!(entry.changes, std::slice::from_ref(&change));
        // Each of the two centres is told its own side of it.
        let told = async |reader| {
            let seen = world.services.bookings.appointment(reader, id).await.expect("it is there");
            seen.timeline.into_iter().rfind(|entry| entry.event == Event::Amended).expect("an entry").changes
        };
        assert_eq!(told(&accounts.warden).await, [FieldChange { to: None, ..change.clone() }]);
        assert_eq!(told(&accounts.other_warden).await, [FieldChange { from: None, ..change }]);
    }

    async fn who_is_held_nowhere_else_is_brought_from_nowhere(world) {
        world.book(&world.hearing(world.at(23, 10, 0))).await;
        let (detainee, izalco) = (world.seeds.izalco.detainees[0], world.seeds.izalco.id);
        world.leaves(detainee, izalco, Departure::Release, world.now()).await;
        let row = only_row(&world).await;
        assert_eq!((row.to, row.to_centre), (None, None));
    }

    async fn where_they_are_now_is_told_to_those_who_booked_alone(world) {
        let (accounts, izalco) = (&world.seeds.accounts, world.seeds.izalco);
        world.book(&world.hearing(world.at(23, 10, 0))).await;
        transfer(&world, izalco.detainees[0]).await;
        let form = shared::block::BlockForm {
            from_date: "2026-11-23".to_owned(),
            from_time: "08:00".to_owned(),
            until_date: "2026-11-23".to_owned(),
            until_time: "16:00".to_owned(),
            ..shared::block::BlockForm::default()
        };
        let supposed = shared::repair::Supposed { missing: shared::repair::Missing::Centre(izalco.id), form };
        let view = world.services.repairs.look(&accounts.warden, Some(supposed)).await.expect("a look");
        let told = serde_json::to_string(&view).expect("it is written");
        assert!(!view.rows.is_empty() && !told.contains("La Esperanza"), "{told}");
        assert!(!told.contains(&world.seeds.mariona.id.to_string()), "{told}");
    }
}
