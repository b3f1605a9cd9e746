//! Who takes part: part by part, from the directory or new.

use leptos::{form::ActionForm, prelude::*, server_fn::ServerFn, wasm_bindgen::JsCast, web_sys::HtmlElement};
use locales::words;
use shared::{
    appointment::Role,
    directory::{Language, PersonSummary},
    draft::{DraftStep, DraftView, NewPersonForm},
    ids::DraftId,
};

use super::{
    api,
    page::Forms,
    state::{self, Asked},
    unsent::TypedForm,
};
use crate::{
    components::{Choice, Entry, ErrorSummary, Field, LinkButton, Look, RadioField, Refusal, SubmitButton, Width},
    language::{language, t},
    sought::Seek,
    typed::Typed,
};

/// The field that narrows the open list.
const FIND_NAME: &str = "find-name";

/// Every part with its people; one list to pick from stands open at a time.
#[component]
pub(super) fn People(view: DraftView, typed: Option<NewPersonForm>, asked: Asked, forms: Forms) -> impl IntoView {
    let t = &t().booking;
    let draft = view.id;
    // What could not be added opens its part again.
    let refused = typed.as_ref().and_then(|typed| Role::from_code(&typed.role));
    let open = state::open_part(&view, asked.part.or(refused));
    state::parts(&view.draft)
        .into_iter()
        .map(|role| {
            let needed = state::is_needed(&view.draft, role);
            // The error summary leads to the part's title.
            let title = role.code();
            let people = state::in_part(&view, role)
                .into_iter()
                .map(|person| view! { <Chosen draft person remove=forms.remove_person /> })
                .collect_view();
            let add = if !state::is_admitted(&view.draft, role) {
                ().into_any()
            } else if open == Some(role) {
                let typed = typed.clone().filter(|typed| typed.role == role.code()).unwrap_or_default();
                view! { <Picker draft role text=asked.sought_in(Some(role)) typed asked=asked.part == Some(role) forms /> }
                    .into_any()
            } else {
                let href = format!("{}?part={}", state::path(draft, DraftStep::Who), role.code());
                view! {
                    <LinkButton href look=Look::Secondary>
                        {t.add}
                        <span class="unseen">" " {words::role(language(), role)}</span>
                    </LinkButton>
                }
                .into_any()
            };
            view! {
                <section class="part" aria-labelledby=title>
                    <h3 id=title tabindex="-1">
                        {words::role(language(), role)}
                        {(!needed).then(|| view! { <span class="field-optional">{t.optional_part}</span> })}
                    </h3>
                    <ul class="chosen-list">{people}</ul>
                    {add}
                </section>
            }
        })
        .collect_view()
}

/// `interpreta náuat · correo@ejemplo`.
fn note(person: &PersonSummary) -> String {
    let t = &t().booking;
    let tongue = person.interprets.as_ref().map(|tongue| t.interprets(tongue));
    let email = person.email.as_ref().map_or_else(|| t.no_email.to_owned(), ToString::to_string);
    tongue.into_iter().chain([email]).collect::<Vec<_>>().join(" · ")
}

/// Someone who was chosen.
#[component]
fn Chosen(draft: DraftId, person: PersonSummary, remove: ServerAction<api::RemovePerson>) -> impl IntoView {
    let t = &t().booking;
    view! {
        <li class="chosen">
            <div class="chosen-words">
                <strong>{person.name.to_string()}</strong>
                <span class="chosen-note">{note(&person)}</span>
            </div>
            <ActionForm action=remove>
                <input type="hidden" name="draft" value=draft.to_string() />
                <input type="hidden" name="person" value=person.id.to_string() />
                <SubmitButton look=Look::Plain>
                    {t.remove} <span class="unseen">" " {person.name.to_string()}</span>
                </SubmitButton>
            </ActionForm>
        </li>
    }
}

