import type { FilmStrip } from "./frames/filmStrip.js";

/** What a number opens: the examples of a task, ordered by what it was measured by. */
export interface Opened {
  readonly task: string;
  /** A figure, a control, a difference or a bin; see `ShownExample.values`. */
  readonly by: string;
}

/** How a number is drawn beside itself, from the left to the right end of a scale. */
export type Plot = { readonly scale: readonly [low: number, high: number] } & (
  | {
      readonly kind: "interval";
      readonly value: number;
      readonly interval?: readonly [number, number] | undefined;
      /** A line across: what guessing gives, or no difference. */
      readonly mark?: number | undefined;
    }
  | { readonly kind: "step"; readonly from: number; readonly to: number; readonly tone: "whole" | "up" | "down" }
);

/** The frames of a clip in a table; examples show them too, and find them by the id. */
export interface CellPicture {
  readonly id: string;
  readonly strip: FilmStrip;
  /** What it shows, in words. */
  readonly says: string;
}

/** A place of a table. */
export interface Cell {
  readonly text: string;
  /** In smaller letters below it. */
  readonly note?: string | undefined;
  readonly opens?: Opened | undefined;
  readonly plot?: Plot | undefined;
  readonly picture?: CellPicture | undefined;
  /** How dark it is filled, in [0, 1]. */
  readonly shade?: number | undefined;
}

/** A column of a table; those of plots have no words of their own. */
export interface Column {
  readonly title: string;
  readonly kind: "text" | "number" | "plot";
  /** Ends and middle of the scale of its plots. */
  readonly ticks?: readonly number[] | undefined;
}

export interface TableBlock {
  readonly kind: "table";
  readonly caption: string;
  readonly columns: readonly Column[];
  /** The first cell of each is its heading. */
  readonly rows: readonly (readonly Cell[])[];
  /** Whether it is there to be looked up, and closed at first. */
  readonly isClosed?: boolean | undefined;
  /** Whether it stands beside others of its kind where there is room. */
  readonly isSmall?: boolean | undefined;
  /** Whether its numbers tell of each row how it is taken for which column; the first columns stand for the rows. */
  readonly isMatrix?: boolean | undefined;
}

/** A point of a chart. */
export interface ChartPoint {
  readonly x: number;
  readonly y: number;
  readonly label: string;
  /** How much it stands for, against the others. */
  readonly weight?: number | undefined;
  readonly interval?: readonly [number, number] | undefined;
  readonly opens?: Opened | undefined;
}

/** An axis from its first tick to its last. */
export interface Axis {
  readonly title: string;
  readonly ticks: readonly { readonly at: number; readonly text: string }[];
}

/** A chart of two axes with the table that says the same. */
export interface ChartBlock {
  readonly kind: "chart";
  readonly caption: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly points: readonly ChartPoint[];
  /** Whether the points are joined by a line. */
  readonly isLine: boolean;
  /** A line to hold the points against. */
  readonly guide?:
    { readonly from: readonly [x: number, y: number]; readonly to: readonly [x: number, y: number] } | undefined;
  readonly table: TableBlock;
}

/** A sentence, and a number in it with the examples that it is drawn from. */
export interface Statement {
  readonly text: string;
  readonly value?: string | undefined;
  /** What stands after the value. */
  readonly rest?: string | undefined;
  readonly opens?: Opened | undefined;
}

export interface StatementsBlock {
  readonly kind: "statements";
  readonly heading: string;
  readonly tone: "good" | "bad" | "open" | "plain";
  readonly statements: readonly Statement[];
  /** What stands where there is none. */
  readonly otherwise: string;
}

export type Block = TableBlock | ChartBlock | StatementsBlock;

export interface Section {
  readonly title: string;
  /** What it shows and how it is read, in a sentence or two. */
  readonly intro?: string | undefined;
  /** Whether it is there to be looked up. */
  readonly isDetail?: boolean | undefined;
  readonly blocks: readonly Block[];
}

/** What a report says, whatever it is written as. */
export interface Report {
  readonly title: string;
  /** What is told about the run in one line. */
  readonly about: string;
  readonly sections: readonly Section[];
}
