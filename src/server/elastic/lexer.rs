//! Lucene's syntax: clauses with their operators, fields and terms.

/// What stands between a clause and the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Conjunction {
    None,
    And,
    Or,
}

/// What stands in front of a clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Modifier {
    None,
    Must,
    Not,
}

/// A clause.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Node {
    pub(super) field: Option<String>,
    pub(super) term: Term,
    pub(super) boost: f32,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Term {
    Words(String),
    Phrase(String, Option<u32>),
    /// How far it may differ, where that is said.
    Fuzzy(String, Option<String>),
    /// A pattern, in which `\` takes the next character as it stands.
    Like(String),
    /// Each bound with whether it is included.
    Range {
        from: Option<(String, bool)>,
        to: Option<(String, bool)>,
    },
    Regex,
    Group(Vec<(Conjunction, Modifier, Node)>),
}

/// The deepest group.
const DEEPEST: usize = 30;

/// Parses a query.
///
/// # Errors
///
/// What is wrong with it.
pub(super) fn parse(text: &str) -> Result<Vec<(Conjunction, Modifier, Node)>, String> {
    let mut parser = Parser { chars: text.chars().collect(), at: 0, depth: 0 };
    let nodes = parser.clauses()?;
    match parser.peek() {
        None => Ok(nodes),
        Some(c) => Err(format!("Encountered \"{c}\" at column {}", parser.at + 1)),
    }
}

struct Parser {
    chars: Vec<char>,
    at: usize,
    depth: usize,
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{3000}')
}

/// Whether a term may begin with it.
fn begins(c: char) -> bool {
    !is_space(c)
        && !matches!(
            c,
            '+' | '-'
                | '!'
                | '('
                | ')'
                | ':'
                | '^'
                | '['
                | ']'
                | '"'
                | '{'
                | '}'
                | '~'
                | '*'
                | '?'
                | '\\'
                | '/'
        )
}

impl Parser {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn skip(&mut self) {
        while self.peek().is_some_and(is_space) {
            self.at += 1;
        }
    }

    fn eat(&mut self, text: &str) -> bool {
        let is_there = text.chars().enumerate().all(|(at, c)| self.chars.get(self.at + at) == Some(&c));
        if is_there {
            self.at += text.chars().count();
        }
        is_there
    }

    /// Whether a word of letters stands here, alone.
    fn word(&mut self, word: &str) -> bool {
        let before = self.at;
        let continues = |c: char| begins(c) || matches!(c, '+' | '-' | '\\' | '*' | '?');
        if self.eat(word) && !self.peek().is_some_and(continues) {
            return true;
        }
        self.at = before;
        false
    }

    fn unexpected<T>(&self) -> Result<T, String> {
        match self.peek() {
            None => Err(format!("Encountered \"<EOF>\" at column {}", self.at + 1)),
            Some(c) => Err(format!("Encountered \"{c}\" at column {}", self.at + 1)),
        }
    }

    fn clauses(&mut self) -> Result<Vec<(Conjunction, Modifier, Node)>, String> {
        let mut nodes = Vec::new();
        loop {
            self.skip();
            if nodes.is_empty() {
                let modifier = self.modifier();
                nodes.push((Conjunction::None, modifier, self.clause()?));
                continue;
            }
            if self.peek().is_none_or(|c| c == ')') {
                return Ok(nodes);
            }
            let conjunction = if self.word("AND") || self.word("&&") {
                Conjunction::And
            } else if self.word("OR") || self.word("||") {
                Conjunction::Or
            } else {
                Conjunction::None
            };
            self.skip();
            let modifier = self.modifier();
            nodes.push((conjunction, modifier, self.clause()?));
        }
    }

    fn modifier(&mut self) -> Modifier {
        let modifier = if self.eat("+") {
            Modifier::Must
        } else if self.eat("-") || self.eat("!") || self.word("NOT") {
            Modifier::Not
        } else {
            Modifier::None
        };
        self.skip();
        modifier
    }

