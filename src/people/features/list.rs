//! The names of the features, in the order of their numbers.

use std::sync::LazyLock;

use crate::people::data;

/// A model by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Model {
    /// Which mention a quotation is attributed to.
    Source,
    /// Whether words between marks are speech.
    Speech,
    /// Which person a pronoun means.
    Person,
}

/// The features of a model: their names, in order.
pub(crate) fn names(model: Model) -> &'static [&'static str] {
    static NAMES: LazyLock<[Vec<&str>; 3]> = LazyLock::new(|| {
        let mut all = [Vec::new(), Vec::new(), Vec::new()];
        for (model, rest) in data::pairs(include_str!("../data/features.tsv")) {
            let name = rest.split('\t').next().unwrap_or(rest);
            let place = match model {
                "source" => Model::Source,
                "speech" => Model::Speech,
                "person" => Model::Person,
                other => unreachable!("there is no model {other}; a test reads the list"),
            };
            all[place as usize].push(name);
        }
        all
    });
    &NAMES[model as usize]
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Checks that the variants of an enum, from number `first` on, are the features of a model.
    #[track_caller]
    pub(crate) fn check<F: std::fmt::Debug>(model: Model, first: usize, features: &[F]) {
        for (at, feature) in features.iter().enumerate() {
            assert_eq!(
                names(model)[first + at],
                snake_case(&format!("{feature:?}")),
                "number {}",
                first + at
            );
        }
    }

    fn snake_case(name: &str) -> String {
        let mut snake = String::new();
        for c in name.chars() {
            if c.is_uppercase() && !snake.is_empty() {
                snake.push('_');
            }
            snake.extend(c.to_lowercase());
        }
        snake
    }

    #[test]
    fn each_feature_is_described() {
        for (model, rest) in data::pairs(include_str!("../data/features.tsv")) {
            let (name, told) = rest.split_once('\t').unwrap();
            assert!(told.len() > 4 && !told.contains('\t'), "{model} {name}: {told}");
        }
        assert_eq!([Model::Source, Model::Speech, Model::Person].map(|it| names(it).len()), [60, 48, 42]);
    }
}
