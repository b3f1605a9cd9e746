//! The booking wizard's rules: one problem for each thing that is missing or wrong, named by its field.

use jiff::civil::{date, time};
use proptest::prelude::*;
use shared::{
    appointment::{AccusedPosition, HearingType, Kind, Role},
    draft::{
        DURATION_RANGE, Draft, DraftStep, Invitee, MEETING_MAX, MOST_DETAINEES, WhatForm, WishForm, accused_from,
        fields, in_private_meeting,
        rules::{complete, problems},
    },
    error::{Fault, Problem},
    ids::{DetaineeId, PersonId, RoomId},
    schedule::{Meetings, Slot},
    text::{Name, TextError},
    time::{Instant, Minutes},
};
use uuid::Uuid;

fn invitee(number: u128, role: Role) -> Invitee {
    Invitee { person: PersonId(Uuid::from_u128(number)), role, required: true }
}

fn what() -> WhatForm {
    WhatForm {
        kind: "hearing".into(),
        hearing_type: "initial".into(),
        case_number: "DEMO-123-2026".into(),
        duration: "60".into(),
        meeting: "30".into(),
        ..WhatForm::default()
    }
}

fn minutes(length: u16) -> Option<Minutes> {
    Minutes::new(length)
}

/// A hearing that can be booked.
fn hearing() -> Draft {
    Draft {
        what: what(),
        detainees: vec![DetaineeId(Uuid::from_u128(1))],
        invitees: vec![invitee(1, Role::Judge), invitee(2, Role::DefenceLawyer)],
        slot: Some(Slot { start: Instant(0), room: RoomId(Uuid::from_u128(1)) }),
        beside: Vec::new(),
        hold_until: None,
        continues: None,
        request: None,
    }
}

/// A teleconsultation that can be booked.
fn teleconsultation() -> Draft {
    Draft {
        what: WhatForm { kind: "teleconsultation".into(), duration: "20".into(), ..WhatForm::default() },
        invitees: vec![invitee(3, Role::Clinician)],
        ..hearing()
    }
}

/// A private meeting by itself that can be booked.
fn meeting() -> Draft {
    Draft {
        what: WhatForm { kind: "legal_meeting".into(), duration: "40".into(), ..WhatForm::default() },
        invitees: vec![invitee(2, Role::DefenceLawyer)],
        ..hearing()
    }
}

fn with_basis() -> WhatForm {
    WhatForm {
        resolution: "R-12/2026".into(),
        resolution_date: "2026-09-01".into(),
        resolution_judge: "Jueza de demostración".into(),
        ground: "Distancia y seguridad.".into(),
        ..what()
    }
}

/// The problems of `draft` as (step, field, fault).
fn found(draft: &Draft) -> Vec<(DraftStep, String, Fault)> {
    assert_eq!(problems(draft), complete(draft).err().unwrap_or_default());
    problems(draft).into_iter().map(|(step, problem)| (step, problem.field, problem.fault)).collect()
}

fn one(step: DraftStep, field: &str, fault: Fault) -> Vec<(DraftStep, String, Fault)> {
    vec![(step, field.to_owned(), fault)]
}

#[test]
fn a_sound_hearing_becomes_a_booking() {
    let booking = complete(&hearing()).unwrap();
    assert_eq!((booking.kind, booking.hearing_type), (Kind::Hearing, Some(HearingType::Initial)));
    assert_eq!(booking.case_number.unwrap().as_str(), "DEMO-123-2026");
    assert_eq!((booking.duration, booking.meetings.before), (minutes(60).unwrap(), minutes(30)));
    assert_eq!(booking.meetings.after, None);
    assert_eq!((booking.legal_basis, booking.interpreter_language), (None, None));
    assert_eq!((booking.detainees, Some(booking.slot)), (hearing().detainees, hearing().slot));
    assert_eq!(booking.invitees, hearing().invitees);
}

