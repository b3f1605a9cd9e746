//! Who must not meet whom: read and kept where they are held, and nowhere else.

use services::testing::World;
use shared::{
    error::{Error, Fault, Problem},
    schedule::Obstacle,
    separation::{MemberForm, SeparationForm},
};

const ONE: &str = "DEMO-CP-IZA-0";
const OTHER: &str = "DEMO-CP-IZA-1";
const ELSEWHERE: &str = "DEMO-CP-MAR-0";
const REASON: &str = "Declara en su contra";

fn pair(one: &str, other: &str) -> SeparationForm {
    SeparationForm { one: one.to_owned(), other: other.to_owned(), reason: REASON.to_owned() }
}

fn member(group: &str, detainee: &str) -> MemberForm {
    MemberForm { group: group.to_owned(), detainee: detainee.to_owned() }
}

fn wrong(field: &str, fault: Fault) -> Error {
    Error::Invalid(vec![Problem::new(field, fault)])
}

/// What booking the second detainee beside the first one's hearing is refused with; nothing if it is possible.
async fn beside(world: &World) -> Vec<Obstacle> {
    let mut other = world.hearing(world.at(23, 10, 0));
    other.detainee = world.seeds.izalco.detainees[1];
    other.people = vec![world.seeds.people.second_judge, world.seeds.people.second_lawyer];
    match world.try_book(&World::in_room(other, world.seeds.izalco.second_hearing)).await {
        Err(Error::Refused(why)) => why,
        done => panic!("{done:?}"),
    }
}

services::on_both_databases! {
    async fn a_pair_is_kept_apart_in_one_word_and_no_more(world) {
        let (separations, warden) = (&world.services.separations, &world.seeds.accounts.warden);
        world.book(&world.hearing(world.at(23, 10, 0))).await;
        let id = separations.add(warden, &pair(ONE, OTHER)).await.expect("kept apart");
        assert_eq!(separations.add(warden, &pair(OTHER, ONE)).await, Err(wrong("other", Fault::Duplicate)));
        assert_eq!(beside(&world).await, [Obstacle::Incompatible]);
        let board = separations.board(warden).await.expect("the board");
        let told = &board.pairs[0];
        assert_eq!((board.pairs.len(), told.id, told.reason.as_ref().map(shared::text::Note::as_str)), (1, id, Some(REASON)));
        assert!(told.one.name.is_some() && told.other.name.is_some() && told.can_end());
        // Neither the record nor what the scheduler is told knows why.
        let record = format!("{:?}", world.record("separation").await);
        assert!(record.contains(ONE) && !record.contains(REASON), "{record}");
        assert_eq!(separations.end(warden, id).await, Ok(()));
        assert_eq!(separations.board(warden).await.expect("the board").pairs, []);
        assert_eq!(world.recorded("separation").await, ["separated", "separation_ended"]);
    }

    async fn who_is_held_elsewhere_is_known_by_their_code_and_stays_apart(world) {
        let (separations, accounts) = (&world.services.separations, &world.seeds.accounts);
        let (here, there) = (world.seeds.izalco.detainees[0], world.seeds.mariona.detainees[0]);
        assert_eq!(separations.add(&accounts.warden, &pair(ONE, ELSEWHERE)).await, Err(wrong("other", Fault::UnknownChoice)));
        assert_eq!(separations.find(&accounts.warden, "zelaya").await, Ok(Vec::new()));
        assert_eq!(separations.find(&accounts.warden, "maria").await.expect("found").len(), 1);
        // As it is after a transfer.
        world.apart(("detainee", here.0), ("detainee", there.0)).await;
        for (who, own) in [(&accounts.warden, ONE), (&accounts.other_warden, ELSEWHERE)] {
            let board = separations.board(who).await.expect("the board");
            let told = &board.pairs[0];
            assert_eq!((told.one.code.as_str(), told.one.name.is_some(), told.other.name.is_none()), (own, true, true));
            assert!(!told.can_end());
            assert_eq!(separations.end(who, told.id).await, Err(Error::Forbidden));
        }
    }

    async fn what_touches_no_own_detainee_does_not_exist(world) {
        let (separations, accounts) = (&world.services.separations, &world.seeds.accounts);
        let id = separations.add(&accounts.warden, &pair(ONE, OTHER)).await.expect("kept apart");
        assert_eq!(separations.board(&accounts.other_warden).await.expect("the board").pairs, []);
        assert_eq!(separations.end(&accounts.other_warden, id).await, Err(Error::NotFound));
        assert_eq!(separations.add(&accounts.warden, &pair(ONE, ONE)).await, Err(wrong("other", Fault::Duplicate)));
        assert_eq!(separations.add(&accounts.warden, &pair("NOBODY", ONE)).await, Err(wrong("one", Fault::UnknownChoice)));
    }

    async fn a_group_is_made_by_its_first_member_and_keeps_apart(world) {
        let (separations, warden) = (&world.services.separations, &world.seeds.accounts.warden);
        world.book(&world.hearing(world.at(23, 10, 0))).await;
        for code in [ONE, OTHER] {
            separations.join(warden, &member("G1", code)).await.expect("joined");
        }
        assert_eq!(separations.join(warden, &member("G1", ONE)).await, Err(wrong("detainee", Fault::Duplicate)));
        assert_eq!(separations.join(warden, &member("G1", ELSEWHERE)).await, Err(wrong("detainee", Fault::UnknownChoice)));
        separations.add(warden, &pair("G1", "G1")).await.expect("kept apart");
        assert_eq!(beside(&world).await, [Obstacle::Incompatible]);
        let board = separations.board(warden).await.expect("the board");
        assert_eq!((board.groups.len(), board.groups[0].members.len(), board.groups[0].elsewhere), (1, 2, 0));
        assert!(board.pairs[0].one.group && board.pairs[0].one.name.is_none());
        let group = board.groups[0].id;
        let theirs = separations.leave(&world.seeds.accounts.other_warden, group, world.seeds.izalco.detainees[1]).await;
        assert_eq!(theirs, Err(Error::NotFound));
        assert_eq!(separations.leave(warden, group, world.seeds.izalco.detainees[1]).await, Ok(()));
        assert_eq!(separations.leave(warden, group, world.seeds.izalco.detainees[1]).await, Err(Error::NotFound));
        assert_eq!(separations.board(warden).await.expect("the board").groups[0].members.len(), 1);
    }
}
