//! `/appointments/:id/amend`: changing an appointment, also when someone else was faster.

use leptos::{form::ActionForm, prelude::*};
use leptos_router::hooks::use_params_map;
use locales::words;
use shared::{
    appointment::{AccusedPosition, Choices, FieldChange, HearingType, Kind, RoomChoice},
    draft::Wished,
    error::{Error, Problem},
    ids::AppointmentId,
    text::Name,
};

use super::{
    api::{self, Amend},
    state::{self, AmendFields, AmendForm, AmendView},
};
use crate::{
    address::own_query,
    components::{
        Choice, Entry, ErrorSummary, Field, LinkButton, Loading, Look, Notice, PageHeading, RadioField, Refusal,
        SelectField, SubmitButton, TextAreaField, Tone, Width, ZoneNote,
    },
    error::ApiError,
    features::{booking::Impossible, not_found::NotFoundPage},
    language::{language, t},
    wire::answered,
    words::refusals,
};

/// The page.
#[component]
pub fn AmendPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    let query = own_query();
    // A start that somebody proposed: the form begins with it.
    let asked = Memo::new(move |_| {
        let of = |key: &str| query.with(|query| query.get(key)).unwrap_or_default();
        (of("date"), of("time"))
    });
    let amend = ServerAction::<Amend>::new();
    let amended = answered(amend);
    let page = crate::wire::fetched(
        move || (id.get(), asked.get(), amended.get()),
        |(id, (date, time), _)| api::amendment(id, date, time),
    );
    view! {
        <Transition fallback=Loading>
            {move || Suspend::new(async move {
                match page.await {
                    Ok(view) => view! { <Form view amend /> }.into_any(),
                    Err(ApiError::Refused(Error::NotFound)) => view! { <NotFoundPage /> }.into_any(),
                    Err(error) => {
                        view! {
                            <PageHeading title=t().appointment.amend_title />
                            <Refusal error />
                        }
                            .into_any()
                    }
                }
            })}
        </Transition>
    }
}

/// The form, made on the newest version.
#[component]
fn Form(view: AmendView, amend: ServerAction<Amend>) -> impl IntoView {
    let (t, language) = (&t().appointment, language());
    let impossible = view.impossible().cloned();
    let AmendView { detail, form, meanwhile, unsaved, choices } = view;
    let summary = detail.summary;
    let problems = Signal::derive(move || {
        amend.value().get().and_then(Result::err).map(|error| error.problems()).unwrap_or_default()
    });
    let first = summary.sites.first().map(|site| site.centre_name.clone());
    let (stale, offered) = (!meanwhile.is_empty(), impossible.is_some());
    let refused = move || {
        let error = amend.value().get().and_then(Result::err).filter(|error| error.problems().is_empty());
        // The comparison and the alternatives below say more than the refusal.
        let told = |error: &ApiError| match error {
            ApiError::Refused(Error::Stale { .. }) => stale,
            ApiError::Refused(Error::Conflict(_) | Error::Refused(_)) => offered,
            _ => false,
        };
        error.filter(|error| !told(error)).map(|error| view! { <Refusal error /> })
    };
    let button = if stale { t.amend_again } else { t.amend_button };
    view! {
        <PageHeading title=t.amend_title kicker=state::title(language, &summary) lead=t.amend_lead />
        <ErrorSummary problems labels=labels() />
        {refused}
        {unsaved.map(|mine| view! { <Compared meanwhile mine choices=choices.clone() /> })}
        {impossible.map(|wished| view! { <Instead wished id=summary.id form=form.clone() amend /> })}
        <div class="amend-form">
        <ActionForm action=amend>
            <Hidden id=summary.id form=form.clone() />
            <Fields form=form.clone() kind=summary.kind first problems choices />
            <p class="field-hint">
                <ZoneNote zone=summary.zone />
                ". "
                {t.amend_told}
            </p>
            <div class="form-actions">
                <SubmitButton pending=amend.pending()>{button}</SubmitButton>
                <LinkButton href=state::path(summary.id) look=Look::Secondary>
                    {t.keep}
                </LinkButton>
            </div>
        </ActionForm>
        </div>
    }
}

