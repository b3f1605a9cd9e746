//! What the booking pages know without drawing anything: addresses, codes in forms, who is expected, the summary.

use jiff::civil::Date;
use locales::{dates, texts, words};
use shared::{
    appointment::{HearingType, Kind, Role},
    directory::{Language, PersonSummary},
    draft::{Draft, DraftStep, DraftView, SlotView, WishForm},
    error::Problem,
    ids::DraftId,
    schedule::{Obstacle, ResourceKind, Slot},
};

/// The lengths offered as quick choices, in minutes.
pub const DURATIONS: [&str; 5] = ["30", "45", "60", "90", "120"];
/// The private meetings offered, in minutes.
pub const MEETINGS: [&str; 5] = ["0", "15", "30", "45", "60"];

/// The address of a step.
pub fn path(draft: DraftId, step: DraftStep) -> String {
    format!("/appointments/new/{draft}/{}", step.code())
}

/// The address of a step that shows what is wrong with it.
pub fn checked(draft: DraftId, step: DraftStep) -> String {
    format!("{}?checked=1", path(draft, step))
}

/// Where saving `step` leads: on, or back to it with its problems.
#[cfg(any(feature = "ssr", test))]
pub fn after(view: &DraftView, step: DraftStep) -> String {
    match step.next() {
        Some(next) if problems_of(view, step).is_empty() => path(view.id, next),
        _ => checked(view.id, step),
    }
}

/// The name under which what was typed into the first step is kept.
#[cfg(any(feature = "ssr", test))]
pub fn what_form(draft: DraftId) -> String {
    format!("booking/what/{draft}")
}

/// The name under which a new person is kept as typed.
#[cfg(any(feature = "ssr", test))]
pub fn person_form(draft: DraftId) -> String {
    format!("booking/person/{draft}")
}

/// What is missing or wrong in one step.
pub fn problems_of(view: &DraftView, step: DraftStep) -> Vec<Problem> {
    view.problems.iter().filter(|(of, _)| *of == step).map(|(_, problem)| problem.clone()).collect()
}

/// A slot as one value of a form.
pub fn slot_code(slot: Slot) -> String {
    format!("{}_{}", slot.start.0, slot.room)
}

/// The slot that a form's value codes for.
#[cfg(any(feature = "ssr", test))]
pub fn slot_from(code: &str) -> Option<Slot> {
    let (start, room) = code.split_once('_')?;
    Some(Slot { start: shared::time::Instant(start.parse().ok()?), room: room.parse().ok()? })
}

/// The kind that the draft has so far.
pub fn kind_of(draft: &Draft) -> Option<Kind> {
    Kind::from_code(&draft.what.kind)
}

/// The value of the quick choice that leaves the length to be typed.
pub const OTHER: &str = "other";

/// The first step with the length that was typed instead of a quick choice.
#[cfg(any(feature = "ssr", test))]
pub fn with_other_duration(mut form: shared::draft::WhatForm, typed: &str) -> shared::draft::WhatForm {
    if form.duration == OTHER {
        typed.trim().clone_into(&mut form.duration);
    }
    form
}

/// The quick choice that stands for `duration`, and what is typed beside it.
pub fn duration_choice(duration: &str) -> (&str, &str) {
    match duration {
        "" => ("", ""),
        quick if DURATIONS.contains(&quick) => (quick, ""),
        typed => (OTHER, typed),
    }
}

/// The parts that the second step asks for, in order; the first that has nobody is the one to fill next.
pub fn parts(draft: &Draft) -> Vec<Role> {
    let mut parts = match kind_of(draft).unwrap_or(Kind::Hearing) {
        Kind::Hearing => vec![Role::Judge, Role::Prosecutor, Role::DefenceLawyer],
        Kind::Teleconsultation => vec![Role::Clinician, Role::Nurse],
        Kind::LegalMeeting => vec![Role::DefenceLawyer],
        Kind::MonitoringInterview | Kind::OfficialVisit | Kind::Training => Vec::new(),
    };
    parts.push(Role::Interpreter);
    parts.push(Role::Guest);
    parts
}

/// Whether it cannot be held without someone in this part.
pub fn is_needed(draft: &Draft, role: Role) -> bool {
    let of_kind = kind_of(draft).unwrap_or(Kind::Hearing).needs().contains(&role);
    of_kind || (role == Role::Interpreter && !draft.what.interpreter_language.trim().is_empty())
}

/// The part whose list of people stands open: the asked one, or the first needed one that has nobody.
pub fn open_part(view: &DraftView, asked: Option<Role>) -> Option<Role> {
    asked.or_else(|| {
        view.detainee.as_ref()?;
        let empty = |role: &Role| !view.people.iter().any(|person| person.role == *role);
        parts(&view.draft).into_iter().filter(|role| is_needed(&view.draft, *role)).find(empty)
    })
}

/// The people who were chosen for a part.
pub fn in_part(view: &DraftView, role: Role) -> Vec<PersonSummary> {
    view.people.iter().filter(|person| person.role == role).cloned().collect()
}

