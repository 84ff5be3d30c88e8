import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import {
  type CircuitBreakerOptions,
  circuitBreaker,
  consecutiveFailures,
  diagnostics,
  pipeline,
  type ResilienceEvent,
} from "../../packages/resilience/src/index.js";
import { redisConnection, type SharedCircuitOptions, shareCircuit } from "../../packages/resilience/src/redis/index.js";
import {
  anyRedis,
  type ClientPackage,
  clientPackages,
  deleteKeys,
  OwnRedis,
  openClient,
  ownPrefix,
} from "./redis-server.js";

const minute = 60_000;
const patience = { timeout: 10_000, interval: 5 };

async function node(
  client: ClientPackage,
  port: number,
  shared: Partial<SharedCircuitOptions>,
  breaking: Partial<CircuitBreakerOptions> = {},
) {
  const { client: open, close } = await openClient[client](port);
  const connection = redisConnection(open, { timeoutMs: 5_000, retryAfterMs: 50 });
  const own = circuitBreaker({ name: "vies", strategy: consecutiveFailures(3), openMs: minute, ...breaking });
  const breaker = shareCircuit(own, { connection, publishMs: 20, ttlMs: 500, ...shared });
  const { execute } = pipeline(breaker);
  onTestFinished(async () => {
    await breaker.close();
    await close();
  });
  const answer = (times: number) => Promise.all(Array.from({ length: times }, () => execute(() => "well")));
  const fail = async (key?: string) => {
    const call = () => execute(() => Promise.reject(new Error("down")), { key }).catch(() => {});
    for (let failure = 0; failure < 3; failure += 1) await call();
  };
  return { breaker, connection, execute, answer, fail };
}

describe.each(clientPackages)("a circuit shared over Redis with the package %s", (client) => {
  let server: Awaited<ReturnType<typeof anyRedis>>;
  beforeAll(async () => {
    server = await anyRedis();
  });
  afterAll(() => server.stop());

  async function nodes(count: number, breaking: Partial<CircuitBreakerOptions> = {}) {
    const prefix = ownPrefix();
    onTestFinished(() => deleteKeys(server.port, prefix));
    const made = await Promise.all(
      Array.from({ length: count }, () => node(client, server.port, { prefix }, breaking)),
    );
    const { client: open, close } = await openClient.ioredis(server.port);
    onTestFinished(close);
    const direct = redisConnection(open, { timeoutMs: 5_000 });
    const votes = () => direct.command("HLEN", `${prefix}:{vies}:circuits`);
    await vi.waitFor(async () => expect(await votes()).toBe(count), patience);
    return { made, votes, states: () => made.map(({ breaker }) => breaker.state) };
  }

  /** Everybody has voted and counted since. */
  async function rounds(count: number) {
    await new Promise((resolve) => setTimeout(resolve, count * 20));
  }

  it("one bad node opens its own circuit and nobody else's", async () => {
    const { made, states } = await nodes(4);
    for (const healthy of made.slice(1)) await healthy.answer(5);
    await made[0]?.fail();
    await rounds(15);
    expect(states()).toEqual(["open", "closed", "closed", "closed"]);
  });

  it("a quorum opens it for all, also for a node that has not called yet, and says so", async () => {
    const events: ResilienceEvent[] = [];
    onTestFinished(diagnostics.on((event) => events.push(event)));
    const { made, states } = await nodes(5);
    const [first, second, healthy, another] = made;
    await Promise.all([healthy?.answer(5), another?.answer(5)]);
    await first?.fail();
    await rounds(10);
    expect(states().filter((state) => state === "open").length).toBe(1);
    await second?.fail();
    await vi.waitFor(() => expect(new Set(states())).toEqual(new Set(["open"])), patience);
    expect(events).toContainEqual({
      type: "circuit.quorum",
      policy: "vies",
      key: "",
      reached: true,
      failing: 2,
      judging: 4,
    });
    const work = vi.fn();
    await expect(another?.execute(work)).rejects.toMatchObject({ code: "CIRCUIT_OPEN" });
    expect(work).not.toHaveBeenCalled();
  });

  it("when the quorum is gone, every node leaves by a probe of its own, and is not opened by old votes again", async () => {
    const { made, states } = await nodes(4);
    const [first, second, third, fourth] = made;
    await Promise.all([first?.fail(), second?.fail()]);
    await vi.waitFor(() => expect(states()).toEqual(["open", "open", "open", "open"]), patience);
    // One of the two finds the service well again; the other still has its circuit open for a minute.
    first?.breaker.reset();
    await vi.waitFor(() => expect(states()).toEqual(["closed", "open", "half-open", "half-open"]), patience);
    await third?.answer(1);
    await fourth?.execute(() => Promise.reject(new Error("down"))).catch(() => {});
    expect(states()).toEqual(["closed", "open", "closed", "open"]);
    await third?.answer(5);
    await first?.answer(5);
    await rounds(10);
    // Two of four again, but one of them from before: enough for the first only if it found out since.
    expect(third?.breaker.state).toBe("closed");
  });

  it("each key is voted on apart", async () => {
    const { made } = await nodes(3, { perKey: { by: (key) => key.slice(0, 2) } });
    await Promise.all([made[0]?.fail("DE1"), made[1]?.fail("DE2")]);
    await vi.waitFor(() => expect(made[2]?.breaker.stateOf("DE3")).toBe("open"), patience);
    expect(made.map(({ breaker }) => breaker.stateOf("FR"))).toEqual(["closed", "closed", "closed"]);
  });

  it("10: nothing runs after close, and the vote is gone; a node that dies is gone after its time", async () => {
    const { made, votes } = await nodes(3);
    const [first, second] = made;
    await first?.fail();
    await Promise.all([first?.breaker.close(), first?.breaker.close()]);
    const asked = vi.fn(async () => []);
    if (first !== undefined) first.connection.run = asked;
    // As if it had died: it stops voting, and does not say so.
    if (second !== undefined) second.connection.run = async () => [];
    expect(await votes()).toBe(2);
    await vi.waitFor(async () => expect(await votes()).toBe(1), patience);
    expect(asked).not.toHaveBeenCalled();
  });
});

it("without Redis every node goes by its own calls; votes go on when it is back", async () => {
  const server = await OwnRedis.start();
  onTestFinished(() => server.kill());
  const made = await Promise.all(clientPackages.map((client) => node(client, server.port, {})));
  await server.kill();
  await Promise.all(made.map(({ fail }) => fail()));
  expect(made.map(({ breaker }) => breaker.state)).toEqual(["open", "open"]);
  await server.start();
  const third = await node("ioredis", server.port, {});
  await vi.waitFor(() => expect(third.breaker.state).toBe("open"), patience);
});

it("19: unknown and contradictory options are refused at construction", async () => {
  const server = await anyRedis();
  onTestFinished(() => server.stop());
  const { client, close } = await openClient.ioredis(server.port);
  onTestFinished(close);
  const connection = redisConnection(client);
  const breaker = circuitBreaker({ strategy: consecutiveFailures(3) });
  expect(() => shareCircuit(breaker, { connection, quorum: 0 })).toThrow(/quorum must be a number above 0/);
  expect(() => shareCircuit(breaker, { connection, publishMs: 1_000, ttlMs: 1_500 })).toThrow(/ttlMs must be at least/);
  expect(() => shareCircuit(breaker, { connection, majority: 1 } as never)).toThrow(/no option majority/);
});
