import { toIndexError } from "../../../core/indexErrors.js";

/** Functions of a contract as SQLite can give them: at once, without a promise. */
export type Immediate<Contract> = {
  readonly [Name in keyof Contract]: Contract[Name] extends (...values: infer Values) => Promise<infer Result>
    ? (...values: Values) => Result
    : Contract[Name];
};

/**
 * The same functions as the contract has them: they do their work when they are called, in the order of the calls, and
 * reject with errors that say what to do where SQLite would throw its own.
 */
export function toPromises<Contract extends object>(
  catalogPath: string,
  functions: { readonly [Name in keyof Contract]: Immediate<Contract>[Name] | Contract[Name] },
): Contract {
  const wrapped = Object.entries(functions).map(([name, value]) => {
    if (typeof value !== "function") return [name, value];
    const call = value as (...values: unknown[]) => unknown;
    const toPromise = async (...values: unknown[]): Promise<unknown> => {
      try {
        return await call(...values);
      } catch (error) {
        throw toIndexError(catalogPath, error);
      }
    };
    return [name, toPromise];
  });
  return Object.fromEntries(wrapped) as Contract;
}
