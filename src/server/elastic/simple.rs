//! `simple_query_string`: a syntax in which nothing is an error.

use serde_json::Value;

use crate::analysis::plain;
use crate::server::elastic::clause::{BoolClause, Clause, Join, least_of};
use crate::server::elastic::error::ElasticError;
use crate::server::elastic::fields::Kind;
use crate::server::elastic::leaf::{Asked, EXPANSIONS, Fuzzy, Way};
use crate::server::elastic::lucene::{Settings, fuzzy_term};
use crate::server::elastic::reader::{Read, Reader, finish, join, ours_alone, query_keys};
use crate::server::elastic::strict::Keys;

/// Which operators count.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of a request")]
struct Flags {
    and: bool,
    or: bool,
    not: bool,
    prefix: bool,
    phrase: bool,
    precedence: bool,
    escape: bool,
    whitespace: bool,
    fuzzy: bool,
    near: bool,
}

fn flags(keys: Keys<'_>) -> Result<Flags, ElasticError> {
    let all = |it| Flags {
        and: it,
        or: it,
        not: it,
        prefix: it,
        phrase: it,
        precedence: it,
        escape: it,
        whitespace: it,
        fuzzy: it,
        near: it,
    };
    let Some(text) = keys.text("flags")? else { return Ok(all(true)) };
    let mut flags = all(text == "-1");
    for word in text.split('|').filter(|_| text != "-1") {
        match word.trim().to_ascii_uppercase().as_str() {
            "ALL" => flags = all(true),
            "NONE" | "" => {}
            "AND" => flags.and = true,
            "OR" => flags.or = true,
            "NOT" => flags.not = true,
            "PREFIX" => flags.prefix = true,
            "PHRASE" => flags.phrase = true,
            "PRECEDENCE" => flags.precedence = true,
            "ESCAPE" => flags.escape = true,
            "WHITESPACE" => flags.whitespace = true,
            "FUZZY" => flags.fuzzy = true,
            "NEAR" | "SLOP" => flags.near = true,
            other => {
                return Err(ElasticError::unsupported(format!("Unknown simple_query_string flag [{other}]"))
                    .near("flags"));
            }
        }
    }
    Ok(flags)
}

pub(super) fn simple_query_string(reader: &mut Reader, body: &Value) -> Read {
    const KNOWN: [&str; 15] = [
        "query",
        "fields",
        "default_operator",
        "flags",
        "analyzer",
        "auto_generate_synonyms_phrase_query",
        "lenient",
        "minimum_should_match",
        "quote_field_suffix",
        "analyze_wildcard",
        "fuzzy_prefix_length",
        "fuzzy_max_expansions",
        "fuzzy_transpositions",
        "boost",
        "_name",
    ];
    let keys = query_keys("simple_query_string", body, &KNOWN)?;
    ours_alone(keys)?;
    keys.refuse("quote_field_suffix", "leave it out")?;
    keys.flag("analyze_wildcard", false)?;
    keys.flag("auto_generate_synonyms_phrase_query", true)?;
    keys.need("query")?;
    let typed = keys.text("query")?.unwrap_or_default();
    let mut settings = Settings::of(reader, &keys.words("fields")?)?;
    settings.join = join(keys, "default_operator")?;
    settings.is_lenient = keys.flag("lenient", settings.is_all)?;
    settings.fuzzy.begins = keys.count("fuzzy_prefix_length")?.unwrap_or(0);
    settings.fuzzy.most = keys.count("fuzzy_max_expansions")?.unwrap_or(EXPANSIONS);
    settings.fuzzy.swaps = keys.flag("fuzzy_transpositions", true)?;
    settings.tie = 1.0;
    let mut parser = Parser { reader, settings: &settings, flags: flags(keys)? };
    let chars: Vec<char> = typed.chars().collect();
    let clause = parser.query(&chars, 0)?;
    let clause = match (clause, keys.get("minimum_should_match")) {
        (Some(Clause::Bool(mut clause)), Some(value)) => {
            let least = least_of(value, clause.should.len()).ok_or_else(|| {
                ElasticError::unsupported(format!(
                    "[minimum_should_match] is a number or a percentage, not [{value}]"
                ))
            })?;
            clause.least = clause.least.max(least);
            Clause::Bool(clause)
        }
        (clause, _) => clause.unwrap_or(Clause::Nothing),
    };
    finish(keys, clause)
}

