//! Free slots, taken slots, and what to do instead.

use jiff::civil::date;
use sea_orm::ConnectionTrait;
use shared::{
    check::Verdict,
    draft::WishForm,
    error::{Error, Fault, Problem},
    schedule::{Obstacle, ResourceKind},
    zone::Zone,
};

fn wish(date: &str, time: &str) -> WishForm {
    WishForm { date: date.to_owned(), time: time.to_owned() }
}

services::on_both_databases! {
    async fn a_week_shows_what_is_free(world) {
        let who = &world.seeds.accounts.scheduler;
        let bookings = &world.services.bookings;
        world.book(&world.hearing(world.at(23, 10, 0))).await;
        let draft = world.draft(&world.hearing(world.at(23, 14, 0))).await.expect("a draft");
        let week = bookings.slots(who, draft, Some(date(2026, 11, 23)), WishForm::default()).await.expect("a week");
        assert_eq!(week.zone.0, "America/El_Salvador");
        assert_eq!(week.days.len(), 5, "the rooms are closed on Saturday and Sunday");
        assert_eq!(week.previous, Some(date(2026, 11, 16)));
        assert_eq!(week.next, Some(date(2026, 11, 30)));
        let monday: Vec<_> = week.days[0].slots.iter().map(|slot| slot.period.start.civil.time().to_string()).collect();
        assert_eq!(monday.first().map(String::as_str), Some("08:30:00"));
        assert_eq!(monday.last().map(String::as_str), Some("15:15:00"));
        // The person, the judge and the lawyer are taken from 9:30 to 10:45, in whatever room.
        assert!(monday.contains(&"08:45:00".to_owned()) && monday.contains(&"11:15:00".to_owned()), "{monday:?}");
        for taken in ["09:00:00", "10:00:00", "10:45:00", "11:00:00"] {
            assert!(!monday.contains(&taken.to_owned()), "{taken} in {monday:?}");
        }
        let first = &week.days[0].slots[0];
        assert_eq!(first.meeting_start.map(|start| start.civil.time().to_string()), Some("08:00:00".to_owned()));
        assert_eq!(first.room.as_str(), "Sala virtual 1");

        // Every slot that is shown can be booked, once the draft holds none.
        bookings.let_go(who, draft).await.expect("let go");
        let mut plan = world.hearing(world.at(23, 14, 0));
        for day in &week.days {
            plan.slot = day.slots[day.slots.len() / 2].slot;
            world.book(&plan).await;
        }
    }

    async fn what_goes_on_past_the_end_of_the_week_is_shown_where_it_begins(world) {
        let db = &world.house.db;
        db.execute_unprepared("UPDATE room_hours SET from_minute = 0, to_minute = 1440").await.expect("open all day");
        for (from, to) in [(0, 5), (1, 6)] {
            let sql = format!("UPDATE room_hours SET weekday = {to} WHERE weekday = {from}");
            db.execute_unprepared(&sql).await.expect("open on other days");
        }
        // Monday and Tuesday became Saturday and Sunday; Monday is what Wednesday was.
        db.execute_unprepared("UPDATE room_hours SET weekday = 0 WHERE weekday = 2").await.expect("open on Monday");
        world.clock.set(world.at(22, 22, 50));
        let mut late = world.hearing(world.at(22, 23, 30));
        "0".clone_into(&mut late.what.meeting);
        let draft = world.draft(&late).await.expect("a draft");
        let (who, bookings) = (&world.seeds.accounts.scheduler, &world.services.bookings);
        let week = bookings.slots(who, draft, None, WishForm::default()).await.expect("a week");
        let sunday = week.days.iter().find(|day| day.date == date(2026, 11, 22)).expect("the week of the first free slot");
        let starts: Vec<_> = sunday.slots.iter().map(|slot| slot.period.start.civil.time().to_string()).collect();
        assert_eq!(starts, ["23:00:00", "23:15:00", "23:30:00", "23:45:00"]);
        bookings.let_go(who, draft).await.expect("let go");
        late.slot = sunday.slots[3].slot;
        world.book(&late).await;
    }

    async fn a_room_whose_devices_fail_comes_last(world) {
        let who = &world.seeds.accounts.scheduler;
        let izalco = world.seeds.izalco;
        let draft = world.draft(&world.hearing(world.at(23, 14, 0))).await.expect("a draft");
        let offered = || async {
            let week = world.services.bookings.slots(who, draft, Some(date(2026, 11, 23)), WishForm::default()).await;
            week.expect("a week").days[1].slots[0].slot.room
        };
        assert_eq!(offered().await, izalco.hearing);
        world.room_checked(izalco.hearing, Verdict::Fail, world.now()).await;
        assert_eq!(offered().await, izalco.second_hearing);
        // Both fail now and then, the second more often; what is long past counts no more.
        for _ in 0..2 {
            world.room_checked(izalco.second_hearing, Verdict::Fail, world.now()).await;
        }
        assert_eq!(offered().await, izalco.hearing);
        for room in [izalco.hearing, izalco.hearing, izalco.hearing] {
            world.room_checked(room, Verdict::Fail, world.now().plus_minutes(-31 * 24 * 60)).await;
        }
        assert_eq!(offered().await, izalco.hearing);
    }

    async fn a_room_opens_by_its_own_clock_before_and_after_it_changes(world) {
        let db = &world.house.db;
        for table in ["centres", "agencies"] {
            let sql = format!("UPDATE {table} SET zone = 'America/Santiago'");
            db.execute_unprepared(&sql).await.expect("it is somewhere else now");
        }
        // In Chile the clock is put back in the night to Sunday, 4 April 2027: from 3 to 4 hours behind UTC.
        let chile = Zone::named("America/Santiago").expect("the zone exists");
        let at = |day: i8| chile.instant(date(2027, 4, day).at(10, 0, 0, 0)).expect("it exists");
        let friday = chile.instant(date(2027, 3, 26).at(9, 0, 0, 0)).expect("it exists");
        world.clock.set(friday);
        let who = &world.seeds.accounts.scheduler;
        let (before, after) = (at(2), at(5));
        assert_eq!((after.0 - before.0) % (24 * 3600), 3600, "an hour is put back between them");
        for (monday, start) in [(date(2027, 3, 29), before), (date(2027, 4, 5), after)] {
            let draft = world.draft(&world.hearing(start)).await.expect("a draft");
            let week =
                world.services.bookings.slots(who, draft, Some(monday), WishForm::default()).await.expect("a week");
            assert_eq!(week.zone.0, "America/Santiago");
            for day in &week.days {
                let times: Vec<_> = day.slots.iter().map(|slot| slot.period.start.civil.time().to_string()).collect();
                assert_eq!(times.first().map(String::as_str), Some("08:30:00"), "{}", day.date);
                assert_eq!(times.last().map(String::as_str), Some("15:15:00"), "{}", day.date);
            }
            let offered = week.days.iter().flat_map(|day| &day.slots).any(|slot| slot.slot.start == start);
            assert!(offered, "ten o'clock is ten o'clock");
            world.services.bookings.let_go(who, draft).await.expect("let go");
            let id = world.book(&world.hearing(start)).await;
            let seen = super::detail(&world, who, id).await;
            assert_eq!(seen.summary.period.start.civil.time().to_string(), "10:00:00");
            assert_eq!(seen.summary.period.start.at, start);
            let taken = world.try_book(&world.hearing(start)).await;
            assert!(matches!(taken, Err(Error::Conflict(_))), "{taken:?}");
        }
    }

    async fn a_wish_for_a_time_that_the_clock_skips_or_shows_twice_is_refused(world) {
        let draft = world.draft(&world.hearing(world.at(23, 14, 0))).await.expect("a draft");
        world.house.db.execute_unprepared("UPDATE centres SET zone = 'Europe/Madrid'").await.expect("it is elsewhere now");
        let who = &world.seeds.accounts.scheduler;
        let wished = |date: &'static str| {
            let world = &world;
            async move { world.services.bookings.slots(who, draft, None, wish(date, "02:30")).await }
        };
        for (day, fault) in [("2027-03-28", Fault::TimeSkipped), ("2027-10-31", Fault::TimeTwice)] {
            let refused = wished(day).await;
            assert_eq!(refused, Err(Error::Invalid(vec![Problem::new("time", fault)])), "{day}");
        }
        wished("2027-03-29").await.expect("the day after, that time is one");
    }

    async fn without_a_date_the_first_free_week_shows(world) {
        let who = &world.seeds.accounts.scheduler;
        // Friday after closing: nothing is left of this week.
        world.clock.set(world.at(20, 16, 0));
        let draft = world.draft(&world.hearing(world.at(23, 14, 0))).await.expect("a draft");
        let week = world.services.bookings.slots(who, draft, None, WishForm::default()).await.expect("a week");
        assert_eq!(week.days[0].date, date(2026, 11, 23));
    }

    async fn a_taken_wish_says_by_what_and_offers_three_others(world) {
        let who = &world.seeds.accounts.scheduler;
        world.book(&world.hearing(world.at(23, 10, 0))).await;
        let draft = world.draft(&world.hearing(world.at(23, 14, 0))).await.expect("a draft");
        let slots = world.services.bookings.slots(who, draft, None, wish("2026-11-23", "10:15")).await.expect("a week");
        let wished = slots.wished.expect("what became of the wish");
        assert_eq!(wished.slot, None);
        let mut taken: Vec<_> = wished.obstacles.iter().map(|obstacle| match obstacle {
            Obstacle::Taken(clash) => (clash.kind, clash.name.to_string()),
            other => panic!("{other:?}"),
        }).collect();
        taken.sort();
        taken.dedup();
        assert!(taken.contains(&(ResourceKind::Detainee, "María José Peña".to_owned())), "{taken:?}");
        assert!(taken.contains(&(ResourceKind::Person, "Julia Iraheta".to_owned())), "{taken:?}");
        let nearest: Vec<_> = wished.nearest.iter().map(|slot| slot.period.start.civil.time().to_string()).collect();
        assert_eq!(nearest, ["11:15:00", "11:30:00", "08:45:00"]);

        let free = world.services.bookings.slots(who, draft, None, wish("2026-11-23", "13:00")).await.expect("a week");
        let wished = free.wished.expect("what became of the wish");
        assert_eq!(wished.slot.map(|slot| slot.period.start.civil.time().to_string()), Some("13:00:00".to_owned()));
        assert_eq!(wished.obstacles, []);
        assert_eq!(wished.nearest.len(), 3);
    }

    async fn an_unsound_draft_has_no_slots(world) {
        let who = &world.seeds.accounts.scheduler;
        let draft = world.services.bookings.begin(who).await.expect("a draft").id;
        let answer = world.services.bookings.slots(who, draft, None, WishForm::default()).await;
        assert!(matches!(answer, Err(Error::Invalid(_))), "{answer:?}");
        let draft = world.draft(&world.hearing(world.at(23, 14, 0))).await.expect("a draft");
        let answer = world.services.bookings.slots(who, draft, None, wish("mañana", "10:15")).await;
        assert!(matches!(answer, Err(Error::Invalid(_))), "{answer:?}");
    }
}
