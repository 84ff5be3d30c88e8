import type { CircuitBreaker } from "../circuit-breaker/circuit-breaker.js";
import type { Clock, TimerHandle } from "../clock/clock.js";
import { systemClock } from "../clock/system-clock.js";
import { emit, observed } from "../diagnostics/diagnostics.js";
import { type Ballot, countVotes, type QuorumRules, readBallot, writeBallot } from "./circuit-votes.js";
import type { RedisConnection } from "./connection.js";
import { OwnOpenings } from "./own-openings.js";
import { RecentCalls } from "./recent-calls.js";
import { redisScript } from "./script.js";

export interface VoterSettings extends QuorumRules {
  readonly connection: RedisConnection;
  readonly service: string;
  readonly nodeId: string;
  readonly prefix: string;
  readonly callsWindowMs: number;
  readonly publishMs: number;
  readonly ttlMs: number;
}

/** Writes this node's ballot, drops those of nodes that are gone, and returns the server's time and all that are left. */
const voteScript = redisScript(`
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local life = tonumber(ARGV[3])
redis.call('HSET', KEYS[1], ARGV[1], string.format('%.0f', now) .. ARGV[2])
redis.call('PEXPIRE', KEYS[1], life)
local entries, answer = redis.call('HGETALL', KEYS[1]), { now }
for index = 1, #entries, 2 do
  local at, ballot = string.match(entries[index + 1], '^(%d+)(.*)$')
  if at and math.abs(now - at) <= life then
    answer[#answer + 1] = entries[index]
    answer[#answer + 1] = ballot
  else
    redis.call('HDEL', KEYS[1], entries[index])
  end
end
return answer
`);

/** Lets a process end whatever this timer still waits for; browsers and other clocks have no such thing. */
function detach(timer: TimerHandle): void {
  if (typeof timer !== "object" || timer === null) return;
  const unref: unknown = Reflect.get(timer, "unref");
  if (typeof unref === "function") unref.call(timer);
}

/** One node's part in the votes on a service: votes, counts, and opens and lifts circuits accordingly. */
export class Voter {
  private readonly breaker: CircuitBreaker;
  private readonly settings: VoterSettings;
  private readonly clock: Clock;
  private readonly hash: string;
  private readonly calls: RecentCalls;
  private readonly openings: OwnOpenings;
  private contested: ReadonlySet<string> = new Set();
  private readonly reached = new Set<string>();
  /** The server's clock less ours, from the last answer. */
  private serverAhead: number | undefined;
  private timer: TimerHandle | undefined;
  private closed = false;
  private voting: Promise<void>;

  constructor(breaker: CircuitBreaker, settings: VoterSettings) {
    this.breaker = breaker;
    this.settings = settings;
    this.clock = breaker.clock ?? systemClock;
    this.hash = `${settings.prefix}:{${settings.service}}:circuits`;
    this.calls = new RecentCalls(this.clock, settings.callsWindowMs);
    this.openings = new OwnOpenings(breaker, this.clock);
    this.voting = this.voteAndGoOn();
  }

  called(key: string): void {
    if (!this.closed) this.calls.add(key);
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    this.clock.clearTimeout(this.timer);
    await this.voting;
    await this.settings.connection.command("HDEL", this.hash, this.settings.nodeId).catch(() => {});
  }

  private async voteAndGoOn(): Promise<void> {
    try {
      await this.vote();
    } catch {
      // Without the server every node goes by its own calls; the connection has told.
    }
    if (this.closed) return;
    this.timer = this.clock.setTimeout(() => {
      this.voting = this.voteAndGoOn();
    }, this.settings.publishMs);
    detach(this.timer);
  }

  private async vote(): Promise<void> {
    const { connection, nodeId, ttlMs } = this.settings;
    const args = [nodeId, writeBallot(this.ballot()), Math.ceil(ttlMs)];
    const reply = (await connection.run(voteScript, [this.hash], args)) as readonly unknown[];
    if (this.closed) return;
    this.serverAhead = Number(reply[0]) - this.clock.now();
    const ballots = new Map<string, Ballot>();
    for (let index = 1; index + 1 < reply.length; index += 2) {
      const ballot = readBallot(String(reply[index + 1]));
      if (ballot !== undefined) ballots.set(String(reply[index]), ballot);
    }
    this.contested = new Set(Array.from(ballots.values()).flatMap(({ open }) => [...open.keys()]));
    // What this node says of circuits that others have only just opened.
    ballots.set(nodeId, this.ballot());
    this.follow(ballots);
  }

  private ballot(): Ballot {
    if (this.serverAhead === undefined) return { open: new Map(), calls: new Map() };
    const now = this.clock.now();
    const open = this.openings.look(now, now + this.serverAhead);
    const states = this.breaker.states();
    const calls = Array.from(this.contested, (key) => {
      const canTell = (states.get(key) ?? "closed") === "closed";
      return [key, canTell ? this.calls.of(key) : null] as const;
    });
    return { open, calls: new Map(calls) };
  }

  private follow(ballots: ReadonlyMap<string, Ballot>): void {
    const now = this.clock.now();
    const openMs = Number(Reflect.get(this.breaker.settings, "openMs"));
    const states = this.breaker.states();
    for (const key of new Set([...this.contested, ...this.openings.imposed(), ...this.reached])) {
      const count = countVotes(ballots.values(), key, this.openings.clearedAt(key), this.settings);
      this.tell(key, count.reached, count.failing, count.judging);
      if (!count.reached) this.openings.lift(key, openMs);
      else if ((states.get(key) ?? "closed") === "closed") {
        this.openings.impose(key, now, now + (this.serverAhead ?? 0), openMs);
      }
    }
    this.openings.forgetBut(this.contested);
  }

  private tell(key: string, reached: boolean, failing: number, judging: number): void {
    if (reached === this.reached.has(key)) return;
    if (reached) this.reached.add(key);
    else this.reached.delete(key);
    if (observed()) emit({ type: "circuit.quorum", policy: this.breaker.name, key, reached, failing, judging });
  }
}
