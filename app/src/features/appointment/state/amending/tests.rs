use shared::{
    appointment::{Amendment, Kind, NewDeadline, SiteRooms},
    error::{Fault, Problem},
    time::{Instant, Minutes},
};

use super::*;

fn seen() -> AmendFields {
    AmendFields {
        case_number: "EXP-0111-22".to_owned(),
        hearing_type: "preliminary".to_owned(),
        date: "2027-01-12".to_owned(),
        time: "08:45".to_owned(),
        duration: "45".to_owned(),
        ..AmendFields::default()
    }
}

fn form(change: impl FnOnce(&mut AmendFields)) -> AmendForm {
    let mut typed = seen();
    change(&mut typed);
    AmendForm { version: 3, seen: seen(), typed }
}

fn read(form: &AmendForm) -> Result<Amendment, Vec<Problem>> {
    form.read(Kind::Hearing, |civil| Ok(Instant(i64::from(civil.hour()))))
}

#[test]
fn only_what_was_typed_differently_is_a_change() {
    assert_eq!(read(&form(|_| ())), Ok(Amendment::default()));
    let change = read(&form(|typed| typed.duration = "60".to_owned())).unwrap();
    assert_eq!(change, Amendment { duration: Minutes::new(60), ..Amendment::default() });
    let change = read(&form(|typed| typed.time = "10:15".to_owned())).unwrap();
    assert_eq!(change, Amendment { start: Some(Instant(10)), ..Amendment::default() });
}

#[test]
fn every_wrong_field_is_named() {
    let wrong = form(|typed| {
        typed.case_number = String::new();
        typed.hearing_type = "nonsense".to_owned();
        typed.date = "12/1/2027".to_owned();
        typed.duration = "5".to_owned();
        typed.resolution = "114-2026".to_owned();
    });
    let fields: Vec<String> = read(&wrong).unwrap_err().into_iter().map(|problem| problem.field).collect();
    assert_eq!(
        fields,
        ["case_number", "hearing_type", "date", "duration", "resolution_date", "resolution_judge", "ground"]
    );
}

#[test]
fn a_teleconsultation_has_no_hearing_fields_to_get_wrong() {
    let ignored = form(|typed| {
        typed.hearing_type = String::new();
        typed.resolution = "114-2026".to_owned();
    });
    assert_eq!(ignored.read(Kind::Teleconsultation, |_| Err(Fault::TimeSkipped)), Ok(Amendment::default()));
}

#[test]
fn two_people_s_changes_are_put_together() {
    let mine = form(|typed| typed.case_number = "EXP-0999-22".to_owned());
    let mut now = seen();
    now.time = "10:15".to_owned();
    now.duration = "60".to_owned();
    let merged = mine.typed.merged(&mine.seen, &now);
    assert_eq!(merged.case_number, "EXP-0999-22", "what I typed stays");
    assert_eq!((merged.time.as_str(), merged.duration.as_str()), ("10:15", "60"), "what they changed shows");
}

#[test]
fn where_both_changed_the_same_what_i_typed_stays_for_me_to_decide() {
    let mine = form(|typed| typed.time = "09:00".to_owned());
    let mut now = seen();
    now.date = "2027-01-13".to_owned();
    now.time = "10:15".to_owned();
    let merged = mine.typed.merged(&mine.seen, &now);
    assert_eq!((merged.date.as_str(), merged.time.as_str()), ("2027-01-12", "09:00"), "a start is never half mine");
}

#[test]
fn what_i_typed_is_told_in_words() {
    let mine = form(|typed| {
        typed.hearing_type = "trial".to_owned();
        typed.time = "09:00".to_owned();
    });
    let told: Vec<(Field, String)> =
        mine.mine(Language::Es, &Choices::default()).into_iter().map(|one| (one.field, one.typed)).collect();
    assert_eq!(
        told,
        [(Field::HearingType, "Vista pública".to_owned()), (Field::Start, "martes 12 de enero, 09:00".to_owned())]
    );
}

#[test]
fn what_the_accused_said_is_a_change_by_itself() {
    let mut mine = form(|_| ());
    for fields in [&mut mine.seen, &mut mine.typed] {
        "R-77".clone_into(&mut fields.resolution);
        "not_asked".clone_into(&mut fields.accused);
    }
    "consents".clone_into(&mut mine.typed.accused);
    let told = mine.mine(Language::Es, &Choices::default());
    assert_eq!(told, [Mine { field: Field::Accused, typed: "Acepta la modalidad remota".to_owned() }]);
    "R-78".clone_into(&mut mine.typed.resolution);
    let told: Vec<Field> = mine.mine(Language::Es, &Choices::default()).into_iter().map(|one| one.field).collect();
    assert_eq!(told, [Field::LegalBasis, Field::Accused]);
}

const SALA_2: &str = "01990000-0000-7000-8000-000000000022";

