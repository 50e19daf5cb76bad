//! First names: which can be one person's.
//!
//! Names that languages write each in their way (`Volodymyr` and `Vladimir`, `Yuri` and
//! `Yury`) and short forms (`Bill` for `William`) stand in a table, from general
//! knowledge. Only pairs that the press itself exchanges are in it: `Jack` is
//! often a John, but a Jack Smith and a John Smith are two people until somebody
//! says otherwise. All other first names are compared by their spelling key.

use std::sync::LazyLock;

use crate::people::names::{key, table};

/// What a first name says about whose it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Given {
    /// One name; equal for its spellings and short forms.
    One(String),
    /// A short form of several names (`Alex`), by each of them.
    Several(&'static [&'static str]),
    /// Only its first letter.
    Initial(char),
}

impl Given {
    /// What the word of a name, as written, says. `None` when it has no letters.
    #[must_use]
    pub fn of(word: &str) -> Option<Given> {
        let letters = key::letters(word);
        let mut each = letters.chars();
        let first = each.next()?;
        if each.next().is_none() {
            return Some(Given::Initial(first));
        }
        if let Some((_, several)) = SEVERAL.iter().find(|(short, _)| *short == letters) {
            return Some(Given::Several(several));
        }
        let same = same_name(&letters).map_or_else(|| key::of_letters(&letters), str::to_owned);
        Some(Given::One(same))
    }

    /// Whether a name that begins with `letter` can be this one.
    #[must_use]
    pub fn may_begin_with(&self, letter: char) -> bool {
        match self {
            Given::One(name) => initials(name).contains(letter),
            Given::Several(names) => names.iter().any(|it| it.starts_with(letter)),
            Given::Initial(own) => *own == letter,
        }
    }
}

/// Whether two first names can be one person's: the same name, a spelling or a
/// short form of it, an initial of it, or one of them missing.
#[must_use]
pub fn compatible(one: Option<&Given>, other: Option<&Given>) -> bool {
    let (Some(one), Some(other)) = (one, other) else { return true };
    match (one, other) {
        (Given::One(one), Given::One(other)) => one == other,
        (Given::Several(names), Given::One(name)) | (Given::One(name), Given::Several(names)) => {
            names.contains(&name.as_str())
        }
        (Given::Several(one), Given::Several(other)) => one == other,
        (Given::Initial(letter), name) | (name, Given::Initial(letter)) => name.may_begin_with(*letter),
    }
}

/// Whether the table knows this word, in [`key::letters`], as a first name.
pub(super) fn is_listed(letters: &str) -> bool {
    line_of(letters).is_some() || SEVERAL.iter().any(|it| it.0 == letters)
}

/// The first letters under which a name of the table, or a key, is abbreviated.
pub(super) fn initials(name: &str) -> String {
    let mut letters = String::new();
    for word in line_of(name).unwrap_or(name).split(' ') {
        letters.extend(word.chars().next().filter(|&it| !letters.contains(it)));
    }
    letters
}

fn same_name(letters: &str) -> Option<&'static str> {
    line_of(letters).map(table::first_of)
}

fn line_of(letters: &str) -> Option<&'static str> {
    static LINES: LazyLock<table::Lines> = LazyLock::new(|| table::lines(SAME));
    LINES.get(letters).copied()
}

/// Short forms that do not tell which name they are short for.
const SEVERAL: &[(&str, &[&str])] = &[
    ("al", &["albert", "alan", "alfred", "alexander"]),
    ("alex", &["alexander", "alexei", "alexandra"]),
    ("bert", &["albert", "herbert", "robert"]),
    ("chris", &["christopher", "christian", "christina"]),
    ("ed", &["edward", "edwin", "edmund", "edgar"]),
    ("eddie", &["edward", "edwin", "edmund", "edgar"]),
    ("jerry", &["gerald", "jerome"]),
    ("kate", &["catherine", "kaitlin"]),
    ("max", &["maxim", "maksimilian"]),
    ("mel", &["melvin", "melanie"]),
    ("pat", &["patrick", "patricia"]),
    ("sam", &["samuel", "samantha"]),
    ("sandy", &["alexander", "sandra"]),
    ("sasha", &["alexander", "alexandra"]),
    ("ted", &["edward", "theodore"]),
    ("terry", &["terence", "theresa"]),
    ("val", &["valentin", "valerie"]),
    ("will", &["william", "wilfred"]),
    ("zhenya", &["yevgeny", "yevgenia"]),
];

