// What queries and answers are made of, and what their trees say in words.
export { toProgrammeText } from "../qa/programme.js";
export { operandsOf, queryTreeSchema, toText as toQueryText } from "../query/language/tree.js";
