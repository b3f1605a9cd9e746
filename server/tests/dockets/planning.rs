//! Plans in the world as it is.

use std::num::NonZeroU16;

use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use services::testing::entity::dockets;
use shared::{
    docket::{Adjustment, RoomsOfDay, Rule, Stage, Standing},
    error::Error,
    ports::{Upload, Uploaded},
    schedule::{Movement, Slot},
};

use super::{HEAD, PEOPLE, line, of, planned, uploaded};

services::on_both_databases! {
    async fn what_is_proposed_goes_together_and_with_what_is_booked(world) {
        let who = &world.seeds.accounts.scheduler;
        let izalco = world.seeds.izalco;
        world.keeps(izalco.id, Movement { before: 15, after: 10 }, 5, NonZeroU16::new(1)).await;
        // The judge and the lawyer are here from 10:30 to 11:45.
        world.book(&world.hearing(world.at(23, 11, 0))).await;
        let lines: String = (0..6).map(|number| line(&format!("EXP-{number}"), number % 2, 60, 1)).collect();
        let id = uploaded(&world, who, &lines).await;
        let docket = planned(&world, who, id).await;
        assert_eq!(docket.stage, Stage::Planned);
        let mut slots: Vec<Slot> = docket.lines.iter().filter_map(|line| Some(line.slot.as_ref()?.slot)).collect();
        slots.sort_unstable();
        // From 8 to 16 there are 8 hours less what is booked; movement keeps the hearings of one escort 25 minutes apart.
        assert!(slots.len() >= 3, "{slots:?}");
        for two in slots.windows(2) {
            assert!(two[0].start.minutes_until(two[1].start) >= 60 + 25, "{two:?}");
        }
        for slot in &slots {
            let (start, end) = (slot.start, slot.start.plus_minutes(60));
            let booked = (world.at(23, 10, 30), world.at(23, 11, 45));
            assert!(end.plus_minutes(25) <= booked.0 || start >= booked.1.plus_minutes(25), "{slot:?}");
        }
        let left: Vec<_> = docket.lines.iter().filter(|line| line.slot.is_none()).collect();
        assert!(!left.is_empty(), "not all six fit");
        for line in left {
            assert!(line.why.alone > 0 && line.why.starts >= line.why.alone, "{:?}", line.why);
            assert!(!line.why.hindrances.is_empty());
        }
        assert_eq!(docket.days.len(), 1);
    }

    async fn every_day_shows_its_own_rooms(world) {
        let who = &world.seeds.accounts.scheduler;
        let izalco = world.seeds.izalco;
        let (monday, tuesday) = (world.at(23, 11, 0), world.at(24, 13, 0));
        for start in [monday, tuesday] {
            world.book(&world.hearing(start)).await;
        }
        // One at two centres on Monday; one on Tuesday.
        let both = format!("EXP-1,inicial,DEMO-CP-IZA-1; DEMO-CP-MAR-0,45,0,{PEOPLE},,2026-11-23,9\n");
        let lines = format!("{both}EXP-2,inicial,DEMO-CP-IZA-1,45,0,{PEOPLE},2026-11-24,,9\n");
        let upload = Upload {
            name: "semana.csv".to_owned(),
            bytes: format!("{HEAD}{lines}").into_bytes(),
            first: "2026-11-23".to_owned(),
            last: "2026-11-24".to_owned(),
        };
        let Ok(Uploaded::Docket(id)) = world.services.dockets.upload(who, upload).await else { panic!("it is a list") };
        let docket = planned(&world, who, id).await;
        let names = |day: &RoomsOfDay| day.rooms.iter().map(|room| room.name.to_string()).collect::<Vec<_>>();
        let mut days: Vec<_> =
            docket.days.iter().map(|day| (day.date.day(), day.centre_name.to_string(), names(day))).collect();
        days.sort();
        let of_day = |day: i8, centre: &str| {
            (day, centre.to_owned(), vec!["Sala virtual 1".to_owned(), "Sala virtual 2".to_owned()])
        };
        assert_eq!(days, [of_day(23, "Izalco Fase III"), of_day(23, "La Esperanza"), of_day(24, "Izalco Fase III")]);
        for day in &docket.days {
            let proposed: usize = day.rooms.iter().map(|room| room.proposed.len()).sum();
            assert_eq!(proposed, 1, "{day:?}");
            let start = if day.date.day() == 23 { monday } else { tuesday };
            for room in &day.rooms {
                assert!(!room.open.is_empty(), "{room:?}");
                assert!(room.open.iter().all(|open| open.start.civil.date() == day.date), "{room:?}");
                let held = room.taken.first().zip(room.taken.last()).map(|(one, other)| (one.start.at, other.end.at));
                // With the private meeting before it; the other rooms, and the other day, know nothing of it.
                let here = room.id == izalco.hearing;
                let expected = here.then(|| (start.plus_minutes(-30), start.plus_minutes(45)));
                assert_eq!(held, expected, "{room:?}");
            }
        }
    }

    async fn what_can_never_be_says_why(world) {
        let who = &world.seeds.accounts.scheduler;
        let people = "julia.iraheta@telesala.test delmy.argueta@telesala.test";
        let lines = format!(
            "EXP-1,inicial,DEMO-CP-IZA-0,30,0,{people},2026-12-01,,\nEXP-2,inicial,DEMO-CP-IZA-1,30,0,{people},,2026-11-22,\n{}",
            line("EXP-3", 0, 480, 1),
        );
        let id = uploaded(&world, who, &lines).await;
        world.book(&world.hearing(world.at(23, 11, 0))).await;
        let docket = planned(&world, who, id).await;
        let rules = |number| of(&docket, number).why.hindrances.iter().map(|one| one.rule).collect::<Vec<_>>();
        assert_eq!(rules(2), [Rule::OutsideDays]);
        assert_eq!(rules(3), [Rule::OutsideDays]);
        assert!(rules(4).contains(&Rule::PersonTaken), "{:?}", rules(4));
        assert_eq!(of(&docket, 4).why.alone, 0);
    }

    async fn those_who_are_kept_apart_have_no_place_together(world) {
        let who = &world.seeds.accounts.scheduler;
        let [one, other] = world.seeds.izalco.detainees;
        world.apart(("detainee", one.0), ("detainee", other.0)).await;
        let together = format!("EXP-1,inicial,DEMO-CP-IZA-0;DEMO-CP-IZA-1,30,0,{PEOPLE},,,1\n");
        let id = uploaded(&world, who, &format!("{together}{}", line("EXP-2", 0, 30, 1))).await;
        let docket = planned(&world, who, id).await;
        let why = &of(&docket, 2).why;
        // The other hearing of the list stands against some of its starts, this against all.
        let first = why.hindrances.first().map(|one| (one.rule, one.starts));
        assert_eq!(first, Some((Rule::Incompatible, why.starts)));
        assert_eq!((why.alone, of(&docket, 2).slot.is_some(), of(&docket, 3).slot.is_some()), (0, false, true));
    }

    async fn a_scheduler_keeps_moves_and_leaves_out(world) {
        let who = &world.seeds.accounts.scheduler;
        let dockets = &world.services.dockets;
        let lines: String = (0..3).map(|number| line(&format!("EXP-{number}"), number % 2, 60, 1)).collect();
        let id = uploaded(&world, who, &lines).await;
        planned(&world, who, id).await;
        let places = dockets.places(who, id, 2, None).await.expect("places");
        let last = places.slots.last().expect("a free slot").slot;
        dockets.adjust(who, id, Adjustment::Fix(2, last)).await.expect("it is free");
        dockets.adjust(who, id, Adjustment::Drop(3)).await.expect("it can be left out");
        let docket = planned(&world, who, id).await;
        assert_eq!(of(&docket, 2).slot.as_ref().map(|slot| slot.slot), Some(last));
        assert_eq!((of(&docket, 2).standing, of(&docket, 3).standing), (Standing::Fixed, Standing::Dropped));
        assert!(of(&docket, 3).slot.is_none() && of(&docket, 4).slot.is_some());
        // Where another line of the list is, it cannot be fixed: the judge is there.
        let taken = of(&docket, 4).slot.as_ref().expect("a slot").slot;
        let refused = dockets.adjust(who, id, Adjustment::Fix(2, taken)).await;
        assert!(matches!(refused, Err(Error::Refused(_))), "{refused:?}");
        dockets.adjust(who, id, Adjustment::Want(3)).await.expect("it can be taken in again");
        assert!(of(&planned(&world, who, id).await, 3).slot.is_some());
    }

    async fn an_agency_plans_two_lists_at_once(world) {
        let accounts = &world.seeds.accounts;
        let lists = &world.services.dockets;
        let who = &accounts.scheduler;
        let mut ids = Vec::new();
        for number in 0..3 {
            ids.push(uploaded(&world, who, &line(&format!("EXP-{number}"), number % 2, 30, 1)).await);
        }
        let foreign = uploaded(&world, &accounts.other_scheduler, &line("EXP-9", 0, 30, 1)).await;
        // As long plans stand while they are sought.
        let sought = dockets::ActiveModel { stage: Set("planning".to_owned()), ..Default::default() };
        let first_two = dockets::Column::Id.is_in([ids[0].0, ids[1].0]);
        dockets::Entity::update_many().set(sought).filter(first_two).exec(&world.house.db).await.expect("they are kept");
        assert_eq!(lists.plan(who, ids[2], None, None).await, Err(Error::TooMany { seconds: 10 }));
        let left = lists.docket(who, ids[2]).await.expect("the docket is there");
        assert_eq!((left.stage, left.version), (Stage::Open, 1), "nothing of it changed");
        assert_eq!(planned(&world, &accounts.other_scheduler, foreign).await.stage, Stage::Planned);
        // Nothing is heard of them any more: they stand in nobody's way.
        world.clock.advance(2);
        assert_eq!(planned(&world, who, ids[2]).await.stage, Stage::Planned);
    }
}
