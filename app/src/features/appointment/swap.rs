//! `/appointments/:id/people`: who takes part from now on. What is being put together stands in the address, so that it
//! works without JavaScript and going back takes a step back.

use leptos::{form::ActionForm, prelude::*, server_fn::ServerFn};
use leptos_router::hooks::use_params_map;
use locales::words;
use shared::{
    appointment::{Kind, Participant, Role},
    directory::PersonSummary,
    draft::Wished,
    error::{Error, Problem},
    ids::AppointmentId,
    time::ZoneName,
};

use super::{
    api::{self, Swap},
    state::{self, SwapView, Swapping},
};
use crate::{
    address::own_query,
    components::{
        Entry, ErrorSummary, Field, LinkButton, Loading, Look, Notice, PageHeading, Refusal, SubmitButton,
        TextAreaField, Tone, Width, ZoneNote,
    },
    error::ApiError,
    features::{
        booking::{Impossible, find_people},
        not_found::NotFoundPage,
    },
    language::{language, t},
    meanwhile::told_in_full,
    sought::{Seek, Seeking},
    wire::answered,
};

/// The page.
#[component]
pub fn SwapPage() -> impl IntoView {
    let (params, query, seeking) = (use_params_map(), own_query(), Seeking::here());
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    let asked = Memo::new(move |_| {
        query.with(|query| Swapping { name: seeking.by(query), ..Swapping::read(|key| query.get(key)) })
    });
    let swap = ServerAction::<Swap>::new();
    let swapped = answered(swap);
    // What was typed outlives a refusal, after which the page is drawn anew.
    let typed = StoredValue::new(None::<Typed>);
    let page = crate::wire::fetched(
        move || (id.get(), asked.get(), swapped.get()),
        |(id, asked, _)| async move { api::who_takes_part(id, asked.clone()).await.map(|view| (view, asked)) },
    );
    view! {
        <Transition fallback=Loading>
            {move || Suspend::new(async move {
                match page.await {
                    Ok((view, asked)) => view! { <Form view asked typed swap /> }.into_any(),
                    Err(ApiError::Refused(Error::NotFound)) => view! { <NotFoundPage /> }.into_any(),
                    Err(error) => {
                        view! {
                            <PageHeading title=t().appointment.swap_title />
                            <Refusal error />
                        }
                            .into_any()
                    }
                }
            })}
        </Transition>
    }
}

/// What is typed about another start of one appointment: the page may stay while the address comes to name another.
#[derive(Clone)]
struct Typed {
    id: AppointmentId,
    date: String,
    time: String,
    notice_reason: String,
}

#[component]
fn Form(view: SwapView, asked: Swapping, typed: StoredValue<Option<Typed>>, swap: ServerAction<Swap>) -> impl IntoView {
    let (t, b, language) = (&t().appointment, &t().booking, language());
    let SwapView { summary, joining, notice_reason, meanwhile, impossible } = view;
    let asked = Swapping { notice_reason, ..asked };
    let (id, hearing, offered) = (summary.id, summary.kind == Kind::Hearing, impossible.is_some());
    let problems = Signal::derive(move || {
        swap.value().get().and_then(Result::err).map(|error| error.problems()).unwrap_or_default()
    });
    let refused = move || {
        let error = swap.value().get().and_then(Result::err).filter(|error| error.problems().is_empty());
        // The alternatives below say more than the refusal.
        let error = error.filter(|error| !(offered && state::is_of_time(error)));
        error.map(|error| told_in_full(error, &meanwhile)).map(|error| view! { <Refusal error /> })
    };
    let labels = Role::ALL.iter().map(|role| (role.code(), words::role(language, *role).to_owned()));
    let others = [("people", t.people), ("date", t.date), ("time", t.time), ("notice_reason", b.notice_reason)];
    let labels = labels.chain(others.map(|(key, label)| (key, label.to_owned()))).collect();
    let there = summary
        .participants
        .iter()
        .map(|part| view! { <There part=part.clone() id asked=asked.clone() /> })
        .collect_view();
    let coming = joining
        .iter()
        .map(|person| {
            let without = asked.without_join(person.id);
            view! { <Coming person=person.clone() href=without.path(id) /> }
        })
        .collect_view();
    let changed = !asked.is_empty();
    view! {
        <PageHeading title=t.swap_title kicker=state::title(language, &summary) lead=t.swap_lead />
        <ErrorSummary problems labels />
        {refused}
        <section class="booking-section" aria-labelledby="people">
            <h2 id="people" tabindex="-1">{t.people}</h2>
            <ul class="chosen-list">{there} {coming}</ul>
        </section>
        <Find id kind=summary.kind asked=asked.clone() />
        {impossible.map(|wished| view! { <Instead wished id version=summary.version asked=asked.clone() swap /> })}
        {changed.then(|| view! { <Notice tone=Tone::Info title=t.swap_told>""</Notice> })}
        <ActionForm action=swap>
            <input type="hidden" name="id" value=id.to_string() />
            <input type="hidden" name="version" value=summary.version.to_string() />
            <input type="hidden" name="asked[join]" value=asked.join.clone() />
            <input type="hidden" name="asked[leave]" value=asked.leave.clone() />
            {changed.then(|| view! { <Moved id asked=asked.clone() hearing typed zone=summary.zone.clone() problems /> })}
            <div class="form-actions">
                {changed.then(|| view! { <SubmitButton pending=swap.pending()>{t.amend_button}</SubmitButton> })}
                <LinkButton href=state::path(id) look=Look::Secondary>
                    {t.keep}
                </LinkButton>
            </div>
        </ActionForm>
    }
}

