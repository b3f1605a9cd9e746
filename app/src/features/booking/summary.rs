//! "Your booking": what has been chosen so far, beside every step.

use leptos::prelude::*;
use shared::draft::DraftView;

use super::state;
use crate::{
    components::{SummaryList, SummaryRow},
    language::{language, t},
};

/// What has been chosen so far.
#[component]
pub(super) fn Summary(draft: DraftView) -> impl IntoView {
    let t = &t().booking;
    let rows = state::summary(language(), &draft)
        .into_iter()
        .map(|line| {
            let empty = line.value.is_none();
            let words = line.value.unwrap_or_else(|| t.sum_open.to_owned());
            view! {
                <SummaryRow label=line.label>
                    <span class:booking-open=empty>{words}</span>
                </SummaryRow>
            }
        })
        .collect_view();
    view! {
        <aside class="card booking-summary" aria-labelledby="summary-title">
            <h2 class="booking-summary-title" id="summary-title">
                {t.sum_title}
            </h2>
            <SummaryList stacked=true>{rows}</SummaryList>
        </aside>
    }
}