/// Drafts that were kept before there was such a field have none.
#[test]
fn a_draft_without_a_word_of_the_meeting_after_has_none() {
    let mut kept = serde_json::to_value(hearing()).unwrap();
    kept["what"].as_object_mut().unwrap().remove("meeting_after");
    let draft: Draft = serde_json::from_value(kept).unwrap();
    assert_eq!(draft, hearing());
    let after = Draft { what: WhatForm { meeting_after: "15".into(), ..what() }, ..hearing() };
    assert_eq!(complete(&after).unwrap().meetings, Meetings { before: minutes(30), after: minutes(15) });
}

#[test]
fn a_teleconsultation_has_nothing_of_a_court() {
    let booking = complete(&teleconsultation()).unwrap();
    assert_eq!((booking.kind, booking.duration.get()), (Kind::Teleconsultation, 20));
    // Typed for a hearing, before the kind was changed; even what is wrong there stops nothing now.
    let changed = Draft {
        what: WhatForm {
            kind: "teleconsultation".into(),
            duration: "20".into(),
            hearing_type: "nonsense".into(),
            meeting: "999".into(),
            meeting_after: "999".into(),
            resolution_date: "never".into(),
            ..with_basis()
        },
        ..teleconsultation()
    };
    let booking = complete(&changed).unwrap();
    assert_eq!((booking.hearing_type, booking.case_number, booking.meetings), (None, None, Meetings::NONE));
    assert_eq!(booking.legal_basis, None);
}

#[test]
fn a_private_meeting_by_itself_has_nothing_of_a_court() {
    let booking = complete(&meeting()).unwrap();
    assert_eq!((booking.kind, booking.duration.get()), (Kind::LegalMeeting, 40));
    assert_eq!((booking.hearing_type, booking.case_number, booking.meetings), (None, None, Meetings::NONE));
    assert_eq!((booking.legal_basis, booking.deadline, booking.notice_reason), (None, None, None));
}

#[test]
fn nobody_but_counsel_and_who_interprets_is_in_a_private_meeting() {
    for role in Role::ALL.iter().copied() {
        let mut draft = meeting();
        draft.invitees.push(invitee(9, role));
        let expected =
            if in_private_meeting(role) { Vec::new() } else { one(DraftStep::Who, role.code(), Fault::OnlyCounsel) };
        assert_eq!(found(&draft), expected, "{role:?}");
        assert_eq!(Kind::LegalMeeting.admits(role), in_private_meeting(role));
        assert!(Kind::ALL.iter().all(|kind| kind.admits(role) || *kind == Kind::LegalMeeting));
    }
    let mut judges = meeting();
    judges.invitees.extend([invitee(8, Role::Judge), invitee(9, Role::Judge)]);
    assert_eq!(found(&judges), one(DraftStep::Who, "judge", Fault::OnlyCounsel), "once for each part");
}

#[test]
fn an_empty_draft_lacks_everything_that_is_known_to_be_needed() {
    use Fault::Missing;
    let fields: Vec<_> = found(&Draft::default());
    assert_eq!(
        fields,
        [
            (DraftStep::What, "kind".to_owned(), Missing),
            (DraftStep::What, "duration".to_owned(), Missing),
            (DraftStep::Who, "detainee".to_owned(), Missing),
            (DraftStep::When, "slot".to_owned(), Missing),
        ]
    );
    let hearing = Draft { what: WhatForm { kind: "hearing".into(), ..WhatForm::default() }, ..Draft::default() };
    let fields: Vec<(DraftStep, String)> = found(&hearing).into_iter().map(|(step, field, _)| (step, field)).collect();
    let named = |step, fields: &[&str]| fields.iter().map(|field| (step, (*field).to_owned())).collect::<Vec<_>>();
    let mut expected = named(DraftStep::What, &["hearing_type", "case_number", "duration", "meeting"]);
    expected.extend(named(DraftStep::Who, &["detainee", "judge", "defence_lawyer"]));
    expected.extend(named(DraftStep::When, &["slot"]));
    assert_eq!(fields, expected);
}

