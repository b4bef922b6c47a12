import { KinodexError } from "../../../core/errors.js";
import type { LeaseGuard } from "../../../core/jobLease.js";
import type { WriteOptions } from "../catalog.js";
import type { CatalogFile } from "./catalogFile.js";

/** Does `work` in one transaction, under the lease of the options where they have one. */
export type Write = <Result>(options: WriteOptions | undefined, work: () => Result) => Result;

/**
 * Opens what every change of a catalog goes through.
 *
 * @param guard checks leases; without it, there are none.
 */
export function createWrite({ database, path }: CatalogFile, guard: LeaseGuard | undefined): Write {
  const countRevision = database.prepare("UPDATE meta SET value = value + 1 WHERE key = 'revision'");
  const requireGuard = (): LeaseGuard => {
    if (guard) return guard;
    throw new KinodexError("usage", `${path} was opened without what checks leases: openStore takes it.`, { path });
  };
  const transaction = database.transaction((work: () => unknown, { lease, result }: WriteOptions): unknown => {
    if (lease) requireGuard().require(lease);
    const made = work();
    countRevision.run();
    if (lease && result) requireGuard().finish(lease, result);
    return made;
  });
  return <Result>(options: WriteOptions | undefined, work: () => Result) => transaction(work, options ?? {}) as Result;
}
