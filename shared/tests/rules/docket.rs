//! Lists of hearings: what is read loses nothing, what is proposed is what the finder allows beside the rest.

use std::num::NonZeroU16;

use proptest::{collection::vec, prelude::*};
use shared::{
    appointment::Kind,
    docket::{
        Adjustment, Column, Typed, hindrances,
        planning::{Days, Wanted, WantedAt, beside, broken, propose},
        reading::{Unreadable, lines},
    },
    ids::{CentreId, DetaineeId},
    plan::Effort,
    schedule::{
        Bar, Busy, Escorts, Meetings, Movement, Over, Request, Resource, RoomOption, Rules, Sitting, Slot, Why,
        finder::{Joint, Site},
        fitting::{Fitting, Need, unfit},
        waiting::{Category, Sex},
    },
    time::{Instant, Minutes, Period},
    zone::Zone,
};
use uuid::Uuid;

use crate::finder::worlds::{detainee, minutes, person, room};

/// 2027-01-11, a Monday, at midnight UTC.
const MONDAY: i64 = 1_799_625_600;

pub(crate) fn at(minutes: i64) -> Instant {
    Instant(MONDAY).plus_minutes(minutes)
}

pub(crate) fn days() -> Days {
    let monday = jiff::civil::date(2027, 1, 11);
    Days { zone: Zone::utc(), first: monday, last: monday }
}

pub(crate) fn centre(number: u8) -> CentreId {
    CentreId(Uuid::from_u128(u128::from(number) + 900))
}

prop_compose! {
    fn taken()(what in 0_u8..3, who in 0_u8..6, from in 32_i64..60, length in 1_i64..6) -> Busy {
        let resource = match what {
            0 => Resource::Room(room(who)),
            1 => Resource::Detainee(detainee(who)),
            _ => Resource::Person(person(who)),
        };
        Busy::booked(resource, Period::new(at(from * 15), at((from + length) * 15)).unwrap())
    }
}

/// What all hearings of a world have in common: the centre's rules, and what is booked.
#[derive(Clone, Debug)]
pub(crate) struct Ground {
    movement: Movement,
    turnover: u16,
    escorts: Option<Escorts>,
    bars: Vec<Bar>,
    taken: Vec<Busy>,
    hours: (i64, i64),
    /// Who must not meet whom: it is known of people, not of hearings.
    apart: Vec<(u8, u8)>,
    /// Whether all rooms share a waiting area, and which of the three are women.
    waiting: Option<[bool; 3]>,
    /// How many each of the rooms holds.
    holds: [Option<u16>; 3],
    /// Which of the centres it is.
    number: u8,
}

prop_compose! {
    pub(crate) fn ground()(
        before in 0_u16..3, after in 0_u16..3, turnover in 0_u16..3,
        teams in prop::option::of((1_u16..3, vec((30_i64..60, 1_i64..8), 0..3))),
        counts in vec((32_i64..60, 1_i64..4), 0..2),
        taken in vec(taken(), 0..5),
        open in 32_i64..36, close in 44_i64..56, apart in vec((0_u8..3, 0_u8..3), 0..2),
        waiting in prop::option::weighted(0.3, any::<[bool; 3]>()),
        holds in prop::array::uniform3(prop::option::weighted(0.2, 1_u16..3)),
    ) -> Ground {
        let period = |(from, length): &(i64, i64)| Period::new(at(from * 15), at((from + length) * 15)).unwrap();
        Ground {
            movement: Movement { before: before * 5, after: after * 5 },
            turnover: turnover * 5,
            escorts: teams.map(|(teams, out)| Escorts {
                teams: std::num::NonZeroU16::new(teams).unwrap(),
                out: out.iter().map(period).collect(),
                choosing: Vec::new(),
            }),
            bars: counts.iter().map(|count| Bar { over: Over::Centre, period: period(count), why: Why::Holiday }).collect(),
            taken,
            hours: (open * 15, close * 15),
            apart,
            waiting,
            holds,
            number: 0,
        }
    }
}

