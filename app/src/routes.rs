//! The map of the site. Its addresses stay: links to them stand in notices and on paper.

use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::{
    SsrMode,
    components::{FlatRoutes, Route, Router},
    path,
};

use crate::{
    components::heading::LastHeading,
    features::{
        appointment::{AmendPage, AppointmentPage},
        booking::{BookingPage, NewBooking},
        check::CheckPage,
        confirm::{AnswerPage, ConfirmPage},
        day::DayPage,
        home::HomePage,
        not_found::NotFoundPage,
        outbox::OutboxPage,
        sign_in::SignInPage,
    },
    live::PageLine,
    shell::{Footer, Header},
    who::Who,
};

/// The whole application.
///
/// Every page waits for its data on the server (`SsrMode::Async`): what matters is in the HTML, also without
/// JavaScript, and the HTTP status is that of what was found.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_context(LastHeading::new());
    provide_context(PageLine::new());
    provide_context(Who::ask());
    view! {
        <Router>
            <Header />
            <main id="main" class="page" tabindex="-1">
                <FlatRoutes fallback=NotFoundPage>
                    <Route path=path!("/") view=HomePage ssr=SsrMode::Async />
                    <Route path=path!("/sign-in") view=SignInPage ssr=SsrMode::Async />
                    <Route path=path!("/day/:date") view=DayPage ssr=SsrMode::Async />
                    <Route path=path!("/appointments/new") view=NewBooking ssr=SsrMode::Async />
                    <Route path=path!("/appointments/new/:draft/:step") view=BookingPage ssr=SsrMode::Async />
                    <Route path=path!("/appointments/:id") view=AppointmentPage ssr=SsrMode::Async />
                    <Route path=path!("/appointments/:id/amend") view=AmendPage ssr=SsrMode::Async />
                    <Route path=path!("/appointments/:id/answer") view=AnswerPage ssr=SsrMode::Async />
                    <Route path=path!("/confirm/:token") view=ConfirmPage ssr=SsrMode::Async />
                    <Route path=path!("/check") view=CheckPage ssr=SsrMode::Async />
                    <Route path=path!("/check/:token") view=CheckPage ssr=SsrMode::Async />
                    <Route path=path!("/outbox") view=OutboxPage ssr=SsrMode::Async />
                </FlatRoutes>
            </main>
            <Footer />
        </Router>
    }
}
