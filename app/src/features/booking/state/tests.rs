use locales::texts;
use shared::{
    directory::{Language, PersonSummary},
    draft::WhatForm,
    error::Fault,
    ids::{PersonId, RoomId},
    schedule::{Obstacle, ResourceKind, Slot},
    time::Instant,
};

use super::*;

fn id(last: u8) -> String {
    format!("01990000-0000-7000-8000-0000000000{last:02}")
}

fn view(problems: Vec<(DraftStep, Problem)>) -> DraftView {
    DraftView {
        id: id(1).parse().unwrap(),
        draft: Draft::default(),
        detainees: Vec::new(),
        people: Vec::new(),
        slot: None,
        held_until: None,
        problems,
        booked: None,
        zone: shared::time::ZoneName("America/El_Salvador".to_owned()),
        today: jiff::civil::date(2027, 1, 11),
    }
}

fn person(role: Role, name: &str) -> PersonSummary {
    PersonSummary {
        id: id(9).parse::<PersonId>().unwrap(),
        name: name.parse().unwrap(),
        role,
        email: None,
        interprets: None,
    }
}

fn detainee() -> shared::directory::DetaineeSummary {
    shared::directory::DetaineeSummary {
        id: id(3).parse().unwrap(),
        code: "DEMO-1042".parse().unwrap(),
        name: "Persona Ficticia".parse().unwrap(),
        centre: id(4).parse().unwrap(),
        centre_name: "Izalco Fase III".parse().unwrap(),
        module: None,
    }
}

#[test]
fn a_slot_survives_its_code() {
    let slot = Slot { start: Instant(1_799_769_600), room: id(2).parse::<RoomId>().unwrap() };
    assert_eq!(slot_from(&slot_code(slot)), Some(slot));
    for wrong in ["", "_", "12", "x_y", "12_not-a-room"] {
        assert_eq!(slot_from(wrong), None, "{wrong}");
    }
}

#[test]
fn saving_leads_on_only_when_the_step_is_sound() {
    let wrong_when = view(vec![(DraftStep::When, Problem::new("slot", Fault::Missing))]);
    assert_eq!(after(&wrong_when, DraftStep::What), path(wrong_when.id, DraftStep::Who));
    let wrong_what = view(vec![(DraftStep::What, Problem::new("duration", Fault::Missing))]);
    assert_eq!(after(&wrong_what, DraftStep::What), format!("/appointments/new/{}/what?checked=1", wrong_what.id));
    assert!(reachable(&wrong_what, DraftStep::What) && !reachable(&wrong_what, DraftStep::Who));
}

#[test]
fn the_first_needed_part_without_anybody_stands_open() {
    let mut view = view(Vec::new());
    view.draft.what = WhatForm { kind: "hearing".to_owned(), ..WhatForm::default() };
    assert_eq!(open_part(&view, None), None, "first the detainee");
    view.detainees = vec![detainee()];
    assert_eq!(open_part(&view, None), Some(Role::Judge));
    view.people = vec![person(Role::Judge, "Jueza A")];
    assert_eq!(open_part(&view, None), Some(Role::DefenceLawyer));
    view.people.push(person(Role::DefenceLawyer, "Defensa C"));
    assert_eq!(open_part(&view, None), None);
    view.draft.what.interpreter_language = "náuat".to_owned();
    assert_eq!(open_part(&view, None), Some(Role::Interpreter));
    assert_eq!(open_part(&view, Some(Role::Guest)), Some(Role::Guest), "what was asked for wins");
}

#[test]
fn in_a_private_meeting_counsel_is_asked_for_and_others_can_only_be_taken_out() {
    let what = WhatForm { kind: "legal_meeting".to_owned(), ..WhatForm::default() };
    let mut draft = Draft { what, ..Draft::default() };
    assert_eq!(parts(&draft), [Role::DefenceLawyer, Role::Interpreter]);
    assert!(is_needed(&draft, Role::DefenceLawyer) && !is_needed(&draft, Role::Interpreter));
    // The judge was chosen while it was to be a hearing.
    draft.invitees = vec![shared::draft::Invitee { person: id(9).parse().unwrap(), role: Role::Judge, required: true }];
    assert_eq!(parts(&draft), [Role::DefenceLawyer, Role::Interpreter, Role::Judge]);
    assert!(is_admitted(&draft, Role::Interpreter) && !is_admitted(&draft, Role::Judge));
    draft.what.kind = "hearing".to_owned();
    assert_eq!(parts(&draft).iter().filter(|role| **role == Role::Judge).count(), 1);
    assert!(is_admitted(&draft, Role::Judge));
}

