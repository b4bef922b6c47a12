import { fixed, type Form } from "./form.js";

const words = "it asks for words, names or thoughts, and only what is seen is known";

/** Questions that retrieval cannot answer, and why. */
export const outsideForms: readonly Form<string>[] = [
  fixed(/^(?:why|how come)\b/, "why does the dog run", "it asks for a reason, and what is seen does not tell why"),
  fixed(
    /^how (?!much time\b)(?:much|old|far|fast|tall|big|heavy|large|deep)\b/,
    "how tall is the tower",
    "it asks for a measurement, and similarities tell none",
  ),
  fixed(
    /^how (?:does|do|did|is|are|can|could|to|would|should)\b/,
    "how do you tie a knot",
    "it asks how something is done, which retrieval does not tell",
  ),
  fixed(
    /^(?:what|who).* (?:saying|says?|said|talking about|called|named|think|thinks|feel|feels)\b/,
    "what is the man saying",
    words,
  ),
  fixed(/^what(?:'s| is) .*\bname\b/, "what is the name of the dog", words),
];
