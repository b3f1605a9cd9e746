//! Centres and courts whose clocks differ: everybody reads by whose clock a time is meant.

use jiff::civil::date;
use sea_orm::ConnectionTrait;
use services::testing::{Plan, World};
use shared::{
    ids::{AppointmentId, CentreId, RoomId},
    request::RequestForm,
    schedule::{BlockCause, Resource, Slot},
    time::{LocalPeriod, Period},
};

use crate::harness::Desk;

/// The first court and Izalco go by the clock of Guayaquil, Mariona by that of the islands, which is an hour behind and
/// shows what [`World::at`] means.
async fn apart(world: &World) {
    for change in [
        "UPDATE centres SET zone = 'America/Guayaquil' WHERE code = 'CP-IZA'",
        "UPDATE centres SET zone = 'Pacific/Galapagos' WHERE code = 'CP-MAR'",
        "UPDATE agencies SET zone = 'America/Guayaquil' WHERE code = 'TS6'",
    ] {
        world.house.db.execute_unprepared(change).await.expect("the clocks are set");
    }
}

/// A hearing of the court at 10:00 on the islands, without a private meeting.
async fn on_the_islands(world: &World) -> AppointmentId {
    let mariona = &world.seeds.mariona;
    let start = world.at(23, 10, 0);
    let slot = Slot { start, room: mariona.hearing };
    let mut plan = Plan { detainee: mariona.detainees[0], slot, ..world.hearing(start) };
    "0".clone_into(&mut plan.what.meeting);
    world.book(&plan).await
}

/// The same with somebody at each centre: its first is Izalco.
async fn at_both(world: &World) -> AppointmentId {
    let mut plan = world.hearing(world.at(23, 10, 0));
    plan.also = vec![world.seeds.mariona.detainees[0]];
    "0".clone_into(&mut plan.what.meeting);
    world.book(&plan).await
}

/// Works in a room of that centre, on the morning of these hearings.
async fn works(world: &World, centre: CentreId, room: RoomId) {
    let morning = Period::new(world.at(23, 9, 0), world.at(23, 12, 0)).expect("a period");
    world.blocked(centre, Some(Resource::Room(room)), morning, BlockCause::Maintenance).await;
}

fn clock(period: LocalPeriod) -> (String, String) {
    (period.start.civil.time().to_string(), period.end.civil.time().to_string())
}

