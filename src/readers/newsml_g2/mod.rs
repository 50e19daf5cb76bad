//! NewsML-G2: a record is a news item with a text, alone or in a message.

mod content;

use crate::readers::parts::{Fields, extended};
use crate::readers::reader::{Limits, Outcome, Reader, RecordStream, Sniff};
use crate::readers::stream::Stream;
use crate::readers::xml::{Element, Items, Nesting, records, root};
use crate::record::{RejectReason, takes_back};

/// NewsML-G2.
pub(super) struct NewsMlG2;

/// The items that a message may hold, with what they are where they are not a text.
const ITEMS: [(&str, &str); 6] = [
    ("newsItem", "an item without a text"),
    ("packageItem", "a package of other items"),
    ("conceptItem", "a concept"),
    ("knowledgeItem", "a list of concepts"),
    ("planningItem", "a plan of coverage"),
    ("catalogItem", "a catalogue"),
];

/// The names of these items.
const NAMES: &[&str] =
    &["newsItem", "packageItem", "conceptItem", "knowledgeItem", "planningItem", "catalogItem"];

impl Reader for NewsMlG2 {
    fn name(&self) -> &'static str {
        "newsml-g2"
    }

    fn about(&self) -> &'static str {
        "NewsML-G2 of news agencies, one article a news item"
    }

    fn endings(&self) -> &'static [&'static str] {
        &[]
    }

    fn sniff(&self, head: &[u8]) -> Sniff {
        match root(head) {
            Some("newsMessage") => Sniff::Sure,
            Some(name) if NAMES.contains(&name) => Sniff::Sure,
            Some(_) | None => Sniff::No,
        }
    }

    fn read(&self, stream: Stream, limits: Limits) -> RecordStream {
        let items = Items::new(Box::new(stream), NAMES, Nesting::None, limits.max_size);
        records(items, "a message without items", |item, _| record(item))
    }
}

fn record(item: &Element) -> Outcome {
    let id = item.attribute("guid");
    if is_withdrawn(item) {
        let version = item.attribute("version").and_then(|it| it.trim().parse().ok());
        return Err(RejectReason::Withdrawn {
            id: id.unwrap_or("an item without a guid").to_owned(),
            version,
        });
    }
    let class = item.find("itemClass").and_then(code).unwrap_or("");
    let what = match class {
        "picture" => "a picture",
        "graphic" | "animated" | "animation" => "a graphic",
        "video" => "a video",
        "audio" => "a sound recording",
        _ => "",
    };
    let no_body = |what: &str| Err(RejectReason::NoBody { what: what.to_owned() });
    if !what.is_empty() {
        return no_body(what);
    }
    let rendition = item.find("contentSet").map(content::best).unwrap_or_default();
    if rendition.text.is_empty() {
        return no_body(
            ITEMS.iter().find(|(name, _)| *name == item.name).map_or("an item", |(_, what)| what),
        );
    }
    let meta = |name: &str| {
        item.all("contentMeta")
            .chain(item.all("itemMeta"))
            .flat_map(|it| it.elements())
            .filter(|it| it.name == name)
            .collect::<Vec<_>>()
    };
    let line = |name: &str| meta(name).into_iter().map(Element::line).find(|line| !line.is_empty());
    let mut fields = Fields::default();
    fields.put("title", headline(&meta("headline")).or(rendition.title));
    fields.put("id", id);
    fields.put("version", item.attribute("version"));
    let date = ["contentCreated", "versionCreated", "firstCreated"].iter().find_map(|name| line(name));
    fields.put("date", date.map(|date| extended(&date)));
    fields.put("updated", line("contentModified").map(|date| extended(&date)));
    let creators: Vec<String> =
        meta("creator").into_iter().filter_map(name).filter(|name| !is_account(name)).collect();
    let creators = (!creators.is_empty()).then(|| creators.join(", "));
    fields.put("author", line("by").or(creators).or(rendition.byline));
    let named = |element: &str| meta(element).into_iter().find_map(name);
    let coded = || meta("provider").into_iter().find_map(|it| Some(code(it)?.to_owned()));
    let holder = || item.find("copyrightHolder").and_then(name);
    let source = line("creditline").or_else(|| named("infoSource")).or_else(|| named("provider"));
    fields.put("source", source.or_else(coded).or_else(holder));
    let tag = || meta("language").into_iter().find_map(|it| Some(it.attribute("tag")?.to_owned()));
    let language = rendition.language.or_else(tag).or_else(|| Some(item.attribute("xml:lang")?.to_owned()));
    fields.put("language", language);
    fields.put("embargo", line("embargoed").map(|moment| extended(&moment)));
    fields.with_text(&rendition.text)
}

/// Whether the agency takes the item back, by its status or by a signal.
fn is_withdrawn(item: &Element) -> bool {
    let mut told = item.descendants().filter(|it| matches!(it.name.as_str(), "pubStatus" | "signal"));
    told.any(|it| code(it).is_some_and(takes_back))
}

/// The headline of the first rank, or the main one.
fn headline(all: &[&Element]) -> Option<String> {
    let is_main = |it: &&&Element| {
        it.attribute("rank") == Some("1")
            || it.attribute("role").is_some_and(|role| role.rsplit(':').next() == Some("main"))
    };
    let bare = |it: &&&Element| it.attribute("rank").is_none() && it.attribute("role").is_none();
    let chosen = all.iter().find(is_main).or_else(|| all.iter().find(bare)).or_else(|| all.first())?;
    Some(chosen.line()).filter(|line| !line.is_empty())
}

/// The name of a party.
fn name(party: &Element) -> Option<String> {
    let name = party.all("name").map(Element::line).find(|line| !line.is_empty());
    name.or_else(|| party.attribute("literal").map(str::to_owned))
}

/// What stands behind the colon of a code: `usable` of `stat:usable`.
fn code(element: &Element) -> Option<&str> {
    let code = element.attribute("qcode").or_else(|| element.attribute("uri"))?;
    code.trim_end_matches('/').rsplit([':', '/']).next().filter(|code| !code.is_empty())
}

/// Whether a name is that of an account in an editorial system: `doe.jane`, `jdoe17`.
fn is_account(name: &str) -> bool {
    !name.contains(' ') && name.contains(|c: char| matches!(c, '.' | '_' | '@') || c.is_ascii_digit())
}

#[cfg(test)]
mod tests;
