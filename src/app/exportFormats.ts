// Apart from what exports, so that a command can name the formats without loading it.
export { formatNames, requireFormat } from "../export/formats.js";
export { toCurveTable } from "../export/tables.js";