/// What others changed beside what the person typed.
#[component]
fn Compared(meanwhile: Vec<FieldChange>, mine: AmendForm, choices: Choices) -> impl IntoView {
    let (t, language) = (&t().appointment, language());
    let theirs = meanwhile.iter().map(|change| view! { <li>{refusals::changed(language, change)}</li> }).collect_view();
    let typed = mine
        .mine(language, &choices)
        .into_iter()
        .map(|one| view! { <li>{format!("{}: {}", words::field(language, one.field), one.typed)}</li> })
        .collect_view();
    view! {
        <Notice tone=Tone::Warn title=t.stale_title alert=true>
            <p>{t.stale_lead}</p>
            <div class="compared">
                <div>
                    <h2 class="compared-title">{t.stale_theirs}</h2>
                    <ul>{theirs}</ul>
                </div>
                <div>
                    <h2 class="compared-title">{t.stale_mine}</h2>
                    <ul>{typed}</ul>
                </div>
            </div>
        </Notice>
    }
}

/// What stands against the time and room that were asked for, and what is possible instead: each a button that makes
/// the change as typed, but then and there.
#[component]
fn Instead(wished: Wished, id: AppointmentId, form: AmendForm, amend: ServerAction<Amend>) -> impl IntoView {
    let around = move |buttons: AnyView| {
        view! {
            <ActionForm action=amend>
                <Hidden id form=form.clone() />
                {carried("typed", form.typed)}
                {buttons}
            </ActionForm>
        }
        .into_any()
    };
    view! { <Impossible wished title=None form=around /> }
}

/// Which appointment and version, and what the fields held when the person saw them, so that only what they change is
/// changed.
#[component]
fn Hidden(id: AppointmentId, form: AmendForm) -> impl IntoView {
    view! {
        <input type="hidden" name="id" value=id.to_string() />
        <input type="hidden" name="form[version]" value=form.version.to_string() />
        {carried("seen", form.seen)}
    }
}

/// Fields that the form carries without showing them.
fn carried(group: &str, fields: AmendFields) -> impl IntoView {
    let hidden = |key: String, value: String| {
        view! { <input type="hidden" name=format!("form[{group}]{key}") value=value /> }
    };
    let beside = fields.beside.into_iter().map(|(centre, room)| hidden(format!("[beside][{centre}]"), room));
    let beside = beside.collect_view();
    let plain = [
        ("case_number", fields.case_number),
        ("hearing_type", fields.hearing_type),
        ("date", fields.date),
        ("time", fields.time),
        ("duration", fields.duration),
        ("room", fields.room),
        ("deadline", fields.deadline),
        ("notice_reason", fields.notice_reason),
        ("resolution", fields.resolution),
        ("resolution_date", fields.resolution_date),
        ("resolution_judge", fields.resolution_judge),
        ("ground", fields.ground),
        ("accused", fields.accused),
    ]
    .map(|(key, value)| hidden(format!("[{key}]"), value));
    (plain.collect_view(), beside)
}

