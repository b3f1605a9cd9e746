//! How a message's plain text is shown: its links can be followed.

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Words.
    Words(String),
    /// An address.
    Link(String),
}

/// `text` with its addresses told apart from its words.
pub fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(start) = ["http://", "https://"].into_iter().filter_map(|scheme| rest.find(scheme)).min() {
        let (words, link) = rest.split_at(start);
        let end = link.find(char::is_whitespace).unwrap_or(link.len());
        let (link, after) = link.split_at(end);
        // A full stop or a bracket after an address belongs to the sentence.
        let bare = link.trim_end_matches(['.', ',', ';', ')', '>']);
        if !words.is_empty() {
            pieces.push(Piece::Words(words.to_owned()));
        }
        pieces.push(Piece::Link(bare.to_owned()));
        rest = if bare.len() == link.len() { after } else { &rest[start + bare.len()..] };
    }
    if !rest.is_empty() {
        pieces.push(Piece::Words(rest.to_owned()));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_from_words() {
        let words = |text: &str| Piece::Words(text.to_owned());
        let link = |text: &str| Piece::Link(text.to_owned());
        assert_eq!(
            pieces("Responda aquí:\nhttps://sala.example/confirm/abc.\nGracias"),
            [words("Responda aquí:\n"), link("https://sala.example/confirm/abc"), words(".\nGracias")]
        );
        assert_eq!(pieces("http://a http://b"), [link("http://a"), words(" "), link("http://b")]);
        assert_eq!(pieces("sin enlaces"), [words("sin enlaces")]);
        assert_eq!(pieces(""), []);
    }
}
