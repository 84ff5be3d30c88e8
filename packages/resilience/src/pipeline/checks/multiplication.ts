import { type Check, type Finding, namesOf, ofKind } from "./chain.js";
import { attemptsOf, hasBudget, runsOf } from "./repetition.js";

const product = (factors: readonly number[]): number => factors.reduce((so, factor) => so * factor, 1);

const nestedRetries: Check = (chain) => {
  const retries = ofKind(chain, "retry");
  const unbounded = retries.filter((retry) => !hasBudget(retry));
  if (retries.length < 2 || unbounded.length === 0) return [];
  const attempts = product(retries.map(attemptsOf));
  return [
    {
      code: "NESTED_RETRIES",
      links: retries,
      message: `${namesOf(retries)} are nested and multiply: up to ${attempts} attempts of one call. Keep one retry, or give all of them one budget.`,
    },
  ];
};

const hedgedRetries: Check = (chain) => {
  const hedgings = ofKind(chain, "hedging");
  const retries = ofKind(chain, "retry");
  if (hedgings.length === 0 || retries.length === 0) return [];
  if (hedgings.every(hasBudget) || retries.every(hasBudget)) return [];
  const runs = product([...hedgings.map(runsOf), ...retries.map(attemptsOf)]);
  return [
    {
      code: "HEDGED_RETRIES",
      links: [...hedgings, ...retries],
      message: `${namesOf(hedgings)} and ${namesOf(retries)} multiply: up to ${runs} runs of one call. Give them a budget, or keep one of them.`,
    },
  ];
};

/** Safe for the calls that say `idempotent: false`, and useless for them; the danger is the call that forgets to. */
const repeatedWrites: Check = (chain, { idempotent }) => {
  if (idempotent) return [];
  const advice = "Say idempotent: false on every call, or leave it out of the pipeline for writes";
  const repeating = ofKind(chain, "retry", "hedging").map(
    (link): Finding => ({
      code: link.policy.kind === "retry" ? "WRITE_RETRIED" : "WRITE_HEDGED",
      links: [link],
      message: `${link.policy.name} repeats a write that does not say that it is one, and does nothing for one that does. ${advice}; with an idempotency key a write may be repeated.`,
    }),
  );
  const caching = ofKind(chain, "cache").map(
    (link): Finding => ({
      code: "WRITE_CACHED",
      links: [link],
      message: `${link.policy.name} answers a write from memory, so that it is never made, unless the call says that it is one. ${advice}.`,
    }),
  );
  return [...repeating, ...caching];
};

/** What is done more often than anybody meant. */
export const multiplicationChecks: readonly Check[] = [nestedRetries, hedgedRetries, repeatedWrites];
