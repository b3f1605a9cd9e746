//! Escorts and people who are kept apart: what no row of its own guards, however many book at once.

use std::{collections::BTreeSet, num::NonZeroU16};

use services::testing::Plan;
use shared::{
    error::Error,
    schedule::{
        Movement, Obstacle,
        waiting::{Category, Sex},
    },
};

use super::clashes::{Crowd, WRITERS, race};

const TEAMS: u16 = 5;

services::on_both_databases! {
    async fn never_more_are_out_than_there_are_escorts(world) {
        let izalco = world.seeds.izalco.id;
        world.keeps(izalco, Movement { before: 10, after: 10 }, 5, NonZeroU16::new(TEAMS)).await;
        let crowd = Crowd::of(&world).await;
        for day in [23, 24] {
            // Half of them begin an hour later, while the first are still out.
            let plans: Vec<_> = (0..WRITERS)
                .map(|writer| {
                    let plan = crowd.plan(&world, writer, day);
                    let later = i64::from(u8::from(writer % 2 == 1)) * 45;
                    let slot = shared::schedule::Slot { start: plan.slot.start.plus_minutes(later), ..plan.slot };
                    Plan { slot, ..plan }
                })
                .collect();
            let answers = race(&world, &plans).await;
            let won = answers.iter().filter(|answer| answer.is_ok()).count();
            assert_eq!(won, usize::from(TEAMS), "{answers:?}");
            for refused in answers.iter().filter_map(|answer| answer.as_ref().err()) {
                let Error::Refused(why) = refused else { panic!("{refused:?}") };
                assert!(matches!(why[..], [Obstacle::NoEscort { .. }]), "{why:?}");
            }
        }
        // When the last are back, the next may go.
        let mut after = crowd.plan(&world, 0, 25);
        after.slot.start = world.at(25, 13, 0);
        world.book(&after).await;
    }

    async fn however_many_book_at_once_no_categories_wait_together(world) {
        let crowd = Crowd::of(&world).await;
        for room in &crowd.rooms {
            world.waits(*room, "NORTE").await;
        }
        for (place, detainee) in crowd.detainees.iter().enumerate() {
            let sex = Some(if place % 2 == 0 { Sex::Woman } else { Sex::Man });
            world.is_held_as(*detainee, Category { sex, ..Category::default() }).await;
        }
        let plans: Vec<_> = (0..WRITERS).map(|writer| crowd.plan(&world, writer, 23)).collect();
        let answers = race(&world, &plans).await;
        let won: BTreeSet<usize> =
            answers.iter().enumerate().filter(|(_, answer)| answer.is_ok()).map(|(writer, _)| writer % 2).collect();
        assert_eq!(won.len(), 1, "{answers:?}");
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), WRITERS / 2, "{answers:?}");
        for refused in answers.iter().filter_map(|answer| answer.as_ref().err()) {
            let Error::Refused(why) = refused else { panic!("{refused:?}") };
            assert!(why.iter().all(|one| matches!(one, Obstacle::Separated { .. })), "{why:?}");
        }
    }

    async fn one_of_many_who_are_kept_apart_is_out(world) {
        let crowd = Crowd::of(&world).await;
        let group = world.group("BANDA", &crowd.detainees).await;
        world.apart(("group", group), ("group", group)).await;
        let plans: Vec<_> = (0..WRITERS).map(|writer| crowd.plan(&world, writer, 23)).collect();
        let answers = race(&world, &plans).await;
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1, "{answers:?}");
        for refused in answers.iter().filter_map(|answer| answer.as_ref().err()) {
            assert_eq!(*refused, Error::Refused(vec![Obstacle::Incompatible]));
        }
    }
}