/// A wish for exactly the start of `slot`.
pub fn wish_for(slot: &SlotView) -> WishForm {
    let civil = slot.period.start.civil;
    WishForm { date: civil.date().to_string(), time: dates::time(civil) }
}

/// The address of the third step in a week, keeping nothing else.
pub fn week_path(draft: DraftId, week: Date) -> String {
    format!("{}?week={week}", path(draft, DraftStep::When))
}

/// Hours in which courts sit; of a day with free starts at any other time too, these are seen at once.
const COURT_HOURS: std::ops::RangeInclusive<i8> = 7..=16;

/// The starts of a day to see at once, the first free one of every hour, and those behind "more".
pub fn by_hour(slots: Vec<SlotView>) -> (Vec<SlotView>, Vec<SlotView>) {
    let hour = |slot: &SlotView| slot.period.start.civil.hour();
    let court = slots.iter().any(|slot| COURT_HOURS.contains(&hour(slot)));
    let mut hours = std::collections::BTreeSet::new();
    slots.into_iter().partition(|slot| (!court || COURT_HOURS.contains(&hour(slot))) && hours.insert(hour(slot)))
}

/// `mar 12 ene, 08:45`.
pub fn short_start(language: Language, slot: &SlotView) -> String {
    let civil = slot.period.start.civil;
    format!("{} {}", dates::weekday_short(language, civil.date()), dates::short_moment(language, civil))
}

/// `martes 12 de enero de 2027, 08:45–09:30`.
pub fn full_period(language: Language, slot: &SlotView) -> String {
    let (start, end) = (slot.period.start.civil, slot.period.end.civil);
    format!("{}, {}–{}", dates::full_date(language, start.date()), dates::time(start), dates::time(end))
}

/// Why a whole day has no free start, in a few words.
pub fn why_none(language: Language, why: Option<&Obstacle>) -> String {
    let t = &texts(language).booking;
    match why {
        // Starts off the grid are never offered, so that they are off it is no reason for a day.
        None | Some(Obstacle::OffGrid { .. }) => t.none.to_owned(),
        Some(Obstacle::TooEarly { .. }) => t.none_too_early.to_owned(),
        Some(Obstacle::OutsideHorizon) => t.none_too_late.to_owned(),
        Some(Obstacle::NoRoom) => t.none_no_room.to_owned(),
        Some(Obstacle::Closed { .. }) => t.none_closed.to_owned(),
        Some(Obstacle::Taken(clash)) => match clash.kind {
            ResourceKind::Room => t.none_rooms_taken.to_owned(),
            ResourceKind::Detainee | ResourceKind::Person => t.none_person_taken(&clash.name),
        },
    }
}

/// Obstacles as a person counts them: what holds the same thing without a break (an appointment and the private meeting
/// just before it) is one.
pub fn joined(obstacles: Vec<Obstacle>) -> Vec<Obstacle> {
    let mut all: Vec<Obstacle> = Vec::new();
    for obstacle in obstacles {
        let Obstacle::Taken(next) = obstacle else {
            if !all.contains(&obstacle) {
                all.push(obstacle);
            }
            continue;
        };
        let known = all.iter_mut().find_map(|known| match known {
            Obstacle::Taken(known)
                if (known.kind, &known.name) == (next.kind, &next.name)
                    && known.period.start.at <= next.period.end.at
                    && next.period.start.at <= known.period.end.at =>
            {
                Some(known)
            }
            _ => None,
        });
        match known {
            Some(known) => {
                known.period.start = known.period.start.min(next.period.start);
                known.period.end = known.period.end.max(next.period.end);
            }
            None => all.push(Obstacle::Taken(next)),
        }
    }
    all
}

/// What the address of a step asks for beside the step itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// Whether the person tried to go on, so that problems are shown.
    pub checked: bool,
    /// The detainee that is searched for.
    pub detainee: String,
    /// The part whose list stands open.
    pub part: Option<Role>,
    /// The name that is searched for in it.
    pub name: String,
    /// A date in the week that is shown.
    pub week: String,
    /// The start that is wished for.
    pub wish: WishForm,
}

impl Asked {
    /// Reads the parts of an address by name.
    pub fn read(of: impl Fn(&str) -> Option<String>) -> Self {
        let text = |key: &str| of(key).unwrap_or_default();
        Self {
            checked: of("checked").is_some(),
            detainee: text("detainee"),
            part: Role::from_code(&text("part")),
            name: text("name"),
            week: text("week"),
            wish: WishForm { date: text("date"), time: text("time") },
        }
    }
}

/// One line of the summary: what it is, what was chosen, and in which step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SummaryLine {
    /// What it is.
    pub label: &'static str,
    /// What was chosen; `None` if nothing yet.
    pub value: Option<String>,
    /// Where it is chosen.
    pub step: DraftStep,
}

