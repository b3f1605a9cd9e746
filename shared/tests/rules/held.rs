//! What is typed of those who are held: whatever it is, it is read or its fields are named, and what stands reads back.

use proptest::{option, prelude::*, sample::select};
use shared::{
    error::{Fault, Problem},
    held::{CategoryForm, Leaving, LeavingForm, written},
    schedule::{
        Departure,
        waiting::{AgeGroup, Category, LegalStatus, Sex},
    },
};

fn category() -> impl Strategy<Value = Category> {
    let status = option::of(select(LegalStatus::ALL.to_vec()));
    let (sex, age) = (option::of(select(Sex::ALL.to_vec())), option::of(select(AgeGroup::ALL.to_vec())));
    (status, sex, age).prop_map(|(status, sex, age)| Category { status, sex, age })
}

fn leaving() -> impl Strategy<Value = Leaving> {
    (select(Departure::ALL.to_vec()), 1_i16..9999, 1_i8..13, 1_i8..29)
        .prop_map(|(why, year, month, day)| Leaving { why, from: jiff::civil::date(year, month, day) })
}

proptest! {
    #[test]
    fn a_category_reads_back_and_is_written_in_one_way(one in category(), other in category()) {
        let form = CategoryForm::of(one);
        prop_assert_eq!(form.read(), Ok(one));
        prop_assert_eq!(&form.seen, &written(one));
        prop_assert_eq!(written(one) == written(other), one == other);
        // Whoever chose otherwise on what stood before sees what stands now, with what they chose.
        let typed = CategoryForm { seen: written(other), ..CategoryForm::of(other) };
        let shown = CategoryForm::retyped(Some(typed), one);
        prop_assert_eq!(shown.read(), Ok(other));
        prop_assert_eq!(shown.seen, written(one));
        prop_assert_eq!(CategoryForm::retyped(None, one), form);
    }

    #[test]
    fn a_departure_reads_back_and_is_written_in_one_way(one in leaving(), other in leaving()) {
        let said = one.written();
        let (why, from) = said.split_once(' ').expect("two words");
        let form = LeavingForm { seen: String::new(), why: why.to_owned(), from: from.to_owned() };
        prop_assert!(form.asks());
        prop_assert_eq!(form.read(), Ok(one));
        prop_assert_eq!(one.written() == other.written(), one == other);
    }

    #[test]
    fn whatever_is_typed_is_read_or_named(why in any::<String>(), from in any::<String>()) {
        let form = LeavingForm { seen: String::new(), why, from };
        if let Err(problems) = form.read() {
            prop_assert!(!problems.is_empty());
            prop_assert!(problems.iter().all(|problem| ["why", "from"].contains(&&problem.field[..])));
        }
    }
}

#[test]
fn what_is_missing_or_unknown_is_named_in_the_order_of_the_form() {
    let missing = |field| Problem::new(field, Fault::Missing);
    assert!(!LeavingForm::default().asks());
    assert_eq!(LeavingForm::default().read(), Err(vec![missing("why"), missing("from")]));
    let unknown = CategoryForm { sex: "other".to_owned(), age: "old".to_owned(), ..CategoryForm::default() };
    let choice = |field| Problem::new(field, Fault::UnknownChoice);
    assert_eq!(unknown.read(), Err(vec![choice("sex"), choice("age")]));
}