/// What stands against those who are to come, and when they can: each a button that makes the change then.
#[component]
fn Instead(
    wished: Wished,
    id: AppointmentId,
    version: i32,
    asked: Swapping,
    swap: ServerAction<Swap>,
) -> impl IntoView {
    let around = move |buttons: AnyView| {
        view! {
            <ActionForm action=swap>
                <input type="hidden" name="id" value=id.to_string() />
                <input type="hidden" name="version" value=version.to_string() />
                <input type="hidden" name="asked[join]" value=asked.join />
                <input type="hidden" name="asked[leave]" value=asked.leave />
                <input type="hidden" name="asked[notice_reason]" value=asked.notice_reason />
                {buttons}
            </ActionForm>
        }
        .into_any()
    };
    view! { <Impossible wished title=None form=around /> }
}

/// Another start, for those who could not come at the one there is.
#[component]
fn Moved(
    id: AppointmentId,
    asked: Swapping,
    hearing: bool,
    typed: StoredValue<Option<Typed>>,
    zone: ZoneName,
    problems: Signal<Vec<Problem>>,
) -> impl IntoView {
    let (t, b) = (&t().appointment, &t().booking);
    let Swapping { date, time, notice_reason, .. } = asked;
    let typed_here = typed.try_get_value().flatten().filter(|typed| typed.id == id);
    let now = typed_here.unwrap_or(Typed { id, date, time, notice_reason });
    let open = [&now.date, &now.time, &now.notice_reason].iter().any(|text| !text.is_empty());
    let all = StoredValue::new(now.clone());
    let keep = move |change: &dyn Fn(&mut Typed)| {
        all.update_value(|all| change(all));
        typed.set_value(Some(all.get_value()));
    };
    let reason = hearing.then(|| {
        view! {
            <div on:input=move |event| keep(&|all| all.notice_reason = event_target_value(&event))>
                <TextAreaField name="asked[notice_reason]" label=b.notice_reason hint=t.notice_reason_hint value=now.notice_reason limit=shared::text::Note::LIMIT rows=2 problems />
            </div>
        }
    });
    view! {
        <details class="disclosure" open=open>
            <summary>{t.swap_time}</summary>
            <p class="field-hint">
                {t.swap_time_hint} " " <ZoneNote zone /> "."
            </p>
            <div class="field-row">
                <div on:input=move |event| keep(&|all| all.date = event_target_value(&event))>
                    <Field name="asked[date]" label=t.date value=now.date entry=Entry::Date width=Width::Short problems />
                </div>
                <div on:input=move |event| keep(&|all| all.time = event_target_value(&event))>
                    <Field name="asked[time]" label=t.time value=now.time entry=Entry::Time width=Width::Short problems />
                </div>
            </div>
            {reason}
        </details>
    }
}

