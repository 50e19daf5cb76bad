//! The part of the work that any thread can do: a document becomes an article, prepared for the index.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::article::Article;
use crate::extract::ExtractSettings;
use crate::index::{DocumentBuilder, PreparedDocument};
use crate::record::{Reject, RejectReason};
use crate::update::article::article_of;
use crate::update::steps::Step;

/// A step whose document, if it has one, was extracted.
pub(super) enum Prepared {
    Article { article: Box<Article>, prepared: PreparedDocument, given: bool, hash: u128 },
    Reject(Reject),
    Other(Step),
}

pub(super) fn prepare(
    step: Step,
    settings: &ExtractSettings,
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
        let article = article_of(document, settings)?;
        let prepared = document_builder.prepare(&article);
        if prepared.bytes() > PreparedDocument::LARGEST {
            let reason = RejectReason::TooLarge { limit: PreparedDocument::LARGEST };
            return Err(Reject { origin: origin.clone(), line, reason });
        }
        Ok((article, prepared))
    });
    let read = catch_unwind(read).unwrap_or(Err(Reject { origin, line, reason: RejectReason::Failed }));
    match read {
        Ok((article, prepared)) => {
            let hash = article.content_hash();
            let given = !article.id_is_place() && Some(article.id.as_str()) != article.url.as_deref();
            Prepared::Article { article: Box::new(article), prepared, given, hash }
        }
        Err(reject) => Prepared::Reject(reject),
    }
}
