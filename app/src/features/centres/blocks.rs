//! The blocks of a centre or a person that are not over.

use leptos::prelude::*;
use locales::{dates, words};
use shared::{block::BlockView, ids::BlockId};

use crate::{
    components::{Column, DataTable},
    language::{language, t},
};

/// The blocks, each with the button that lifts it.
#[component]
pub(crate) fn BlockTable<F, V>(
    /// What the table shows, for those who hear it.
    caption: &'static str,
    /// The blocks, by start.
    blocks: Vec<BlockView>,
    /// Whether they are of a centre, and so say which room.
    rooms: bool,
    /// The form that lifts one.
    lift: F,
) -> impl IntoView
where
    F: Fn(BlockId, String) -> V,
    V: IntoView + 'static,
{
    let (t, language) = (&t().centres, language());
    let columns: Vec<_> =
        [Some(t.block_from), Some(t.block_until), rooms.then_some(t.block_what), Some(t.block_cause), Some(t.action)]
            .into_iter()
            .flatten()
            .map(Column::new)
            .collect();
    let rows = blocks
        .into_iter()
        .map(|block| {
            let moment = |civil| dates::short_moment(language, civil);
            let (from, until) = (moment(block.period.start.civil), moment(block.period.end.civil));
            let what = block.room.as_ref().map_or_else(|| t.whole_centre.to_owned(), ToString::to_string);
            let name = if rooms { format!("{what}, {from}") } else { from.clone() };
            let cause = dates::capitalised(words::block_cause(language, block.cause));
            view! {
                <tr role="row">
                    <td role="cell" data-label=t.block_from>{from}</td>
                    <td role="cell" data-label=t.block_until>{until}</td>
                    {rooms.then(|| view! { <td role="cell" data-label=t.block_what>{what}</td> })}
                    <td role="cell" data-label=t.block_cause>
                        {cause}
                        {block.note.map(|note| view! { <span class="cell-under">{note.to_string()}</span> })}
                    </td>
                    <td role="cell" class="cell-act">{lift(block.id, name)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="plain-table">
            <DataTable caption columns>
                {rows}
            </DataTable>
        </div>
    }
}
