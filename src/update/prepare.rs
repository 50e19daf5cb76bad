//! The part of the work that any thread can do: a document becomes an article, prepared for the index.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::article::{Article, ArticleId};
use crate::extract::ExtractSettings;
use crate::index::{DocumentBuilder, PreparedDocument};
use crate::record::{Reject, RejectReason};
use crate::update::article::copy_of;
use crate::update::catalog::{Ids, Stated};
use crate::update::steps::Step;

/// A step whose document, if it has one, was extracted.
#[expect(clippy::large_enum_variant, reason = "most of them are articles")]
pub(super) enum Prepared {
    Article { article: Box<Article>, prepared: PreparedDocument, given: bool, hash: u128, stated: Stated },
    Reject(Reject),
    Other(Step),
}

pub(super) fn prepare(
    step: Step,
    settings: &ExtractSettings,
    ids: Ids,
    document_builder: &mut DocumentBuilder,
) -> Prepared {
    let document = match step {
        Step::Document(Ok(document)) => document,
        Step::Document(Err(reject)) => return Prepared::Reject(reject),
        other => return Prepared::Other(other),
    };
    let (origin, line) = (document.origin.clone(), document.line);
    // A document that makes extraction panic must not cost the others.
    let read = AssertUnwindSafe(|| {
        let (mut article, copy) = copy_of(document, settings)?;
        let given = !article.id_is_place() && Some(article.id.as_str()) != article.url.as_deref();
        rename(&mut article, ids);
        let prepared = document_builder.prepare(&article);
        if prepared.bytes() > PreparedDocument::LARGEST {
            let reason = RejectReason::TooLarge { limit: PreparedDocument::LARGEST };
            return Err(Reject { origin: origin.clone(), line, reason });
        }
        Ok((article, prepared, given, copy))
    });
    let read = catch_unwind(read).unwrap_or(Err(Reject { origin, line, reason: RejectReason::Failed }));
    match read {
        Ok((article, prepared, given, copy)) => {
            let hash = article.content_hash();
            let stated = Stated::of(&article, copy);
            Prepared::Article { article: Box::new(article), prepared, given, hash, stated }
        }
        Err(reject) => Prepared::Reject(reject),
    }
}

/// Names an article by its file as well, where ids are to be read so and it is not named by its place already.
pub(super) fn rename(article: &mut Article, ids: Ids) {
    if ids == Ids::PerFile
        && !article.id_is_place()
        && let Some(place) = article.origins.first()
        && let Some(id) = ArticleId::new(&format!("{}#{}", place.path, article.id))
    {
        article.id = id;
    }
}
