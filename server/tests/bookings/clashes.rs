//! Two cannot have the same room, detainee or person at the same time, however many try at once.

use services::{
    holds::HOLD_MINUTES,
    testing::{Plan, World},
};
use shared::{
    appointment::Role,
    error::Error,
    ids::{AppointmentId, DetaineeId, PersonId, RoomId},
    schedule::{ResourceKind, Slot},
};

pub(super) const WRITERS: usize = 32;
const ROUNDS: i8 = 3;

/// Rooms, detainees and people for every writer.
pub(super) struct Crowd {
    pub(super) rooms: Vec<RoomId>,
    pub(super) detainees: Vec<DetaineeId>,
    judges: Vec<PersonId>,
    lawyers: Vec<PersonId>,
}

impl Crowd {
    pub(super) async fn of(world: &World) -> Self {
        let centre = world.seeds.izalco.id;
        let mut crowd = Self { rooms: vec![], detainees: vec![], judges: vec![], lawyers: vec![] };
        for number in 0..WRITERS {
            crowd.rooms.push(world.another_room(centre, number).await);
            crowd.detainees.push(world.another_detainee(centre, number).await);
            crowd.judges.push(world.another_person(Role::Judge, number).await);
            crowd.lawyers.push(world.another_person(Role::DefenceLawyer, number).await);
        }
        crowd
    }

    /// The plan of a writer who shares nothing but the start with the others.
    pub(super) fn plan(&self, world: &World, writer: usize, day: i8) -> Plan {
        let start = world.at(day, 10, 0);
        Plan {
            detainee: self.detainees[writer],
            people: vec![self.judges[writer], self.lawyers[writer]],
            slot: Slot { start, room: self.rooms[writer] },
            ..world.hearing(start)
        }
    }
}

/// All book at once.
pub(super) async fn race(world: &World, plans: &[Plan]) -> Vec<Result<AppointmentId, Error>> {
    let mut drafts = Vec::new();
    for plan in plans {
        drafts.push(world.draft(plan).await.expect("the draft is filled in"));
        // Nobody's hold stands any more, so that everybody gets as far as choosing, and then to the start.
        world.clock.set(world.now().plus_minutes(HOLD_MINUTES));
    }
    let start = std::sync::Arc::new(tokio::sync::Barrier::new(plans.len()));
    let writers: Vec<_> = plans
        .iter()
        .zip(drafts)
        .map(|(plan, draft)| {
            let (bookings, by) = (std::sync::Arc::clone(&world.services.bookings), plan.by.clone());
            let start = std::sync::Arc::clone(&start);
            tokio::spawn(async move {
                start.wait().await;
                bookings.book(&by, draft).await
            })
        })
        .collect();
    let mut answers = Vec::new();
    for writer in writers {
        answers.push(writer.await.expect("no writer panics"));
    }
    answers
}

/// One had it; everybody else was told what clashes.
fn one_winner(answers: &[Result<AppointmentId, Error>], kind: ResourceKind, name: &str) {
    let won = answers.iter().filter(|answer| answer.is_ok()).count();
    assert_eq!(won, 1, "{answers:?}");
    for answer in answers {
        match answer {
            Ok(_) => {}
            Err(Error::Conflict(clashes)) => {
                let named = clashes.iter().any(|clash| {
                    clash.kind == kind && clash.name.as_str() == name && clash.period.start.civil.date().day() > 20
                });
                assert!(named && !clashes.is_empty(), "{clashes:?} does not name {name}");
                assert!(clashes.iter().all(|clash| clash.kind == kind), "{clashes:?} names more than {name}");
            }
            Err(other) => panic!("{other:?}"),
        }
    }
}

services::on_both_databases! {
    async fn one_of_many_gets_the_room(world) {
        let crowd = Crowd::of(&world).await;
        for round in 0..ROUNDS {
            let plans: Vec<_> = (0..WRITERS)
                .map(|writer| World::in_room(crowd.plan(&world, writer, 23 + round), world.seeds.izalco.hearing))
                .collect();
            one_winner(&race(&world, &plans).await, ResourceKind::Room, "Sala virtual 1");
        }
    }

    async fn one_of_many_gets_the_detainee(world) {
        let crowd = Crowd::of(&world).await;
        let detainee = world.seeds.izalco.detainees[0];
        for round in 0..ROUNDS {
            let plans: Vec<_> = (0..WRITERS)
                .map(|writer| Plan { detainee, ..crowd.plan(&world, writer, 23 + round) })
                .collect();
            one_winner(&race(&world, &plans).await, ResourceKind::Detainee, "María José Peña");
        }
    }

    async fn one_of_many_gets_the_judge(world) {
        let crowd = Crowd::of(&world).await;
        let judge = world.seeds.people.judge;
        for round in 0..ROUNDS {
            let plans: Vec<_> = (0..WRITERS)
                .map(|writer| {
                    let plan = crowd.plan(&world, writer, 23 + round);
                    Plan { people: vec![judge, crowd.lawyers[writer]], ..plan }
                })
                .collect();
            one_winner(&race(&world, &plans).await, ResourceKind::Person, "Julia Iraheta");
        }
    }

    async fn those_who_share_nothing_all_book(world) {
        let crowd = Crowd::of(&world).await;
        let plans: Vec<_> = (0..WRITERS).map(|writer| crowd.plan(&world, writer, 23)).collect();
        let answers = race(&world, &plans).await;
        assert!(answers.iter().all(Result::is_ok), "{answers:?}");
    }

    async fn everything_that_clashes_is_named(world) {
        world.book(&world.hearing(world.at(23, 10, 0))).await;
        let mut late = world.hearing(world.at(23, 10, 30));
        "0".clone_into(&mut late.what.meeting);
        let Err(Error::Conflict(clashes)) = world.try_book(&late).await else { panic!("it was booked twice") };
        let mut names: Vec<_> = clashes.iter().map(|clash| clash.name.as_str()).collect();
        names.sort_unstable();
        assert_eq!(names, ["Delmy Argueta", "Julia Iraheta", "María José Peña", "Sala virtual 1"]);
        assert!(clashes.iter().all(|clash| clash.period.start.civil.to_string() == "2026-11-23T10:00:00"));
        // Periods that only touch do not clash.
        let mut after = world.hearing(world.at(23, 10, 45));
        "0".clone_into(&mut after.what.meeting);
        world.book(&after).await;
    }
}
