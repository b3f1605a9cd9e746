//! The frame of the booking: the steps, what has been chosen so far, and the step itself.

use leptos::{
    either::{Either, EitherOf4},
    prelude::*,
};
use leptos_router::{
    NavigateOptions,
    components::Redirect,
    hooks::{use_navigate, use_params_map},
};
use locales::words;
use shared::{
    appointment::Role,
    draft::DraftStep,
    error::Error,
    ids::{AppointmentId, DraftId},
};

use super::{
    api::{self, BookingView},
    check::CheckStep,
    leaving::Abandon,
    state::{self, Asked},
    summary::Summary,
    unsent::{Unsent, forget_what_is_saved},
    what::WhatStep,
    when::WhenStep,
    who::WhoStep,
};
use crate::{
    address::own_query,
    components::{Loading, PageHeading, Refusal, StepLink, Steps},
    error::ApiError,
    language::{language, t},
    sought::Seeking,
    wire::answered,
};

/// The forms of all steps. They live as long as the page, so that what they answered outlasts a step drawn anew.
#[derive(Clone, Copy)]
pub(super) struct Forms {
    pub save_what: ServerAction<api::SaveWhat>,
    pub choose_detainee: ServerAction<api::ChooseDetainee>,
    pub drop_detainee: ServerAction<api::DropDetainee>,
    pub add_person: ServerAction<api::AddPerson>,
    pub add_new_person: ServerAction<api::AddNewPerson>,
    pub remove_person: ServerAction<api::RemovePerson>,
    pub choose_slot: ServerAction<api::ChooseSlot>,
    pub book: ServerAction<api::Book>,
    pub let_go: ServerAction<api::LetGo>,
    pub leave: ServerAction<api::Abandon>,
    /// Grows with every change to who takes part.
    who: Memo<usize>,
    /// Grows whenever the draft must be fetched again.
    all: Memo<usize>,
}

impl Forms {
    fn new() -> Self {
        let (save_what, choose_slot, let_go) = (ServerAction::new(), ServerAction::new(), ServerAction::new());
        let (choose_detainee, drop_detainee) = (ServerAction::new(), ServerAction::new());
        let (add_person, add_new_person, remove_person) =
            (ServerAction::new(), ServerAction::new(), ServerAction::new());
        let who = sum([
            answered(choose_detainee),
            answered(drop_detainee),
            answered(add_person),
            answered(add_new_person),
            answered(remove_person),
        ]);
        Self {
            save_what,
            choose_detainee,
            drop_detainee,
            add_person,
            add_new_person,
            remove_person,
            choose_slot,
            book: ServerAction::new(),
            let_go,
            leave: ServerAction::new(),
            who,
            all: sum([who, answered(save_what), answered(choose_slot), answered(let_go)]),
        }
    }

    /// Whether the person changed who takes part since the page was opened.
    pub fn changed_who(self) -> bool {
        untrack(move || self.who.get() > 0)
    }

    /// The appointment that the draft had become, if a change was refused for that.
    fn booked_meanwhile(self) -> Option<AppointmentId> {
        let answers = [
            self.save_what.value().get(),
            self.choose_detainee.value().get(),
            self.drop_detainee.value().get(),
            self.add_person.value().get(),
            self.add_new_person.value().get(),
            self.remove_person.value().get(),
            self.choose_slot.value().get(),
            self.let_go.value().get(),
            self.leave.value().get(),
        ];
        answers.into_iter().flatten().find_map(|answer| match answer {
            Err(ApiError::Refused(Error::Booked(id))) => Some(id),
            _ => None,
        })
    }

    /// Forgets what was answered: it was said of another draft.
    fn forget_answers(self) {
        self.save_what.clear();
        self.choose_detainee.clear();
        self.drop_detainee.clear();
        self.add_person.clear();
        self.add_new_person.clear();
        self.remove_person.clear();
        self.choose_slot.clear();
        self.book.clear();
        self.let_go.clear();
        self.leave.clear();
    }

