//! Given names by the sex of most who bear them, from general knowledge.

/// Given names mostly of men.
pub(super) const MALE_NAMES: &str = "
aaron abbas abdel abdul abdullah abe abel abraham abu achim adam adel aden adnan adrian ahmad ahmed aidan akbar akhil akira al
alain alan alastair albert alberto alec alejandro aleksandr aleksei alessandro alex alexander alexandre alexei alexey alexis alfonso alfred
alfredo ali alistair allan allen alonzo alvaro alvin amar ambrose amir amit amos anand anatoly anders andre andreas andrei andres
andrew andrey andriy andrzej andy angelo angus anil anthony antoine anton antonin antonio antony anwar archie ari arif
aristotle armand armando armen arnaud arne arnold aron arseniy art arthur arturo arun asad ashton ashraf asif atul aubrey
august augustus austin avi axel ayman aziz babak baker barack barney baron barrett barry bart basil bashar bashir beau ben
benedict benjamin bennett benito benny bernard bernardo bernd bernie bert bhupesh bill billy bjorn blaine blake bo bob bobby bojan
boris borys boyd brad bradley brady brandon brendan brendon brent bret brett brian bruce bruno bryan bryant bryce buck bud
burt byron caleb calvin cameron carl carlo carlos carlton carson carter casey cecil cesar chad charles charlie chase chen chester
chet chris christian christoph christophe christopher chuck clarence clark claude claudio clay clayton clem clement cliff clifford
clint clinton clive clyde cody colby cole colin conor connor conrad corey cornel cornelius cory craig curt curtis cyril cyrus dag dale
dallas damian damien damon dan dana daniel daniil danny dante darius darrell darren darryl daryl dashiell dave david davis dean deepak
del denis dennis denny denys derek derrick desmond devin dexter didier diego dieter dimitri dimitris dirk dmitri dmitriy dmitry
dmytro dominic dominik dominique don donald donny doug douglas doyle drew duane dudley duncan dustin dwayne dwight dylan earl ed
eddie edgar edmund eduardo edward edwin efraim egon ehud eitan elbridge eldridge eli elias elijah elliot elliott ellis elmer elon elton
elvis emanuel emil emiliano emilio emmanuel emmett enda enrico enrique eric erich erick erik ernest ernesto ernie ervin erwin esteban ethan
eugene evan everett evo ezra fabio fabrice fadi faisal farhad farid fawaz federico felipe felix ferdinand fernando fidel finn florian floyd
francesco francis francisco franco francois frank frankie franklin frans franz fraser fred freddie frederic frederick frederik fritz fyodor
gabriel gareth garrett garry gary gavin gene geoff geoffrey george georg georges georgi geraint gerald gerard gerardo gerhard gerry gert
giles gilbert gino giorgio giovanni giuseppe glen glenn goran gordon graeme graham grant greg gregg gregor gregory grigory grover guido
guillaume guillermo gunnar gunther gus gustavo guy habib hadi haider hakan hakim hal hamid hamish hamza hank hannes hans harald harold harris
harrison harry harvey hasan hashim hassan heath hector heinrich heinz helmut henri henrik henry herbert herb herman hermann heshmat hideo hillel
hiram hiroshi homer horace horst howard howie hubert hugh hugo humberto humphrey hussein hussain ian ibrahim ichiro idris ignacio
igor ike ilham ilya imran ingo ioannis ira irvin irving irwin isaac isaiah ismail israel ivan ivo jack jackson jacob jacques jaime jair
jake jakob jalal jamal james jamie jan jared jarvis jason jasper javad javier jay jean jed jeff jefferson jeffrey jens jerald jeremiah jeremy
jermaine jerome jerrold jerry jesse jesus jim jimmy jin joachim joakim joao joaquin jock joe joel joey johan johann johannes john johnny
jon jonah jonas jonathan jordan jorge jose josef joseph josh joshua josiah juan juha julian julio julius junichiro jurgen justin kamal kareem karim
karl kasper kazuo keith kelvin ken kendrick kenneth kenny kent kenta kerry kevin khaled khalid kiefer kieran kim kip kirk klaus
knut kofi konstantin krishna kristoffer kumar kurt kwame kyle kyriakos lachlan lamar lance landon larry lars laszlo laurent laurence lawrence
lech lee leif leland len lennart lennox lenny leo leon leonard leonardo leonid leopold leroy les lester levi lewis liam lincoln lindsey
linus lionel lloyd logan lonnie lorenzo lothar lou louis luc luca lucas lucian luciano ludwig luigi luis lukas luke luther lyle lyndon lynton
mack mahmood mahmoud maksim malcolm malik manfred manny manoj manuel marc marcel marcelo marco marcos marcus mario marion mark
marko markus marlon marshall martin marty marvin marwan massimo masoud mateo mathew mathias mats matt matteo matthew matthias matti maurice mauricio
max maxim maxime maximilian maxwell mehdi mehmet mel melvin menachem merrick mervyn meyer michael michal michel mick micky miguel mihai mikael mike mikhail
miles miloš milos milton mircea miro mitch mitchell mitt mohamed mohammad mohammed moises monty morgan morris mort moshe
muammar muhammad muhammadu murad murray mustafa myron mykola mykhailo nabil najib narendra nasser nate nathan nathaniel naveen neal ned neil nelson nevil neville
newt nicholas nick nicola nicolas nicolo nigel nikita niklas nikolai nikolas nikolay nils noah noam noel nolan norbert norm norman nouri obadiah
octavio odin ola olaf ole oleg oleh oleksandr oleksii oleksiy oliver olivier olof omar omid orlando orrin oscar osama oskar oswald otis otto owen
ozzie pablo paddy palmer paolo parker pascal pat patrick paul paulo pavel pavlo pawel pedro per percy pervez pete peter petr petro petros phil
philip philippe phillip pierre pieter piotr porter preston prince prescott quentin quincy radek rafael rafiq rahm rahul rainer raj rajesh rajiv
rakesh ralph ram ramesh ramon ramzan rand randal randall randolph randy raphael rashid raul ravi ray raymond recep reed reggie reginald reid reince
reinhard rene reuben rex rey reza rhys ricardo rich richard rick rickey ricky riyad rob robbie robby robert roberto robin rocco rod rodney rodolfo rodrigo rodrigue
roger rohit roland rolf roman romano ron ronald ronnie rory ross roy ruben rudi rudolf rudolph rudy rufus rupert russ russell rustam rusty ryan
sajid salem salman salvador salvatore sam samir samuel sandro sanjay santiago santino saul sayed scot scott sean seamus sebastian sepp serge sergei sergey
sergio serhii serhiy seth seymour shane shaun shawn sheldon shigeru shimon shinzo sid sidney sigmar silvio simon slobodan sol solomon soren spencer spiro stan
stanley stavros stefan stefano steffen stelios sten stephan stephane stephen sterling steve steven stewart stuart sunil suresh sven syed sylvester tad tadeusz
tariq taro taylor ted terence terrance terrell terrence terry thabo thad thaddeus theo theodore theresienthal thom thomas thorsten tim timo timothy timur tobias toby
todd tom tomas tomasz tommaso tommy tony torsten toshio travis trent trevor trey tristan troy truman tucker tyler tyrone udo ulrich umar uri
vaclav valentin valerio valery van vance vern vernon viktor vijay vikram vince vincent vincenzo vinod viktor victor vikas vitali vitaliy vitaly vito vivek
vlad vladimir volker volodymyr vojislav vyacheslav wade waldo walker wallace walt walter warren wayne wendell werner wes wesley wilbur wilfred wilhelm will
willem william willie willy wilson winston wladimir wolf wolfgang woodrow xavier yair yanis yannick yaser yasser yasuhiro yevgeny yoav yoram yoshihide yoshiro yousef
youssef yuri yury yusuf yves zac zach zachary zack zalmay zane zbigniew zeev zhang ziad zoltan zoran zvi
jeb geraldo milovan filippo stu holger jeet keir idriss gamal hosni rishi sadiq usain novak cristiano raheem arsene
tyson lebron kobe shaquille abdulaziz abdelaziz abhishek aditya agustin ajay akio alaa alastor aldo alejo aleksander
alexandru alphonse alton amadou ambrosio amitabh anatole andreja andris anselmo antti aravind ariel arkady arlen armin
arvind ashok aurelio bakari barnaby bartholomew benigno benoit bernhard berthold bjarne bogdan bohdan boutros branko
brennan bryn camilo carmine cecilio cedric celso chaim chidi chukwuma cillian claes corbin cormac daisuke danilo darko
davey declan delbert demetrius dermot diarmuid dickie digby dimitar dmitro domenico donal donovan dragan dusan eamon
eamonn edouard edvard efrain eino elio elvin emanuele emeka emre ennio eoin ephraim erdogan erwan etienne ezequiel fahad
farouk faustino fergus fernand ferenc fintan flavio fouad gael gaston gavriel gennady gennadi georgios geronimo giacomo
gianluca gianni gideon gilberto gilles goncalo grady greig guilherme gulbuddin gustav haim hakeem hamad hamdi haroon
hashem hassane helge herve hideki hikmet hilario hisham hosam hristo iain iestyn ignatius ilan ilir imad ioan iqbal
isidro ismet istvan itamar jabari jacek jacinto jaap jafar jaroslaw jeremias jerzy jiri jorgen jozef junichi jussi kaare
karl-heinz katsuya keiji kelechi kenji kenzo keshav khalifa khalil kirill krzysztof kwasi lajos lazaro leandro leonel
loic lorne ludovic luiz maciej magnus mahathir mahinda makoto malachy mamadou manmohan marat marek mariano marouane
masahiro mateusz micah micheal mikhael miroslav mitsuo modibo mordechai murat mustapha myles naftali navin nayib nawaz
nestor niall niels nikolaos nikos nizar nobuo nuri obafemi oisin okan omer oriol osman osvaldo othman ousmane patricio
patrik peadar pekka petar pierluigi piet pio prakash radoslaw ramzi ranil renzo riccardo rigoberto rohan romain ronan
roque ruaridh ruslan saad sachin salim sebastien semyon shai shahid sharif sigurd simeon sotiris stanislav steinar
subrahmanyam suleiman svein taavi takashi takeshi tamir tatsuo tendai terje theodoros thierry thorbjorn tibor tito
toomas tsvi tunde tuomas uwe valdis vasily vasyl venkat virgil vittorio vladislav waleed wasim wim wojciech xabier yann
yaroslav yasuo yitzhak yossi yuichi yukio yuval zaki zdenek zeljko zlatan rhodri gruffydd gethin gwilym callum struan
torquil piers crispin tarquin algernon alfie ollie bertie rowan leighton gwyn";

