import { maxQueryLength } from "../../core/textLimits.js";
import { markAsides } from "./asides.js";
import { createSubjectCarrier } from "./clauses.js";
import { flat, joinOperands, type Constraint } from "./joinOperands.js";
import { isJoint, leadsSequence, type Mark } from "./mark.js";
import { markTokens } from "./marks.js";
import { createQueryError, type Place } from "./queryError.js";
import { toTokens, withoutStops, type Token } from "./tokens.js";
import { deepest, faultOf, maxPhrases, type QueryTree } from "./tree.js";

const example = "a dog runs then a cat sleeps";

/**
 * Reads a query in plain words or in the language of LANGUAGE.md, in time linear in its length.
 *
 * @throws {KinodexError} `usage` with the place that cannot be read, and a correct example.
 */
export function parseQuery(query: string): QueryTree {
  if (query.length > maxQueryLength) {
    const place = { start: maxQueryLength, end: maxQueryLength + 1 };
    throw createQueryError(query, place, `a query has at most ${maxQueryLength} characters`, example);
  }
  const read = toTokens(query);
  if (read.length === 0) throw createQueryError(query, { start: 0, end: 1 }, "it is empty", example);
  const { tokens, marks } = markAsides({ tokens: read, marks: markTokens(query, read) });
  const tree = new Parser(query, tokens, marks).parse();
  const fault = faultOf(tree);
  if (fault) throw createQueryError(query, { start: 0, end: query.length }, fault, '"a beach" and not "people"');
  return tree;
}

/** A recursive descent, as the grammar has many levels and each is one method. */
class Parser {
  private at = 0;
  private depth = 0;
  private phrases = 0;
  private readonly carrySubject = createSubjectCarrier();
  /** The comma that ends the operand in hand. */
  private stop = Number.POSITIVE_INFINITY;

  constructor(
    private readonly query: string,
    private readonly tokens: readonly Token[],
    private readonly marks: readonly (Mark | undefined)[],
  ) {}

  parse(): QueryTree {
    const tree = this.sequence();
    const left = this.tokens[this.at];
    if (!left) return tree;
    throw left.kind === "close"
      ? this.error(left, "this parenthesis was never opened", '(a dog or a cat) then "a bird"')
      : this.error(left, `nothing says how "${left.text}" belongs to what stands before it`, example);
  }

  /** sequence = fronted | [ "first" ] joined { joint joined { constraint } } */
  private sequence(): QueryTree {
    const mark = this.mark();
    if (mark?.type === "fronted") return this.fronted(mark);
    const isHead = mark?.type === "first" && leadsSequence(this.tokens, this.marks, this.at);
    if (isHead) this.take(mark);
    let tree = this.joined();
    for (;;) {
      const early = this.constraints();
      this.skipComma();
      const joint = this.mark();
      if (!isJoint(joint)) {
        const misplaced = early[0];
        if (misplaced)
          throw this.error(
            misplaced.place,
            "this says how far apart two things are, and there is one",
            `${example} within 10s`,
          );
        this.dropClosing();
        return tree;
      }
      const place = this.take(joint);
      const late = this.constraints();
      if (this.mark()?.type === "last" && joint.type === "then") this.take(this.mark() as Mark);
      const right = this.operandAfter(place, () => this.joined());
      tree = joinOperands(this.query, joint.type, [tree, right], [...early, ...late, ...this.constraints()]);
      this.dropClosing();
    }
  }

  /** fronted = ( "before" | "after" | "while" | "during" ) joined "," sequence */
  private fronted(mark: Mark & { readonly type: "fronted" }): QueryTree {
    const place = this.take(mark);
    const outer = this.stop;
    this.stop = mark.comma;
    const aside = this.operandAfter(place, () => this.joined());
    this.stop = outer;
    if (this.at !== mark.comma)
      throw this.error(
        this.place(),
        "this operator stands inside another's operand",
        "(a dog runs then a cat sleeps) before a bird flies",
      );
    this.at += 1;
    const rest = this.operandAfter(place, () => this.sequence());
    return joinOperands(this.query, mark.joins, [rest, aside], []);
  }

  /** constraint = "within" duration | "at least" duration "apart" | "without" joined "between" */
  private constraints(): Constraint[] {
    const found: Constraint[] = [];
    for (;;) {
      if (this.marks[this.at + 1]?.type === "within" || this.marks[this.at + 1]?.type === "without") this.skipComma();
      const mark = this.mark();
      if (mark?.type === "within") found.push({ gap: { atMostSeconds: mark.seconds }, place: this.take(mark) });
      else if (mark?.type === "apart") found.push({ gap: { atLeastSeconds: mark.seconds }, place: this.take(mark) });
      else if (mark?.type === "without") found.push(this.exclusion(mark));
      else return found;
    }
  }

  private exclusion(mark: Mark): Constraint {
    const place = this.take(mark);
    const without = this.operandAfter(place, () => this.joined());
    const end = this.mark();
    if (end?.type !== "between")
      throw this.error(place, '"without" needs "between" after it', `${example} without a bird between`);
    this.take(end);
    return { gap: { without }, place };
  }