    /// Whether the last pick was taken.
    fn taken(self) -> bool {
        let picked = [self.choose_detainee.value().get(), self.add_person.value().get()];
        let added = self.add_new_person.value().get();
        picked.into_iter().chain([added]).flatten().any(|answer| answer.is_ok())
    }
}

/// All of them together.
fn sum<const N: usize>(counts: [Memo<usize>; N]) -> Memo<usize> {
    Memo::new(move |_| counts.into_iter().map(|count| count.get()).sum())
}

/// `/appointments/new`: begins a draft and goes to its first step. With `?continues=` it is the draft of the appointment
/// that goes on with an adjourned one, with `?request=` the draft that books what somebody asked for.
#[component]
pub fn NewBooking() -> impl IntoView {
    let query = own_query();
    let of = move |key: &str| query.with(|query| query.get(key)).unwrap_or_default();
    let from = Memo::new(move |_| (of("continues"), of("request")));
    let begun = crate::wire::fetched(move || from.get(), |(continues, request)| api::begin(continues, request));
    view! {
        <Suspense fallback=Loading>
            {move || Suspend::new(async move {
                match begun.await {
                    Ok(draft) => {
                        let options = NavigateOptions { replace: true, ..NavigateOptions::default() };
                        view! { <Redirect path=state::path(draft, DraftStep::What) options /> }.into_any()
                    }
                    Err(error) => view! { <Unbookable error /> }.into_any(),
                }
            })}
        </Suspense>
    }
}

/// `/appointments/new/:draft/:step`.
#[component]
pub fn BookingPage() -> impl IntoView {
    let (params, query) = (use_params_map(), own_query());
    let forms = Forms::new();
    let place = Memo::new(move |_| {
        params.with(|params| (params.get("draft").unwrap_or_default(), params.get("step").unwrap_or_default()))
    });
    // Going back from one draft to another, the page stays, and the forms with it.
    let shown = Memo::new(move |_| place.with(|(draft, _)| draft.clone()));
    Effect::watch(move || shown.get(), move |_, _, _| forms.forget_answers(), false);
    // What was typed stays in a field that is there again: each draft has fields of its own, on one of two sides in turn.
    let side = StoredValue::new((None::<DraftId>, false));
    let other_side = move |draft: DraftId| {
        let turned = side.try_update_value(|(shown, other)| {
            *other ^= shown.is_some_and(|shown| shown != draft);
            *shown = Some(draft);
            *other
        });
        turned.unwrap_or_default()
    };
    let seeking = Seeking::here();
    let asked = Memo::new(move |_| {
        query.with(|query| Asked { sought: seeking.by(query), ..Asked::read(|key| query.get(key)) })
    });
    forget_what_is_saved(forms, move || place.with_untracked(|(draft, _)| draft.parse().ok()));
    let page = crate::wire::fetched(
        move || (place.get(), asked.get(), forms.all.get()),
        |((draft, step), asked, _)| async move {
            // A step that does not exist is answered like a draft that does not.
            let step = DraftStep::from_code(&step);
            let draft = if step.is_some() { draft } else { String::new() };
            let booking = api::booking(draft).await?;
            Ok::<_, ApiError>((step.unwrap_or(DraftStep::What), asked.checked, booking))
        },
    );
    // Once a list was picked from, the address no longer asks for it, and going back does not step through every pick.
    let navigate = use_navigate();
    Effect::new(move || {
        let asks = asked.with_untracked(|asked| asked.part.is_some() || !asked.sought.is_empty());
        if forms.taken() && asks {
            let (draft, _) = place.get_untracked();
            let options = NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() };
            navigate(&format!("/appointments/new/{draft}/{}", DraftStep::Who.code()), options);
        }
    });
    view! {
        <Transition fallback=Loading>
            {move || Suspend::new(async move {
                match page.await {
                    Ok((step, _, booking)) => {
                        // Nobody is led away from what was refused: there they read why, and what they typed.
                        let stays = waits(&booking, step) || untrack(move || forms.booked_meanwhile()).is_some();
                        if let Some(booked) = booking.draft.booked.filter(|_| !stays) {
                            let options = NavigateOptions { replace: true, ..NavigateOptions::default() };
                            view! { <Redirect path=format!("/appointments/{booked}") options /> }.into_any()
                        } else {
                            let other_side = other_side(booking.draft.id);
                            let frame = view! { <Frame step asked=asked.get_untracked() booking forms /> };
                            let frame = if other_side { Either::Right(frame) } else { Either::Left(frame) };
                            frame.into_any()
                        }
                    }
                    Err(error) => view! { <Unbookable error /> }.into_any(),
                }
            })}
        </Transition>
    }
}

