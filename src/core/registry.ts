import { z } from "zod";
import { KinodexError } from "./errors.js";

/** How one of the things that a registry builds is built. */
export interface RegistryEntry<Schema extends z.ZodObject, Parts extends readonly unknown[], Built> {
  /** What may be chosen about it; a strict object, so that an unknown key is refused. */
  readonly options: Schema;
  /** @param parts what it is built from besides its options; the caller owns it. */
  readonly create: (options: z.output<Schema>, ...parts: Parts) => Built;
}

/** Builders by name, for one extension point. */
export interface Registry<Name extends string, Choice, Parts extends readonly unknown[], Built> {
  /** In the order in which people are told of them. */
  readonly names: readonly Name[];
  /** Validates a choice: `{ name, … }` with the options of that name. */
  readonly schema: z.ZodType<Choice>;
  /** The keys that a choice of this name may have; of an unknown name, `name` alone. */
  keysOf(name: unknown): readonly string[];
  /**
   * Builds what a choice asks for.
   *
   * @throws {KinodexError} `usage` for an unknown name, with those that exist
   */
  create(choice: Choice, ...parts: Parts): Built;
  /** Builds what has a name that somebody gave, with no option chosen. Throws as {@link create} does. */
  createNamed(name: string, ...parts: Parts): Built;
}

interface AnyEntry {
  readonly options: z.ZodObject;
  readonly create: (...values: never) => unknown;
}
type Entries = Readonly<Record<string, AnyEntry>>;
type ChoiceOf<Map extends Entries, Key extends string> = {
  [Name in keyof Map & string]: { readonly [K in Key]: Name } & OptionsOf<Map[Name]["options"]>;
}[keyof Map & string];
// of a schema without keys zod says that it may have any
type OptionsOf<Schema extends z.ZodObject> = Readonly<Pick<z.output<Schema>, keyof Schema["shape"]>>;
type PartsOf<Map extends Entries> =
  Parameters<Map[keyof Map]["create"]> extends readonly [unknown?, ...infer Parts] ? Parts : [];

/** An entry with its types told from the schema of its options. */
export function toEntry<Schema extends z.ZodObject, Parts extends readonly unknown[], Built>(
  options: Schema,
  create: (options: z.output<Schema>, ...parts: Parts) => Built,
): RegistryEntry<Schema, Parts, Built> {
  return { options, create };
}

/**
 * Makes the registry of an extension point.
 *
 * @param what what is built, as messages call it.
 * @param key the key of a choice that names what is chosen.
 *
 * @example
 * const samplers = createRegistry("sampler", {
 *   uniform: toEntry(z.strictObject({ framesPerSecond: z.number() }), createUniformSampler),
 * });
 * samplers.create({ name: "uniform", framesPerSecond: 2 });
 */
export function createRegistry<Map extends Entries, Key extends string = "name">(
  what: string,
  entries: Map,
  key: Key = "name" as Key,
): Registry<keyof Map & string, ChoiceOf<Map, Key>, PartsOf<Map>, ReturnType<Map[keyof Map]["create"]>> {
  const names = Object.keys(entries);
  const find = (name: unknown): AnyEntry | undefined =>
    typeof name === "string" && Object.hasOwn(entries, name) ? entries[name] : undefined;
  const [first, ...others] = Object.entries(entries).map(([name, { options }]) =>
    options.extend({ [key]: z.literal(name) }),
  );
  if (!first) throw new Error(`a registry of nothing: ${what}`);
  const createFrom = (
    name: string | undefined,
    options: object,
    parts: readonly unknown[],
  ): ReturnType<Map[keyof Map]["create"]> => {
    const entry = find(name);
    if (entry) return entry.create(...([options, ...parts] as never)) as ReturnType<Map[keyof Map]["create"]>;
    const known = names.join(", ");
    throw new KinodexError("usage", `there is no ${what} "${name}"; choose one of ${known}`, { name, known });
  };
  return {
    names,
    schema: z.discriminatedUnion(key, [first, ...others]) as unknown as z.ZodType<ChoiceOf<Map, Key>>,
    keysOf: (name) => [key, ...Object.keys(find(name)?.options.shape ?? {})],
    create({ [key]: name, ...options }, ...parts) {
      return createFrom(name, options, parts);
    },
    createNamed: (name, ...parts) => createFrom(name, {}, parts),
  };
}
