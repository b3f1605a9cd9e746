//! The server functions of lists of hearings. The file itself is posted to a route of its own.

use std::collections::BTreeMap;

use leptos::prelude::*;
use shared::{
    docket::{DocketView, Dockets, Places},
    ids::DocketId,
};

use crate::error::ApiError;

/// The lists of one's agency.
#[server(prefix = "/do", endpoint = "docket/list", output = crate::wire::Compact)]
pub async fn list_dockets() -> Result<Dockets, ApiError> {
    use crate::context::{answer, port, principal};
    answer(port::<dyn shared::ports::Dockets>().list(&principal()).await)
}

/// One of them.
#[server(prefix = "/do", endpoint = "docket/read", output = crate::wire::Compact)]
pub async fn read_docket(id: String) -> Result<DocketView, ApiError> {
    use crate::context::{answer, port, principal};
    let id: DocketId = answer(id.parse().map_err(|_| shared::error::Error::NotFound))?;
    answer(port::<dyn shared::ports::Dockets>().docket(&principal(), id).await)
}

/// Where a hearing of it could be.
#[server(prefix = "/do", endpoint = "docket/places", output = crate::wire::Compact)]
pub async fn free_places(id: String, line: String, from: String) -> Result<Places, ApiError> {
    use crate::context::{answer, port, principal};
    let named = id.parse::<DocketId>().ok().zip(line.parse().ok());
    let (id, line) = answer(named.ok_or(shared::error::Error::NotFound))?;
    let from = shared::civil::read_date(&from);
    answer(port::<dyn shared::ports::Dockets>().places(&principal(), id, line, from).await)
}

/// Begins to plan it.
#[server(prefix = "/do", endpoint = "docket/plan", output = crate::wire::Compact)]
pub async fn plan_docket(id: DocketId) -> Result<(), ApiError> {
    use crate::{
        context::{port, principal},
        forms::{answer_form, lead_to},
    };
    let outcome = port::<dyn shared::ports::Dockets>().plan(&principal(), id, None, None).await;
    answer_form::<PlanDocket, _>(&format!("/dockets/{id}"), outcome)?;
    lead_to(&format!("/dockets/{id}"));
    Ok(())
}

/// Changes what is said of one of its hearings.
#[server(prefix = "/do", endpoint = "docket/adjust", output = crate::wire::Compact)]
pub async fn adjust_docket(id: DocketId, change: String) -> Result<(), ApiError> {
    use crate::{
        context::{port, principal},
        forms::{answer_form, lead_to},
    };
    use shared::{docket::Adjustment, error::Error};
    let read = change.parse::<Adjustment>();
    // Whoever chose a slot that is taken now chooses another.
    let page = match read {
        Ok(Adjustment::Fix(line, _)) => format!("/dockets/{id}/{line}"),
        _ => format!("/dockets/{id}"),
    };
    let outcome = match read {
        Ok(change) => port::<dyn shared::ports::Dockets>().adjust(&principal(), id, change).await,
        Err(_) => Err(Error::Invalid(Vec::new())),
    };
    answer_form::<AdjustDocket, _>(&page, outcome)?;
    let line = read.map_or_else(|_| String::new(), |change| format!("#line-{}", change.line()));
    lead_to(&format!("/dockets/{id}{line}"));
    Ok(())
}

/// Types one of its lines otherwise.
#[server(prefix = "/do", endpoint = "docket/correct", output = crate::wire::Compact)]
pub async fn correct_line(id: DocketId, line: u32, form: BTreeMap<String, String>) -> Result<(), ApiError> {
    use crate::{
        context::{port, principal},
        forms::{answer_form, lead_to},
    };
    use shared::docket::{Column, Typed};
    let cells = form.into_iter().filter_map(|(code, cell)| Some((Column::from_code(&code)?, cell)));
    let outcome = port::<dyn shared::ports::Dockets>().correct(&principal(), id, line, Typed::from_form(cells)).await;
    let page = format!("/dockets/{id}/{line}/correct");
    let sound = outcome.as_ref().is_ok_and(|sound| *sound);
    answer_form::<CorrectLine, _>(&page, outcome.map(drop))?;
    // What is still wrong is kept, and said where it was typed.
    lead_to(&if sound { format!("/dockets/{id}#line-{line}") } else { page });
    Ok(())
}

/// Begins to book it.
#[server(prefix = "/do", endpoint = "docket/book", output = crate::wire::Compact)]
pub async fn book_docket(id: DocketId, version: i32) -> Result<(), ApiError> {
    use crate::{
        context::{port, principal},
        forms::{answer_form, lead_to},
    };
    let outcome = port::<dyn shared::ports::Dockets>().book(&principal(), id, version).await;
    answer_form::<BookDocket, _>(&format!("/dockets/{id}"), outcome)?;
    lead_to(&format!("/dockets/{id}"));
    Ok(())
}