/// The directory for one part, narrowed as one types.
#[component]
fn Picker(draft: DraftId, role: Role, text: String, typed: NewPersonForm, asked: bool, forms: Forms) -> impl IntoView {
    let t = &t().booking;
    // Whoever asked for this list goes on in it: the link they pressed is gone.
    Effect::new(move || {
        let field = document().get_element_by_id(FIND_NAME).filter(|_| asked);
        if let Some(field) = field.and_then(|field| field.dyn_into::<HtmlElement>().ok()) {
            // A browser that does not move the focus still shows the list.
            let _ = field.focus();
        }
    });
    let wanted = RwSignal::new(text.clone());
    let found = crate::wire::fetched(move || wanted.get(), move |text| api::find_people(role, text));
    let mut listen = debounce(std::time::Duration::from_millis(250), move |text| wanted.set(text));
    view! {
        <form
            class="search"
            role="search"
            method="post"
            action=Seek::url()
            on:input=move |event| listen(event_target_value(&event))
            on:submit=move |event| event.prevent_default()
        >
            <input type="hidden" name="back" value=state::path(draft, DraftStep::Who) />
            <input type="hidden" name="part" value=role.code() />
            <Field name="text" id=FIND_NAME label=t.find_person hint=t.find_person_hint value=text entry=Entry::Search required=true autocomplete="off" width=Width::Half />
            <SubmitButton look=Look::Secondary>{t.search}</SubmitButton>
        </form>
        <p class="found-count" role="status">
            <Transition>
                {move || Suspend::new(async move {
                    found.await.ok().map(|found| match found.len() {
                        0 => t.found_none.to_owned(),
                        1 => t.found_one.to_owned(),
                        many => t.found(many),
                    })
                })}
            </Transition>
        </p>
        <Transition>
            {move || Suspend::new(async move {
                match found.await {
                    Ok(found) => view! { <Found draft found add=forms.add_person /> }.into_any(),
                    Err(error) => view! { <Refusal error /> }.into_any(),
                }
            })}
        </Transition>
        <NewPerson draft role typed add=forms.add_new_person />
    }
}

/// The people that were found, each a button that adds them.
#[component]
fn Found(draft: DraftId, found: Vec<PersonSummary>, add: ServerAction<api::AddPerson>) -> impl IntoView {
    let items = found
        .into_iter()
        .map(|person| {
            view! {
                <li>
                    <button class="pick" type="submit" name="person" value=person.id.to_string()>
                        <strong>{person.name.to_string()}</strong>
                        <span class="chosen-note">{note(&person)}</span>
                    </button>
                </li>
            }
        })
        .collect_view();
    view! {
        <ActionForm action=add>
            <input type="hidden" name="draft" value=draft.to_string() />
            <ul class="picks">{items}</ul>
        </ActionForm>
    }
}

/// Someone who is not in the directory.
#[component]
fn NewPerson(draft: DraftId, role: Role, typed: NewPersonForm, add: ServerAction<api::AddNewPerson>) -> impl IntoView {
    let (t, nav) = (&t().booking, &t().nav);
    let problems = Signal::derive(move || {
        add.value().get().and_then(Result::err).map(|error| error.problems()).unwrap_or_default()
    });
    let open = typed != NewPersonForm::default();
    let named =
        [("name", t.name), ("email", t.email), ("interprets", t.interprets_label), ("language", t.messages_language)];
    let labels = named.map(|(key, label)| (key, label.to_owned())).to_vec();
    let tongue = |language: Language| match language {
        Language::Es => Choice::new(language.code(), nav.in_spanish),
        Language::En => Choice::new(language.code(), nav.in_english),
    };
    let languages = Language::ALL.map(tongue).to_vec();
    let chosen = Language::from_code(&typed.language).unwrap_or_default();
    view! {
        <details class="disclosure" open=open>
            <summary>{t.new_person}</summary>
            <ErrorSummary problems labels />
            <Typed form=TypedForm::Person(role).name(draft) refused=open>
                <ActionForm action=add>
                    <input type="hidden" name="draft" value=draft.to_string() />
                    <input type="hidden" name="form[role]" value=role.code() />
                    <Field name="form[name]" label=t.name value=typed.name limit=shared::text::Name::LIMIT required=true autocomplete="off" width=Width::Half problems />
                    <Field name="form[email]" label=t.email hint=t.email_hint value=typed.email entry=Entry::Email required=true autocomplete="off" width=Width::Half problems />
                    {(role == Role::Interpreter)
                        .then(|| {
                            view! {
                                <Field name="form[interprets]" label=t.interprets_label value=typed.interprets limit=shared::text::Name::LIMIT required=true autocomplete="off" width=Width::Half problems />
                            }
                        })}
                    <RadioField name="form[language]" label=t.messages_language choices=languages value=chosen.code() inline=true required=true problems />
                    <SubmitButton look=Look::Secondary pending=add.pending()>
                        {t.add_new}
                    </SubmitButton>
                </ActionForm>
            </Typed>
        </details>
    }
}