#[test]
fn each_field_of_the_first_step_answers_for_itself() {
    use Fault::{Missing, NotADate, NumberOutside, Text, UnknownChoice};
    type Change = fn(&mut WhatForm, &str);
    let duration = NumberOutside { min: 10, max: 480 };
    let meeting = NumberOutside { min: 0, max: 120 };
    let rows: &[(&str, Change, &str, Fault)] = &[
        ("kind", |form, text| form.kind = text.into(), "party", UnknownChoice),
        ("kind", |form, text| form.kind = text.into(), "official_visit", UnknownChoice),
        ("kind", |form, text| form.kind = text.into(), "training", UnknownChoice),
        ("kind", |form, text| form.kind = text.into(), "  ", Missing),
        ("hearing_type", |form, text| form.hearing_type = text.into(), "", Missing),
        ("hearing_type", |form, text| form.hearing_type = text.into(), "Initial", UnknownChoice),
        ("case_number", |form, text| form.case_number = text.into(), " \t", Missing),
        ("case_number", |form, text| form.case_number = text.into(), "a\u{202E}b", Text(TextError::Reordering)),
        ("case_number", |form, text| form.case_number = text.into(), "a\u{7}b", Text(TextError::Control)),
        ("duration", |form, text| form.duration = text.into(), "", Missing),
        ("duration", |form, text| form.duration = text.into(), "9", duration),
        ("duration", |form, text| form.duration = text.into(), "481", duration),
        ("duration", |form, text| form.duration = text.into(), "an hour", duration),
        ("duration", |form, text| form.duration = text.into(), "-60", duration),
        ("duration", |form, text| form.duration = text.into(), "+60", duration),
        ("duration", |form, text| form.duration = text.into(), "60.5", duration),
        ("duration", |form, text| form.duration = text.into(), "99999999999999999999", duration),
        ("meeting", |form, text| form.meeting = text.into(), "", Missing),
        ("meeting", |form, text| form.meeting = text.into(), "121", meeting),
        ("meeting", |form, text| form.meeting = text.into(), "-1", meeting),
        ("meeting_after", |form, text| form.meeting_after = text.into(), "121", meeting),
        ("meeting_after", |form, text| form.meeting_after = text.into(), "later", meeting),
        (
            "interpreter_language",
            |form, text| form.interpreter_language = text.into(),
            "\u{200B}",
            Text(TextError::Reordering),
        ),
        ("accused", |form, text| form.accused = text.into(), "shrugs", UnknownChoice),
        ("resolution_date", |form, text| form.resolution_date = text.into(), "", Missing),
        ("resolution_date", |form, text| form.resolution_date = text.into(), "2026-02-30", NotADate),
        ("resolution", |form, text| form.resolution = text.into(), "", Missing),
        ("resolution_judge", |form, text| form.resolution_judge = text.into(), "", Missing),
        ("ground", |form, text| form.ground = text.into(), "", Missing),
    ];
    for (field, change, text, fault) in rows {
        let mut draft = Draft { what: with_basis(), ..hearing() };
        assert_eq!(found(&draft), []);
        change(&mut draft.what, text);
        assert_eq!(found(&draft), one(DraftStep::What, field, *fault), "{field} = {text:?}");
    }
}

#[test]
fn numbers_hold_at_their_bounds_and_white_space_does_not_matter() {
    let (least, most) = DURATION_RANGE;
    for (typed, read) in [(" 10 ", least), ("480", most), ("060", 60)] {
        assert_eq!(fields::duration(typed).map(Minutes::get), Ok(read));
    }
    assert_eq!(fields::meeting("0"), Ok(None));
    assert_eq!(fields::meeting("1").map(|meeting| meeting.map(Minutes::get)), Ok(Some(1)));
    assert_eq!(fields::meeting("120").map(|meeting| meeting.map(Minutes::get)), Ok(Some(MEETING_MAX)));
    for (typed, read) in [("", 0), (" ", 0), ("0", 0), ("1", 1), (" 120 ", MEETING_MAX)] {
        assert_eq!(fields::meeting_after(typed), Ok(Minutes::new(read)), "{typed:?}");
    }
    assert_eq!(fields::kind(" hearing "), Ok(Kind::Hearing));
}

