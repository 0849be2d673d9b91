import type { CallListing } from "../admin/call_list.ts";
import type { MetricData } from "../admin/metrics.ts";

/** What a worker has counted, and its calls. */
export interface Figures {
  readonly metrics: readonly MetricData[];
  readonly calls: CallListing;
}

/** What a supervisor tells a worker. */
export type Order =
  /** Accept no more calls, and end with the last of them. */
  | { readonly type: "drain" }
  /** Close all calls. */
  | { readonly type: "end" }
  /** Tell the figures. */
  | { readonly type: "figures" };

/** What a worker tells its supervisor. */
export type Report =
  /** It accepts calls. */
  | { readonly type: "listening"; readonly port: number }
  /** It cannot begin. */
  | { readonly type: "failed"; readonly message: string }
  /** It listens no more. */
  | { readonly type: "draining" }
  | { readonly type: "figures"; readonly figures: Figures };