    fn clause(&mut self) -> Result<Node, String> {
        let before = self.at;
        let mut field = None;
        if self.eat("*") {
            field = self.colon().then(|| "*".to_owned());
        } else if let Some((name, _, false)) = self.term_text()? {
            field = self.colon().then_some(name);
        }
        match field {
            Some(_) => self.skip(),
            None => self.at = before,
        }
        let term = match self.peek() {
            Some('(') => {
                self.at += 1;
                self.depth += 1;
                if self.depth > DEEPEST {
                    return Err(format!("groups nest deeper than {DEEPEST} levels"));
                }
                let nodes = self.clauses()?;
                self.skip();
                if !self.eat(")") {
                    return self.unexpected();
                }
                self.depth -= 1;
                Term::Group(nodes)
            }
            Some('"') => {
                let text = self.quoted()?;
                let slop = match self.tilde() {
                    Some(number) if number.is_empty() => None,
                    Some(number) => {
                        Some(number.parse::<f32>().map_err(|_| format!("[{number}] is no slop"))? as u32)
                    }
                    None => None,
                };
                Term::Phrase(text, slop)
            }
            Some('[' | '{') => self.range()?,
            Some('/') => {
                self.at += 1;
                while let Some(c) = self.peek() {
                    self.at += 1;
                    match c {
                        '\\' => self.at += 1,
                        '/' => return self.boosted(field, Term::Regex),
                        _ => {}
                    }
                }
                return self.unexpected();
            }
            _ => {
                let here = self.at;
                if ["AND", "OR", "NOT", "&&", "||"].into_iter().any(|it| self.word(it)) {
                    self.at = here;
                    return self.unexpected();
                }
                let Some((text, pattern, is_pattern)) = self.term_text()? else { return self.unexpected() };
                match self.tilde() {
                    Some(_) if is_pattern => return self.unexpected(),
                    Some(edits) => Term::Fuzzy(text, (!edits.is_empty()).then_some(edits)),
                    None if is_pattern => Term::Like(pattern),
                    None => Term::Words(text),
                }
            }
        };
        self.boosted(field, term)
    }

    fn boosted(&mut self, field: Option<String>, mut term: Term) -> Result<Node, String> {
        let mut boost = 1.0;
        if self.eat("^") {
            let number = self.number();
            boost =
                number.parse().map_err(|_| format!("Encountered \"^{number}\" at column {}", self.at + 1))?;
            // The distance may stand behind the boost too.
            if let (Term::Words(text), Some(edits)) = (&term, self.tilde()) {
                term = Term::Fuzzy(text.clone(), (!edits.is_empty()).then_some(edits));
            }
        }
        if self.peek() == Some('~') {
            return self.unexpected();
        }
        Ok(Node { field, term, boost })
    }

    fn number(&mut self) -> String {
        let mut number = String::new();
        while let Some(c) = self.peek().filter(|c| c.is_ascii_digit() || *c == '.') {
            number.push(c);
            self.at += 1;
        }
        number
    }

    fn tilde(&mut self) -> Option<String> {
        self.eat("~").then(|| self.number())
    }

    /// A colon, with spaces before it.
    fn colon(&mut self) -> bool {
        let before = self.at;
        self.skip();
        if self.eat(":") {
            return true;
        }
        self.at = before;
        false
    }

    /// A term without its escapes, with them, and whether it holds `*` or `?`.
    fn term_text(&mut self) -> Result<Option<(String, String, bool)>, String> {
        let (mut text, mut pattern, mut is_pattern) = (String::new(), String::new(), false);
        while let Some(c) = self.peek() {
            match c {
                '\\' => {
                    let Some(&next) = self.chars.get(self.at + 1) else { return self.unexpected() };
                    text.push(next);
                    pattern.extend(['\\', next]);
                    self.at += 2;
                    continue;
                }
                '*' | '?' => is_pattern = true,
                '+' | '-' if !pattern.is_empty() => {}
                c if begins(c) => {}
                _ => break,
            }
            text.push(c);
            pattern.push(c);
            self.at += 1;
        }
        Ok((!pattern.is_empty()).then_some((text, pattern, is_pattern)))
    }

