import { describe, expect, it, vi } from "vitest";
import { Hold } from "./hold.js";

const soon = () => new Promise((resolve) => setImmediate(resolve));

describe("a hold on a bulkhead's slot", () => {
  it("lasts until the call has ended and everything abandoned under it has settled", async () => {
    const release = vi.fn();
    const hold = new Hold(release, undefined);
    let settle: () => void = () => {};
    hold.keepUntil(new Promise<void>((resolve) => (settle = resolve)));
    hold.keepUntil(Promise.reject(new Error("failed")));
    hold.end();
    await soon();
    expect(release).not.toHaveBeenCalled();
    settle();
    await soon();
    expect(release).toHaveBeenCalledTimes(1);
  });

  it("keeps the slots around it too, and gives each back once, whatever is abandoned afterwards", async () => {
    const releases = [vi.fn(), vi.fn()];
    const outer = new Hold(releases[0] ?? (() => {}), undefined);
    const inner = new Hold(releases[1] ?? (() => {}), outer);
    inner.keepUntil(soon());
    inner.end();
    outer.end();
    await soon();
    inner.keepUntil(soon());
    await soon();
    await soon();
    expect(releases.map(({ mock }) => mock.calls.length)).toEqual([1, 1]);
  });
});
