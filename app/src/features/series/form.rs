//! How many further days, on which days of the week, how long, from when. It asks by its address: nothing is changed.

use leptos::prelude::*;
use locales::dates;
use shared::{series::SeriesPlan, time::Weekday};

use super::state::path;
use crate::{
    components::{CheckboxField, Entry, ErrorSummary, Field, Look, SubmitButton, Width, ZoneNote},
    language::{language, t},
};

/// The form.
#[component]
pub(super) fn Wanted(plan: SeriesPlan) -> impl IntoView {
    let (t, language) = (&t().series, language());
    let SeriesPlan { detail, form, problems, wanted, notice_until, .. } = plan;
    let until = notice_until.map(|until| t.short_until(dates::moment(language, until.civil)));
    let short = (form.short || until.is_some()).then(|| {
        let hint = until.map_or_else(|| t.short_hint.to_owned(), |until| format!("{until} {}", t.short_hint));
        view! { <CheckboxField name="short" label=t.short value="1" checked=form.short hint /> }
    });
    let missing = problems.iter().any(|problem| problem.field == "weekdays");
    let problems = Signal::stored(problems);
    let labels = vec![
        ("count", t.count.to_owned()),
        ("from", t.from.to_owned()),
        ("duration", t.duration.to_owned()),
        ("weekdays", t.weekdays.to_owned()),
    ];
    let boxes = Weekday::ALL
        .into_iter()
        .enumerate()
        .map(|(place, day)| {
            // The error summary leads to the first.
            let id = if place == 0 { "weekdays".to_owned() } else { format!("weekdays-{}", day.code()) };
            view! {
                <div class="radio">
                    <input type="checkbox" id=id.clone() name=day.code() value="1" checked=form.is_on(day) />
                    <label for=id>{dates::capitalised(dates::weekday_name(language, day))}</label>
                </div>
            }
        })
        .collect_view();
    let look = if wanted == 0 { Look::Primary } else { Look::Secondary };
    let fault = missing.then(|| view! { <p class="field-fault">{t.weekdays_missing}</p> });
    view! {
        <div class="card series-form">
            <ErrorSummary problems labels />
            <form method="get" action=path(detail.summary.id)>
                <div class="field-row">
                    <Field name="count" label=t.count value=form.count.clone() entry=Entry::Number required=true width=Width::Short problems />
                    <Field name="from" label=t.from value=form.from.clone() entry=Entry::Date required=true width=Width::Short problems />
                    <Field name="duration" label=t.duration value=form.duration.clone() entry=Entry::Number required=true width=Width::Short problems />
                </div>
                <fieldset class="field" class:field-faulty=missing>
                    <legend class="field-label">{t.weekdays}</legend>
                    <p class="field-hint">{t.weekdays_hint}</p>
                    {fault}
                    <div class="radios radios-inline">{boxes}</div>
                </fieldset>
                {short}
                <p class="field-hint">
                    <ZoneNote zone=detail.summary.zone />
                </p>
                <div class="form-actions">
                    <SubmitButton look>{t.plan}</SubmitButton>
                </div>
            </form>
        </div>
    }
}
