import { describe, expect, it } from "vitest";
import { paymentAccount } from "./payment-account.js";

describe("paymentAccount", () => {
  it.each(["DE91210501700004417260", "NL57 RABO 0107307510", "gb29nwbk60161331926819"])("sees an IBAN in %s", (id) => {
    expect(paymentAccount(id)).toEqual({ id, kind: "iban", valid: null });
  });

  it.each(["22224444", "https://pay.example/now", "DE12", "Bankgiro 123-4567"])("sees another account in %s", (id) => {
    expect(paymentAccount(id).kind).toBe("other");
  });
});
