//! Addresses: where someone is led back to after signing in or changing the language, and which are loaded anew.

/// `back`, if it is an address of this site, else the start page. Anything that could lead elsewhere (`//host`,
/// `/\host`, a scheme) or split a header is not.
pub fn safe_back(back: &str) -> &str {
    let mut letters = back.chars();
    let own = letters.next() == Some('/') && !matches!(letters.next(), Some('/' | '\\'));
    if own && !back.chars().any(|letter| letter.is_control() || letter == '\\') { back } else { "/" }
}

/// `text` as a value in the query of an address.
pub fn in_query(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut address, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            address.push(char::from(byte));
        } else {
            address.push('%');
            for digit in [byte >> 4, byte & 15] {
                address.push(char::from(b"0123456789ABCDEF"[usize::from(digit)]));
            }
        }
        address
    })
}

/// The address of a page with its query.
pub fn address(path: &str, search: &str) -> String {
    let search = search.trim_start_matches('?');
    if search.is_empty() { path.to_owned() } else { format!("{path}?{search}") }
}

/// The sign-in page that leads back to `address`.
pub fn sign_in(address: &str) -> String {
    if address == "/" { "/sign-in".to_owned() } else { format!("/sign-in?back={}", in_query(address)) }
}

/// Whether a link to `href` must load the page anew instead of changing the one that is open: the device check may use
/// camera and microphone, and a document may only what its own answer allowed it.
pub fn in_new_document(href: &str) -> bool {
    href.strip_prefix("/check").is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_this_site_lead_back() {
        for own in ["/", "/day/today?show=open", "/appointments/1#f"] {
            assert_eq!(safe_back(own), own);
        }
        for foreign in
            ["", "day", "//evil.example", "/\\evil.example", "https://evil.example", "/a\r\nSet-Cookie: x", "/a\\b"]
        {
            assert_eq!(safe_back(foreign), "/", "{foreign:?}");
        }
    }

    #[test]
    fn the_device_check_is_loaded_anew() {
        assert!(in_new_document("/check") && in_new_document("/check?room=1") && in_new_document("/check/token"));
        assert!(!in_new_document("/checked") && !in_new_document("/day/today"));
    }

    #[test]
    fn an_address_fits_into_a_query() {
        assert_eq!(in_query("/day/today?show=open&x=ñ"), "/day/today%3Fshow%3Dopen%26x%3D%C3%B1");
        assert_eq!(sign_in("/"), "/sign-in");
        assert_eq!(sign_in("/a?b=c"), "/sign-in?back=/a%3Fb%3Dc");
        assert_eq!(address("/a", "?b=c"), "/a?b=c");
        assert_eq!(address("/a", ""), "/a");
    }
}
