//! The fields of an article, in one table.
//!
//! [`FIELDS`] has a row for each field. Whatever deals with fields reads the table and asks for the
//! [`FieldKind`] of a field, not for the field itself: the reader of records and of the head of web pages, the
//! schema and the columns of an index, stored articles, facets, the query language with its help, JSON, CSV, the
//! Elasticsearch interface, OpenAPI and MCP.
//!
//! To add a name, such as a section:
//!
//! 1. add a variant to [`Field`] and a row to [`FIELDS`], at the same place in both, and raise [`Field::COUNT`]; a key,
//!    a meta element or a word of the query language stands in one row only;
//! 2. let extraction find it where the keys of records and the meta elements in its row are not enough: in the head of a
//!    text (`extract::boilerplate`) or in a page (`extract::html`), and put it into the draft (`extract::draft`);
//! 3. raise the format of the index (`index::store::manifest`) unless the current one is not released yet, because the
//!    schema has changed, and put the format into the row's `since`.
//!
//! A name needs no more: articles, hits and stored records keep any number of them by field. A day also needs a place
//! in [`Article`](crate::article::Article) and in a hit; a code, or a value that is compared exactly, a place in the
//! article and in its stored record.

use std::fmt;

/// A field of an article. Its place here is the place of its row in [`FIELDS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The name of the article in an index.
    Id,
    /// The file it was read from.
    Path,
    /// The headline.
    Title,
    /// The text below the headline.
    Body,
    /// The day of publication.
    Date,
    /// The day and the time of the last update.
    Updated,
    /// Who published it.
    Source,
    /// Who wrote it.
    Author,
    /// The section that it appeared in.
    Section,
    /// What the publisher says of its standing: an excerpt, or not to be published before a moment.
    Status,
    /// The language it is written in.
    Language,
    /// The address it was published at.
    Url,
    /// Who is quoted in it.
    Speaker,
}

/// How the values of a field are indexed, compared and shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FieldKind {
    /// Running text, cut into words. A query asks for words in it; evidence lies in it.
    Text,
    /// The name of a person or an organisation, with blanks in it. A query asks for some of its words.
    Name,
    /// A calendar day. A query asks for a day, a month, a year or a range of days.
    Day,
    /// A short code from a fixed list, such as `en`. A query asks for the whole of it.
    Code,
    /// A text that is compared as a whole and never divided into words, such as an id, a path or an address.
    Exact,
}

/// How a query asks for a field.
#[derive(Debug, Clone, Copy)]
pub struct QuerySyntax {
    /// The word in front of the colon.
    pub word: &'static str,
    /// What other tools call it, separated by blanks. A query with such a word is an error that offers
    /// [`Self::word`].
    pub aliases: &'static str,
    /// How it is written, for the help on queries.
    pub syntax: &'static str,
    /// What that finds, for the help on queries.
    pub meaning: &'static str,
    /// A query that uses it.
    pub example: &'static str,
    /// What that query means, in the short form that `query::compact` gives.
    pub tree: &'static str,
}

/// Where a field of a hit is shown unless told otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shown {
    /// Nowhere: it can only be asked for with the whole article.
    WithArticle,
    /// Where `--fields` names it.
    WhenNamed,
    /// In JSON.
    InJson,
    /// In JSON and in tables (CSV and TSV).
    Everywhere,
}

/// What is known of a field.
///
/// Lists in one text are separated by blanks. In `keys` and `metas` the most trusted name comes first; names
/// joined by `|` are trusted alike.
#[derive(Debug, Clone, Copy)]
pub struct FieldRow {
    /// The field.
    pub field: Field,
    /// Its name in JSON, tables, `--map` and `--fields`, in the index and in stored articles. Never changes.
    pub name: &'static str,
    /// Its kind.
    pub kind: FieldKind,
    /// The keys of records that hold it, in lower case and without `_`, `-`, `:` and blanks.
    pub keys: &'static str,
    /// The meta elements of web pages that hold it, in lower case.
    pub metas: &'static str,
    /// How a query asks for it; `None` where it cannot be asked for.
    pub query: Option<QuerySyntax>,
    /// What its facets are called: one name, or for a day those by year, by month and by day. Empty where
    /// it is not counted.
    pub facets: &'static [&'static str],
    /// Whether the results in a browser show its most frequent values at the side.
    pub on_page: bool,
    /// Where it is shown.
    pub shown: Shown,
    /// The first format of the index that has it.
    pub since: u32,
    /// What it is, for the descriptions of interfaces.
    pub doc: &'static str,
}

