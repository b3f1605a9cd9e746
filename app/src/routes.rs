//! The map of the site. Its addresses stay: links to them stand in notices and on paper.

use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::{
    Lazy, SsrMode,
    components::{FlatRoutes, Route, Router},
    path,
};

use crate::{
    components::heading::LastHeading,
    features::{not_found::NotFoundPage, sign_in::SignInPage},
    live::PageLine,
    meanwhile::ToldMeanwhile,
    pages::{
        Absences, Amend, Answer, Appointment, Block, Booking, Brought, Centre, CentreRules, Centres, Check, Confirm,
        Counts, Day, Detainee, Detainees, Devices, Docket, DocketCorrect, DocketPlaces, FurtherDays, Home, Hours,
        NewBooking, NewDocket, NewRequest, Outbox, Repair, Requests, Rooms, Separations, Settings, Swap, Thresholds,
        Work,
    },
    shell::{Footer, Header, Unkept},
    sought::Seeking,
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
    provide_context(ToldMeanwhile::ask());
    provide_context(Seeking::ask());
    provide_context(Who::ask());
    view! {
        <Router>
            <Header />
            <main id="main" class="page" tabindex="-1">
                <Unkept />
                <FlatRoutes fallback=NotFoundPage>
                    <Route path=path!("/") view={Lazy::<Home>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/sign-in") view=SignInPage ssr=SsrMode::Async />
                    <Route path=path!("/day/:date") view={Lazy::<Day>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/rooms/:date") view={Lazy::<Rooms>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/appointments/new") view={Lazy::<NewBooking>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/appointments/new/:draft/:step") view={Lazy::<Booking>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/appointments/:id") view={Lazy::<Appointment>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/appointments/:id/amend") view={Lazy::<Amend>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/appointments/:id/brought") view={Lazy::<Brought>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/appointments/:id/people") view={Lazy::<Swap>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/appointments/:id/days") view={Lazy::<FurtherDays>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/appointments/:id/answer") view={Lazy::<Answer>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/dockets/new") view={Lazy::<NewDocket>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/dockets/:id") view={Lazy::<Docket>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/dockets/:id/:line") view={Lazy::<DocketPlaces>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/dockets/:id/:line/correct") view={Lazy::<DocketCorrect>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/requests") view={Lazy::<Requests>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/requests/new") view={Lazy::<NewRequest>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/repair") view={Lazy::<Repair>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/confirm/:token") view={Lazy::<Confirm>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/check") view={Lazy::<Check>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/check/:token") view={Lazy::<Check>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/devices") view={Lazy::<Devices>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/thresholds") view={Lazy::<Thresholds>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/centres") view={Lazy::<Centres>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/centres/:id") view={Lazy::<Centre>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/centres/:id/block") view={Lazy::<Block>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/centres/:id/counts") view={Lazy::<Counts>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/centres/:id/detainees") view={Lazy::<Detainees>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/centres/:id/detainees/:detainee") view={Lazy::<Detainee>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/centres/:id/hours/:room") view={Lazy::<Hours>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/centres/:id/rules") view={Lazy::<CentreRules>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/absences") view={Lazy::<Absences>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/absences/hours") view={Lazy::<Work>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/separations") view={Lazy::<Separations>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/settings") view={Lazy::<Settings>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/outbox") view={Lazy::<Outbox>::new()} ssr=SsrMode::Async />
                </FlatRoutes>
            </main>
            <Footer />
        </Router>
    }
}
