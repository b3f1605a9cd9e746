//! What the reader may do with an appointment now, and the reason that some of it needs.

use leptos::{form::ActionForm, prelude::*};
use locales::words;
use shared::{
    appointment::{State, Summary},
    cause::Cause,
    error::Problem,
    ids::AppointmentId,
    permission::Action,
};

use super::{
    api::{Advance, Cancel},
    state::{self, ReasonForm},
};
use crate::{
    components::{Choice, ErrorSummary, LinkButton, Look, SelectField, SubmitButton, TextAreaField, Width},
    features::series::CancelChoice,
    language::{language, t},
};

const fn look(action: Action) -> Look {
    match action {
        Action::Confirm | Action::Start | Action::Resume | Action::Complete | Action::Answer | Action::BookNext => {
            Look::Primary
        }
        Action::Cancel | Action::NotHeld => Look::Plain,
        Action::Amend
        | Action::AddDays
        | Action::Suspend
        | Action::Adjourn
        | Action::CheckDevices
        | Action::CheckRoom => Look::Secondary,
    }
}

/// The buttons.
#[component]
pub(super) fn Actions(summary: Summary, mut actions: Vec<Action>, advance: ServerAction<Advance>) -> impl IntoView {
    let t = &t().appointment;
    // What most probably comes next stands first, what cannot be undone last.
    actions.sort_by_key(|action| match look(*action) {
        Look::Primary => 0,
        Look::Secondary => 1,
        Look::Danger | Look::Plain => 2,
    });
    let buttons = actions
        .into_iter()
        .map(|action| {
            let words = words::action(language(), action);
            let links = state::links_of(action, &summary)
                .into_iter()
                .map(|href| view! { <LinkButton href look=look(action)>{words}</LinkButton> })
                .collect_view();
            let moves = state::move_of(action).map(|to| {
                view! {
                    <ActionForm action=advance>
                        <input type="hidden" name="id" value=summary.id.to_string() />
                        <input type="hidden" name="version" value=summary.version.to_string() />
                        <input type="hidden" name="to" value=to.code() />
                        <SubmitButton look=look(action) pending=advance.pending()>
                            {words}
                        </SubmitButton>
                    </ActionForm>
                }
            });
            view! {
                {links}
                {moves}
            }
        })
        .collect_view();
    view! { <div class="detail-actions" role="group" aria-label=t.actions>{buttons}</div> }
}

/// Asks for the reason of cancelling, or of not having held it.
#[component]
pub(super) fn Ask(
    /// Where it is to move.
    to: State,
    /// The appointment.
    summary: Summary,
    /// The reason as typed before.
    typed: ReasonForm,
    /// Whether it is a day of a trial with others after it.
    follows: bool,
    /// The form that cancels.
    cancel: ServerAction<Cancel>,
    /// The form that moves.
    advance: ServerAction<Advance>,
) -> impl IntoView {
    let t = &t().appointment;
    let (id, version) = (summary.id, summary.version);
    let problems = Signal::derive(move || {
        let of = |answer: Option<Result<(), crate::error::ApiError>>| {
            answer.and_then(Result::err).map(|error| error.problems()).unwrap_or_default()
        };
        let mut all = of(cancel.value().get());
        all.extend(of(advance.value().get()));
        all
    });
    let (title, lead, button) = if to == State::Cancelled {
        (t.cancel_title, t.cancel_lead, t.cancel_button)
    } else {
        (t.not_held_title, t.not_held_lead, t.not_held_button)
    };
    let buttons = move |pending: Signal<bool>| {
        view! {
            <div class="form-actions">
                <SubmitButton look=Look::Danger pending>{button}</SubmitButton>
                <LinkButton href=state::path(id) look=Look::Secondary>{t.keep}</LinkButton>
            </div>
        }
    };
    view! {
        <section class="card card-stop detail-ask" aria-labelledby="ask-title">
            <h2 id="ask-title">{title}</h2>
            <p>{lead}</p>
            <ErrorSummary problems labels=vec![("cause", t.cause.to_owned()), ("note", t.note.to_owned())] />
            {if to == State::Cancelled {
                view! {
                    <ActionForm action=cancel>
                        <Hidden id version />
                        {follows.then(|| view! { <CancelChoice chosen=typed.days.clone() /> })}
                        <Reason typed problems />
                        {buttons(cancel.pending().into())}
                    </ActionForm>
                }
                    .into_any()
            } else {
                view! {
                    <ActionForm action=advance>
                        <Hidden id version />
                        <input type="hidden" name="to" value=to.code() />
                        <Reason typed problems />
                        {buttons(advance.pending().into())}
                    </ActionForm>
                }
                    .into_any()
            }}
        </section>
    }
}

/// Which appointment, and the version that the person sees.
#[component]
fn Hidden(id: AppointmentId, version: i32) -> impl IntoView {
    view! {
        <input type="hidden" name="id" value=id.to_string() />
        <input type="hidden" name="version" value=version.to_string() />
    }
}

/// Cause and words.
#[component]
pub fn Reason(
    /// As typed before.
    typed: ReasonForm,
    /// The problems of the whole form.
    problems: Signal<Vec<Problem>>,
) -> impl IntoView {
    let (t, language) = (&t().appointment, language());
    let causes = Cause::ALL.iter().map(|cause| Choice::new(cause.code(), words::cause(language, *cause))).collect();
    view! {
        <SelectField name="cause" label=t.cause choices=causes value=typed.cause nothing=t.choose required=true width=Width::Half problems />
        <TextAreaField name="note" label=t.note hint=t.note_hint value=typed.note limit=shared::text::Note::LIMIT rows=3 problems />
    }
}
