//! `/centres/:id/block`: what and when first, then what that hits, then why.

use leptos::{form::ActionForm, prelude::*};
use leptos_router::{hooks::use_params_map, params::ParamsMap};
use shared::{block::BlockForm, error::Error};

use super::{
    api::{self, Block},
    blocking::{Extent, Why},
    state::{self, ExtentQuery, Weighed, extent_of},
};
use crate::{
    address::own_query,
    components::{LinkButton, Loading, Look, PageHeading, Refusal, ZoneNote},
    error::ApiError,
    features::not_found::NotFoundPage,
    language::t,
    who::{WhoAmI, who},
    wire::answered,
};

/// What and when, as the query of the page's address has it.
pub(crate) fn asked_extent(query: Memo<ParamsMap>) -> Memo<ExtentQuery> {
    let of = move |key: &str| query.read().get(key).unwrap_or_default();
    Memo::new(move |_| (of("room"), of("from_date"), of("from_time"), of("until_date"), of("until_time")))
}

/// The page.
#[component]
pub fn BlockPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    let extent = asked_extent(own_query());
    let block = ServerAction::<Block>::new();
    let changed = answered(block);
    let page = crate::wire::fetched(
        move || (id.get(), extent.get(), changed.get()),
        |(id, extent, _)| api::weigh(id, extent_of(extent)),
    );
    let reader = who();
    view! {
        <Transition fallback=Loading>
            {move || Suspend::new(async move {
                let reader = reader.known().await;
                match page.await {
                    Ok(weighed) => view! { <Prepare weighed reader block /> }.into_any(),
                    Err(ApiError::Refused(Error::NotFound)) => view! { <NotFoundPage /> }.into_any(),
                    Err(error) => {
                        view! {
                            <PageHeading title=t().centres.block_title />
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
fn Prepare(weighed: Weighed, reader: WhoAmI, block: ServerAction<Block>) -> impl IntoView {
    let t = &t().centres;
    let Weighed { board, form, hits, problems, typed } = weighed;
    let centre = board.centre;
    let back = state::path(centre);
    let error = move || block.value().get().and_then(Result::err);
    let refused = Signal::derive(move || error().map(|error| error.problems()).unwrap_or_default());
    let failed = move || error().filter(|error| error.problems().is_empty()).map(|error| view! { <Refusal error /> });
    let why = typed.filter(|typed| same_extent(typed, &form)).unwrap_or_default();
    let repair = hits
        .as_ref()
        .is_some_and(|hits| !hits.is_empty())
        .then(|| crate::features::repair::address("centre", centre, &form));
    let confirm = hits.map(|hits| {
        let around = move |fields: AnyView| {
            view! {
                <ActionForm action=block attr:class="rule-form">
                    <input type="hidden" name="centre" value=centre.to_string() />
                    {fields}
                </ActionForm>
            }
        };
        view! {
            <Why form=form.clone() why hits more=0 zone=board.zone.clone() reader button=t.block_button repair problems=refused around />
        }
    });
    view! {
        <PageHeading title=t.block_title kicker=board.name.to_string() lead=t.block_lead />
        <Extent title=t.extent_title action=format!("{back}/block") rooms=Some(board.rooms) form today=board.today problems />
        <p class="field-hint"><ZoneNote zone=board.zone /></p>
        {failed}
        {confirm}
        <p><LinkButton href=back look=Look::Plain>{t.back}</LinkButton></p>
    }
}

/// Whether both mean the same thing at the same time: a cause belongs to what it was typed for.
pub(crate) fn same_extent(one: &BlockForm, other: &BlockForm) -> bool {
    let extent = |form: &BlockForm| BlockForm { cause: String::new(), note: String::new(), ..form.clone() };
    extent(one) == extent(other)
}
