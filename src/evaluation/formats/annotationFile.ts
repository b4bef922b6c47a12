import { readFileSync } from "node:fs";
import { basename, extname } from "node:path";
import { KinodexError, toMessage } from "../../core/errors.js";
import { linesOfJson, toPathName, type JsonPath } from "./jsonLines.js";
import { readTable } from "./table.js";

/** An entry of a file, and where it stands, for people. */
export interface AnnotationRow {
  readonly place: string;
  /** Its key where the file is one object. */
  readonly key?: string | undefined;
  /** Undefined for a line that is not JSON. */
  readonly value: unknown;
}

/** A file of annotations as it was read, before anybody knows its format. */
export interface AnnotationFile {
  readonly path: string;
  /** Of the file, without its extension. */
  readonly stem: string;
  /** Lines of JSON, a JSON list, a JSON object by its keys, or a table with a head. */
  readonly shape: "lines" | "list" | "object" | "table";
  readonly rows: readonly AnnotationRow[];
  /** Where a part of a JSON document stands; deeper than three levels, what holds it. */
  placeOf(path: JsonPath): string;
}

/** What a file may be called that could hold annotations. */
export const annotationExtensions = [".json", ".jsonl", ".csv"];

/**
 * Reads a file of annotations: CSV, JSON, or lines of JSON under either name.
 *
 * @throws {KinodexError} `not-found` and `input` for a file that cannot be read, `input` for one that is none of these
 */
export function readAnnotationFile(path: string): AnnotationFile {
  const name = basename(path);
  const text = readText(path);
  const file = { path, stem: name.slice(0, name.length - extname(name).length) };
  if (extname(name).toLowerCase() === ".csv") {
    const rows = readTable(text).map(({ line, value }) => ({ place: `${name}:${line}`, value }));
    return { ...file, shape: "table", rows, placeOf: () => name };
  }
  const document = parse(text);
  if (document === undefined || isRow(document, text))
    return { ...file, shape: "lines", rows: readLines(text, path, name), placeOf: () => name };
  const lines = linesOfJson(text);
  const placeOf = (at: JsonPath): string => {
    const line = lines.get(toPathName(at.slice(0, 3))) ?? 1;
    return line > 1 ? `${name}:${line}` : `${name}:1 ${toPathName(at)}`; // in one line, the line alone says nothing
  };
  const isList = Array.isArray(document);
  const rows = Object.entries(document).map(([key, value]) => ({
    place: placeOf([isList ? Number(key) : key]),
    ...(isList ? {} : { key }),
    value: value as unknown,
  }));
  return { ...file, shape: isList ? "list" : "object", rows, placeOf };
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8").replace(/^\uFEFF/, "");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code === "ENOENT" ? "not-found" : "input";
    throw new KinodexError(code, `cannot read the annotations ${path}: ${toMessage(error)}`, { path }, error);
  }
}

/** Undefined for what is no JSON object or list. */
function parse(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a document is a file of lines that has but one: an object in one line, whose values are no objects. */
function isRow(document: object, text: string): boolean {
  const isOneLine = !Array.isArray(document) && !text.trim().includes("\n");
  return isOneLine && Object.values(document).every((value) => !isObject(value));
}

const isObject = (value: unknown): boolean => typeof value === "object" && value !== null && !Array.isArray(value);

function readLines(text: string, path: string, name: string): AnnotationRow[] {
  const rows = text.split("\n").flatMap((line, n): AnnotationRow[] => {
    const place = `${name}:${n + 1}`;
    return line.trim() === "" ? [] : [{ place, value: parse(line) }];
  });
  if (rows.some(({ value }) => value !== undefined)) return rows;
  throw new KinodexError("input", `${path} holds no annotations: it is neither JSON nor lines of JSON`, { path });
}