#[test]
fn a_typed_length_takes_the_place_of_the_quick_choices() {
    let form = |duration: &str| WhatForm { duration: duration.to_owned(), ..WhatForm::default() };
    assert_eq!(with_other_duration(form(OTHER), " 75 ").duration, "75");
    assert_eq!(with_other_duration(form("45"), "75").duration, "45", "a quick choice wins over what was left typed");
    assert_eq!(with_other_duration(form(OTHER), "").duration, "");
    assert_eq!(duration_choice("75"), (OTHER, "75"));
    assert_eq!(duration_choice("45"), ("45", ""));
    assert_eq!(duration_choice(""), ("", ""));
}

#[test]
fn a_day_without_slots_says_why() {
    let clash = |kind| {
        let at = |hour| shared::time::Local { at: Instant(0), civil: jiff::civil::date(2027, 1, 11).at(hour, 0, 0, 0) };
        Obstacle::Taken(shared::schedule::Clash {
            kind,
            name: "Intérprete D".parse().unwrap(),
            period: shared::time::LocalPeriod { start: at(9), end: at(10) },
        })
    };
    assert_eq!(why_none(Language::Es, Some(&clash(ResourceKind::Person))), "Sin horas: Intérprete D no está libre");
    assert_eq!(why_none(Language::Es, Some(&clash(ResourceKind::Room))), "Sin horas: salas ocupadas");
    assert_eq!(why_none(Language::En, None), "No free times");
}

#[test]
fn what_is_held_without_a_break_is_one_obstacle() {
    let at = |hour: i8, minute: i8| shared::time::Local {
        at: Instant(i64::from(hour) * 3600 + i64::from(minute) * 60),
        civil: jiff::civil::date(2027, 1, 11).at(hour, minute, 0, 0),
    };
    let taken = |name: &str, from, to| {
        Obstacle::Taken(shared::schedule::Clash {
            kind: ResourceKind::Person,
            name: name.parse().unwrap(),
            period: shared::time::LocalPeriod { start: from, end: to },
        })
    };
    let found = joined(vec![
        taken("Defensa C", at(8, 30), at(9, 0)),
        Obstacle::NoRoom,
        taken("Jueza A", at(9, 0), at(9, 45)),
        taken("Defensa C", at(9, 0), at(9, 45)),
        taken("Defensa C", at(11, 0), at(12, 0)),
        Obstacle::NoRoom,
    ]);
    assert_eq!(
        found,
        [
            taken("Defensa C", at(8, 30), at(9, 45)),
            Obstacle::NoRoom,
            taken("Jueza A", at(9, 0), at(9, 45)),
            taken("Defensa C", at(11, 0), at(12, 0)),
        ]
    );
}

#[test]
fn of_every_hour_the_first_free_start_is_seen_at_once() {
    let slot = |hour: i8, minute: i8| {
        let at = shared::time::Local {
            at: Instant(i64::from(hour) * 3600 + i64::from(minute) * 60),
            civil: jiff::civil::date(2027, 1, 11).at(hour, minute, 0, 0),
        };
        SlotView {
            beside: Vec::new(),
            slot: Slot { start: at.at, room: id(2).parse().unwrap() },
            room: "Sala 1".parse().unwrap(),
            period: shared::time::LocalPeriod { start: at, end: at },
            meeting_start: None,
            meeting_end: None,
        }
    };
    let (seen, more) = by_hour(vec![slot(5, 0), slot(8, 15), slot(8, 30), slot(9, 0), slot(9, 15), slot(14, 45)]);
    let minutes = |slots: &[SlotView]| -> Vec<i64> { slots.iter().map(|slot| slot.slot.start.0 / 60).collect() };
    assert_eq!(minutes(&seen), [8 * 60 + 15, 9 * 60, 14 * 60 + 45]);
    assert_eq!(minutes(&more), [5 * 60, 8 * 60 + 30, 9 * 60 + 15]);
    let (seen, more) = by_hour(vec![slot(5, 0), slot(5, 15)]);
    assert_eq!((minutes(&seen), minutes(&more)), (vec![5 * 60], vec![5 * 60 + 15]), "before court hours only");
}

#[test]
fn held_starts_are_said_from_the_first_to_the_last() {
    let at = |hour: i8| shared::time::Local {
        at: Instant(i64::from(hour) * 3600),
        civil: jiff::civil::date(2027, 1, 11).at(hour, 15, 0, 0),
    };
    let held = |first, last| shared::draft::HeldStarts { first: at(first), last: at(last), until: at(12) };
    assert_eq!(held_times(&held(9, 10)), "09:15–10:15");
    assert_eq!(held_times(&held(9, 9)), "09:15");
}

#[test]
fn an_address_says_what_is_asked() {
    let asked = Asked::read(|key| match key {
        "checked" => Some("1".to_owned()),
        "part" => Some("defence_lawyer".to_owned()),
        "date" => Some("2027-01-11".to_owned()),
        _ => None,
    });
    assert!(asked.checked);
    assert_eq!(asked.part, Some(Role::DefenceLawyer));
    assert_eq!(asked.wish.date, "2027-01-11");
    assert_eq!(Asked::read(|_| None), Asked::default());
}

