//! `/dockets/:id`: a list of hearings with what is proposed for it.

use std::time::Duration;

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use locales::words as coded;
use shared::{docket::DocketView, error::Error, permission::UseCase};

use super::{
    api::{self, AdjustDocket, BookDocket, PlanDocket},
    picture::Pictures,
    rows::{Dropped, Mistaken, Placed, Unplaced},
    standing::{Next, Tally, tone},
};
use crate::{
    address::own_query,
    components::{Loading, Notice, PageHeading, Refusal, Tag, Tone, ZoneNote},
    error::ApiError,
    features::{day::Zoom, not_found::NotFoundPage},
    language::{language, t},
    who::who,
    wire::answered,
};

/// While somebody is at work on it, the page asks this often.
const AGAIN: Duration = Duration::from_secs(1);

/// The page.
#[component]
pub fn DocketPage() -> impl IntoView {
    let (params, query) = (use_params_map(), own_query());
    let zoom = Memo::new(move |_| Zoom::from_address(query.read().get_str("zoom")));
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    let plan = ServerAction::<PlanDocket>::new();
    let book = ServerAction::<BookDocket>::new();
    let adjust = ServerAction::<AdjustDocket>::new();
    let (planned, booked, adjusted) = (answered(plan), answered(book), answered(adjust));
    let looked = RwSignal::new(0_u32);
    let page = crate::wire::fetched(
        move || (id.get(), planned.get() + booked.get() + adjusted.get(), looked.get()),
        |(id, _, _)| api::read_docket(id),
    );
    // Only in the browser: effects do not run on the server.
    Effect::new(move || {
        let busy = page.with(|page| matches!(page, Some(Ok(docket)) if docket.stage.is_busy() && !docket.interrupted));
        if busy {
            set_timeout(
                move || {
                    // The page may be gone by now.
                    let _ = looked.try_update(|looked| *looked += 1);
                },
                AGAIN,
            );
        }
    });
    let refused = move || {
        let errors = [
            plan.value().get().and_then(Result::err),
            book.value().get().and_then(Result::err),
            adjust.value().get().and_then(Result::err),
        ];
        errors.into_iter().flatten().next().map(|error| match error {
            ApiError::Refused(Error::Stale { .. }) => {
                view! { <Notice tone=Tone::Warn title=t().docket.stale_title alert=true>{t().docket.stale_lead}</Notice> }.into_any()
            }
            error => view! { <Refusal error /> }.into_any(),
        })
    };
    let reader = who();
    view! {
        <Transition fallback=Loading>
            {move || Suspend::new(async move {
                let may_look = reader.known().await.may(UseCase::ReadRooms);
                match page.await {
                    Ok(docket) => {
                        let body = view! { <Docket docket=&docket plan book adjust zoom may_look /> };
                        view! {
                            <Head docket=&docket />
                            {refused}
                            {body}
                        }
                            .into_any()
                    }
                    Err(ApiError::Refused(Error::NotFound)) => view! { <NotFoundPage /> }.into_any(),
                    Err(error) => {
                        view! {
                            <PageHeading title=t().docket.new_title />
                            <Refusal error />
                        }
                            .into_any()
                    }
                }
            })}
        </Transition>
    }
}

#[component]
fn Head<'docket>(docket: &'docket DocketView) -> AnyView {
    let t = &t().docket;
    view! {
        <PageHeading title=docket.name.to_string() kicker=t.kicker />
        <p class="docket-standing">
            <Tag tone=tone(docket.stage) text=coded::stage(language(), docket.stage) />
            <ZoneNote zone=docket.zone.clone() />
        </p>
    }
    .into_any()
}

#[component]
fn Docket<'docket>(
    docket: &'docket DocketView,
    plan: ServerAction<PlanDocket>,
    book: ServerAction<BookDocket>,
    adjust: ServerAction<AdjustDocket>,
    zoom: Memo<Zoom>,
    may_look: bool,
) -> AnyView {
    let open = !docket.stage.is_busy() || docket.interrupted;
    view! {
        <Tally docket />
        <Next docket plan book />
        <Unplaced docket adjust open />
        <Mistaken open docket />
        <Placed docket adjust open />
        <Pictures days=docket.days.clone() zone=docket.zone.clone() zoom may_look />
        <Dropped docket adjust open />
    }
    .into_any()
}