/// Every field, in the order in which they are shown.
pub static FIELDS: [FieldRow; Field::COUNT] = [
    FieldRow {
        field: Field::Id,
        name: "id",
        kind: FieldKind::Exact,
        keys: "id uri guid",
        metas: "",
        query: Some(QuerySyntax {
            word: "id",
            aliases: "",
            syntax: "id:…",
            meaning: "with this id",
            example: "id:a-17",
            tree: "id:a-17",
        }),
        facets: &[],
        on_page: false,
        shown: Shown::Everywhere,
        since: 1,
        doc: "The name of the article in the index.",
    },
    FieldRow {
        field: Field::Path,
        name: "path",
        kind: FieldKind::Exact,
        keys: "",
        metas: "",
        query: Some(QuerySyntax {
            word: "path",
            aliases: "inurl url file filename folder dir",
            syntax: "path:2025/*",
            meaning: "read there; * crosses /",
            example: "path:\"press clips/*\"",
            tree: "path:\"press clips/*\"",
        }),
        facets: &[],
        on_page: false,
        shown: Shown::Everywhere,
        since: 1,
        doc: "The file it was read from.",
    },
    FieldRow {
        field: Field::Title,
        name: "title",
        kind: FieldKind::Text,
        keys: "title headline headlines webtitle name titlepage titlerss",
        metas: "og:title twitter:title headline|parsely-title|sailthru.title dc.title|dcterms.title|title",
        query: Some(QuerySyntax {
            word: "title",
            aliases: "intitle allintitle headline hl hd head",
            syntax: "title:a",
            meaning: "in the headline",
            example: "title:(summit OR talks)",
            tree: "(title (or summit talks))",
        }),
        facets: &[],
        on_page: false,
        shown: Shown::Everywhere,
        since: 1,
        doc: "The headline.",
    },
    FieldRow {
        field: Field::Body,
        name: "body",
        kind: FieldKind::Text,
        // From `description` on they stand for the text where there is no more of it.
        keys: "text maintext articlebody body bodies bodyxhtml bodytext fulltext content contenttext \
               articletext cleanedtext rawtext story bodyhtml|contenthtml \
               description descriptions|descriptiontext abstract abstractnote shortdescription leadparagraph summary \
               excerpt snippet note",
        metas: "",
        query: Some(QuerySyntax {
            word: "body",
            aliases: "intext allintext text content inbody",
            syntax: "body:a",
            meaning: "in the text below it",
            example: "body:\"peace plan\"",
            tree: "(body (phrase peace plan))",
        }),
        facets: &[],
        on_page: false,
        shown: Shown::WithArticle,
        since: 1,
        doc: "The text below the headline, its paragraphs separated by a blank line.",
    },
    FieldRow {
        field: Field::Date,
        name: "date",
        kind: FieldKind::Day,
        keys: "date datepublished datepublish publisheddate publishdate publicationdate webpublicationdate \
               publishedat published publishedon pubdate publishedtime|articlepublishedtime firstpublished \
               datetime dateissued|issued contentcreated versioncreated firstcreated \
               created|createdat|datecreated seendate",
        metas: "article:published_time|og:article:published_time \
                datepublished|parsely-pub-date|sailthru.date|article.published|published_time \
                pubdate|publishdate|publish-date|publication_date|publish_date|cxenseparse:recs:publishtime|\
                originalpublicationdate|ptime|pub_date \
                dc.date.issued|dcterms.issued|dcterms.created|dc.date|dc.date.created|dcterms.date|\
                citation_publication_date|citation_date \
                og:pubdate|og:published_time|date|displaydate",
        query: Some(QuerySyntax {
            word: "date",
            aliases: "day published pubdate daterange year month pd",
            syntax: "date:day, month, year",
            meaning: "published on that day, in that month or year",
            example: "date:2025-11",
            tree: "date:2025-11-01..2025-11-30",
        }),
        facets: &["date:year", "date:month", "date:day"],
        on_page: false,
        shown: Shown::Everywhere,
        since: 1,
        doc: "The day of publication as the publisher prints it, `2025-11-27`.",
    },
    FieldRow {
        field: Field::Updated,
        name: "updated",
        kind: FieldKind::Day,
        keys: "datemodified updated updatedat dateupdated lastupdated modified modifiedat datemodify modifieddate \
               lastmodified lastmodifieddate modifiedtime|articlemodifiedtime updatedate updatedtime|ogupdatedtime \
               updatetime updatedon modifiedon revised",
        metas: "article:modified_time|og:article:modified_time datemodified|article.updated|parsely-modified-date \
                og:updated_time dcterms.modified|dc.date.modified last-modified|lastmod|revised",
        query: Some(QuerySyntax {
            word: "updated",
            aliases: "modified lastupdated revised",
            syntax: "updated:day, month, year",
            meaning: "last updated then, like date:",
            example: "updated:2025-11",
            tree: "updated:2025-11-01..2025-11-30",
        }),
        facets: &["updated:year", "updated:month", "updated:day"],
        on_page: false,
        shown: Shown::Everywhere,
        since: 3,
        doc: "When it was last updated: the instant, `2025-11-27T10:15:00+01:00`, or the day alone where no more is told.",
    },
    FieldRow {
        field: Field::Source,
        name: "source",
        kind: FieldKind::Name,
        keys: "sourcehostname sitename|metasitename source publicationtitle|containertitle publisher publication \
               newspaper outlet sourcename|publishername infosources provider sourcedomain hostname domain site host \
               copyrightholder",
        metas: "og:site_name dc.publisher|dcterms.publisher|publisher|cre application-name",
        query: Some(QuerySyntax {
            word: "source",
            aliases: "site outlet publisher publication rst sn paper host domain",
            syntax: "source:name",
            meaning: "published there",
            example: "source:reuters",
            tree: "source:reuters",
        }),
        facets: &["source"],
        on_page: true,
        shown: Shown::Everywhere,
        since: 1,
        doc: "Who published it.",
    },
    FieldRow {
        field: Field::Author,
        name: "author",
        kind: FieldKind::Name,
        keys: "author authors byline by authorname creator|dccreator|creators writer",
        metas: "author|parsely-author|sailthru.author|byl|dc.creator|dcterms.creator \
                article:author|og:article:author|article:author_name|cxenseparse:author",
        query: Some(QuerySyntax {
            word: "author",
            aliases: "byline by writer au",
            syntax: "author:name",
            meaning: "written by",
            example: "author:hill",
            tree: "author:hill",
        }),
        facets: &["author"],
        on_page: false,
        shown: Shown::Everywhere,
        since: 1,
        doc: "Who wrote it.",
    },
    FieldRow {
        field: Field::Section,
        name: "section",
        kind: FieldKind::Name,
        keys: "section articlesection sectionname sectiontitle category categories newsdesk desk rubric channel",
        metas: "article:section|og:article:section section|articlesection|article.section|parsely-section|\
                sailthru.section",
        query: Some(QuerySyntax {
            word: "section",
            aliases: "category rubric desk",
            syntax: "section:name",
            meaning: "printed in that section",
            example: "section:world",
            tree: "section:world",
        }),
        facets: &["section"],
        on_page: true,
        shown: Shown::Everywhere,
        since: 3,
        doc: "The section that it appeared in, such as World or Sport.",
    },
    FieldRow {
        field: Field::Status,
        name: "status",
        kind: FieldKind::Name,
        keys: "",
        metas: "",
        query: Some(QuerySyntax {
            word: "status",
            aliases: "embargo partial",
            syntax: "status:partial, status:embargoed",
            meaning: "only an excerpt was read; not to be published before a moment",
            example: "status:partial",
            tree: "status:partial",
        }),
        facets: &["status"],
        on_page: false,
        shown: Shown::WhenNamed,
        since: 3,
        doc: "`partial` where only an excerpt was read, `embargoed until …` where it is not to be published before a moment.",
    },
    FieldRow {
        field: Field::Language,
        name: "language",
        kind: FieldKind::Code,
        keys: "language lang inlanguage metalang",
        metas: "",
        query: Some(QuerySyntax {
            word: "lang",
            aliases: "language la lr",
            syntax: "lang:en",
            meaning: "in the language",
            example: "lang:en",
            tree: "lang:en",
        }),
        facets: &["language"],
        on_page: false,
        shown: Shown::Everywhere,
        since: 1,
        doc: "The language it is written in, two letters.",
    },
    FieldRow {
        field: Field::Url,
        name: "url",
        kind: FieldKind::Exact,
        keys: "canonicallink|canonicalurl url link weburl mainentityofpage permalink articleurl @id",
        metas: "og:url",
        query: None,
        facets: &[],
        on_page: false,
        shown: Shown::WhenNamed,
        since: 1,
        doc: "The address it was published at.",
    },
    FieldRow {
        field: Field::Speaker,
        name: "speaker",
        kind: FieldKind::Name,
        keys: "",
        metas: "",
        query: Some(QuerySyntax {
            word: "speaker",
            aliases: "from said by_speaker name person",
            syntax: "speaker:name",
            meaning: "they quote the speaker",
            example: "speaker:\"Vladimir Putin\"",
            tree: "speaker:\"vladimir putin\"",
        }),
        facets: &["speaker"],
        on_page: true,
        // A hit tells how often each is quoted, which is more than their names.
        shown: Shown::WithArticle,
        since: 1,
        doc: "Who is quoted.",
    },
];

