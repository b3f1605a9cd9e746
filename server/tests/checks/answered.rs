//! What whoever checks is told: never more than everybody else is shown of the same devices.

use serde_json::json;
use server_fn::{Decodes, codec::PostcardEncoding};
use services::testing::World;
use shared::{
    check::{
        Acoustics, CHECK_VERSION, CheckResult, CheckedFor, Finding, Judgement, Measurements, Residual, Speaker, Step,
        Taken, Verdict, verdicts::judge,
    },
    principal::Principal,
};

use super::{black, sound, standing::shown};
use crate::harness::Desk;

/// A check in which the microphone heard the loudspeaker, of which the browser left this.
fn heard(residual: Residual) -> Measurements {
    let acoustics = Some(Acoustics { heard: true, residual });
    Measurements {
        speaker: Taken::Measured(Speaker { played: 3, heard: Some(3), running: true, acoustics }),
        ..sound()
    }
}

fn without_camera() -> Measurements {
    Measurements { camera: Taken::Skipped, ..sound() }
}

async fn told(world: &World, who: &Principal, counts_for: CheckedFor, measured: Measurements) -> Judgement {
    world.services.checks.record_further(who, None, counts_for, measured, None).await.unwrap().judgement
}

/// What is told of earlier checks.
fn earlier(judgement: &Judgement) -> Vec<(Step, Vec<Finding>)> {
    let found = Step::ALL.iter().filter_map(|step| judgement.earlier(*step));
    found.map(|step| (step.step, step.findings.clone())).collect()
}

