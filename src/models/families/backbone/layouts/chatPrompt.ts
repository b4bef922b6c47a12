import { Template } from "@huggingface/jinja";
import { runInNewContext } from "node:vm";
import { z } from "zod";
import { KinodexError, toMessage } from "../../../../core/errors.js";
import type { FetchedSettings } from "../../hubLayout.js";
import { readSettings, token } from "../../layouts/settings.js";
import type { BackboneKind } from "./kinds.js";

/** Files that may hold a chat template, beside `tokenizer_config.json`. */
export const templateFiles = ["chat_template.jinja", "chat_template.json"];

const stated = z.object({
  chat_template: z.union([z.string(), z.array(z.object({ name: z.string(), template: z.string() }))]).nullish(),
  bos_token: token.nullish(),
  eos_token: token.nullish(),
});

/** What is said around pictures and a question. */
export interface ChatPrompt {
  readonly start: string;
  readonly picture: string;
  readonly question: string;
  readonly end: string;
  readonly addsSpecialTokens: boolean;
}

/** What models were taught whose repositories have no template. */
const withoutTemplate: Readonly<Record<string, Pick<ChatPrompt, "start" | "question" | "end"> & { after: string }>> = {
  moondream1: { start: "", after: "\n\n", question: "Question: ", end: "\n\nAnswer:" },
  llava: { start: "USER: ", after: "\n", question: "", end: " ASSISTANT:" },
};

/** Stands for the question in a template, which then shows what is put around it. */
const mark = "\u{E000}question\u{E000}";
/** A template is a program; one that runs on is none. */
const maxTemplateMs = 2000;

/**
 * Reads from a repository's chat template what is said around a picture and a question.
 *
 * @throws {KinodexError} `model` where there is none, or what it makes is of another form
 */
export function readChatPrompt(fetched: FetchedSettings, imageToken: string, kind: BackboneKind): ChatPrompt {
  const { bos_token: bos, eos_token: eos } = readSettings(fetched, "tokenizer_config.json", stated, {});
  const template = findTemplate(fetched);
  const [before, after] = kind.aroundImage;
  const image = before + imageToken + after;
  if (template === undefined) {
    const form = withoutTemplate[kind.type];
    if (!form) throw toFailure(fetched, "there is none");
    const { after: between, ...around } = form;
    return { ...around, picture: image + between, addsSpecialTokens: true };
  }
  const contents = [[{ type: "image" }, { type: "text", text: mark }], `${imageToken}\n${mark}`];
  for (const content of contents) {
    const messages = [{ role: "user", content }];
    const said = render(fetched, template, { messages, bos_token: bos ?? "", eos_token: eos ?? "" });
    // some templates say what stands around it themselves
    const [start, rest, ...others] = said.split(said.includes(image) ? image : imageToken);
    const [between, end] = rest?.split(mark) ?? [];
    if (start === undefined || between === undefined || end === undefined || others.length > 0) continue;
    const addsSpecialTokens = !bos || !start.startsWith(bos);
    return { start, picture: image + between, question: "", end, addsSpecialTokens };
  }
  throw toFailure(fetched, `it does not say a picture ("${imageToken}") and then a question`);
}

function findTemplate(fetched: FetchedSettings): string | undefined {
  const own = fetched.text("chat_template.jinja");
  if (own !== undefined) return own;
  const files = ["chat_template.json", "tokenizer_config.json"];
  for (const file of files) {
    const { chat_template: template } = readSettings(fetched, file, stated, {});
    if (typeof template === "string") return template;
    const usual = template?.find(({ name }) => name === "default") ?? template?.[0];
    if (usual) return usual.template;
  }
  return undefined;
}

function render(fetched: FetchedSettings, template: string, values: object): string {
  try {
    const work = () => new Template(template).render({ ...values, add_generation_prompt: true });
    return runInNewContext("work()", { work }, { timeout: maxTemplateMs }) as string;
  } catch (error) {
    throw toFailure(fetched, toMessage(error), error);
  }
}

function toFailure({ about }: FetchedSettings, fault: string, cause?: unknown): KinodexError {
  return new KinodexError("model", `the chat template of ${about.id} cannot be used: ${fault}`, {}, cause);
}
