//! `/confirm/:token` and `/appointments/:id/answer`: what, when, where, who, and one's answer.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use locales::{dates, words};
use shared::{appointment::Attendance, error::Error, notice::Invitation};

use super::{
    answers::Answers,
    api::{self, Respond},
    state::{self, InvitationView, Way},
};
use crate::{
    address::own_query,
    components::{
        ErrorSummary, Loading, Notice, PageHeading, Refusal, SummaryList, SummaryRow, TimeRange, Tone, ZoneNote,
    },
    error::ApiError,
    features::not_found::NotFoundPage,
    language::{language, t},
    wire::answered,
};

/// Behind a personal link.
#[component]
pub fn ConfirmPage() -> impl IntoView {
    let params = use_params_map();
    let way = Memo::new(move |_| Way::by_link(params.with(|params| params.get("token").unwrap_or_default())));
    view! { <InvitationPage way /> }
}

/// For someone who is signed in.
#[component]
pub fn AnswerPage() -> impl IntoView {
    let params = use_params_map();
    let way = Memo::new(move |_| Way::signed_in(params.with(|params| params.get("id").unwrap_or_default())));
    view! { <InvitationPage way /> }
}

#[component]
fn InvitationPage(way: Memo<Way>) -> impl IntoView {
    let query = own_query();
    let asked = Memo::new(move |_| query.with(|query| (query.get("answer"), query.get("answered").is_some())));
    let respond = ServerAction::<Respond>::new();
    let responded = answered(respond);
    let page = crate::wire::fetched(move || (way.get(), responded.get()), |(way, _)| api::invitation(way));
    view! {
        <Suspense fallback=Loading>
            {move || {
                let (open, just_now) = asked.get();
                Suspend::new(async move {
                    match page.await {
                        Ok(view) => view! { <Letter way=way.get_untracked() view open just_now respond /> }.into_any(),
                        Err(ApiError::Refused(Error::NotFound)) => view! { <NotFoundPage /> }.into_any(),
                        Err(error) => {
                            view! {
                                <article class="letter">
                                    <PageHeading title=t().confirm.title />
                                    <Refusal error />
                                </article>
                            }
                                .into_any()
                        }
                    }
                })
            }}
        </Suspense>
    }
}

/// The invitation and the answer.
#[component]
fn Letter(
    way: Way,
    view: InvitationView,
    open: Option<String>,
    just_now: bool,
    respond: ServerAction<Respond>,
) -> impl IntoView {
    let (t, language) = (&t().confirm, language());
    let invitation = view.invitation.clone();
    let to = t.to(&invitation.name, words::role(language, invitation.role).to_lowercase());
    let said = state::answered(language, &invitation);
    let tone = Tone::from(invitation.attendance);
    let problems = Signal::derive(move || {
        respond.value().get().and_then(Result::err).map(|error| error.problems()).unwrap_or_default()
    });
    let refused = move || {
        let error = respond.value().get().and_then(Result::err).filter(|error| error.problems().is_empty());
        error.map(|error| view! { <Refusal error /> })
    };
    let labels = vec![
        ("cause", t.cause_label.to_owned()),
        ("note", t.note.to_owned()),
        ("date", t.date.to_owned()),
        ("time", t.time.to_owned()),
    ];
    view! {
        <article class="letter">
            <PageHeading title=state::question(language, invitation.kind) kicker=to />
            <ErrorSummary problems labels />
            {refused}
            {said
                .map(|title| {
                    view! {
                        <Notice tone title alert=just_now>
                            <p>{if just_now { t.said_now } else { t.said_before }}</p>
                        </Notice>
                    }
                })}
            <Facts invitation=invitation.clone() />
            <Answers way=way.clone() view open problems respond />
            <Links way=way.clone() />
            <p class="letter-foot">{foot(&invitation, &way)}</p>
        </article>
    }
}

/// When, what, who asks for it, where.
#[component]
fn Facts(invitation: Invitation) -> impl IntoView {
    let (t, language) = (&t().confirm, language());
    let what = invitation
        .hearing_type
        .map_or_else(|| words::kind(language, invitation.kind), |hearing| words::hearing_type(language, hearing));
    let (meeting, after) = state::meetings(language, &invitation);
    let places = invitation.places.iter().map(|place| format!("{}, {}", place.centre, place.room));
    let places = places.collect::<Vec<_>>().join("; ");
    view! {
        <div class="letter-when">
            <p class="letter-date">{dates::capitalised(&dates::full_date(language, invitation.period.start.civil.date()))}</p>
            <p class="letter-time">
                <TimeRange period=invitation.period />
            </p>
            <p class="letter-zone">
                <ZoneNote zone=invitation.zone />
                {meeting.map(|words| format!(" · {words}"))}
                {after.map(|words| format!(" · {words}"))}
            </p>
        </div>
        <SummaryList>
            <SummaryRow label=t.what>{what}</SummaryRow>
            {invitation.case_number.map(|case| view! { <SummaryRow label=t.case_number>{case.to_string()}</SummaryRow> })}
            <SummaryRow label=t.agency>{invitation.agency_name.to_string()}</SummaryRow>
            <SummaryRow label=t.place>{places}</SummaryRow>
            {invitation
                .resolution
                .map(|number| view! { <SummaryRow label=t.mode>{t.resolution(number)}</SummaryRow> })}
        </SummaryList>
    }
}

/// The calendar file and the device check.
#[component]
fn Links(way: Way) -> impl IntoView {
    let t = &t().confirm;
    view! {
        <ul class="letter-links">
            {way
                .calendar()
                .map(|href| {
                    view! {
                        <li>
                            <a href=href rel="external" download="">
                                {t.calendar}
                            </a>
                        </li>
                    }
                })}
            <li>
                <a href=way.check() rel="external">
                    {t.check}
                </a>
            </li>
        </ul>
    }
}

/// Whom the link is for, and until when an answer is asked for.
fn foot(invitation: &Invitation, way: &Way) -> String {
    let (t, language) = (&t().confirm, language());
    let personal = if way.token.is_empty() { "" } else { t.personal };
    if !invitation.can_answer {
        return format!("{personal} {}", t.too_late);
    }
    let by = t.answer_by(dates::moment(language, invitation.answer_by.civil));
    let asked = invitation.attendance == Attendance::NeedsAction;
    if asked { format!("{personal} {by}") } else { personal.to_owned() }
}
