//! Free slots that are far away, after a long block, or nowhere.

use jiff::civil::date;
use services::testing::World;
use shared::{
    appointment::Amendment,
    draft::{SlotView, WishForm},
    schedule::{BlockCause, Obstacle, Resource},
    time::{Instant, Period},
};

use crate::{facts::asked::Asked, harness::Desk};

const DAY: i64 = 24 * 60;

/// Both rooms for hearings are blocked from the day before yesterday until `until`.
async fn block_rooms(world: &World, until: Instant) {
    let izalco = world.seeds.izalco;
    let period = Period::new(world.at(18, 0, 0), until).expect("a block");
    for room in [izalco.hearing, izalco.second_hearing] {
        world.blocked(izalco.id, Some(Resource::Room(room)), period, BlockCause::Maintenance).await;
    }
}

fn starts(slots: &[SlotView]) -> Vec<String> {
    slots.iter().map(|slot| slot.period.start.civil.to_string()).collect()
}

/// How often was looked at what is taken.
fn looks(statements: &[String]) -> usize {
    statements.iter().filter(|sql| sql.contains("UNION ALL") && sql.contains("blocks")).count()
}

const AFTER_FORTY_DAYS: [&str; 3] = ["2026-12-30T08:30:00", "2026-12-30T08:45:00", "2026-12-30T09:00:00"];

