//! What a paper says of an answer: a paragraph on the method, and references to what was found.

use serde_json::{Value, json};

use crate::article::Article;
use crate::field::Field;
use crate::render::screen::{counted, thousands};
use crate::repeat::answer::AnswerRecord;
use crate::repeat::part::{Asks, Part};

/// A paragraph that says what was asked, of which articles, and how much was found; for a batch with a line for each
/// question.
#[must_use]
pub fn methods(record: &AnswerRecord) -> String {
    let parts: Vec<&Part> = record.parts().collect();
    let made = record.made.split('T').next().unwrap_or(&record.made);
    let who = format!("{} (index format {}, extraction {})", record.program, record.format, record.revision);
    let (asked, found) = match parts.as_slice() {
        [one] => (asked(one), format!(" {}.", found(one))),
        several => {
            let lines = several.iter().zip(1..).map(|(part, at)| {
                let id = match &part.query_id {
                    Some(Value::String(id)) => id.clone(),
                    Some(id) => id.to_string(),
                    None => at.to_string(),
                };
                format!("\n{id}: {}. {}.", asked(part), found(part))
            });
            (counted(several.len() as u64, "question", "questions"), lines.collect())
        }
    };
    format!(
        "On {made} {who} was asked {asked}, with {} as the present day. It was asked of {} with the fingerprint {}. \
         The record of this answer has the sum {}.{found}",
        record.today,
        counted(record.corpus.articles, "article", "articles"),
        record.corpus.fingerprint,
        record.sum(),
    )
}

/// What was typed, and how it was read.
fn asked(part: &Part) -> String {
    let mut typed: Vec<String> = Vec::new();
    for (key, value) in &part.question {
        let value = match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        typed.push(if key == "query" { format!("`{value}`") } else { format!("{key} {value}") });
    }
    let what = match part.asks {
        Asks::Articles => "",
        Asks::Quotations => "for quotations ",
    };
    format!("{what}{}, which it reads as `{}`", typed.join(", "), part.read)
}

/// How much was found.
fn found(part: &Part) -> String {
    let articles = counted(part.answer.articles, "article", "articles");
    match part.answer.quotations {
        Some(quotations) => {
            format!("{} in {articles} satisfied the query", counted(quotations, "quotation", "quotations"))
        }
        None => format!(
            "{articles} satisfied the query, with {}",
            counted(part.answer.occurrences, "occurrence", "occurrences")
        ),
    }
}

/// The articles as references in BibTeX.
#[must_use]
pub fn bibtex(articles: &[Article]) -> String {
    let mut out = String::new();
    for (at, article) in (1..).zip(articles) {
        let mut fields: Vec<(&str, String)> = Vec::new();
        let text = |field: Field| article.text(field).map(|it| braced(&it));
        fields.extend(text(Field::Title).map(|it| ("title", format!("{{{it}}}"))));
        fields.extend(text(Field::Author).map(|it| ("author", it)));
        fields.extend(text(Field::Source).map(|it| ("journal", it)));
        if let Some(day) = article.day() {
            let day = day.to_string();
            fields.push(("date", day.clone()));
            fields.extend(day.split('-').next().map(|it| ("year", it.to_owned())));
        }
        fields.extend(article.url.as_deref().map(|it| ("url", braced(it))));
        fields.push(("note", braced(article.id.as_str())));
        out.push_str(&format!("@article{{newsgrep{at},\n"));
        for (name, value) in fields {
            out.push_str(&format!("  {name} = {{{value}}},\n"));
        }
        out.push_str("}\n");
    }
    out
}

/// A text as a value in braces.
fn braced(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '{' | '}' => {}
            '\\' => out.push_str("\\textbackslash{}"),
            '%' | '&' | '#' | '$' | '_' => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_whitespace() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// The articles as references in CSL-JSON.
#[must_use]
pub fn csl(articles: &[Article]) -> String {
    let items: Vec<Value> = articles.iter().map(item).collect();
    serde_json::to_string_pretty(&items).unwrap_or_default() + "\n"
}

fn item(article: &Article) -> Value {
    let mut item = json!({"id": article.id.as_str(), "type": "article-newspaper"});
    let text = |field: Field| article.text(field).map(|it| it.into_owned());
    let mut set = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            item[key] = value;
        }
    };
    set("title", text(Field::Title).map(Value::from));
    set("container-title", text(Field::Source).map(Value::from));
    // Whether a name is a person's, and which part of it comes first, is not known.
    set("author", text(Field::Author).map(|it| json!([{"literal": it}])));
    set("URL", article.url.clone().map(Value::from));
    let parts = |day: String| day.split('-').filter_map(|it| it.parse::<i64>().ok()).collect::<Vec<_>>();
    set("issued", article.day().map(|day| json!({"date-parts": [parts(day.to_string())]})));
    item
}

/// How many articles a record names and how many of them could be read.
#[must_use]
pub fn missing(named: usize, read: usize) -> Option<String> {
    let missing = named.saturating_sub(read) as u64;
    (missing > 0).then(|| {
        format!(
            "{} of {} articles are not in the index any more",
            thousands(missing),
            thousands(named as u64)
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{ArticleId, Found, FoundBy};
    use crate::date::{Dating, Day};

    fn article() -> Article {
        let mut article = Article::new(ArticleId::new("a_1").expect("an id"));
        article.title = Some(Found::new("Wall & {quay}".to_owned(), FoundBy::Given));
        article.names.set(Field::Source, Found::new("Star".to_owned(), FoundBy::Given));
        article.dating =
            Day::new(2025, 11, 3).map(|day| Dating { day, instant: None, found: FoundBy::Given });
        article
    }

    #[test]
    fn references_hold_what_is_known_and_nothing_else() {
        assert_eq!(
            bibtex(&[article()]),
            "@article{newsgrep1,\n  title = {{Wall \\& quay}},\n  journal = {Star},\n  date = {2025-11-03},\n  \
             year = {2025},\n  note = {a\\_1},\n}\n"
        );
        let items: Value = serde_json::from_str(&csl(&[article()])).expect("JSON");
        assert_eq!(
            items,
            json!([{"id": "a_1", "type": "article-newspaper", "title": "Wall & {quay}", "container-title": "Star",
                "issued": {"date-parts": [[2025, 11, 3]]}}])
        );
        assert_eq!(missing(3, 3), None);
        assert_eq!(missing(3, 1).as_deref(), Some("2 of 3 articles are not in the index any more"));
    }
}
