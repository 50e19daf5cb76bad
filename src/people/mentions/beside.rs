//! Names that only tell of the mention beside them: whom something is told, and whose ally or voter somebody is.

use crate::people::exact_words;
use crate::people::exact_words::ADDRESSING;
use crate::people::lexicon::{
    ADVERB, AUXILIARY, CONJUNCTION, DETERMINER, FINITE, FUNCTION, MAY_SAY, OTHER_PRONOUN, PREPOSITION,
    RELATIVE, SAY,
};
use crate::people::mentions::mention::{Mention, MentionKind};
use crate::people::tokens::{Token, TokenKind, Tokens};

/// Between a name and another that it describes stand no more words: `Lee campaign volunteer Tom Roe`.
const MOST_BETWEEN: usize = 2;

/// Marks whom something is told, and names that modify the name behind them.
pub(super) fn mark_beside(tokens: &Tokens<'_>, mentions: &mut [Mention]) {
    for at in 0..mentions.len() {
        mentions[at].is_addressed = is_addressed(tokens, &mentions[at]);
        let Some(behind) = mentions.get(at + 1) else { continue };
        if describes(tokens, &mentions[at], behind) {
            mentions[at].owns_office = true;
            mentions[at + 1].left = mentions[at].left;
        }
    }
}

/// Whether a verb that needs somebody to be told stands directly before a mention.
fn is_addressed(tokens: &Tokens<'_>, mention: &Mention) -> bool {
    let Some(verb) = (mention.left as usize).checked_sub(1).map(|at| &tokens.list[at]) else { return false };
    verb.is_lower()
        && verb.is(SAY | MAY_SAY)
        && verb.sentence == tokens.list[mention.first as usize].sentence
        && exact_words::is(verb.text(tokens.text), ADDRESSING)
        // `“…,” told Ann Lee`
        && mention.left >= 2
        && tokens.list[mention.left as usize - 2].quote == 0
        && tokens.list[mention.left as usize - 2].kind == TokenKind::Word
}

/// Whether the first of two names only tells who the second is: `said Lee ally Tom Roe`, `Lee voter Tom Roe said`.
fn describes(tokens: &Tokens<'_>, one: &Mention, two: &Mention) -> bool {
    let list = &tokens.list;
    let (from, to) = (one.last as usize, two.first as usize);
    let near = from < to && to - from <= MOST_BETWEEN + 1;
    if !near || two.kind != MentionKind::Name || two.len() < 2 {
        return false;
    }
    let named = matches!(one.kind, MentionKind::Name | MentionKind::Organisation);
    if !named || !list[one.first as usize].is_capital() {
        return false;
    }
    let between = &list[from..to];
    let sentence = list[from].sentence;
    let nouns =
        between.iter().all(|it| is_noun(it) && it.sentence == sentence) && list[to].sentence == sentence;
    if !nouns {
        return false;
    }
    let cue =
        |it: &Token| it.is_lower() && it.is(SAY) && it.is(FINITE) && it.quote == 0 && it.sentence == sentence;
    let inverted = (one.left as usize).checked_sub(1).is_some_and(|at| cue(&list[at]));
    let acts = list.get(two.last as usize).is_some_and(cue);
    inverted || acts
}

/// Whether a word may be a noun, as far as the lists tell.
fn is_noun(token: &Token) -> bool {
    const OTHER: u32 =
        ADVERB | AUXILIARY | CONJUNCTION | DETERMINER | FUNCTION | OTHER_PRONOUN | PREPOSITION | RELATIVE;
    let verb = token.is(SAY | MAY_SAY) && token.is(FINITE);
    token.kind == TokenKind::Word && token.is_lower() && token.quote == 0 && !token.is(OTHER) && !verb
}

#[cfg(test)]
mod tests {
    use crate::people::parsed_text::ParsedText;

    /// The words of the mentions that are addressed, and of those that only describe another.
    fn read(text: &str) -> (Vec<String>, Vec<String>) {
        let parsed = ParsedText::read(text);
        let words = |it: &crate::people::mentions::Mention| parsed.text_of(it.first, it.last).to_owned();
        let addressed = parsed.mentions.iter().filter(|it| it.is_addressed).map(words).collect();
        let describing = parsed.mentions.iter().filter(|it| it.owns_office).map(words).collect();
        (addressed, describing)
    }

    #[test]
    fn whom_something_is_told_is_marked() {
        assert_eq!(read("“No,” the waiter told Ann Lee of the Argus.").0, ["Ann Lee"]);
        assert_eq!(read("“No,” told Ann Lee.").0, Vec::<String>::new());
        assert_eq!(read("“No,” the waiter said. Ann Lee told nobody.").0, Vec::<String>::new());
    }

    #[test]
    fn a_name_before_a_noun_and_a_name_tells_of_that() {
        assert_eq!(read("“No,” said Lee neighbour Tom Roe.").1, ["Lee"]);
        assert_eq!(read("Ann Lee spoke. Lee neighbour Tom Roe said no.").1, ["Lee"]);
        assert_eq!(read("Ann Lee spoke. Lee called Tom Roe a friend.").1, Vec::<String>::new());
        assert_eq!(read("“No,” said Ann Lee before Tom Roe left.").1, Vec::<String>::new());
    }
}
