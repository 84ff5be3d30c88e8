import Table from "cli-table3";

export interface PlainColumn {
  readonly head: string;
  readonly align?: "left" | "right";
  /** Wraps longer text. */
  readonly width?: number;
}

const withoutLines = {
  top: "",
  "top-mid": "",
  "top-left": "",
  "top-right": "",
  bottom: "",
  "bottom-mid": "",
  "bottom-left": "",
  "bottom-right": "",
  left: "",
  "left-mid": "",
  mid: "",
  "mid-mid": "",
  right: "",
  "right-mid": "",
  middle: " ",
};

/** Columns and rows as aligned text without lines or colours, which reads well on a screen and in a pipe. */
export function plainTable(columns: readonly PlainColumn[], rows: readonly (readonly string[])[]): string {
  const table = new Table({
    head: columns.map(({ head }) => head),
    colAligns: columns.map(({ align }) => align ?? "left"),
    colWidths: columns.map(({ width }) => width ?? null),
    wordWrap: true,
    style: { head: [], border: [], compact: true, "padding-left": 0, "padding-right": 1 },
    chars: withoutLines,
  });
  table.push(...rows.map((row) => [...row]));
  return table
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}
