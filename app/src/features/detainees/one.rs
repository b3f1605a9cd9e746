//! `/centres/:id/detainees/:detainee`: by what somebody is held apart, and when they leave: first what that hits.

use leptos::{form::ActionForm, prelude::*};
use leptos_router::hooks::use_params_map;
use locales::{dates, words};
use shared::{
    block::Hit,
    civil::written_date,
    error::{Error, Problem},
    held::{CategoryForm, HeldView, Leaving, LeavingForm},
    schedule::{
        Departure,
        waiting::{AgeGroup, LegalStatus, Sex},
    },
};

use super::{
    api::{self, LeaveCentre, SetCategory, StayInCentre},
    state::{self, Opened, leaving},
};
use crate::{
    address::own_query,
    components::{
        Choice, Entry, ErrorSummary, Field, HitList, LinkButton, Loading, Look, Notice, PageHeading, Refusal,
        SelectField, SubmitButton, Tone, Width, ZoneNote,
    },
    error::ApiError,
    features::not_found::NotFoundPage,
    language::{language, t},
    who::{WhoAmI, who},
    wire::answered,
};

/// The forms of the page.
#[derive(Clone, Copy)]
struct Forms {
    leave: ServerAction<LeaveCentre>,
    stay: ServerAction<StayInCentre>,
    category: ServerAction<SetCategory>,
}

impl Forms {
    /// Keeps only what was answered last: that one form was refused is over once another was sent.
    fn keep_the_last_answer(self) {
        Effect::new(move |before: Option<(usize, usize, usize)>| {
            let now = (self.leave.version().get(), self.stay.version().get(), self.category.version().get());
            let before = before.unwrap_or(now);
            let (left, stayed, apart) = (now.0 != before.0, now.1 != before.1, now.2 != before.2);
            if stayed || apart {
                self.leave.clear();
            }
            if left || apart {
                self.stay.clear();
            }
            if left || stayed {
                self.category.clear();
            }
            now
        });
    }
}

/// The page.
#[component]
pub fn DetaineePage() -> impl IntoView {
    let (params, query) = (use_params_map(), own_query());
    let of = move |key: &str| params.with(|params| params.get(key).unwrap_or_default());
    let asked = move |key: &str| query.read().get(key).unwrap_or_default();
    let person = Memo::new(move |_| (of("id"), of("detainee")));
    let departure = Memo::new(move |_| (asked("why"), asked("from")));
    let done = Memo::new(move |_| query.read().get("done"));
    let forms = Forms { leave: ServerAction::new(), stay: ServerAction::new(), category: ServerAction::new() };
    forms.keep_the_last_answer();
    let changes = [answered(forms.leave), answered(forms.stay), answered(forms.category)];
    let page = crate::wire::fetched(
        move || (person.get(), departure.get(), changes.iter().map(|change| change.get()).sum::<usize>()),
        |((centre, detainee), (why, from), _)| api::one_detainee(centre, detainee, why, from),
    );
    let reader = who();
    view! {
        <Transition fallback=Loading>
            {move || {
                let done = done.get();
                Suspend::new(async move {
                    let reader = reader.known().await;
                    match page.await {
                        Ok(opened) => view! { <Somebody opened done reader forms /> }.into_any(),
                        Err(ApiError::Refused(Error::NotFound)) => view! { <NotFoundPage /> }.into_any(),
                        Err(error) => {
                            view! {
                                <PageHeading title=t().detainees.title />
                                <Refusal error />
                            }
                                .into_any()
                        }
                    }
                })
            }}
        </Transition>
    }
}

#[component]
fn Somebody(opened: Opened, done: Option<String>, reader: WhoAmI, forms: Forms) -> impl IntoView {
    let t = &t().detainees;
    let Opened { view, form, hits, problems, category } = opened;
    let errors = move || {
        [forms.leave.value().get(), forms.stay.value().get(), forms.category.value().get()]
            .into_iter()
            .flatten()
            .find_map(Result::err)
    };
    let failed = move || errors().filter(|error| error.problems().is_empty()).map(|error| view! { <Refusal error /> });
    let told = move || {
        done.clone().filter(|_| errors().is_none()).map(|done| {
            let words = match done.as_str() {
                "leaves" => t.done_leaves,
                "stays" => t.done_stays,
                _ => t.done_category,
            };
            view! { <Notice tone=Tone::Ok title=words /> }
        })
    };
    let held = &view.held;
    let module = held.module.as_ref().map(|module| format!(" · {module}")).unwrap_or_default();
    let lead = format!("{}{module}", held.code);
    let standing = held.leaving;
    let typed = CategoryForm::retyped(category, held.category);
    view! {
        <PageHeading title=held.name.to_string() kicker=view.centre_name.to_string() lead=lead />
        <p class="field-hint"><ZoneNote zone=view.zone.clone() /></p>
        {told}
        {failed}
        <section class="rule-section" aria-labelledby="leaves-title">
            <h2 id="leaves-title">{t.leaves}</h2>
            {match standing {
                Some(standing) => view! { <Standing view=view.clone() standing forms /> }.into_any(),
                None => view! { <p class="soft">{t.leaves_not}</p> }.into_any(),
            }}
        </section>
        <Prepare view=view.clone() form=form.clone() problems />
        {hits.map(|hits| view! { <Confirm view=view.clone() form hits reader forms /> })}
        <Apart view=view.clone() form=typed forms />
        <p><LinkButton href=state::path(view.centre) look=Look::Plain>{t.back}</LinkButton></p>
    }
}

