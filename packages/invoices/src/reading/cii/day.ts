import type { IsoDate } from "../../model/invoice.js";
import { find, type XmlElement } from "../xml/element.js";
import type { ValueReader } from "../xml/values.js";

/** A day in one of the wrappings of the unqualified and qualified data types: `DateTimeString`, `DateTime`, `DateString`, `Date`. */
export function readDay(wrapper: XmlElement | null, path: string, values: ValueReader): IsoDate | null {
  const inner = ["DateTimeString", "DateTime", "DateString", "Date"]
    .map((name) => find(wrapper, name))
    .find((element) => element !== null);
  return values.day(inner ?? wrapper, path);
}
