//! How many stand where. Each number is a link that shows only those.

use leptos::prelude::*;
use locales::Texts;
use shared::{appointment::Summary, day::Day, readiness::Readiness};

use super::{
    state::{Order, Show, counts},
    zoom::{Zoom, address},
};
use crate::{
    components::{Icon, Tone},
    language::t,
};

/// `9 listas`, `1 no puede empezar`.
fn words(t: &Texts, readiness: Readiness, count: usize) -> String {
    let t = &t.day;
    match (readiness, count) {
        (Readiness::Ready, 1) => t.one_ready.to_owned(),
        (Readiness::Ready, _) => t.many_ready(count),
        (Readiness::Pending, 1) => t.one_pending.to_owned(),
        (Readiness::Pending, _) => t.many_pending(count),
        (Readiness::Blocked, 1) => t.one_blocked.to_owned(),
        (Readiness::Blocked, _) => t.many_blocked(count),
        (Readiness::Running, 1) => t.one_running.to_owned(),
        (Readiness::Running, _) => t.many_running(count),
        (Readiness::Over, 1) => t.one_over.to_owned(),
        (Readiness::Over, _) => t.many_over(count),
    }
}

/// What those who hear the page are told when `now` comes in place of `before`: how many stand where, if that is not as it was.
/// To go to another day is no change of this one.
pub(super) fn news(t: &Texts, before: &Day, now: &Day) -> Option<String> {
    let (stood, stand) = (counts(&before.appointments), counts(&now.appointments));
    if before.date != now.date || stood == stand {
        return None;
    }
    if stand.is_empty() {
        return Some(t.day.empty.to_owned());
    }
    let said: Vec<String> = stand.into_values().map(|(readiness, count)| words(t, readiness, count)).collect();
    Some(t.day.changed(said.join(", ")))
}

/// The counts of a day, as links.
#[component]
pub fn Counts<'day>(
    /// The day's appointments.
    appointments: &'day [Summary],
    /// What is shown now.
    show: Show,
    /// In which order.
    order: Order,
    /// How closely the rooms are looked at.
    zoom: Zoom,
) -> AnyView {
    let t = t();
    let all = appointments.len();
    let chips = counts(appointments)
        .into_values()
        .map(|(readiness, count)| {
            let tone = Tone::from(readiness);
            let current = (show == Show::Only(readiness)).then_some("true");
            view! {
                <li>
                    <a
                        class=format!("tag tag-{} tag-link", tone.name())
                        href=address(Show::Only(readiness), order, zoom)
                        aria-current=current
                    >
                        <Icon glyph=tone.glyph() />
                        {words(t, readiness, count)}
                    </a>
                </li>
            }
        })
        .collect_view();
    let everything = (show != Show::All).then(|| {
        view! {
            <li>
                <a class="tag tag-info tag-link" href=address(Show::All, order, zoom)>
                    {t.day.show_all(all)}
                </a>
            </li>
        }
    });
    view! {
        <nav class="counts" aria-label=t.day.counts_label>
            <ul>{chips} {everything}</ul>
        </nav>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use shared::{directory::Language, time::ZoneName};

    use super::*;
    use crate::features::day::tests::{appointment, at};

    fn day(of: i8, readiness: &[Readiness]) -> Day {
        let appointments = readiness.iter().zip(1..);
        let appointments = appointments.map(|(one, number)| appointment(number, at(9, 0), at(10, 0), "Sala 1", *one));
        Day {
            date: jiff::civil::date(2027, 1, of),
            today: jiff::civil::date(2027, 1, 11),
            now: at(9, 0),
            zone: ZoneName("America/El_Salvador".into()),
            place: None,
            appointments: appointments.collect(),
            rooms: Vec::new(),
            sequence: 0,
        }
    }

    #[test]
    fn whoever_hears_the_page_is_told_how_many_stand_where_when_that_changes() {
        let t = locales::texts(Language::Es);
        let (pending, ready) = (Readiness::Pending, Readiness::Ready);
        let before = day(11, &[pending, pending]);
        let told = |now: &Day| news(t, &before, now);
        assert_eq!(told(&day(11, &[ready, pending])).as_deref(), Some("El día cambió: 1 lista, 1 por resolver."));
        assert_eq!(told(&day(11, &[pending, pending])), None, "nothing of that changed");
        assert_eq!(told(&day(12, &[ready])), None, "whoever goes to another day hears its heading");
        assert_eq!(told(&day(11, &[])).as_deref(), Some("No hay citas este día."));
    }
}
