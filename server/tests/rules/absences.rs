//! When professionals cannot be had: who keeps it for whom, what it hits, and that nobody books them then.

use std::collections::BTreeMap;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use services::testing::entity::centres;
use shared::{
    appointment::{Field, FieldChange},
    block::BlockForm,
    error::{Error, Fault, Problem},
    hours::{HoursForm, written},
    schedule::{BlockCause, Obstacle},
    time::Weekday,
};

use super::is_outdated;

fn form(day: &str, from: &str, until: &str) -> BlockForm {
    BlockForm {
        from_date: day.to_owned(),
        from_time: from.to_owned(),
        until_date: day.to_owned(),
        until_time: until.to_owned(),
        cause: "leave".to_owned(),
        ..BlockForm::default()
    }
}

services::on_both_databases! {
    async fn a_judge_keeps_their_own_and_is_not_booked_then(world) {
        let (absences, judge) = (&world.services.absences, &world.seeds.accounts.judge);
        let own = world.seeds.people.judge;
        let people = absences.people(judge, "").await.expect("people");
        assert_eq!(people.iter().map(|one| one.id).collect::<Vec<_>>(), [own]);
        let hearing = world.book(&world.hearing(world.at(23, 10, 0))).await;
        let ill = form("2026-11-23", "09:00", "12:00");
        let (hits, more) = absences.weigh(judge, own, &ill).await.expect("weighed");
        // The private meeting is not the judge's.
        assert_eq!((hits.iter().map(|hit| hit.id).collect::<Vec<_>>(), more), (vec![hearing], 0));
        let id = absences.add(judge, own, &ill).await.expect("added");
        let board = absences.board(judge, own).await.expect("the board");
        assert_eq!((board.blocks.len(), board.blocks[0].cause, board.blocks[0].id), (1, BlockCause::Leave, id));
        let Err(Error::Refused(why)) = world.try_book(&world.hearing(world.at(23, 11, 0))).await else { panic!("booked") };
        assert!(why.iter().any(|one| matches!(one, Obstacle::Blocked { what: Some(name), .. } if name.as_str() == "Julia Iraheta")), "{why:?}");
        assert_eq!(absences.lift(judge, id).await, Ok(own));
        assert_eq!(absences.board(judge, own).await.expect("the board").blocks, []);
        assert_eq!(world.recorded("block").await, ["blocked", "lifted"]);
        let record = world.record("block").await;
        let lifted = record.iter().find(|entry| entry.event == "lifted").expect("it is recorded");
        let cause = serde_json::json!({"field": "cause", "from": "leave", "to": null});
        assert!(lifted.changes.as_array().expect("a list").contains(&cause), "{:?}", lifted.changes);
    }

    async fn people_say_when_they_work_and_nobody_books_them_at_other_hours(world) {
        let (absences, accounts) = (&world.services.absences, &world.seeds.accounts);
        let (judge, own) = (&accounts.judge, world.seeds.people.judge);
        assert_eq!(absences.board(judge, own).await.expect("the board").hours, []);
        let days = || [Weekday::Mon, Weekday::Tue].map(|day| day.code().to_owned()).to_vec();
        let span = [("from0", "09:00"), ("to0", "12:00")].map(|(end, time)| (end.to_owned(), time.to_owned()));
        let form = HoursForm { seen: String::new(), days: days(), spans: BTreeMap::from(span) };
        absences.set_hours(judge, own, &form).await.expect("changed");
        let hours = absences.board(judge, own).await.expect("the board").hours;
        assert_eq!(written(&hours), "mon 09:00-12:00, tue 09:00-12:00");

        world.book(&world.hearing(world.at(23, 9, 0))).await;
        for (day, hour) in [(23, 13), (25, 10)] {
            let refused = world.try_book(&world.hearing(world.at(day, hour, 0))).await;
            let Err(Error::Refused(why)) = refused else { panic!("booked on day {day}") };
            let off = |one: &Obstacle| matches!(one, Obstacle::OffHours { person } if person.as_str() == "Julia Iraheta");
            assert!(why.iter().all(off), "{why:?}");
        }

        // What was made on what no longer stands is refused, and so is who does not keep it.
        assert!(is_outdated(&absences.set_hours(judge, own, &form).await, Field::Hours));
        assert_eq!(absences.set_hours(&accounts.other_scheduler, own, &form).await, Err(Error::NotFound));
        assert_eq!(absences.set_hours(&accounts.warden, own, &form).await, Err(Error::Forbidden));
        let same = HoursForm::of(&hours, Weekday::Mon);
        absences.set_hours(&accounts.scheduler, own, &same).await.expect("nothing to change");
        let record = world.record("person").await;
        let told: Vec<Vec<FieldChange>> =
            record.into_iter().map(|entry| serde_json::from_value(entry.changes).expect("changes")).collect();
        let change = FieldChange {
            field: Field::Hours,
            of: Some("Julia Iraheta".to_owned()),
            from: None,
            to: Some("mon 09:00-12:00, tue 09:00-12:00".to_owned()),
        };
        assert_eq!(told, [vec![change]], "once, and not for what changes nothing");

        // Without hours on any day they can be had at any hour again.
        let none = HoursForm { seen: written(&hours), days: days(), spans: BTreeMap::new() };
        absences.set_hours(&accounts.scheduler, own, &none).await.expect("changed");
        assert_eq!(absences.board(judge, own).await.expect("the board").hours, []);
        world.book(&world.hearing(world.at(25, 10, 0))).await;
        assert_eq!(world.recorded("person").await, ["hours_changed", "hours_changed"]);
    }

    async fn hours_are_meant_in_the_time_that_the_page_names(world) {
        let (absences, accounts, people) = (&world.services.absences, &world.seeds.accounts, &world.seeds.people);
        // It is an hour later there than in El Salvador.
        centres::Entity::update_many()
            .col_expr(centres::Column::Zone, Expr::value("America/Lima"))
            .filter(centres::Column::Id.eq(world.seeds.izalco.id.0))
            .exec(&world.house.db)
            .await
            .expect("it is moved");
        let mornings = |days: &[Weekday]| {
            let span = [("from0", "09:00"), ("to0", "12:00")].map(|(end, time)| (end.to_owned(), time.to_owned()));
            let days = days.iter().map(|day| day.code().to_owned()).collect();
            HoursForm { seen: String::new(), days, spans: BTreeMap::from(span) }
        };
        let off_hours = async |day, hour, minute| {
            match world.try_book(&world.hearing(world.at(day, hour, minute))).await {
                Err(Error::Refused(why)) => {
                    let named = |one: &Obstacle| match one {
                        Obstacle::OffHours { person } => person.to_string(),
                        other => panic!("{other:?}"),
                    };
                    let mut names: Vec<String> = why.iter().map(named).collect();
                    names.dedup();
                    names
                }
                other => panic!("{other:?}"),
            }
        };
        // No agency says where the lawyer works: in the morning of wherever the hearing is, from the private meeting on.
        absences.set_hours(&accounts.lawyer, people.lawyer, &mornings(&[Weekday::Mon, Weekday::Tue])).await.expect("changed");
        assert_eq!(absences.board(&accounts.lawyer, people.lawyer).await.expect("the board").hours_zone, None);
        assert_eq!(off_hours(23, 8, 15).await, ["Delmy Argueta"], "it would begin at 8:45 there");
        assert_eq!(off_hours(23, 10, 30).await, ["Delmy Argueta"], "it would end at 12:15 there");
        world.book(&world.hearing(world.at(23, 8, 30))).await;
        // The judge's morning is that of the court.
        absences.set_hours(&accounts.judge, people.judge, &mornings(&[Weekday::Tue])).await.expect("changed");
        let zone = absences.board(&accounts.judge, people.judge).await.expect("the board").hours_zone;
        assert_eq!(zone.expect("that of the court").0, "America/El_Salvador");
        assert_eq!(off_hours(24, 8, 45).await, ["Julia Iraheta"], "it is 9:45 where the hearing is");
        world.book(&world.hearing(world.at(24, 9, 0))).await;
    }

    async fn an_agency_keeps_its_own_people_and_administrators_everybody(world) {
        let (absences, accounts, people) = (&world.services.absences, &world.seeds.accounts, &world.seeds.people);
        let found = absences.people(&accounts.scheduler, "").await.expect("people");
        assert_eq!(found.iter().map(|one| one.id).collect::<Vec<_>>(), [people.judge]);
        assert_eq!(absences.board(&accounts.scheduler, people.second_judge).await, Err(Error::NotFound));
        let day = form("2026-11-24", "09:00", "12:00");
        assert_eq!(absences.add(&accounts.other_scheduler, people.judge, &day).await, Err(Error::NotFound));
        assert_eq!(absences.add(&accounts.judge, people.lawyer, &day).await, Err(Error::NotFound));
        let found = absences.people(&accounts.administrator, "perez").await.expect("people");
        assert_eq!(found.iter().map(|one| one.id).collect::<Vec<_>>(), [people.interpreter]);
        let id = absences.add(&accounts.administrator, people.interpreter, &day).await.expect("added");
        assert_eq!(absences.lift(&accounts.scheduler, id).await, Err(Error::NotFound));
        assert_eq!(absences.lift(&accounts.warden, id).await, Err(Error::Forbidden));
        assert_eq!(absences.lift(&accounts.administrator, id).await, Ok(people.interpreter));
    }

    async fn who_may_not_read_an_appointment_learns_only_that_there_is_one(world) {
        let absences = &world.services.absences;
        let mut theirs = world.hearing(world.at(23, 10, 0));
        theirs.by = world.seeds.accounts.other_scheduler.clone();
        world.book(&theirs).await;
        let weighed = absences.weigh(&world.seeds.accounts.scheduler, world.seeds.people.judge, &form("2026-11-23", "09:00", "12:00")).await;
        assert_eq!(weighed, Ok((Vec::new(), 1)));
    }

    async fn a_room_is_no_part_of_an_absence(world) {
        let (judge, own) = (&world.seeds.accounts.judge, world.seeds.people.judge);
        let room = world.seeds.izalco.hearing.to_string();
        let mixed = BlockForm { room, ..form("2026-11-23", "09:00", "12:00") };
        let refused = world.services.absences.add(judge, own, &mixed).await;
        assert_eq!(refused, Err(Error::Invalid(vec![Problem::new("room", Fault::UnknownChoice)])));
        // A block of a centre is not lifted as an absence.
        let whole = BlockForm { room: String::new(), ..form("2026-11-23", "09:00", "12:00") };
        let admin = &world.seeds.accounts.administrator;
        let block = world.services.blocks.block(admin, world.seeds.izalco.id, &whole).await.expect("blocked");
        assert_eq!(world.services.absences.lift(admin, block).await, Err(Error::NotFound));
    }
}
