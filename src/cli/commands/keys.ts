import { Option, type Command } from "commander";
import { createKeyStore, scopes, type KeyStore, type Scope } from "../../api/security/keys.js";
import { openServiceDatabase } from "../../api/serviceDatabase.js";
import { KinodexError } from "../../core/errors.js";
import { addCommonOptions, createOutput, type CommonOptions } from "../output.js";
import { toTable } from "../table.js";

/** `kinodex keys [list|add|remove]`. */
export function addKeysCommand(program: Command): void {
  const keys = program.command("keys").description("the API keys of an index");
  addCommonOptions(keys.command("list", { isDefault: true }))
    .description("list keys; what they open is not stored and cannot be shown")
    .action(runList);
  addCommonOptions(keys.command("add").argument("<name>", "whom or what the key is for"))
    .description("make a key and print it, this once")
    .addOption(new Option("--scope <scope>", "what it allows").choices(scopes).default("read"))
    .action(runAdd);
  addCommonOptions(keys.command("remove").argument("<id>", "a key's id"))
    .description("make a key worthless, also in a server that runs")
    .action(runRemove);
}

function withKeys<T>(directory: string, work: (keys: KeyStore) => T): T {
  const database = openServiceDatabase(directory);
  try {
    return work(createKeyStore(database));
  } finally {
    database.close();
  }
}

function runList(options: CommonOptions): void {
  const keys = withKeys(options.index, (store) => store.list());
  createOutput(options).result({ keys }, (width) =>
    keys.length === 0
      ? "There is no key yet. Make one: kinodex keys add NAME"
      : toTable(
          [{ title: "id" }, { title: "name", shrinks: true }, { title: "scope" }, { title: "made", optional: true }],
          keys.map(({ keyId, name, scope, createdAt }) => [keyId, name, scope, createdAt]),
          width,
        ),
  );
}

function runAdd(name: string, options: CommonOptions & { readonly scope: Scope }): void {
  const made = withKeys(options.index, (store) => store.create(name, options.scope));
  createOutput(options).result(made, () => made.key);
}

function runRemove(keyId: string, options: CommonOptions): void {
  if (!withKeys(options.index, (store) => store.remove(keyId)))
    throw new KinodexError("not-found", `there is no key "${keyId}": "kinodex keys" lists them`, { keyId });
  createOutput(options).result({ removed: keyId }, () => `removed ${keyId}`);
}