impl Field {
    /// How many there are.
    pub const COUNT: usize = 13;

    /// Every field, in the order of the table.
    pub fn all() -> impl Iterator<Item = Field> {
        FIELDS.iter().map(|row| row.field)
    }

    /// What is known of it.
    #[must_use]
    pub fn row(self) -> &'static FieldRow {
        &FIELDS[self as usize]
    }

    /// Its name in JSON, in tables and in an index; stable.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.row().name
    }

    /// The inverse of [`Self::as_str`].
    #[must_use]
    pub fn from_name(name: &str) -> Option<Field> {
        Field::all().find(|field| field.as_str() == name)
    }

    /// Its kind.
    #[must_use]
    pub fn kind(self) -> FieldKind {
        self.row().kind
    }

    /// The word that a query has in front of the colon, where it can be asked for.
    #[must_use]
    pub fn query_word(self) -> Option<&'static str> {
        self.row().query.map(|query| query.word)
    }

    /// Whether an article has one name of this kind and keeps it: all of kind [`FieldKind::Name`] but the
    /// speakers, who are told by the quotations.
    #[must_use]
    pub fn is_kept_name(self) -> bool {
        self.kind() == FieldKind::Name && self != Field::Speaker
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The names in one of the lists of a [`FieldRow`], each with its rank: 0 is the most trusted.
pub fn ranked(list: &'static str) -> impl Iterator<Item = (&'static str, u8)> {
    let groups = (0..=u8::MAX).zip(list.split_ascii_whitespace());
    groups.flat_map(|(rank, group)| group.split('|').map(move |name| (name, rank)))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn each_field_has_its_row_at_its_place() {
        for (at, row) in FIELDS.iter().enumerate() {
            assert_eq!(row.field as usize, at, "{}", row.name);
            assert_eq!(Field::from_name(row.name), Some(row.field));
        }
    }

    #[test]
    fn no_word_means_two_fields() {
        let lists: [fn(&FieldRow) -> Vec<&'static str>; 5] = [
            |row| vec![row.name],
            |row| ranked(row.keys).map(|(name, _)| name).collect(),
            |row| ranked(row.metas).map(|(name, _)| name).collect(),
            |row| row.query.iter().map(|query| query.word).collect(),
            |row| row.facets.to_vec(),
        ];
        for list in lists {
            let mut words = HashSet::new();
            for word in FIELDS.iter().flat_map(list) {
                assert!(words.insert(word), "{word} stands in the rows of two fields");
            }
        }
    }

    #[test]
    fn no_query_word_is_another_name_of_a_field() {
        let syntax = || FIELDS.iter().filter_map(|row| row.query);
        let words: HashSet<&str> = syntax().map(|query| query.word).collect();
        let mut aliases = HashSet::new();
        for alias in syntax().flat_map(|query| query.aliases.split_ascii_whitespace()) {
            assert!(!words.contains(alias), "{alias} is an alias of one field and the word of another");
            assert!(aliases.insert(alias), "{alias} is an alias of two fields");
        }
    }

    #[test]
    fn a_kind_says_what_a_row_may_have() {
        for row in &FIELDS {
            let facets = match row.kind {
                FieldKind::Name | FieldKind::Code => 1,
                FieldKind::Day => 3,
                FieldKind::Text | FieldKind::Exact => 0,
            };
            assert!(row.facets.is_empty() || row.facets.len() == facets, "{}", row.name);
            assert!(row.doc.ends_with('.') && row.since > 0, "{}", row.name);
        }
    }

    #[test]
    fn names_joined_by_a_bar_are_trusted_alike() {
        assert_eq!(ranked("a b|c d").collect::<Vec<_>>(), [("a", 0), ("b", 1), ("c", 1), ("d", 2)]);
        assert_eq!(ranked("").count(), 0);
    }
}
