//! Asking for an appointment: what is read of a form, and who asks for what.

use jiff::{ToSpan, civil::date};
use proptest::prelude::*;
use shared::{
    appointment::Kind,
    draft::{HORIZON_DAYS, fields::BOOKABLE},
    error::{Fault, Problem},
    ids::{AgencyId, DetaineeId},
    permission::{UseCase, permit_role},
    principal::AccountRole,
    request::{PartOfDay, RequestForm, asks_for, read, represented_from},
    text::{Note, TextError},
};
use uuid::Uuid;

const TODAY: jiff::civil::Date = date(2026, 11, 20);

fn form() -> RequestForm {
    RequestForm {
        detainee: "DEMO-0001".into(),
        agency: String::new(),
        date: "2026-11-23".into(),
        part: "morning".into(),
        duration: "40".into(),
        note: " Antes de la audiencia. ".into(),
    }
}

#[test]
fn a_sound_wish_is_read() {
    let wish = read(&form(), TODAY).unwrap();
    assert_eq!((wish.date, wish.part, wish.duration.get()), (date(2026, 11, 23), PartOfDay::Morning, 40));
    assert_eq!(wish.note.as_ref().map(Note::as_str), Some("Antes de la audiencia."));
    let short = RequestForm { note: " ".into(), ..form() };
    assert_eq!(read(&short, TODAY).unwrap().note, None);
}

#[test]
fn each_field_answers_for_itself() {
    type Change = fn(&mut RequestForm, &str);
    let duration = Fault::NumberOutside { min: 10, max: 480 };
    let long = "x".repeat(usize::from(Note::LIMIT) + 1);
    let rows: &[(&str, Change, &str, Fault)] = &[
        ("date", |form, text| form.date = text.into(), "", Fault::Missing),
        ("date", |form, text| form.date = text.into(), "soon", Fault::NotADate),
        ("date", |form, text| form.date = text.into(), "2026-11-19", Fault::InThePast),
        ("date", |form, text| form.date = text.into(), "2027-11-19", Fault::TooFarAhead),
        ("part", |form, text| form.part = text.into(), "", Fault::Missing),
        ("part", |form, text| form.part = text.into(), "night", Fault::UnknownChoice),
        ("duration", |form, text| form.duration = text.into(), "", Fault::Missing),
        ("duration", |form, text| form.duration = text.into(), "5", duration),
        ("note", |form, text| form.note = text.into(), &long, Fault::Text(TextError::TooLong { limit: Note::LIMIT })),
        ("note", |form, text| form.note = text.into(), "a\u{202E}b", Fault::Text(TextError::Reordering)),
    ];
    for (field, change, text, fault) in rows {
        let mut wrong = form();
        change(&mut wrong, text);
        assert_eq!(read(&wrong, TODAY), Err(vec![Problem::new(*field, *fault)]), "{field} = {text:?}");
    }
    let fields: Vec<String> =
        read(&RequestForm::default(), TODAY).unwrap_err().into_iter().map(|problem| problem.field).collect();
    assert_eq!(fields, ["date", "part", "duration"]);
}

#[test]
fn who_may_ask_asks_for_something_that_can_be_booked() {
    for role in AccountRole::ALL.iter().copied() {
        let kind = asks_for(role);
        assert_eq!(kind.is_some(), permit_role(role, UseCase::Ask).is_some(), "{role:?}");
        assert!(kind.is_none_or(|kind| BOOKABLE.contains(&kind)), "{role:?}");
        assert!(kind.is_none() || permit_role(role, UseCase::Book).is_none(), "{role:?} books and need not ask");
    }
    assert_eq!(asks_for(AccountRole::Lawyer), Some(Kind::LegalMeeting));
    assert_eq!(asks_for(AccountRole::Nurse), Some(Kind::Teleconsultation));
}

#[test]
fn what_stands_for_a_detainee_and_an_agency_comes_back() {
    let (detainee, agency) = (DetaineeId(Uuid::from_u128(7)), AgencyId(Uuid::from_u128(9)));
    assert_eq!(represented_from(&format!(" {detainee}_{agency} ")), Some((detainee, agency)));
    for wrong in [String::new(), detainee.to_string(), format!("{detainee}_"), "a_b".to_owned()] {
        assert_eq!(represented_from(&wrong), None, "{wrong}");
    }
}

proptest! {
    /// A day is taken exactly if it is not over and can be booked.
    #[test]
    fn days_are_taken_within_the_horizon(offset in -400_i64..400) {
        let day = TODAY.saturating_add(offset.days());
        let wish = read(&RequestForm { date: day.to_string(), ..form() }, TODAY);
        prop_assert_eq!(wish.is_ok(), (0..=HORIZON_DAYS).contains(&offset));
    }

    #[test]
    fn any_text_at_all_is_judged(
        date in "[0-9]{4}-[0-9]{2}-[0-9]{2}|.{0,12}", part in "any|morning|.{0,8}", duration in "[0-9]{0,4}|.{0,8}", note in ".{0,40}",
    ) {
        let form = RequestForm { date, part, duration, note, ..form() };
        match read(&form, TODAY) {
            Ok(wish) => prop_assert!(wish.date >= TODAY && (10..=480).contains(&wish.duration.get())),
            Err(problems) => prop_assert!(!problems.is_empty()),
        }
    }
}
