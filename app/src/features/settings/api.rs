//! The server functions of the page of settings.

use leptos::prelude::*;
use shared::{
    ids::TokenId,
    settings::{NoticesForm, TokenForm},
};

use super::state::Settings;
use crate::error::ApiError;

#[cfg(feature = "ssr")]
const PAGE: &str = "/settings";
#[cfg(feature = "ssr")]
const NOTICES: &str = "settings/notices";
#[cfg(feature = "ssr")]
const TOKEN: &str = "settings/token";
#[cfg(feature = "ssr")]
const SECRET: &str = "settings/secret";

/// Everything on the page. The secret of a token that was just made is answered once and then gone.
#[server(name = ReadSettings, prefix = "/do", endpoint = "settings/read", output = crate::wire::Compact)]
pub async fn settings() -> Result<Settings, ApiError> {
    use crate::{
        context::{answer, port, principal},
        forms,
    };
    use shared::ports::{NoticePeriods, Tokens};
    let who = principal();
    let notices = answer(port::<dyn NoticePeriods>().all(&who).await)?;
    let tokens = answer(port::<dyn Tokens>().board(&who).await)?;
    let secret = forms::kept(SECRET);
    forms::forget(SECRET);
    Ok(Settings { notices, typed_notices: forms::kept(NOTICES), tokens, typed_token: forms::kept(TOKEN), secret })
}

/// Changes the notice periods of a country.
#[server(prefix = "/do", endpoint = "settings/notices", output = crate::wire::Compact)]
pub async fn set_notices(form: NoticesForm) -> Result<(), ApiError> {
    use crate::{
        context::{port, principal},
        forms::{answer_form, keep_if_refused, lead_to},
    };
    use shared::ports::NoticePeriods;
    let outcome = port::<dyn NoticePeriods>().set(&principal(), &form).await;
    keep_if_refused(NOTICES, &form, &outcome);
    answer_form::<SetNotices, _>(PAGE, outcome)?;
    lead_to(&format!("{PAGE}?done=notices"));
    Ok(())
}

/// Makes a token. Its secret waits in a cookie of this browser for the page that shows it, in no address and no log.
#[server(prefix = "/do", endpoint = "settings/make-token", output = crate::wire::Compact)]
pub async fn make_token(form: TokenForm) -> Result<(), ApiError> {
    use crate::{
        context::{port, principal},
        forms::{answer_form, keep, keep_if_refused, lead_to},
    };
    use shared::{error::Error, ports::Tokens};
    let outcome = match form.read() {
        Ok(new) => port::<dyn Tokens>().create(&principal(), new).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    keep_if_refused(TOKEN, &form, &outcome);
    let (_, secret) = answer_form::<MakeToken, _>(PAGE, outcome)?;
    keep(SECRET, &secret);
    lead_to(&format!("{PAGE}?done=token"));
    Ok(())
}

/// Revokes a token.
#[server(prefix = "/do", endpoint = "settings/revoke-token", output = crate::wire::Compact)]
pub async fn revoke_token(token: TokenId) -> Result<(), ApiError> {
    use crate::{
        context::{port, principal},
        forms::{answer_form, lead_to},
    };
    use shared::ports::Tokens;
    let outcome = port::<dyn Tokens>().revoke(&principal(), token).await;
    answer_form::<RevokeToken, _>(PAGE, outcome)?;
    lead_to(&format!("{PAGE}?done=revoked"));
    Ok(())
}
