// What trees say in words.
export { toProgrammeText } from "../qa/programme.js";
export { operandsOf, toText as toQueryText } from "../query/language/tree.js";