/// Given names mostly of women.
pub(super) const FEMALE_NAMES: &str = "
abby abigail ada adela adele adriana adrienne agatha agnes aicha aileen aimee aisha akiko alana alberta alejandra alessandra alexa alexandra alexandria
alice alicia alina alison aliza allie allison allyson alma althea alyssa amal amalia amanda amara amber amelia amelie amina amira amy ana
anastasia andrea angela angelica angelina angelique anita ann anna annabel annabelle anne annegret anneke annette annie annika anouk antoinette
antonia anya april arabella ariana arianna arlene ashlee ashleigh ashley astrid aubree audrey aung ava ayesha aya azadeh barb barbara barbra beatrice beatrix
becky belinda bella benazir bernadette bernice bertha bessie beth bethany betsy bettina betty beverley beverly bianca birgit bonnie brandi brandy
breanna brenda breshna briana brianna bridget brigid brigitte brittany brooke caitlin camila camilla camille candace candice candy cara carla carly carmela carmen carol
carole caroline carolyn carrie cassandra cassidy catalina catarina cate catherine cathleen cathy cecile cecilia celeste celia celine chandra chantal charity charlene charlotte
chelsea cherie cherry cheryl chiara chloe christa christiane christie christina christine christy chrystia ciara cindy claire clara clare clarissa claudia
colette colleen condoleezza connie constance consuelo cora coretta corinne cornelia courtney cristina crystal cynthia dagmar daisy danielle daphne darlene
dawn deanna deb debbie debora deborah debra dee deidre deirdre delia denise desiree diana diane dianna dianne dilma dina dinah dolores dominique donna dora
doreen doris dorothea dorothy dottie drew ebony edith edna eileen elaine eleanor elena eleni elisa elisabeth elise eliza elizabeth ella ellen ellie eloise elsa
elsie elvira emilia emilie emily emma erica erika erin esmeralda esperanza estelle esther ethel eugenia eva evelyn faith farah farida fatima fatma federica felicia
fern fiona flora florence fran frances francesca francine francoise freda frederica frida gabriela gabriella gabrielle gail gayle gemma genevieve georgia georgina
geraldine gertrude gillian gina ginger ginny giorgia gisela gisele giselle giulia gladys glenda gloria golda grace greta gretchen guadalupe gwen gwendolyn hadley haley
hana hanna hannah harriet hattie hazel heather heidi heike helen helena helene helga henrietta hilary hilda hillary holly hope huma ida ilana
ilene iman imogen indira ines inga ingrid irena irene irina iris irma isabel isabella isabelle isla ivana ivanka ivy jackie jaclyn jacqueline jada jade
jaleh jan jana jane janelle janet janice janie janine jasmine jeane jeanette jeanine jeanne jemima jen jenna jennie jennifer jenny jessica jessie jill jillian jo
joan joann joanna joanne jocelyn jodi jodie jody johanna josefina josephine joy joyce juanita judi judith judy julia juliana julianna julianne julie juliet juliette
june justine kaitlin kamala kara karen karin karina karla kate katerina katharine katherine kathie kathleen kathryn kathy katie katja katrina katy katya kay kayla
kayleigh keiko keira kellie kelly kellyanne kelsey kendra keri kerri kersti kimberly kirsten kirstie kirstjen kitty kris krista kristen kristi kristie kristin
kristina kristine lana lara latoya latasha laura laurel lauren laurie layla lea leah leanne leigh leila lena lenore leona leonora leslie leticia leyla
liane libby lidia lila lilian liliana lillian lilly lily lina linda lindsay lisa lise liv liz liza lizzie lois lola lora loretta lori lorna lorraine
lottie louisa louise lourdes lucia lucille lucinda lucy ludmila luisa lupe lydia lynda lyndsey lynette lynn lynne mabel macarena mackenzie madeleine madeline
madison mae magda magdalena maggie maia mallory malala mandy manuela mara marcela marcia margaret margarita margarita margot margrethe marguerite maria mariah mariam marian
mariana marianne marie mariela marilyn marina marine marisa marissa marjorie marla marlene marsha marta martha martina mary maryam maryann maryanne matilda maura maureen
mavis maxine maya meg megan meghan mei melanie melania melinda melissa mercedes meredith meryl mette mia michaela michele michelle mildred millicent mimi mina mindy
minnie mira miranda miriam moira mollie molly mona monica monika monique myra myriam myrna nadezhda nadia nadine nan nancy naomi natalia natalie natalya natasha
nell nellie nerissa nicky nicole nicolette nikki nina nisha noelle noemi nora noreen norma octavia odette olena olga olive olivia oksana olha ophelia oprah padma paige pam
pamela paola pat patience patricia patsy patti patty paula paulette pauline pearl peggy penelope penny petra phoebe phyllis polly pooja portia pranab prisca priscilla priti priya queenie
rachael rachel ramona rania raquel rebecca regina regine renata renee rhoda rhonda rina rita roberta robyn rochelle rosa rosalind rosalyn rosamund rosanna rosario rose roseanne
roselyn rosemary rosie rowena roxanne ruby ruth sabina sabine sabrina sade sadie saira sally salma samantha samira sandra sandy sanna sara sarah sasha
savannah scarlett selena selma serena shabana shaheen shami shanna shannon shari sharon sheena sheila shelby shelley shelly sherri sherry sheryl shirley siobhan simone
sofia soledad sonia sonja sonya sophia sophie stacey stacy stella stephanie sue summer susan susana susanna susanne susie suzanne suzette svetlana
sybil sylvia sylvie tabitha tamara tami tammy tania tanya tara tasha tatiana tatyana teresa teri terri tess tessa thelma theresa therese theresa tiffany tina toni tonya tracey tracy
trina trish trisha trudy tulsi tzipi uma ursula valentina valerie vanessa vera verena veronica vicki vicky victoria viola violet virginia vivian vivien viviane wanda wendy whitney whoopi wilhelmina
wilma winifred winnie xiomara yael yasmin yasmine yelena yingluck yolanda yoko yulia yuliya yvette yvonne zahra zainab zara zeinab zelda zoe zofia zuzana
selenis jacinda malkia tyresha rakeyia azucena krystal stevie venus abha adaeze agathe agnieszka ailsa aisling alicja
aliyah aminata anca aneta angelika anila anneliese aoife araceli ariadne atefeh ayse beata beatriz berit birgitte
bronagh bronwen brunhilde caoimhe carina carme chimamanda claudine clodagh concepcion corazon cosima daniela daphna
delphine despina dorota eilidh ekaterina elif elke elodie elsbeth emine emmanuelle estela eunice fadela fatoumata
felicity fionnuala freya galina gerda grazia grainne gro gulnara gunilla hanan heba hedwig helle huda ilse imelda
ingeborg isadora isolde jadwiga jamila jasmin jelena jolanta jutta karolina katarina katrin kerstin khadija kirsty
krisztina ksenia ligia lorena lubna luz lyudmila mairead maja malgorzata malin margarethe margit mariko marisol marit
mathilde maud mechthild michiko milena minna mireille najat nawal nayla ngozi niamh nilufar noura nuria orla orlaith
patrizia perpetua phumzile pilar polina priyanka radhika rasha reem rigmor roisin roxana ruxandra sadia saffron saima
saoirse sarita senait shannen shirin sigrid silke silvana sinead sofie solveig soraya soumaya sunita sushma sylwia tansu
thandi thuli thora tove trude ulrike uta vasiliki veronika vigdis viktoria violeta wangari yetunde zinaida zsuzsanna nia
sian cerys carys angharad rhiannon bethan mhairi morag catriona shona philippa cressida pippa beryl";

