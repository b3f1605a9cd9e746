//! From when on a check counts whose page kept what it measured for a while before it sent it.

use sea_orm::{EntityTrait, QueryOrder};
use services::testing::{World, entity::device_checks};
use shared::{
    check::{CheckedFor, Finding, Measurements, Step, Taken, Verdict, pace::MOST_AGE_S},
    principal::Principal,
};

use super::{black, sound, standing::shown};

fn aged(minutes: f64) -> Measurements {
    Measurements { age_s: minutes * 60.0, ..sound() }
}

/// Until when the check counts that was recorded last, in seconds since 1970.
async fn recorded(world: &World, who: &Principal, counts_for: CheckedFor, measured: Measurements) -> i64 {
    world.clock.advance(1);
    world.services.checks.record(who, None, counts_for, measured).await.unwrap();
    let last = device_checks::Entity::find().order_by_desc(device_checks::Column::MadeAt);
    let last = last.one(&world.house.db).await.unwrap().unwrap();
    assert_eq!(last.made_at, world.now().0, "it is of now, whatever it tells of");
    last.expires_at
}

services::on_both_databases! {
    async fn a_check_counts_for_a_day_from_when_its_oldest_step_was_measured(world) {
        world.clock.set(world.at(25, 7, 30));
        let hearing = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let lawyer = world.invited(hearing, world.seeds.people.lawyer).await;
        let (own, warden) = (CheckedFor::Participant(hearing), &world.seeds.accounts.warden);
        for minutes in [0_u16, 1, 29, 20 * 60, 24 * 60] {
            for (who, counts_for) in [(&lawyer, own), (warden, CheckedFor::Trial)] {
                let until = recorded(&world, who, counts_for, aged(f64::from(minutes))).await;
                let day = 24 * 60 - i64::from(minutes);
                assert_eq!(until, world.now().plus_minutes(day).0, "{minutes} {counts_for:?}");
            }
        }
        // Of the last one nothing counts any more; of those before it still does what they measured.
        let until = recorded(&world, &lawyer, own, Measurements { age_s: 90.2, ..sound() }).await;
        assert_eq!(until, world.now().plus_minutes(24 * 60).0 - 91, "rather shorter than longer");
    }

    async fn what_a_page_kept_since_yesterday_makes_no_hearing_of_today_ready(world) {
        world.clock.set(world.at(25, 9, 0));
        let hearing = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let lawyer = world.invited(hearing, world.seeds.people.lawyer).await;
        recorded(&world, &lawyer, CheckedFor::Participant(hearing), aged(23.0 * 60.0 + 50.0)).await;
        assert_eq!(shown(&world, hearing).await[0].0.as_ref().map(|check| check.verdict), Some(Verdict::Pass));
        world.clock.advance(11);
        assert!(shown(&world, hearing).await[0].0.is_none(), "before it begins");
    }

    async fn a_rooms_check_ends_at_the_midnight_after_its_oldest_step(world) {
        world.clock.set(world.at(25, 0, 19));
        let hearing = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let (warden, room) = (&world.seeds.accounts.warden, CheckedFor::Room(world.seeds.izalco.hearing));
        let next = async || world.services.checks.place(warden, room).await.unwrap().next_run.map(|next| next.at);
        let due = next().await;
        assert!(due.is_some());
        let until = recorded(&world, warden, room, aged(25.0)).await;
        assert_eq!(until, world.at(25, 0, 0).0, "it was of yesterday: that midnight is over");
        assert!(shown(&world, hearing).await[1].0.is_none());
        assert_eq!(next().await, due, "the room is still to check itself");
        let until = recorded(&world, warden, room, aged(15.0)).await;
        assert_eq!(until, world.at(26, 0, 0).0);
        assert_eq!(shown(&world, hearing).await[1].0.as_ref().map(|check| check.verdict), Some(Verdict::Pass));
        assert_ne!(next().await, due);
    }

    async fn of_an_age_that_cannot_be_nothing_is_believed(world) {
        world.clock.set(world.at(25, 7, 30));
        let hearing = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let lawyer = world.invited(hearing, world.seeds.people.lawyer).await;
        let own = CheckedFor::Participant(hearing);
        for age_s in [-1.0, -1e300, MOST_AGE_S + 1.0, 1e300, f64::INFINITY, f64::NAN] {
            for measured in [sound(), black()] {
                let measured = Measurements { age_s, microphone: Taken::Skipped, ..measured };
                let result = world.services.checks.record(&lawyer, None, own, measured).await.unwrap();
                assert_eq!(result.verdict, Verdict::NotMeasured, "{age_s}");
                let believed = result.steps.iter().find(|step| step.findings != [Finding::Implausible]).unwrap();
                assert_eq!((believed.step, &believed.findings[..]), (Step::Microphone, &[Finding::Skipped][..]));
            }
        }
        let rows = device_checks::Entity::find().all(&world.house.db).await.unwrap();
        assert_eq!(rows.len(), 12);
        assert!(rows.iter().all(|row| row.expires_at == world.now().plus_minutes(24 * 60).0));
    }
}
