//! The private meeting after a hearing: booked, moved and called off with it, and part of one way out and back.

use jiff::civil::date;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use services::testing::{Plan, World, entity::reservations};
use shared::{
    appointment::{Amendment, Detail, Kind, Link, State},
    cause::Cause,
    draft::WishForm,
    error::Error,
    ids::AppointmentId,
    notice::AnswerForm,
    readiness::Readiness,
    schedule::{BlockCause, Movement, Obstacle, Resource, ResourceKind, Slot},
    time::{Instant, LocalPeriod, Minutes, Period},
};

use super::{advance, clashes, confirm, detail};

/// The clock on the wall, of both ends.
fn clock(period: LocalPeriod) -> String {
    format!("{} {}", period.start.civil.strftime("%d %H:%M"), period.end.civil.strftime("%H:%M"))
}

/// The meetings before and after.
fn meetings(hearing: &Detail) -> [AppointmentId; 2] {
    [Link::Meeting, Link::MeetingAfter].map(|link| {
        let mut linked = hearing.linked.iter().filter(|one| one.link == link);
        let found = linked.next().expect("a meeting").id;
        assert_eq!(linked.next(), None, "one on each side");
        found
    })
}

/// When the meeting before, the hearing and the meeting after are.
async fn times(world: &World, id: AppointmentId) -> [String; 3] {
    let who = &world.seeds.accounts.scheduler;
    let hearing = detail(world, who, id).await;
    let [before, after] = meetings(&hearing);
    let (before, after) = (detail(world, who, before).await, detail(world, who, after).await);
    [before.summary.period, hearing.summary.period, after.summary.period].map(clock)
}

/// The states of the meeting before and of the one after.
async fn states(world: &World, id: AppointmentId) -> [State; 2] {
    let who = &world.seeds.accounts.scheduler;
    let [before, after] = meetings(&detail(world, who, id).await);
    [detail(world, who, before).await.summary.state, detail(world, who, after).await.summary.state]
}

/// What is held of each thing, by start, on the clock of the wall.
async fn held(world: &World) -> Vec<String> {
    let live = reservations::Entity::find().filter(reservations::Column::Live.eq(true));
    let mut rows = live.all(&world.house.db).await.expect("the reservations");
    let person = |id: uuid::Uuid| if id == world.seeds.people.judge.0 { "judge" } else { "lawyer" };
    rows.sort_by_key(|row| (row.resource_kind.clone(), row.resource_id, row.starts_at));
    let time = |at: i64| world.zone.local(Instant(at)).civil.strftime("%H:%M").to_string();
    let name = |row: &reservations::Model| match row.resource_kind.as_str() {
        "person" => person(row.resource_id).to_owned(),
        kind => kind.to_owned(),
    };
    let mut lines: Vec<_> =
        rows.iter().map(|row| format!("{} {} {}", name(row), time(row.starts_at), time(row.ends_at))).collect();
    lines.sort();
    lines
}

/// A hearing of others in the same room, without meetings.
fn others(world: &World, start: Instant) -> Plan {
    let mut plan = world.hearing(start);
    "0".clone_into(&mut plan.what.meeting);
    "146-2026".clone_into(&mut plan.what.case_number);
    plan.detainee = world.seeds.izalco.detainees[1];
    plan.people = vec![world.seeds.people.second_judge, world.seeds.people.second_lawyer];
    plan
}

async fn against(world: &World, plan: &Plan) -> Vec<Obstacle> {
    match world.try_book(plan).await {
        Err(Error::Refused(obstacles)) => obstacles,
        other => panic!("it was not refused: {other:?}"),
    }
}

