//! What the page that plans further days asks for, as its address says it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
#[cfg(any(feature = "ssr", test))]
use shared::{
    civil::read_date,
    series::{SeriesForm, SeriesQuery},
};
use shared::{civil::written_date, ids::AppointmentId, schedule::Slot, series::SeriesPlan, time::Weekday};

use crate::features::booking::slot_code;

/// What is being put together: the form as it was sent, and what was changed of the proposal since. Nothing of it names
/// anybody.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Planning {
    /// How many days; empty before the form is sent.
    pub count: String,
    /// Codes of weekdays with commas between.
    pub weekdays: String,
    /// Minutes.
    pub duration: String,
    /// The first day that may be one.
    pub from: String,
    /// Whether starts are wanted for which the notice that is due is not given any more; empty for no. Why stands in no address.
    pub short: String,
    /// Days that are left out, with commas between.
    pub out: String,
    /// Slots that were chosen, with commas between.
    pub at: String,
    /// The day whose free starts are shown.
    pub open: String,
}

impl Planning {
    /// What an address asks for.
    pub fn read(query: impl Fn(&str) -> Option<String>) -> Self {
        let of = |key| query(key).unwrap_or_default();
        let weekdays: Vec<_> = Weekday::ALL.iter().map(|day| day.code()).filter(|code| query(code).is_some()).collect();
        Self {
            count: of("count"),
            weekdays: weekdays.join(","),
            duration: of("duration"),
            from: of("from"),
            short: query("short").map(|_| "1".to_owned()).unwrap_or_default(),
            out: of("out"),
            at: of("at"),
            open: of("open"),
        }
    }

    /// The address.
    pub fn path(&self, id: AppointmentId) -> String {
        let days = self.weekdays.split(',').filter(|code| !code.is_empty()).map(|code| (code, "1"));
        let rest = [
            ("duration", &self.duration),
            ("from", &self.from),
            ("short", &self.short),
            ("out", &self.out),
            ("at", &self.at),
            ("open", &self.open),
        ];
        let rest = rest.iter().map(|(key, value)| (*key, value.as_str()));
        let query: Vec<String> = std::iter::once(("count", self.count.as_str()))
            .chain(days)
            .chain(rest)
            .filter(|(_, value)| !value.is_empty())
            .map(|(key, value)| format!("{key}={}", crate::back::in_query(value).replace("%2C", ",")))
            .collect();
        let mark = if query.is_empty() { "" } else { "?" };
        format!("{}{mark}{}", path(id), query.join("&"))
    }

    /// The same without `day`.
    pub fn without(&self, day: Date) -> Self {
        Self { out: with(&self.out, &written_date(day)), open: String::new(), ..self.clone() }
    }

    /// The same with `day` again.
    pub fn with_again(&self, day: Date) -> Self {
        let day = written_date(day);
        let out: Vec<_> = self.out.split(',').filter(|one| *one != day && !one.is_empty()).collect();
        Self { out: out.join(","), open: String::new(), ..self.clone() }
    }

    /// The same, and the free starts of `day` are shown.
    pub fn opened(&self, day: Date) -> Self {
        Self { open: written_date(day), ..self.clone() }
    }

    /// The same with `slot` chosen in place of what `before`, on the same day, was.
    pub fn taking(&self, slot: Slot, before: Option<Slot>) -> Self {
        let before = before.map(slot_code).unwrap_or_default();
        let kept: Vec<_> = self.at.split(',').filter(|one| *one != before && !one.is_empty()).collect();
        Self { at: with(&kept.join(","), &slot_code(slot)), open: String::new(), ..self.clone() }
    }

    /// What is asked of the service; `lost` are slots that somebody wanted to book and could not.
    #[cfg(any(feature = "ssr", test))]
    pub fn asked(&self, lost: &[Slot]) -> SeriesQuery {
        let sent = !(self.count.is_empty() && self.weekdays.is_empty() && self.from.is_empty());
        let form = sent.then(|| SeriesForm {
            count: self.count.clone(),
            weekdays: self.weekdays.split(',').map(ToOwned::to_owned).collect(),
            duration: self.duration.clone(),
            from: self.from.clone(),
            short: !self.short.is_empty(),
        });
        let dropped = self.out.split(',').filter_map(read_date).map(written_date).collect();
        SeriesQuery {
            form,
            dropped,
            picks: slots(&self.at).into_iter().chain(lost.iter().copied()).collect(),
            open: self.open.clone(),
        }
    }
}

