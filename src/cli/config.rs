//! Settings from files: the user's `newsgrep.toml` and the project's, the nearest one upwards.
//!
//! A setting is an option of a search by its long name. What is typed goes before what the environment says, that before the
//! project's file, and that before the user's. Whoever unpacks a project did not write its file, so that can set
//! how articles are searched and shown, and nothing that starts a program, asks an address or leaves its folder.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::{Component, Path, PathBuf};

use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{Arg, CommandFactory};
use etcetera::BaseStrategy;
use newsgrep::render::screen::safe;
use serde::Serialize;
use toml::{Table, Value};

use crate::cli::args::{CommandLine, ConfigArgs};
use crate::cli::error::CliError;
use crate::cli::owner::is_ours;
use crate::cli::{Exit, say, to_stdout};

/// The name of the file.
const FILE: &str = "newsgrep.toml";

/// Options that a project's file may set, too.
const ANYBODYS: &[&str] = &[
    "after",
    "after-context",
    "all",
    "any",
    "before",
    "before-context",
    "color",
    "context",
    "exclude",
    "facet",
    "facet-limit",
    "fields",
    "filter",
    "glob",
    "heading",
    "indirect",
    "limit",
    "max-expansions",
    "no-heading",
    "no-messages",
    "no-variants",
    "no-wait",
    "snippets",
    "sort",
    "stats",
    "threads",
    "timeout",
    "type-filter",
    "variants",
    "word",
];
/// The folder of the index: a project's file may name one below its own folder.
const INDEX: &str = "index";
/// The program that shows long answers: the user's file alone may name one.
const PAGER: &str = "pager";

/// Commands that take the options of a search.
const SEARCHES: [&str; 2] = ["quotes", "first"];

/// Whose a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Whose {
    /// The user's own.
    User,
    /// That of the folder in which they work.
    Project,
}

/// A setting, and where it was made.
#[derive(Debug, Clone)]
struct Setting {
    value: Value,
    file: PathBuf,
}

/// What the files say.
#[derive(Debug, Default)]
pub(crate) struct Settings {
    made: BTreeMap<String, Setting>,
    /// The files that are looked for, and whether each was read.
    files: Vec<(PathBuf, Whose, bool)>,
}

/// Reads the files, unless the arguments or the environment forbid it.
///
/// # Errors
///
/// A file cannot be read, or sets what it must not.
pub(crate) fn read(typed: &[OsString]) -> Result<Settings, CliError> {
    let mut settings = Settings::default();
    if typed.iter().take_while(|it| *it != "--").any(|it| it == "--no-config") {
        return Ok(settings);
    }
    let users = match std::env::var_os("NEWSGREP_CONFIG") {
        Some(none) if none.is_empty() => return Ok(settings),
        Some(path) => Some(PathBuf::from(path)),
        None => etcetera::choose_base_strategy().ok().map(|it| it.config_dir().join("newsgrep").join(FILE)),
    };
    let here = std::env::current_dir().ok();
    let above = here.iter().flat_map(|it| it.ancestors()).map(|folder| folder.join(FILE));
    let projects = above.into_iter().find(|it| it.is_file() && Some(it) != users.as_ref());
    let files = [(users, Whose::User), (projects, Whose::Project)];
    for (file, whose) in files.into_iter().filter_map(|(file, whose)| Some((file?, whose))) {
        let is_read = file.is_file() && is_trusted(&file, whose);
        if is_read {
            settings.add(&file, whose)?;
        }
        settings.files.push((file, whose, is_read));
    }
    Ok(settings)
}

/// Whether a file is heeded: one that somebody else put above the working directory is not.
fn is_trusted(file: &Path, whose: Whose) -> bool {
    let is_trusted = whose == Whose::User || is_ours(file);
    if !is_trusted {
        say(&format!("note: {} belongs to another user, and is not read", safe(&file.display().to_string())));
    }
    is_trusted
}

