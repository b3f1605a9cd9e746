//! Tiny worlds in which every plan can be tried: the search finds the best of them.

use serde_json::{Value, json};
use shared::plan::{
    Rule,
    answer::{Placed, Plan, Unplaced},
    docket::Docket,
    verify,
};

use super::{docket, empty, planned, worlds::Dice};

/// A world with few starts: three hours on two days, on the hour.
fn tiny(seed: u64) -> Value {
    let mut dice = Dice::new(seed);
    let mut world = empty();
    world["horizon"] = json!({"from": "2027-01-11", "to": "2027-01-12"});
    world["grid_minutes"] = json!(60);
    let hours = |dice: &mut Dice| {
        let to = dice.one_of(&["10:00", "10:30", "11:00"]);
        json!([{"weekday": "mon", "from": "08:00", "to": to}, {"weekday": "tue", "from": "09:00", "to": "11:00"}])
    };
    world["centres"] = (0..2_u64)
        .map(|centre| {
            let rooms: Vec<Value> =
                (0..=dice.below(2)).map(|room| json!({"id": format!("r{room}"), "hours": hours(&mut dice)})).collect();
            json!({"id": format!("c{centre}"), "escort_teams": 1 + dice.below(2), "rooms": rooms})
        })
        .collect();
    world["people"] = json!([{"id": "p0"}, {"id": "p1"}]);
    world["detainees"] = (0..4_u64)
        .map(|one| {
            let apart = if dice.below(2) == 0 { vec![format!("d{}", (one + 2) % 4)] } else { vec![] };
            json!({"id": format!("d{one}"), "centre": format!("c{}", one % 2), "incompatible_with": apart})
        })
        .collect();
    world["requests"] = (0..3 + dice.below(2))
        .map(|request| {
            let one = dice.below(4);
            let mut sites = vec![json!({"centre": format!("c{}", one % 2), "detainees": [format!("d{one}")]})];
            if dice.below(5) == 0 {
                sites.push(json!({"centre": format!("c{}", (one + 1) % 2)}));
            }
            json!({
                "id": format!("h{request}"), "weight": 1 + dice.below(4), "duration_minutes": dice.one_of(&[30, 45, 60, 90]),
                "pre_minutes": dice.one_of(&[0, 0, 30]), "sites": sites, "people": [format!("p{}", dice.below(2))],
                "deadline": dice.one_of(&["2027-01-11T10:30", "2027-01-12T10:00", "2027-01-12T16:00", "2027-01-12T16:00"]),
            })
        })
        .collect();
    world
}

/// Tries every start and rooms of the requests from `at` on.
fn best(docket: &Docket, at: usize, placed: &mut Vec<Placed>, worth: (i64, i64), found: &mut (i64, i64)) {
    let Some(request) = docket.requests.get(at) else {
        *found = worth.max(*found);
        return;
    };
    let rest: i64 = docket.requests[at..].iter().map(|request| request.weight).sum();
    if worth.0 + rest < found.0 {
        return;
    }
    for day in 11..=12_i8 {
        for hour in 8..11_i8 {
            let start = jiff::civil::date(2027, 1, day).at(hour, 0, 0, 0);
            let (first, second) = (&request.sites[0], request.sites.get(1));
            for room in &docket.centres[first.centre].rooms {
                let others = second.map(|site| docket.centres[site.centre].rooms.as_slice()).unwrap_or_default();
                for other in others.iter().map(Some).chain(second.is_none().then_some(None)) {
                    let mut rooms = [(docket.centres[first.centre].id.clone(), room.id.clone())].to_vec();
                    if let (Some(site), Some(other)) = (second, other) {
                        rooms.push((docket.centres[site.centre].id.clone(), other.id.clone()));
                    }
                    placed.push(Placed { request: request.id.clone(), start, rooms: rooms.into_iter().collect() });
                    if sound(docket, placed) {
                        let waited = request.weight * i64::from(day - 11);
                        best(docket, at + 1, placed, (worth.0 + request.weight, worth.1 - waited), found);
                    }
                    placed.pop();
                }
            }
        }
    }
    best(docket, at + 1, placed, worth, found);
}

fn sound(docket: &Docket, placed: &[Placed]) -> bool {
    let unplaced = docket.requests.iter().filter(|request| !placed.iter().any(|held| held.request == request.id));
    let unplaced = unplaced.map(|request| Unplaced { request: request.id.clone(), reasons: Vec::new() }).collect();
    let plan = Plan { placed: placed.to_vec(), unplaced, weight: 0, waiting_days: 0, proved_optimal: false };
    verify(docket, &plan).iter().all(|violation| matches!(violation.rule, Rule::Weight | Rule::WaitingDays))
}

#[test]
fn the_search_finds_the_best_of_all_plans() {
    let (mut unplaced, mut proved) = (0, 0);
    for seed in 1..30 {
        let world = tiny(seed * 977);
        let docket = docket(&world);
        let mut expected = (0, 0);
        best(&docket, 0, &mut Vec::new(), (0, 0), &mut expected);
        let plan = planned(&world, 2000);
        assert_eq!((plan.weight, -plan.waiting_days), expected, "seed {seed}: {world}");
        unplaced += usize::from(!plan.unplaced.is_empty());
        proved += usize::from(plan.proved_optimal);
    }
    assert!(unplaced > 0 && proved > 0, "{unplaced} worlds are too full, {proved} are proved");
}