fn bars_apart(ground: &Ground, one: u8) -> Vec<DetaineeId> {
    let both = ground.apart.iter().flat_map(|(a, b)| [(*a, *b), (*b, *a)]);
    both.filter(|(a, b)| *a == one && a != b).map(|(_, other)| detainee(other + ground.number * 3)).collect()
}

/// What is needed in the centre of `ground`: `one` of its three detainees and perhaps another who may meet that one, `rooms`
/// of its rooms, and those from afar.
fn wanted_at(
    ground: &Ground,
    (one, other): (u8, Option<u8>),
    rooms: u8,
    length: (u16, [u16; 2]),
    from_afar: (&[u8], &[u8]),
) -> WantedAt {
    let open = vec![Period::new(at(ground.hours.0), at(ground.hours.1)).unwrap()];
    let here = |number: u8| room(number + ground.number * 3);
    let people = |all: &[u8]| all.iter().map(|number| person(*number)).collect::<Vec<_>>();
    let apart = bars_apart(ground, one);
    let other = other.filter(|other| *other != one && !apart.contains(&detainee(other + ground.number * 3)));
    let brought: Vec<u8> = std::iter::once(one).chain(other).collect();
    let fitting =
        |number: u8| Fitting { holds: ground.holds[usize::from(number)].and_then(NonZeroU16::new), bare: false };
    let need = Need::of(Kind::Hearing, brought.len());
    let around = Period::new(at(-24 * 60), at(48 * 60)).unwrap();
    let small = unfit((0..rooms).map(|number| (here(number), fitting(number))), need, around);
    let request = Request {
        horizon: Period::new(at(0), at(24 * 60)).unwrap(),
        not_before: at(0),
        duration: minutes(length.0 * 15),
        meetings: Meetings { before: Minutes::new(length.1[0] * 15), after: Minutes::new(length.1[1] * 15) },
        grid: Minutes::new(15).unwrap(),
        origin: at(0),
        rooms: (0..rooms).map(|number| RoomOption { room: here(number), open: open.clone() }).collect(),
        detainees: brought.iter().map(|one| detainee(one + ground.number * 3)).collect(),
        people: people(from_afar.0),
        counsel: people(from_afar.1),
        rules: Rules {
            movement: ground.movement,
            turnover: ground.turnover,
            bars: ground.bars.iter().copied().chain(small).collect(),
            escorts: ground.escorts.clone(),
            notice: None,
            deadline: None,
        },
    };
    let sex = |one: &u8| ground.waiting.map(|women| if women[usize::from(*one)] { Sex::Woman } else { Sex::Man });
    let areas = (0..rooms).filter(|_| ground.waiting.is_some()).map(|number| (here(number), "NORTE".parse().unwrap()));
    WantedAt {
        centre: centre(ground.number),
        site: Site { request, busy: ground.taken.clone() },
        apart: brought.iter().flat_map(|one| bars_apart(ground, *one)).collect(),
        categories: brought.iter().map(|one| Category { sex: sex(one), ..Category::default() }).collect(),
        areas: areas.collect(),
    }
}

prop_compose! {
    /// At the first of the grounds, and sometimes at the second as well.
    fn wanted(grounds: [Ground; 2])(
        one in (0_u8..3, prop::option::weighted(0.3, 0_u8..3)), judge in 0_u8..3, counsel in prop::option::of(3_u8..5),
        length in 1_u16..5, meetings in [0_u16..3, 0_u16..3], rooms in 1_u8..3, weight in 1_i64..4,
        beside in prop::option::weighted(0.3, ((0_u8..3, prop::option::weighted(0.3, 0_u8..3)), 1_u8..3)),
    ) -> Wanted {
        let counsel: Vec<u8> = counsel.into_iter().collect();
        let length = (length, meetings);
        let beside = beside.map(|(one, rooms)| wanted_at(&grounds[1], one, rooms, length, (&[], &[])));
        Wanted {
            first: wanted_at(&grounds[0], one, rooms, length, (&[judge], &counsel)),
            beside: beside.into_iter().collect(),
            weight,
            earliest: jiff::civil::date(2027, 1, 11),
            fixed: None,
        }
    }
}

