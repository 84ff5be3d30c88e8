import { describe, expect, it } from "vitest";
import { jsonAnswer } from "../stand-ins/answer.js";
import { startStandIn } from "../stand-ins/stand-in.js";
import { daysAgo, invoice, judgement, startScene } from "./scene.js";

const calls = ({ standIns }: Awaited<ReturnType<typeof startScene>>) => ({
  ecb: standIns.ecb.calls.map(({ key }) => key),
  vies: standIns.vies.calls.map(({ key }) => key).sort(),
  hmrc: standIns.hmrc.calls.map(({ key }) => key),
  others: [standIns.frankfurter, standIns.openErApi, standIns.currencyApi, standIns.serper].flatMap((s) => s.calls),
});

describe.concurrent("with every service up", () => {
  it("enhances with fresh rates and verdicts, one call each, and asks nobody the second time", async (context) => {
    const scene = await startScene(context, {
      registered: (country, number) =>
        country === "IT" ? null : { name: `Trader ${country}${number}`, address: null },
    });
    const documents = [
      invoice({ invoice_id: "A-1", vendor: "Trader DE136695976" }),
      invoice({ invoice_id: "A-2", vendor: "Quite Another Company AG", vat_number: "DE136695976", date: daysAgo(31) }),
      invoice({ invoice_id: "A-3", vendor: "Fantasma S.r.l.", vat_number: "IT00159560366" }),
      invoice({ invoice_id: "A-4", vendor: "Company 980780684 Ltd", currency: "GBP", vat_number: "GB980780684" }),
      invoice({ invoice_id: "A-5", vendor: "Old Friend GmbH", vat_number: "DE136695976", date: daysAgo(200) }),
    ];
    const settings = { ...scene.standIns.credentials, TIDEGATE_VIES_REQUESTER: "ATU13585627" };
    const run = async () => {
      const stdin = documents.map((document) => JSON.stringify(document)).join("\n");
      const { stdout } = await scene.run(["enhance", "-", "--format", "jsonl"], { stdin, environment: settings });
      return stdout
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line));
    };
    const results = await run();
    expect(results.map(({ vat }) => [vat.seller.number, vat.seller.status, vat.seller.nameMatch])).toEqual([
      ["DE136695976", "valid", "match"],
      ["DE136695976", "valid", "differs"],
      ["IT00159560366", "invalid", null],
      ["GB980780684", "valid", "match"],
      ["DE136695976", "valid", "differs"],
    ]);
    expect(results[0].vat.seller.evidence).toMatchObject({ registry: "vies", consultationNumber: "WAPIAAAA136695976" });
    for (const { conversions, enhancement } of results) {
      expect(conversions.EUR).toMatchObject({ source: "ecb", stale: false });
      expect(enhancement).toMatchObject({ degraded: false, costUsd: "0", errors: [], warnings: [] });
    }
    const asked = {
      ecb: ["eurofxref-hist-90d.xml", "eurofxref-hist.zip"],
      vies: ["DE136695976", "IT00159560366"],
      hmrc: ["/oauth/token", "980780684"],
      others: [],
    };
    expect({ ...calls(scene), ecb: calls(scene).ecb.sort() }).toEqual(asked);

    const again = await run();
    expect(again.map(judgement)).toEqual(results.map(judgement));
    expect(again.every(({ conversions, vat }) => conversions.EUR.fromCache && vat.seller.fromCache)).toBe(true);
    expect({ ...calls(scene), ecb: calls(scene).ecb.sort() }).toEqual(asked);
  });

  it("converts at today's rate with --rate-date latest", async (context) => {
    const scene = await startScene(context);
    const documents = [invoice({ date: daysAgo(60) }), invoice({ invoice_id: "A-2", date: daysAgo(300) })];
    const results = await scene.enhance(documents, "--rate-date", "latest");
    for (const { conversions } of results) {
      expect(conversions.EUR).toMatchObject({ source: "ecb", stale: false });
      expect((conversions.EUR?.rateDate ?? "") > daysAgo(6)).toBe(true);
    }
    expect(calls(scene).ecb).toEqual(["eurofxref-daily.xml"]);
  });

  it("pays for one search about a number that the registry could not vouch for, and counts it once", async (context) => {
    const scene = await startScene(context, {
      registered: () => jsonAnswer(200, { actionSucceed: false, errorWrappers: [{ error: "VAT_BLOCKED" }] }),
    });
    const stdin = [1, 2, 3].map((id) => JSON.stringify(invoice({ invoice_id: `A-${id}` }))).join("\n");
    const run = async () => {
      const options = { stdin, environment: scene.standIns.credentials };
      const { stdout } = await scene.run(["enhance", "-", "--format", "jsonl"], options);
      const results = stdout
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line));
      const session = JSON.parse((await scene.run(["insights", "session", "last", "--format", "json"])).stdout);
      return { results, session };
    };
    const { results, session } = await run();
    expect(results[0].vat.seller).toMatchObject({
      status: "unverified",
      reason: "rejected",
      evidence: { registry: "web-search", link: expect.stringContaining("https://register.example/") },
    });
    expect(scene.standIns.serper.calls).toHaveLength(1);
    expect(Number(session.costUsd)).toBe(0.001);

    const second = await run();
    expect(scene.standIns.serper.calls).toHaveLength(1);
    expect(Number(second.session.costUsd)).toBe(0);
    expect(Number(second.session.savedUsd)).toBeGreaterThan(0);
  });

  it("asks HMRC through a gateway that adds the credentials, where only its address is set", async (context) => {
    const scene = await startScene(context);
    const seen: unknown[] = [];
    const gateway = await startStandIn({
      keyOf: ({ path }) => path,
      answer: ({ headers, path }) => {
        seen.push(headers.authorization ?? "no token");
        const vatNumber = path.split("/").at(-1);
        return jsonAnswer(200, { target: { name: "Acme Ltd", vatNumber, address: {} } });
      },
      limited: jsonAnswer(429, {}),
    });
    context.onTestFinished(() => gateway.close());
    const { stdout } = await scene.run(["vat", "GB980780684", "--format", "jsonl"], {
      environment: { TIDEGATE_HMRC_URL: `${gateway.url}/organisations/vat/check-vat-number` },
    });
    expect(JSON.parse(stdout)).toMatchObject({ status: "valid", name: "Acme Ltd" });
    expect(seen).toEqual(["no token"]);
    expect(gateway.calls.map(({ path }) => path)).toEqual(["/organisations/vat/check-vat-number/lookup/980780684"]);
  });
});
