//! The foot of every page.

use leptos::prelude::*;

use crate::{language::t, who::who};

/// What Telesala is, and that the data is fictional where it is.
#[component]
pub fn Footer() -> impl IntoView {
    let who = who();
    view! {
        <footer class="footer">
            <Suspense fallback=|| ()>
                {move || Suspend::new(async move {
                    who.known().await.demo.then(|| view! { <p class="footer-demo">{t().nav.fictional}</p> })
                })}
            </Suspense>
            <p>{t().nav.about}</p>
        </footer>
    }
}
