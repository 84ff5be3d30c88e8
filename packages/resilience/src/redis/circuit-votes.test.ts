import { describe, expect, it } from "vitest";
import { circuitBreaker, consecutiveFailures, pipeline } from "../index.js";
import { VirtualClock } from "../testing/index.js";
import { type Ballot, countVotes, readBallot, writeBallot } from "./circuit-votes.js";
import { OwnOpenings } from "./own-openings.js";
import { RecentCalls } from "./recent-calls.js";

const rules = { quorum: 0.5, minimumNodes: 2, minimumCalls: 5 };
const failing = (openedAt = 1_000): Ballot => ({ open: new Map([["DE", openedAt]]), calls: new Map() });
const well = (calls: number | null): Ballot => ({ open: new Map(), calls: new Map([["DE", calls]]) });
const notAsked: Ballot = { open: new Map(), calls: new Map() };
const count = (ballots: Ballot[], after = 0) => countVotes(ballots, "DE", after, rules);

describe("votes on a circuit", () => {
  it("one bad node is no quorum, whether it is alone, among idle nodes or among healthy ones", () => {
    expect(count([failing()]).reached).toBe(false);
    expect(count([failing(), well(0), well(4)])).toEqual({ failing: 1, judging: 1, reached: false });
    expect(count([failing(), well(5), well(900)]).reached).toBe(false);
  });

  it("half of those who can tell are a quorum; who has hardly called, or not closed its circuit, can not tell", () => {
    expect(count([failing(), failing(), well(5), well(5)])).toEqual({ failing: 2, judging: 4, reached: true });
    expect(count([failing(), failing(), well(5), well(5), well(5)]).reached).toBe(false);
    expect(count([failing(), failing(), well(4), well(0), well(null)])).toEqual({
      failing: 2,
      judging: 2,
      reached: true,
    });
  });

  it("nobody is outvoted before having been asked", () => {
    expect(count([failing(), failing(), notAsked, notAsked, notAsked]).reached).toBe(false);
  });

  it("what was found before this node's own probe succeeded counts no more", () => {
    expect(count([failing(1_000), failing(2_000)], 1_500).reached).toBe(false);
    expect(count([failing(1_600), failing(2_000)], 1_500).reached).toBe(true);
  });

  it("a ballot is read as it was written, with any key, and anything else is none", () => {
    const ballot: Ballot = { open: new Map([["__proto__", 5]]), calls: new Map([["constructor", null]]) };
    expect(readBallot(writeBallot(ballot))).toEqual(ballot);
    for (const text of ["", "null", "{}", "[1,2]", "[[],[[1,2]]]"]) expect(readBallot(text)).toBeUndefined();
    expect(count([ballot]).failing).toBe(0);
  });
});

describe("a node's own openings", () => {
  async function scene() {
    const clock = new VirtualClock();
    const breaker = circuitBreaker({ strategy: consecutiveFailures(1), openMs: 10_000, perKey: {}, clock });
    const openings = new OwnOpenings(breaker, clock);
    const { execute } = pipeline(breaker);
    const fail = () => execute(() => Promise.reject(new Error("down")), { key: "DE" }).catch(() => {});
    const succeed = () => execute(() => {}, { key: "DE" });
    // The server's clock is 5,000 ms ahead.
    const look = () => openings.look(clock.now(), clock.now() + 5_000);
    return { clock, breaker, openings, fail, succeed, look };
  }

  it("are those that its own calls made, from when they were made, until the circuit lets a probe through", async () => {
    const { clock, fail, look } = await scene();
    await clock.advance(100);
    await fail();
    await clock.advance(300);
    expect(look()).toEqual(new Map([["DE", 5_100]]));
    await clock.advance(10_000);
    expect(look()).toEqual(new Map());
    await fail();
    expect(look()).toEqual(new Map([["DE", 15_400]]));
  });

  it("are not those that votes made; but a failed probe after them is", async () => {
    const { clock, breaker, openings, fail, look } = await scene();
    openings.impose("DE", clock.now(), 5_000, 10_000);
    expect([breaker.stateOf("DE"), look()]).toEqual(["open", new Map()]);
    await clock.advance(4_000);
    expect([look(), openings.imposed()]).toEqual([new Map(), ["DE"]]);
    openings.lift("DE", 10_000);
    expect([breaker.stateOf("DE"), look(), openings.imposed()]).toEqual(["half-open", new Map(), []]);
    await fail();
    expect(look()).toEqual(new Map([["DE", 9_000]]));
  });

  it("a circuit that closed makes what others found before out of date", async () => {
    const { clock, openings, fail, succeed, look } = await scene();
    await fail();
    look();
    await clock.advance(10_000);
    look();
    await succeed();
    await clock.advance(1_000);
    look();
    // The last look before it closed: at 10,000 of ours.
    expect([openings.clearedAt("DE"), openings.clearedAt("FR")]).toEqual([15_000, Number.NEGATIVE_INFINITY]);
    openings.forgetBut(new Set());
    expect(openings.clearedAt("DE")).toBe(Number.NEGATIVE_INFINITY);
  });
});

describe("recent calls", () => {
  it("are forgotten after two windows at the latest, and after a silence at once", async () => {
    const clock = new VirtualClock();
    const calls = new RecentCalls(clock, 1_000);
    calls.add("DE");
    await clock.advance(1_500);
    calls.add("DE");
    expect(calls.of("DE")).toBe(2);
    await clock.advance(500);
    expect(calls.of("DE")).toBe(1);
    await clock.advance(60_000);
    expect([calls.of("DE"), calls.of("FR")]).toEqual([0, 0]);
  });

  it("22: of so many keys only", () => {
    const calls = new RecentCalls(new VirtualClock(), 1_000);
    for (let key = 0; key < 10_001; key += 1) calls.add(String(key));
    calls.add("0");
    expect([calls.of("0"), calls.of("9999"), calls.of("10000")]).toEqual([2, 1, 0]);
  });
});
