//! Small random dockets, crowded enough that not everything fits, in zones with and without changing clocks.

use serde_json::{Value, json};

/// Numbers that look random.
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed | 1)
    }

    /// A number from 0 to below `end`.
    pub(super) fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    pub(super) fn one_of<T: Copy>(&mut self, values: &[T]) -> T {
        values[usize::try_from(self.below(values.len() as u64)).unwrap()]
    }
}

const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

fn clock(minutes: u64) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// A world: the zone and its first date, hours around the hour at which the clocks change there.
pub(super) fn world(seed: u64) -> Value {
    let mut dice = Dice::new(seed);
    let (zone, first) = dice.one_of(&[
        ("America/El_Salvador", 11_u64),
        ("Europe/Madrid", 27),
        ("Europe/Madrid", 30),
        ("America/Santiago", 4),
        ("America/Santiago", 3),
    ]);
    let month = match (zone, first) {
        ("America/El_Salvador", _) => "01",
        ("Europe/Madrid", 27) => "03",
        ("Europe/Madrid", _) => "10",
        (_, 4) => "09",
        _ => "04",
    };
    let day = |plus: u64| format!("2027-{month}-{:02}", (first + plus).min(31));
    let last = if first == 30 { 1 } else { dice.below(3) };
    let moment = |dice: &mut Dice, plus: u64| format!("{}T{}", day(plus), clock(dice.below(24 * 12) * 5));
    let period = |dice: &mut Dice| {
        let plus = dice.below(last + 1);
        let from = moment(dice, plus);
        let until = moment(dice, plus);
        if from < until {
            json!({"from": from, "to": until})
        } else {
            json!({"from": until, "to": format!("{}T23:59", day(plus))})
        }
    };
    let centres: Vec<Value> = (0..=dice.below(3))
        .map(|centre| {
            let rooms: Vec<Value> = (0..=dice.below(3))
                .map(|room| {
                    let mut hours = Vec::new();
                    for weekday in WEEKDAYS {
                        let from = dice.below(6 * 12) * 5;
                        hours.push(json!({"weekday": weekday, "from": clock(from), "to": clock(from + 60 + dice.below(60) * 5)}));
                    }
                    let blocks: Vec<Value> = (0..dice.below(2)).map(|_| period(&mut dice)).collect();
                    json!({"id": format!("r{room}"), "hours": hours, "blocks": blocks})
                })
                .collect();
            let counts: Vec<Value> = WEEKDAYS[..usize::try_from(dice.below(8)).unwrap()]
                .iter()
                .map(|weekday| json!({"weekday": weekday, "from": "02:30", "to": "03:00"}))
                .collect();
            json!({"id": format!("c{centre}"), "escort_teams": dice.below(4), "counts": counts, "rooms": rooms})
        })
        .collect();
    let people: Vec<Value> = (0..4)
        .map(|person| {
            let unavailable: Vec<Value> = (0..dice.below(2)).map(|_| period(&mut dice)).collect();
            json!({"id": format!("p{person}"), "unavailable": unavailable})
        })
        .collect();
    let detainees: Vec<Value> = (0..8_u64)
        .map(|detainee| {
            let apart: Vec<String> =
                (0..8).filter(|other| *other != detainee && dice.below(9) == 0).map(|other| format!("d{other}")).collect();
            json!({"id": format!("d{detainee}"), "centre": format!("c{}", detainee % centres.len() as u64), "incompatible_with": apart})
        })
        .collect();
    let grid = dice.one_of(&[5, 15, 30, 7]);
    let requests: Vec<Value> = (0..dice.below(14))
        .map(|request| {
            let mut sites = Vec::new();
            for centre in 0..centres.len() as u64 {
                if dice.below(2) == 0 {
                    let detainees: Vec<String> =
                        (0..8).filter(|one| one % centres.len() as u64 == centre && dice.below(4) == 0).map(|one| format!("d{one}")).collect();
                    sites.push(json!({"centre": format!("c{centre}"), "detainees": detainees}));
                }
            }
            let (judge, lawyer) = (dice.below(4), dice.below(4));
            let lawyers = if judge == lawyer { vec![] } else { vec![format!("p{lawyer}")] };
            let mut asked = json!({
                "id": format!("h{request}"), "weight": dice.below(9), "duration_minutes": dice.one_of(&[20, 45, 60, 33]),
                "pre_minutes": dice.one_of(&[0, 0, 15, 30]), "post_minutes": dice.one_of(&[0, 0, 10]),
                "sites": sites, "people": [format!("p{judge}")], "lawyers": lawyers,
            });
            match dice.below(9) {
                0..3 => asked["earliest"] = json!(day(dice.below(last + 1))),
                3..5 => {
                    asked["deadline"] = json!(format!("{}T{}", day(dice.below(last + 1)), clock(dice.below(24 * 60))));
                }
                _ => (),
            }
            asked
        })
        .collect();
    json!({
        "horizon": {"from": day(0), "to": day(last)}, "zone": zone, "grid_minutes": grid,
        "buffers": {"turnover_minutes": dice.one_of(&[0, 10, 15]), "movement_minutes": dice.one_of(&[0, 10, 15])},
        "centres": centres, "people": people, "detainees": detainees, "requests": requests,
    })
}
