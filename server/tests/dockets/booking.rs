//! All or nothing.

use std::num::NonZeroU16;

use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use services::testing::World;
use services::testing::entity::{appointments, audit_entries, reservations};
use shared::{
    appointment::{Link, State},
    docket::{Adjustment, Column, DocketView, Stage},
    error::Error,
    ports::{Upload, Uploaded},
    schedule::{BlockCause, Movement, Obstacle, Resource, Slot},
    time::{Period, Weekday, WeeklyWindow},
};

use super::{PEOPLE, SECOND_PEOPLE, booked, line, of, planned, settled, uploaded};

async fn appointments(world: &World) -> u64 {
    appointments::Entity::find().count(&world.house.db).await.expect("a count")
}

fn lines() -> String {
    (0..4).map(|number| line(&format!("EXP-{number}"), number % 2, 45, 1)).collect()
}

fn places(docket: &DocketView) -> Vec<shared::schedule::Slot> {
    docket.lines.iter().filter_map(|line| Some(line.slot.as_ref()?.slot)).collect()
}

services::on_both_databases! {
    async fn a_list_may_ask_for_meetings_after(world) {
        let who = &world.seeds.accounts.scheduler;
        let head = "case,type,detainee,minutes,meeting,meeting_after,people\n";
        let line = |case: &str, detainee: usize, after: &str| {
            format!("{case},inicial,DEMO-CP-IZA-{detainee},45,0,{after},julia.iraheta@telesala.test delmy.argueta@telesala.test\n")
        };
        let upload = Upload {
            name: "semana.csv".to_owned(),
            bytes: format!("{head}{}{}{}", line("A", 0, "30"), line("B", 1, ""), line("C", 0, "500")).into_bytes(),
            first: "2026-11-23".to_owned(),
            last: "2026-11-23".to_owned(),
        };
        let Ok(Uploaded::Docket(id)) = world.services.dockets.upload(who, upload).await else { panic!("it is read") };
        let wrong = world.services.dockets.docket(who, id).await.expect("the docket is there");
        let mistakes: Vec<_> = wrong.lines[2].mistakes.iter().map(|mistake| mistake.column).collect();
        assert_eq!(mistakes, [Some(Column::MeetingAfter)]);
        let docket = planned(&world, who, id).await;
        let ends = |place: usize| docket.lines[place].slot.as_ref().expect("a proposal").meeting_end;
        assert_eq!((ends(0).is_some(), ends(1)), (true, None));
        let docket = booked(&world, who, id).await;
        let links = async |place: usize| {
            let booked = docket.lines[place].booked.expect("it is booked");
            let detail = world.services.bookings.appointment(who, booked).await.expect("it can be read");
            detail.linked.iter().map(|one| one.link).collect::<Vec<_>>()
        };
        assert_eq!((links(0).await, links(1).await), (vec![Link::MeetingAfter], Vec::new()));
    }

    async fn everything_is_booked_as_single_bookings_are(world) {
        let who = &world.seeds.accounts.scheduler;
        let id = uploaded(&world, who, &lines()).await;
        planned(&world, who, id).await;
        let docket = booked(&world, who, id).await;
        assert_eq!(docket.stage, Stage::Booked);
        assert_eq!(appointments(&world).await, 4);
        let single = world.book(&world.hearing(world.at(24, 10, 0))).await;
        let single = world.services.bookings.appointment(who, single).await.expect("it can be read");
        let usual: Vec<_> = single.timeline.iter().map(|entry| entry.event).collect();
        for line in &docket.lines {
            let appointment = line.booked.expect("it is booked");
            let detail = world.services.bookings.appointment(who, appointment).await.expect("it can be read");
            assert_eq!(detail.summary.state, State::Booked);
            assert_eq!(Some(detail.summary.period.start.at), line.slot.as_ref().map(|slot| slot.slot.start));
            let events: Vec<_> = detail.timeline.iter().map(|entry| entry.event).collect();
            assert_eq!(events, usual, "its record is that of any booking");
        }
        let entries = audit_entries::Entity::find().filter(audit_entries::Column::SubjectKind.eq("docket"));
        let entries: Vec<_> = entries.all(&world.house.db).await.expect("entries").into_iter().map(|it| it.event).collect();
        assert_eq!(entries, ["docket_uploaded", "docket_booked"]);
        // It is done: nothing of it changes any more.
        let again = world.services.dockets.book(who, id, docket.version).await;
        assert!(matches!(again, Err(Error::Stale { .. })), "{again:?}");
    }

    async fn a_hearing_at_two_centres_has_a_room_in_each(world) {
        let who = &world.seeds.accounts.scheduler;
        let mariona = &world.seeds.mariona;
        // All day but one hour somebody else has the room that comes first there.
        let taken = Period::new(world.at(23, 8, 0), world.at(23, 15, 0)).expect("a period");
        let room = Some(Resource::Room(mariona.hearing));
        world.blocked(mariona.id, room, taken, BlockCause::Maintenance).await;
        let two = format!("EXP-0,inicial,DEMO-CP-IZA-0; DEMO-CP-MAR-0,45,0,{PEOPLE},,,9\n");
        let wrong = format!("EXP-2,inicial,DEMO-CP-IZA-1; DEMO-CP-MAR-7; DEMO-CP-IZA-1,45,0,{PEOPLE},,,1\n");
        let id = uploaded(&world, who, &format!("{two}{}{wrong}", line("EXP-1", 1, 45, 1))).await;
        let docket = planned(&world, who, id).await;
        let proposed = of(&docket, 2);
        let centres: Vec<_> = proposed.detainees.iter().map(|(_, centre)| centre.as_str()).collect();
        assert_eq!(centres, ["Izalco Fase III", "La Esperanza"]);
        let slot = proposed.slot.as_ref().expect("there is a place");
        assert_eq!(slot.beside, [("La Esperanza".parse().unwrap(), "Sala virtual 2".parse().unwrap())]);
        assert_eq!(docket.days.len(), 2, "the rooms of both are drawn");
        assert!(of(&docket, 4).mistakes.iter().all(|one| one.column == Some(Column::Detainee)), "{:?}", of(&docket, 4));

        // Kept elsewhere by hand, it has a room in both there, too.
        let to = Slot { start: world.at(23, 15, 0), room: world.seeds.izalco.second_hearing };
        world.services.dockets.adjust(who, id, Adjustment::Fix(2, to)).await.expect("it is free in both");
        let docket = planned(&world, who, id).await;
        let slot = of(&docket, 2).slot.as_ref().expect("it keeps its place");
        assert_eq!((slot.slot, &slot.beside[0].1), (to, &"Sala virtual 1".parse().unwrap()));
        let docket = booked(&world, who, id).await;
        let booked = of(&docket, 2).booked.expect("it is booked");
        let detail = world.services.bookings.appointment(who, booked).await.expect("it can be read");
        let rooms: Vec<_> = detail.summary.sites.iter().map(|site| site.room).collect();
        assert_eq!(rooms, [to.room, mariona.hearing]);
    }

    async fn what_changed_meanwhile_is_named_and_nothing_is_booked(world) {
        let who = &world.seeds.accounts.scheduler;
        let id = uploaded(&world, who, &lines()).await;
        let proposed = planned(&world, who, id).await;
        let stolen = places(&proposed)[2];
        let mut other = world.hearing(stolen.start);
        "0".clone_into(&mut other.what.meeting);
        other.by = world.seeds.accounts.other_scheduler.clone();
        other.slot = stolen;
        other.people = vec![world.seeds.people.second_judge, world.seeds.people.second_lawyer];
        other.detainee = world.another_detainee(world.seeds.izalco.id, 7).await;
        world.book(&other).await;
        let docket = booked(&world, who, id).await;
        assert_eq!(docket.stage, Stage::Planned);
        assert_eq!(appointments(&world).await, 1, "only the other's");
        let refused: Vec<_> = docket.lines.iter().filter(|line| !line.refused.is_empty()).collect();
        assert_eq!(refused.iter().map(|line| line.number).collect::<Vec<_>>(), [4]);
        assert!(matches!(refused[0].refused[..], [Obstacle::Taken(_)]), "{:?}", refused[0].refused);
        // Planning again is enough.
        let replanned = planned(&world, who, id).await;
        assert!(of(&replanned, 4).refused.is_empty());
        assert_eq!(booked(&world, who, id).await.stage, Stage::Booked);
        assert_eq!(appointments(&world).await, 5);
    }

    async fn what_was_planned_where_somebody_was_held_is_planned_again(world) {
        let (who, seeds) = (&world.seeds.accounts.scheduler, &world.seeds);
        let id = uploaded(&world, who, &lines()).await;
        planned(&world, who, id).await;
        world.moves(seeds.izalco.detainees[0], seeds.mariona.id).await;
        let docket = booked(&world, who, id).await;
        assert_eq!((docket.stage, appointments(&world).await), (Stage::Planned, 0));
        let refused: Vec<_> = docket.lines.iter().map(|line| line.refused.clone()).collect();
        let outdated = || vec![Obstacle::PlanOutdated];
        assert_eq!(refused, [outdated(), Vec::new(), outdated(), Vec::new()]);
        let again = planned(&world, who, id).await;
        let there = [seeds.mariona.hearing, seeds.mariona.second_hearing];
        assert!(there.contains(&of(&again, 2).slot.as_ref().expect("a place").slot.room), "{:?}", of(&again, 2));
        assert_eq!(booked(&world, who, id).await.stage, Stage::Booked);
        assert_eq!(appointments(&world).await, 4);
    }

    async fn a_hearing_of_one_centre_is_not_booked_at_two(world) {
        let (who, seeds) = (&world.seeds.accounts.scheduler, &world.seeds);
        let both = format!("A,inicial,DEMO-CP-IZA-0; DEMO-CP-IZA-1,45,0,{PEOPLE},,,1\n");
        let id = uploaded(&world, who, &both).await;
        planned(&world, who, id).await;
        world.moves(seeds.izalco.detainees[1], seeds.mariona.id).await;
        let docket = booked(&world, who, id).await;
        assert_eq!(of(&docket, 2).refused, [Obstacle::PlanOutdated]);
        let again = planned(&world, who, id).await;
        assert_eq!(of(&again, 2).slot.as_ref().map(|slot| slot.beside.len()), Some(1), "they see the second room");
        assert_eq!(booked(&world, who, id).await.stage, Stage::Booked);
    }

    async fn a_line_that_is_refused_stands_in_no_other_lines_way(world) {
        let (who, izalco) = (&world.seeds.accounts.scheduler, world.seeds.izalco);
        let others = format!("B,inicial,DEMO-CP-IZA-1,45,0,{SECOND_PEOPLE},,,1\n");
        let id = uploaded(&world, who, &format!("{}{others}", line("A", 0, 45, 1))).await;
        planned(&world, who, id).await;
        let mut rooms = [izalco.hearing, izalco.second_hearing];
        rooms.sort_unstable();
        for (number, room) in (2..).zip(rooms) {
            let slot = Slot { start: world.at(23, 10, 0), room };
            world.services.dockets.adjust(who, id, Adjustment::Fix(number, slot)).await.expect("it is free");
        }
        // Meanwhile the first one's judge works in the afternoon only, and one team is left for both.
        let afternoon = WeeklyWindow { weekday: Weekday::Mon, from: 14 * 60, to: 16 * 60 };
        world.works(world.seeds.people.judge, afternoon).await;
        world.keeps(izalco.id, Movement { before: 0, after: 0 }, 0, NonZeroU16::new(1)).await;
        let docket = booked(&world, who, id).await;
        assert_eq!(docket.stage, Stage::Planned);
        assert!(matches!(of(&docket, 2).refused[..], [Obstacle::OffHours { .. }]), "{:?}", of(&docket, 2).refused);
        assert_eq!(of(&docket, 3).refused, []);
    }

    async fn of_two_who_want_the_same_exactly_one_has_it_whole(world) {
        let (one, two) = (&world.seeds.accounts.scheduler, &world.seeds.accounts.other_scheduler);
        for round in 0..3 {
            let day = format!("2026-11-{}", 23 + round);
            let cases: String = (0..4).map(|number| line(&format!("R{round}-{number}"), number % 2, 45, 1)).collect();
            let mut dockets = Vec::new();
            for who in [one, two] {
                let upload = shared::ports::Upload {
                    name: "l.csv".to_owned(),
                    bytes: format!("{}{cases}", super::HEAD).into_bytes(),
                    first: day.clone(),
                    last: day.clone(),
                };
                let Ok(shared::ports::Uploaded::Docket(id)) = world.services.dockets.upload(who, upload).await else {
                    panic!("it is a list")
                };
                let docket = planned(&world, who, id).await;
                assert_eq!(places(&docket).len(), 4);
                dockets.push((who, id, docket.version));
            }
            let before = appointments(&world).await;
            let begun = dockets.iter().map(|(who, id, version)| world.services.dockets.book(who, *id, *version));
            for answer in futures::future::join_all(begun).await {
                answer.expect("the work begins");
            }
            let mut stages = Vec::new();
            for (who, id, _) in &dockets {
                stages.push(settled(&world, who, *id).await.stage);
            }
            stages.sort_unstable();
            assert_eq!(stages, [Stage::Planned, Stage::Booked]);
            assert_eq!(appointments(&world).await, before + 4, "one whole docket and nothing of the other");
            let live = reservations::Entity::find().filter(reservations::Column::Live.eq(true));
            // Room, detainee, judge and lawyer of each.
            assert_eq!(live.count(&world.house.db).await.expect("a count"), (before + 4) * 4);
        }
    }
}