services::on_both_databases! {
    async fn a_hearing_is_booked_with_a_meeting_on_either_side(world) {
        let who = &world.seeds.accounts.scheduler;
        let id = world.book(&world.between_meetings(world.at(23, 10, 0))).await;
        assert_eq!(times(&world, id).await, ["23 09:30 10:00", "23 10:00 10:45", "23 10:45 11:00"]);
        let hearing = detail(&world, who, id).await;
        for meeting in meetings(&hearing) {
            let meeting = detail(&world, who, meeting).await;
            assert_eq!((meeting.summary.kind, meeting.summary.state), (Kind::LegalMeeting, State::Booked));
            assert_eq!(meeting.summary.participants.len(), 1, "only counsel attends");
            assert_eq!(meeting.summary.sites, hearing.summary.sites);
            assert_eq!(meeting.linked.iter().map(|one| (one.link, one.id)).collect::<Vec<_>>(), [(Link::Main, id)]);
        }
        let day = world.services.days.day(who, Some(date(2026, 11, 23))).await.expect("a docket");
        let kinds: Vec<_> = day.appointments.iter().map(|it| it.kind).collect();
        assert_eq!(kinds, [Kind::LegalMeeting, Kind::Hearing, Kind::LegalMeeting]);
        let mut alone = world.between_meetings(world.at(24, 10, 0));
        "0".clone_into(&mut alone.what.meeting);
        let alone = detail(&world, who, world.book(&alone).await).await;
        assert_eq!(alone.linked.iter().map(|one| one.link).collect::<Vec<_>>(), [Link::MeetingAfter]);
    }

    async fn what_is_held_is_one_way_out_and_back_and_one_turnover(world) {
        world.keeps(world.seeds.izalco.id, Movement { before: 20, after: 10 }, 5, None).await;
        let id = world.book(&world.between_meetings(world.at(23, 10, 0))).await;
        let expected = [
            "detainee 09:10 10:00", "detainee 10:00 10:45", "detainee 10:45 11:10", "judge 10:00 10:45",
            "lawyer 09:30 10:00", "lawyer 10:00 10:45", "lawyer 10:45 11:00",
            "room 09:30 10:00", "room 10:00 10:45", "room 10:45 11:05",
        ];
        assert_eq!(held(&world).await, expected);
        // Called off by itself, each leaves the hearing what it held for it as well.
        let (who, bookings) = (&world.seeds.accounts.scheduler, &world.services.bookings);
        let [before, after] = meetings(&detail(&world, who, id).await);
        bookings.cancel(who, after, 1, Cause::Mistake, None).await.expect("it is called off");
        let expected = [
            "detainee 09:10 10:00", "detainee 10:00 10:55", "judge 10:00 10:45",
            "lawyer 09:30 10:00", "lawyer 10:00 10:45", "room 09:30 10:00", "room 10:00 10:50",
        ];
        assert_eq!(held(&world).await, expected);
        bookings.cancel(who, before, 1, Cause::Mistake, None).await.expect("it is called off");
        assert_eq!(held(&world).await, ["detainee 09:40 10:55", "judge 10:00 10:45", "lawyer 10:00 10:45", "room 10:00 10:50"]);
        bookings.cancel(who, id, 1, Cause::Mistake, None).await.expect("it is called off");
        assert_eq!(held(&world).await, Vec::<String>::new());
    }

    async fn a_meeting_that_is_moved_away_leaves_the_hearing_its_ways_and_takes_them_back(world) {
        world.keeps(world.seeds.izalco.id, Movement { before: 20, after: 10 }, 5, None).await;
        let (who, bookings) = (&world.seeds.accounts.scheduler, &world.services.bookings);
        let id = world.book(&world.between_meetings(world.at(23, 10, 0))).await;
        let as_booked = held(&world).await;
        let [before, after] = meetings(&detail(&world, who, id).await);
        let start = |hour, minute| Amendment { start: Some(world.at(23, hour, minute)), ..Amendment::default() };
        bookings.amend(who, after, 1, start(13, 0)).await.expect("it moves away");
        let apart = [
            "detainee 09:10 10:00", "detainee 10:00 10:55", "detainee 12:40 13:25", "judge 10:00 10:45",
            "lawyer 09:30 10:00", "lawyer 10:00 10:45", "lawyer 13:00 13:15",
            "room 09:30 10:00", "room 10:00 10:50", "room 13:00 13:20",
        ];
        assert_eq!(held(&world).await, apart);
        bookings.amend(who, before, 1, start(8, 0)).await.expect("it moves away");
        let apart = [
            "detainee 07:40 08:40", "detainee 09:40 10:55", "detainee 12:40 13:25", "judge 10:00 10:45",
            "lawyer 08:00 08:30", "lawyer 10:00 10:45", "lawyer 13:00 13:15",
            "room 08:00 08:35", "room 10:00 10:50", "room 13:00 13:20",
        ];
        assert_eq!(held(&world).await, apart);
        // The way from the meeting and the way to the hearing need their time, one after the other.
        let close = bookings.amend(who, before, 2, start(9, 5)).await;
        assert!(matches!(close, Err(Error::Conflict(_) | Error::Refused(_))), "{close:?}");
        assert_eq!(held(&world).await, apart, "a refusal leaves everything as it was");
        bookings.amend(who, before, 2, start(9, 30)).await.expect("it comes back");
        bookings.amend(who, after, 2, start(10, 45)).await.expect("it comes back");
        assert_eq!(held(&world).await, as_booked);
        // A shorter one still adjoins, and one in another room leaves the hearing's room to be made ready.
        let mut shorter = start(9, 45);
        shorter.duration = Minutes::new(15);
        bookings.amend(who, before, 3, shorter).await.expect("it shrinks");
        let elsewhere = Amendment { room: Some(world.seeds.izalco.second_hearing), ..Amendment::default() };
        bookings.amend(who, after, 3, elsewhere).await.expect("it gets another room");
        let expected = [
            "detainee 09:25 10:00", "detainee 10:00 10:45", "detainee 10:45 11:10", "judge 10:00 10:45",
            "lawyer 09:45 10:00", "lawyer 10:00 10:45", "lawyer 10:45 11:00",
            "room 09:45 10:00", "room 10:00 10:50", "room 10:45 11:05",
        ];
        assert_eq!(held(&world).await, expected);
    }

    async fn each_end_of_the_hearing_takes_its_own_meeting_along(world) {
        world.keeps(world.seeds.izalco.id, Movement { before: 20, after: 10 }, 5, None).await;
        let (who, bookings) = (&world.seeds.accounts.scheduler, &world.services.bookings);
        let id = world.book(&world.between_meetings(world.at(23, 10, 0))).await;
        let seen = confirm(&world, id).await;
        assert_eq!(states(&world, id).await, [State::Confirmed; 2]);
        let longer = Amendment { duration: Minutes::new(60), ..Amendment::default() };
        let seen = bookings.amend(who, id, seen.summary.version, longer).await.expect("it grows");
        assert_eq!(times(&world, id).await, ["23 09:30 10:00", "23 10:00 11:00", "23 11:00 11:15"]);
        assert_eq!(states(&world, id).await, [State::Confirmed, State::Booked], "the one before stays as it was");
        let shorter = Amendment { duration: Minutes::new(30), ..Amendment::default() };
        let seen = bookings.amend(who, id, seen.summary.version, shorter).await.expect("it shrinks");
        assert_eq!(times(&world, id).await, ["23 09:30 10:00", "23 10:00 10:30", "23 10:30 10:45"]);
        let elsewhere = Amendment {
            start: Some(world.at(24, 14, 0)),
            room: Some(world.seeds.izalco.second_hearing),
            ..Amendment::default()
        };
        let seen = bookings.amend(who, id, seen.summary.version, elsewhere).await.expect("it moves");
        assert_eq!(times(&world, id).await, ["24 13:30 14:00", "24 14:00 14:30", "24 14:30 14:45"]);
        for meeting in meetings(&seen) {
            let meeting = detail(&world, who, meeting).await.summary;
            assert_eq!((meeting.sites[0].room_name.as_str(), meeting.state), ("Sala virtual 2", State::Booked));
        }
        let expected = [
            "detainee 13:10 14:00", "detainee 14:00 14:30", "detainee 14:30 14:55", "judge 14:00 14:30",
            "lawyer 13:30 14:00", "lawyer 14:00 14:30", "lawyer 14:30 14:45",
            "room 13:30 14:00", "room 14:00 14:30", "room 14:30 14:50",
        ];
        assert_eq!(held(&world).await, expected);
    }

    async fn who_comes_and_who_is_brought_changes_in_both(world) {
        let (who, people) = (&world.seeds.accounts.scheduler, &world.seeds.people);
        let bookings = &world.services.bookings;
        let id = world.book(&world.between_meetings(world.at(23, 10, 0))).await;
        let change = Amendment {
            join: vec![people.second_lawyer],
            leave: vec![people.lawyer],
            bring: vec![world.seeds.mariona.detainees[0]],
            ..Amendment::default()
        };
        let changed = bookings.amend(who, id, 1, change).await.expect("they change");
        for meeting in meetings(&changed) {
            let meeting = detail(&world, who, meeting).await;
            let there: Vec<_> = meeting.summary.participants.iter().map(|part| part.person).collect();
            assert_eq!((there, meeting.summary.sites.len()), (vec![people.second_lawyer], 2));
            assert_eq!(meeting.summary.version, 2);
        }
        // The lawyer who left is free, in the meetings too; the one who came is not.
        let mut elsewhere = others(&world, world.at(23, 10, 45));
        elsewhere.slot.room = world.seeds.izalco.second_hearing;
        let Err(Error::Conflict(clashes)) = world.try_book(&elsewhere).await else { panic!("the lawyer is taken") };
        assert_eq!(clashes.iter().map(|clash| clash.name.as_str()).collect::<Vec<_>>(), ["Hugo Bonilla"]);
        elsewhere.people = vec![people.second_judge, people.lawyer];
        world.book(&elsewhere).await;
    }

    async fn it_goes_with_a_hearing_that_is_not_held(world) {
        let (who, bookings) = (&world.seeds.accounts.scheduler, &world.services.bookings);
        let id = world.book(&world.between_meetings(world.at(23, 10, 0))).await;
        bookings.cancel(who, id, 1, Cause::CourtAgenda, None).await.expect("it is cancelled");
        assert_eq!(states(&world, id).await, [State::Cancelled; 2]);
        let id = world.book(&world.between_meetings(world.at(23, 10, 0))).await;
        // Somebody says so only in the afternoon: the meeting before was held.
        world.clock.set(world.at(23, 14, 0));
        bookings.advance(who, id, 1, State::NotHeld, Some(Cause::NoEscort), None).await.expect("it was not held");
        assert_eq!(states(&world, id).await, [State::Booked, State::NotHeld]);
        assert!(held(&world).await.iter().all(|line| line.ends_with("10:00")), "only of the meeting before");
    }

    async fn it_outlasts_a_hearing_that_ends(world) {
        let (who, judge) = (&world.seeds.accounts.scheduler, &world.seeds.accounts.judge);
        let id = world.book(&world.between_meetings(world.at(23, 10, 0))).await;
        let seen = confirm(&world, id).await;
        world.clock.set(world.at(23, 10, 0));
        let running = advance(&world, judge, &seen, State::InProgress).await;
        world.clock.set(world.at(23, 10, 40));
        let over = advance(&world, judge, &running, State::Completed).await;
        assert_eq!(over.summary.state, State::Completed);
        let [_, after] = meetings(&detail(&world, who, id).await);
        assert_eq!(states(&world, id).await, [State::Confirmed; 2]);
        world.clock.set(world.at(23, 10, 59));
        assert_ne!(detail(&world, who, after).await.summary.readiness, Readiness::Over);
        world.clock.set(world.at(23, 11, 0));
        assert_eq!(detail(&world, who, after).await.summary.readiness, Readiness::Over);
        assert!(held(&world).await.contains(&"lawyer 10:45 11:00".to_owned()));
    }

    async fn an_answer_holds_for_both_meetings(world) {
        let (who, lawyer) = (&world.seeds.accounts.scheduler, &world.seeds.accounts.lawyer);
        let id = world.book(&world.between_meetings(world.at(23, 10, 0))).await;
        let seen = confirm(&world, id).await;
        let attendances = async || {
            let mut found = Vec::new();
            for meeting in meetings(&seen) {
                found.push(world.participant(meeting, world.seeds.people.lawyer).await.attendance);
            }
            found
        };
        assert_eq!(attendances().await, ["accepted"; 2]);
        let form = AnswerForm { answer: "decline".to_owned(), cause: Cause::Clash.code().to_owned(), ..AnswerForm::default() };
        world.answer(lawyer, id, form).await.expect("the answer counts");
        assert_eq!(attendances().await, ["declined"; 2]);
        assert_eq!(states(&world, id).await, [State::Booked; 2]);
        assert_eq!(detail(&world, who, id).await.summary.state, State::Booked);
        // Whoever opens the meeting answers the hearing, and reads when both meetings are.
        let [_, after] = meetings(&seen);
        let invitation = world.services.attendances.invitation(lawyer, after).await.expect("an invitation");
        assert_eq!(invitation.appointment, id);
        assert_eq!(invitation.meeting_start.map(|start| start.at), Some(world.at(23, 9, 30)));
        assert_eq!(invitation.meeting_after.map(clock), Some("23 10:45 11:00".to_owned()));
        let judge = world.services.attendances.invitation(&world.seeds.accounts.judge, id).await.expect("an invitation");
        assert_eq!((judge.meeting_start, judge.meeting_after), (None, None), "the meetings are the defence's");
    }

    async fn what_stands_against_the_meeting_after_is_named(world) {
        let izalco = world.seeds.izalco;
        // The room closes at 16:00, and the meeting would end then.
        world.book(&world.between_meetings(world.at(26, 15, 0))).await;
        let refused = against(&world, &world.between_meetings(world.at(23, 15, 15))).await;
        assert!(matches!(&refused[..], [Obstacle::Closed { .. }]), "{refused:?}");
        // The lawyer is away from the end of the hearing on, the judge too: only one of them stays for the meeting.
        let (people, period) = (&world.seeds.people, Period::new(world.at(24, 10, 45), world.at(24, 12, 0)));
        let period = period.expect("a period");
        world.blocked(izalco.id, Some(Resource::Person(people.judge)), period, BlockCause::Leave).await;
        world.blocked(izalco.id, Some(Resource::Person(people.lawyer)), period, BlockCause::Duty).await;
        let refused = against(&world, &world.between_meetings(world.at(24, 10, 0))).await;
        let [Obstacle::Blocked { what: Some(name), cause: BlockCause::Duty, .. }] = &refused[..] else { panic!("{refused:?}") };
        assert_eq!(name.as_str(), "Delmy Argueta");
        world.book(&world.hearing(world.at(24, 10, 0))).await;
        // The room is blocked, and then the whole centre.
        let later = Period::new(world.at(25, 10, 45), world.at(25, 12, 0)).expect("a period");
        world.blocked(izalco.id, Some(Resource::Room(izalco.hearing)), later, BlockCause::Maintenance).await;
        let refused = against(&world, &world.between_meetings(world.at(25, 10, 0))).await;
        assert!(matches!(&refused[..], [Obstacle::Blocked { cause: BlockCause::Maintenance, .. }]), "{refused:?}");
        world.book(&world.hearing(world.at(25, 10, 0))).await;
    }

    async fn others_find_its_time_taken(world) {
        world.book(&world.between_meetings(world.at(23, 10, 0))).await;
        let Err(Error::Conflict(clashes)) = world.try_book(&others(&world, world.at(23, 10, 45))).await
        else { panic!("the room is taken") };
        assert!(clashes.iter().all(|clash| clash.kind == ResourceKind::Room && clock(clash.period) == "23 10:45 11:00"), "{clashes:?}");
        world.book(&others(&world, world.at(23, 11, 0))).await;
        let who = &world.seeds.accounts.scheduler;
        let draft = world.draft(&world.between_meetings(world.at(24, 10, 0))).await.expect("a draft");
        let week = world.services.bookings.slots(who, draft, Some(date(2026, 11, 23)), WishForm::default()).await;
        let week = week.expect("a week");
        let monday = &week.days[0].slots;
        assert_eq!(monday[0].meeting_end.map(|end| end.civil.time().to_string()), Some("09:30:00".to_owned()));
        let starts: Vec<_> = monday.iter().map(|slot| slot.period.start.civil.strftime("%H:%M").to_string()).collect();
        // The person, the judge and the lawyer are in the first hearing and its meetings from 9:30 to 11:00.
        assert_eq!(starts[..3], ["08:30", "11:30", "11:45"]);
        assert_eq!(starts.last().map(String::as_str), Some("15:00"));
    }

    async fn of_two_who_want_the_same_meeting_one_gets_it(world) {
        let crowd = clashes::Crowd::of(&world).await;
        // The second begins in the first room where the first is to talk in private.
        let mut first = crowd.plan(&world, 0, 23);
        "15".clone_into(&mut first.what.meeting_after);
        let mut second = crowd.plan(&world, 1, 23);
        "0".clone_into(&mut second.what.meeting);
        second.slot = Slot { start: world.at(23, 10, 45), room: first.slot.room };
        for _ in 0..3 {
            let answers = clashes::race(&world, &[first.clone(), second.clone()]).await;
            assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1, "{answers:?}");
            assert!(answers.iter().any(|answer| matches!(answer, Err(Error::Conflict(_)))), "{answers:?}");
            let won = answers.iter().find_map(|answer| answer.as_ref().ok()).expect("a winner");
            let who = &world.seeds.accounts.scheduler;
            world.services.bookings.cancel(who, *won, 1, Cause::Mistake, None).await.expect("it is cancelled");
            assert_eq!(held(&world).await, Vec::<String>::new());
        }
    }

    async fn the_next_hearing_has_both_meetings_again(world) {
        let (who, judge) = (&world.seeds.accounts.scheduler, &world.seeds.accounts.judge);
        let id = world.book(&world.between_meetings(world.at(23, 10, 0))).await;
        let seen = confirm(&world, id).await;
        world.clock.set(world.at(23, 10, 0));
        let running = advance(&world, judge, &seen, State::InProgress).await;
        advance(&world, judge, &running, State::Adjourned).await;
        assert_eq!(states(&world, id).await, [State::Confirmed; 2], "they have something to talk about");
        let view = world.services.bookings.begin_next(who, id).await.expect("a draft");
        let what = &view.draft.what;
        assert_eq!([&what.meeting, &what.meeting_after], ["30", "15"]);
    }
}
