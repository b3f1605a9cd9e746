//! The planner: against its own verifier, which knows nothing of the search, and against trying everything.

mod exhaustive;
mod fixed;
mod mistakes;
mod reasons;
mod reference;
mod time;
mod verdicts;
mod worlds;
mod zones;

use std::sync::atomic::{AtomicU32, Ordering};

use proptest::prelude::*;
use serde_json::{Value, json};
use shared::plan::{Effort, answer::Plan, docket::Docket, plan, read, verify};

use self::worlds::world;

fn docket(value: &Value) -> Docket {
    read(&value.to_string()).unwrap()
}

fn planned(value: &Value, steps: u64) -> Plan {
    plan(&docket(value), Effort::Steps(steps), 7)
}

/// A docket with nothing in it.
fn empty() -> Value {
    json!({
        "horizon": {"from": "2027-01-11", "to": "2027-01-15"}, "zone": "America/El_Salvador", "grid_minutes": 5,
        "buffers": {"turnover_minutes": 10, "movement_minutes": 15},
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn every_plan_is_sound(seed in any::<u64>(), steps in 0_u64..400) {
        let docket = docket(&world(seed));
        let plan = plan(&docket, Effort::Steps(steps), seed);
        prop_assert_eq!(verify(&docket, &plan), vec![]);
        prop_assert!(plan.unplaced.iter().all(|request| !request.reasons.is_empty()), "no reason given");
    }

    #[test]
    fn a_written_plan_reads_the_same_but_for_its_reasons(seed in any::<u64>()) {
        let docket = docket(&world(seed));
        let mut plan = plan(&docket, Effort::Steps(20), seed);
        let read: Plan = serde_json::from_str(&serde_json::to_string(&plan).unwrap()).unwrap();
        plan.unplaced.iter_mut().for_each(|request| request.reasons.clear());
        prop_assert_eq!(read, plan);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn the_same_seed_and_steps_make_the_same_plan(seed in any::<u64>()) {
        let docket = docket(&world(seed));
        let once = plan(&docket, Effort::Steps(300), seed);
        prop_assert_eq!(plan(&docket, Effort::Steps(300), seed), once);
    }

    #[test]
    fn more_steps_are_never_worse_than_none(seed in any::<u64>()) {
        let docket = docket(&world(seed));
        let worth = |steps| {
            let plan = plan(&docket, Effort::Steps(steps), 3);
            (plan.weight, -plan.waiting_days)
        };
        prop_assert!(worth(500) >= worth(0));
    }
}

#[test]
fn threads_make_a_sound_plan_and_stop_when_told() {
    let docket = docket(&world(11));
    let looks = AtomicU32::new(0);
    let passed = || f64::from(looks.fetch_add(1, Ordering::Relaxed)) / 100.0;
    let plan = plan(&docket, Effort::While(&passed, 2), 1);
    assert_eq!(verify(&docket, &plan), vec![]);
    assert!(plan.proved_optimal || looks.into_inner() < 110, "it stopped");
}

#[test]
fn an_empty_docket_has_an_empty_plan() {
    let plan = planned(&empty(), 100);
    assert!(plan.placed.is_empty() && plan.unplaced.is_empty() && plan.proved_optimal);
    assert_eq!((plan.weight, plan.waiting_days), (0, 0));
    let text = serde_json::to_string(&plan).unwrap();
    assert_eq!(text, r#"{"placed":[],"unplaced":[],"weight":0,"waiting_days":0,"proved_optimal":true}"#);
}

#[test]
fn what_is_fixed_keeps_its_place_though_it_is_in_the_way() {
    let mut value = verdicts::house();
    value["requests"] = json!([verdicts::request("h1", 1), verdicts::request("h2", 9)]);
    value["centres"][0]["rooms"] = json!([{"id": "r1", "hours": [{"weekday": "mon", "from": "08:00", "to": "09:00"}]}]);
    value["fixed"] = json!([{"request": "h1", "start": "2027-01-11T08:10", "rooms": {"c1": "r1"}}]);
    let plan = planned(&value, 300);
    assert_eq!(verify(&docket(&value), &plan), vec![]);
    assert_eq!(plan.placed.len(), 1);
    assert_eq!(serde_json::to_value(&plan.placed[0]).unwrap(), value["fixed"][0]);
    assert_eq!((plan.weight, plan.unplaced[0].request.as_str()), (1, "h2"));
    // h2 has no start beside what is fixed, so nothing could be better.
    assert!(plan.proved_optimal);
}

#[test]
fn what_weighs_nothing_is_placed_where_it_fits() {
    let mut value = verdicts::house();
    value["requests"] = json!([verdicts::request("h1", 0)]);
    assert_eq!(planned(&value, 10).placed.len(), 1);
}

#[test]
fn waiting_counts_from_the_earliest_date_even_before_the_horizon() {
    let mut value = verdicts::house();
    value["requests"] = json!([verdicts::request("h1", 3)]);
    value["requests"][0]["earliest"] = json!("2027-01-08");
    let plan = planned(&value, 10);
    assert_eq!((plan.waiting_days, plan.proved_optimal), (9, true));
    assert_eq!(verify(&docket(&value), &plan), vec![]);
}
