import { describe, expect, it } from "vitest";
import { exhaustedQuotaMs } from "./exhausted-quota.js";

const now = Date.UTC(2026, 0, 1);
const epoch = now / 1_000;

describe("the quota that a reply tells of", () => {
  it.each<[string, Record<string, string>, number | undefined]>([
    ["something is left", { ratelimit: '"default";r=50;t=30' }, undefined],
    ["nothing is left", { ratelimit: '"default";r=0;t=30' }, 30_000],
    ["blanks, as some servers write them", { ratelimit: '"100-in-15min"; r=0; t=898' }, 898_000],
    ["the longest of several", { ratelimit: '"second";r=0;t=1, "day";r=0;t=3600, "month";r=9;t=86400' }, 3_600_000],
    [
      "no time: the policy's window",
      { ratelimit: '"day";r=0', "ratelimit-policy": '"hour";q=9;w=3600,"day";q=99;w=86400' },
      86_400_000,
    ],
    ["no time and no policy", { ratelimit: '"day";r=0' }, undefined],
    ["the dictionary of the seventh draft", { ratelimit: "limit=100, remaining=0, reset=12" }, 12_000],
    ["the same with something left", { ratelimit: "limit=100, remaining=10, reset=12" }, undefined],
    ["the three fields of older drafts", { "ratelimit-remaining": "0", "ratelimit-reset": "30" }, 30_000],
    ["the older fields, something left", { "ratelimit-remaining": "1", "ratelimit-reset": "30" }, undefined],
    ["X-, seconds from now", { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "30" }, 30_000],
    ["X-, seconds since 1970", { "x-ratelimit-remaining": "0", "x-ratelimit-reset": `${epoch + 45}` }, 45_000],
    ["X-, ms since 1970", { "x-ratelimit-remaining": "0", "x-ratelimit-reset": `${now + 45_000}` }, 45_000],
    ["X-, with a fraction", { "x-ratelimit-remaining": "0", "x-ratelimit-reset": `${epoch + 1}.5` }, 1_500],
    ["X-, a moment that has passed", { "x-ratelimit-remaining": "0", "x-ratelimit-reset": `${epoch - 45}` }, 0],
    [
      "the newest form is believed",
      { ratelimit: '"default";r=5;t=30', "x-ratelimit-remaining": "0", "x-ratelimit-reset": "30" },
      undefined,
    ],
    ["nothing said", {}, undefined],
    ["garbage", { ratelimit: '"default;r=0', "x-ratelimit-remaining": "none" }, undefined],
    ["a reset without end", { "ratelimit-remaining": "0", "ratelimit-reset": "9".repeat(400) }, undefined],
    ["a negative reset", { "ratelimit-remaining": "0", "ratelimit-reset": "-5" }, undefined],
  ])("%s", (_, headers, expected) => {
    expect(exhaustedQuotaMs(new Headers(headers), now)).toBe(expected);
  });
});