    fn quoted(&mut self) -> Result<String, String> {
        let mut text = String::new();
        self.at += 1;
        while let Some(c) = self.peek() {
            self.at += 1;
            match c {
                '"' => return Ok(text),
                '\\' => {
                    text.extend(self.peek());
                    self.at += 1;
                }
                c => text.push(c),
            }
        }
        self.unexpected()
    }

    fn range(&mut self) -> Result<Term, String> {
        let lower = self.peek() == Some('[');
        self.at += 1;
        let from = self.bound()?;
        self.skip();
        if !self.eat("TO") {
            return self.unexpected();
        }
        let to = self.bound()?;
        self.skip();
        let upper = match self.peek() {
            Some(']') => true,
            Some('}') => false,
            _ => return self.unexpected(),
        };
        self.at += 1;
        Ok(Term::Range { from: from.map(|it| (it, lower)), to: to.map(|it| (it, upper)) })
    }

    fn bound(&mut self) -> Result<Option<String>, String> {
        self.skip();
        if self.peek() == Some('"') {
            return self.quoted().map(Some);
        }
        let mut text = String::new();
        while let Some(c) = self.peek().filter(|c| !is_space(*c) && !matches!(c, ']' | '}')) {
            text.push(c);
            self.at += 1;
        }
        match text.as_str() {
            "" => self.unexpected(),
            "*" => Ok(None),
            _ => Ok(Some(text.replace('\\', ""))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        fn show(nodes: &[(Conjunction, Modifier, Node)]) -> String {
            let one = |(conjunction, modifier, node): &(Conjunction, Modifier, Node)| {
                let before = match conjunction {
                    Conjunction::None => "",
                    Conjunction::And => "and ",
                    Conjunction::Or => "or ",
                };
                let sign = match modifier {
                    Modifier::None => "",
                    Modifier::Must => "+",
                    Modifier::Not => "-",
                };
                let field = node.field.as_ref().map_or_else(String::new, |it| format!("{it}:"));
                let term = match &node.term {
                    Term::Group(nodes) => format!("({})", show(nodes)),
                    Term::Words(text) => text.clone(),
                    Term::Phrase(text, slop) => {
                        format!("\"{text}\"{}", slop.map_or_else(String::new, |it| format!("~{it}")))
                    }
                    Term::Fuzzy(text, edits) => format!("{text}~{}", edits.as_deref().unwrap_or("")),
                    Term::Like(text) => format!("like {text}"),
                    Term::Range { from, to } => format!("{from:?}..{to:?}"),
                    Term::Regex => "regex".to_owned(),
                };
                let boost = if node.boost == 1.0 { String::new() } else { format!("^{}", node.boost) };
                format!("{before}{sign}{field}{term}{boost}")
            };
            nodes.iter().map(one).collect::<Vec<_>>().join(" ")
        }
        parse(text).map_or_else(|_| "wrong".to_owned(), |nodes| show(&nodes))
    }

    #[test]
    fn the_syntax_of_lucene_is_read() {
        for (text, expected) in [
            ("a b", "a b"),
            ("a AND NOT b", "a and -b"),
            ("a && b || !c", "a and b or -c"),
            ("+a -b e-mail", "+a -b e-mail"),
            ("title:(a OR b)^2", "title:(a or b)^2"),
            ("\"a b\"~3", "\"a b\"~3"),
            ("a~1^2 b~", "a~1^2 b~"),
            ("*:* ti?le* ANDROID", "*:like * like ti?le* ANDROID"),
            ("a\\:b", "a:b"),
            ("10:30", "10:30"),
            ("date:[2012 TO *}", "date:Some((\"2012\", true))..None"),
            ("/a b/", "regex"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
        for wrong in ["a AND", "AND", "(a", "a)", "a~~", "\"a", "a/b", "[a b]", "a^x", "", "a ^"] {
            assert_eq!(shown(wrong), "wrong", "{wrong}");
        }
    }
}
