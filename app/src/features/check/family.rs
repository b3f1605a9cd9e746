//! Which family a browser belongs to, as far as remedies differ.

use shared::check::Browser;

/// What a browser says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identity {
    /// `navigator.userAgentData.brands`, where it exists.
    pub brands: Vec<String>,
    /// `navigator.userAgent`.
    pub user_agent: String,
    /// `navigator.maxTouchPoints`.
    pub touch_points: i32,
}

/// The family of `identity`.
pub fn family(identity: &Identity) -> Browser {
    let brand = |name: &str| identity.brands.iter().any(|brand| brand == name);
    let says = |word: &str| identity.user_agent.contains(word);
    // Every browser on an iPhone or iPad is Safari inside; an iPad presents itself as a Mac, but is touched.
    let mobile_apple = says("iPhone") || says("iPad") || (says("Macintosh") && identity.touch_points > 1);
    if mobile_apple && !brand("Chromium") {
        Browser::Safari
    } else if brand("Microsoft Edge") || says("Edg/") || says("EdgA/") {
        Browser::Edge
    } else if brand("Chromium") || brand("Google Chrome") || says("Chrome/") || says("Chromium/") {
        Browser::Chrome
    } else if says("Firefox/") {
        Browser::Firefox
    } else if says("Safari/") {
        Browser::Safari
    } else {
        Browser::Other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(brands: &[&str], user_agent: &str, touch_points: i32) -> Browser {
        let brands = brands.iter().map(|&brand| brand.to_owned()).collect();
        family(&Identity { brands, user_agent: user_agent.to_owned(), touch_points })
    }

    const MAC_SAFARI: &str = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15";

    #[test]
    fn browsers_are_told_apart() {
        let chrome =
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
        assert_eq!(of(&["Chromium", "Google Chrome"], chrome, 0), Browser::Chrome);
        assert_eq!(of(&[], chrome, 0), Browser::Chrome);
        assert_eq!(of(&["Chromium", "Microsoft Edge"], chrome, 0), Browser::Edge);
        assert_eq!(of(&[], &format!("{chrome} Edg/140.0.0.0"), 0), Browser::Edge);
        assert_eq!(
            of(&[], "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", 0),
            Browser::Firefox
        );
        assert_eq!(of(&[], MAC_SAFARI, 0), Browser::Safari);
        assert_eq!(of(&[], "Wget/1.21", 0), Browser::Other);
    }

    #[test]
    fn a_touched_mac_with_chrome_s_name_is_an_ipad() {
        assert_eq!(of(&[], &MAC_SAFARI.replace("Version/18.1", "CriOS/140.0 Chrome/140.0"), 5), Browser::Safari);
        assert_eq!(
            of(&[], "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) CriOS/140.0 Mobile", 5),
            Browser::Safari
        );
    }
}