/// One name in each line: its spellings in many languages and its short forms.
const SAME: &[&str] = &[
    // Slavic and its neighbours
    "vladimir volodymyr volodimir wladimir uladzimir vladimirs vova volodya uladzimier vlodimir wolodymyr",
    "alexander aleksandr alexandr oleksandr aliaksandr aleksander alexandre alexandros aleksandar alexandar olexandr oleksander aliaksander aleksandrs",
    "alexandra aleksandra oleksandra",
    "alexei alexey aleksei aleksey alexej aleksej oleksiy oleksii olexiy alyaksey alexi oleksi aliaksei alexiy",
    "sergei sergey serhiy serhii sergej serguei sergii siarhei siarhej sergi sergiy",
    "dmitry dmitri dmitriy dmitrii dmytro dmitrij dimitri dimitry dzmitry dima dimitriy dmitro dimitrij dmitrijs",
    "yuri yury yuriy iouri iurii yurii juri jurij yurij iuri youri yuryi",
    "mikhail mikhailo mykhailo mihail michail mykhaylo mikhaylo mikhael mikheil mijail mixail",
    "nikolai nikolay nikolaj mykola nicolai mikola nikolaus nikalai",
    "yevgeny evgeny yevgeni evgeni yevhen evgeniy yevgeniy evgenii evgenij jewgeni jevgeni yevgenii yevheniy",
    "yevgenia evgenia yevgeniya evgeniya jewgenija",
    "andrei andrey andriy andrij andriiy andrii andrej andrzej andreij",
    "anatoly anatoli anatoliy anatolii anatolij anatol",
    "vasily vasyl vasili vassily wassili vasiliy vasilii wasyl vassili",
    "viktor victor wiktor",
    "viktoria victoria viktoriya viktoriia vicky vicki",
    "grigory grigori hryhoriy grigoriy grigorii hryhorii grigorij",
    "gennady gennadi gennadiy hennadiy gennadii gennadij guennadi",
    "leonid leonyd",
    "pavel pavlo pawel",
    "pyotr petro petr piotr",
    "ivan iwan",
    "igor ihor",
    "oleg oleh",
    "olga olha",
    "elena yelena olena jelena ielena alena",
    "natalia nataliya natalya nataliia natalie natalja nathalie",
    "ekaterina yekaterina kateryna katerina jekaterina katarina",
    "tatiana tatyana tetiana tetyana tatjana",
    "yulia julia yuliya iulia yuliia julija yulya",
    "maria mariya mariia marija",
    "irina iryna",
    "ludmila lyudmila liudmila lyudmyla ludmyla ljudmila",
    "svetlana svitlana",
    "galina halyna",
    "anastasia anastasiya anastasiia nastya anastasija",
    "vyacheslav viacheslav vyacheslaw wjatscheslaw vjacheslav",
    "yaroslav jaroslav iaroslav jaroslaw",
    "svyatoslav sviatoslav",
    "mstislav mstyslav",
    "stanislav stanislaw",
    "vladislav vladyslav wladyslaw uladzislau",
    "boris borys",
    "denis denys dennis",
    "maxim maksim maksym maxym",
    "arseniy arseny arseni arsenii arsen",
    "valery valeri valeriy valerii waleri valerij",
    "vitaly vitali vitaliy vitalii witali vitalij",
    "yegor egor jegor",
    "ruslan rouslan",
    "kirill kyrylo kiril kyril cyril",
    "ilya ilia illia ilja iliya",
    "timofey timofei",
    "kseniya ksenia xenia",
    "lukas lucas",
    // Arabic, Persian, Turkish
    "muhammad mohammed mohammad mohamed muhammed mohamad muhamad muhamed mohammod mohamud mohammud muhammet mehmet mehmed mohd mamadou",
    "mahmoud mahmud mahmood mehmood mahmut",
    "ahmed ahmad ahmet akhmad akhmed achmed achmad ahmat",
    "hussein hussain husayn husain husein hosein hossein huseyin hossain houssein",
    "hassan hasan hassen",
    "ali aly",
    "omar umar omer",
    "osama usama oussama ussama",
    "othman uthman osman usman ousmane",
    "yasser yasir yaser yassir yasar",
    "nasser nasir naser",
    "yousef yusuf youssef yousuf yusef yussef yosef youssouf iusuf",
    "ibrahim ebrahim ibrahima",
    "ismail esmail ismael ismaeel",
    "khaled khalid chalid haled",
    "saeed said sayed saied",
    "saddam sadam",
    "muammar moammar moamer muamar mouammar moamar muammer moammer mouamar",
    "hosni husni hosny",
    "bashar baschar",
    "abdullah abdallah abdulla abdalla",
    "abdul abdel abdal",
    "abdelaziz abdulaziz abdalaziz",
    "faisal feisal faysal faycal",
    "tariq tarek tarik tareq tarig",
    "jamal gamal djamal cemal",
    "kamal kemal",
    "karim kareem kerim",
    "rashid rasheed rachid raschid",
    "walid waleed oualid",
    "hamid hameed",
    "majid majeed madjid",
    "nabil nabeel",
    "salman selman",
    "suleiman sulaiman sulayman soleiman suleyman souleymane",
    "mustafa mostafa moustafa mustapha",
    "mahdi mehdi",
    "musa moussa mousa moosa",
    "recep rajab rejep",
    "tayyip tayyeb tayyib",
    "haidar haider haydar heydar",
    "ayman aiman",
    "anwar anouar enver",
    "reza riza rida",
    "nuri nouri noori nury",
    "nawaf nawwaf",
    "marwan merwan",
    "rafiq rafik rafic rafeeq",
    "fuad fouad",
    "habib habeeb",
    "zainab zeinab zaynab",
    "fatima fatma fatimah",
    "aisha ayesha aicha",
    "layla leila laila",
    "benjamin binyamin benyamin ben benny",
    "yitzhak yitzchak itzhak isaac yizhak icchak",
    "shimon simon",
    "moshe mosche",
    "yaakov yakov",
    // Western
    "andrew andy drew",
    "anthony tony antony",
    "abraham abe",
    "arthur art",
    "barbara barb",
    "bernard bernie",
    "bradley brad",
    "catherine katherine kathryn catharine katharine cathy kathy katie",
    "charles charlie chuck charley",
    "christina christine chrissy cristina",
    "christopher kristopher",
    "christian kristian",
    "clifford cliff",
    "daniel dan danny daniil danylo",
    "david dave davey",
    "deborah debra debbie deb",
    "dominic dominick dominik",
    "donald don donnie",
    "douglas doug",
    "elizabeth elisabeth liz beth betsy lizzie",
    "emanuel emmanuel immanuel",
    "frederick fred freddie frederic fredrick friedrich",
    "gabriel gabe",
    "geoffrey geoff jeffrey jeff jeffery",
    "gerald gerry",
    "gilbert gil",
    "gordon gordie",
    "henry hank",
    "howard howie",
    "jacob jake",
    "james jim jimmy jimmie",
    "jennifer jen jenny",
    "john johnny",
    "jonathan jonathon johnathan",
    "joseph joe joey josef",
    "joshua josh",
    "judith judy",
    "kenneth ken kenny",
    "lawrence laurence larry",
    "leonard len lenny",
    "louis lou",
    "margaret maggie meg peggy",
    "martin marty",
    "matthew matt mathew",
    "megan meghan",
    "michael mike mick mickey",
    "michelle michele",
    "mitchell mitch",
    "nathaniel nate",
    "nicholas nick nicolas nicky nikolas",
    "norman norm",
    "oliver ollie",
    "pamela pam",
    "patricia patty tricia patti",
    "patrick paddy",
    "peter pete",
    "philip phillip phil",
    "randall randy",
    "rebecca becky rebekah",
    "richard dick rick rich ricky richie",
    "robert bob bobby rob robbie",
    "ronald ron ronnie",
    "rudolph rudy rudolf",
    "russell russ russel",
    "samuel sammy",
    "sarah sara",
    "solomon sol",
    "stanley stan",
    "stephen steven steve",
    "stewart stuart stu",
    "susan sue susie",
    "terence terrence terrance",
    "theodore teddy",
    "theresa teresa",
    "thomas tom tommy thom",
    "timothy tim timmy",
    "vincent vince",
    "walter walt",
    "wesley wes",
    "william bill billy willie willy",
    "zachary zack zach zachery",
    "gregory greg gregg",
    "eugene gene",
    "raymond ray",
    "stefan stephan",
    // French, Spanish, Portuguese, Italian, German, Greek, Hungarian, Chinese, Korean
    "francisco paco",
    "georg giorgos georgios yorgos giorgios",
    "georgy georgi georgiy giorgi heorhiy georgii",
    "ioannis yannis yiannis giannis yanis",
    "konstantin kostyantyn constantine konstantinos kostiantyn costas kostas constantin",
    "evangelos vangelis",
    "dimitrios dimitris",
    "gyorgy gyoergy",
    "karl carl",
    "klaus claus",
    "kurt curt",
    "erik eric erick",
    "markus marcus",
    "rafael raphael",
    "sebastian sebastien",
    "soren soeren",
    "jurgen juergen",
    "joerg jorg",
    "gunter gunther guenter guenther",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn check(one: &str, other: &str, expected: bool) {
        let (first, second) = (Given::of(one), Given::of(other));
        assert_eq!(compatible(first.as_ref(), second.as_ref()), expected, "{one} and {other}");
        assert_eq!(compatible(second.as_ref(), first.as_ref()), expected, "{other} and {one}");
    }

    #[test]
    fn spellings_of_one_first_name_go_together() {
        let pairs = [
            ("Vladimir", "Volodymyr"),
            ("Aleksandr", "Alexander"),
            ("Alexander", "Oleksandr"),
            ("Yuri", "Yury"),
            ("Dmitry", "Dmytro"),
            ("Сергей", "Sergei"),
            ("Mohammed", "Muhammad"),
            ("José", "Jose"),
            ("Bill", "William"),
            ("Bob", "Robert"),
            ("Mike", "Michael"),
            ("Joe", "Joseph"),
            ("Stephen", "Steven"),
            ("Geoffrey", "Jeff"),
            ("Ted", "Edward"),
            ("Ted", "Theodore"),
            ("Alex", "Aleksei"),
            ("Jürgen", "Juergen"),
        ];
        for (one, other) in pairs {
            check(one, other, true);
        }
    }

    #[test]
    fn other_first_names_do_not() {
        let pairs = [
            ("Bill", "Hillary"),
            ("Vladimir", "Viktor"),
            ("Jack", "John"),
            ("Marc", "Marco"),
            ("Jose", "Joseph"),
            ("Ted", "Alex"),
            ("Ed", "Ted"),
            ("Alexander", "Alexandra"),
            ("Joan", "John"),
            ("Karl", "Karla"),
            ("Andrea", "Andrew"),
        ];
        for (one, other) in pairs {
            check(one, other, false);
        }
    }

    #[test]
    fn an_initial_goes_with_each_name_it_may_begin() {
        check("V", "Vladimir", true);
        check("W", "Bill", true);
        check("B", "William", true);
        check("B.", "Vladimir", false);
        check("E", "Ted", true);
        assert!(compatible(None, Given::of("Anna").as_ref()));
    }

    #[test]
    fn a_first_name_stands_in_one_line_and_short_forms_point_to_lines() {
        let mut seen = std::collections::BTreeSet::new();
        for word in SAME.iter().flat_map(|it| it.split(' ')).chain(SEVERAL.iter().map(|it| it.0)) {
            assert!(word.len() > 1 && word.bytes().all(|it| it.is_ascii_lowercase()), "{word}");
            assert!(seen.insert(word), "{word} stands twice");
        }
        for name in SEVERAL.iter().flat_map(|it| it.1) {
            let key = same_name(name).map_or_else(|| key::spelling(name), str::to_owned);
            assert_eq!(key, *name);
        }
    }
}