/// The deepest group; deeper parentheses are passed over, as they would be were they not closed.
const DEEPEST: usize = 30;

struct Parser<'a> {
    reader: &'a mut Reader,
    settings: &'a Settings,
    flags: Flags,
}

/// What was read so far.
#[derive(Default)]
struct Tree {
    top: Option<Clause>,
    next: Option<Join>,
    before: Option<Join>,
    is_not: bool,
}

impl Tree {
    fn take(&mut self, clause: Option<Clause>, default: Join) {
        let Some(mut clause) = clause else { return };
        if self.is_not {
            clause = Clause::not(clause);
        }
        self.top = Some(match self.top.take() {
            None => clause,
            Some(top) => {
                let join = self.next.unwrap_or(default);
                let mut whole = match top {
                    Clause::Bool(whole) if self.before == Some(join) => whole,
                    top => {
                        let mut whole = BoolClause::default();
                        put(&mut whole, top, join);
                        Box::new(whole)
                    }
                };
                put(&mut whole, clause, join);
                self.before = Some(join);
                Clause::Bool(whole)
            }
        });
        self.next = None;
    }
}

fn put(whole: &mut BoolClause, clause: Clause, join: Join) {
    match join {
        Join::And => whole.must.push(clause),
        Join::Or => {
            whole.should.push(clause);
            whole.least = 1;
        }
    }
}

