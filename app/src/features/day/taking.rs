//! Taking the day along: on paper, or as a file.

use jiff::civil::Date;
use leptos::prelude::*;
use shared::civil::written_date;

use super::state::{Order, Show, csv_address};
use crate::{
    components::{Button, LinkButton, Look},
    language::t,
};

/// The file of what is shown, and printing it. Printing needs scripts, so without them there is no such button; browsers
/// print by themselves too.
#[component]
pub fn Taking(
    /// Which day.
    date: Date,
    /// What is shown now.
    show: Show,
    /// In which order.
    order: Order,
    /// Whether the reader may look at the rooms of centres.
    rooms: bool,
) -> AnyView {
    let (of_rooms, t) = (&t().rooms, &t().day);
    view! {
        <p class="day-taking button-row">
            <span class="scripted">
                <Button look=Look::Secondary on:click=move |_| print()>
                    {t.print}
                </Button>
            </span>
            <LinkButton href=csv_address(date, show, order) look=Look::Secondary external=true>
                {t.csv}
            </LinkButton>
            {rooms.then(|| view! { <LinkButton href=rooms_on(date) look=Look::Secondary>{of_rooms.of_day}</LinkButton> })}
        </p>
    }
    .into_any()
}

/// The page of the rooms on `date`.
pub fn rooms_on(date: Date) -> String {
    format!("/rooms/{}", written_date(date))
}

#[cfg(target_arch = "wasm32")]
fn print() {
    crate::browser::page::print();
}

/// Only a browser prints.
#[cfg(not(target_arch = "wasm32"))]
const fn print() {}
