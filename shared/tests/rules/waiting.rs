//! Who waits beside whom, against asking every two people at every minute.

use proptest::{option, prelude::*, sample::select};
use shared::{
    ids::RoomId,
    schedule::{
        Movement, Over, Resource, Why,
        waiting::{AgeGroup, Category, LegalStatus, Sex, Waiting, kept_apart},
    },
    text::Code,
    time::{Instant, Period},
};
use uuid::Uuid;

fn category() -> impl Strategy<Value = Category> {
    let status = option::of(select(LegalStatus::ALL.to_vec()));
    let (sex, age) = (option::of(select(Sex::ALL.to_vec())), option::of(select(AgeGroup::ALL.to_vec())));
    (status, sex, age).prop_map(|(status, sex, age)| Category { status, sex, age })
}

fn area() -> impl Strategy<Value = Code> {
    select(vec!["NORTE", "SUR"]).prop_map(|code| code.parse().unwrap())
}

fn period(start: i64, length: i64) -> Period {
    Period::new(Instant(start * 60), Instant((start + length) * 60)).unwrap()
}

fn waiting() -> impl Strategy<Value = Waiting> {
    (area(), category(), 0_i64..60, 1_i64..20).prop_map(|(area, category, start, length)| Waiting {
        area,
        category,
        out: period(start, length),
    })
}

#[test]
fn what_is_not_known_holds_nobody_apart() {
    let remand = Category { status: Some(LegalStatus::Remand), ..Category::default() };
    let woman = Category { sex: Some(Sex::Woman), ..Category::default() };
    assert!(!remand.apart(woman));
    assert!(!remand.apart(Category::default()));
    assert!(remand.apart(Category { status: Some(LegalStatus::Sentenced), ..woman }));
    assert!(woman.apart(Category { sex: Some(Sex::Man), ..remand }));
    assert!(!Category::default().is_known() && woman.is_known());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn being_held_apart_is_mutual_and_never_from_oneself(one in category(), other in category()) {
        prop_assert_eq!(one.apart(other), other.apart(one));
        prop_assert!(!one.apart(one));
    }

    #[test]
    fn a_room_is_barred_exactly_when_somebody_would_wait_beside_another_category(
        rooms in prop::collection::vec(area(), 1..4),
        own in prop::collection::vec(category(), 1..3),
        (before, after) in (0_u16..10, 0_u16..10),
        others in prop::collection::vec(waiting(), 0..5),
        (start, length) in (0_i64..60, 1_i64..20),
    ) {
        let room = |place: usize| RoomId(Uuid::from_u128(place as u128));
        let listed = rooms.iter().enumerate().map(|(place, area)| (room(place), area.clone()));
        let bars = kept_apart(listed, &own, Movement { before, after }, &others);
        let asked = period(start, length);
        let out = start - i64::from(before)..start + length + i64::from(after);
        for (place, area) in rooms.iter().enumerate() {
            let over = Over::Resource(Resource::Room(room(place)));
            let barred = bars.iter().any(|bar| bar.over == over && bar.period.overlaps(asked));
            let meets = |other: &Waiting| {
                let there = other.out.start().0 / 60..other.out.end().0 / 60;
                out.clone().any(|minute| there.contains(&minute))
            };
            let mixed = |other: &Waiting| own.iter().any(|one| one.apart(other.category));
            let wanted = others.iter().any(|other| other.area == *area && mixed(other) && meets(other));
            prop_assert_eq!(barred, wanted);
        }
        prop_assert!(bars.iter().all(|bar| bar.why == Why::Separated));
    }
}