/// Two centres that need the same time for bringing people and making rooms ready.
pub(crate) fn list(most: usize) -> impl Strategy<Value = Vec<Wanted>> {
    (ground(), ground()).prop_flat_map(move |(first, second)| {
        let (movement, turnover) = (first.movement, first.turnover);
        vec(wanted([first, Ground { number: 1, movement, turnover, ..second }]), 1..most)
    })
}

/// The same, each hearing at one centre only.
pub(crate) fn list_at_one(most: usize) -> impl Strategy<Value = Vec<Wanted>> {
    let alone = |one: Wanted| Wanted { beside: Vec::new(), ..one };
    list(most).prop_map(move |list| list.into_iter().map(alone).collect())
}

/// Two centres of which each has its own.
fn list_of_strangers(most: usize) -> impl Strategy<Value = Vec<Wanted>> {
    (ground(), ground())
        .prop_flat_map(move |(first, second)| vec(wanted([first, Ground { number: 1, ..second }]), 1..most))
}

pub(crate) fn is_free(list: &[Wanted], sittings: &[Option<Sitting>], place: usize, sitting: &Sitting) -> bool {
    let (mut first, mut others) = beside(list, sittings, place);
    let sites = std::iter::once(&mut first).chain(&mut others);
    for (site, slot) in sites.zip(sitting.slots()) {
        site.request.rooms.retain(|option| option.room == slot.room);
    }
    Joint::new(&first, &others).judge(sitting.slot.start).as_ref() == Ok(sitting)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(250))]

    #[test]
    fn every_proposal_is_free_beside_all_others(list in list(7), seed in any::<u64>()) {
        let slots = propose(&days(), &list, Effort::Steps(60), seed);
        prop_assert_eq!(broken(&days(), &list, &slots), Vec::<String>::new());
        for (place, slot) in slots.iter().enumerate() {
            if let Some(slot) = slot {
                prop_assert!(is_free(&list, &slots, place, slot), "{place} at {slot:?} of {slots:?}");
            } else {
                let (first, others) = beside(&list, &slots, place);
                let free = Joint::new(&first, &others).slots().next();
                prop_assert_eq!(free, None, "{} has no place though one is free", place);
            }
        }
    }

    #[test]
    fn centres_that_differ_are_each_kept_to(list in list_of_strangers(7), seed in any::<u64>()) {
        let slots = propose(&days(), &list, Effort::Steps(60), seed);
        prop_assert_eq!(broken(&days(), &list, &slots), Vec::<String>::new());
        for (place, slot) in slots.iter().enumerate() {
            if let Some(slot) = slot {
                prop_assert!(is_free(&list, &slots, place, slot), "{place} at {slot:?} of {slots:?}");
            }
        }
    }

    #[test]
    fn what_is_fixed_stays_if_it_can(list in list(6), seed in any::<u64>()) {
        let mut list = list;
        let first = propose(&days(), &list, Effort::Steps(30), seed);
        for (one, slot) in list.iter_mut().zip(&first).step_by(2) {
            one.fixed.clone_from(slot);
        }
        let second = propose(&days(), &list, Effort::Steps(30), seed.wrapping_add(1));
        for (one, slot) in list.iter().zip(&second) {
            if one.fixed.is_some() {
                prop_assert_eq!(&one.fixed, slot);
            }
        }
        prop_assert_eq!(broken(&days(), &list, &second), Vec::<String>::new());
    }

    #[test]
    fn nothing_that_is_typed_is_lost(
        cells in vec(vec("[^\\x00]{0,12}", 5..7), 1..6),
    ) {
        let head: Vec<String> = ["case", "tipo", "Detainee", "minutos", "PARTICIPANTES"].map(str::to_owned).to_vec();
        let rows = std::iter::once((1, head)).chain((2..).zip(cells.clone()));
        let Ok(read) = lines(rows) else {
            let blank = |row: &Vec<String>| row.iter().all(|cell| cell.trim().is_empty());
            prop_assert!(cells.iter().all(blank));
            return Ok(());
        };
        for (number, typed, _) in &read {
            let row = &cells[usize::try_from(*number).unwrap() - 2];
            prop_assert_eq!(typed.cell(Column::Case), row[0].trim());
            for cell in &row[4..] {
                prop_assert!(typed.cell(Column::People).contains(cell.trim()));
            }
            // Whatever it is, it is read without a fall.
            let (said, mistakes) = typed.read();
            prop_assert!(!said.detainees.is_empty() || !mistakes.is_empty());
        }
    }

    #[test]
    fn a_cell_of_any_text_is_read(text in any::<String>(), column in prop::sample::select(Column::ALL)) {
        let (said, _) = Typed::new([(column, text)]).read();
        prop_assert!((1..=9).contains(&said.urgency));
    }

    #[test]
    fn what_a_button_sends_is_what_it_says(line in any::<u32>(), start in any::<i64>(), number in any::<u8>()) {
        let slot = Slot { start: Instant(start), room: room(number) };
        for change in [Adjustment::Drop(line), Adjustment::Want(line), Adjustment::Keep(line), Adjustment::Fix(line, slot)] {
            prop_assert_eq!(change.to_string().parse(), Ok(change));
        }
    }
}

