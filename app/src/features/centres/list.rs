//! `/centres`: those that one keeps.

use leptos::prelude::*;
use shared::centre::CentreLine;

use super::{api, state};
use crate::{
    components::{Column, DataTable, EmptyState, Loading, PageHeading, Refusal},
    language::t,
};

/// The page.
#[component]
pub fn CentresPage() -> impl IntoView {
    let t = &t().centres;
    let list = crate::wire::fetched(|| (), |()| api::centres());
    view! {
        <PageHeading title=t.title lead=t.lead />
        <Transition fallback=Loading>
            {move || Suspend::new(async move {
                match list.await {
                    Ok(lines) if lines.is_empty() => view! { <EmptyState title=t.none /> }.into_any(),
                    Ok(lines) => view! { <Lines lines /> }.into_any(),
                    Err(error) => view! { <Refusal error /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Lines(lines: Vec<CentreLine>) -> impl IntoView {
    let t = &t().centres;
    let columns = [t.name, t.code, t.capacity, t.rooms, t.blocks].map(Column::new).to_vec();
    let rows = lines
        .into_iter()
        .map(|line| {
            let capacity = line.capacity.map_or_else(|| "—".to_owned(), |places| places.to_string());
            view! {
                <tr role="row">
                    <td role="cell" data-label=t.name>
                        <a href=state::path(line.id)>{line.name.to_string()}</a>
                    </td>
                    <td role="cell" data-label=t.code>{line.code.to_string()}</td>
                    <td role="cell" data-label=t.capacity>{capacity}</td>
                    <td role="cell" data-label=t.rooms>{line.rooms}</td>
                    <td role="cell" data-label=t.blocks>{line.blocks}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="plain-table">
            <DataTable caption=t.title columns>
                {rows}
            </DataTable>
        </div>
    }
}
