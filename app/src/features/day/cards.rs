//! What comes next: a card each, with what stands in its way and the button that clears it.

use leptos::prelude::*;
use locales::{Texts, dates, words};
use shared::{
    appointment::{Kind, Summary},
    principal::{Account, AccountRole},
    readiness::{Blocker, Readiness},
    time::{Instant, ZoneName},
};

use super::{
    live::Now,
    people::DayPeople,
    remedies::{Doing, concerns, found, remedy},
    state::{centre, detainees, reads_as_outing, room, what_it_is},
};
use crate::{
    back::in_new_document,
    components::{Clock, Glyph, Icon, OtherZone, SummaryList, SummaryRow, Tag, Tone},
    features::check::first_remedy,
    language::{language, t},
    words::blockers::{blocker, obstruction},
};

/// `en 18 min`, `ahora`, `hace 5 min`.
pub fn until(t: &Texts, start: Instant, now: Instant) -> String {
    let minutes = now.minutes_until(start);
    match minutes {
        0 => t.components.now.to_owned(),
        1.. => t.components.in_minutes(dates::length(minutes)),
        ..0 => t.components.ago(dates::length(-minutes)),
    }
}

/// The one word for where it stands, with how much is missing.
#[component]
pub fn StandingTag<'day>(
    /// Of which appointment.
    appointment: &'day Summary,
) -> AnyView {
    let readiness = appointment.readiness;
    let text = match (readiness, appointment.blockers.len()) {
        (Readiness::Over | Readiness::Running, _) => words::state(language(), appointment.state).to_owned(),
        (Readiness::Pending, 1) => t().day.one_missing.to_owned(),
        (Readiness::Pending, many @ 2..) => t().day.many_missing(many),
        _ => words::readiness(language(), readiness).to_owned(),
    };
    // What runs and runs well is good news, not just a fact.
    let tone = if readiness == Readiness::Running { appointment.state.into() } else { Tone::from(readiness) };
    view! { <Tag tone text /> }.into_any()
}

/// One appointment that comes next.
#[component]
pub fn UpcomingCard<'day>(
    /// Which.
    appointment: &'day Summary,
    /// The zone that the page names.
    zone: &'day ZoneName,
    /// Who reads it.
    reader: Option<&'day Account>,
    /// Now.
    now: Now,
) -> AnyView {
    let t = t();
    let start = appointment.period.start;
    let custody = reader.is_some_and(|reader| reader.role == AccountRole::Warden);
    let outing = reads_as_outing(appointment, custody);
    let what = match &appointment.case_number {
        _ if outing => None,
        case => Some((what_it_is(language(), appointment), case.as_ref().map(ToString::to_string))),
    };
    // Where the kind says it all, the row does not say it twice.
    let kind = if appointment.hearing_type.is_some() { words::kind(language(), appointment.kind) } else { t.day.what };
    let asked_by = match appointment.kind {
        Kind::Hearing => t.day.court,
        _ => t.day.agency,
    };
    let who = detainees(appointment);
    // Whoever works in the centre knows where it is.
    let in_centre = reader.is_some_and(|reader| reader.centre.is_some());
    let place = match (outing, in_centre) {
        (true, _) => None,
        (false, true) => appointment.agency_name.as_ref().map(|name| (asked_by, name.to_string())),
        // Several are named with their rooms.
        (false, false) => (!appointment.is_at_several_centres()).then(|| (t.day.centre, centre(appointment))),
    };
    let rooms = room(appointment);
    let people = (!appointment.participants.is_empty()).then(|| view! { <DayPeople appointment /> });
    let tone = Tone::from(appointment.readiness);
    view! {
        <article class=format!("card card-{} upcoming", tone.name())>
            <div class="upcoming-head">
                <h3>
                    <a href=format!("/appointments/{}", appointment.id)>
                        <Clock at=start />
                    </a>
                    " "
                    <span class="upcoming-when">{move || until(t, start.at, now.get())}</span>
                    <OtherZone zone=&appointment.zone page=zone />
                </h3>
                <StandingTag appointment />
            </div>
            <SummaryList>
                {match what {
                    Some((what, case)) => {
                        view! {
                            <SummaryRow label=kind>
                                {what} {case.map(|case| view! { " · " <span class="code">{case}</span> })}
                            </SummaryRow>
                        }
                            .into_any()
                    }
                    None => view! { <SummaryRow label=t.day.what>{t.day.medical_outing}</SummaryRow> }.into_any(),
                }}
                <SummaryRow label=t.day.detainee>{who}</SummaryRow>
                {people.map(|people| view! { <SummaryRow label=t.day.people>{people}</SummaryRow> })}
                <SummaryRow label=t.day.room>{rooms}</SummaryRow>
                {place.map(|(label, name)| view! { <SummaryRow label>{name}</SummaryRow> })}
            </SummaryList>
            <BlockerList appointment reader />
        </article>
    }
    .into_any()
}

