import type { Decision, Risk, RiskFactor, RiskLevel } from "../model/result.js";
import type { RiskFacts } from "./facts.js";
import type { RiskPolicy } from "./policy.js";
import { riskRules } from "./rules.js";

/** Adds up the rules that fire, to 100 points at most. */
export function scoreRisk(facts: RiskFacts, policy: RiskPolicy): Risk {
  const factors: RiskFactor[] = [];
  let total = 0;
  for (const rule of riskRules) {
    const points = policy.points[rule.code] ?? 0;
    if (points === 0) continue;
    const evidence = rule.when(facts, policy);
    if (evidence === null) continue;
    factors.push({ code: rule.code, points, message: evidence });
    total += points;
  }
  const points = Math.min(100, Math.max(0, total));
  return {
    score: points / 100,
    level: levelOf(points, policy),
    factors,
    requiresReview: points >= policy.reviewFrom,
  };
}

function levelOf(points: number, policy: RiskPolicy): RiskLevel {
  if (points >= policy.levels.high) return "HIGH";
  return points >= policy.levels.medium ? "MEDIUM" : "LOW";
}

/** Sends a document to a person or lets it pass, and says why in the words of the factors that decided it. */
export function routeDocument(risk: Risk, policy: RiskPolicy): Decision {
  const points = Math.round(risk.score * 100);
  if (!risk.requiresReview) {
    return { route: "approve", reasons: [`${points} of 100 risk points, review starts at ${policy.reviewFrom}`] };
  }
  const heaviestFirst = [...risk.factors].sort((a, b) => b.points - a.points);
  return { route: "review", reasons: heaviestFirst.map((factor) => factor.message) };
}
