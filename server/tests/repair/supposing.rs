//! The repair of what has not happened yet, in one step with what happens; and that the first page tells of what did.

use axum::http::StatusCode;
use sea_orm::{SqliteTransactionMode, TransactionOptions, TransactionTrait};
use services::testing::{Plan, World};
use shared::{
    block::BlockForm,
    error::Error,
    ids::{AppointmentId, CentreId, PersonId},
    principal::Principal,
    repair::{Accepted, Missing, RepairView, Supposed},
    schedule::{Departure, Obstacle, Resource, Sitting, Slot},
};

use super::{block, place_of, second};
use crate::harness::Desk;

fn monday(from: &str, until: &str) -> BlockForm {
    BlockForm {
        from_date: "2026-11-23".to_owned(),
        from_time: from.to_owned(),
        until_date: "2026-11-23".to_owned(),
        until_time: until.to_owned(),
        ..BlockForm::default()
    }
}

fn ill(person: PersonId) -> Supposed {
    Supposed { missing: Missing::Person(person), form: monday("08:00", "16:00") }
}

fn with_cause(supposed: Supposed) -> Supposed {
    Supposed { form: BlockForm { cause: "leave".to_owned(), ..supposed.form }, ..supposed }
}

fn moves(view: &RepairView) -> Vec<Accepted> {
    view.rows.iter().filter_map(shared::repair::RepairRow::accepted).collect()
}

async fn absences(world: &World) -> usize {
    let judge = &world.seeds.accounts.judge;
    world.services.absences.board(judge, world.seeds.people.judge).await.expect("the board").blocks.len()
}

/// A hearing of the judge in the other centre on Monday at `hour`.
async fn elsewhere(world: &World, hour: i8) -> AppointmentId {
    let mut plan = world.hearing(world.at(23, hour, 0));
    "0".clone_into(&mut plan.what.meeting);
    "147-2026".clone_into(&mut plan.what.case_number);
    plan.detainee = world.seeds.mariona.detainees[0];
    plan.people = vec![world.seeds.people.judge, world.seeds.people.second_lawyer];
    plan.slot = Slot { start: world.at(23, hour, 0), room: world.seeds.mariona.hearing };
    world.book(&plan).await
}

