//! How much the pages of a PDF would give, counted before they are read: a small file can draw one form many thousand times.

use std::collections::HashMap;

use pdfboss_core::{Dict, Document, ObjRef, Object, Page};

/// How many forms may lie in one another; what lies deeper is not drawn.
const DEPTH: usize = 16;

/// How often a form that draws itself is counted.
const OFTEN: u64 = 4096;

/// What one string counts in bytes, as each becomes a piece of text with its place.
const STRING: u64 = 64;

/// The weights of the contents of a document, each of which is counted once.
pub(super) struct Weights<'a> {
    document: &'a Document,
    known: HashMap<ObjRef, Known>,
}

/// What is known of a content.
#[derive(Debug, Clone)]
enum Known {
    /// It is being counted: it draws itself.
    UnderWay,
    /// What it weighs with the forms that it draws.
    Weighed(u64),
}

impl<'a> Weights<'a> {
    pub(super) fn new(document: &'a Document) -> Weights<'a> {
        Weights { document, known: HashMap::new() }
    }

    /// The bytes of what a page draws, with each form as often as it is drawn.
    pub(super) fn of_page(&mut self, page: &Page) -> u64 {
        let contents = page.dict().get("Contents").map(|it| self.resolved(it));
        match contents {
            Some(Object::Array(parts)) => parts.iter().fold(0u64, |sum, part| {
                // A part counts a little even where it is empty.
                sum.saturating_add(1 + self.of(part, &page.resources, 0))
            }),
            Some(_) => page.dict().get("Contents").map_or(0, |it| self.of(it, &page.resources, 0)),
            None => 0,
        }
    }

    fn resolved(&self, object: &Object) -> Object {
        self.document.resolve(object).unwrap_or(Object::Null)
    }

    /// The weight of a stream of content that is drawn with these resources, unless it has its own.
    fn of(&mut self, object: &Object, resources: &Dict, depth: usize) -> u64 {
        let place = match object {
            Object::Ref(place) => Some(*place),
            _ => None,
        };
        match place.and_then(|it| self.known.get(&it)) {
            Some(Known::Weighed(weight)) => return *weight,
            Some(Known::UnderWay) => return 0,
            None => {}
        }
        let Object::Stream(stream) = self.resolved(object) else { return 0 };
        if let Some(place) = place {
            self.known.insert(place, Known::UnderWay);
        }
        let content = self.document.stream_data(&stream).unwrap_or_default();
        let strings = memchr::memchr2_iter(b'(', b'<', &content).count() as u64;
        let own = content.len() as u64 + strings * STRING;
        let drawn = drawn(&content);
        drop(content);
        let own_resources = stream.dict.get("Resources").map(|it| self.resolved(it));
        let resources = own_resources.as_ref().and_then(Object::as_dict).unwrap_or(resources);
        let forms = resources.get("XObject").map(|it| self.resolved(it));
        let mut weight = own;
        for (name, times) in &drawn {
            let form = forms.as_ref().and_then(Object::as_dict).and_then(|it| it.get(name));
            let Some(form) = form.filter(|_| depth < DEPTH) else { continue };
            let is_itself =
                matches!(form, Object::Ref(place) if matches!(self.known.get(place), Some(Known::UnderWay)));
            let (each, times) =
                if is_itself { (own, OFTEN) } else { (self.form(form, resources, depth), *times) };
            weight = weight.saturating_add(each.saturating_mul(times));
        }
        if let Some(place) = place {
            self.known.insert(place, Known::Weighed(weight));
        }
        weight
    }

    /// The weight of what is drawn under a name: a form, as pictures hold no text.
    fn form(&mut self, form: &Object, resources: &Dict, depth: usize) -> u64 {
        let is_form = match self.resolved(form) {
            Object::Stream(stream) => stream.dict.get_name("Subtype").is_some_and(|it| it.0 == "Form"),
            _ => false,
        };
        if is_form { self.of(form, resources, depth + 1) } else { 0 }
    }
}

/// The names that a content draws, and how often.
fn drawn(content: &[u8]) -> HashMap<String, u64> {
    let mut drawn: HashMap<String, u64> = HashMap::new();
    for at in memchr::memmem::find_iter(content, b"Do") {
        let before = content.get(..at).unwrap_or(&[]);
        let trimmed = before.trim_ascii_end();
        let start = trimmed.iter().rposition(|it| it.is_ascii_whitespace() || *it == b'/');
        let Some(start) = start.filter(|start| trimmed.get(*start) == Some(&b'/')) else { continue };
        let name = unescaped(trimmed.get(start + 1..).unwrap_or(&[]));
        *drawn.entry(name).or_default() += 1;
    }
    drawn
}

/// A name without its escapes such as `#20`.
fn unescaped(name: &[u8]) -> String {
    let mut bytes = Vec::with_capacity(name.len());
    let mut rest = name;
    while let [first, behind @ ..] = rest {
        let code = || {
            let figures = std::str::from_utf8(behind.get(..2)?).ok()?;
            u8::from_str_radix(figures, 16).ok()
        };
        match (*first == b'#').then(code).flatten() {
            Some(code) => {
                bytes.push(code);
                rest = behind.get(2..).unwrap_or(&[]);
            }
            None => {
                bytes.push(*first);
                rest = behind;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_drawn_is_told_by_its_name() {
        let drawn = drawn(b"q /X1 Do /X#31\nDo /Im 3 Do Q BT (Do) Tj ET /Y Do");
        let mut drawn: Vec<(String, u64)> = drawn.into_iter().collect();
        drawn.sort();
        assert_eq!(drawn, [("X1".to_owned(), 2), ("Y".to_owned(), 1)]);
    }
}
