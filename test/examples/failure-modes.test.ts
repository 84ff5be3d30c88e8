import { describe, expect, it } from "vitest";
import { run as breakerFalsePositives } from "../../examples/failure-modes/breaker-false-positives.js";
import { run as queueExhaustion } from "../../examples/failure-modes/queue-exhaustion.js";
import { run as retryStorm } from "../../examples/failure-modes/retry-storm.js";
import { run as retryingWhatCanNotSucceed } from "../../examples/failure-modes/retrying-what-can-not-succeed.js";
import { run as stuckDegradation } from "../../examples/failure-modes/stuck-degradation.js";

describe("the failure modes, without and with the policies", () => {
  it("retry storm: retries alone keep the service down, a budget and a breaker let it recover", async () => {
    const { figures, holds } = await retryStorm();
    expect(figures.answeredAtTheEnd).toEqual({ without: 0, with: 1 });
    expect(figures.worstLoad.without).toBeGreaterThan(3.5);
    expect(figures.worstLoad.with).toBeLessThan(1.2);
    expect(holds).toBe(true);
  });

  it("breaker false positives: what was fine is refused by the naive breaker and never by the right one", async () => {
    const { figures, holds } = await breakerFalsePositives();
    expect(figures.map(({ right }) => right.refused)).toEqual([0, 0, 0]);
    expect(figures.map(({ naive }) => naive.refused / naive.answerable > 0.25)).toEqual([true, true, true]);
    expect(holds).toBe(true);
  });

  it("queue exhaustion: without a bound nearly all answers are late, with it none is", async () => {
    const { figures, holds } = await queueExhaustion();
    expect(figures.inTime.without).toBeLessThan(0.2);
    expect(figures.inTime.with).toBeGreaterThan(0.8);
    expect(figures.late.with).toBe(0);
    expect(figures.longestLine).toMatchObject({ with: 80 });
    expect(holds).toBe(true);
  });

  it("stuck degradation: the pipeline is back with the service, the home-made protections are not", async () => {
    const { figures, holds } = await stuckDegradation();
    expect(figures.with).toBeLessThanOrEqual(32);
    expect(Math.min(figures.flag, figures.cachedStandIn, figures.hungProbe)).toBeGreaterThan(300);
    expect(holds).toBe(true);
  });

  it("retrying what can not succeed: costs time, money and payments made twice", async () => {
    const { figures, holds } = await retryingWhatCanNotSucceed();
    expect(figures.without.requests).toBeGreaterThan(1.5 * figures.with.requests);
    expect(figures.without.doublePayments).toBeGreaterThan(0);
    expect(figures.with.doublePayments).toBe(0);
    expect(holds).toBe(true);
  });
});
