//! The server functions of signing in and out.

use leptos::prelude::*;

use crate::error::ApiError;

/// Begins a session and says where to go on. Without JavaScript the browser is led there, or back to the form with the
/// name it typed.
#[server(prefix = "/do", endpoint = "sign-in", output = crate::wire::Compact)]
pub async fn sign_in(
    /// The account's name.
    name: String,
    /// The password.
    password: String,
    /// The page that asked for it.
    #[server(default)]
    back: String,
) -> Result<String, ApiError> {
    use crate::{
        back::{safe_back, sign_in as sign_in_page},
        context::{plain_form, port},
        forms::{SIGN_IN, answer_form, keep_if_refused, lead_to},
        session::{connection, device, keep_session},
    };
    use shared::ports::{Accounts, SignIn as Attempt};
    let back = safe_back(&back).to_owned();
    let attempt = Attempt { name: name.clone(), password, address: connection().address, device: device() };
    let outcome = port::<dyn Accounts>().sign_in(attempt).await;
    keep_if_refused(SIGN_IN, &name, &outcome);
    keep_session(&answer_form::<SignIn, _>(&sign_in_page(&back), outcome)?);
    if plain_form() {
        lead_to(&back);
    }
    Ok(back)
}

/// The name that was typed into a form that was refused, for the page without JavaScript.
#[server(prefix = "/do", endpoint = "sign-in/typed", output = crate::wire::Compact)]
pub async fn typed_name() -> Result<Option<String>, ApiError> {
    Ok(crate::forms::kept(crate::forms::SIGN_IN))
}

/// Ends the session.
#[server(prefix = "/do", endpoint = "sign-out", output = crate::wire::Compact)]
pub async fn sign_out() -> Result<(), ApiError> {
    use crate::{
        context::{answer, port},
        forms::{forget_all, lead_to},
        session::{forget_session, session_secret},
    };
    use shared::ports::Accounts;
    if let Some(secret) = session_secret() {
        answer(port::<dyn Accounts>().sign_out(&secret).await)?;
    }
    forget_session();
    forget_all();
    lead_to("/sign-in");
    Ok(())
}