/// The fields.
#[component]
fn Fields(
    form: AmendForm,
    kind: Kind,
    /// The first centre.
    first: Option<Name>,
    choices: Choices,
    problems: Signal<Vec<Problem>>,
) -> impl IntoView {
    let (t, b, language) = (&t().appointment, &t().booking, language());
    let typed = form.typed;
    let hearing = kind == Kind::Hearing;
    let rooms = |rooms: Vec<RoomChoice>| -> Vec<Choice> {
        rooms.into_iter().map(|room| Choice::new(room.id.to_string(), room.name)).collect()
    };
    // Of several rooms it must be said which is where.
    let label = first.filter(|_| !choices.beside.is_empty()).map_or_else(|| t.room.to_owned(), |name| t.room_at(&name));
    let first_rooms = rooms(choices.rooms);
    let beside = choices
        .beside
        .into_iter()
        .map(|site| {
            let centre = site.centre.to_string();
            let value = typed.beside.get(&centre).cloned().unwrap_or_default();
            view! {
                <SelectField name=format!("form[typed][beside][{centre}]") label=t.room_at(&site.name) choices=rooms(site.rooms) value=value required=true width=Width::Half />
            }
        })
        .collect_view();
    let types: Vec<Choice> =
        HearingType::ALL.iter().map(|one| Choice::new(one.code(), words::hearing_type(language, *one))).collect();
    let positions: Vec<Choice> =
        AccusedPosition::ALL.iter().map(|one| Choice::new(one.code(), words::accused(language, *one))).collect();
    view! {
        {(kind != Kind::Teleconsultation)
            .then(|| {
                view! {
                    <Field name="form[typed][case_number]" label=b.case_number value=typed.case_number.clone() limit=shared::text::CaseNumber::LIMIT required=true width=Width::Half problems />
                }
            })}
        {hearing
            .then(|| {
                view! {
                    <SelectField name="form[typed][hearing_type]" label=b.hearing_type choices=types value=typed.hearing_type.clone() required=true width=Width::Half problems />
                }
            })}
        <div class="field-row">
            <Field name="form[typed][date]" label=t.date value=typed.date.clone() entry=Entry::Date required=true width=Width::Short problems />
            <Field name="form[typed][time]" label=t.time value=typed.time.clone() entry=Entry::Time required=true width=Width::Short problems />
            <Field name="form[typed][duration]" label=b.other_minutes value=typed.duration.clone() entry=Entry::Number required=true width=Width::Short problems />
        </div>
        <SelectField name="form[typed][room]" label=label hint=t.room_hint choices=first_rooms value=typed.room.clone() required=true width=Width::Half problems />
        {beside}
        {hearing
            .then(|| {
                view! {
                    <Field name="form[typed][deadline]" label=b.deadline hint=b.deadline_hint value=typed.deadline.clone() entry=Entry::Date width=Width::Short problems />
                    <TextAreaField name="form[typed][notice_reason]" label=b.notice_reason hint=t.notice_reason_hint value=typed.notice_reason.clone() limit=shared::text::Note::LIMIT rows=2 problems />
                    <fieldset class="fieldset">
                        <legend>{b.basis}</legend>
                        <p class="field-hint">{b.basis_hint}</p>
                        <Field name="form[typed][resolution]" label=b.resolution value=typed.resolution.clone() limit=shared::text::Code::LIMIT width=Width::Half problems />
                        <Field name="form[typed][resolution_date]" label=b.resolution_date value=typed.resolution_date.clone() entry=Entry::Date width=Width::Short problems />
                        <Field name="form[typed][resolution_judge]" label=b.resolution_judge value=typed.resolution_judge.clone() limit=shared::text::Name::LIMIT width=Width::Half problems />
                        <TextAreaField name="form[typed][ground]" label=b.ground hint=b.ground_hint value=typed.ground.clone() limit=shared::text::Note::LIMIT rows=3 problems />
                        <RadioField name="form[typed][accused]" label=b.accused choices=positions value=typed.accused.clone() problems />
                    </fieldset>
                }
            })}
    }
}

/// What the fields are called in the summary of problems.
fn labels() -> Vec<(&'static str, String)> {
    let (t, b) = (&t().appointment, &t().booking);
    [
        ("case_number", b.case_number),
        ("hearing_type", b.hearing_type),
        ("date", t.date),
        ("time", t.time),
        ("duration", b.duration),
        ("room", t.room),
        ("slot", t.room),
        ("deadline", b.deadline),
        ("notice_reason", b.notice_reason),
        ("resolution", b.resolution),
        ("resolution_date", b.resolution_date),
        ("resolution_judge", b.resolution_judge),
        ("ground", b.ground),
        ("accused", b.accused),
    ]
    .map(|(key, label)| (key, label.to_owned()))
    .to_vec()
}
