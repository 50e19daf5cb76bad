//! The options of requests as arguments, made from the table of options.

use std::marker::PhantomData;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser, ValueParser};
use clap::error::ErrorKind;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, Error, FromArgMatches, value_parser};
use serde_json::Value;

use newsgrep::render::fields::HitField;
use newsgrep::request::options::{OptionRow, OptionValue, Shell, options_of};
use newsgrep::request::{RequestKind, RequestObject};
use newsgrep::search::Facet;

use crate::cli::args::by_path::is_own;

/// A command that takes the options of a request.
pub(crate) trait Asks {
    /// What it asks for.
    const KIND: RequestKind;

    /// The argument with what only this command says of it.
    fn adapt(argument: Arg) -> Arg;
}

/// The options that were typed, as the request object that they fill; the query and the paths are no options.
#[derive(Debug)]
pub(crate) struct RequestArgs<C> {
    pub(crate) object: RequestObject,
    command: PhantomData<C>,
}

impl<C: Asks> Args for RequestArgs<C> {
    fn augment_args(mut command: Command) -> Command {
        for row in options_of(C::KIND) {
            for argument in arguments(row, C::KIND) {
                command = command.arg(C::adapt(argument));
            }
        }
        command
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl<C: Asks> FromArgMatches for RequestArgs<C> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<RequestArgs<C>, Error> {
        let mut object = RequestObject::default();
        for row in options_of(C::KIND) {
            if let Some(value) = typed(row, matches) {
                object
                    .set(C::KIND, row.name, value)
                    .map_err(|problem| Error::raw(ErrorKind::ValueValidation, problem))?;
            }
        }
        Ok(RequestArgs { object, command: PhantomData })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// The arguments by which an option is given; none where it has no flag.
fn arguments(row: &'static OptionRow, kind: RequestKind) -> Vec<Arg> {
    match row.shell {
        Shell::No | Shell::Bare => Vec::new(),
        Shell::FlagForEach(flags) => {
            let flag = |(at, (word, help)): (usize, &(&'static str, &'static str))| {
                let earlier = flags[..at].iter().map(|it| it.0);
                Arg::new(*word).long(*word).action(ArgAction::SetTrue).help(*help).conflicts_with_all(earlier)
            };
            flags.iter().enumerate().map(flag).collect()
        }
        Shell::Flag { short, long, value, not_with } => {
            let mut argument =
                Arg::new(row.name).long(long).help(help(row, kind)).conflicts_with_all(not_with);
            if let Some(letter) = short {
                argument = argument.short(letter);
            }
            vec![valued(row, argument, value)]
        }
    }
}

/// The argument with its value.
fn valued(row: &OptionRow, argument: Arg, name: &'static str) -> Arg {
    let one = |parser: ValueParser| argument.clone().value_name(name).value_parser(parser);
    match row.value {
        OptionValue::Flag(_) | OptionValue::NoLimit(_) => argument.action(ArgAction::SetTrue),
        OptionValue::Number(_) | OptionValue::Limit(_) => one(value_parser!(usize).into()),
        OptionValue::Share(_) => one(value_parser!(f64).into()),
        OptionValue::Seconds(_) => {
            one(ValueParser::new(|text: &str| seconds(text).map(|it| it.as_secs_f64())))
        }
        OptionValue::Id(_) | OptionValue::Queries(_) | OptionValue::Text(_) => {
            one(ValueParser::string()).allow_hyphen_values(name == QUERY)
        }
        OptionValue::Texts(_) => {
            one(ValueParser::string()).allow_hyphen_values(name == QUERY).action(ArgAction::Append)
        }
        OptionValue::Facets(_) => {
            let names = || Facet::all().map(Facet::as_str).collect();
            list(one(ValueParser::new(Listed { names, read: facet })))
        }
        OptionValue::Fields(_) => {
            let names = || HitField::all().map(HitField::as_str).collect();
            list(one(ValueParser::new(Listed { names, read: field })))
        }
        OptionValue::Group(_) => one(PossibleValuesParser::new(row.value.words()).into())
            .hide_possible_values(true)
            .num_args(0..=1)
            .require_equals(true)
            .default_missing_value("copies"),
        OptionValue::Words(_) | OptionValue::Sort(_) => {
            one(PossibleValuesParser::new(row.value.words()).into())
                .hide_possible_values(true)
                .allow_hyphen_values(true)
        }
    }
}

/// The argument with several values, with commas or given again.
fn list(argument: Arg) -> Arg {
    argument.value_delimiter(',').action(ArgAction::Append).hide_possible_values(true)
}

/// A value that is one of some names, or another word for one of them; shells complete the names.
#[derive(Debug, Clone, Copy)]
pub(super) struct Listed {
    pub(super) names: fn() -> Vec<&'static str>,
    pub(super) read: fn(&str) -> Result<String, String>,
}

impl TypedValueParser for Listed {
    type Value = String;

    fn parse_ref(
        &self,
        command: &Command,
        argument: Option<&Arg>,
        value: &std::ffi::OsStr,
    ) -> Result<String, Error> {
        self.read.parse_ref(command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new((self.names)().into_iter().map(PossibleValue::new)))
    }
}

/// What stands for a query, which may begin with `-`.
const QUERY: &str = "QUERY";

/// What was typed for an option; `None` where nothing was.
fn typed(row: &OptionRow, matches: &ArgMatches) -> Option<Value> {
    match row.shell {
        Shell::No | Shell::Bare => None,
        Shell::FlagForEach(flags) => {
            flags.iter().find(|(word, _)| matches.get_flag(word)).map(|(word, _)| Value::from(*word))
        }
        Shell::Flag { .. } => match row.value {
            OptionValue::Flag(_) | OptionValue::NoLimit(_) => {
                matches.get_flag(row.name).then_some(Value::Bool(true))
            }
            OptionValue::Number(_) | OptionValue::Limit(_) => {
                matches.get_one::<usize>(row.name).map(|it| Value::from(*it))
            }
            OptionValue::Seconds(_) | OptionValue::Share(_) => {
                matches.get_one::<f64>(row.name).map(|it| Value::from(*it))
            }
            OptionValue::Id(_) | OptionValue::Queries(_) | OptionValue::Text(_) | OptionValue::Words(_) => {
                matches.get_one::<String>(row.name).map(|it| Value::from(it.as_str()))
            }
            // The order by place is none of a request.
            OptionValue::Group(_) | OptionValue::Sort(_) => matches
                .get_one::<String>(row.name)
                .filter(|it| !is_own(it))
                .map(|it| Value::from(it.as_str())),
            OptionValue::Texts(_) | OptionValue::Facets(_) | OptionValue::Fields(_) => {
                let values = matches.get_many::<String>(row.name)?;
                Some(values.map(String::as_str).collect())
            }
        },
    }
}

/// The line of the help: the sentence of the table, and what holds without the option.
fn help(row: &OptionRow, kind: RequestKind) -> String {
    let mut help = row.doc(kind);
    if help.ends_with('.') {
        help.pop();
    }
    if let Some(default) = row.default.filter(|it| *it != "0") {
        help.push_str(&format!(" [default: {default}]"));
    }
    help
}

fn facet(word: &str) -> Result<String, String> {
    match Facet::from_word(word) {
        Some(_) => Ok(word.to_owned()),
        None => Err(format!("facets are {}", Facet::listed())),
    }
}

fn field(word: &str) -> Result<String, String> {
    match HitField::from_word(word) {
        Some(_) => Ok(word.to_owned()),
        None => Err(format!("fields are {}", HitField::listed())),
    }
}

/// A time in seconds, with or without an `s` behind it.
pub(super) fn seconds(text: &str) -> Result<std::time::Duration, String> {
    let number: f64 = text.trim_end_matches('s').parse().map_err(|_| "a number of seconds, such as 2.5")?;
    std::time::Duration::try_from_secs_f64(number).map_err(|_| "a number of seconds, such as 2.5".to_owned())
}
