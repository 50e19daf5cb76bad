//! `newsgrep extract FILE...`: what would be made of each record, without indexing it.

use std::io;
use std::io::Write;

use newsgrep::article::{Article, Language};
use newsgrep::extract::ExtractSettings;
use newsgrep::people::{explain, quotations};
use newsgrep::readers;
use newsgrep::readers::{Opened, ReadSettings, Walked};
use newsgrep::record::{Content, RawRecord, Reject, RejectReason};
use newsgrep::render::json::article::{write_article, write_evaluation};
use newsgrep::render::screen::safe;
use newsgrep::render::{json, speakers};

use crate::cli::args::{ExtractArgs, ExtractFormat, field_map};
use crate::cli::error::CliError;
use crate::cli::left_out::{not_read, passed_over};
use crate::cli::{Exit, STREAM, say, to_stdout, today};
use newsgrep::update::article_of;

/// Prints an article for each record. Rejects are an error, but only after the rest was printed.
pub(crate) fn run(args: &ExtractArgs) -> Result<Exit, CliError> {
    let settings = ExtractSettings { today: today()?, map: field_map(&args.map)?, dates: args.dates };
    let (mut rejected, mut unread) = (0u64, 0u64);
    to_stdout(|out| {
        unread = each_record(args, settings.map.columns(), &mut |record| {
            let record = match record {
                Ok(record) => record,
                Err(reject) => return tell(&reject, &mut rejected),
            };
            match args.format {
                Some(ExtractFormat::Eval) => match evaluated(&record) {
                    Ok((id, text, language)) if args.explain_speakers => {
                        json::speakers::write_evaluation_of_explanations(
                            &id,
                            &text,
                            &explain(&text, language),
                            out,
                        )
                    }
                    Ok((id, text, language)) => {
                        write_evaluation(&id, &text, &quotations(&text, language), out)
                    }
                    Err(reason) => tell(&record.reject(reason), &mut rejected),
                },
                Some(ExtractFormat::Json) | None => match article_of(record, &settings) {
                    Ok(article) if args.explain_speakers => write_speakers(&article, args.format, out),
                    Ok(article) => write_article(&article, out),
                    Err(reject) => tell(&reject, &mut rejected),
                },
            }
        })?;
        Ok(())
    })?;
    if rejected + unread > 0 {
        return Err(CliError::told());
    }
    Ok(Exit::Found)
}

/// Writes how the speakers of an article were decided: for people, unless a format for programs is asked for.
fn write_speakers(article: &Article, format: Option<ExtractFormat>, out: &mut dyn Write) -> io::Result<()> {
    let (id, body) = (article.id.as_str(), article.body.as_str());
    let explanations = explain(body, article.language.value);
    match format {
        Some(_) => json::speakers::write_explanations(id, body, &explanations, out),
        None => speakers::write_explanations(id, body, &explanations, out),
    }
}

fn tell(reject: &Reject, rejected: &mut u64) -> io::Result<()> {
    *rejected += 1;
    say(&format!("rejected: {}", safe(&reject.to_string())));
    Ok(())
}

/// Hands every record of the files and folders on, in order. How many files and folders could not be read.
fn each_record(
    args: &ExtractArgs,
    mapped: Vec<String>,
    take: &mut dyn FnMut(Result<RawRecord, Reject>) -> io::Result<()>,
) -> io::Result<u64> {
    let (mut unread, mut unreadable) = (0, 0);
    let settings = ReadSettings { max_size: args.max_size, format: args.read_as, mapped };
    let mut hand_on = |opened: Opened, shown: &str| match opened {
        Opened::Records(mut records) => {
            records.by_ref().try_for_each(&mut *take)?;
            let (over, unread) = (records.passed_over(), records.not_read());
            if !over.is_empty() {
                say(&passed_over(shown, &over));
            }
            if !unread.is_empty() {
                say(&not_read(&unread));
            }
            Ok::<(), io::Error>(())
        }
        Opened::Skipped(_) => {
            unread += 1;
            say(&format!("newsgrep: {} is not of a kind that is read", safe(shown)));
            Ok(())
        }
    };
    for path in &args.files {
        if path.as_os_str() == STREAM {
            hand_on(readers::read(Box::new(io::stdin()), STREAM, &settings), STREAM)?;
            continue;
        }
        for walked in readers::walk(std::slice::from_ref(path)) {
            match walked {
                Walked::File(entry) => hand_on(readers::open(&entry, &settings), &entry.shown)?,
                Walked::Skipped(_) => {}
                Walked::Rejected(reject) => {
                    unreadable += 1;
                    say(&format!("newsgrep: {}", safe(&reject.to_string())));
                }
            }
        }
    }
    Ok(unread + unreadable)
}

/// The id, the text as it is, and the language of a record `{"id","text",…}`.
fn evaluated(raw: &RawRecord) -> Result<(String, String, Language), RejectReason> {
    let broken = |message: String| RejectReason::BrokenJson { message };
    let Content::Json(bytes) = &raw.content else {
        return Err(RejectReason::NotARecord { found: "text" });
    };
    let record: serde_json::Value =
        serde_json::from_slice(bytes).map_err(|error| broken(error.to_string()))?;
    let text = |key: &str| record.get(key).and_then(|it| it.as_str());
    let id = match record.get("id") {
        Some(serde_json::Value::Number(number)) => number.to_string(),
        _ => text("id").map_or_else(|| raw.origin.to_string(), str::to_owned),
    };
    let body = text("text").ok_or(RejectReason::Empty)?;
    let language = text("language").and_then(Language::from_tag).unwrap_or(Language::ENGLISH);
    Ok((id, body.to_owned(), language))
}
