//! Every rule refuses on every path that takes somebody's time. Each cell of the table is a world in which the usual
//! hearing is to be on Wednesday the 25th at ten and nothing but that rule stands against it; in the first world of a path
//! nothing does, and it is booked.

mod arranging;

use services::testing::{Plan, Store, World, on};
use shared::{
    appointment::Amendment,
    docket::{Adjustment, Stage},
    draft::{WhatForm, WhoChange},
    error::Error,
    exchange::{Called, Change, Key, Order},
    ids::{DraftId, TokenId},
    permission::UseCase,
    ports::{Answer, Upload, Uploaded},
    principal::{Grant, Grants, Principal, Program},
    repair::Accepted,
    schedule::{Obstacle, Slot},
    series::SeriesOrder,
    time::Minutes,
};

use self::arranging::arrange;
use super::continuing::adjourned;
use crate::dockets::{booked, planned};

macro_rules! listed {
    ($($(#[$about:meta])* $name:ident { $($(#[$of:meta])* $one:ident),+ $(,)? })+) => {$(
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        enum $name { $($(#[$of])* $one),+ }

        impl $name {
            const ALL: &'static [Self] = &[$(Self::$one),+];
        }
    )+};
}

listed! {
    /// What can refuse.
    Rule {
        TooEarly, OutsideHorizon, OffGrid, NoRoom, Closed, Taken, Held, Blocked, Count, Holiday, NoEscort, Incompatible,
        Separated, Left, OffHours, TooSmall, Unequipped, ShortNotice, AfterDeadline, PlanOutdated,
    }

    /// By what a hearing gets a time.
    Path {
        /// Choosing a slot in the wizard.
        Choose,
        /// Booking the slot that was chosen while nothing stood against it.
        Book,
        /// Booking the hearing in which an adjourned one goes on.
        Continue,
        /// A new start.
        Amend,
        /// A further day of a trial.
        Series,
        /// A list that is booked as a whole.
        Docket,
        /// A place that a repair gives it.
        Repair,
        /// A program that books.
        ProgramBooks,
        /// A program that moves it.
        ProgramAmends,
    }
}

/// Cells in which the rule cannot be what refuses, and why.
const ELSEWHERE: &[(Rule, Path, &str)] = &[
    (Rule::OffGrid, Path::Book, "no such slot can be chosen"),
    (Rule::AfterDeadline, Path::Book, "the last day is typed before the slot is chosen, and no such slot can be"),
    (Rule::PlanOutdated, Path::Choose, ONLY_PLANNED),
    (Rule::PlanOutdated, Path::Book, ONLY_PLANNED),
    (Rule::PlanOutdated, Path::Continue, ONLY_PLANNED),
    (Rule::PlanOutdated, Path::Amend, ONLY_PLANNED),
    (Rule::PlanOutdated, Path::Series, ONLY_PLANNED),
    (Rule::PlanOutdated, Path::Repair, ONLY_PLANNED),
    (Rule::PlanOutdated, Path::ProgramBooks, ONLY_PLANNED),
    (Rule::PlanOutdated, Path::ProgramAmends, ONLY_PLANNED),
];

/// Why only lists are refused for it.
const ONLY_PLANNED: &str = "only a list is booked by a plan that was made before";

/// The rule of an obstacle. Whoever adds one is asked here, and then for its row.
fn rule_of(obstacle: &Obstacle) -> Rule {
    match obstacle {
        Obstacle::TooEarly { .. } => Rule::TooEarly,
        Obstacle::OutsideHorizon => Rule::OutsideHorizon,
        Obstacle::OffGrid { .. } => Rule::OffGrid,
        Obstacle::NoRoom => Rule::NoRoom,
        Obstacle::Closed { .. } => Rule::Closed,
        Obstacle::Taken(_) => Rule::Taken,
        Obstacle::Held { .. } => Rule::Held,
        Obstacle::Blocked { .. } => Rule::Blocked,
        Obstacle::Count { .. } => Rule::Count,
        Obstacle::Holiday { .. } => Rule::Holiday,
        Obstacle::NoEscort { .. } => Rule::NoEscort,
        Obstacle::Incompatible => Rule::Incompatible,
        Obstacle::Separated { .. } => Rule::Separated,
        Obstacle::Left { .. } => Rule::Left,
        Obstacle::OffHours { .. } => Rule::OffHours,
        Obstacle::TooSmall { .. } => Rule::TooSmall,
        Obstacle::Unequipped { .. } => Rule::Unequipped,
        Obstacle::ShortNotice { .. } => Rule::ShortNotice,
        Obstacle::AfterDeadline { .. } => Rule::AfterDeadline,
        Obstacle::PlanOutdated => Rule::PlanOutdated,
        Obstacle::At { what, .. } => rule_of(what),
    }
}

/// By which paths a use case takes time. Whoever adds a use case is asked here, and then for its column.
fn paths_of(case: UseCase) -> &'static [Path] {
    match case {
        UseCase::Book => &[Path::Choose, Path::Book, Path::Continue, Path::ProgramBooks],
        UseCase::PlanDocket => &[Path::Docket],
        UseCase::Repair => &[Path::Repair],
        UseCase::Amend => &[Path::Amend, Path::Series, Path::ProgramAmends],
        UseCase::ReadDay
        | UseCase::ReadAppointment
        | UseCase::Ask
        | UseCase::ReadRequests
        | UseCase::AnswerRequest
        | UseCase::FindDetainee
        | UseCase::Cancel
        | UseCase::Advance
        | UseCase::Answer
        | UseCase::CheckDevices
        | UseCase::CheckRoom
        | UseCase::KeepRoomDevices
        | UseCase::ReadOutbox
        | UseCase::ReadAudit
        | UseCase::KeepRules
        | UseCase::KeepDetainees
        | UseCase::KeepAbsences
        | UseCase::KeepSeparations
        | UseCase::KeepNoticePeriods
        | UseCase::Import
        | UseCase::ManageAccounts
        | UseCase::ReadPlaces
        | UseCase::ReadRooms
        | UseCase::ManageTokens => &[],
    }
}

/// A draft in which only the slot is open.
async fn unplaced(world: &World, plan: &Plan) -> DraftId {
    let bookings = &world.services.bookings;
    let id = bookings.begin(&plan.by).await.expect("a draft").id;
    bookings.save_what(&plan.by, id, plan.what.clone()).await.expect("it is sound");
    let people = plan.people.iter().map(|person| WhoChange::Add(*person));
    let brought = std::iter::once(plan.detainee).chain(plan.also.iter().copied()).map(WhoChange::Detainee);
    for change in brought.chain(people) {
        bookings.change_who(&plan.by, id, change).await.expect("they are known");
    }
    id
}

/// Chooses the slot, lets the rule stand against it before or after that, and books.
async fn by_draft(world: &World, draft: DraftId, slot: Slot, path: Path, rule: Option<Rule>) -> Answer<()> {
    let (who, bookings) = (&world.seeds.accounts.scheduler, &world.services.bookings);
    if path == Path::Book {
        bookings.choose_slot(who, draft, slot).await.expect("it is free");
        // What is chosen is held for a while, and after that anybody's.
        world.clock.set(world.now().plus_minutes(services::holds::HOLD_MINUTES));
        arrange(world, rule).await;
    } else {
        arrange(world, rule).await;
        bookings.choose_slot(who, draft, slot).await?;
    }
    bookings.book(who, draft).await.map(drop)
}

/// Puts the hearing into a list, keeps it at the slot, and books the list.
async fn by_list(world: &World, slot: Slot, plan: &Plan, rule: Option<Rule>) -> Answer<()> {
    let (who, dockets) = (&world.seeds.accounts.scheduler, &world.services.dockets);
    let people = "julia.iraheta@telesala.test delmy.argueta@telesala.test";
    let brought = if plan.also.is_empty() { "DEMO-CP-IZA-0" } else { "DEMO-CP-IZA-0;DEMO-CP-IZA-1" };
    let text = format!(
        "case,type,detainee,minutes,meeting,people,deadline\n145-2026,review_of_measures,{brought},45,30,{people},{}\n",
        plan.what.deadline
    );
    let upload = Upload {
        name: "semana.csv".to_owned(),
        bytes: text.into_bytes(),
        first: "2026-11-23".to_owned(),
        last: "2026-11-25".to_owned(),
    };
    let Ok(Uploaded::Docket(id)) = dockets.upload(who, upload).await else { panic!("the list can be read") };
    planned(world, who, id).await;
    let fixed = dockets.adjust(who, id, Adjustment::Fix(2, slot)).await;
    // What the hearing itself does not allow is never proposed, and refused to whoever wants it there.
    if matches!(rule, Some(Rule::OffGrid | Rule::AfterDeadline)) {
        return fixed;
    }
    fixed.expect("it is free");
    arrange(world, rule).await;
    let docket = booked(world, who, id).await;
    if docket.stage == Stage::Booked { Ok(()) } else { Err(Error::Refused(docket.lines[0].refused.clone())) }
}

fn program(world: &World) -> Principal {
    Principal::Program(Program {
        token: TokenId(uuid::Uuid::nil()),
        name: "Expedientes".parse().expect("a name"),
        agency: world.seeds.agencies.sexto,
        grants: Grants::of(&[Grant::Book, Grant::Change]),
    })
}

fn order(plan: &Plan, slot: Slot) -> Order {
    let called = |person: &shared::ids::PersonId| Called { person: Key::Id(person.0), required: None };
    Order {
        what: plan.what.clone(),
        detainees: std::iter::once(&plan.detainee).chain(&plan.also).map(|detainee| Key::Id(detainee.0)).collect(),
        people: plan.people.iter().map(called).collect(),
        start: slot.start,
        room: Some(Key::Id(slot.room.0)),
    }
}

/// Takes the path while `rule` stands against the hearing.
async fn take(world: &World, path: Path, rule: Option<Rule>) -> Answer<()> {
    let (who, services) = (&world.seeds.accounts.scheduler, &world.services);
    let start = world.at(25, 10, 0).plus_minutes(i64::from(rule == Some(Rule::OffGrid)));
    let slot = Slot { start, room: world.seeds.izalco.hearing };
    let mut plan = world.hearing(world.at(23, 10, 0));
    if rule == Some(Rule::AfterDeadline) {
        "2026-11-24".clone_into(&mut plan.what.deadline);
    }
    if rule == Some(Rule::TooSmall) {
        plan.also.push(world.seeds.izalco.detainees[1]);
    }
    match path {
        Path::Choose | Path::Book => by_draft(world, unplaced(world, &plan).await, slot, path, rule).await,
        Path::Docket => by_list(world, slot, &plan, rule).await,
        Path::Continue => {
            let view = services.bookings.begin_next(who, adjourned(world).await.summary.id).await.expect("a draft");
            let what = WhatForm { deadline: plan.what.deadline, ..view.draft.what };
            services.bookings.save_what(who, view.id, what).await.expect("it is sound");
            for also in plan.also {
                services.bookings.change_who(who, view.id, WhoChange::Detainee(also)).await.expect("they are known");
            }
            by_draft(world, view.id, slot, path, rule).await
        }
        Path::ProgramBooks => {
            arrange(world, rule).await;
            services.exchange.book(&program(world), order(&plan, slot), None).await.map(drop)
        }
        Path::Amend | Path::Series | Path::Repair | Path::ProgramAmends => {
            let id = world.book(&plan).await;
            arrange(world, rule).await;
            match path {
                Path::Series => {
                    let duration = Minutes::new(45).expect("a length");
                    let order = SeriesOrder { duration, slots: vec![slot], notice_reason: None };
                    services.series.book(who, id, 1, order).await.map(drop)
                }
                Path::Repair => {
                    let accepted = Accepted { id, version: 1, to: slot.into() };
                    services.repairs.accept(who, vec![accepted], None).await
                }
                Path::ProgramAmends => {
                    let change = Change { start: Some(start), ..Change::default() };
                    services.exchange.amend(&program(world), id, 1, change, None).await.map(drop)
                }
                _ => {
                    let change = Amendment { start: Some(start), ..Amendment::default() };
                    services.bookings.amend(who, id, 1, change).await.map(drop)
                }
            }
        }
    }
}

/// The rules that refuse.
fn against(answer: Answer<()>) -> Vec<Rule> {
    match answer {
        Ok(()) => Vec::new(),
        Err(Error::Refused(obstacles)) => obstacles.iter().map(rule_of).collect(),
        Err(Error::Conflict(_)) => vec![Rule::Taken],
        Err(other) => panic!("it is no rule that refuses: {other:?}"),
    }
}

fn every_rule(store: Store, path: Path) {
    for rule in std::iter::once(None).chain(Rule::ALL.iter().copied().map(Some)) {
        if ELSEWHERE.iter().any(|(one, on, _)| (Some(*one), *on) == (rule, path)) {
            continue;
        }
        on(store, move |world| async move {
            let against = against(take(&world, path, rule).await);
            match rule {
                Some(rule) => assert!(against.contains(&rule), "{path:?}: {rule:?} is not in {against:?}"),
                None => assert!(against.is_empty(), "{path:?}: {against:?}"),
            }
        });
    }
}

#[test]
fn every_path_belongs_to_a_use_case() {
    let named: Vec<Path> = UseCase::ALL.iter().flat_map(|case| paths_of(*case)).copied().collect();
    for path in Path::ALL {
        assert_eq!(named.iter().filter(|one| *one == path).count(), 1, "{path:?}");
    }
}

macro_rules! every_rule_refuses {
    ($($name:ident: $path:ident;)+) => {
        /// The paths that are walked below.
        const WALKED: &[Path] = &[$(Path::$path),+];

        #[test]
        fn every_path_is_walked() {
            assert_eq!(WALKED, Path::ALL);
        }

        $(mod $name {
            use services::testing::Store;

            #[test]
            fn sqlite() {
                super::every_rule(Store::Sqlite, super::Path::$path);
            }

            #[test]
            fn postgres() {
                super::every_rule(Store::Postgres, super::Path::$path);
            }
        })+
    };
}

every_rule_refuses! {
    whoever_chooses_a_slot: Choose;
    whoever_books_it: Book;
    whoever_continues: Continue;
    whoever_amends: Amend;
    whoever_adds_days: Series;
    whoever_books_a_list: Docket;
    whoever_repairs: Repair;
    programs_that_book: ProgramBooks;
    programs_that_amend: ProgramAmends;
}