#[test]
fn the_legal_basis_is_all_or_nothing() {
    let basis = fields::legal_basis(&with_basis()).unwrap().unwrap();
    assert_eq!((basis.resolution.as_str(), basis.date), ("R-12/2026", date(2026, 9, 1)));
    assert_eq!(basis.accused, AccusedPosition::NotAsked);
    let consents = WhatForm { accused: "consents".into(), ..with_basis() };
    assert_eq!(fields::legal_basis(&consents).unwrap().unwrap().accused, AccusedPosition::Consents);
    // A position that the form has preset is no beginning of a basis.
    assert_eq!(fields::legal_basis(&WhatForm { accused: "consents".into(), ..what() }), Ok(None));
    assert_eq!(fields::legal_basis(&WhatForm { ground: "  ".into(), ..what() }), Ok(None));
    let begun = WhatForm { ground: "Distancia".into(), ..what() };
    let missing: Vec<String> =
        fields::legal_basis(&begun).unwrap_err().into_iter().map(|problem| problem.field).collect();
    assert_eq!(missing, ["resolution", "resolution_date", "resolution_judge"]);
    assert_eq!(accused_from(""), Some(AccusedPosition::NotAsked));
    assert_eq!(accused_from("perhaps"), None);
}

#[test]
fn the_parts_without_which_there_is_no_appointment() {
    use Fault::Missing;
    for (base, role) in [
        (hearing(), Role::Judge),
        (hearing(), Role::DefenceLawyer),
        (teleconsultation(), Role::Clinician),
        (meeting(), Role::DefenceLawyer),
    ] {
        let mut draft = base;
        draft.invitees.retain(|invitee| invitee.role != role);
        assert_eq!(found(&draft), one(DraftStep::Who, role.code(), Missing));
    }
    for kind in [hearing(), teleconsultation(), meeting()] {
        let mut draft = kind;
        draft.what.interpreter_language = "Náhuat".into();
        assert_eq!(found(&draft), one(DraftStep::Who, "interpreter", Missing));
        draft.invitees.push(invitee(9, Role::Interpreter));
        assert_eq!(complete(&draft).unwrap().interpreter_language, Some("Náhuat".parse::<Name>().unwrap()));
    }
    let nobody = Draft { detainees: Vec::new(), ..hearing() };
    assert_eq!(found(&nobody), one(DraftStep::Who, "detainee", Missing));
    let never = Draft { slot: None, ..hearing() };
    assert_eq!(found(&never), one(DraftStep::When, "slot", Missing));
}

#[test]
fn nobody_is_brought_twice_and_not_too_many_are() {
    let many = |numbers: Vec<u128>| {
        let detainees = numbers.into_iter().map(|number| DetaineeId(Uuid::from_u128(number)));
        Draft { detainees: detainees.collect(), ..hearing() }
    };
    assert_eq!(found(&many(vec![1, 2, 1])), one(DraftStep::Who, "detainee", Fault::Duplicate));
    let most = u128::try_from(MOST_DETAINEES).unwrap();
    assert!(complete(&many((1..=most).collect())).is_ok());
    let fault = Fault::NumberOutside { min: 1, max: i64::try_from(most).unwrap() };
    assert_eq!(found(&many((0..=most).collect())), one(DraftStep::Who, "detainee", fault));
}

#[test]
fn nobody_takes_two_parts() {
    let mut draft = hearing();
    draft.invitees.push(invitee(1, Role::Guest));
    assert_eq!(found(&draft), one(DraftStep::Who, "guest", Fault::Duplicate));
    draft.invitees.extend([invitee(1, Role::Guest), invitee(2, Role::Guest)]);
    assert_eq!(found(&draft), one(DraftStep::Who, "guest", Fault::Duplicate), "once for each part");
    let panel = Draft { invitees: [hearing().invitees, vec![invitee(5, Role::Judge)]].concat(), ..hearing() };
    assert_eq!(found(&panel), [], "a court may have several judges");
}

