//! Blocking a room or a centre, by those who keep its rules.

use sea_orm::ConnectionTrait;
use shared::{
    block::BlockForm,
    error::{Error, Fault, Problem},
    schedule::{BlockCause, Movement, Obstacle},
};

use super::detail;

fn form(room: &str, from: &str, until: &str) -> BlockForm {
    BlockForm {
        room: room.to_owned(),
        from_date: "2026-11-23".to_owned(),
        from_time: from.to_owned(),
        until_date: "2026-11-23".to_owned(),
        until_time: until.to_owned(),
        cause: "maintenance".to_owned(),
        note: String::new(),
    }
}

services::on_both_databases! {
    async fn a_warden_sees_what_a_block_hits_blocks_and_lifts(world) {
        let (blocks, warden) = (&world.services.blocks, &world.seeds.accounts.warden);
        let izalco = world.seeds.izalco;
        let hearing = world.book(&world.hearing(world.at(23, 10, 0))).await;
        let room = form(&izalco.hearing.to_string(), "10:30", "12:00");
        let hits = blocks.weigh(warden, izalco.id, &room).await.expect("weighed");
        assert_eq!(hits.iter().map(|hit| hit.id).collect::<Vec<_>>(), [hearing]);
        let other = form(&izalco.second_hearing.to_string(), "10:30", "12:00");
        assert_eq!(blocks.weigh(warden, izalco.id, &other).await.expect("weighed"), []);
        // The meeting before it is hit by a block of the whole centre, too.
        let hits = blocks.weigh(warden, izalco.id, &form("", "09:00", "12:00")).await.expect("weighed");
        assert_eq!(hits.len(), 2);

        let id = blocks.block(warden, izalco.id, &room).await.expect("blocked");
        let board = blocks.board(warden, None).await.expect("the board");
        assert_eq!((board.centre, board.blocks.len(), board.blocks[0].cause), (izalco.id, 1, BlockCause::Maintenance));
        let late = world.hearing(world.at(23, 11, 30));
        let Err(Error::Refused(why)) = world.try_book(&late).await else { panic!("it was booked") };
        assert!(matches!(why[..], [Obstacle::Blocked { .. }]), "{why:?}");
        assert_eq!(blocks.lift(warden, id).await, Ok(izalco.id));
        assert_eq!(blocks.board(warden, Some(izalco.id)).await.expect("the board").blocks, []);
        world.book(&late).await;
    }

    async fn a_block_of_the_centre_hits_who_is_on_the_way_too(world) {
        let (blocks, warden, izalco) = (&world.services.blocks, &world.seeds.accounts.warden, world.seeds.izalco);
        world.keeps(izalco.id, Movement { before: 20, after: 10 }, 5, None).await;
        let hearing = world.book(&world.hearing(world.at(23, 10, 0))).await;
        let meeting = detail(&world, &world.seeds.accounts.scheduler, hearing).await.linked[0].id;
        let hit = async |form: BlockForm| {
            let hits = blocks.weigh(warden, izalco.id, &form).await.expect("weighed");
            hits.into_iter().map(|hit| hit.id).collect::<Vec<_>>()
        };
        // The way to the meeting begins at ten past nine, and the way back from the hearing ends at five to eleven.
        assert_eq!(hit(form("", "08:00", "09:10")).await, []);
        assert_eq!(hit(form("", "08:00", "09:15")).await, [meeting]);
        assert_eq!(hit(form("", "10:50", "12:00")).await, [hearing]);
        assert_eq!(hit(form("", "10:55", "12:00")).await, []);
        assert_eq!(hit(form(&izalco.hearing.to_string(), "10:50", "12:00")).await, [], "the room is empty by then");
        // What is over is hit no more, whatever became of it.
        world.clock.set(world.at(23, 11, 0));
        assert_eq!(hit(form("", "10:00", "12:00")).await, []);
        world.clock.set(world.at(20, 9, 0));
        // And it is as the rules say once it stands, for the court as well.
        blocks.block(warden, izalco.id, &form("", "10:50", "12:00")).await.expect("blocked");
        let (who, repairs) = (&world.seeds.accounts.scheduler, &world.services.repairs);
        let rows = repairs.look(who, None).await.expect("a look").rows;
        assert_eq!(rows.iter().map(|row| row.id).collect::<Vec<_>>(), [hearing]);
        assert_eq!(repairs.broken(who).await, Ok(1));
    }

    async fn others_neither_see_nor_block(world) {
        let (blocks, accounts, izalco) = (&world.services.blocks, &world.seeds.accounts, world.seeds.izalco);
        let whole = form("", "10:00", "12:00");
        assert_eq!(blocks.board(&accounts.scheduler, None).await, Err(Error::Forbidden));
        assert_eq!(blocks.block(&accounts.nurse, izalco.id, &whole).await, Err(Error::Forbidden));
        assert_eq!(blocks.block(&accounts.other_warden, izalco.id, &whole).await, Err(Error::NotFound));
        let id = blocks.block(&accounts.administrator, izalco.id, &whole).await.expect("blocked");
        assert_eq!(blocks.lift(&accounts.other_warden, id).await, Err(Error::NotFound));
        let theirs = form(&world.seeds.mariona.hearing.to_string(), "10:00", "12:00");
        let wrong = Error::Invalid(vec![Problem::new("room", Fault::OtherCentre)]);
        assert_eq!(blocks.block(&accounts.warden, izalco.id, &theirs).await, Err(wrong));
        let backwards = Error::Invalid(vec![Problem::new("until_date", Fault::EndBeforeStart)]);
        assert_eq!(blocks.block(&accounts.warden, izalco.id, &form("", "12:00", "12:00")).await, Err(backwards));
    }
    async fn a_block_begins_and_ends_at_times_that_exist_once(world) {
        let (blocks, warden, izalco) = (&world.services.blocks, &world.seeds.accounts.warden, world.seeds.izalco);
        world.house.db.execute_unprepared("UPDATE centres SET zone = 'Europe/Madrid'").await.expect("it is elsewhere now");
        let on = |day: &str, from: &str, until: &str| BlockForm {
            from_date: day.to_owned(),
            until_date: day.to_owned(),
            ..form("", from, until)
        };
        let (spring, autumn) = ("2027-03-28", "2027-10-31");
        for (typed, field, fault) in [
            (on(spring, "02:30", "06:00"), "from_time", Fault::TimeSkipped),
            (on(spring, "01:00", "02:30"), "until_time", Fault::TimeSkipped),
            (on(autumn, "02:30", "06:00"), "from_time", Fault::TimeTwice),
        ] {
            let refused = Error::Invalid(vec![Problem::new(field, fault)]);
            assert_eq!(blocks.weigh(warden, izalco.id, &typed).await, Err(refused.clone()), "{typed:?}");
            assert_eq!(blocks.block(warden, izalco.id, &typed).await, Err(refused), "{typed:?}");
        }
        blocks.block(warden, izalco.id, &on(spring, "01:00", "03:00")).await.expect("blocked");
        let board = blocks.board(warden, None).await.expect("the board");
        let period = board.blocks[0].period;
        assert_eq!(period.end.at.0 - period.start.at.0, 3600, "two hours of the clock, of which it skips one");
    }
}
