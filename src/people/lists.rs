//! Lists of general knowledge: verbs of saying, titles, roles, places, given names.
//!
//! Each list is one string of words parted by white space, read once into the
//! table of [`crate::people::lexicon`]. Verbs stand in their base form; the regular
//! forms are made from it.

/// Verbs that report speech whenever they govern a quotation.
pub(super) const SAY_VERBS: &str = "
say tell ask add write reply answer respond explain note state declare announce insist argue claim
assert maintain contend continue conclude remark observe comment tweet post recall recount warn
exclaim shout yell whisper mutter murmur joke quip quote testify reiterate repeat stress emphasize
emphasise underscore acknowledge admit concede confess confirm deny suggest predict vow pledge
promise boast brag lament complain opine muse wonder inquire interject counter retort rejoin
elaborate clarify tout affirm aver allege proclaim pronounce reveal disclose caution
advise urge plead beg text email e-mail blog message intone report
chant scream cry bellow deadpan drawl sneer snap scoff chide fume gush
rail thunder growl sigh laugh chuckle reason summarize summarise speculate surmise remind reassure
assure inform venture volunteer stipulate specify rule tell retweet reflect blurt shoot fire
decry preach exhort implore propose marvel hint imply attest swear profess relate narrate estimate";

/// Verbs that may report speech or take a quoted piece as their complement.
pub(super) const WEAK_VERBS: &str = "
call describe characterize characterise label brand dub term refer praise criticize criticise slam
blast attack mock ridicule dismiss denounce condemn accuse blame charge rip bash hit target
defend support back endorse hail laud applaud commend thank congratulate welcome reject rebuff
rebut refute dispute challenge question demand request order direct instruct call-on
think believe feel hope fear expect want know see find consider regard view deem portray paint cast
depict compare liken cite mention discuss address raise speak talk preach outline detail
unveil highlight point offer express voice signal indicate show read open begin start close finish
end sign sum appear go use invoke employ issue release publish deliver give make
take push press promote advocate argue agree disagree object protest
apologize apologise regret warn threaten swipe poke jab invite greet introduce toast sing
pen author scrawl type print chime lash fault knock tease troll
taunt berate scold rebuke admonish lecture blister savage skewer pan deride decry disavow renounce
plan decide determine judge hold find rule write-in allude refer recommend
remember learn understand realize realise acknowledge forecast project warn-of mean suspect doubt guess imagine
consider worry love like hate";

/// Forms that the rules for regular verbs do not make.
pub(super) const IRREGULAR: &[(&str, &str)] = &[
    ("say", "said"),
    ("tell", "told"),
    ("write", "wrote written writing"),
    ("swear", "swore sworn"),
    ("quip", "quipped quipping"),
    ("rebut", "rebutted rebutting"),
    ("refer", "referred referring"),
    ("slam", "slammed slamming"),
    ("rip", "ripped ripping"),
    ("hit", "hit hitting"),
    ("think", "thought"),
    ("feel", "felt"),
    ("know", "knew known"),
    ("see", "saw seen"),
    ("find", "found"),
    ("speak", "spoke spoken"),
    ("begin", "began begun beginning"),
    ("read", "read"),
    ("go", "went gone going goes"),
    ("give", "gave given giving"),
    ("make", "made making"),
    ("take", "took taken taking"),
    ("beg", "begged begging"),
    ("admit", "admitted admitting"),
    ("shoot", "shot"),
    ("snap", "snapped snapping"),
    ("brag", "bragged bragging"),
    ("blog", "blogged blogging"),
    ("chat", "chatted chatting"),
    ("tout", "touted"),
    ("sum", "summed summing"),
    ("dub", "dubbed dubbing"),
    ("cast", "cast casting"),
    ("hold", "held"),
    ("understand", "understood"),
    ("mean", "meant"),
    ("pen", "penned penning"),
    ("pan", "panned panning"),
    ("jab", "jabbed jabbing"),
    ("chide", "chided chiding"),
    ("reply", "replied replies replying"),
    ("deny", "denied denies denying"),
    ("cry", "cried cries crying"),
    ("decry", "decried decries decrying"),
    ("imply", "implied implies implying"),
    ("clarify", "clarified clarifies clarifying"),
    ("testify", "testified testifies testifying"),
    ("specify", "specified specifies specifying"),
    ("worry", "worried worries worrying"),
    ("sing", "sang sung"),
    ("begin", "begins"),
    ("plan", "planned planning"),
    ("signal", "signaled signalled signaling signalling"),
    ("label", "labeled labelled labeling labelling"),
    ("show", "showed shown"),
    ("rebuff", "rebuffed"),
    ("regret", "regretted regretting"),
    ("knock", "knocked"),
];