/// What has been chosen so far, in the order of the steps.
pub fn summary(language: Language, view: &DraftView) -> Vec<SummaryLine> {
    let t = &texts(language).booking;
    let what = &view.draft.what;
    let kind = kind_of(&view.draft);
    let filled = |text: &str| (!text.trim().is_empty()).then(|| text.trim().to_owned());
    let minutes = |text: &str| filled(text).map(|text| format!("{text} min"));
    let line = |label, value, step| SummaryLine { label, value, step };
    let title = kind.map(|kind| {
        let hearing = HearingType::from_code(&what.hearing_type).filter(|_| kind == Kind::Hearing);
        let name = hearing.map_or(words::kind(language, kind), |hearing| words::hearing_type(language, hearing));
        minutes(&what.duration).map_or(name.to_owned(), |length| format!("{name} · {length}"))
    });
    let mut lines = vec![line(t.sum_what, title, DraftStep::What)];
    if kind == Some(Kind::Hearing) {
        lines.push(line(t.sum_case, filled(&what.case_number), DraftStep::What));
        let before = match what.meeting.trim() {
            "" => None,
            "0" => Some(t.sum_no_meeting.to_owned()),
            length => Some(t.sum_meeting(length)),
        };
        lines.push(line(t.sum_before, before, DraftStep::What));
        let basis = filled(&what.resolution);
        lines.push(line(t.sum_basis, basis.or_else(|| Some(t.sum_basis_later.to_owned())), DraftStep::What));
    }
    if let Some(tongue) = filled(&what.interpreter_language) {
        lines.push(line(t.sum_language, Some(tongue), DraftStep::What));
    }
    let detainee = view.detainee.as_ref().map(|person| format!("{} · {}", person.code, person.centre_name));
    lines.push(line(t.sum_detainee, detainee, DraftStep::Who));
    let people: Vec<&str> = view.people.iter().map(|person| person.name.as_str()).collect();
    lines.push(line(t.sum_people, filled(&people.join(" · ")), DraftStep::Who));
    let slot = view.slot.as_ref().map(|slot| format!("{} · {}", short_start(language, slot), slot.room));
    lines.push(line(t.sum_when, slot, DraftStep::When));
    lines
}

/// Everything that was chosen, in full, for checking before it is booked.
pub fn answers(language: Language, view: &DraftView) -> Vec<SummaryLine> {
    let t = &texts(language).booking;
    let mut lines = summary(language, view);
    for line in &mut lines {
        if line.label == t.sum_detainee {
            line.value = view.detainee.as_ref().map(|one| format!("{} · {} · {}", one.code, one.name, one.centre_name));
        } else if line.label == t.sum_people && !view.people.is_empty() {
            let people = view.people.iter().map(|one| format!("{} ({})", one.name, words::role(language, one.role)));
            line.value = Some(people.collect::<Vec<_>>().join(" · "));
        } else if line.label == t.sum_when {
            line.value = view.slot.as_ref().map(|slot| {
                let centre = view.detainee.as_ref().map(|one| format!(" ({})", t.sum_zone(&one.centre_name)));
                format!("{} · {}{}", full_period(language, slot), slot.room, centre.unwrap_or_default())
            });
        }
    }
    lines
}

/// Whether a step may be walked to from the list of steps: every earlier one is sound, or it was booked.
pub fn reachable(view: &DraftView, step: DraftStep) -> bool {
    view.problems.iter().all(|(of, _)| *of >= step)
}

#[cfg(test)]
mod tests {
    use shared::{
        error::Fault,
        ids::{PersonId, RoomId},
    };

    use shared::{draft::WhatForm, time::Instant};

    use super::*;

    fn id(last: u8) -> String {
        format!("01990000-0000-7000-8000-0000000000{last:02}")
    }

    fn view(problems: Vec<(DraftStep, Problem)>) -> DraftView {
        DraftView {
            id: id(1).parse().unwrap(),
            draft: Draft::default(),
            detainee: None,
            people: Vec::new(),
            slot: None,
            problems,
            booked: None,
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
        view.detainee = Some(detainee());
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
    fn a_typed_length_takes_the_place_of_the_quick_choices() {
        let form = |duration: &str| WhatForm { duration: duration.to_owned(), ..WhatForm::default() };
        assert_eq!(with_other_duration(form(OTHER), " 75 ").duration, "75");
        assert_eq!(
            with_other_duration(form("45"), "75").duration,
            "45",
            "a quick choice wins over what was left typed"
        );
        assert_eq!(with_other_duration(form(OTHER), "").duration, "");
        assert_eq!(duration_choice("75"), (OTHER, "75"));
        assert_eq!(duration_choice("45"), ("45", ""));
        assert_eq!(duration_choice(""), ("", ""));
    }

    #[test]
    fn a_day_without_slots_says_why() {
        let clash = |kind| {
            let at =
                |hour| shared::time::Local { at: Instant(0), civil: jiff::civil::date(2027, 1, 11).at(hour, 0, 0, 0) };
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
                slot: Slot { start: at.at, room: id(2).parse().unwrap() },
                room: "Sala 1".parse().unwrap(),
                period: shared::time::LocalPeriod { start: at, end: at },
                meeting_start: None,
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
        view.detainee = Some(detainee());
        let lines = summary(Language::Es, &view);
        assert!(lines.iter().any(|line| line.value.as_deref() == Some("DEMO-1042 · Izalco Fase III")));
        assert!(lines.iter().all(|line| !line.value.as_deref().unwrap_or_default().contains("Persona")));
    }
}
