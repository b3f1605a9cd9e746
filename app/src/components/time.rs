//! Times as they stand on the clock of the place. The server resolved them; nothing here knows a zone or "now".

use jiff::civil::DateTime;
use leptos::prelude::*;
use locales::dates;
use shared::{
    civil::written_date,
    time::{Local, LocalPeriod, ZoneName},
};

use crate::language::{language, t};

/// What a machine reads in `<time datetime>`: the civil time, without seconds.
fn machine(civil: DateTime) -> String {
    format!("{}T{}", written_date(civil.date()), dates::time(civil))
}

/// `09:30`.
#[component]
pub fn Clock(
    /// When.
    at: Local,
) -> impl IntoView {
    view! { <time datetime=machine(at.civil)>{dates::time(at.civil)}</time> }
}

/// `lunes 11 de enero, 09:30`.
#[component]
pub fn Moment(
    /// When.
    at: Local,
    /// Whether to shorten it: `11 ene, 09:30`.
    #[prop(optional)]
    short: bool,
) -> impl IntoView {
    let words = if short { dates::short_moment(language(), at.civil) } else { dates::moment(language(), at.civil) };
    view! { <time datetime=machine(at.civil)>{words}</time> }
}

/// `08:45–09:30`.
#[component]
pub fn TimeRange(
    /// From when to when.
    period: LocalPeriod,
) -> impl IntoView {
    view! {
        <span class="time-range">
            <Clock at=period.start />
            <span>"–"</span>
            <Clock at=period.end />
        </span>
    }
}

/// The place that gives a zone its name: `America/El_Salvador` is `El Salvador`.
pub fn zone_place(zone: &ZoneName) -> String {
    zone.0.rsplit('/').next().unwrap_or(&zone.0).replace('_', " ")
}

/// `hora de El Salvador`.
#[component]
pub fn ZoneNote(
    /// The zone.
    zone: ZoneName,
) -> impl IntoView {
    view! { <span class="zone-note">{t().components.zone(zone_place(&zone))}</span> }
}

/// `hora de Guayaquil` under a time that the clock of another place shows than the one that the page names.
#[component]
pub fn OtherZone<'zone>(
    /// The zone of the time.
    zone: &'zone ZoneName,
    /// The zone that the page names.
    page: &'zone ZoneName,
) -> AnyView {
    if zone == page {
        return ().into_any();
    }
    view! { <span class="cell-under"><ZoneNote zone=zone.clone() /></span> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_is_called_after_its_place() {
        assert_eq!(zone_place(&ZoneName("America/El_Salvador".into())), "El Salvador");
        assert_eq!(zone_place(&ZoneName("America/Argentina/Buenos_Aires".into())), "Buenos Aires");
        assert_eq!(zone_place(&ZoneName("UTC".into())), "UTC");
    }
}