/// The departure that is recorded, and the button that takes it back.
#[component]
fn Standing(view: HeldView, standing: Leaving, forms: Forms) -> impl IntoView {
    let t = &t().detainees;
    view! {
        <p><strong>{leaving(language(), standing)}</strong></p>
        <ActionForm action=forms.stay>
            <input type="hidden" name="centre" value=view.centre.to_string() />
            <input type="hidden" name="detainee" value=view.held.id.to_string() />
            <input type="hidden" name="seen" value=standing.written() />
            <SubmitButton look=Look::Secondary pending=forms.stay.pending()>{t.stay}</SubmitButton>
        </ActionForm>
    }
}

/// Why and from when on. It asks by its address: nothing is changed.
#[component]
fn Prepare(view: HeldView, form: LeavingForm, problems: Vec<Problem>) -> impl IntoView {
    let (t, language) = (&t().detainees, language());
    let problems = Signal::stored(problems);
    let labels = vec![("why", t.why.to_owned()), ("from", t.from.to_owned())];
    let choices = Departure::ALL
        .iter()
        .map(|why| Choice::new(why.code(), dates::capitalised(words::departure(language, *why))))
        .collect();
    let from = if form.from.is_empty() { written_date(view.today) } else { form.from };
    view! {
        <section class="card rule-card" aria-labelledby="prepare-title">
            <h2 id="prepare-title">{if view.held.leaving.is_some() { t.prepare_other } else { t.prepare }}</h2>
            <ErrorSummary problems labels />
            <form class="rule-form" method="get" action=state::path_of(view.centre, view.held.id)>
                <SelectField name="why" label=t.why choices value=form.why nothing=t.choose required=true width=Width::Half problems />
                <Field name="from" label=t.from hint=t.from_hint value=from entry=Entry::Date required=true width=Width::Short problems />
                <div class="form-actions">
                    <SubmitButton look=Look::Secondary>{t.weigh}</SubmitButton>
                </div>
            </form>
        </section>
    }
}

/// What the departure hits, and the button that records it all the same.
#[component]
fn Confirm(view: HeldView, form: LeavingForm, hits: Vec<Hit>, reader: WhoAmI, forms: Forms) -> impl IntoView {
    let t = &t().detainees;
    let (tone, title) = match hits.len() {
        0 => (Tone::Ok, t.hits_none.to_owned()),
        1 => (Tone::Warn, t.hits_one.to_owned()),
        count => (Tone::Warn, t.hits_many(count)),
    };
    let listed: Vec<_> = hits.into_iter().map(|hit| (hit, Vec::new())).collect();
    let zone = view.zone.clone();
    view! {
        <section class="rule-section" aria-labelledby="confirm-title">
            <h2 id="confirm-title">{t.confirm_title}</h2>
            <Notice tone title>
                {(!listed.is_empty()).then(|| view! {
                    <p>{t.hits_lead}</p>
                    <HitList label=t.hits hits=listed zone=Some(zone) more=0 who=reader />
                })}
            </Notice>
            <ActionForm action=forms.leave attr:class="rule-form">
                <input type="hidden" name="centre" value=view.centre.to_string() />
                <input type="hidden" name="detainee" value=view.held.id.to_string() />
                <input type="hidden" name="form[seen]" value=form.seen />
                <input type="hidden" name="form[why]" value=form.why />
                <input type="hidden" name="form[from]" value=form.from />
                <div class="form-actions">
                    <SubmitButton pending=forms.leave.pending()>{t.leave}</SubmitButton>
                </div>
            </ActionForm>
        </section>
    }
}

/// By what they are held apart.
#[component]
fn Apart(view: HeldView, form: CategoryForm, forms: Forms) -> impl IntoView {
    let (t, language) = (&t().detainees, language());
    let problems = Signal::derive(move || {
        forms.category.value().get().and_then(Result::err).map(|error| error.problems()).unwrap_or_default()
    });
    let labels = vec![("status", t.status.to_owned()), ("sex", t.sex.to_owned()), ("age", t.age.to_owned())];
    let choice = |code: &'static str, said: &'static str| Choice::new(code, dates::capitalised(said));
    let statuses =
        LegalStatus::ALL.iter().map(|it| choice(it.code(), words::legal_status(language, *it))).collect::<Vec<_>>();
    let sexes = Sex::ALL.iter().map(|it| choice(it.code(), words::sex(language, *it))).collect::<Vec<_>>();
    let ages = AgeGroup::ALL.iter().map(|it| choice(it.code(), words::age_group(language, *it))).collect::<Vec<_>>();
    view! {
        <section class="card rule-card" aria-labelledby="category-title">
            <h2 id="category-title">{t.category}</h2>
            <p class="field-hint">{t.category_hint}</p>
            <ErrorSummary problems labels />
            <ActionForm action=forms.category attr:class="rule-form">
                <input type="hidden" name="centre" value=view.centre.to_string() />
                <input type="hidden" name="detainee" value=view.held.id.to_string() />
                <input type="hidden" name="form[seen]" value=form.seen />
                <SelectField name="form[status]" label=t.status choices=statuses value=form.status nothing=t.unknown width=Width::Half problems />
                <SelectField name="form[sex]" label=t.sex choices=sexes value=form.sex nothing=t.unknown width=Width::Half problems />
                <SelectField name="form[age]" label=t.age choices=ages value=form.age nothing=t.unknown width=Width::Half problems />
                <div class="form-actions">
                    <SubmitButton look=Look::Secondary pending=forms.category.pending()>{t.category_save}</SubmitButton>
                </div>
            </ActionForm>
        </section>
    }
}
