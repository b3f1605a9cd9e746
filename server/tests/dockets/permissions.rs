//! Every role at every use case of the port.

use sea_orm::ConnectionTrait;
use services::testing::World;
use shared::{
    docket::{Adjustment, Typed},
    error::Error,
    ids::DocketId,
    ports::{Answer, Upload},
    principal::Principal,
};

use super::{line, uploaded};

fn refusal<T>(answer: Answer<T>) -> Option<Error> {
    answer.err()
}

/// Reading the list of them, uploading; then reading, adjusting, finding places, booking, planning and correcting one.
async fn tried(world: &World, who: &Principal, id: DocketId) -> [Option<Error>; 8] {
    let dockets = &world.services.dockets;
    [
        refusal(dockets.list(who).await),
        refusal(dockets.upload(who, Upload::default()).await),
        refusal(dockets.docket(who, id).await),
        refusal(dockets.adjust(who, id, Adjustment::Drop(2)).await),
        refusal(dockets.places(who, id, 3, None).await),
        // A version that never was: whoever may is told that it is stale.
        refusal(dockets.book(who, id, 99).await),
        // Before it is planned: meanwhile it changes no more.
        refusal(dockets.correct(who, id, 2, Typed::default()).await),
        refusal(dockets.plan(who, id, None, None).await),
    ]
}

services::on_both_databases! {
    async fn only_schedulers_plan_and_only_their_own(world) {
        let accounts = &world.seeds.accounts;
        let lines = format!("{}{}", line("EXP-1", 0, 30, 1), line("EXP-2", 1, 30, 1));
        let id = uploaded(&world, &accounts.scheduler, &lines).await;
        for who in [
            &accounts.judge, &accounts.lawyer, &accounts.warden, &accounts.nurse, &accounts.clinician,
            &accounts.administrator, &accounts.auditor,
        ] {
            assert_eq!(tried(&world, who, id).await, [const { Some(Error::Forbidden) }; 8], "{who:?}");
        }
        assert_eq!(tried(&world, &Principal::Anonymous, id).await, [const { Some(Error::Unauthenticated) }; 8]);
        let hidden = tried(&world, &accounts.other_scheduler, id).await;
        assert_eq!(hidden[..2], [None, None]);
        assert_eq!(hidden[2..], [const { Some(Error::NotFound) }; 6]);
        let own = tried(&world, &accounts.scheduler, id).await;
        assert!(matches!(own[5], Some(Error::Stale { .. })), "{own:?}");
        for may in [0, 1, 2, 3, 4, 6, 7] {
            assert_eq!(own[may], None, "{may}");
        }
        super::settled(&world, &accounts.scheduler, id).await;
    }

    async fn a_list_that_is_being_planned_changes_no_more(world) {
        let (who, dockets) = (&world.seeds.accounts.scheduler, &world.services.dockets);
        let id = uploaded(&world, who, &line("EXP-1", 0, 30, 1)).await;
        super::settled(&world, who, id).await;
        // Planning one line ends sooner than anybody could type: the store says that it goes on.
        let sql = "UPDATE dockets SET stage = 'planning'";
        world.house.db.execute_unprepared(sql).await.expect("it is being planned");
        let version = dockets.docket(who, id).await.expect("the docket is there").version;
        for refused in [
            refusal(dockets.correct(who, id, 2, Typed::default()).await),
            refusal(dockets.adjust(who, id, Adjustment::Drop(2)).await),
            refusal(dockets.book(who, id, version).await),
        ] {
            assert!(matches!(refused, Some(Error::Stale { .. })), "{refused:?}");
        }
    }
}
