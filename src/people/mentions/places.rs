//! Names that stand where only a place, a firm or a constituency does: datelines, `Democrat of New York`, `Voters in
//! Grace Harbor`.

use crate::people::exact_words;
use crate::people::exact_words::{DWELLERS, OFFICE_PHRASE};
use crate::people::lexicon::{DEMONYM, GROUP, PREPOSITION};
use crate::people::mentions::mention::{Mention, MentionKind};
use crate::people::tokens::{Shape, Token, Tokens};

/// A dateline has no more tokens: `CHARLOTTE BAY, N.C., June 25 —`.
const LONGEST_DATELINE: usize = 14;

/// Makes names organisations that are no persons by where they stand. They say nothing, either.
pub(super) fn mark_places(tokens: &Tokens<'_>, mentions: &mut [Mention]) {
    for mention in
        mentions.iter_mut().filter(|it| matches!(it.kind, MentionKind::Name | MentionKind::Organisation))
    {
        if is_dateline(tokens, mention) || is_home(tokens, mention) {
            mention.kind = MentionKind::Organisation;
            mention.owns_office = true;
        }
        // `Dear Ms. Hall`: she is written to.
        let before = mention.left.checked_sub(1).map(|at| &tokens.list[at as usize]);
        if before.is_some_and(|it| it.is_capital() && it.text(tokens.text) == "Dear") {
            mention.owns_office = true;
        }
    }
}

/// Whether a paragraph begins with a name in capitals, and a dash ends its first words.
fn is_dateline(tokens: &Tokens<'_>, mention: &Mention) -> bool {
    let list = &tokens.list;
    let first = mention.first as usize;
    let token = &list[first];
    let block = tokens.block(token);
    let opens = first == 0 || tokens.block(&list[first - 1]) != block;
    let is_upper = |it: &Token| it.shape != Shape::Lower && it.shape != Shape::Capital;
    if !opens || token.quote > 0 || !list[first..mention.last as usize].iter().all(is_upper) {
        return false;
    }
    let line = list[mention.last as usize..].iter().take(LONGEST_DATELINE);
    let mut line = line.take_while(|it| tokens.block(it) == block && it.quote == 0 && !it.is_lower());
    line.any(Token::is_dash)
}

/// Whether a name tells where somebody is from: `Democrat of New York`, `Voters in Grace Harbor`.
fn is_home(tokens: &Tokens<'_>, mention: &Mention) -> bool {
    let list = &tokens.list;
    let left = mention.left as usize;
    if left < 2 || list[left - 2].sentence != list[left].sentence {
        return false;
    }
    let (who, of): (&Token, &Token) = (&list[left - 2], &list[left - 1]);
    let word = of.text(tokens.text);
    let party = who.is_capital() && who.is(DEMONYM) && exact_words::is(word, OFFICE_PHRASE) && word != "with";
    let dwells =
        of.is(PREPOSITION) && (word == "in" && who.is(GROUP) || word == "of" && is_dweller(who, tokens.text));
    party || dwells
}

fn is_dweller(token: &Token, text: &str) -> bool {
    exact_words::uses_in_small_letters(token.text(text)) & DWELLERS != 0
}

#[cfg(test)]
mod tests {
    use crate::people::mentions::MentionKind;
    use crate::people::parsed_text::ParsedText;

    /// The names of persons.
    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let parsed = ParsedText::read(text);
        let names = parsed.mentions.iter().filter(|it| it.kind == MentionKind::Name);
        let found: Vec<&str> = names.map(|it| parsed.text_of(it.first, it.last)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn the_place_of_a_dateline_is_no_person() {
        check("CHARLOTTE BAY — Mayor Ann Lee said no.", &["Ann Lee"]);
        check("VICTORIA, June 25 (Sarn Press) - Mayor Ann Lee said no.", &["Ann Lee"]);
        check("Mayor ANN LEE — so she said — left.", &["ANN LEE"]);
    }

    #[test]
    fn where_somebody_is_from_is_no_person() {
        check("Mayor Ann Lee, Democrat of Florence Heights, said no.", &["Ann Lee"]);
        check("Voters in Florence Heights said no.", &[]);
        check("Residents of Saint Florence said no.", &[]);
        check("Supporters of Florence Heights said no.", &["Florence Heights"]);
    }
}
