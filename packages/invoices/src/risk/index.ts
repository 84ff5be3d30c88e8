export type { RiskFacts } from "./facts.js";
export { defaultRiskPolicy, type RiskPolicy } from "./policy.js";
export { type RiskRule, riskRules } from "./rules.js";
export { routeDocument, scoreRisk } from "./score.js";
