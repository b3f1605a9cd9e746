//! What makes a draft sound.

use jiff::civil::Date;

use super::{Booking, Draft, DraftStep, Invitee, MOST_DETAINEES, WhatForm, fields};
use crate::{
    appointment::{HearingType, Kind, LegalBasis, Role},
    error::{Fault, Problem},
    schedule::Meetings,
    text::{CaseNumber, Name, Note},
    time::Minutes,
};

/// Everything that is missing or wrong in the draft itself, per step. Whether people, rooms and times exist and are
/// free is for the services to say.
///
/// A problem's field is the name of the form's field; in the second step it is `detainee` or the code of the role that
/// has nobody, or that somebody has twice; in the third it is `slot`.
pub fn problems(draft: &Draft) -> Vec<(DraftStep, Problem)> {
    complete(draft).err().unwrap_or_default()
}

/// The booking, if every step is sound.
///
/// Only a hearing has a type, a case number, private meetings around it and a legal basis: what was typed there before the
/// kind was changed stays in the draft and out of the booking.
pub fn complete(draft: &Draft) -> Result<Booking, Vec<(DraftStep, Problem)>> {
    let what = read_what(&draft.what);
    let who = who_problems(draft);
    match (what, draft.slot) {
        (Ok(what), Some(slot)) if who.is_empty() => Ok(Booking {
            kind: what.kind,
            hearing_type: what.court.as_ref().map(|court| court.hearing_type),
            case_number: what.court.as_ref().map(|court| court.case_number.clone()),
            duration: what.duration,
            meetings: what.court.as_ref().map_or(Meetings::NONE, |court| court.meetings),
            interpreter_language: what.interpreter_language,
            deadline: what.court.as_ref().and_then(|court| court.deadline),
            notice_reason: what.court.as_ref().and_then(|court| court.notice_reason.clone()),
            legal_basis: what.court.and_then(|court| court.legal_basis),
            detainees: draft.detainees.clone(),
            invitees: draft.invitees.clone(),
            slot,
            beside: draft.beside.clone(),
            continues: draft.continues,
            request: draft.request,
        }),
        (what, slot) => {
            let no_slot = slot.is_none().then(|| Problem::new("slot", Fault::Missing));
            let what = what.err().unwrap_or_default().into_iter().map(|problem| (DraftStep::What, problem));
            let who = who.into_iter().map(|problem| (DraftStep::Who, problem));
            let when = no_slot.into_iter().map(|problem| (DraftStep::When, problem));
            Err(what.chain(who).chain(when).collect())
        }
    }
}

/// The first step, read.
struct What {
    kind: Kind,
    duration: Minutes,
    interpreter_language: Option<Name>,
    court: Option<CourtPart>,
}

/// What only hearings have.
struct CourtPart {
    hearing_type: HearingType,
    case_number: CaseNumber,
    meetings: Meetings,
    legal_basis: Option<LegalBasis>,
    deadline: Option<Date>,
    notice_reason: Option<Note>,
}

/// Problems come in the order of the form's fields.
fn read_what(form: &WhatForm) -> Result<What, Vec<Problem>> {
    use fields::keep;
    let mut problems = Vec::new();
    let kind = keep(&mut problems, "kind", fields::kind(&form.kind));
    let of_hearing = kind == Some(Kind::Hearing);
    let heading = if of_hearing {
        keep(&mut problems, "hearing_type", fields::hearing_type(&form.hearing_type)).zip(keep(
            &mut problems,
            "case_number",
            fields::text(&form.case_number),
        ))
    } else {
        None
    };
    let duration = keep(&mut problems, "duration", fields::duration(&form.duration));
    let meetings = if of_hearing { read_meetings(form, &mut problems) } else { None };
    let language =
        keep(&mut problems, "interpreter_language", fields::optional_text::<Name>(&form.interpreter_language));
    let legal_basis = if of_hearing {
        fields::legal_basis(form).unwrap_or_else(|wrong| {
            problems.extend(wrong);
            None
        })
    } else {
        None
    };
    let (deadline, notice_reason) = if of_hearing {
        let deadline = keep(&mut problems, "deadline", fields::optional_date(&form.deadline));
        (deadline.flatten(), keep(&mut problems, "notice_reason", fields::optional_text(&form.notice_reason)).flatten())
    } else {
        (None, None)
    };
    let court = heading.zip(meetings).map(|((hearing_type, case_number), meetings)| CourtPart {
        hearing_type,
        case_number,
        meetings,
        legal_basis,
        deadline,
        notice_reason,
    });
    match (kind, duration, language) {
        (Some(kind), Some(duration), Some(interpreter_language)) if problems.is_empty() => {
            Ok(What { kind, duration, interpreter_language, court })
        }
        _ => Err(problems),
    }
}

/// The lengths of the private meetings; a hearing needs the one before to be said.
fn read_meetings(form: &WhatForm, problems: &mut Vec<Problem>) -> Option<Meetings> {
    let before = fields::keep(problems, "meeting", fields::meeting(&form.meeting));
    let after = fields::keep(problems, "meeting_after", fields::meeting_after(&form.meeting_after));
    Some(Meetings { before: before?, after: after? })
}

/// Of the second step. Which roles are needed is known only once the kind is.
fn who_problems(draft: &Draft) -> Vec<Problem> {
    let mut problems = Vec::new();
    let most = i64::try_from(MOST_DETAINEES).unwrap_or(i64::MAX);
    let named = |place: usize| draft.detainees[..place].contains(&draft.detainees[place]);
    let wrong = match draft.detainees.len() {
        0 => Some(Fault::Missing),
        many if many > MOST_DETAINEES => Some(Fault::NumberOutside { min: 1, max: most }),
        many => (0..many).any(named).then_some(Fault::Duplicate),
    };
    problems.extend(wrong.map(|fault| Problem::new("detainee", fault)));
    let kind = fields::kind(&draft.what.kind).ok();
    let needed = kind.map_or(&[][..], Kind::needs);
    let language = fields::optional_text::<Name>(&draft.what.interpreter_language);
    let interpreter = matches!(language, Ok(Some(_))).then_some(Role::Interpreter);
    let has = |role: Role| draft.invitees.iter().any(|invitee| invitee.role == role);
    let missing = needed.iter().copied().chain(interpreter).filter(|role| !has(*role));
    problems.extend(missing.map(|role| Problem::new(role.code(), Fault::Missing)));
    let not_admitted = |invitee: &&Invitee| kind.is_some_and(|kind| !kind.admits(invitee.role));
    let others = draft.invitees.iter().filter(not_admitted).map(|other| (other.role, Fault::OnlyCounsel));
    let twice = seen_before(&draft.invitees).map(|twice| (twice.role, Fault::Duplicate));
    for (role, fault) in others.chain(twice) {
        let problem = Problem::new(role.code(), fault);
        if !problems.contains(&problem) {
            problems.push(problem);
        }
    }
    problems
}

/// The invitees who already stand earlier in the list: one person cannot be in two parts at once.
fn seen_before(invitees: &[Invitee]) -> impl Iterator<Item = &Invitee> {
    let earlier = |place: usize, person| invitees[..place].iter().any(|before| before.person == person);
    invitees.iter().enumerate().filter(move |(place, invitee)| earlier(*place, invitee.person)).map(|(_, it)| it)
}
