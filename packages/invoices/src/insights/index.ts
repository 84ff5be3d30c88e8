export { vendorConfidence } from "./confidence.js";
export type * from "./facts.js";
export {
  type Recommendation,
  type RecommendationThresholds,
  recommendationThresholds,
  recommendForSession,
  recommendForSimilar,
  recommendForVendor,
} from "./recommendation.js";
export { type SimilarityQuery, similarityWeights } from "./similarity.js";
