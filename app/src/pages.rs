//! The pages whose code the browser fetches when it shows them, in one module for each group of pages that people use
//! together. What several groups need lies in modules of its own, and what the first page needs in the one that every
//! page loads: signing in and what is around every page.
//!
//! Few groups, because every set of groups that shares code adds a module.

use leptos::prelude::*;
#[cfg(target_arch = "wasm32")]
use leptos::wasm_split::SplitLoaderError;
use leptos_router::LazyRoute;

use crate::features::{
    absences, appointment, booking, centres, check, confirm, day, detainees, docket, home, outbox, repair, requests,
    rooms, separations, series, settings,
};

/// A group of pages: in the browser a module of its own, on the server a function that says which module its page will
/// need.
macro_rules! module {
    ($name:ident($page:ident: $pages:ty) $views:block) => {
        #[cfg(target_arch = "wasm32")]
        #[leptos::wasm_split::wasm_split($name, wasm_split_path = leptos::wasm_split, fallible)]
        fn $name($page: $pages) -> Result<AnyView, SplitLoaderError> {
            Ok($views)
        }

        #[cfg(not(target_arch = "wasm32"))]
        async fn $name($page: $pages) -> Result<AnyView, std::convert::Infallible> {
            leptos::prefetch_lazy_fn_on_server(stringify!($name));
            Ok($views)
        }
    };
}

/// One of the pages around a day.
#[derive(Clone, Copy)]
enum Days {
    Home,
    Day,
    Rooms,
}

module! { days(page: Days) {
    match page {
        Days::Home => home::HomePage().into_any(),
        Days::Day => day::DayPage().into_any(),
        Days::Rooms => rooms::RoomsPage().into_any(),
    }
} }

/// One of the pages around an appointment.
#[derive(Clone, Copy)]
enum Appointments {
    Appointment,
    Amend,
    Brought,
    Swap,
    Days,
    Answer,
    Confirm,
    Outbox,
}

module! { appointments(page: Appointments) {
    match page {
        Appointments::Appointment => appointment::AppointmentPage().into_any(),
        Appointments::Amend => appointment::AmendPage().into_any(),
        Appointments::Brought => appointment::BroughtPage().into_any(),
        Appointments::Swap => appointment::SwapPage().into_any(),
        Appointments::Days => series::FurtherDaysPage().into_any(),
        Appointments::Answer => confirm::AnswerPage().into_any(),
        Appointments::Confirm => confirm::ConfirmPage().into_any(),
        Appointments::Outbox => outbox::OutboxPage().into_any(),
    }
} }

/// One of the pages around a booking, and around what is asked for.
#[derive(Clone, Copy)]
enum Bookings {
    New,
    Step,
    Requests,
    Ask,
}

module! { bookings(page: Bookings) {
    match page {
        Bookings::New => booking::NewBooking().into_any(),
        Bookings::Step => booking::BookingPage().into_any(),
        Bookings::Requests => requests::RequestsPage().into_any(),
        Bookings::Ask => requests::AskPage().into_any(),
    }
} }

/// One of the pages of rules.
#[derive(Clone, Copy)]
enum Rules {
    Absences,
    Block,
    Centre,
    Centres,
    Counts,
    Detainee,
    Detainees,
    Hours,
    OfCentre,
    Separations,
    Settings,
    Work,
}

module! { rules(page: Rules) {
    match page {
        Rules::Absences => absences::AbsencesPage().into_any(),
        Rules::Block => centres::BlockPage().into_any(),
        Rules::Centre => centres::CentrePage().into_any(),
        Rules::Centres => centres::CentresPage().into_any(),
        Rules::Counts => centres::CountsPage().into_any(),
        Rules::Detainee => detainees::DetaineePage().into_any(),
        Rules::Detainees => detainees::DetaineesPage().into_any(),
        Rules::Hours => centres::HoursPage().into_any(),
        Rules::OfCentre => centres::RulesPage().into_any(),
        Rules::Separations => separations::SeparationsPage().into_any(),
        Rules::Settings => settings::SettingsPage().into_any(),
        Rules::Work => absences::WorkPage().into_any(),
    }
} }

/// One of the pages around a list of hearings, and of mending what was booked.
#[derive(Clone, Copy)]
enum Dockets {
    New,
    Docket,
    Places,
    Correct,
    Repair,
}

module! { dockets(page: Dockets) {
    match page {
        Dockets::New => docket::NewDocketPage().into_any(),
        Dockets::Docket => docket::DocketPage().into_any(),
        Dockets::Places => docket::PlacesPage().into_any(),
        Dockets::Correct => docket::CorrectPage().into_any(),
        Dockets::Repair => repair::RepairPage().into_any(),
    }
} }

