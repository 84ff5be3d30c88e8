import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { VirtualClock } from "../testing/index.js";
import { runs } from "../testing/runs.simulation.js";
import { byPriority } from "./by-priority.js";
import { fairByKey } from "./fair-by-key.js";
import type { QueueOrder, Waiter } from "./line.js";
import { WaitingLine } from "./waiting-line.js";

interface Entry extends Waiter {
  readonly number: number;
  readonly joinedAt: number;
}

/** What a line must take next, worked out the slow way. */
type Rule = (waiting: readonly Entry[], turns: readonly string[]) => Entry | undefined;

const ageingMs = 100;
const oldest: Rule = ([first]) => first;
const highest: Rule = (waiting) =>
  waiting.toSorted(
    (one, other) =>
      other.priority - other.joinedAt / ageingMs - (one.priority - one.joinedAt / ageingMs) ||
      one.number - other.number,
  )[0];
const inTurn: Rule = (waiting, [turn]) => waiting.find(({ key }) => key === turn);

const joining = fc.record({
  kind: fc.constant("join" as const),
  key: fc.constantFrom("a", "b", "c"),
  priority: fc.nat(3),
});

/** More join than go, so that lines get long. */
const step = fc.oneof(
  { arbitrary: joining, weight: 3 },
  fc.record({ kind: fc.constant("next" as const) }),
  fc.record({ kind: fc.constant("leave" as const), which: fc.nat(20) }),
  fc.record({ kind: fc.constant("wait" as const), ms: fc.nat(300) }),
);

describe("lines under random schedules", () => {
  it.each<[string, QueueOrder, Rule]>([
    ["first come, first served", () => new WaitingLine(), oldest],
    ["by priority", byPriority({ ageingMs }), highest],
    ["fair by key", fairByKey(), inTurn],
  ])("take whose turn it is, whoever joins and leaves: %s", async (_, order, rule) => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const clock = new VirtualClock();
        const line = order<Entry>(clock);
        let waiting: { entry: Entry; place: object }[] = [];
        let turns: string[] = [];
        let number = 0;
        const remove = (entry: Entry | undefined) => {
          waiting = waiting.filter((other) => other.entry !== entry);
          turns = turns.filter((turn) => waiting.some(({ entry: { key } }) => key === turn));
        };
        for (const taken of steps) {
          if (taken.kind === "wait") await clock.advance(taken.ms);
          if (taken.kind === "join") {
            number += 1;
            const { key, priority } = taken;
            const entry = { key, priority, number, joinedAt: clock.now() };
            waiting.push({ entry, place: line.join(entry, entry) });
            if (!turns.includes(key)) turns.push(key);
          }
          if (taken.kind === "leave") {
            const leaving = waiting[taken.which % Math.max(1, waiting.length)];
            if (leaving === undefined) continue;
            line.leave(leaving.place);
            remove(leaving.entry);
          }
          if (taken.kind === "next") {
            const expected = rule(
              waiting.map(({ entry }) => entry),
              turns,
            );
            expect(line.next()).toBe(expected);
            remove(expected);
            if (expected !== undefined) {
              const { key } = expected;
              const again = turns.includes(key ?? "");
              turns = turns.filter((turn) => turn !== key);
              if (again) turns.push(key ?? "");
            }
          }
          expect(line.size).toBe(waiting.length);
        }
      }),
      { numRuns: runs(100) },
    );
  });
});
