import { describe, expect, it } from "vitest";
import { duration, showProgress } from "./progress.js";

function lines(): { readonly stream: NodeJS.WriteStream; readonly written: string[] } {
  const written: string[] = [];
  return {
    stream: { isTTY: false, write: (line: string) => written.push(line) } as unknown as NodeJS.WriteStream,
    written,
  };
}

describe("showProgress", () => {
  it("writes a plain line every few seconds where there is no terminal", () => {
    const { stream, written } = lines();
    let now = 0;
    const progress = showProgress(stream, () => now);
    for (now = 1000; now <= 11_000; now += 1000) progress.update({ documents: now / 10, failed: 2, share: 0.25 });
    expect(written).toEqual([
      "enhancing: 500 documents (25 %), 2 failed, 100/s\n",
      "enhancing: 1000 documents (25 %), 2 failed, 100/s\n",
    ]);
  });

  it("claims no share of an input whose length nobody knows", () => {
    const { stream, written } = lines();
    let now = 0;
    const progress = showProgress(stream, () => now);
    now = 6000;
    progress.update({ documents: 12, failed: 0, share: null });
    expect(written).toEqual(["enhancing: 12 documents, 0 failed, 2.0/s\n"]);
  });
});

describe("duration", () => {
  it.each([
    [0.2, "0s"],
    [59.4, "59s"],
    [75, "1m15s"],
    [3660, "1h01m"],
  ])("%d seconds are %s", (seconds, text) => {
    expect(duration(seconds)).toBe(text);
  });
});
