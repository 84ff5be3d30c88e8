import { describe, expect, it } from "vitest";
import { loadConfiguration } from "../configuration/load.js";
import { createClients } from "./clients.js";

const clientsWith = (environment: Readonly<Record<string, string>>) =>
  createClients(loadConfiguration(environment), "balanced");

describe("createClients", () => {
  it("has no HMRC at HMRC's own address without credentials", () => {
    expect(clientsWith({}).hmrc).toBeNull();
  });

  it.each([
    ["credentials", { TIDEGATE_HMRC_CLIENT_ID: "id", TIDEGATE_HMRC_CLIENT_SECRET: "secret" }],
    ["the address of a gateway", { TIDEGATE_HMRC_URL: "http://127.0.0.1:9000" }],
  ])("asks HMRC with %s", (_what, environment) => {
    expect(clientsWith(environment).hmrc?.name).toBe("hmrc");
  });

  it.each([
    ["TIDEGATE_HMRC_CLIENT_ID", "TIDEGATE_HMRC_CLIENT_SECRET"],
    ["TIDEGATE_HMRC_CLIENT_SECRET", "TIDEGATE_HMRC_CLIENT_ID"],
  ])("refuses %s alone, naming %s", (given, missing) => {
    expect(() => clientsWith({ [given]: "x", TIDEGATE_HMRC_URL: "http://127.0.0.1:9000" })).toThrow(
      `${missing}: must be set too where ${given} is`,
    );
  });
});