services::on_both_databases! {
    async fn after_a_long_block_three_others_are_offered(world) {
        let (who, bookings) = (&world.seeds.accounts.scheduler, &world.services.bookings);
        let draft = world.draft(&world.hearing(world.at(23, 14, 0))).await.expect("a draft");
        block_rooms(&world, world.at(20, 0, 0).plus_minutes(40 * DAY)).await;
        let wish = WishForm { date: "2026-11-23".to_owned(), time: "10:00".to_owned() };
        let week = bookings.slots(who, draft, None, wish).await.expect("a week");
        let wished = week.wished.expect("what became of the wish");
        assert_eq!(wished.slot, None);
        let blocked = |one: &Obstacle| matches!(one, Obstacle::Blocked { what: Some(_), .. });
        assert!(!wished.obstacles.is_empty() && wished.obstacles.iter().all(blocked), "{:?}", wished.obstacles);
        assert_eq!(starts(&wished.nearest), AFTER_FORTY_DAYS);
        // The week of the wish shows why it is empty; others are not.
        assert_eq!(week.days[0].date, date(2026, 11, 23));
        assert!(week.days.iter().all(|day| day.slots.is_empty() && day.why_none.is_some()), "{:?}", week.days);
        assert_eq!(week.nothing_until, None);
    }

    async fn what_moves_is_offered_what_is_far_too(world) {
        let (who, bookings) = (&world.seeds.accounts.scheduler, &world.services.bookings);
        let id = world.book(&world.hearing(world.at(24, 14, 0))).await;
        block_rooms(&world, world.at(20, 0, 0).plus_minutes(40 * DAY)).await;
        let wish = Amendment { start: Some(world.at(23, 10, 0)), ..Amendment::default() };
        let choices = bookings.choices(who, id, wish).await.expect("choices");
        let wished = choices.wished.expect("what became of the wish");
        assert_eq!(wished.slot, None);
        assert_eq!(starts(&wished.nearest), AFTER_FORTY_DAYS);
    }

    async fn of_two_sides_the_nearer_one_is_offered_however_far(world) {
        let (who, bookings) = (&world.seeds.accounts.scheduler, &world.services.bookings);
        let draft = world.draft(&world.hearing(world.at(23, 14, 0))).await.expect("a draft");
        let izalco = world.seeds.izalco;
        // Free are the 20th of November, from half past nine on, and all days from the 20th of January on.
        let period = Period::new(world.at(21, 0, 0), world.at(20, 0, 0).plus_minutes(61 * DAY)).expect("a block");
        world.blocked(izalco.id, None, period, BlockCause::Security).await;
        let nearest = async |day: &str| {
            let wish = WishForm { date: day.to_owned(), time: "10:00".to_owned() };
            let week = bookings.slots(who, draft, None, wish).await.expect("a week");
            starts(&week.wished.expect("what became of the wish").nearest)
        };
        // 30 days after the one, and 31 before the other.
        let earlier = nearest("2026-12-20").await;
        assert_eq!(earlier, ["2026-11-20T15:15:00", "2026-11-20T15:00:00", "2026-11-20T14:45:00"]);
        // And the other way round.
        let later = nearest("2026-12-22").await;
        assert_eq!(later, ["2027-01-20T08:30:00", "2027-01-20T08:45:00", "2027-01-20T09:00:00"]);
    }

    async fn without_a_date_the_first_free_week_shows_however_far(world) {
        let (who, bookings) = (&world.seeds.accounts.scheduler, &world.services.bookings);
        let draft = world.draft(&world.hearing(world.at(23, 14, 0))).await.expect("a draft");
        block_rooms(&world, world.at(20, 0, 0).plus_minutes(40 * DAY)).await;
        let week = bookings.slots(who, draft, None, WishForm::default()).await.expect("a week");
        assert_eq!(week.days[0].date, date(2026, 12, 28));
        let first = week.days.iter().find(|day| !day.slots.is_empty()).expect("a free day");
        assert_eq!(starts(&first.slots[..3]), AFTER_FORTY_DAYS);
        assert_eq!(week.nothing_until, None);
    }

    async fn nothing_free_at_all_is_said_after_few_looks(world) {
        let asked = Asked::default();
        let world = asked.in_world(&world);
        let (who, bookings) = (&world.seeds.accounts.scheduler, &world.services.bookings);
        let draft = world.draft(&world.hearing(world.at(23, 14, 0))).await.expect("a draft");
        let period = Period::new(world.at(18, 0, 0), world.at(20, 0, 0).plus_minutes(200 * DAY)).expect("a block");
        world.blocked(world.seeds.izalco.id, None, period, BlockCause::Security).await;
        asked.since();
        let week = bookings.slots(who, draft, None, WishForm::default()).await.expect("a week");
        // Half a year, in pieces of two weeks, four, eight and the rest; and the week that is shown.
        let seen = looks(&asked.since());
        assert!((1..=5).contains(&seen), "{seen} looks");
        assert_eq!(week.days[0].date, date(2026, 11, 20), "what is left of this week");
        assert_eq!(week.nothing_until, Some(date(2027, 5, 19)), "half a year from now");

        let wish = WishForm { date: "2026-11-23".to_owned(), time: "10:00".to_owned() };
        let week = bookings.slots(who, draft, None, wish).await.expect("a week");
        let seen = looks(&asked.since());
        assert!((1..=10).contains(&seen), "{seen} looks");
        let wished = week.wished.expect("what became of the wish");
        assert_eq!((wished.slot, wished.nearest), (None, Vec::new()));
        assert!(matches!(wished.obstacles[..], [Obstacle::Blocked { what: None, .. }]), "{:?}", wished.obstacles);
        assert_eq!(week.nothing_until, Some(date(2027, 5, 19)));
    }

    async fn the_page_says_until_when_nothing_is_free_and_what_to_do(world) {
        let desk = Desk::over(&world);
        let draft = world.draft(&world.hearing(world.at(23, 14, 0))).await.expect("a draft");
        let (page, cookie) = (format!("/appointments/new/{draft}/when"), desk.cookie("scheduler").await);
        let free = desk.open(&page, Some(&cookie)).await;
        assert!(free.body.contains("week-day") && !free.body.contains("no queda ninguna hora libre"), "{}", free.body);
        let period = Period::new(world.at(18, 0, 0), world.at(20, 0, 0).plus_minutes(200 * DAY)).expect("a block");
        world.blocked(world.seeds.izalco.id, None, period, BlockCause::Security).await;
        let blocked = desk.open(&page, Some(&cookie)).await;
        for words in ["De hoy al miércoles 19 de mayo de 2027 no queda ninguna hora libre", "Cambiar las personas"] {
            assert!(blocked.body.contains(words), "{words}: {}", blocked.body);
        }
    }

    async fn after_the_last_day_allowed_nobody_looks(world) {
        let asked = Asked::default();
        let world = asked.in_world(&world);
        let (who, bookings) = (&world.seeds.accounts.scheduler, &world.services.bookings);
        let mut plan = world.hearing(world.at(23, 14, 0));
        "2026-12-04".clone_into(&mut plan.what.deadline);
        let draft = world.draft(&plan).await.expect("a draft");
        block_rooms(&world, world.at(20, 0, 0).plus_minutes(40 * DAY)).await;
        asked.since();
        let wish = WishForm { date: "2026-11-23".to_owned(), time: "10:00".to_owned() };
        let week = bookings.slots(who, draft, None, wish).await.expect("a week");
        // One around the wish, one for the week, and two pieces until the last day.
        let seen = looks(&asked.since());
        assert!((1..=4).contains(&seen), "{seen} looks");
        assert_eq!(week.wished.expect("what became of the wish").nearest, []);
        assert_eq!(week.nothing_until, Some(date(2026, 12, 4)));
    }
}