#[test]
fn whom_somebody_seeks_is_sought_in_one_list_and_stands_in_no_address() {
    let of = |part| Asked { part, sought: "Ana".to_owned(), ..Asked::default() };
    let judge = Some(Role::Judge);
    assert_eq!([of(judge).sought_in(judge), of(None).sought_in(None)], ["Ana", "Ana"]);
    assert_eq!([of(judge).sought_in(None), of(None).sought_in(judge)], ["", ""]);
    assert_eq!(Asked::read(|key| Some(key.to_owned())).sought, "");
}

#[test]
fn a_teleconsultation_has_no_hearing_lines() {
    let mut view = view(Vec::new());
    view.draft.what = WhatForm {
        kind: "teleconsultation".to_owned(),
        hearing_type: "trial".to_owned(),
        duration: "30".to_owned(),
        ..WhatForm::default()
    };
    let lines = summary(Language::Es, &view);
    assert_eq!(lines[0].value.as_deref(), Some("Teleconsulta · 30 min"));
    let t = &texts(Language::Es).booking;
    assert!(lines.iter().all(|line| line.label != t.sum_case && line.label != t.sum_basis));
}

#[test]
fn the_summary_names_code_and_centre_but_not_the_person() {
    let mut view = view(Vec::new());
    view.detainees = vec![detainee()];
    let lines = summary(Language::Es, &view);
    assert!(lines.iter().any(|line| line.value.as_deref() == Some("DEMO-1042 · Izalco Fase III")));
    assert!(lines.iter().all(|line| !line.value.as_deref().unwrap_or_default().contains("Persona")));
}

#[test]
fn a_private_meeting_of_any_length_can_be_kept() {
    assert_eq!(meetings_with("30"), MEETINGS);
    assert_eq!(meetings_with("20"), ["0", "15", "30", "45", "60", "20"]);
    for wrong in ["", "121", "soon"] {
        assert_eq!(meetings_with(wrong), MEETINGS, "{wrong:?}");
    }
}

#[test]
fn a_meeting_after_is_summed_up_if_there_is_one() {
    let t = &texts(Language::Es).booking;
    let what = |meeting_after: &str| WhatForm {
        kind: "hearing".to_owned(),
        meeting: "30".to_owned(),
        meeting_after: meeting_after.to_owned(),
        ..WhatForm::default()
    };
    let lines = |meeting_after: &str| {
        let draft = Draft { what: what(meeting_after), ..Draft::default() };
        summary(Language::Es, &DraftView { draft, ..view(Vec::new()) })
    };
    for none in ["", "0", " "] {
        assert!(lines(none).iter().all(|line| line.label != t.sum_after), "{none:?}");
    }
    let lines = lines("15");
    let values: Vec<_> = lines.iter().map(|line| (line.label, line.value.as_deref())).collect();
    assert!(values.contains(&(t.sum_after, Some("15 min en privado con la defensa"))), "{values:?}");
    assert!(values.contains(&(t.sum_before, Some("30 min en privado con la defensa"))), "{values:?}");
}

#[test]
fn whoever_answers_a_request_is_offered_its_kind_alone() {
    let mut draft =
        Draft { what: WhatForm { kind: "legal_meeting".to_owned(), ..WhatForm::default() }, ..Draft::default() };
    assert_eq!(kinds(&draft), fields::BOOKABLE);
    draft.request = Some(id(5).parse().unwrap());
    assert_eq!(kinds(&draft), [Kind::LegalMeeting]);
}

#[test]
fn a_refused_slot_is_told_by_the_wish_for_it() {
    let draft = view(Vec::new()).id;
    let civil = jiff::civil::date(2027, 1, 12).at(8, 45, 0, 0);
    let address = wish_path(draft, civil);
    assert_eq!(address, format!("/appointments/new/{draft}/when?date=2027-01-12&time=08:45"));
    let (_, query) = address.split_once('?').unwrap();
    let asked =
        Asked::read(|key| query.split('&').find_map(|one| one.strip_prefix(key)?.strip_prefix('=')).map(Into::into));
    let refused = |obstacles| ApiError::Refused(Error::Refused(obstacles));
    assert!(told_by_wish(&refused(Vec::new()), &asked.wish));
    assert!(told_by_wish(&ApiError::Refused(Error::Conflict(Vec::new())), &asked.wish));
    assert!(!told_by_wish(&refused(vec![Obstacle::NoRoom]), &asked.wish), "it says by itself why");
    assert!(!told_by_wish(&refused(Vec::new()), &WishForm::default()), "nothing else would tell it");
    assert!(!told_by_wish(&ApiError::Lost, &asked.wish));
}

#[test]
fn what_is_wrong_with_a_wish_is_wrong_with_no_step() {
    let fault = |field| Problem::new(field, Fault::NotADate);
    assert!(of_wish(&[fault("date"), fault("time")]));
    assert!(!of_wish(&[fault("date"), fault("deadline")]));
}
