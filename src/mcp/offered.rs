//! What an assistant is offered besides tools: articles as resources, and prompts.

use rmcp::model::{
    GetPromptResult, Prompt, PromptArgument, PromptMessage, ReadResourceResult, ResourceContents,
    ResourceTemplate, Role,
};
use serde_json::{Map, Value};

use crate::article::ArticleId;
use crate::field::Field;
use crate::mcp::untrusted;
use crate::request::Problem;
use crate::search::Engine;

/// What the address of an article begins with.
const ARTICLE: &str = "newsgrep://article/";
/// The most bytes of an article.
const MOST: usize = 45_000;

/// How articles are addressed.
pub(super) fn templates() -> Vec<ResourceTemplate> {
    vec![
        ResourceTemplate::new(format!("{ARTICLE}{{id}}"), "article")
            .with_title("A news article")
            .with_description(
                "An article of the index by the id that hits and quotations give, percent-encoded: its facts and its text.",
            )
            .with_mime_type("text/plain"),
    ]
}

/// Reads the article of an address.
///
/// # Errors
///
/// There is no such article, or the index fails.
pub(super) fn read(engine: &dyn Engine, address: &str) -> Result<ReadResourceResult, Problem> {
    let none = || {
        Problem::new("no_article", format!("no article has the address `{address}`"))
            .offer(format!("an address is {ARTICLE} and the id that a hit gives, percent-encoded"))
    };
    let id = address.strip_prefix(ARTICLE).map(decoded).ok_or_else(none)?;
    let article = engine.article(&ArticleId::new(&id).ok_or_else(none)?)?.ok_or_else(none)?;
    let mut text = String::new();
    let facts = Field::all().filter(|field| !matches!(field, Field::Body | Field::Speaker));
    for field in facts {
        if let Some(value) = article.text(field) {
            text.push_str(&format!("{}: {value}\n", field.as_str()));
        }
    }
    text.push('\n');
    let room = MOST.saturating_sub(text.len());
    let body = &article.body[..article.body.floor_char_boundary(room.min(article.body.len()))];
    text.push_str(body);
    if body.len() < article.body.len() {
        let (shown, all) = (body.len(), article.body.len());
        text.push_str(&format!("\n[{shown} of {all} bytes are shown; the tool `article` shows the rest]"));
    }
    let marked = untrusted::marked_text(&text);
    Ok(ReadResourceResult::new(vec![ResourceContents::text(marked, address).with_mime_type("text/plain")]))
}

/// Text without percent-encoding; bytes that are no text stay out.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let code = tail.get(..2).and_then(|it| std::str::from_utf8(it).ok());
        match code.filter(|_| *first == b'%').and_then(|it| u8::from_str_radix(it, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A prompt: its name, what it is for, what it takes, and what it says with that.
struct Offer {
    name: &'static str,
    title: &'static str,
    says: &'static str,
    takes: &'static [(&'static str, &'static str)],
    /// `{…}` stands for what it takes.
    text: &'static str,
}

/// Every prompt.
const OFFERS: [Offer; 3] = [
    Offer {
        name: "check_claim",
        title: "Check a claim",
        says: "Check a claim against the articles: what supports it, what speaks against it, what stays open.",
        takes: &[("claim", "What is claimed, in a sentence")],
        text: "Check this claim against the articles of the index: {claim}\n\n\
            1. Name its parts that can be checked: who, what, when, where, how much.\n\
            2. For each part ask `search` with the words that an article would use, in several wordings, and `quotes` where \
            somebody is said to have said something. When nothing is found, ask `suggest`.\n\
            3. Read the passages in their articles with `article` before you rely on them. Several papers that copy one \
            text are one source: compare their dates and words.\n\
            4. Answer part by part: supported, contradicted, or open. For each give the exact words, the source, the date and \
            the id of the article. What was not found in this index is open, and not false.",
    },
    Offer {
        name: "check_quotation",
        title: "Check a quotation",
        says: "Find who said words, in which wording, first reported by whom.",
        takes: &[("words", "The words"), ("speaker", "Who is said to have said them")],
        text: "Check whether {speaker} said: {words}\n\n\
            1. Ask `quotes` for two or three of the rarest words side by side, without and with `speaker`.\n\
            2. Compare the wordings letter by letter, and who is named for them in each article; read the context with `article`.\n\
            3. Answer with the fullest wording, who said it by which articles, the earliest of them with its date, and \
            where wordings or speakers differ. If none is found, say so; do not put words together yourself.",
    },
    Offer {
        name: "timeline",
        title: "Tell what happened when",
        says: "Tell the course of a story from the articles, day by day.",
        takes: &[("subject", "The story, in a few words")],
        text: "Tell the course of this story from the articles of the index: {subject}\n\n\
            1. Ask `timeline` by month, then by day where much was published, to see when it was news.\n\
            2. Ask `search` for each of these days with `after` and `before`, the earliest first.\n\
            3. Write a line for each event: the day, what happened, who says so, the id of the article. The day of an \
            article is not always the day of what it tells.",
    },
];

/// Every prompt, as it is listed.
pub(super) fn prompts() -> Vec<Prompt> {
    let one = |offer: &Offer| {
        let takes = offer.takes.iter();
        let takes =
            takes.map(|(name, says)| PromptArgument::new(*name).with_description(*says).with_required(true));
        Prompt::new(offer.name, Some(offer.says), Some(takes.collect())).with_title(offer.title)
    };
    OFFERS.iter().map(one).collect()
}

/// The text of a prompt with what was given for it.
///
/// # Errors
///
/// There is no such prompt, or something that it takes is missing.
pub(super) fn prompt(name: &str, given: &Map<String, Value>) -> Result<GetPromptResult, String> {
    let names = || OFFERS.map(|it| it.name).join(", ");
    let offer = OFFERS.iter().find(|it| it.name == name);
    let offer = offer.ok_or_else(|| format!("there is no prompt `{name}`; prompts are {}", names()))?;
    let mut text = offer.text.to_owned();
    for (key, says) in offer.takes {
        let value = given.get(*key).and_then(Value::as_str).filter(|it| !it.trim().is_empty());
        let value = value.ok_or_else(|| format!("{key} is missing: {says}"))?;
        text = text.replace(&format!("{{{key}}}"), value.trim());
    }
    Ok(GetPromptResult::new(vec![PromptMessage::new_text(Role::User, text)]).with_description(offer.says))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prompt_says_what_was_given_and_nothing_stays_open() {
        for listed in prompts() {
            let takes = listed.arguments.unwrap_or_default();
            let given = takes.iter().map(|it| (it.name.clone(), format!("my {}", it.name).into())).collect();
            let made = prompt(&listed.name, &given).expect("made");
            let text = made.messages[0].content.as_text().expect("text").text.clone();
            for it in takes {
                assert!(text.contains(&format!("my {}", it.name)), "{text}");
            }
            assert!(!text.contains('{') && prompt(&listed.name, &Map::new()).is_err());
        }
        assert!(prompt("other", &Map::new()).is_err_and(|it| it.contains("check_claim")));
    }

    #[test]
    fn the_id_in_an_address_is_decoded() {
        for (text, expected) in [("a.txt", "a.txt"), ("a%20b%2Fc", "a b/c"), ("50%", "50%"), ("%zz", "%zz")] {
            assert_eq!(decoded(text), expected);
        }
    }
}
