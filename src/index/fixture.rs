//! What the tests of the index share: small articles, and indexes of them.

use crate::article::{
    Article, ArticleId, Found, FoundBy, Origin, Quotation, QuotationKind, Speaker, SpeakerKind,
};
use crate::date::{Dating, Day, Instant};
use crate::index::{Index, Searcher, WriterSettings};
use crate::query::{BareWords, ParseSettings, Query, parse};
use crate::search::{Engine, PageLimit, SearchRequest};
use crate::span::ByteSpan;

/// An English article that was read from `id.txt`.
pub(crate) fn article(id: &str, title: &str, body: &str) -> Article {
    Article {
        title: (!title.is_empty()).then(|| Found::new(title.to_owned(), FoundBy::Given)),
        body: body.to_owned(),
        origins: vec![Origin { path: format!("{id}.txt"), record: None }],
        ..Article::new(ArticleId::new(id).expect("not blank"))
    }
}

/// The article, published on a day such as `2025-11-27`.
pub(crate) fn on(day: &str, article: Article) -> Article {
    let day: Day = day.parse().expect("a day");
    Article { dating: Some(Dating { day, instant: None, found: FoundBy::Given }), ..article }
}

/// The article, published on a day, and at an instant such as `2025-11-27T10:00:00+01:00`.
pub(crate) fn at(day: &str, instant: Option<&str>, article: Article) -> Article {
    let seconds = instant.map(|it| it.parse::<jiff::Timestamp>().expect("an instant").as_second());
    let mut article = on(day, article);
    if let Some(dating) = &mut article.dating {
        dating.instant = seconds.and_then(|seconds| Instant::new(seconds, 0));
    }
    article
}

/// The article, in which somebody says words of its body.
pub(crate) fn said(speaker: Option<(&str, SpeakerKind)>, words: &str, mut article: Article) -> Article {
    let start = article.body.find(words).expect("words of the body");
    let span = ByteSpan::in_text(&article.body, start, start + words.len()).expect("in the body");
    let speaker = speaker.map(|(name, kind)| Speaker { name: name.to_owned(), kind, role: None });
    article.quotations.push(Quotation {
        span,
        kind: QuotationKind::Direct,
        speaker,
        mention: None,
        cue: None,
        confidence: 1.0,
    });
    article
}

/// An index of these articles, one segment for each list, in a folder that goes with it.
pub(crate) fn index_of(segments: &[&[Article]]) -> (tempfile::TempDir, Index) {
    let dir = tempfile::tempdir().expect("a folder");
    let index = Index::create(dir.path()).expect("an empty folder");
    let mut writer = index.writer(WriterSettings { memory: 0 }).expect("nobody else writes");
    let mut builder = index.document_builder();
    for segment in segments {
        for article in *segment {
            writer.replace(builder.prepare(article)).expect("a disk that works");
        }
        writer.commit(b"catalog").expect("a disk that works");
    }
    drop(writer);
    (dir, index)
}

pub(crate) fn parsed(query: &str) -> Query {
    let today = Day::new(2025, 11, 27).expect("a day");
    parse(query, &ParseSettings { today, words: BareWords::Phrase }).expect("a query")
}

/// A request for the ids and scores of all hits.
pub(crate) fn request(query: &str) -> SearchRequest {
    let mut request = SearchRequest::new(parsed(query));
    request.limit = PageLimit::All;
    request
}

/// The ids of the hits, in order.
pub(crate) fn ids(searcher: &Searcher, request: &SearchRequest) -> Vec<String> {
    let page = searcher.search(request).expect("an answer");
    page.hits.iter().map(|hit| hit.id.as_str().to_owned()).collect()
}

/// The ids of the hits with their scores, in order, and how many articles there are.
pub(crate) fn ranking(searcher: &Searcher, request: &SearchRequest) -> (u64, Vec<(String, f32)>) {
    let ranking = searcher.rank(request).expect("an answer");
    let hits = ranking.hits.into_iter().map(|(id, score)| (id.as_str().to_owned(), score));
    (ranking.articles.number(), hits.collect())
}

/// Numbers that look random and are the same every time.
pub(crate) struct Numbers(pub(crate) u64);

impl Numbers {
    /// A number below `end`.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    /// A text of some of these words.
    pub(crate) fn text(&mut self, words: &[&str], count: u64) -> String {
        let words: Vec<&str> = (0..count).map(|_| words[self.below(words.len() as u64) as usize]).collect();
        words.join(" ")
    }
}

/// One segment of documents with these words, without the rest of an index.
pub(crate) fn in_memory(documents: &[&str]) -> (tantivy::Searcher, tantivy::schema::Field) {
    use tantivy::schema::{Schema, TEXT};
    let mut schema = Schema::builder();
    let text = schema.add_text_field("text", TEXT);
    let index = tantivy::Index::create_in_ram(schema.build());
    let mut writer = index.writer_with_num_threads(1, 15_000_000).expect("in memory");
    for words in documents {
        let mut document = tantivy::TantivyDocument::default();
        document.add_text(text, words);
        writer.add_document(document).expect("in memory");
    }
    writer.commit().expect("in memory");
    (index.reader().expect("in memory").searcher(), text)
}

/// Where a scorer stands when it goes on by each of these leaps (0: to the next document), until it ends.
pub(crate) fn stops(scorer: &mut dyn tantivy::query::Scorer, leaps: &[u32]) -> Vec<u32> {
    let mut stops = vec![scorer.doc()];
    for leap in leaps.iter().cycle() {
        if scorer.doc() == tantivy::TERMINATED {
            break;
        }
        let doc = if *leap == 0 { scorer.advance() } else { scorer.seek(scorer.doc() + leap) };
        assert_eq!(scorer.doc(), doc);
        stops.push(doc);
    }
    stops
}
