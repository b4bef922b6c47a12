/** Those of Latin-1 in the order of their characters, from U+00A0. */
const latin1 =
  `nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro
  para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave
  Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc
  Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc
  iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml`.split(
    /\s+/,
  );

const characters = new Map<string, string>([
  ...latin1.map((name, n) => [name, String.fromCodePoint(0xa0 + n)] as const),
  ...Object.entries({ amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", lrm: "\u200e", rlm: "\u200f", zwj: "\u200d" }),
  ...Object.entries({ zwnj: "\u200c", ndash: "–", mdash: "—", hellip: "…", lsquo: "‘", rsquo: "’", sbquo: "‚" }),
  ...Object.entries({ ldquo: "“", rdquo: "”", bdquo: "„", lsaquo: "‹", rsaquo: "›", bull: "•", euro: "€", trade: "™" }),
  ...Object.entries({ ensp: " ", emsp: " ", thinsp: " ", OElig: "Œ", oelig: "œ", Scaron: "Š", scaron: "š" }),
]);

/** Text in which `&amp;`, `&eacute;`, `&#39;` and `&#x1F600;` are the characters they stand for; others stay as they are. */
export function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]\w{1,7}));/gi, (whole, decimal, hexadecimal, name) => {
    if (name !== undefined) return characters.get(name as string) ?? whole;
    const code = decimal === undefined ? Number.parseInt(hexadecimal as string, 16) : Number(decimal);
    const isCharacter = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
    return isCharacter ? String.fromCodePoint(code) : whole;
  });
}