#[test]
fn dates_and_times_are_read_as_browsers_send_them() {
    assert_eq!(fields::date("2026-09-01"), Ok(date(2026, 9, 1)));
    assert_eq!(fields::date(" 2028-02-29 "), Ok(date(2028, 2, 29)));
    for typed in [
        "2026-9-1",
        "01/09/2026",
        "20260901",
        "2026-02-29",
        "2026-13-01",
        "+026-09-01",
        "2026-09-01T10:00",
        "ñ026-09-1",
    ] {
        assert_eq!(fields::date(typed), Err(Fault::NotADate), "{typed}");
    }
    assert_eq!(fields::time("00:00"), Ok(time(0, 0, 0, 0)));
    assert_eq!(fields::time("23:59"), Ok(time(23, 59, 0, 0)));
    for typed in ["24:00", "9:30", "09.30", "09:60", "09:30:00", "-1:30", "half past nine"] {
        assert_eq!(fields::time(typed), Err(Fault::NotATime), "{typed}");
    }
    assert_eq!((fields::date(""), fields::time(" ")), (Err(Fault::Missing), Err(Fault::Missing)));
}

#[test]
fn a_wish_is_a_date_and_a_time_or_neither() {
    let wish = |date: &str, time: &str| fields::wish(&WishForm { date: date.into(), time: time.into() });
    assert_eq!(wish("", ""), Ok(None));
    assert_eq!(wish("2026-09-01", "10:30"), Ok(Some(date(2026, 9, 1).at(10, 30, 0, 0))));
    assert_eq!(wish("2026-09-01", ""), Err(vec![Problem::new("time", Fault::Missing)]));
    assert_eq!(wish("", "10:30"), Err(vec![Problem::new("date", Fault::Missing)]));
    let both = vec![Problem::new("date", Fault::NotADate), Problem::new("time", Fault::NotATime)];
    assert_eq!(wish("soon", "later"), Err(both));
}

#[test]
fn only_counsel_and_the_interpreter_meet_in_private() {
    let there: Vec<Role> = Role::ALL.iter().copied().filter(|role| in_private_meeting(*role)).collect();
    assert_eq!(there, [Role::DefenceLawyer, Role::Interpreter]);
}

proptest! {
    /// Whatever is typed, a draft is either sound or has a problem, and sound means within the bounds.
    #[test]
    fn any_text_at_all_is_judged(
        kind in "hearing|teleconsultation|legal_meeting|.{0,8}", hearing_type in "initial|trial|.{0,8}", case_number in ".{0,50}",
        duration in "[0-9]{0,4}|.{0,8}", meetings in proptest::array::uniform2("[0-9]{0,4}|.{0,8}"), language in ".{0,8}",
        basis in proptest::array::uniform5(".{0,12}|"),
    ) {
        let [meeting, meeting_after] = meetings;
        let [resolution, resolution_date, resolution_judge, ground, accused] = basis;
        let form = WhatForm {
            kind, hearing_type, case_number, duration, meeting, meeting_after, interpreter_language: language,
            resolution, resolution_date, resolution_judge, ground, accused,
            ..WhatForm::default()
        };
        let draft = Draft { what: form, ..hearing() };
        let draft = Draft {
            invitees: [draft.invitees.clone(), vec![invitee(3, Role::Clinician), invitee(4, Role::Interpreter)]].concat(),
            ..draft
        };
        match complete(&draft) {
            Ok(booking) => {
                prop_assert!((10..=480).contains(&booking.duration.get()));
                let Meetings { before, after } = booking.meetings;
                prop_assert!([before, after].into_iter().flatten().all(|meeting| meeting.get() <= 120));
                prop_assert_eq!(booking.kind == Kind::Hearing, booking.hearing_type.is_some());
                prop_assert_eq!(booking.kind == Kind::Hearing, booking.case_number.is_some());
                prop_assert!(booking.kind == Kind::Hearing || booking.legal_basis.is_none());
            }
            Err(problems) => {
                prop_assert!(!problems.is_empty());
                // Only a private meeting refuses people for its kind: everybody that the others need is there.
                let meeting = draft.what.kind.trim() == "legal_meeting";
                let expected = |(step, problem): &(DraftStep, Problem)| {
                    *step == DraftStep::What || (meeting && problem.fault == Fault::OnlyCounsel)
                };
                prop_assert!(problems.iter().all(expected));
                prop_assert!(problems.is_sorted_by_key(|(step, _)| *step));
            }
        }
    }
}