services::on_both_databases! {
    async fn a_court_reads_by_whose_clock_a_hearing_elsewhere_is_meant(world) {
        apart(&world).await;
        on_the_islands(&world).await;
        let accounts = &world.seeds.accounts;
        let docket = world.services.days.day(&accounts.scheduler, Some(date(2026, 11, 23))).await.expect("a docket");
        assert_eq!(docket.zone.0, "America/Guayaquil");
        let hearing = &docket.appointments[0];
        assert_eq!(hearing.zone.0, "Pacific/Galapagos");
        assert_eq!(clock(hearing.period), ("10:00:00".to_owned(), "10:45:00".to_owned()));

        let desk = Desk::over(&world);
        let cookie = desk.cookie("scheduler").await;
        let page = desk.open("/day/2026-11-23", Some(&cookie)).await;
        assert!(page.body.contains("hora de Guayaquil"), "the page's own: {}", page.body);
        assert!(page.body.contains("hora de Galapagos"), "and the hearing's: {}", page.body);
        let file = desk.open("/day/2026-11-23/day.csv", Some(&cookie)).await;
        assert!(file.body.contains("2026-11-23,10:00,10:45,Pacific/Galapagos,"), "{}", file.body);
        // On the day itself it is on the start page and among what comes next.
        world.clock.set(world.at(23, 9, 30));
        let home = desk.open("/", Some(&desk.cookie("scheduler").await)).await;
        assert!(home.body.contains("hora de Guayaquil"), "the page's own: {}", home.body);
        assert!(home.body.contains("hora de Galapagos"), "and the hearing's: {}", home.body);
    }

    async fn a_board_tells_every_time_by_the_clock_on_its_wall(world) {
        apart(&world).await;
        let id = at_both(&world).await;
        let (accounts, days) = (&world.seeds.accounts, &world.services.days);
        let monday = Some(date(2026, 11, 23));
        let boards = [
            (&accounts.warden, "America/Guayaquil", ("11:00:00", "11:45:00")),
            (&accounts.other_warden, "Pacific/Galapagos", ("10:00:00", "10:45:00")),
        ];
        for (who, zone, (start, end)) in boards {
            let board = days.day(who, monday).await.expect("a board");
            let told = (start.to_owned(), end.to_owned());
            assert_eq!(board.zone.0, zone);
            let hearing = board.appointments.iter().find(|one| one.id == id).expect("the hearing");
            assert_eq!((hearing.zone.0.as_str(), clock(hearing.period)), (zone, told.clone()));
            assert_eq!(hearing.period.start.at, world.at(23, 10, 0), "the same moment");
            let drawn: Vec<_> = board.rooms.iter().flat_map(|room| &room.booked).collect();
            assert_eq!(drawn.len(), 1, "one room here");
            assert_eq!((drawn[0].0, clock(drawn[0].1)), (id, told));
        }
        let desk = Desk::over(&world);
        let page = desk.open("/day/2026-11-23", Some(&desk.cookie("other_warden").await)).await;
        assert!(page.body.contains("datetime=\"2026-11-23T10:00\""), "{}", page.body);
        assert!(!page.body.contains("datetime=\"2026-11-23T11:00\""), "{}", page.body);
        assert!(!page.body.contains("hora de Guayaquil"), "{}", page.body);
    }

    async fn what_a_departure_hits_says_by_whose_clock(world) {
        apart(&world).await;
        let id = at_both(&world).await;
        let mariona = &world.seeds.mariona;
        let page = format!("/centres/{}/detainees/{}?why=transfer&from=2026-11-23", mariona.id, mariona.detainees[0]);
        let desk = Desk::over(&world);
        let weighed = desk.open(&page, Some(&desk.cookie("other_warden").await)).await;
        assert!(weighed.body.contains(&format!("/appointments/{id}\"")), "{}", weighed.body);
        assert!(weighed.body.contains("11:00–11:45 · hora de Guayaquil"), "{}", weighed.body);
    }

    async fn what_is_to_be_mended_says_by_whose_clock(world) {
        let mariona = world.seeds.mariona;
        apart(&world).await;
        let id = on_the_islands(&world).await;
        works(&world, mariona.id, mariona.hearing).await;
        let desk = Desk::over(&world);
        let page = desk.open("/repair", Some(&desk.cookie("scheduler").await)).await;
        assert!(page.body.contains(&format!("/appointments/{id}\"")), "{}", page.body);
        let named = |place: &str| page.body.matches(&format!("hora de {place}<")).count();
        assert_eq!(named("Galapagos"), 2, "where it is booked and where it could go: {}", page.body);
        assert_eq!(named("Guayaquil"), 1, "the court's own: {}", page.body);
    }

    async fn where_all_clocks_are_the_same_what_is_to_be_mended_names_none(world) {
        let izalco = world.seeds.izalco;
        let id = world.book(&world.hearing(world.at(23, 10, 0))).await;
        works(&world, izalco.id, izalco.hearing).await;
        let desk = Desk::over(&world);
        let page = desk.open("/repair", Some(&desk.cookie("scheduler").await)).await;
        assert!(page.body.contains(&format!("/appointments/{id}\"")), "{}", page.body);
        assert!(!page.body.contains("hora de El Salvador"), "{}", page.body);
    }

    async fn when_something_was_asked_for_is_told_by_the_clock_of_those_who_answer(world) {
        apart(&world).await;
        let (accounts, requests) = (&world.seeds.accounts, &world.services.requests);
        let form = RequestForm {
            detainee: "DEMO-CP-IZA-1".to_owned(),
            agency: world.seeds.agencies.clinic.to_string(),
            date: "2026-11-24".to_owned(),
            part: "any".to_owned(),
            duration: "30".to_owned(),
            ..RequestForm::default()
        };
        requests.ask(&accounts.nurse, &form).await.expect("it is asked for");
        let open = requests.open(&accounts.clinic_scheduler).await.expect("what waits");
        let told: Vec<_> = open.iter().map(|one| (one.zone.0.as_str(), one.asked.civil.to_string())).collect();
        assert_eq!(told, [("America/Guayaquil", "2026-11-20T09:00:00".to_owned())], "the day is the centre's");
    }
}
