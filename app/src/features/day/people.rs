//! Who takes part in an appointment of the day: as what, what they answered, and how their devices did.

use leptos::prelude::*;
use locales::words;
use shared::{
    appointment::{Participant, Summary},
    directory::Language,
};

use crate::{
    components::{Icon, Tone},
    language::{language, t},
};

/// As what somebody takes part: `Intérprete · náhuat`.
pub(super) fn part(language: Language, person: &Participant) -> String {
    let role = words::role(language, person.role);
    person.interprets.as_ref().map_or_else(|| role.to_owned(), |tongue| format!("{role} · {tongue}"))
}

/// Everyone who takes part of whom the reader may know, side by side where there is room.
#[component]
pub fn DayPeople<'day>(
    /// In which appointment.
    appointment: &'day Summary,
) -> AnyView {
    let (t, language) = (&t().day, language());
    let people = appointment
        .participants
        .iter()
        .map(|person| {
            let devices = person.check.as_ref().map(|check| {
                let text = format!("{}: {}", t.devices, words::verdict(language, check.verdict));
                view! {
                    " "
                    <Mark tone=check.verdict.into() text />
                }
            });
            view! {
                <li>
                    <b>{person.name.to_string()}</b>
                    {format!(" · {} ", part(language, person))}
                    <Mark tone=person.attendance.into() text=words::attendance(language, person.attendance) />
                    {devices}
                </li>
            }
        })
        .collect_view();
    view! { <ul class="day-people">{people}</ul> }.into_any()
}

/// A word with its icon, in its colour.
#[component]
fn Mark(tone: Tone, #[prop(into)] text: String) -> AnyView {
    view! {
        <span class=format!("mark-{}", tone.name())>
            <Icon glyph=tone.glyph() />
            {text}
        </span>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use shared::appointment::{Attendance, Role};

    use super::*;
    use crate::features::day::state::tests::{name, participant};

    #[test]
    fn an_interpreter_is_told_with_the_language() {
        let mut person = participant(1, Role::Interpreter, Attendance::Accepted);
        assert_eq!(part(Language::Es, &person), "Intérprete");
        person.interprets = Some(name("náhuat"));
        assert_eq!(part(Language::Es, &person), "Intérprete · náhuat");
    }
}
