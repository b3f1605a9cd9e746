//! Tables people can work in: sticky head, sorting by links, rows that become blocks on a phone.
//!
//! Cells carry `data-label` with their column's name: on a phone it stands before the value. Because CSS then lays rows
//! out as blocks, roles are written out, or browsers would forget that it is a table.

use leptos::prelude::*;

/// One column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub label: String,
    /// Where the table is sorted by it, and whether it is now: `ascending` or `descending`.
    pub sort: Option<(String, Option<&'static str>)>,
}

impl Column {
    /// A column that is only read.
    pub fn new(label: impl Into<String>) -> Self {
        Self { label: label.into(), sort: None }
    }

    /// A column by which the table can be sorted.
    pub fn sorted(label: impl Into<String>, href: String, now: Option<&'static str>) -> Self {
        Self { label: label.into(), sort: Some((href, now)) }
    }
}

/// A table with its head. The rows (`<tr role="row">` of `<td role="cell" data-label=…>`) are the children.
#[component]
pub fn DataTable(
    /// What the table shows, for those who hear it.
    #[prop(into)]
    caption: String,
    /// The columns.
    columns: Vec<Column>,
    /// The rows.
    children: Children,
) -> impl IntoView {
    let heads = columns
        .into_iter()
        .map(|column| {
            let (href, now) = column.sort.unzip();
            let label = column.label;
            view! {
                <th scope="col" role="columnheader" aria-sort=now.flatten()>
                    {match href {
                        Some(href) => view! { <a class="table-sort" href=href>{label}</a> }.into_any(),
                        None => label.into_any(),
                    }}
                </th>
            }
        })
        .collect_view();
    let label = caption.clone();
    view! {
        <div class="table-frame" role="region" aria-label=label tabindex="0">
            <table class="table" role="table">
                <caption class="unseen">{caption}</caption>
                <thead role="rowgroup">
                    <tr role="row">{heads}</tr>
                </thead>
                <tbody role="rowgroup">{children()}</tbody>
            </table>
        </div>
    }
}
