//! The fields in which the hours of a weekday are typed: spans, and the other days that are to have the same.

use leptos::prelude::*;
use locales::dates;
use shared::{
    error::Problem,
    hours::{HoursForm, SPANS},
    time::Weekday,
};

use super::field::{Entry, Field, Width};
use crate::language::{language, t};

/// How many empty spans stand below those that there are.
const SPARE: usize = 2;

/// The names of the ends of each span.
const FIELDS: [(&str, &str); SPANS] =
    [("from0", "to0"), ("from1", "to1"), ("from2", "to2"), ("from3", "to3"), ("from4", "to4"), ("from5", "to5")];

/// What the fields are called in the summary of problems.
pub fn hours_labels() -> Vec<(&'static str, String)> {
    let t = &t().components;
    let spans = FIELDS.into_iter().enumerate().flat_map(|(place, (from, to))| {
        let number = place + 1;
        [(from, t.span_from(number)), (to, t.span_to(number))]
    });
    spans.chain([("days", t.same_days.to_owned())]).collect()
}

/// The fields for `day`.
#[component]
pub fn HoursFields(
    /// The form, as it stands or as it was typed.
    form: HoursForm,
    /// For which day it is in any case.
    day: Weekday,
    /// The problems of the form.
    #[prop(into)]
    problems: Signal<Vec<Problem>>,
) -> impl IntoView {
    let (t, language) = (&t().components, language());
    let last = (0..SPANS)
        .rev()
        .find(|place| [format!("from{place}"), format!("to{place}")].iter().any(|field| !form.typed(field).is_empty()));
    let shown = (last.map_or(0, |last| last + 1) + SPARE).min(SPANS);
    let spans = (0..shown)
        .map(|place| {
            let field = |end: &str, label: &'static str| {
                let key = format!("{end}{place}");
                let value = form.typed(&key);
                view! {
                    <Field name=format!("form[spans][{key}]") label value entry=Entry::Time width=Width::Short problems />
                }
            };
            let number = place + 1;
            view! {
                <fieldset class="field">
                    <legend class="field-label">{t.span(number)}</legend>
                    <div class="hours-span-fields">
                        {field("from", t.from)}
                        {field("to", t.to)}
                    </div>
                </fieldset>
            }
        })
        .collect_view();
    let others = Weekday::ALL
        .into_iter()
        .enumerate()
        .filter(|(_, other)| *other != day)
        .map(|(place, other)| {
            let id = format!("same-{}", other.code());
            view! {
                <div class="radio">
                    <input type="checkbox" id=id.clone() name=format!("form[days][{}]", place + 1) value=other.code() checked=form.is_for(other) />
                    <label for=id>{dates::capitalised(dates::weekday_name(language, other))}</label>
                </div>
            }
        })
        .collect_view();
    view! {
        <input type="hidden" name="form[seen]" value=form.seen.clone() />
        <input type="hidden" name="form[days][0]" value=day.code() />
        <p class="field-hint">{t.spans_hint}</p>
        <div class="hours-spans">{spans}</div>
        <fieldset class="field hours-same" id="days">
            <legend class="field-label">{t.same_days}</legend>
            <div class="radios radios-inline">{others}</div>
        </fieldset>
    }
}
