//! Examples for each command, and what its exit status says: for help and the manual.

/// What the manual says of a command besides its options.
#[derive(Debug)]
pub(crate) struct Examples {
    /// The command, as it is typed behind `newsgrep`; empty for a search.
    pub(crate) command: &'static str,
    /// Command lines, and what each does.
    pub(crate) lines: &'static [(&'static str, &'static str)],
    /// Exit statuses, and what each says.
    pub(crate) exits: &'static [(u8, &'static str)],
}

const FOUND: &[(u8, &str)] = &[
    (0, "Something was found."),
    (1, "Nothing was found."),
    (2, "There was trouble; standard error says which."),
];
const DONE: &[(u8, &str)] = &[(0, "It is done."), (2, "There was trouble; standard error says which.")];

const fn of(command: &'static str, lines: &'static [(&'static str, &'static str)]) -> Examples {
    Examples { command, lines, exits: FOUND }
}

const fn done(command: &'static str, lines: &'static [(&'static str, &'static str)]) -> Examples {
    Examples { command, lines, exits: DONE }
}

/// The examples of every command.
pub(crate) static EXAMPLES: &[Examples] = &[
    of(
        "",
        &[
            ("newsgrep 'last Ukrainian' articles/", "where the phrase stands in the files of a folder"),
            (
                "newsgrep 'putin SAID ceasefire' --after 2025-06",
                "articles in which he is quoted with the word, of the index here",
            ),
            ("newsgrep tariff* --facet source,date:month -m 0", "how many articles, by source and month"),
            (
                "newsgrep 'minister NEAR/5 resign' --json --all-hits | jq -r .title",
                "every hit for another program",
            ),
            ("newsgrep -l -0 ferry news/ | xargs -0 ls -l", "the files that match"),
        ],
    ),
    Examples {
        command: "index",
        lines: &[
            ("newsgrep index articles/", "make ./index, or bring it up to date"),
            ("curl -s https://example.org/feed.xml | newsgrep index -", "add what is piped in"),
            ("newsgrep index --dry-run news.zip", "what would be indexed, and what rejected"),
        ],
        exits: &[
            (0, "Everything was indexed."),
            (2, "Something was rejected or could not be read; the rest is indexed."),
        ],
    },
    of(
        "quotes",
        &[
            ("newsgrep quotes 'last Ukrainian'", "who said it, and in which papers"),
            (
                "newsgrep quotes --speaker merkel --about energy --csv",
                "a table of what she said on a subject",
            ),
            ("newsgrep quotes --facet speaker -m 0 ceasefire", "who speaks of it most"),
        ],
    ),
    of("first", &[("newsgrep first 'last Ukrainian'", "who printed the words first, and who after")]),
    Examples {
        command: "batch",
        lines: &[
            ("newsgrep batch queries.txt > answers.jsonl", "a query a line, answered as JSON Lines"),
            ("newsgrep batch topics.tsv --format trec > run.txt", "a run for tools that score retrieval"),
        ],
        exits: &[
            (0, "Something was found."),
            (1, "Nothing was found."),
            (2, "A query was broken, or there was trouble."),
        ],
    },
    of("watch", &[("newsgrep watch run", "tell what is new for every watch")]),
    done(
        "watch add",
        &[("newsgrep watch add ferry 'ferry AND (sank OR late)' --tell atom:ferry.atom", "keep a question")],
    ),
    of("watch list", &[("newsgrep watch list --json", "all watches, for another program")]),
    done("watch show", &[("newsgrep watch show ferry", "the file of a watch")]),
    of("watch test", &[("newsgrep watch test ferry", "what it finds now; nothing counts as told")]),
    of(
        "watch run",
        &[
            ("newsgrep watch run", "tell what is new"),
            ("newsgrep watch run ferry --follow --exec 'notify-send ferry'", "stay, and run a command"),
        ],
    ),
    done("watch remove", &[("newsgrep watch remove ferry", "forget it, and what it told")]),
    done("watch import", &[("newsgrep watch import questions.tsv", "a watch for each line")]),
    of("record", &[("newsgrep record verify ferry.record", "ask again, and tell what differs")]),
    Examples {
        command: "record verify",
        lines: &[("newsgrep record verify ferry.record", "ask again, and tell what differs")],
        exits: &[
            (0, "The answer is the same."),
            (1, "It differs."),
            (2, "There was trouble; standard error says which."),
        ],
    },
    done("record show", &[("newsgrep record show ferry.record --bibtex", "references to what was found")]),
    done(
        "serve",
        &[
            ("newsgrep serve", "a page and an API at http://127.0.0.1:7700"),
            ("newsgrep serve articles/", "the same of a folder that has no index"),
            (
                "NEWSGREP_TOKEN=… newsgrep serve --addr 0.0.0.0:7700",
                "the same for other machines, with a token",
            ),
        ],
    ),
    done("open", &[("newsgrep open articles/", "read a folder of articles in the browser")]),
    done("mcp", &[("newsgrep mcp --index index", "tools for an assistant that starts it")]),
    done("extract", &[("newsgrep extract page.html | jq .quotations", "what is made of a file")]),
    done(
        "show",
        &[
            ("newsgrep show articles/ledger.txt", "the article of a file"),
            ("newsgrep show news.jsonl:17", "the article at a place that a hit names"),
        ],
    ),
    of("copies", &[("newsgrep copies articles/ledger.txt", "which papers have the same text")]),
    of(
        "diff",
        &[("newsgrep diff articles/ledger.txt articles/courier.txt", "what one has that the other lacks")],
    ),
    of("similar", &[("newsgrep similar articles/ledger.txt -m 5", "the articles that are most like it")]),
    of("events", &[("newsgrep events 'harbour fire' --after 2025-06", "what happened, and who told it")]),
    done("info", &[("newsgrep info --json", "what the index holds, for another program")]),
    done("verify", &[("newsgrep verify --full", "hold every text against what is found by")]),
    done("analyze", &[("newsgrep analyze \"Kyiv's ferries\"", "the words as they are indexed")]),
    of("cache", &[("newsgrep cache list", "what is kept, and for which paths")]),
    of("cache list", &[("newsgrep cache list --json", "the same for another program")]),
    of("cache clear", &[("newsgrep cache clear --unused 30", "remove what was not asked for a month")]),
    of("config", &[("newsgrep config", "the settings that hold, and where each was made")]),
    done(
        "completions",
        &[
            ("newsgrep completions bash > ~/.local/share/bash-completion/completions/newsgrep", "for bash"),
            ("newsgrep completions zsh > ~/.zfunc/_newsgrep", "for zsh, where fpath holds ~/.zfunc"),
            ("newsgrep completions fish > ~/.config/fish/completions/newsgrep.fish", "for fish"),
        ],
    ),
    done(
        "man",
        &[
            ("newsgrep man quotes | man -l -", "read the page of a command"),
            ("newsgrep man --install ~/.local/share/man", "so that `man newsgrep-quotes` finds it"),
        ],
    ),
    done("help", &[("newsgrep help query", "the query language on a page")]),
];

/// The examples of a command; `None` where it has none.
pub(crate) fn of_command(command: &str) -> Option<&'static Examples> {
    EXAMPLES.iter().find(|it| it.command == command)
}
