import fc from "fast-check";
import { expect, test } from "vitest";
import { isRound, mostAccounts, VendorStatistics } from "./vendor-statistics.js";

const invoice = { type: "invoice", payable: "1.00", baseAmount: "1.00", currency: "EUR", accounts: [] } as const;

test("mean and spread equal those of the whole list, however the list is cut", () => {
  const amounts = fc.array(fc.integer({ min: 1, max: 10_000_000 }), { minLength: 2, maxLength: 50 });
  fc.assert(
    fc.property(amounts, fc.nat(50), (cents, cut) => {
      const before = new VendorStatistics();
      for (const amount of cents.slice(0, cut)) before.add({ ...invoice, baseAmount: (amount / 100).toFixed(2) });
      const after = new VendorStatistics(before.toMemory());
      for (const amount of cents.slice(cut)) after.add({ ...invoice, baseAmount: (amount / 100).toFixed(2) });
      const mean = cents.reduce((sum, amount) => sum + amount / 100, 0) / cents.length;
      const squares = cents.reduce((sum, amount) => sum + (amount / 100 - mean) ** 2, 0);
      const memory = after.toMemory();
      expect(memory?.meanAmount).toBeCloseTo(mean, 4);
      expect(memory?.spread).toBeCloseTo(Math.sqrt(squares / (cents.length - 1)), 3);
    }),
  );
});

test("the memory of a marketplace with many accounts stays small", () => {
  const statistics = new VendorStatistics();
  for (let index = 0; index < 500; index++) statistics.add({ ...invoice, accounts: [`A${index}`] });
  expect(statistics.toMemory()?.accounts).toHaveLength(mostAccounts);
});

test("a memory given out does not change when more is learnt", () => {
  const statistics = new VendorStatistics();
  statistics.add(invoice);
  const memory = statistics.toMemory();
  statistics.add({ ...invoice, currency: "USD", accounts: ["A"] });
  expect(memory).toMatchObject({ documents: 1, currencies: ["EUR"], accounts: [] });
});

test.each(["100", "1200.00", "-500.0", "10000"])("%s is round", (amount) => expect(isRound(amount)).toBe(true));
test.each(["0", "0.00", "150", "100.01", "1e2", "", null])("%s is not round", (amount) => {
  expect(isRound(amount)).toBe(false);
});
