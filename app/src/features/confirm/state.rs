//! What the page of an invitation knows without drawing anything.

use locales::{dates, texts, words};
use serde::{Deserialize, Serialize};
use shared::{
    appointment::{Attendance, Kind},
    directory::Language,
    notice::{AnswerForm, AnswerKind, Invitation},
};

/// How someone came to an invitation: by a personal link, or signed in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Way {
    /// The link's secret; empty for someone who is signed in.
    pub token: String,
    /// The appointment, for someone who is signed in.
    pub appointment: String,
}

impl Way {
    /// Through the personal link with this secret.
    pub fn by_link(token: String) -> Self {
        Self { token, ..Self::default() }
    }

    /// Signed in, for an appointment.
    pub fn signed_in(appointment: String) -> Self {
        Self { appointment, ..Self::default() }
    }

    /// The address of the page.
    #[cfg(any(feature = "ssr", test))]
    pub fn page(&self) -> String {
        if self.token.is_empty() {
            format!("/appointments/{}/answer", self.appointment)
        } else {
            format!("/confirm/{}", self.token)
        }
    }

    /// The address of the page with the form for one answer open.
    #[cfg(any(feature = "ssr", test))]
    pub fn asking(&self, answer: &str) -> String {
        AnswerKind::from_code(answer)
            .map_or_else(|| self.page(), |kind| format!("{}?answer={}", self.page(), kind.code()))
    }

    /// The calendar file; only behind a personal link.
    pub fn calendar(&self) -> Option<String> {
        (!self.token.is_empty()).then(|| format!("/confirm/{}/calendar.ics", self.token))
    }

    /// Where the devices are checked for it.
    pub fn check(&self) -> String {
        if self.token.is_empty() {
            format!("/check?appointment={}", self.appointment)
        } else {
            format!("/check/{}", self.token)
        }
    }
}

/// The name under which a typed answer is kept.
#[cfg(any(feature = "ssr", test))]
pub fn answer_form_of(appointment: shared::ids::AppointmentId) -> String {
    format!("confirm/answer/{appointment}")
}

/// An invitation, and the answer that was typed and not taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationView {
    /// The invitation.
    pub invitation: Invitation,
    /// The answer as typed.
    pub typed: Option<AnswerForm>,
}

impl InvitationView {
    /// Which form stands open: the one that was refused, or the one that the address asks for.
    pub fn open(&self, asked: Option<&str>) -> Option<AnswerKind> {
        let refused = self.typed.as_ref().and_then(|typed| AnswerKind::from_code(&typed.answer));
        asked.and_then(AnswerKind::from_code).or(refused)
    }

    /// What stands in the form for `kind` at first: what was typed into it, or what was answered before.
    pub fn starting(&self, kind: AnswerKind) -> AnswerForm {
        if let Some(typed) = self.typed.as_ref().filter(|typed| typed.answer == kind.code()) {
            return typed.clone();
        }
        let answered = &self.invitation;
        let mut form = AnswerForm { answer: kind.code().to_owned(), ..AnswerForm::default() };
        let note = || answered.note.as_ref().map(ToString::to_string).unwrap_or_default();
        match (kind, answered.attendance) {
            (AnswerKind::Decline, Attendance::Declined) => {
                form.cause = answered.cause.map(|cause| cause.code().to_owned()).unwrap_or_default();
                form.note = note();
            }
            (AnswerKind::Propose, Attendance::Tentative) => {
                if let Some(start) = answered.proposed {
                    form.date = start.civil.date().to_string();
                    form.time = dates::time(start.civil);
                }
                form.note = note();
            }
            _ => {}
        }
        form
    }
}

/// The question that the page asks.
pub fn question(language: Language, kind: Kind) -> &'static str {
    let t = &texts(language).confirm;
    match kind {
        Kind::Hearing => t.ask_hearing,
        Kind::Teleconsultation => t.ask_teleconsultation,
        Kind::LegalMeeting => t.ask_meeting,
        Kind::MonitoringInterview | Kind::OfficialVisit | Kind::Training => t.ask_other,
    }
}

/// When the private meetings before and after it are, in words, for those who are part of them. Of one that was moved to
/// another day the day is said too.
pub fn meetings(language: Language, invitation: &Invitation) -> (Option<String>, Option<String>) {
    let t = &texts(language).confirm;
    let day = invitation.period.start.civil.date();
    let before = invitation.meeting_start.map(|start| {
        let start = start.civil;
        if start.date() == day {
            t.meeting_from(dates::time(start))
        } else {
            t.meeting_on(dates::moment(language, start))
        }
    });
    let after = invitation.meeting_after.map(|after| {
        let (start, end) = (after.start.civil, after.end.civil);
        let end = dates::clock(language, end, start.date());
        if start.date() == day {
            t.meeting_after(dates::time(start), end)
        } else {
            t.meeting_after_on(dates::moment(language, start), end)
        }
    });
    (before, after)
}

/// What they answered, as a sentence; `None` while they have not.
pub fn answered(language: Language, invitation: &Invitation) -> Option<String> {
    let t = &texts(language).confirm;
    match invitation.attendance {
        Attendance::NeedsAction => None,
        Attendance::Accepted => Some(t.said_accept.to_owned()),
        Attendance::Declined => {
            Some(invitation.cause.map_or_else(
                || t.said_decline.to_owned(),
                |cause| t.said_decline_because(words::cause(language, cause)),
            ))
        }
        Attendance::Tentative => Some(invitation.proposed.map_or_else(
            || t.said_propose.to_owned(),
            |start| t.said_propose_start(dates::moment(language, start.civil)),
        )),
    }
}

