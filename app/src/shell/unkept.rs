//! What was typed into a refused form and could not be kept.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::{
    components::{Notice, Tone},
    language::t,
};

/// What the address of a page says to which a refused form leads back without what was typed.
pub const UNKEPT: &str = "unkept";

/// Says it at the top of that page.
#[component]
pub fn Unkept() -> impl IntoView {
    let query = use_location().query;
    move || {
        let t = &t().components;
        query.with(|query| query.get(UNKEPT).is_some()).then(|| {
            view! {
                <Notice tone=Tone::Warn title=t.unkept_title alert=true>
                    <p>{t.unkept_body}</p>
                </Notice>
            }
        })
    }
}
