/** Languages of one country or script whose names are not made of others. */
const regional =
  "pt-BR pt-PT zh-Hans zh-Hant es-419 es-ES es-MX fr-CA fr-CH de-AT de-CH en-GB en-US en-AU en-CA nl-BE sr-Latn";
/** What files say for languages and is the tag of none. */
const customary = "jp=ja cn=zh-Hans chs=zh-Hans cht=zh-Hant cz=cs gr=el ua=uk dk=da pob=pt-BR"
  .split(" ")
  .map((pair) => pair.split("=") as [string, string]);

/** Tags that say only that nothing is known. */
const unknown = /^(und|mul|mis|zxx)\b/;

let known: ReadonlyMap<string, string> | undefined;

/**
 * The tag (BCP 47) of a language by what files call it: `en`, `pt_BR`, `ger`, `English`, `Deutsch` or `Brazilian
 * Portuguese`, whatever their case; undefined for anything else.
 */
export function toLanguage(name: string): string | undefined {
  const custom = customary.find(([called]) => called === name.toLowerCase());
  if (custom) return custom[1];
  if (/^[a-z]{2,3}([-_][a-z0-9]{2,8})*$/i.test(name) && !unknown.test(name.toLowerCase())) return toTag(name);
  known ??= nameLanguages();
  return known.get(toKey(name));
}

/** Whether something in `language` is for who asks for `wanted`: `en-GB` is English, but not American English. */
export function isInLanguage(language: string, wanted: string): boolean {
  return language === wanted || language.startsWith(`${wanted}-`);
}

function toTag(name: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(name.replaceAll("_", "-"))[0];
  } catch {
    return undefined;
  }
}

function nameLanguages(): ReadonlyMap<string, string> {
  const letters = "abcdefghijklmnopqrstuvwxyz".split("");
  const tags = [...letters.flatMap((first) => letters.map((second) => first + second)), ...regional.split(" ")];
  const english = new Intl.DisplayNames(["en"], { type: "language", fallback: "none" });
  const standard = new Intl.DisplayNames(["en"], { type: "language", fallback: "none", languageDisplay: "standard" });
  const names = tags.flatMap((tag) => {
    const inEnglish = english.of(tag);
    if (inEnglish === undefined) return [];
    const own = new Intl.DisplayNames([tag], { type: "language", fallback: "none" }).of(tag);
    return [inEnglish, standard.of(tag), own].flatMap((name) =>
      name === undefined ? [] : [[toKey(name), tag] as const],
    );
  });
  // the first that has a name keeps it
  return new Map(names.toReversed());
}

/** Names alike but for case, accents and what stands between their words. */
function toKey(name: string): string {
  const letters = name.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  return letters.replace(/[\s_()-]+/g, " ").trim();
}
