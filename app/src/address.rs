//! The address that a page is drawn for.

use leptos::prelude::*;
use leptos_router::{
    hooks::{use_location, use_matched},
    params::ParamsMap,
};

/// The query of the page's own address. It stays as it was once somebody is on the way to another page: what is drawn anew
/// while it is being left would be drawn with signals that are gone.
///
/// Not `use_query_map`: where only a parameter of the path changes it keeps the query of the first (`FlatRoutes`, leptos 0.8).
/// On a page whose path has no parameter it is as good.
pub fn own_query() -> Memo<ParamsMap> {
    let location = use_location();
    let (path, query, matched) = (location.pathname, location.query, use_matched());
    let first = path.get_untracked();
    Memo::new(move |before: Option<&ParamsMap>| {
        let here = path.with(|path| is_own(path, &first, &matched.read()));
        let now = query.get();
        match before {
            Some(before) if !here => before.clone(),
            _ => now,
        }
    })
}

/// Whether `path` is that of the page: the one it was opened with, or the one its route matches now.
fn is_own(path: &str, first: &str, matched: &str) -> bool {
    let bare = |path: &str| path.trim_end_matches('/').to_owned();
    bare(path) == bare(first) || bare(path) == bare(matched)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_page_is_not_its_own() {
        let opened = "/appointments/1";
        assert!(is_own(opened, opened, opened));
        assert!(is_own("/appointments/2", opened, "/appointments/2"), "the same page of another appointment");
        assert!(is_own("/appointments/1/", opened, opened));
        assert!(!is_own("/appointments/1/people", opened, opened));
        assert!(!is_own("/appointments/2", opened, opened), "on its way");
    }
}