services::on_both_databases! {
    async fn an_echo_that_an_earlier_check_found_is_told_where_this_one_could_not_measure_it(world) {
        world.clock.set(world.at(25, 7, 30));
        let hearing = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let (lawyer, warden) = (world.invited(hearing, world.seeds.people.lawyer).await, &world.seeds.accounts.warden);
        let (own, room) = (CheckedFor::Participant(hearing), CheckedFor::Room(world.seeds.izalco.hearing));
        for (turn, (who, counts_for)) in [(&lawyer, own), (warden, room)].into_iter().enumerate() {
            let found = told(&world, who, counts_for, heard(Residual::Dbfs(-20.0))).await;
            assert_eq!((found.verdict(), earlier(&found)), (Verdict::Warn, vec![]), "{counts_for:?}");
            world.clock.advance(1);
            let unknown = told(&world, who, counts_for, heard(Residual::NotTried)).await;
            assert_eq!(unknown.result.verdict, Verdict::Pass, "this one by itself");
            let stands = (Step::Speaker, vec![Finding::Echo]);
            assert_eq!((unknown.verdict(), earlier(&unknown)), (Verdict::Warn, vec![stands]), "{counts_for:?}");
            let (check, _) = shown(&world, hearing).await[turn].clone();
            let check = check.unwrap();
            let expected = (Verdict::Warn, vec![(Step::Speaker, Finding::Echo)]);
            assert_eq!((check.verdict, check.findings), expected, "as others read it");
            world.clock.advance(1);
            let measured = told(&world, who, counts_for, sound()).await;
            assert_eq!((measured.verdict(), earlier(&measured)), (Verdict::Pass, vec![]), "{counts_for:?}");
        }
    }

    async fn what_no_longer_counts_is_not_told(world) {
        let hearing = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let (lawyer, warden) = (world.invited(hearing, world.seeds.people.lawyer).await, &world.seeds.accounts.warden);
        let (own, room) = (CheckedFor::Participant(hearing), CheckedFor::Room(world.seeds.izalco.hearing));
        world.clock.set(world.at(24, 9, 0));
        for (who, counts_for) in [(&lawyer, own), (warden, room)] {
            told(&world, who, counts_for, black()).await;
        }
        for (moment, of_lawyer, of_room) in [
            (world.at(24, 23, 59), true, true),
            (world.at(25, 0, 0), true, false),
            (world.at(25, 8, 59), true, false),
            (world.at(25, 9, 0), false, false),
        ] {
            world.clock.set(moment);
            for (who, counts_for, stands) in [(&lawyer, own, of_lawyer), (warden, room, of_room)] {
                let judgement = told(&world, who, counts_for, without_camera()).await;
                let failed = (Verdict::Fail, vec![(Step::Camera, vec![Finding::Black])]);
                let expected = if stands { failed } else { (Verdict::NotMeasured, vec![]) };
                assert_eq!((judgement.verdict(), earlier(&judgement)), expected, "{counts_for:?} {moment:?}");
            }
        }
    }

    async fn what_was_found_of_other_devices_is_not_told(world) {
        world.clock.set(world.at(25, 7, 30));
        let hearing = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let (lawyer, judge) = (world.invited(hearing, world.seeds.people.lawyer).await, &world.seeds.accounts.judge);
        let warden = &world.seeds.accounts.warden;
        let (own, room) = (CheckedFor::Participant(hearing), CheckedFor::Room(world.seeds.izalco.hearing));
        let beside = CheckedFor::Room(world.seeds.izalco.second_hearing);
        for (who, counts_for) in [(&lawyer, own), (warden, room), (warden, CheckedFor::Trial)] {
            told(&world, who, counts_for, black()).await;
            world.clock.advance(1);
            world.services.checks.devices_changed(who, counts_for).await.unwrap();
        }
        told(&world, &lawyer, own, black()).await;
        told(&world, warden, room, black()).await;
        let nobody = &Principal::Anonymous;
        let trial = CheckedFor::Trial;
        for (who, counts_for) in [(judge, own), (warden, beside), (warden, trial), (nobody, trial)] {
            let judgement = told(&world, who, counts_for, without_camera()).await;
            assert_eq!((judgement.verdict(), earlier(&judgement)), (Verdict::NotMeasured, vec![]), "{counts_for:?}");
        }
        for (who, counts_for) in [(&lawyer, own), (warden, room)] {
            world.clock.advance(1);
            world.services.checks.devices_changed(who, counts_for).await.unwrap();
            let judgement = told(&world, who, counts_for, without_camera()).await;
            assert_eq!((judgement.verdict(), earlier(&judgement)), (Verdict::NotMeasured, vec![]), "{counts_for:?}");
        }
    }

    async fn a_part_of_the_same_check_is_told_only_where_the_rest_did_not_measure_it(world) {
        world.clock.set(world.at(25, 7, 30));
        let hearing = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let (lawyer, warden) = (world.invited(hearing, world.seeds.people.lawyer).await, &world.seeds.accounts.warden);
        let (own, room) = (CheckedFor::Participant(hearing), CheckedFor::Room(world.seeds.izalco.hearing));
        let checks = &world.services.checks;
        for (who, counts_for) in [(&lawyer, own), (warden, room)] {
            let skipped = vec![(Step::Camera, vec![Finding::Black])];
            for (rest, expected) in [(sound(), (Verdict::Pass, vec![])), (without_camera(), (Verdict::Fail, skipped))] {
                world.clock.advance(1);
                let first = checks.record_further(who, None, counts_for, black(), None).await.unwrap().check;
                world.clock.advance(1);
                let judgement = checks.record_further(who, None, counts_for, rest, first).await.unwrap().judgement;
                assert_eq!((judgement.verdict(), earlier(&judgement)), expected, "{counts_for:?}");
            }
        }
    }

    async fn a_page_of_another_version_is_told_that_alone(world) {
        world.clock.set(world.at(25, 7, 30));
        let hearing = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let (lawyer, warden) = (world.invited(hearing, world.seeds.people.lawyer).await, &world.seeds.accounts.warden);
        let (own, room) = (CheckedFor::Participant(hearing), CheckedFor::Room(world.seeds.izalco.hearing));
        for (turn, (who, counts_for)) in [(&lawyer, own), (warden, room)].into_iter().enumerate() {
            told(&world, who, counts_for, black()).await;
            world.clock.advance(1);
            let old = Measurements { version: CHECK_VERSION - 1, ..sound() };
            let judgement = told(&world, who, counts_for, old.clone()).await;
            assert_eq!(judgement, Judgement::alone(judge(&old)), "{counts_for:?}");
            assert!(judgement.standing.steps.iter().all(|step| step.findings == [Finding::OldPage]));
            let (check, _) = shown(&world, hearing).await[turn].clone();
            assert_eq!(check.map(|check| check.verdict), Some(Verdict::Fail), "what others read stays");
        }
    }

    async fn a_page_from_before_reads_its_result_in_the_answer_of_today(world) {
        let desk = Desk::over(&world);
        let cookie = desk.cookie("warden").await;
        let room = CheckedFor::Room(world.seeds.izalco.hearing);
        let record = async |measured: Measurements| {
            let sent = json!({ "token": null, "counts_for": room, "measured": measured }).to_string();
            let answered = desk.call("/do/check/record", Some(&cookie), &sent).await;
            assert!(answered.status.is_success(), "{} {}", answered.status, answered.body);
            answered.bytes
        };
        record(black()).await;
        world.clock.advance(1);
        let answer = record(without_camera()).await;
        let judgement: Judgement = PostcardEncoding::decode(answer.clone()).unwrap();
        assert_eq!(earlier(&judgement), [(Step::Camera, vec![Finding::Black])]);
        let result: CheckResult = PostcardEncoding::decode(answer).unwrap();
        assert_eq!((&result, result.verdict), (&judgement.result, Verdict::NotMeasured));
    }
}