/// One of the pages around the device check.
#[derive(Clone, Copy)]
enum Checks {
    Check,
    Devices,
    Thresholds,
}

module! { checks(page: Checks) {
    match page {
        Checks::Check => check::CheckPage().into_any(),
        Checks::Devices => check::DevicesPage().into_any(),
        Checks::Thresholds => check::ThresholdsPage().into_any(),
    }
} }

/// Where the router is, or is about to go: path and query.
#[cfg(target_arch = "wasm32")]
fn destination() -> String {
    let location = leptos_router::hooks::use_location();
    let search = location.search.get_untracked();
    let mark = if search.is_empty() { "" } else { "?" };
    format!("{}{mark}{search}", location.pathname.get_untracked())
}

/// Loads the page that the router is about to show as a document of its own, when its module could not be fetched: after
/// an update of the server the modules of the former client are gone. A page that has just come from the server stays
/// what it is, with links and forms that need no script; unless somebody took a link of it in the meantime, away from
/// `first`: the router has heard that and would never get there.
#[cfg(target_arch = "wasm32")]
async fn load_whole(first: String) -> AnyView {
    let hydrated = document().document_element().is_some_and(|root| root.has_attribute("data-hydrated"));
    let wanted = destination();
    if hydrated || wanted != first {
        crate::browser::page::load(&wanted);
    } else {
        // The router listens already, but nothing would show where it goes.
        crate::browser::page::leave_links_alone();
    }
    futures::future::pending().await
}

macro_rules! pages {
    ($($(#[$about:meta])+ $page:ident: $code:expr;)+) => {$(
        $(#[$about])+
        pub struct $page;

        impl LazyRoute for $page {
            fn data() -> Self {
                Self
            }

            async fn view(_page: Self) -> AnyView {
                #[cfg(target_arch = "wasm32")]
                let first = destination();
                match $code.await {
                    Ok(view) => view,
                    #[cfg(target_arch = "wasm32")]
                    Err(_) => load_whole(first).await,
                }
            }
        }
    )+};
}

pages! {
    /// One's own day at a glance.
    Home: days(Days::Home);
    /// A day: docket, board, own day.
    Day: days(Days::Day);
    /// The rooms of a centre on a day.
    Rooms: days(Days::Rooms);
    /// One appointment.
    Appointment: appointments(Appointments::Appointment);
    /// Changing an appointment.
    Amend: appointments(Appointments::Amend);
    /// Changing who is brought.
    Brought: appointments(Appointments::Brought);
    /// Changing who takes part.
    Swap: appointments(Appointments::Swap);
    /// Further days of a trial.
    FurtherDays: appointments(Appointments::Days);
    /// Answering an invitation, signed in.
    Answer: appointments(Appointments::Answer);
    /// Answering an invitation from its link.
    Confirm: appointments(Appointments::Confirm);
    /// The messages.
    Outbox: appointments(Appointments::Outbox);
    /// The start of a booking.
    NewBooking: bookings(Bookings::New);
    /// The steps of a booking.
    Booking: bookings(Bookings::Step);
    /// What is asked for.
    Requests: bookings(Bookings::Requests);
    /// Asking for an appointment.
    NewRequest: bookings(Bookings::Ask);
    /// When professionals cannot be had.
    Absences: rules(Rules::Absences);
    /// Blocking a room or a centre.
    Block: rules(Rules::Block);
    /// A centre and what it keeps to.
    Centre: rules(Rules::Centre);
    /// The centres that one keeps.
    Centres: rules(Rules::Centres);
    /// The hours in which nobody moves.
    Counts: rules(Rules::Counts);
    /// When somebody who is held in a centre leaves, and by what they are held apart.
    Detainee: rules(Rules::Detainee);
    /// Who is held in a centre.
    Detainees: rules(Rules::Detainees);
    /// When a room is open.
    Hours: rules(Rules::Hours);
    /// Movement, turnover and escorts.
    CentreRules: rules(Rules::OfCentre);
    /// Who must not meet whom.
    Separations: rules(Rules::Separations);
    /// Notice periods and tokens.
    Settings: rules(Rules::Settings);
    /// When professionals work.
    Work: rules(Rules::Work);
    /// The upload of a list of hearings.
    NewDocket: dockets(Dockets::New);
    /// A list of hearings.
    Docket: dockets(Dockets::Docket);
    /// Where a hearing of a list could be.
    DocketPlaces: dockets(Dockets::Places);
    /// A line of a list that is typed otherwise.
    DocketCorrect: dockets(Dockets::Correct);
    /// Mending days that broke.
    Repair: dockets(Dockets::Repair);
    /// The device check.
    Check: checks(Checks::Check);
    /// The rooms' devices.
    Devices: checks(Checks::Devices);
    /// The limits of the device check.
    Thresholds: checks(Checks::Thresholds);
}
