import { open, type FileHandle } from "node:fs/promises";
import { KinodexError } from "../../core/errors.js";

// An ONNX file is a protocol buffer (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto). What is read here is where it
// says that its weights are, before a runtime follows that.

/** For each kind of message, what kind its fields hold; other fields are skipped. */
const fields = {
  model: { 7: "graph", 25: "function" },
  graph: { 1: "node", 5: "tensor", 15: "sparse" },
  function: { 7: "node", 11: "attribute" },
  node: { 5: "attribute" },
  attribute: { 5: "tensor", 6: "graph", 10: "tensor", 11: "graph", 22: "sparse", 23: "sparse" },
  sparse: { 1: "tensor", 2: "tensor" },
  tensor: { 13: "entry" },
  entry: { 1: "key", 2: "value" },
} as const satisfies Record<string, Readonly<Record<number, string>>>;
type Kind = keyof typeof fields;

const maxTextBytes = 4096;
const maxDepth = 64;

/**
 * Names of the files beside an ONNX file that hold its weights, as the file states them.
 *
 * @throws {KinodexError} `model` when it is no ONNX file, or names a file that is not in its own folder
 */
export async function externalDataOf(path: string): Promise<readonly string[]> {
  await using file = await open(path);
  const { size } = await file.stat();
  const found = new Set<string>();
  try {
    await walk(createCursor(file), "model", 0, size, found, 0);
  } catch (error) {
    throw new KinodexError("model", `${path} is no ONNX file: its fields cannot be read`, { path }, error);
  }
  const outside = [...found].find((name) => !/^[\w.-]+$/.test(name) || name.startsWith("."));
  if (outside === undefined) return [...found];
  const message = `refused ${path}: it looks for its weights in "${outside}", which is not a file beside it`;
  throw new KinodexError("model", message, { path, outside });
}

async function walk(
  at: Cursor,
  kind: Kind,
  start: number,
  end: number,
  found: Set<string>,
  depth: number,
): Promise<void> {
  if (depth > maxDepth) throw new Error("nested too deeply");
  const entry: { key?: string; value?: string } = {};
  let position = start;
  while (position < end) {
    const tag = await at.varint(position);
    const wire = tag.value & 7;
    const inner = (fields[kind] as Readonly<Record<number, string>>)[Math.floor(tag.value / 8)];
    position = tag.next;
    if (wire === 0) position = (await at.varint(position)).next;
    else if (wire === 1) position += 8;
    else if (wire === 5) position += 4;
    else if (wire === 2) {
      const length = await at.varint(position);
      const [from, to] = [length.next, length.next + length.value];
      if (to > end) throw new Error("a field ends after its message");
      if (inner === "key" || inner === "value")
        entry[inner] = await at.text(from, Math.min(length.value, maxTextBytes));
      else if (inner !== undefined) await walk(at, inner as Kind, from, to, found, depth + 1);
      position = to;
    } else throw new Error(`a field of type ${wire}`);
  }
  if (position !== end) throw new Error("a message ends amid a field");
  if (kind === "entry" && entry.key === "location") found.add(entry.value ?? "");
}

interface Cursor {
  varint(position: number): Promise<{ readonly value: number; readonly next: number }>;
  text(position: number, length: number): Promise<string>;
}

/** Reads a file in blocks; weights are passed over without being read. */
function createCursor(file: FileHandle): Cursor {
  const block = Buffer.alloc(64 * 1024);
  let [start, length] = [0, 0];
  const byteAt = async (position: number): Promise<number> => {
    if (position < start || position >= start + length) {
      start = position;
      ({ bytesRead: length } = await file.read(block, 0, block.length, position));
      if (length === 0) throw new Error("the file ends amid a field");
    }
    return block[position - start] as number;
  };
  return {
    async varint(position) {
      let value = 0;
      for (let n = 0; n < 10; n += 1) {
        const byte = await byteAt(position + n);
        value += (byte & 127) * 2 ** (7 * n);
        if (byte < 128) return { value, next: position + n + 1 };
      }
      throw new Error("a number without an end");
    },
    async text(position, bytes) {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, position);
      return buffer.toString("utf8", 0, bytesRead);
    },
  };
}