/// Starts around which no room is open long enough for the meetings are no news.
#[test]
fn only_starts_count_at_which_a_room_is_open_for_the_meetings_too() {
    let open = vec![Period::new(at(8 * 60), at(10 * 60)).unwrap()];
    let starts = |before: u16, after: u16| {
        let request = Request {
            horizon: Period::new(at(0), at(24 * 60)).unwrap(),
            not_before: at(0),
            duration: minutes(60),
            meetings: Meetings { before: Minutes::new(before), after: Minutes::new(after) },
            grid: minutes(15),
            origin: at(0),
            rooms: vec![RoomOption { room: room(1), open: open.clone() }],
            detainees: Vec::new(),
            people: Vec::new(),
            counsel: Vec::new(),
            rules: Rules::default(),
        };
        let site = Site { request, busy: Vec::new() };
        let why = hindrances((&site, &[]), (&site, &[]), |_| None);
        (why.starts, why.alone)
    };
    // From 8:00 to 9:00, less what the meetings take of it.
    assert_eq!(
        [starts(0, 0), starts(30, 0), starts(0, 45), starts(30, 30), starts(30, 45)],
        [(5, 5), (3, 3), (2, 2), (1, 1), (0, 0)]
    );
}

#[test]
fn codes_of_addresses_read_back() {
    let all = [
        Unreadable::Empty,
        Unreadable::NotText,
        Unreadable::TooMany(500),
        Unreadable::NoColumn(Column::Case),
        Unreadable::UnknownColumn("a:b".to_owned()),
        Unreadable::ColumnTwice(Column::People),
    ];
    for wrong in all {
        assert_eq!(Unreadable::from_code(&wrong.code()), Some(wrong));
    }
    assert_eq!(Unreadable::from_code("no_column:shoe"), None);
}

#[test]
fn columns_are_known_in_both_languages_however_they_are_written() {
    for column in Column::ALL {
        assert_eq!(Column::named(column.code()), Some(*column));
        assert_eq!(Column::named(&column.spanish().to_uppercase()), Some(*column));
    }
    assert_eq!(Column::named(" Reunión "), Some(Column::Meeting));
    assert_eq!(Column::named("Reunión_posterior"), Some(Column::MeetingAfter));
    assert_eq!(Column::named("LÍMITE"), Some(Column::Deadline));
    assert_eq!(Column::named("Motivo aviso"), Some(Column::NoticeReason));
    assert_eq!(Column::named("Motivo  aviso"), None);
    assert_eq!(Column::named("color"), None);
}
