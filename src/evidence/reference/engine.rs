//! The definition as an engine.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use crate::article::{Article, ArticleId, QuotationKind};
use crate::evidence::reference::articles::{Answer, Definition};
use crate::evidence::snippets::passage::{PassageLimits, snippets};
use crate::field::Field;
use crate::query::Word;
use crate::search::{
    Capability, Count, Engine, Evidence, Expansion, Facet, FacetCounts, Hit, IndexInfo, NearWord,
    Occurrences, PageLimit, Ranking, SearchError, SearchPage, SearchRequest, SortBy, TextField, Variants,
};
use crate::span::{ByteSpan, TextSpan};

/// An engine that answers by [`Definition`]: it reads every article for every request.
///
/// It has no ranking: hits by relevance come newest first. It takes the time it needs, whatever a request says.
#[derive(Debug)]
pub struct ReferenceEngine<'a> {
    articles: BTreeMap<ArticleId, &'a Article>,
    definition: Definition<'a>,
}

impl<'a> ReferenceEngine<'a> {
    /// An engine over these articles. No two of them have the same id.
    #[must_use]
    pub fn new(articles: &'a [Article]) -> ReferenceEngine<'a> {
        ReferenceEngine {
            articles: articles.iter().map(|it| (it.id.clone(), it)).collect(),
            definition: Definition::new(articles),
        }
    }

    /// What the query finds among the articles that the request is limited to.
    fn answer(&self, request: &SearchRequest) -> Result<Answer, SearchError> {
        for word in request.query.words() {
            if let Word::Fuzzy(..) | Word::Variants(_) | Word::Wildcard(_) = word {
                self.expand(word, request.max_expansions)?;
            }
        }
        let mut answer = self.definition.answer(&request.query, request.variants, request.indirect);
        if !request.within.is_empty() {
            let is_within =
                |id: &ArticleId| request.within.iter().any(|path| was_read_from(self.articles[id], path));
            answer.spans.retain(|id, _| is_within(id));
        }
        Ok(answer)
    }

    /// The ids of the page, in order.
    fn page(&self, answer: &Answer, request: &SearchRequest) -> Vec<ArticleId> {
        let mut ids: Vec<&ArticleId> = answer.spans.keys().collect();
        ids.sort_by_key(|id| {
            let time = self.articles[*id].dating.map(|it| (it.seconds(), i64::from(it.day.number())));
            let newest_first = request.sort != SortBy::OldestFirst;
            let ordered =
                |(seconds, day): (i64, i64)| if newest_first { (-seconds, -day) } else { (seconds, day) };
            (time.is_none(), time.map(ordered), *id)
        });
        let limit = match request.limit {
            PageLimit::Hits(limit) => limit,
            PageLimit::All => usize::MAX,
        };
        ids.into_iter().skip(request.offset).take(limit).cloned().collect()
    }

    fn hit(&self, id: &ArticleId, answer: &Answer, request: &SearchRequest) -> Hit {
        let article = self.articles[id];
        let spans: Vec<Evidence> = answer.spans[id].iter().map(|it| evidence(article, *it)).collect();
        let limits = PassageLimits { passages: request.snippets, ..PassageLimits::default() };
        let snippets = snippets(article.title_text(), &article.body, &spans, limits);
        Hit::of(article.clone(), 0.0, spans, snippets)
    }

    fn facet(&self, facet: Facet, articles: &[&Article], limit: usize, variants: Variants) -> FacetCounts {
        let (mut counts, mut unknown) = (BTreeMap::<String, u64>::new(), 0);
        for article in articles {
            let values = self.values(article, facet, variants);
            unknown += u64::from(values.is_empty());
            for value in values {
                *counts.entry(value).or_default() += 1;
            }
        }
        let distinct = Count::Exact(counts.len() as u64);
        let mut values: Vec<(String, u64)> = counts.into_iter().collect();
        if facet.period().is_none() {
            values.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            values.truncate(limit);
        }
        let values = values.into_iter().map(|(value, count)| (value, Count::Exact(count))).collect();
        FacetCounts { facet, values, unknown: Count::Exact(unknown), distinct }
    }

    /// The values of an article that a facet counts.
    fn values(&self, article: &Article, facet: Facet, variants: Variants) -> Vec<String> {
        if let Some(period) = facet.period() {
            return article.day_in(facet.field()).map(|day| period.label(day)).into_iter().collect();
        }
        if facet.field() != Field::Speaker {
            return article.text(facet.field()).map(|it| it.into_owned()).into_iter().collect();
        }
        let told = article.quotations.iter().filter(|it| it.kind != QuotationKind::Indirect);
        let names: BTreeSet<&str> =
            told.filter_map(|it| it.speaker.as_ref()).map(|it| it.name.as_str()).collect();
        let shown = |name| match variants {
            Variants::Linked => self.definition.links().canonical(name).to_owned(),
            Variants::Off => name.to_owned(),
        };
        names.into_iter().map(shown).collect()
    }
}

/// A span of the definition as evidence.
fn evidence(article: &Article, (field, start, end): (TextField, usize, usize)) -> Evidence {
    let text = match field {
        TextField::Title => article.title_text(),
        TextField::Body => &article.body,
    };
    let chars = |bytes: &str| bytes.chars().count();
    let start_char = chars(&text[..start]);
    let span = TextSpan {
        bytes: ByteSpan::known(start, end),
        start_char,
        end_char: start_char + chars(&text[start..end]),
    };
    Evidence { field, span, text: text[start..end].to_owned() }
}

/// Whether an article was read from this file, from below this folder or from a member of this archive.
fn was_read_from(article: &Article, path: &str) -> bool {
    let path = path.trim_end_matches('/');
    article.origins.iter().any(|origin| {
        origin.path.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '!']))
    })
}