/// Nouns for what is said or written, which stand for their speaker.
pub(super) const SPEECH_NOUNS: &str = "
statement interview speech tweet post email e-mail letter report memo article editorial column ad
advertisement op-ed release transcript document documents filing lawsuit complaint ruling opinion
book memoir remarks comments message video essay blog headline story poll survey study review
affidavit indictment testimony brief press-release newsletter note notes text texts tweets emails posts
website site page narrator caption sign signs banner poster billboard placard commercial spot";

/// Words before a name that belong to the person, not to the name.
pub(super) const TITLES: &str = "
mr mrs ms miss mx dr cllr ald treas asst delegate sen senator sens rep reps representative congressman congresswoman gov governor lt
president vice-president prime minister chancellor secretary gen general col colonel maj major capt captain
sgt sergeant cmdr commander adm admiral lieutenant cpl corporal pvt private judge justice chief
mayor councilman councilwoman councilor councillor alderman delegate speaker whip attorney sheriff
officer detective inspector constable superintendent commissioner ambassador prof professor rev reverend pastor father
bishop archbishop cardinal pope rabbi imam ayatollah sheikh king queen prince princess duke duchess
lord lady sir dame baron baroness count countess sultan emir crown first former ex-president then-president
deputy assistant associate acting interim senior undersecretary coach manager director chairman chairwoman
chairperson chair ceo cfo founder co-founder leader minister premier taoiseach mp msp mep pm comptroller
treasurer assemblyman assemblywoman assemblymember supervisor prosecutor spokesman spokeswoman spokesperson
strategist pollster economist analyst activist actor actress singer author columnist host anchor
correspondent reporter editor candidate nominee president-elect brother sister saint hon madam
chairman-elect governor-elect counsel adviser advisor aide consultant executive striker midfielder
defender goalkeeper winger quarterback pitcher forward guard captain skipper sprinter swimmer boxer golfer
barrister solicitor magistrate coroner physicist biologist chemist astronomer geologist epidemiologist
virologist historian psychologist scientist researcher engineer architect novelist poet playwright director
filmmaker musician rapper comedian entrepreneur businessman businesswoman billionaire tycoon banker
farmer rancher teacher student nurse doctor surgeon lawyer veteran voter resident";

/// Words for one office, each with the word that stands for all of them.
pub(super) const SAME_ROLES: &str = "
gov:governor sen:senator rep:congressman representative:congressman congresswoman:congressman prof:professor
gen:general lt:lieutenant capt:captain col:colonel sgt:sergeant det:detective supt:superintendent rev:pastor
reverend:pastor atty:attorney lawyer:attorney solicitor:attorney barrister:attorney pm:premier cllr:councillor
councilman:councillor councilwoman:councillor councilor:councillor chairwoman:chairman chair:chairman chairperson:chairman spokeswoman:spokesman
spokesperson:spokesman advisor:adviser pres:president ceo:executive boss:manager coach:manager goalkeeper:keeper
skipper:captain physician:doctor surgeon:doctor researcher:scientist dr:doctor police:officer mp:lawmaker legislator:lawmaker
businesswoman:businessman actress:actor frontrunner:front-runner";

/// Nouns for people, with or without a name.
pub(super) const ROLES: &str = "
spokesman spokeswoman spokesperson senator president governor mayor congressman congresswoman lawmaker
legislator candidate nominee frontrunner front-runner contender rival opponent billionaire businessman
businesswoman mogul tycoon developer executive director manager chairman chairwoman chair chairperson chief
leader strategist consultant adviser advisor aide official officer minister secretary ambassador envoy diplomat
analyst economist pollster professor scholar historian author writer columnist commentator pundit journalist
reporter editor host anchor correspondent lawyer attorney prosecutor judge justice counsel investigator
detective sheriff policeman policewoman cop soldier general colonel captain commander lieutenant sergeant
veteran pastor priest bishop rabbi imam preacher evangelist minister activist organizer organiser volunteer
supporter critic voter resident citizen student teacher nurse doctor physician surgeon scientist researcher expert
engineer farmer worker employee owner founder co-founder entrepreneur investor trader banker broker
fund-raiser fundraiser donor delegate member operative source insider witness defendant plaintiff victim
suspect survivor neighbor neighbour friend colleague counterpart predecessor successor boss brother
sister mother father son daughter wife husband widow uncle aunt cousin grandmother grandfather
woman man boy girl lady gentleman teenager teen guy native democrat republican independent
conservative liberal socialist libertarian hawk dove former premier chancellor king queen prince
princess pope monarch ruler dictator strongman speaker whip congresswoman representative
actor actress singer musician rapper comedian filmmaker artist poet novelist star celebrity coach player
striker midfielder defender goalkeeper keeper winger skipper champion winner runner-up athlete sprinter
swimmer boxer golfer manager quarterback pitcher driver rider jockey referee umpire
barrister solicitor magistrate coroner juror physicist biologist chemist astronomer geologist epidemiologist
psychologist astronaut pilot nun monk inmate prisoner patient customer client shopper tenant landlord
treasurer comptroller assemblyman assemblywoman councilman councilwoman councillor alderman commissioner superintendent
principal dean provost ceo boss head mogul star newcomer outsider incumbent
freshman sophomore graduate retiree pensioner immigrant refugee migrant protester demonstrator
mp peer lord baroness backbencher frontbencher chief-executive vice-president mastermind guest caller
spouse partner fiancee girlfriend boyfriend parent child children kid baby tweeter user impostor
moderator interviewer questioner biographer publisher";