/// Whether what was typed into `step` and not taken waits in its form.
const fn waits(booking: &BookingView, step: DraftStep) -> bool {
    match step {
        DraftStep::What => booking.typed_what.is_some(),
        DraftStep::Who => booking.typed_person.is_some(),
        DraftStep::When | DraftStep::Check => false,
    }
}

/// The steps, the step, and what was chosen.
#[component]
fn Frame(step: DraftStep, asked: Asked, booking: BookingView, forms: Forms) -> impl IntoView {
    let current = DraftStep::ALL.iter().position(|one| *one == step).unwrap_or_default();
    let steps = DraftStep::ALL
        .iter()
        .map(|one| StepLink {
            label: words::draft_step(language(), *one).to_owned(),
            href: state::reachable(&booking.draft, *one).then(|| state::path(booking.draft.id, *one)),
        })
        .collect();
    let (id, summary, view) = (booking.draft.id, booking.draft.clone(), booking.draft.clone());
    let booked = booking.draft.booked;
    let late = move || {
        let booked = booked.or_else(|| forms.booked_meanwhile());
        booked.map(|id| view! { <Refusal error=ApiError::Refused(Error::Booked(id)) /> })
    };
    let typed_person = booking.typed_person.as_ref().and_then(|typed| Role::from_code(&typed.role));
    view! {
        <Steps steps current />
        {booking.draft.draft.continues.map(|adjourned| view! { <Continues adjourned /> })}
        {booking.draft.draft.request.is_some().then(|| view! { <AnswersRequest /> })}
        <div class="booking">
            <div class="booking-step">
                {late}
                <Unsent view step asked=asked.clone() typed_person />
                {match step {
                    DraftStep::What => EitherOf4::A(view! { <WhatStep booking checked=asked.checked save=forms.save_what /> }),
                    DraftStep::Who => EitherOf4::B(view! { <WhoStep booking asked forms /> }),
                    DraftStep::When => EitherOf4::C(view! { <WhenStep draft=booking.draft asked forms /> }),
                    DraftStep::Check => EitherOf4::D(view! { <CheckStep draft=booking.draft forms /> }),
                }}
            </div>
            <div class="booking-aside">
                <Summary draft=summary />
                <Abandon draft=id forms />
            </div>
        </div>
    }
}

/// Which adjourned appointment the draft goes on with.
#[component]
fn Continues(adjourned: AppointmentId) -> impl IntoView {
    let t = &t().booking;
    view! {
        <p class="field-hint">
            {t.continues} " " <a href=format!("/appointments/{adjourned}")>{t.continues_link}</a>
        </p>
    }
}

/// That the draft books what somebody asked for.
#[component]
fn AnswersRequest() -> impl IntoView {
    let t = &t().booking;
    view! {
        <p class="field-hint">
            {t.answers_request} " " <a href="/requests">{t.requests_link}</a>
        </p>
    }
}

/// The page when there is no draft to show.
#[component]
fn Unbookable(error: ApiError) -> impl IntoView {
    view! {
        <PageHeading title=t().booking.title />
        <Refusal error />
    }
}