impl Engine for ReferenceEngine<'_> {
    fn capabilities(&self) -> &'static [Capability] {
        &[Capability::ExactCounts, Capability::Copies]
    }

    fn articles(&self) -> Result<u64, SearchError> {
        Ok(self.articles.len() as u64)
    }

    fn search(&self, request: &SearchRequest) -> Result<SearchPage, SearchError> {
        if request.explain {
            return Err(SearchError::Unsupported(Capability::Explanations));
        }
        let answer = self.answer(request)?;
        let articles: Vec<&Article> = answer.spans.keys().map(|id| self.articles[id]).collect();
        let ids = self.page(&answer, request);
        let all_shown = ids.len() == answer.spans.len();
        let is_counted = all_shown || request.occurrences == Occurrences::Count;
        let facet = |it: &Facet| self.facet(*it, &articles, request.facet_limit, request.variants);
        Ok(SearchPage {
            articles: Count::Exact(answer.spans.len() as u64),
            stories: None,
            occurrences: is_counted.then(|| Count::Exact(answer.occurrences() as u64)),
            hits: ids.iter().map(|id| self.hit(id, &answer, request)).collect(),
            facets: request.facets.iter().map(facet).collect(),
            notices: request.notices.clone(),
            partial: false,
            took: Duration::ZERO,
        })
    }

    fn rank(&self, request: &SearchRequest) -> Result<Ranking, SearchError> {
        let answer = self.answer(request)?;
        let hits = self.page(&answer, request).into_iter().map(|id| (id, 0.0)).collect();
        Ok(Ranking { articles: Count::Exact(answer.spans.len() as u64), hits, partial: false })
    }

    fn article(&self, id: &ArticleId) -> Result<Option<Article>, SearchError> {
        Ok(self.articles.get(id).map(|it| (*it).clone()))
    }

    fn info(&self) -> Result<IndexInfo, SearchError> {
        let articles: Vec<&Article> = self.articles.values().copied().collect();
        let counted = |facet| self.facet(facet, &articles, 10, Variants::Linked);
        let numbers = |values: Vec<(String, Count)>| {
            values.into_iter().map(|(value, count)| (value, count.number())).collect()
        };
        let (sources, speakers) = (counted(Facet::SOURCE), counted(Facet::SPEAKER));
        let (languages, days) = (counted(Facet::LANGUAGE), counted(Facet::DAY));
        let known = || articles.iter().filter_map(|it| it.day());
        let quotations = articles.iter().flat_map(|it| &it.quotations);
        Ok(IndexInfo {
            articles: articles.len() as u64,
            quotations: quotations.filter(|it| it.kind != QuotationKind::Indirect).count() as u64,
            distinct_sources: sources.distinct.number(),
            unsourced: sources.unknown.number(),
            sources: numbers(sources.values),
            distinct_speakers: speakers.distinct.number(),
            speakers: numbers(speakers.values),
            languages: numbers(languages.values),
            days: known().min().zip(known().max()),
            undated: days.unknown.number(),
            text_bytes: articles.iter().map(|it| (it.title_text().len() + it.body.len()) as u64).sum(),
            index_bytes: 0,
            segments: 0,
            format: 0,
            revision: 0,
            written_by: String::new(),
            sequence: 0,
            fingerprint: String::new(),
        })
    }

    fn copies(&self, id: &ArticleId) -> Result<Vec<ArticleId>, SearchError> {
        let group = self.definition.copies().iter().find(|group| group.contains(id));
        Ok(group.map_or_else(Vec::new, |group| group.iter().cloned().collect()))
    }

    fn all_copies(&self) -> Result<Vec<Vec<ArticleId>>, SearchError> {
        Ok(self.definition.copies().iter().map(|group| group.iter().cloned().collect()).collect())
    }

    fn expand(&self, word: &Word, limit: usize) -> Result<Vec<Expansion>, SearchError> {
        let found = self.definition.expand(word);
        if found.len() > limit {
            return Err(SearchError::TooManyExpansions { word: word.to_string(), found: found.len(), limit });
        }
        Ok(found)
    }

    fn near_words(&self, _word: &str, _limit: usize) -> Result<Vec<NearWord>, SearchError> {
        Err(SearchError::Unsupported(Capability::NearWords))
    }

    fn canonical_speaker(&self, name: &str) -> Result<String, SearchError> {
        Ok(self.definition.links().canonical(name).to_owned())
    }

    fn holds_path(&self, path: &str) -> Result<bool, SearchError> {
        Ok(self.articles.values().any(|it| was_read_from(it, path)))
    }
}