#[cfg(test)]
mod tests {
    use shared::{
        appointment::{Role, State},
        cause::Cause,
        time::{Instant, Local, LocalPeriod, ZoneName},
    };

    use super::*;

    fn at(hour: i8) -> Local {
        Local { at: Instant(i64::from(hour) * 3600), civil: jiff::civil::date(2027, 1, 12).at(hour, 45, 0, 0) }
    }

    fn view(attendance: Attendance, typed: Option<AnswerForm>) -> InvitationView {
        InvitationView {
            invitation: Invitation {
                appointment: "01990000-0000-7000-8000-000000000001".parse().unwrap(),
                version: 1,
                name: "Lic. C.".parse().unwrap(),
                role: Role::DefenceLawyer,
                kind: Kind::Hearing,
                hearing_type: None,
                case_number: None,
                agency_name: "Tribunal Sexto".parse().unwrap(),
                places: vec![shared::notice::Place {
                    centre: "Izalco Fase III".parse().unwrap(),
                    room: "Sala 2".parse().unwrap(),
                }],
                resolution: None,
                state: State::Booked,
                period: LocalPeriod { start: at(8), end: at(9) },
                zone: ZoneName("America/El_Salvador".to_owned()),
                meeting_start: None,
                meeting_after: None,
                times: shared::notice::Times {
                    period: shared::time::Period::new(at(8).at, at(9).at).unwrap(),
                    meetings: Vec::new(),
                },
                answer_by: at(7),
                can_answer: true,
                attendance,
                cause: Some(Cause::Illness),
                note: Some("Gripe".parse().unwrap()),
                proposed: Some(at(14)),
                today: jiff::civil::date(2027, 1, 11),
            },
            typed,
        }
    }

    fn typed(answer: &str) -> AnswerForm {
        AnswerForm { answer: answer.to_owned(), note: "lo que escribí".to_owned(), ..AnswerForm::default() }
    }

    #[test]
    fn every_address_belongs_to_the_way() {
        let link = Way::by_link("abc".to_owned());
        assert_eq!(link.asking("decline"), "/confirm/abc?answer=decline");
        assert_eq!(link.asking("<script>"), "/confirm/abc");
        assert_eq!(link.calendar().as_deref(), Some("/confirm/abc/calendar.ics"));
        let signed_in = Way::signed_in("7".to_owned());
        assert_eq!(signed_in.page(), "/appointments/7/answer");
        assert_eq!(signed_in.check(), "/check?appointment=7");
        assert_eq!(signed_in.calendar(), None);
    }

    #[test]
    fn a_refused_answer_stands_open_as_it_was_typed() {
        let view = view(Attendance::Declined, Some(typed("propose")));
        assert_eq!(view.open(None), Some(AnswerKind::Propose));
        assert_eq!(view.open(Some("decline")), Some(AnswerKind::Decline));
        assert_eq!(view.starting(AnswerKind::Propose).note, "lo que escribí");
        assert_eq!(view.starting(AnswerKind::Decline).note, "Gripe", "the other form shows what was answered before");
    }

    #[test]
    fn changing_an_answer_starts_from_it() {
        let view = view(Attendance::Tentative, None);
        assert_eq!(view.open(None), None);
        let form = view.starting(AnswerKind::Propose);
        assert_eq!((form.date.as_str(), form.time.as_str()), ("2027-01-12", "14:45"));
        assert_eq!(view.starting(AnswerKind::Decline).cause, "");
    }

    #[test]
    fn a_private_meeting_on_another_day_says_which() {
        let mut invitation = view(Attendance::NeedsAction, None).invitation;
        assert_eq!(meetings(Language::Es, &invitation), (None, None));
        invitation.meeting_start = Some(at(7));
        invitation.meeting_after = Some(LocalPeriod { start: at(9), end: at(10) });
        let said = |before: &str, after: &str| (Some(before.to_owned()), Some(after.to_owned()));
        let expected = said("reunión privada desde las 07:45", "reunión privada después, de 09:45 a 10:45");
        assert_eq!(meetings(Language::Es, &invitation), expected);
        let elsewhere = |local: Local, day: i8, hour: i8| Local {
            civil: jiff::civil::date(2027, 1, day).at(hour, 0, 0, 0),
            ..local
        };
        invitation.meeting_start = Some(elsewhere(at(7), 11, 9));
        invitation.meeting_after = Some(LocalPeriod { start: elsewhere(at(9), 13, 9), end: elsewhere(at(10), 13, 10) });
        let expected = said(
            "private meeting on Monday 11 January, 09:00",
            "private meeting after, on Wednesday 13 January, 09:00, until 10:00",
        );
        assert_eq!(meetings(Language::En, &invitation), expected);
        let expected = said(
            "reunión privada el lunes 11 de enero, 09:00",
            "reunión privada después, el miércoles 13 de enero, 09:00, hasta las 10:00",
        );
        assert_eq!(meetings(Language::Es, &invitation), expected);
    }

    #[test]
    fn what_was_answered_is_told_in_words() {
        let said = |attendance| answered(Language::Es, &view(attendance, None).invitation);
        assert_eq!(said(Attendance::NeedsAction), None);
        assert_eq!(said(Attendance::Declined).as_deref(), Some("Usted respondió que no asistirá: Enfermedad"));
        assert_eq!(said(Attendance::Tentative).as_deref(), Some("Usted propuso otra hora: martes 12 de enero, 14:45"));
    }
}