services::on_both_databases! {
    async fn a_judge_who_falls_ill_is_repaired_in_one_step_over_all_centres(world) {
        let (who, person) = (&world.seeds.accounts.scheduler, world.seeds.people.judge);
        let one = world.book(&world.hearing(world.at(23, 10, 0))).await;
        let other = world.book(&second(&world, 13)).await;
        let far = elsewhere(&world, 14).await;
        let view = world.services.repairs.look(who, Some(ill(person))).await.expect("a repair");
        assert_eq!(view.rows.iter().map(|row| row.id).collect::<Vec<_>>(), [one, far], "both centres, and nobody else's");
        assert!(view.may_accept && view.rows.iter().all(|row| matches!(row.why[..], [Obstacle::Blocked { .. }])), "{view:?}");
        assert_ne!(view.rows[0].centre, view.rows[1].centre);
        // It never happened.
        assert_eq!(absences(&world).await, 0);
        assert_eq!(world.services.repairs.look(who, None).await.expect("a look").rows, []);
        assert_eq!(world.services.repairs.broken(who).await, Ok(0));
        // Without a cause, nothing is done.
        let refused = world.services.repairs.accept(who, moves(&view), Some(ill(person))).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
        assert_eq!((absences(&world).await, place_of(&world, one).await.start), (0, world.at(23, 10, 0)));
        world.services.repairs.accept(who, moves(&view), Some(with_cause(ill(person)))).await.expect("all of it");
        assert_eq!(absences(&world).await, 1);
        for id in [one, far] {
            assert!(place_of(&world, id).await.start >= world.at(24, 0, 0), "not that day");
        }
        assert_eq!(place_of(&world, other).await.start, world.at(23, 13, 0));
        assert_eq!(world.services.repairs.broken(who).await, Ok(0));
    }

    async fn an_absence_and_its_moves_are_entered_whole_or_not_at_all(world) {
        let (who, person) = (&world.seeds.accounts.scheduler, world.seeds.people.judge);
        world.book(&world.hearing(world.at(23, 10, 0))).await;
        let view = world.services.repairs.look(who, Some(ill(person))).await.expect("a repair");
        let mut stale = moves(&view);
        stale[0].version = 99;
        let refused = world.services.repairs.accept(who, stale, Some(with_cause(ill(person)))).await;
        assert!(matches!(refused, Err(Error::Stale { .. })), "{refused:?}");
        assert_eq!(absences(&world).await, 0);
        // Back into the absence itself nothing goes.
        let mut inside = moves(&view);
        inside[0].to.slot.start = world.at(23, 14, 0);
        let refused = world.services.repairs.accept(who, inside, Some(with_cause(ill(person)))).await;
        assert!(matches!(refused, Err(Error::Refused(_))), "{refused:?}");
        assert_eq!(absences(&world).await, 0);
        // The absence alone: somebody will look for other times later.
        world.services.repairs.accept(who, Vec::new(), Some(with_cause(ill(person)))).await.expect("entered");
        assert_eq!(absences(&world).await, 1);
        assert_eq!(world.services.repairs.broken(who).await, Ok(1));
    }

    async fn whoever_keeps_a_centre_sees_what_a_block_would_move_and_moves_nothing(world) {
        let (warden, centre) = (&world.seeds.accounts.warden, world.seeds.izalco.id);
        let id = world.book(&world.hearing(world.at(23, 10, 0))).await;
        // What is broken by what somebody does elsewhere is no business of the centre.
        world.book(&second(&world, 13)).await;
        block(&world, Some(Resource::Person(world.seeds.people.second_judge)), 12, 15).await;
        block(&world, Some(Resource::Person(world.seeds.people.judge)), 10, 11).await;
        let lock_down = |centre: CentreId| Supposed { missing: Missing::Centre(centre), form: monday("08:00", "16:00") };
        let view = world.services.repairs.look(warden, Some(lock_down(centre))).await.expect("a look");
        assert_eq!((view.rows.len(), view.rows[0].id), (2, id));
        assert!(!view.may_accept && view.rows[0].to.is_some(), "{view:?}");
        assert!(view.rows.iter().all(|row| matches!(row.why[..], [Obstacle::Blocked { what: None, .. }])), "{view:?}");
        let accepted = world.services.repairs.accept(warden, moves(&view), Some(lock_down(centre))).await;
        assert_eq!(accepted, Err(Error::Forbidden));
        let room = BlockForm { room: world.seeds.izalco.hearing.to_string(), ..monday("09:00", "12:00") };
        let broken = Supposed { missing: Missing::Centre(centre), form: room };
        let view = world.services.repairs.look(warden, Some(broken)).await.expect("a look");
        assert_eq!(view.rows.iter().map(|row| row.id).collect::<Vec<_>>(), [id], "and not who is broken otherwise");
        assert!(matches!(&view.rows[0].why[..], [Obstacle::Blocked { what: Some(room), .. }] if room.as_str() == "Sala virtual 1"), "{view:?}");
        for (who, refusal) in [
            (&world.seeds.accounts.other_warden, Error::NotFound),
            (&world.seeds.accounts.scheduler, Error::Forbidden),
            (&world.seeds.accounts.judge, Error::Forbidden),
            (&Principal::Anonymous, Error::Unauthenticated),
        ] {
            assert_eq!(world.services.repairs.look(who, Some(lock_down(centre))).await, Err(refusal), "{who:?}");
        }
        let hers = world.services.repairs.look(&world.seeds.accounts.scheduler, Some(ill(world.seeds.people.second_judge))).await;
        assert_eq!(hers, Err(Error::NotFound), "whose absences are kept by others");
    }

    async fn what_a_block_would_move_is_found_while_somebody_writes(world) {
        let id = world.book(&world.hearing(world.at(23, 10, 0))).await;
        let (accounts, repairs) = (&world.seeds.accounts, &world.services.repairs);
        // SQLite has one writer, and until it is done nobody else writes.
        let mode = Some(SqliteTransactionMode::Immediate);
        let options = TransactionOptions { sqlite_transaction_mode: mode, ..TransactionOptions::default() };
        let writer = world.house.db.begin_with_options(options).await.expect("a transaction");
        let lock_down = Supposed { missing: Missing::Centre(world.seeds.izalco.id), form: monday("08:00", "16:00") };
        for (who, of) in [(&accounts.scheduler, ill(world.seeds.people.judge)), (&accounts.warden, lock_down)] {
            let view = repairs.look(who, Some(of)).await.expect("a repair");
            assert_eq!(view.rows.iter().map(|row| row.id).collect::<Vec<_>>(), [id]);
            let to = view.rows[0].to.as_ref().expect("there is place").slot;
            assert!(to.start >= world.at(23, 16, 0), "not into the block: {to:?}");
        }
        writer.rollback().await.expect("nothing was written");
    }

    async fn a_block_at_another_site_is_supposed_there(world) {
        let (izalco, mariona) = (world.seeds.izalco, world.seeds.mariona);
        let two = Plan { also: vec![mariona.detainees[0]], ..world.hearing(world.at(23, 10, 0)) };
        let id = world.book(&two).await;
        let form = BlockForm { room: mariona.hearing.to_string(), ..monday("08:00", "16:00") };
        let broken = Supposed { missing: Missing::Centre(mariona.id), form };
        let view = world.services.repairs.look(&world.seeds.accounts.other_warden, Some(broken)).await.expect("a look");
        let [row] = &view.rows[..] else { panic!("{:?}", view.rows) };
        assert!(row.id == id && matches!(row.why[..], [Obstacle::At { .. }]), "{row:?}");
        let to = row.accepted().expect("the other room there is free").to;
        let here = Slot { start: world.at(23, 10, 0), room: izalco.hearing };
        assert_eq!(to, Sitting { slot: here, beside: vec![mariona.second_hearing] });
    }

    async fn what_broke_is_counted_for_those_who_booked_it(world) {
        let (who, other) = (&world.seeds.accounts.scheduler, &world.seeds.accounts.other_scheduler);
        world.book(&world.hearing(world.at(23, 10, 0))).await;
        world.book(&second(&world, 13)).await;
        let broken = async || world.services.repairs.broken(who).await;
        assert_eq!(broken().await, Ok(0));
        block(&world, Some(Resource::Room(world.seeds.izalco.hearing)), 11, 12).await;
        assert_eq!(broken().await, Ok(0), "after the first is over");
        block(&world, Some(Resource::Person(world.seeds.people.judge)), 10, 11).await;
        assert_eq!(broken().await, Ok(1));
        world.leaves(world.seeds.izalco.detainees[1], world.seeds.izalco.id, Departure::Transfer, world.at(23, 13, 30)).await;
        assert_eq!(broken().await, Ok(2));
        block(&world, None, 8, 16).await;
        assert_eq!((broken().await, world.services.repairs.broken(other).await), (Ok(2), Ok(0)));
        assert_eq!(world.services.repairs.look(who, None).await.expect("a look").rows.iter().filter(|row| !row.why.is_empty()).count(), 2);
    }

    async fn an_absence_and_its_moves_are_entered_with_a_plain_form(world) {
        let (desk, person) = (Desk::over(&world), world.seeds.people.judge);
        let id = world.book(&world.hearing(world.at(23, 10, 0))).await;
        let cookie = desk.cookie("scheduler").await;
        let when = "from_date=2026-11-23&from_time=08:00&until_date=2026-11-23&until_time=16:00";
        let weighed = desk.open(&format!("/absences?person={person}&{when}"), Some(&cookie)).await;
        let address = "/repair?person=";
        assert!(weighed.body.contains(address), "{}", weighed.body);
        let page = format!("{address}{person}&{when}");
        let shown = desk.open(&page, Some(&cookie)).await;
        assert_eq!(shown.status, StatusCode::OK);
        assert!(shown.body.contains("Julia Iraheta") && shown.body.contains("145-2026"), "{}", shown.body);
        let view = world.services.repairs.look(&world.seeds.accounts.scheduler, Some(ill(person))).await.expect("a repair");
        let ticked = format!("moves%5B%5D={}", moves(&view)[0].to_string().replace(':', "%3A"));
        let form = |cause: &str| {
            let fields = [("from_date", "2026-11-23"), ("from_time", "08:00"), ("until_date", "2026-11-23"), ("until_time", "16:00"), ("cause", cause), ("note", "")];
            let fields: String = fields.map(|(name, value)| format!("&form[{name}]={value}")).concat();
            format!("{ticked}&person={person}{fields}")
        };
        let refused = desk.post_plain("/do/repair/accept", &page, &cookie, &form("")).await;
        assert!(refused.header("location").starts_with(&page.replace("08:00", "08%3A00").replace("16:00", "16%3A00")), "{}", refused.header("location"));
        assert_eq!(absences(&world).await, 0);
        let done = desk.post_plain("/do/repair/accept", &page, &cookie, &form("leave")).await;
        let told = desk.open(done.header("location"), Some(&cookie)).await;
        assert!(told.body.contains("La ausencia quedó registrada y los cambios están hechos"), "{}", told.body);
        assert!(place_of(&world, id).await.start >= world.at(24, 0, 0));
    }

    async fn an_absence_that_is_recorded_leads_those_who_repair_to_what_it_broke(world) {
        let desk = Desk::over(&world);
        let page = |done: &str| format!("/absences?person={}&done={done}", world.seeds.people.judge);
        let offered = async |login: &str, done: &str| {
            let cookie = desk.cookie(login).await;
            let shown = desk.open(&page(done), Some(&cookie)).await;
            assert_eq!(shown.status, StatusCode::OK);
            shown.body.contains("Ver qué citas hay que mover en los próximos 30 días, si las hay")
        };
        for done in ["blocked", "taken", "repaired"] {
            assert!(offered("scheduler", done).await, "{done}");
        }
        assert!(!offered("scheduler", "lifted").await, "that breaks nothing");
        for login in ["judge", "administrator"] {
            assert!(!offered(login, "blocked").await, "{login} moves nothing");
        }
    }

    async fn the_first_page_tells_who_booked_what_broke_and_nobody_else(world) {
        let desk = Desk::over(&world);
        world.book(&world.hearing(world.at(23, 10, 0))).await;
        let told = async |login: &str| {
            let cookie = desk.cookie(login).await;
            desk.open("/", Some(&cookie)).await.body.contains("ya no se puede celebrar como está reservada")
        };
        assert!(!told("scheduler").await);
        block(&world, None, 8, 16).await;
        assert!(told("scheduler").await);
        for login in ["other_scheduler", "warden", "judge"] {
            assert!(!told(login).await, "{login}");
        }
    }
}
