import type { CurrencyCode } from "../../model/invoice.js";
import type { ColumnMap } from "./column-map.js";

export interface CsvOptions {
  readonly file: string;
  readonly columnMap?: ColumnMap | undefined;
  /** The currency of tables that name none. */
  readonly defaultCurrency?: CurrencyCode | undefined;
}
