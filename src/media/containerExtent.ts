import { open, type FileHandle } from "node:fs/promises";

/**
 * Says how a file is shorter than its own structure promises, or undefined where the structure is whole or unknown.
 *
 * Reads the sizes that the container states (ISO 14496-12 boxes, the Matroska segment, RIFF chunks, ASF file
 * properties, Ogg pages, MPEG packets); a demuxer comes to the end of such a file without a complaint.
 */
export async function findTruncation(path: string, formatName: string, sizeBytes: number): Promise<string | undefined> {
  await using file = await open(path, "r");
  if (formatName === "ogg" && !(await endsOggStream(file, sizeBytes)))
    return "the file is cut short or was never finished: its last page does not end a stream";
  const promisedBytes = await promisedSize(file, formatName, sizeBytes);
  if (promisedBytes === undefined || promisedBytes <= sizeBytes) return undefined;
  return `the file is cut short: it holds ${sizeBytes} bytes of the ${promisedBytes} that its header promises`;
}

async function promisedSize(file: FileHandle, formatName: string, sizeBytes: number): Promise<number | undefined> {
  if (formatName.startsWith("mov")) return endOfBoxes(file, sizeBytes);
  if (formatName.startsWith("matroska")) return endOfSegment(file);
  if (formatName === "avi") return endOfRiff(file, sizeBytes);
  if (formatName === "asf") return statedAsfSize(file);
  if (formatName === "mpeg") return endOfProgramStream(file, sizeBytes);
  if (formatName === "mpegts") return endOfPackets(file, sizeBytes);
  return undefined;
}

async function readAt(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, at);
  return buffer.subarray(0, bytesRead);
}

async function endOfBoxes(file: FileHandle, sizeBytes: number): Promise<number | undefined> {
  let at = 0;
  for (let count = 0; at < sizeBytes && count < 100_000; count += 1) {
    const head = await readAt(file, at, 16);
    if (head.length < 8) break;
    if (!/^[\x20-\x7e\xa9]{4}$/.test(head.toString("latin1", 4, 8))) return undefined; // trailing bytes that are no box
    const size32 = head.readUInt32BE(0);
    if (size32 === 0) return undefined; // the last box, to the end of the file
    const size = size32 === 1 && head.length === 16 ? Number(head.readBigUInt64BE(8)) : size32;
    if (size < 8) return undefined;
    at += size;
  }
  return at;
}

async function endOfSegment(file: FileHandle): Promise<number | undefined> {
  const head = await readAt(file, 0, 256);
  const header = readElement(head, 0);
  if (header === undefined || header.id !== 0x1a45dfa3 || header.size === undefined) return undefined;
  let at = header.dataAt + header.size;
  let element = readElement(head, at);
  if (element?.id === 0xec && element.size !== undefined) {
    at = element.dataAt + element.size; // a Void element between the two
    element = readElement(head, at);
  }
  if (element?.id !== 0x18538067 || element.size === undefined) return undefined;
  return element.dataAt + element.size;
}

/** EBML (RFC 8794): an identifier and a size of variable length; all ones mean "unknown". */
function readElement(bytes: Buffer, at: number): { id: number; size: number | undefined; dataAt: number } | undefined {
  const idLength = Math.clz32(bytes[at] ?? 0) - 23;
  const sizeAt = at + idLength;
  const sizeLength = Math.clz32(bytes[sizeAt] ?? 0) - 23;
  const dataAt = sizeAt + sizeLength;
  if (idLength > 4 || sizeLength > 8 || dataAt > bytes.length) return undefined;
  const id = bytes.readUIntBE(at, idLength);
  const marked = bytes.subarray(sizeAt, dataAt);
  let size = (marked[0] as number) & (0xff >> sizeLength);
  let isUnknown = size === 0xff >> sizeLength;
  for (const byte of marked.subarray(1)) {
    size = size * 256 + byte;
    isUnknown &&= byte === 0xff;
  }
  return { id, size: isUnknown ? undefined : size, dataAt };
}

async function endOfRiff(file: FileHandle, sizeBytes: number): Promise<number | undefined> {
  let at = 0;
  while (at + 12 <= sizeBytes) {
    const head = await readAt(file, at, 8); // OpenDML files hold several RIFF chunks
    if (head.toString("latin1", 0, 4) !== "RIFF") break;
    const size = head.readUInt32LE(4);
    if (size === 0 || size === 0xffffffff) return undefined; // written to a pipe
    at += 8 + size + (size % 2);
  }
  return at > 0 ? at - 1 : undefined; // some writers leave the padding byte out
}

const ASF_FILE_PROPERTIES = Buffer.from("a1dcab8c47a9cf118ee400c00c205365", "hex");

/** The file properties object states the size of the file, unless its flags say that it was broadcast. */
async function statedAsfSize(file: FileHandle): Promise<number | undefined> {
  const head = await readAt(file, 0, 65_536);
  const at = head.indexOf(ASF_FILE_PROPERTIES);
  if (at < 0 || at + 92 > head.length) return undefined;
  const isBroadcast = (head.readUInt32LE(at + 88) & 1) === 1;
  return isBroadcast ? undefined : Number(head.readBigUInt64LE(at + 40));
}

/** Whether the last page of an Ogg file is whole and flagged as the end of its stream (RFC 3533, section 6). */
async function endsOggStream(file: FileHandle, sizeBytes: number): Promise<boolean> {
  const tail = await readAt(file, Math.max(0, sizeBytes - 131_072), 131_072);
  const at = tail.lastIndexOf("OggS");
  const segmentCount = tail[at + 26];
  if (at < 0 || segmentCount === undefined) return false;
  const segments = tail.subarray(at + 27, at + 27 + segmentCount);
  const pageEnd = at + 27 + segmentCount + segments.reduce((sum, size) => sum + size, 0);
  return pageEnd <= tail.length && ((tail[at + 5] as number) & 0x04) !== 0;
}

async function endOfPackets(file: FileHandle, sizeBytes: number): Promise<number | undefined> {
  const head = await readAt(file, 0, 1024);
  for (const [packetBytes, syncAt] of [
    [188, 0],
    [192, 4],
    [204, 0],
  ] as const) {
    if ([0, 1, 2, 3].every((n) => head[syncAt + n * packetBytes] === 0x47))
      return Math.ceil(sizeBytes / packetBytes) * packetBytes;
  }
  return undefined;
}

/** Where the last packet of a program stream ends (ISO 13818-1, 2.5.3); undefined where other bytes follow the packets. */
async function endOfProgramStream(file: FileHandle, sizeBytes: number): Promise<number | undefined> {
  const tailAt = Math.max(0, sizeBytes - 131_072);
  const tail = await readAt(file, tailAt, sizeBytes - tailAt);
  let at = tail.lastIndexOf(Buffer.of(0, 0, 1, 0xba));
  if (at < 0) return undefined;
  while (at < tail.length) {
    const head = tail.subarray(at, at + 14);
    if (head.subarray(0, 3).compare(Buffer.of(0, 0, 1).subarray(0, head.length)) !== 0) return undefined;
    const code = head[3] ?? 0xb9;
    if (code === 0xb9) at += 4;
    else if (code === 0xba) at += ((head[4] ?? 0x40) & 0xc0) === 0x40 ? 14 + ((head[13] ?? 0) & 7) : 12;
    else at += 6 + (head.length < 6 ? 0 : head.readUInt16BE(4));
  }
  return tailAt + at;
}
