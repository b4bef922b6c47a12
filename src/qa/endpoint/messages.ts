import type { DecodedFrame } from "../../core/frame.js";
import { aboutPictures, toLabel, toQuestionText, type Asked } from "../generated/asked.js";
import type { ChatMessage, ChatPart } from "./endpoint.js";

/** A picture of a video as a server is sent it. */
export interface SentPicture extends Pick<DecodedFrame, "timeSeconds"> {
  /** The bytes of a file. */
  readonly jpeg: Uint8Array;
}

/** Messages that show pictures, each after its second, and ask about them; with `onePerMessage` a message for each. */
export function toMessages(asked: Asked, pictures: readonly SentPicture[], onePerMessage: boolean): ChatMessage[] {
  const parts = pictures.map(toParts);
  const question = { type: "text", text: toQuestionText(asked) } as const;
  const intro = { type: "text", text: aboutPictures } as const;
  if (!onePerMessage) return [toUser([intro, ...parts.flat(), question])];
  return [toUser([intro]), ...parts.map(toUser), toUser([question])];
}

/** What follows a reply that could not be read. */
export function toRepair(reply: string, problem: string): ChatMessage[] {
  const content = `That cannot be read: ${problem}. Reply again, with nothing but the JSON object.`;
  return [
    { role: "assistant", content: reply.slice(0, 2000) },
    { role: "user", content },
  ];
}

function toParts({ timeSeconds, jpeg }: SentPicture): ChatPart[] {
  const url = `data:image/jpeg;base64,${Buffer.from(jpeg).toString("base64")}`;
  return [
    { type: "text", text: `[${toLabel(timeSeconds)} s]` },
    { type: "image_url", image_url: { url } },
  ];
}

const toUser = (content: readonly ChatPart[]): ChatMessage => ({ role: "user", content });