/// Plural nouns for people that regular plurals do not make.
pub(super) const GROUPS: &str = "
people men women children police officials aides critics supporters allies others some many several
spokesmen congressmen councilmen crowd audience couple family team staff public protesters experts
sources authorities advisers voters residents republicans democrats conservatives liberals lawmakers
leaders analysts prosecutors lawyers attorneys researchers scientists reporters journalists witnesses
investigators activists fans members parents students teachers doctors police firefighters both they";

/// Nouns that make a capitalised run an organisation.
pub(super) const ORG_WORDS: &str = "
party committee commission council department ministry office agency bureau administration authority board
university college school institute institution academy foundation fund association federation union league
society club group company corp corporation inc ltd llc plc bank holdings partners capital ventures
court senate house congress parliament assembly cabinet government state-department army navy
force forces guard police church cathedral hospital clinic center centre network news times post journal herald
tribune gazette press magazine radio television tv channel broadcasting media agency service services
coalition alliance campaign movement project initiative pac caucus conference convention organization organisation
nations trust tribunal consulate embassy museum library theater theatre studios records
motors airlines airways industries systems technologies laboratories labs pharmaceuticals energy oil
united city rovers wanderers hotspur athletic albion fc afc nfl nba fifa uefa
act bill street avenue road boulevard tower hotel casino resort airport stadium arena field park
kremlin pentagon vatican whitehall hamas hezbollah isis taliban nato eu un
reuters associated-press politico breitbart cnn msnbc nbc abc cbs fox bbc npr pbs espn msn
facebook twitter google apple microsoft amazon youtube instagram snapchat
gop dnc rnc fbi cia nsa irs nra aclu epa fda cdc fec doj dhs fcc sec
obamacare medicare medicaid constitution amendment bible koran quran christmas easter
tuesday-group week today digest observer guardian telegraph mirror mail express sun independent
chronicle examiner globe inquirer register sentinel star standard dispatch daily weekly review report
beacon caller blaze hill beast intercept atlantic nation slate salon vox buzzfeed
securities insurance pharma analytics advisors advisers management trading research consulting markets
entertainment pictures software petroleum mining resources steel electric electronics chemical chemicals semiconductor
semiconductors telecom telecommunications communications networks wireless foods brands stores financial finance capital
savings mortgage lending asset assets properties realty estates logistics shipping lines railway railways rail transit
goldman sachs fitch moody's moody’s barclays citigroup citi jpmorgan jpmorganchase hsbc ubs nomura boeing airbus toyota honda nissan
samsung sony intel ibm oracle tesla netflix uber exxon exxonmobil chevron bp pfizer novartis roche siemens volkswagen bmw nestle
unilever walmart wal-mart costco verizon comcast nike adidas chrysler fiat renault peugeot daimler lufthansa ryanair easyjet vodafone
tesco sainsbury's sainsbury’s asda natwest rbs glencore gazprom rosneft lukoil alibaba tencent huawei baidu xiaomi
spacex nasdaq nyse opec imf wto unicef unesco interpol europol greenpeace amnesty xinhua tass itar-tass interfax afp upi bloomberg
lockheed raytheon starbucks mcdonald's mcdonald’s pepsico coca-cola ebay paypal nokia ericsson motorola nvidia amd qualcomm cisco
arsenal everton tottenham liverpool juventus bayern barca yankees lakers celtics knicks mets dodgers cubs
qantas emirates delta glaxosmithkline gsk astrazeneca moderna bayer basf volvo saab ikea heineken carlsberg diageo
solidarity sinn dup snp ukip likud fatah plo ira mi5 mi6 kgb fsb gchq ofsted ofcom nhs tuc cbi rspca nspcc acas
state train act tour rally week fund drive law plan rule deal pact war treaty summit games cup olympics championship championships award awards prize day night show";