/// The slots in a list with commas between; what is none is left out.
#[cfg(any(feature = "ssr", test))]
pub fn slots(list: &str) -> Vec<Slot> {
    list.split(',').filter_map(crate::features::booking::slot_from).collect()
}

/// The address of the page.
pub fn path(id: AppointmentId) -> String {
    format!("/appointments/{id}/days")
}

/// The page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DaysView {
    /// What is proposed.
    pub plan: SeriesPlan,
    /// The reason for shorter notice that was typed for days that were not booked.
    pub notice_reason: String,
}

/// What waits for days that were not booked.
#[cfg(any(feature = "ssr", test))]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptDays {
    /// The slots, with commas between.
    pub chosen: String,
    /// The reason for shorter notice, as typed.
    pub notice_reason: String,
}

/// The name under which days are kept that could not be booked.
#[cfg(any(feature = "ssr", test))]
pub fn lost_days(id: AppointmentId) -> String {
    format!("series/{id}")
}

fn with(list: &str, one: &str) -> String {
    if list.split(',').any(|known| known == one) {
        return list.to_owned();
    }
    if list.is_empty() { one.to_owned() } else { format!("{list},{one}") }
}

#[cfg(test)]
mod tests {
    use shared::{ids::RoomId, time::Instant};

    use super::*;

    fn slot(start: i64) -> Slot {
        Slot { start: Instant(start), room: "018f7b1e-0000-7000-8000-000000000009".parse::<RoomId>().unwrap() }
    }

    fn read(path: &str) -> Planning {
        let query = path.split_once('?').map(|(_, query)| query.to_owned()).unwrap_or_default();
        Planning::read(|key| {
            query.split('&').find_map(|pair| pair.strip_prefix(&format!("{key}=")).map(ToOwned::to_owned))
        })
    }

    #[test]
    fn an_address_is_read_as_it_was_written() {
        let id = "018f7b1e-0000-7000-8000-000000000003".parse::<AppointmentId>().unwrap();
        let (one, other) = (jiff::civil::date(2026, 11, 24), jiff::civil::date(2026, 11, 25));
        let form = Planning {
            count: "4".into(),
            weekdays: "mon,wed".into(),
            duration: "60".into(),
            from: "2026-11-24".into(),
            short: "1".into(),
            ..Planning::default()
        };
        let all = form.without(one).without(other).without(one).taking(slot(5), None).taking(slot(7), None).opened(one);
        assert_eq!(read(&all.path(id)), all);
        assert_eq!(all.out, "2026-11-24,2026-11-25");
        let asked = all.asked(&[slot(11)]);
        assert_eq!(asked.picks, [slot(5), slot(7), slot(11)]);
        let form = asked.form.expect("it was sent");
        assert_eq!((form.weekdays, form.short), (vec!["mon".to_owned(), "wed".to_owned()], true));
        let back = all.with_again(one).with_again(other).taking(slot(7), Some(slot(5)));
        assert_eq!((back.out.as_str(), slots(&back.at)), ("", vec![slot(7)]));
        assert_eq!(back.open, "", "whoever chose has seen enough");
    }

    #[test]
    fn before_the_form_is_sent_nothing_is_asked() {
        let id = "018f7b1e-0000-7000-8000-000000000003".parse::<AppointmentId>().unwrap();
        assert_eq!(read(&path(id)).asked(&[]).form, None);
        assert_eq!(Planning::default().path(id), path(id));
        let nothing_ticked = read(&format!("{}?count=4&from=2026-11-24&duration=60", path(id))).asked(&[]);
        assert!(nothing_ticked.form.is_some_and(|form| form.read(jiff::civil::date(2026, 11, 20)).is_err()));
    }
}