impl Parser<'_> {
    fn query(&mut self, chars: &[char], depth: usize) -> Result<Option<Clause>, ElasticError> {
        let mut tree = Tree::default();
        let mut at = 0;
        while let Some(&c) = chars.get(at) {
            self.reader.count(usize::from(!c.is_whitespace()).min(at % 2))?;
            match c {
                '(' if self.flags.precedence => {
                    at += 1;
                    if let Some(end) = self.closing(&chars[at..]).filter(|_| depth < DEEPEST) {
                        let inner = self.query(&chars[at..at + end], depth + 1)?;
                        tree.take(inner, self.settings.join);
                        at += end + 1;
                    }
                }
                ')' if self.flags.precedence => at += 1,
                '"' if self.flags.phrase => {
                    at += 1;
                    let end = self.quoted(&chars[at..]);
                    if let Some((text, length)) = end {
                        at += length;
                        let slop = if self.flags.near { number(chars, &mut at) } else { None };
                        let way = Way::Phrase { slop: slop.flatten().unwrap_or(0) };
                        let clause = self.in_fields(&text, way, None)?;
                        tree.take(Some(clause), self.settings.join);
                    }
                }
                '+' if self.flags.and => {
                    if tree.next.is_none() && tree.top.is_some() {
                        tree.next = Some(Join::And);
                    }
                    at += 1;
                }
                '|' if self.flags.or => {
                    if tree.next.is_none() && tree.top.is_some() {
                        tree.next = Some(Join::Or);
                    }
                    at += 1;
                }
                '-' if self.flags.not => {
                    tree.is_not = !tree.is_not;
                    at += 1;
                    continue;
                }
                c if c.is_whitespace() && self.flags.whitespace => at += 1,
                _ => {
                    let clause = self.token(chars, &mut at)?;
                    tree.take(clause, self.settings.join);
                }
            }
            tree.is_not = false;
        }
        Ok(tree.top)
    }

    /// Where the group that was opened is closed.
    fn closing(&self, chars: &[char]) -> Option<usize> {
        let (mut open, mut escaped) = (1, false);
        for (at, c) in chars.iter().enumerate() {
            match c {
                _ if escaped => {
                    escaped = false;
                    continue;
                }
                '\\' if self.flags.escape => escaped = true,
                '(' => open += 1,
                ')' => open -= 1,
                _ => {}
            }
            if open == 0 {
                return Some(at);
            }
        }
        None
    }

    /// What stands before the closing mark, and how long it is with it.
    fn quoted(&self, chars: &[char]) -> Option<(String, usize)> {
        let (mut text, mut escaped) = (String::new(), false);
        for (at, &c) in chars.iter().enumerate() {
            match c {
                '\\' if self.flags.escape && !escaped => {
                    escaped = true;
                    continue;
                }
                '"' if !escaped => return Some((text, at + 1)),
                c => text.push(c),
            }
            escaped = false;
        }
        None
    }

    fn token(&mut self, chars: &[char], at: &mut usize) -> Result<Option<Clause>, ElasticError> {
        let (mut text, mut is_prefix, mut is_fuzzy, mut escaped) = (String::new(), false, false, false);
        while let Some(&c) = chars.get(*at) {
            if !escaped {
                let ends = (c == '"' && self.flags.phrase)
                    || (c == '|' && self.flags.or)
                    || (c == '+' && self.flags.and)
                    || (matches!(c, '(' | ')') && self.flags.precedence)
                    || (c.is_whitespace() && self.flags.whitespace);
                if ends {
                    break;
                }
                if c == '\\' && self.flags.escape {
                    (escaped, is_prefix) = (true, false);
                    *at += 1;
                    continue;
                }
                let mut behind = chars[*at + 1..].iter().skip_while(|c| c.is_ascii_digit());
                if c == '~'
                    && self.flags.fuzzy
                    && !text.is_empty()
                    && behind.next().is_none_or(|c| c.is_whitespace() || matches!(c, ')' | '|' | '+'))
                {
                    is_fuzzy = true;
                    break;
                }
                is_prefix = self.flags.prefix && !text.is_empty() && c == '*';
            } else {
                is_prefix = false;
            }
            text.push(c);
            *at += 1;
            escaped = false;
        }
        if text.is_empty() {
            *at += usize::from(*at < chars.len());
            return Ok(None);
        }
        if is_fuzzy {
            let edits = number(chars, at).flatten().unwrap_or(2).min(2);
            let fuzzy = Fuzzy {
                begins: self.settings.fuzzy.begins,
                most: self.settings.fuzzy.most,
                swaps: self.settings.fuzzy.swaps,
                ..Fuzzy::parse(&edits.to_string())?
            };
            return self.in_fields(&text, Way::Words, Some(&fuzzy)).map(Some);
        }
        if is_prefix {
            text.pop();
            return self.in_fields(&text, Way::Beginning, None).map(Some);
        }
        self.in_fields(&text, Way::Words, None).map(Some)
    }

    fn in_fields(&mut self, text: &str, way: Way, fuzzy: Option<&Fuzzy>) -> Read {
        let mut parts = Vec::new();
        for (field, boost) in &self.settings.fields {
            let is_text = matches!(field.kind, Kind::Text(_));
            let done = match fuzzy {
                Some(fuzzy) => {
                    let word = if is_text { plain(text).into_owned() } else { text.to_owned() };
                    fuzzy_term(*field, &word, fuzzy)
                }
                None => {
                    // Several words of one token all are needed where its end is open.
                    let join = if way == Way::Beginning { Join::And } else { self.settings.join };
                    let how = Asked { way, join, is_lenient: self.settings.is_lenient, ..Asked::default() };
                    self.reader.asked(*field, text, &how)
                }
            };
            match done {
                Ok(clause) => parts.push(clause.boosted(*boost)),
                Err(_) if self.settings.is_lenient || fuzzy.is_some() => {}
                Err(error) => return Err(error),
            }
        }
        Ok(Clause::best(parts, self.settings.tie))
    }
}

/// `~`, with a number behind it where there is one.
fn number(chars: &[char], at: &mut usize) -> Option<Option<u32>> {
    if chars.get(*at) != Some(&'~') {
        return None;
    }
    *at += 1;
    let digits: String = chars[*at..].iter().take_while(|c| c.is_ascii_digit()).collect();
    *at += digits.len();
    Some(digits.parse().ok())
}
