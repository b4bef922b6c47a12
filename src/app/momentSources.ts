// Apart from what searches, so that a command can name the sources without loading it.
export { momentSources } from "../query/moments/foundMoment.js";