/// Someone who takes part now: they stay, or they leave with this change.
#[component]
fn There(part: Participant, id: AppointmentId, asked: Swapping) -> impl IntoView {
    let t = &t().appointment;
    let leaves = asked.leaves(part.person);
    let (href, label) = if leaves {
        (asked.without_leave(part.person).path(id), t.swap_stay)
    } else {
        (asked.with_leave(part.person).path(id), t.swap_leave)
    };
    let role = words::role(language(), part.role);
    let note = if leaves { format!("{role} · {}", t.swap_leaves) } else { role.to_owned() };
    let name = part.name.to_string();
    view! {
        <li class="chosen" class:chosen-leaves=leaves>
            <div class="chosen-words">
                <strong>{name.clone()}</strong>
                <span class="chosen-note">{note}</span>
            </div>
            <LinkButton href look=Look::Plain>
                {label} <span class="unseen">" " {name}</span>
            </LinkButton>
        </li>
    }
}

/// Someone who joins with this change.
#[component]
fn Coming(person: PersonSummary, href: String) -> impl IntoView {
    let t = &t().appointment;
    let name = person.name.to_string();
    view! {
        <li class="chosen chosen-joins">
            <div class="chosen-words">
                <strong>{name.clone()}</strong>
                <span class="chosen-note">{format!("{} · {}", words::role(language(), person.role), t.swap_joins)}</span>
            </div>
            <LinkButton href look=Look::Plain>
                {t.swap_not} <span class="unseen">" " {name}</span>
            </LinkButton>
        </li>
    }
}

/// The directory, by part and name: as one chooses and types, or with its button.
#[component]
fn Find(id: AppointmentId, kind: Kind, asked: Swapping) -> impl IntoView {
    let (t, b) = (&t().appointment, &t().booking);
    let (part, name) = (RwSignal::new(asked.part.clone()), RwSignal::new(asked.name.clone()));
    let found = crate::wire::fetched(
        move || (part.get(), name.get()),
        |(part, name)| async move {
            match Role::from_code(&part) {
                Some(role) => find_people(role, name).await,
                None => Ok(Vec::new()),
            }
        },
    );
    let mut typed = debounce(std::time::Duration::from_millis(250), move |text| name.set(text));
    let parts = Role::ALL
        .iter()
        .filter(|role| kind.admits(**role))
        .map(|role| {
            let selected = asked.part == role.code();
            view! { <option value=role.code() selected=selected>{words::role(language(), *role)}</option> }
        })
        .collect_view();
    let (name_sought, back) = (asked.name.clone(), asked.without_part().path(id));
    view! {
        <section class="booking-section" aria-labelledby="find-title">
            <h2 id="find-title">{t.swap_find}</h2>
            <form
                class="search"
                role="search"
                method="post"
                action=Seek::url()
                on:submit=move |event| event.prevent_default()
            >
                <input type="hidden" name="back" value=back />
                <div class="field field-short">
                    <label class="field-label" for="part">{t.swap_part}</label>
                    <select class="input" id="part" name="part" required on:change=move |event| part.set(event_target_value(&event))>
                        <option value="">{t.swap_choose}</option>
                        {parts}
                    </select>
                </div>
                <div class="field" on:input=move |event| typed(event_target_value(&event))>
                    <Field name="text" id="name" label=b.find_person hint=b.find_person_hint value=name_sought entry=Entry::Search autocomplete="off" width=Width::Half />
                </div>
                <SubmitButton look=Look::Secondary>{b.search}</SubmitButton>
            </form>
            <Transition>
                {move || {
                    let asked = asked.clone();
                    Suspend::new(async move {
                        match found.await {
                            Ok(found) => view! { <Found id asked found searched=!part.read_untracked().is_empty() /> }.into_any(),
                            Err(error) => view! { <Refusal error /> }.into_any(),
                        }
                    })
                }}
            </Transition>
        </section>
    }
}

/// Those who were found, each a link that adds them.
#[component]
fn Found(id: AppointmentId, asked: Swapping, found: Vec<PersonSummary>, searched: bool) -> impl IntoView {
    let b = &t().booking;
    let count = searched.then(|| match found.len() {
        0 => b.found_none.to_owned(),
        1 => b.found_one.to_owned(),
        many => b.found(many),
    });
    let picks = found
        .iter()
        .map(|person| {
            let note = person.email.as_ref().map_or_else(|| b.no_email.to_owned(), ToString::to_string);
            view! {
                <li>
                    <a class="pick" href=asked.with_join(person.id).path(id)>
                        <strong>{person.name.to_string()}</strong>
                        <span class="chosen-note">{note}</span>
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <p class="found-count" role="status">{count}</p>
        <ul class="picks">{picks}</ul>
    }
}