/// Short forms and the names they stand for, for telling that two forms agree.
pub(super) const NICKNAMES: &str = "
bill:william billy:william will:william willie:william bob:robert bobby:robert rob:robert robbie:robert robby:robert dick:richard rick:richard rich:richard
ricky:richard jim:james jimmy:james jamie:james joe:joseph joey:joseph jack:john johnny:john jon:jonathan mike:michael mick:michael mickey:michael
dave:david dan:daniel danny:daniel tom:thomas tommy:thomas tim:timothy tony:anthony ted:edward ed:edward eddie:edward ned:edward ted:theodore
ben:benjamin benny:benjamin sam:samuel steve:steven steve:stephen chris:christopher chris:christine matt:matthew nick:nicholas andy:andrew drew:andrew
alex:alexander charlie:charles chuck:charles hank:henry harry:henry harry:harold hal:harold larry:lawrence jerry:gerald gerry:gerald jerry:jerome
ken:kenneth kenny:kenneth ron:ronald ronnie:ronald don:donald donny:donald doug:douglas greg:gregory jeff:jeffrey geoff:geoffrey josh:joshua
pete:peter phil:philip ray:raymond russ:russell stan:stanley walt:walter vince:vincent bernie:bernard mitt:willard newt:newton fred:frederick
al:albert art:arthur bert:albert cliff:clifford gene:eugene gus:augustus herb:herbert lou:louis marty:martin max:maxwell nate:nathan norm:norman
pat:patrick pat:patricia rudy:rudolph sandy:alexander sid:sidney wes:wesley zach:zachary zack:zachary abe:abraham
liz:elizabeth beth:elizabeth betty:elizabeth betsy:elizabeth lizzie:elizabeth libby:elizabeth kate:katherine kathy:katherine katie:katherine kate:catherine cathy:catherine
sue:susan susie:susan jen:jennifer jenny:jennifer peggy:margaret maggie:margaret meg:margaret debbie:deborah deb:deborah barb:barbara pam:pamela patty:patricia trish:patricia
vicky:victoria vicki:victoria mandy:amanda becky:rebecca cindy:cynthia judy:judith jill:jillian kim:kimberly nancy:ann sally:sarah terri:theresa tess:theresa
wendy:gwendolyn fran:frances ginny:virginia jackie:jacqueline jo:joanne lindsay:lindsey gabby:gabrielle chrissy:christine";
