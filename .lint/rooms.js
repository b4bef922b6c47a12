// The lint rule rooms/direction: in which direction the rooms of src/, its folders, import each other, at any depth.
// Plugins of oxlint are not stable yet, so package.json names one version of it exactly.
import { dirname, relative, resolve } from "node:path";

/** The rooms of src/. A file may import its own room and those of the lines above, but no neighbour on its line. */
const floors = [
  ["core"],
  ["media", "inference", "temporal", "store", "jobs", "collections"],
  ["sampling", "models"],
  ["annotators"],
  ["pipeline", "query"],
  ["qa", "export"],
  ["evaluation"],
  ["calibration"],
  ["app"],
  ["api", "mcp", "cli"],
];

/** Thin fronts: what they need of the rooms below, app gives them. */
const fronts = { api: ["core", "app"], mcp: ["core", "app"], cli: ["core", "app", "api", "mcp"] }; // cli starts the other two

/** What talks to the server from outside may import nothing but this. */
const outside = {
  client: { types: ["api", "core"], values: ["core"] },
  web: { types: ["client"], values: ["client"] },
};

/** The rooms that a room may import; undefined for what is no room. */
function allowedIn(room, takesTypesOnly) {
  if (Object.hasOwn(outside, room)) return outside[room][takesTypesOnly ? "types" : "values"];
  if (Object.hasOwn(fronts, room)) return fronts[room];
  const floor = floors.findIndex((rooms) => rooms.includes(room));
  return floor < 0 ? undefined : floors.slice(0, floor).flat();
}

/** What stands before all rooms: src/setup.mjs, and src/kinodex.mjs, which people start. */
const isStarter = (file, root) => dirname(file) === root && file.endsWith(".mjs");

/** What is wrong with an import; undefined where nothing is. `file` is absolute, `specifier` is what it imports. */
function faultOf(file, specifier, takesTypesOnly) {
  const [root] = /^.*[\\/]src(?=[\\/])/.exec(file) ?? [];
  if (root === undefined || !specifier.startsWith(".") || isStarter(file, root)) return undefined;
  const [from, to] = [file, resolve(dirname(file), specifier)].map((path) => relative(root, path).split(/[\\/]/)[0]);
  if (from === to) return undefined;
  if (to === "..") return "src/ is what people install: it may not import what lies outside it";
  const allowed = allowedIn(from, takesTypesOnly);
  if (allowed === undefined) return `${from} is no room: give it a place in .lint/rooms.js`;
  if (allowed.includes(to)) return undefined;
  return `${from} may not import ${takesTypesOnly ? "types of " : ""}${to}: .lint/rooms.js says which room imports which`;
}

const direction = {
  meta: { type: "problem", docs: { description: "Holds the direction of imports between the folders of src/." } },
  create(context) {
    const check = (source, takesTypesOnly) => {
      if (typeof source?.value !== "string") return;
      const message = faultOf(context.filename, source.value, takesTypesOnly);
      if (message !== undefined) context.report({ node: source, message });
    };
    return {
      ImportDeclaration: ({ source, importKind }) => check(source, importKind === "type"),
      ExportNamedDeclaration: ({ source, exportKind }) => check(source, exportKind === "type"),
      ExportAllDeclaration: ({ source, exportKind }) => check(source, exportKind === "type"),
      ImportExpression: ({ source }) => check(source, false),
      TSImportType: ({ source }) => check(source, true),
    };
  },
};

export default { meta: { name: "rooms" }, rules: { direction } };