impl Settings {
    fn add(&mut self, file: &Path, whose: Whose) -> Result<(), CliError> {
        let shown = file.display();
        let text = fs::read_to_string(file).map_err(|error| CliError::file("read", file, error))?;
        let table: Table = text.parse().map_err(|error: toml::de::Error| {
            let line = error.span().map_or(1, |it| text[..it.start].lines().count().max(1));
            CliError::usage(format!("{shown} line {line}: {}", error.message().replace('\n', " ")))
        })?;
        for (key, value) in table {
            let value = match key.as_str() {
                PAGER if whose == Whose::User => value,
                INDEX => Value::String(index_of(file, whose, &value)?),
                key if ANYBODYS.contains(&key) => value,
                key if whose == Whose::Project && is_declared(key) || key == PAGER => {
                    return Err(CliError::usage(format!("{shown}: a project's file cannot set `{key}`"))
                        .hint("type it, or set how articles are searched and shown".to_owned()));
                }
                key => {
                    let known = ANYBODYS.iter().chain(&[INDEX, PAGER]).copied();
                    let near = known.clone().map(|it| (strsim::levenshtein(it, key), it)).min();
                    let hint = match near {
                        Some((1..=2, near)) => format!("did you mean `{near}`?"),
                        _ => format!("settings are {}", known.collect::<Vec<_>>().join(", ")),
                    };
                    return Err(CliError::usage(format!("{shown}: there is no setting `{key}`")).hint(hint));
                }
            };
            if matches!(value, Value::Table(_) | Value::Datetime(_)) {
                return Err(CliError::usage(format!(
                    "{shown}: {key} is a text, a number, true, false or a list"
                )));
            }
            self.made.insert(key, Setting { value, file: file.to_owned() });
        }
        Ok(())
    }

    /// The program that shows long answers; `Some("")` for none.
    pub(crate) fn pager(&self) -> Option<&str> {
        match &self.made.get(PAGER)?.value {
            Value::String(program) => Some(program),
            Value::Boolean(false) => Some(""),
            _ => None,
        }
    }

    /// The arguments with the settings that they leave open.
    ///
    /// # Errors
    ///
    /// A setting has a value that its option does not take.
    pub(crate) fn applied(&self, mut typed: Vec<OsString>) -> Result<Vec<OsString>, CliError> {
        if self.made.is_empty() {
            return Ok(typed);
        }
        let mut program = CommandLine::command();
        program.build();
        let name = typed.get(1).and_then(|it| it.to_str());
        let command = name.and_then(|it| program.find_subcommand(it)).cloned();
        let (at, searches) = match &command {
            Some(command) => (2, SEARCHES.contains(&command.get_name())),
            None => (1, true),
        };
        let Ok(matches) = CommandLine::command().try_get_matches_from(&typed) else {
            // What is wrong with them is told by whoever parses them.
            return Ok(typed);
        };
        let (declared, matches) = match (&command, matches.subcommand()) {
            (Some(command), Some((_, matches))) => (command, matches),
            _ => (&program, &matches),
        };
        for (key, setting) in &self.made {
            let argument = declared.get_arguments().find(|it| it.get_long() == Some(key));
            let Some(argument) = argument.filter(|_| searches || key == INDEX) else { continue };
            // Declared for the program, and for commands that have no such option.
            let source = matches.try_contains_id(argument.get_id().as_str()).ok();
            let source = source.and_then(|_| matches.value_source(argument.get_id().as_str()));
            if matches!(source, Some(ValueSource::CommandLine | ValueSource::EnvVariable)) {
                continue;
            }
            let mut with = typed.clone();
            with.splice(at..at, words(key, argument, &setting.value));
            match CommandLine::command().try_get_matches_from(&with) {
                Ok(_) => typed = with,
                // What is typed says something else.
                Err(error)
                    if matches!(
                        error.kind(),
                        ErrorKind::ArgumentConflict
                            | ErrorKind::MissingRequiredArgument
                            | ErrorKind::UnknownArgument
                    ) => {}
                Err(error) => {
                    let told = error.to_string();
                    let told =
                        told.lines().next().unwrap_or("wrong").trim_start_matches("error: ").to_owned();
                    return Err(CliError::usage(format!("{}: {told}", setting.file.display())));
                }
            }
        }
        Ok(typed)
    }
}

