//! Notice periods: how long before a hearing of each type people must know of it, a form for each country.

use leptos::{form::ActionForm, prelude::*};
use locales::words;
use shared::{
    appointment::HearingType,
    settings::{CountryNotices, NoticesForm},
};

use super::api::SetNotices;
use crate::{
    components::{Entry, ErrorSummary, Field, SubmitButton, Width},
    language::{language, t},
};

/// The forms.
#[component]
pub(super) fn Notices(
    periods: Vec<CountryNotices>,
    typed: Option<NoticesForm>,
    set: ServerAction<SetNotices>,
) -> impl IntoView {
    let t = &t().settings;
    let forms = periods
        .into_iter()
        .map(|standing| {
            let mine = typed.clone().filter(|typed| typed.country == standing.country);
            // What is wrong belongs to the country that came back.
            let refused = mine.is_some();
            let form = NoticesForm::retyped(mine, &standing);
            view! { <Country form refused set /> }
        })
        .collect_view();
    view! {
        <section class="rule-section" aria-labelledby="notices-title">
            <h2 id="notices-title">{t.notices}</h2>
            <p class="field-hint">{t.notices_hint}</p>
            {forms}
        </section>
    }
}

#[component]
fn Country(form: NoticesForm, refused: bool, set: ServerAction<SetNotices>) -> impl IntoView {
    let (t, language) = (&t().settings, language());
    let country = form.country.clone();
    let problems = Signal::derive(move || {
        let error = set.value().get().and_then(Result::err).filter(|_| refused);
        error.map(|error| error.problems()).unwrap_or_default()
    });
    let labels =
        HearingType::ALL.iter().map(|one| (one.code(), words::hearing_type(language, *one).to_owned())).collect();
    let fields = HearingType::ALL
        .iter()
        .map(|hearing| {
            let label = words::hearing_type(language, *hearing);
            let (name, id) = (format!("form[hours][{}]", hearing.code()), format!("{}-{country}", hearing.code()));
            view! { <Field name id label value=form.typed(*hearing) entry=Entry::Number width=Width::Short problems /> }
        })
        .collect_view();
    let title = t.notices_of(words::country(language, &country).unwrap_or(&country));
    let labelled = title.clone();
    view! {
        <section class="card rule-card" aria-label=labelled>
            <h3>{title}</h3>
            <ErrorSummary problems labels />
            <ActionForm action=set>
                <input type="hidden" name="form[country]" value=form.country />
                <input type="hidden" name="form[seen]" value=form.seen />
                <div class="field-row notice-fields">{fields}</div>
                <div class="form-actions">
                    <SubmitButton pending=set.pending()>{t.save}</SubmitButton>
                </div>
            </ActionForm>
        </section>
    }
}
