/** Words that decide whether "before" or "and" joins two things or belongs to one; see LANGUAGE.md for the rules. */
const words = (list: string): ReadonlySet<string> => new Set(list.split(/\s+/).filter(Boolean));

/** What a description of a thing begins with. */
export const determiners = words(`
a an the this that these those some another each every several many no his her its their my your our
one two three four five six seven eight nine ten`);

/** Who or what a clause may begin with, without a determiner. */
export const subjects = words(`
he she it they we i you someone somebody something everybody everyone nobody people children men women kids
players cars birds dogs cats`);

/** Subjects that stand for what an earlier clause spoke of. */
export const pronouns = words("he she it they");

/** Determiners and nouns that more than one thing goes with, so that what follows may end in s and be no verb. */
export const plurals = words(`
two three four five six seven eight nine ten some several many these those people men women children kids they we you`);

export const prepositions = words(`
in on at of with by from to into onto over under through across along behind between near against around off up down
inside outside above below beside for as like wearing holding towards toward past without upon within`);

/** Adjectives that may share the noun of another: "a red then blue light". */
export const adjectives = words(`
red blue green yellow orange purple pink white black grey gray brown dark bright closed big small large tiny huge tall long
short old young new open full empty wet dry light`);

/** Times of the day and the year: "after dark" and "during the night" say when, not what else is seen. */
export const times = words(`
dark sunset sunrise dawn dusk midnight noon nightfall day night daytime morning afternoon evening winter summer spring
autumn fall christmas halloween work school rain daylight twilight today yesterday weekend week year lunch breakfast
dinner bedtime`);

/** "a woman looks after a child": what these verbs do after something is one act. */
export const chasing = words(`
look looks looking looked run runs running ran chase chases chasing chased go goes going went name named take takes
call called reach reaches reaching ask asks swim swims swimming fly flies flying`);

/** "a man stands before a judge": these verbs make "before" a place. */
export const standing = words(`
stand stands standing stood kneel kneels kneeling knelt bow bows bowing sit sits sitting pose poses posing appears
pray prays praying`);

/** "the moment before the crash": one time, told by another. */
export const moments = words("moment instant second minute hour day night morning evening week month year");

/** Where to: "a ball rolls left". */
export const directions = words("left right up down back forward forwards backward backwards straight home away");

/** Verbs that tell how something is. */
export const linking = words("is are was were turns turn becomes become gets get goes go");

/** "shortly before": nothing that could be seen. */
export const closeness = words("shortly right just immediately soon directly straight long");

/** What "then" may follow without joining anything: "every now and then". */
export const beforeThen = words("since back by until till");

const stems = words(`
accelerate add aim appear applaud approach arrive ask attack bark bake bathe beat become begin bend bite bleed blink
blow boil bounce bow box brake break bring brush build bump burn burst buy call carry catch celebrate change charge chase
cheer chew chop clap clean clear climb close collapse collect collide come cook cough crack crash crawl cross cry curl
cut dance dig dim dip disappear dive draw dress drift drill drink drive drop drum dry eat embrace enter erupt escape
examine exit expand explode fade fall fasten feed fetch fight fill fish fix flap flash flee flicker flip float flow fly
fold follow freeze frown gallop get give glide glow go grab graze greet grill grin grow hand hang hit hold hop hug hunt
hurdle juggle jump keep kick kiss kneel knit knock land laugh launch lead lean leap leave lick lie lift light limp
listen load look lower make march melt merge milk mix moo mow move nod open orbit pack paddle paint park pass pat pay
peck pedal peel perform pet pick plant play plough point pose pounce pour pray press pull punch purr push put race rain
raise read reach reappear rest return reverse ride ring rise roar roll rotate row rub run rush sail salute scatter
scream scrub sew shake shave shine shoot shout show shrink shut sing sink sit skate skateboard ski skid skip sleep slice
slide slip slow smash smile smoke sneeze sniff snore snow soar speak spill spin splash spray spread sprint squat
squeeze stand stare start steal step stir stop stretch strike stumble surf swallow sway sweep swell swim swing
take talk tap taste teach tear throw tie tilt topple toss touch train travel trip tumble turn twirl twist type unfold
unlock unpack vanish vibrate wait wake walk wash watch water wave wear weigh wipe work wrestle write yawn yell zoom
score serve dribble dunk bowl pitch bat lose win shuffle deal hide seek peek sip stab cycle hike crouch duck pitch retreat advance return cheer leave shine erupt`);

const irregular = words("is are was were has have does had comes goes flies cries carries dries tries hurries");

const stemOf = (word: string): readonly string[] => {
  if (word.endsWith("ies")) return [`${word.slice(0, -3)}y`];
  if (word.endsWith("es")) return [word.slice(0, -2), word.slice(0, -1)];
  return word.endsWith("s") ? [word.slice(0, -1)] : [];
};

/** Whether a word is the third person of a verb that is known: "jumps". */
export function isThirdPerson(word: string): boolean {
  return irregular.has(word) || stemOf(word).some((stem) => stems.has(stem));
}

/** Whether a word is the plain form of a verb that is known: "jump". */
export function isPlainVerb(word: string): boolean {
  return stems.has(word);
}

/** Whether a word is a participle: "jumping"; a few nouns and pronouns that end alike are not. */
export function isParticiple(word: string): boolean {
  return word.length > 4 && word.endsWith("ing") && !notParticiples.has(word);
}

const notParticiples = words(
  "thing king ring string spring something anything nothing everything evening morning wing building",
);
const numerals: Readonly<Record<string, number>> = {
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
};

/** The number that a word says, in digits or up to ten in letters; undefined for anything else. */
export function toNumber(word: string | undefined): number | undefined {
  if (word === undefined) return undefined;
  if (/^\d+(\.\d+)?$/.test(word)) return Number(word);
  return Object.hasOwn(numerals, word) ? numerals[word] : undefined;
}