/// The arguments that say what a setting says.
fn words(key: &str, argument: &Arg, value: &Value) -> Vec<OsString> {
    let one = |value: &str| OsString::from(format!("--{key}={value}"));
    match value {
        Value::Boolean(true) if !argument.get_action().takes_values() => vec![format!("--{key}").into()],
        Value::Boolean(false) if !argument.get_action().takes_values() => Vec::new(),
        Value::String(text) => vec![one(text)],
        Value::Array(values) => {
            values.iter().map(|it| one(&it.as_str().map_or_else(|| it.to_string(), str::to_owned))).collect()
        }
        other => vec![one(&other.to_string())],
    }
}

/// The folder of an index that a file names, seen from the folder of the file.
fn index_of(file: &Path, whose: Whose, value: &Value) -> Result<String, CliError> {
    let shown = file.display();
    let Value::String(named) = value else {
        return Err(CliError::usage(format!("{shown}: index is the path of a folder")));
    };
    let folder = file.parent().unwrap_or(file);
    let path = folder.join(named);
    let is_below =
        Path::new(named).components().all(|it| matches!(it, Component::Normal(_) | Component::CurDir));
    // A link may lead elsewhere.
    let leads_out = match (path.canonicalize(), folder.canonicalize()) {
        (Ok(path), Ok(folder)) => !path.starts_with(folder),
        _ => false,
    };
    if whose == Whose::Project && (!is_below || leads_out) {
        return Err(CliError::usage(format!(
            "{shown}: a project's file can name an index below its own folder, and not {named}"
        )));
    }
    Ok(path.to_string_lossy().into_owned())
}

fn is_declared(key: &str) -> bool {
    fn has(command: &clap::Command, key: &str) -> bool {
        command.get_arguments().any(|it| it.get_long() == Some(key))
            || command.get_subcommands().any(|it| has(it, key))
    }
    let mut program = CommandLine::command();
    program.build();
    has(&program, key)
}

/// A setting that holds, as it is printed.
#[derive(Debug, Serialize)]
struct Line {
    key: String,
    value: String,
    from: String,
}

/// Variables of the environment that set something; of a secret only that it is there.
const VARIABLES: &[&str] = &[
    "NEWSGREP_CONFIG",
    "NEWSGREP_INDEX",
    "NEWSGREP_PAGER",
    "NEWSGREP_TODAY",
    "NEWSGREP_TOKEN",
    "NEWSGREP_WATCHES",
    "NO_COLOR",
    "PAGER",
];

/// Prints the settings that hold.
pub(crate) fn run(args: &ConfigArgs, settings: &Settings) -> Result<Exit, CliError> {
    let mut lines: Vec<Line> = Vec::new();
    for (key, setting) in &settings.made {
        let hidden = match key.as_str() {
            INDEX => std::env::var_os("NEWSGREP_INDEX").is_some(),
            PAGER => std::env::var_os("NEWSGREP_PAGER").is_some(),
            _ => false,
        };
        if !hidden {
            let from = setting.file.display().to_string();
            lines.push(Line { key: key.clone(), value: setting.value.to_string(), from });
        }
    }
    for name in VARIABLES {
        if let Some(value) = std::env::var_os(name) {
            let value = if *name == "NEWSGREP_TOKEN" { "…".into() } else { value.to_string_lossy() };
            let value = Value::String(value.into_owned()).to_string();
            lines.push(Line { key: (*name).to_owned(), value, from: "environment".to_owned() });
        }
    }
    to_stdout(|out| {
        lines.iter().try_for_each(|it| match args.json {
            true => writeln!(out, "{}", serde_json::to_string(it)?),
            false => writeln!(out, "{} = {}  # {}", it.key, safe(&it.value), safe(&it.from)),
        })
    })?;
    for (file, whose, is_read) in &settings.files {
        let whose = match whose {
            Whose::User => "the user's",
            Whose::Project => "the project's",
        };
        let is_there = if *is_read { "" } else { ", which is not there" };
        say(&format!("{whose} file: {}{is_there}", safe(&file.display().to_string())));
    }
    Ok(if lines.is_empty() { Exit::Nothing } else { Exit::Found })
}