  /** joined = conjunction { "or" conjunction }; conjunction = suffixed { "and" suffixed } */
  private joined(type: "or" | "and" = "or"): QueryTree {
    const next = type === "or" ? () => this.joined("and") : () => this.suffixed();
    const operands = [this.operandAfter(undefined, next)];
    for (let mark = this.mark(); mark?.type === type; mark = this.mark()) {
      const place = this.take(mark);
      operands.push(this.operandAfter(place, next));
    }
    return operands.length === 1 ? (operands[0] as QueryTree) : flat(type, operands);
  }

  /** suffixed = prefixed { "twice" | number "times" | "for at least" duration } */
  private suffixed(): QueryTree {
    let tree = this.prefixed();
    for (;;) {
      const mark = this.mark();
      if (mark?.type === "repeated") tree = { type: "repeated", operand: tree, times: mark.times };
      else if (mark?.type === "lasting") tree = { type: "lasting", operand: tree, atLeastSeconds: mark.seconds };
      else return tree;
      const place = this.take(mark);
      if (mark.type === "repeated" && mark.times > 10)
        throw this.error(place, "at most ten times can be asked for", "a ball bounces three times");
      if (mark.type === "lasting" && mark.seconds === 0)
        throw this.error(place, "0 seconds is no length", "a dog runs for at least 5s");
    }
  }

  /** prefixed = [ "not" | "first" | "last" ] ( "(" sequence ")" | phrase ) */
  private prefixed(): QueryTree {
    const mark = this.mark();
    if (mark?.type === "not" || mark?.type === "first" || mark?.type === "last") {
      const place = this.take(mark);
      return { type: mark.type, operand: this.deeper(place, () => this.operandAfter(place, () => this.prefixed())) };
    }
    const token = this.tokens[this.at];
    if (token?.kind !== "open") return this.phrase();
    this.at += 1;
    const inside = this.deeper(token, () => this.operandAfter(token, () => this.sequence()));
    if (this.tokens[this.at]?.kind !== "close")
      throw this.error(token, "this parenthesis is never closed", '(a dog or a cat) then "a bird"');
    this.at += 1;
    return inside;
  }

  /** phrase = { word | quoted | "," } */
  private phrase(): QueryTree {
    const first = this.at;
    while (this.at < Math.min(this.tokens.length, this.stop) && this.isPlain(this.at)) this.at += 1;
    let end = this.at;
    while (end > first && this.tokens[end - 1]?.kind === "comma") end -= 1;
    const tokens = this.tokens.slice(first, end);
    const quoted = tokens.length === 1 && tokens[0]?.kind === "quoted" ? tokens[0].text : undefined;
    const start = tokens[0]?.start ?? 0;
    const text = quoted ?? withoutStops(this.query.slice(start, tokens.at(-1)?.end ?? start));
    if (text === "") throw this.error(this.place(), "a description is missing here", example);
    this.phrases += 1;
    if (this.phrases > maxPhrases)
      throw this.error({ start, end: start + text.length }, `a query has at most ${maxPhrases} phrases`, example);
    if (quoted !== undefined) return { type: "phrase", text };
    return { type: "phrase", text: this.carrySubject(tokens, text).replaceAll(/\s+/g, " ") };
  }

  private isPlain(at: number): boolean {
    const { kind } = this.tokens[at] as Token;
    return (
      !this.marks[at] && (kind === "word" || kind === "quoted" || (kind === "comma" && !isJoint(this.marks[at + 1])))
    );
  }

  /** Runs `read` where an operand must begin; `before` is the operator that asks for it. */
  private operandAfter(before: Place | undefined, read: () => QueryTree): QueryTree {
    const token = this.tokens[this.at];
    const mark = this.mark();
    const isEnd = !token || this.at >= this.stop || token.kind === "close";
    if (isEnd || (mark && !["not", "first", "last", "fronted"].includes(mark.type))) {
      const place = before ?? (mark ? this.place(mark.length) : this.place());
      const said = this.query.slice(place.start, place.end);
      if (!before && !mark) throw this.error(place, "a description is missing here", example);
      throw this.error(place, `"${said}" has nothing ${before ? "after" : "before"} it`, example);
    }
    return read();
  }

  private deeper(place: Place, read: () => QueryTree): QueryTree {
    this.depth += 1;
    if (this.depth > deepest) throw this.error(place, `operators stand more than ${deepest} deep`, example);
    const tree = read();
    this.depth -= 1;
    return tree;
  }

  private dropClosing(): void {
    const mark = this.mark();
    if (mark?.type === "closing") this.take(mark);
  }

  private skipComma(): void {
    if (this.at < this.stop && this.tokens[this.at]?.kind === "comma") this.at += 1;
  }

  private mark(): Mark | undefined {
    return this.at < this.stop ? this.marks[this.at] : undefined;
  }

  private take({ length }: Mark): Place {
    const place = this.place(length);
    this.at += length;
    return place;
  }

  /** The place of the next tokens, or the end of the query. */
  private place(length = 1): Place {
    const first = this.tokens[this.at];
    if (!first) return { start: this.query.length, end: this.query.length + 1 };
    return { start: first.start, end: (this.tokens[this.at + length - 1] ?? first).end };
  }

  private error(place: Place, problem: string, correct: string) {
    return createQueryError(this.query, place, problem, correct);
  }
}