/// Lower-case nouns for bodies that speak.
pub(super) const BODY_NOUNS: &str = "
campaign company group organization organisation agency department ministry committee commission council court
government administration office party union association network newspaper paper magazine team club firm bank
embassy police force army military board bureau university hospital church charity foundation coalition
super-pac pac site website tribunal regulator watchdog inquiry airline manufacturer
operator owner publisher publication outlet source white-house kremlin pentagon senate congress parliament";

/// Countries, states, cities and other places that stand alone.
pub(super) const PLACES: &str = "
afghanistan albania algeria america argentina armenia australia austria azerbaijan bahrain bangladesh belarus
belgium bolivia bosnia botswana brazil britain bulgaria burma cambodia cameroon canada chile china colombia congo
croatia cuba cyprus czechia denmark ecuador egypt england eritrea estonia ethiopia europe finland france
germany ghana greece greenland guatemala guinea haiti honduras hungary iceland india indonesia iran iraq
ireland israel italy jamaica japan jordan kazakhstan kenya kosovo kuwait kyrgyzstan laos latvia lebanon liberia libya
lithuania luxembourg macedonia malaysia mali malta mexico moldova mongolia montenegro morocco mozambique myanmar
namibia nepal netherlands nicaragua niger nigeria norway oman pakistan palestine panama paraguay peru philippines
poland portugal qatar romania russia rwanda samoa scotland senegal serbia singapore slovakia slovenia somalia spain
sudan sweden switzerland syria taiwan tajikistan tanzania thailand tunisia turkey turkmenistan uganda ukraine uruguay
uzbekistan venezuela vietnam wales yemen zambia zimbabwe africa asia antarctica
alabama alaska arizona arkansas california colorado connecticut delaware florida hawaii idaho illinois
indiana iowa kansas kentucky louisiana maine maryland massachusetts michigan minnesota mississippi missouri montana
nebraska nevada ohio oklahoma oregon pennsylvania tennessee texas utah vermont wisconsin wyoming
washington london paris berlin moscow beijing tokyo rome madrid vienna brussels geneva kyiv kiev athens
cairo baghdad tehran kabul damascus jerusalem ankara istanbul delhi mumbai karachi shanghai sydney melbourne toronto
ottawa montreal vancouver chicago boston philadelphia miami atlanta dallas denver detroit seattle
baltimore cleveland milwaukee minneapolis orlando tampa pittsburgh cincinnati nashville memphis phoenix
tucson honolulu brooklyn manhattan queens bronx harlem hollywood silicon albany buffalo syracuse
manchester liverpool birmingham leeds glasgow edinburgh cardiff belfast dublin bristol sheffield newcastle
oxford cambridge lagos nairobi johannesburg dubai riyadh doha seoul pyongyang hanoi bangkok manila jakarta
crimea donbas donetsk luhansk kherson bishkek warsaw prague budapest bucharest sofia belgrade zagreb oslo
stockholm copenhagen helsinki lisbon barcelona milan munich hamburg frankfurt zurich amsterdam benghazi
concord charleston columbia raleigh charlotte richmond sacramento oakland fresno wall capitol
u.s us u.k uk u.n eu uae usa u.s.a d.c dc n.h n.y n.c s.c
mass calif fla ga pa va conn ill mich minn wis ore wash tenn ala ariz ark okla";

/// Places of several words, joined by `_`.
pub(super) const PLACE_PAIRS: &str = "
new_york new_hampshire new_jersey new_mexico new_orleans new_zealand new_delhi new_england south_carolina north_carolina
south_dakota north_dakota south_korea north_korea west_virginia los_angeles las_vegas san_francisco san_diego
san_antonio san_jose santa_fe st_louis st_petersburg des_moines cedar_rapids salt_lake palm_beach fort_worth fort_lauderdale
costa_rica el_salvador el_paso puerto_rico sri_lanka saudi_arabia south_africa hong_kong buenos_aires rio_grande
united_states united_kingdom great_britain northern_ireland middle_east west_bank gaza_strip long_island
long_beach kansas_city oklahoma_city rhode_island cape_town tel_aviv tora_bora sioux_city council_bluffs grand_rapids
ann_arbor baton_rouge little_rock santa_monica capitol_hill wall_street red_square downing_street south_bend
mar-a-lago_club west_palm daytona_beach virginia_beach myrtle_beach atlantic_city iowa_city coral_gables";