#[test]
fn another_room_is_a_change_and_is_told_by_its_name() {
    let mine = form(|typed| SALA_2.clone_into(&mut typed.room));
    assert_eq!(read(&mine), Ok(Amendment { room: SALA_2.parse().ok(), ..Amendment::default() }));
    let rooms = vec![RoomChoice { id: SALA_2.parse().unwrap(), name: "Sala 2".parse().unwrap() }];
    let choices = Choices { rooms, ..Choices::default() };
    assert_eq!(mine.mine(Language::Es, &choices), [Mine { field: Field::Room, typed: "Sala 2".to_owned() }]);
    let forged = form(|typed| "nowhere".clone_into(&mut typed.room));
    assert_eq!(read(&forged), Err(vec![Problem::new("room", Fault::UnknownChoice)]));
}

#[test]
fn another_room_elsewhere_is_a_change_of_that_centre_alone() {
    const CENTRE: &str = "01990000-0000-7000-8000-000000000033";
    let elsewhere = |room: &str| BTreeMap::from([(CENTRE.to_owned(), room.to_owned())]);
    let mut mine = form(|typed| typed.beside = elsewhere(SALA_2));
    mine.seen.beside = elsewhere("01990000-0000-7000-8000-000000000021");
    let change =
        Amendment { rooms_beside: vec![(CENTRE.parse().unwrap(), SALA_2.parse().unwrap())], ..Amendment::default() };
    assert_eq!(read(&mine), Ok(change.clone()));
    assert_eq!(mine.wish(Kind::Hearing, |_| Err(Fault::TimeSkipped)), change, "whether it is possible is asked");
    let rooms = vec![RoomChoice { id: SALA_2.parse().unwrap(), name: "Sala 2".parse().unwrap() }];
    let site = SiteRooms { centre: CENTRE.parse().unwrap(), name: "La Esperanza".parse().unwrap(), rooms };
    let choices = Choices { beside: vec![site], ..Choices::default() };
    let told = mine.mine(Language::Es, &choices);
    assert_eq!(told, [Mine { field: Field::Room, typed: "Sala 2 (La Esperanza)".to_owned() }]);
    // Somebody else chose a third room meanwhile, or took the centre out of it.
    let now = |beside| AmendFields { beside, ..seen() };
    let third = elsewhere("01990000-0000-7000-8000-000000000023");
    assert_eq!(mine.typed.merged(&mine.seen, &now(third.clone())).beside, elsewhere(SALA_2));
    assert_eq!(mine.seen.merged(&mine.seen, &now(third.clone())).beside, third);
    assert_eq!(mine.typed.merged(&mine.seen, &now(BTreeMap::new())).beside, BTreeMap::new());
    let forged = form(|typed| typed.beside = elsewhere("nowhere"));
    assert_eq!(read(&forged), Err(vec![Problem::new("room", Fault::UnknownChoice)]));
}

#[test]
fn a_deadline_is_set_and_taken_away_and_a_reason_is_given() {
    let change = read(&form(|typed| {
        typed.deadline = "2027-01-20".to_owned();
        typed.notice_reason = " Detención que vence ".to_owned();
    }))
    .unwrap();
    assert_eq!(change.deadline, Some(NewDeadline::Last(jiff::civil::date(2027, 1, 20))));
    assert_eq!(change.notice_reason, "Detención que vence".parse().ok());
    let mut form = form(|_| ());
    form.seen.deadline = "2027-01-20".to_owned();
    assert_eq!(read(&form).unwrap().deadline, Some(NewDeadline::Lifted));
    form.typed.deadline = "20/1/2027".to_owned();
    assert_eq!(read(&form), Err(vec![Problem::new("deadline", Fault::NotADate)]));
    assert_eq!(form.read(Kind::Teleconsultation, |_| Err(Fault::TimeSkipped)), Ok(Amendment::default()));
    let told: Vec<Field> = form.mine(Language::Es, &Choices::default()).into_iter().map(|one| one.field).collect();
    assert_eq!(told, [Field::Deadline]);
}

#[test]
fn a_wish_is_the_time_and_room_only() {
    let mine = form(|typed| {
        typed.time = "10:15".to_owned();
        typed.case_number = String::new();
    });
    let instant = |civil: DateTime| Ok(Instant(i64::from(civil.hour())));
    let wish = mine.wish(Kind::Hearing, instant);
    assert_eq!(wish, Amendment { start: Some(Instant(10)), ..Amendment::default() });
    let nonsense = form(|typed| typed.time = "later".to_owned());
    assert_eq!(nonsense.wish(Kind::Hearing, instant), Amendment::default());
}

#[test]
fn a_slot_that_was_offered_takes_the_place_of_time_and_room_only() {
    let mine = form(|typed| typed.case_number = "EXP-0999-22".to_owned());
    let taken = mine.starting(jiff::civil::date(2027, 1, 13).at(14, 0, 0, 0), SALA_2.parse().ok());
    let change = read(&taken).unwrap();
    assert_eq!((change.start, change.room), (Some(Instant(14)), SALA_2.parse().ok()));
    assert_eq!(change.case_number, "EXP-0999-22".parse().ok());
}