/// What stands in the way, heaviest first; or that nothing does.
#[component]
pub fn BlockerList<'day>(
    /// Of which appointment.
    appointment: &'day Summary,
    /// Who reads it.
    reader: Option<&'day Account>,
    /// Without the buttons that clear it.
    #[prop(optional)]
    words_only: bool,
) -> AnyView {
    let lines = appointment
        .blockers
        .iter()
        .map(|blocker| view! { <BlockerLine appointment blocker reader words_only /> })
        .collect_view();
    let nothing = appointment.blockers.is_empty().then(|| {
        // What stands in the way of a consultation is between the patient and the clinic: custody hears that, no more.
        let (tone, glyph, words) = match appointment.readiness {
            Readiness::Pending | Readiness::Blocked => ("info", Glyph::Clock, t().day.missing_elsewhere),
            _ => ("ok", Glyph::Check, t().day.nothing_missing),
        };
        view! {
            <li class=format!("blocker blocker-{tone}")>
                <Icon glyph />
                <span>{words}</span>
            </li>
        }
    });
    view! { <ul class="blockers">{lines} {nothing}</ul> }.into_any()
}

#[component]
fn BlockerLine<'day>(
    appointment: &'day Summary,
    #[prop(name = "blocker")] obstacle: &'day Blocker,
    reader: Option<&'day Account>,
    words_only: bool,
) -> AnyView {
    let t = t();
    let tone = Tone::from(obstacle.weight);
    let cleared = reader.filter(|_| !words_only).and_then(|reader| remedy(reader, appointment, obstacle));
    let button = cleared.map(|remedy| {
        let action = match remedy.action {
            Doing::RepeatCheck => t.day.repeat_check,
            Doing::RecordBasis => t.day.record_basis,
            Doing::CheckRoom => t.words.action_check_room,
            Doing::CheckDevices => t.words.action_check_devices,
            Doing::Answer => t.words.action_answer,
            Doing::Open => t.day.open,
        };
        let look = if tone == Tone::Stop { "button-primary" } else { "button-secondary" };
        let external = in_new_document(&remedy.href).then_some("external");
        view! { <a class=format!("button button-small {look}") href=remedy.href rel=external>{action}</a> }
    });
    // Who can clear it is said to everyone else.
    let mine = reader.is_some_and(|reader| concerns(reader, appointment, obstacle));
    // How to go about it only to whom can.
    let advice = found(appointment, &obstacle.what).filter(|_| mine).map(|(finding, browser, keeper)| {
        view! { <span class="blocker-advice">{first_remedy(&t.check, finding, browser, keeper)}</span> }
    });
    let words = if mine {
        obstruction(language(), appointment, &obstacle.what)
    } else {
        blocker(language(), appointment, obstacle)
    };
    view! {
        <li class=format!("blocker blocker-{}", tone.name())>
            <Icon glyph=tone.glyph() />
            <span>{words} {advice}</span>
            {button}
        </li>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use shared::directory::Language;

    use super::*;

    #[test]
    fn the_time_until_the_start_counts_down_and_on() {
        let t = locales::texts(Language::Es);
        let start = Instant(36_000);
        assert_eq!(until(t, start, Instant(36_000 - 18 * 60)), "en 18 min");
        assert_eq!(until(t, start, Instant(36_000 - 59)), "ahora");
        assert_eq!(until(t, start, Instant(36_000 + 63 * 60)), "hace 1 h 3 min");
    }
}