/// Adjectives and nouns of peoples, parties and faiths.
pub(super) const DEMONYMS: &str = "
american british english scottish welsh irish french german italian spanish russian ukrainian chinese japanese korean
indian pakistani afghan iranian iraqi israeli palestinian syrian turkish egyptian saudi african european asian
australian canadian mexican cuban brazilian argentine chilean colombian venezuelan polish dutch belgian swedish
norwegian danish finnish greek swiss austrian hungarian czech romanian serbian libyan nigerian kenyan vietnamese
democrat democratic republican gop tory labour conservative liberal libertarian green socialist communist
independent muslim islamic christian catholic jewish protestant mormon evangelical hindu sikh buddhist latino latina
hispanic black white southern northern western eastern texan californian floridian iowan democrats republicans
americans russians ukrainians muslims christians jews latinos hispanics marxist nazi soviet arab kurdish
conservatives liberals evangelicals tories europeans britons mexicans chinese syrians iranians iraqis israelis";

/// Names of days and months.
pub(super) const TIMES: &str = "
monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
september october november december jan feb mar apr aug sept oct nov dec mon tue tues wed thu thurs fri sat sun
today yesterday tomorrow tonight morning afternoon evening night week month year noon midnight";

/// Particles within a name.
pub(super) const PARTICLES: &str =
    "van von der den de del della da di du la le los las bin ibn al el ben ter ten dos das y abu af zu zur";

/// What may follow a name.
pub(super) const SUFFIXES: &str = "jr sr ii iii iv";

/// Prepositions.
pub(super) const PREPOSITIONS: &str = "
of to in on at by for from with without within about against among amid around before after behind below beside between
beyond despite during except inside into like near off onto out outside over past per since than through throughout
toward towards under until up upon via versus vs across along atop opposite amidst unlike alongside regarding concerning following including";

/// Articles and the like, which begin a noun phrase.
pub(super) const DETERMINERS: &str =
    "the a an this that these those his her its their our my your one another each every any some no";

/// Auxiliary verbs.
pub(super) const AUXILIARIES: &str = "
is are was were be been being has have had having do does did will would can could shall should may might must
isn't aren't wasn't weren't hasn't haven't hadn't doesn't don't didn't won't wouldn't can't couldn't shouldn't cannot
he's she's it's he'd she'd he’s she’s it’s isn’t wasn’t hasn’t hadn’t doesn’t don’t didn’t won’t wouldn’t can’t couldn’t";

/// Conjunctions and other words that a name does not begin with.
pub(super) const FUNCTION_WORDS: &str = "
and or but nor so yet if because while when where whereas whether although though unless as once then there here
not also only just even still now never always often again soon later earlier already instead however meanwhile moreover
furthermore indeed perhaps maybe yes no well oh what why how which whose whom all both most many much more less few
several other others such same own very too almost nearly rather quite ever let i we you he she it they me us him
them himself herself themselves myself itself nobody somebody someone everyone everybody anyone nothing something
everything anything two three four five six seven eight nine ten first second third last next new old good
great big thus hence otherwise according asked given based speaking standing instead additionally
finally recently today thank thanks please sure exactly right left back look watch read see
listen click go get make do did does is are was were have has had can could will would should may might
image photo video story related copyright follow share despite afterward afterwards nevertheless nonetheless
earlier over under above below we've i'm i've it's that's there's they're we're you're don't won't can't didn't doesn't isn't
wasn't let's he's she's what's who's here's";

/// Adverbs that stand between a subject and its verb.
pub(super) const ADVERBS: &str = "
also then later once still even again often never always just now soon recently already first twice
reportedly famously repeatedly quickly finally simply publicly personally previously initially bluntly flatly
further instead both all too only sometimes who";

/// Nouns and titles of women.
pub(super) const FEMALE_WORDS: &str = "
she her hers herself mrs ms miss madam lady dame woman girl mother daughter wife sister queen princess duchess
spokeswoman congresswoman chairwoman businesswoman actress councilwoman assemblywoman policewoman grandmother aunt
widow baroness countess nun mom mum girlfriend fiancee";

/// Nouns and titles of men.
pub(super) const MALE_WORDS: &str = "
he him his himself mr sir lord man boy father son husband brother king prince duke spokesman congressman chairman
businessman councilman assemblyman policeman grandfather uncle gentleman guy dad boyfriend pope bishop
priest imam baron widower monk strongman alderman";
