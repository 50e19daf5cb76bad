//! Names that stand where only a place, a firm or a constituency does: datelines, `Democrat of New York`, `Voters in
//! Grace Harbor`.

use crate::people::exact_words;
use crate::people::exact_words::{DEGREE, DWELLERS, OFFICE_PHRASE};
use crate::people::lexicon::{DEMONYM, GROUP, ORGANISATION, PREPOSITION};
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
        let titles = mention.left.saturating_sub(1) as usize..mention.first as usize;
        let mut before = tokens.list[titles].iter().chain(tokens.list.get(mention.first as usize));
        if before.any(|it| it.is_capital() && it.text(tokens.text) == "Dear") || is_backed(tokens, mention) {
            mention.owns_office = true;
        }
        if mention.kind == MentionKind::Name && is_in_state(tokens, mention) {
            mention.kind = MentionKind::Organisation;
        }
    }
}

/// Whether a name is that of a cause, not who speaks for it: `Citizens for Ann Lee`.
fn is_backed(tokens: &Tokens<'_>, mention: &Mention) -> bool {
    let list = &tokens.list;
    let left = mention.left as usize;
    if left < 2 || list[left - 2].sentence != list[left].sentence {
        return false;
    }
    let (who, of) = (&list[left - 2], &list[left - 1]);
    let word = who.text(tokens.text);
    let several = who.is(GROUP | ORGANISATION) || word.ends_with('s') || word == "Team";
    who.is_capital()
        && several
        && (matches!(of.text(tokens.text), "for" | "Against" | "against")
            || of.text(tokens.text) == "of" && who.is(GROUP))
}

/// Whether a state that is written short, with full stops, follows a single word: `Charlotte, N.C., called`.
fn is_in_state(tokens: &Tokens<'_>, mention: &Mention) -> bool {
    let list = &tokens.list;
    let last = mention.last as usize;
    let Some([comma, state, behind]) = list.get(last..last + 3) else { return false };
    let word = state.text(tokens.text);
    let dotted = word.len() >= 4
        && word.chars().enumerate().all(|(at, it)| if at % 2 == 0 { it.is_uppercase() } else { it == '.' });
    mention.len() == 1
        && mention.left == mention.first
        && comma.is_comma()
        && dotted
        && behind.is_comma()
        && state.sentence == comma.sentence
        && !exact_words::is(word, DEGREE)
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
        check("Florence, N.M., called it “bad”.", &[]);
        check("Florence, M.D., called it “bad”.", &["Florence"]);
    }

    #[test]
    fn who_is_written_to_or_backed_does_not_speak() {
        let owners = |text: &str| {
            let parsed = ParsedText::read(text);
            let owners: Vec<_> = parsed.mentions.iter().filter(|it| it.owns_office).collect();
            assert!(owners.len() < 2, "{text}");
            owners.len()
        };
        assert_eq!(owners("Dear Mr. Hall, we are well."), 1);
        assert_eq!(owners("Dear Ann Hall, we are well."), 1);
        assert_eq!(owners("“No,” Villagers for Ann Hall said."), 1);
        assert_eq!(owners("“No,” the lawyer for nobody, Ann Hall, said."), 0);
    }
}
