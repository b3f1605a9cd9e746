//! The server functions of the pages of those who are held.

use leptos::prelude::*;
use shared::{
    held::{CategoryForm, HeldList, LeavingForm},
    ids::{CentreId, DetaineeId},
};

use super::state::Opened;
use crate::error::ApiError;

/// The name under which a category is kept as it was chosen.
#[cfg(feature = "ssr")]
fn kept_category(detainee: DetaineeId) -> String {
    format!("detainees/category/{detainee}")
}

/// Those held in a centre whose code or name begins words with `find`, and those who leave.
#[server(prefix = "/do", endpoint = "detainees/list", output = crate::wire::Compact)]
pub async fn detainees(centre: String, find: String) -> Result<HeldList, ApiError> {
    use crate::context::{answer, port, principal};
    use shared::{error::Error, ports::Detainees};
    let centre: CentreId = answer(centre.parse().map_err(|_| Error::NotFound))?;
    answer(port::<dyn Detainees>().held(&principal(), centre, &find).await)
}

/// One of them; with `why` and `from`, what their leaving would hit.
#[server(prefix = "/do", endpoint = "detainees/read", output = crate::wire::Compact)]
pub async fn one_detainee(centre: String, detainee: String, why: String, from: String) -> Result<Opened, ApiError> {
    use crate::{
        context::{answer, port, principal},
        forms,
    };
    use shared::{error::Error, held::Leaving, ports::Detainees};
    let centre: CentreId = answer(centre.parse().map_err(|_| Error::NotFound))?;
    let detainee: DetaineeId = answer(detainee.parse().map_err(|_| Error::NotFound))?;
    let (detainees, who) = (port::<dyn Detainees>(), principal());
    let view = answer(detainees.one(&who, centre, detainee).await)?;
    let seen = view.held.leaving.map(Leaving::written).unwrap_or_default();
    let form = LeavingForm { seen, why, from };
    let (hits, problems) = if form.asks() {
        match detainees.weigh(&who, centre, detainee, &form).await {
            Err(Error::Invalid(problems)) => (None, problems),
            weighed => (Some(answer(weighed)?), Vec::new()),
        }
    } else {
        (None, Vec::new())
    };
    Ok(Opened { view, form, hits, problems, category: forms::kept(&kept_category(detainee)) })
}

/// Records that somebody leaves.
#[server(prefix = "/do", endpoint = "detainees/leave", output = crate::wire::Compact)]
pub async fn leave_centre(centre: CentreId, detainee: DetaineeId, form: LeavingForm) -> Result<(), ApiError> {
    use super::state::path_of;
    use crate::{
        back::in_query,
        context::{port, principal},
        forms::{answer_form, lead_to},
    };
    use shared::ports::Detainees;
    let outcome = port::<dyn Detainees>().leave(&principal(), centre, detainee, &form).await;
    let page = path_of(centre, detainee);
    let asked = format!("{page}?why={}&from={}", in_query(&form.why), in_query(&form.from));
    answer_form::<LeaveCentre, _>(&asked, outcome)?;
    lead_to(&format!("{page}?done=leaves"));
    Ok(())
}

/// Takes back that somebody leaves.
#[server(prefix = "/do", endpoint = "detainees/stay", output = crate::wire::Compact)]
pub async fn stay_in_centre(
    centre: CentreId,
    detainee: DetaineeId,
    #[server(default)] seen: String,
) -> Result<(), ApiError> {
    use super::state::path_of;
    use crate::{
        context::{port, principal},
        forms::{answer_form, lead_to},
    };
    use shared::ports::Detainees;
    let outcome = port::<dyn Detainees>().stay(&principal(), centre, detainee, &seen).await;
    let page = path_of(centre, detainee);
    answer_form::<StayInCentre, _>(&page, outcome)?;
    lead_to(&format!("{page}?done=stays"));
    Ok(())
}

/// Changes by what somebody is held apart.
#[server(prefix = "/do", endpoint = "detainees/set-category", output = crate::wire::Compact)]
pub async fn set_category(centre: CentreId, detainee: DetaineeId, form: CategoryForm) -> Result<(), ApiError> {
    use super::state::path_of;
    use crate::{
        context::{port, principal},
        forms::{answer_form, keep_if_refused, lead_to},
    };
    use shared::ports::Detainees;
    let outcome = port::<dyn Detainees>().set_category(&principal(), centre, detainee, &form).await;
    keep_if_refused(&kept_category(detainee), &form, &outcome);
    let page = path_of(centre, detainee);
    answer_form::<SetCategory, _>(&page, outcome)?;
    lead_to(&format!("{page}?done=category"));
    Ok(())
}
