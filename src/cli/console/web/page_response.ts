import type { PageSettings } from "../messages.ts";
import page from "../page_bundle.json" with { type: "json" };

/** What the page may do: only what this server has, and no markup from elsewhere. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "media-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join("; ");

/** The page needs no device of its user. */
const PERMISSIONS = [
  "camera",
  "display-capture",
  "geolocation",
  "hid",
  "microphone",
  "midi",
  "payment",
  "serial",
  "usb",
].map((feature) => `${feature}=()`).join(", ");

/** The headers of all responses. */
const HEADERS = {
  "cache-control": "no-store",
  "content-security-policy": POLICY,
  "cross-origin-embedder-policy": "require-corp",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": PERMISSIONS,
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
} as const;

/** Makes a response with the headers that protect the page. */
export function respond(
  body: BodyInit | null,
  { status = 200, type = "text/plain; charset=utf-8", ...headers }: {
    status?: number;
    type?: string;
    readonly [header: string]: string | number | undefined;
  } = {},
): Response {
  const more = Object.entries(headers).map(([name, value]) => [name, `${value}`] as const);
  return new Response(body, {
    status,
    headers: { ...HEADERS, "content-type": type, ...Object.fromEntries(more) },
  });
}

/** Makes a response of JSON. */
export function respondJson(value: unknown, status = 200): Response {
  return respond(JSON.stringify(value), { status, type: "application/json" });
}

/** Responds with a file of the page; `undefined` if it has no such file. */
export function pageResponse(path: string, settings: PageSettings): Response | undefined {
  switch (path) {
    case "":
      return respond(page.html, { type: "text/html; charset=utf-8" });
    case "page.js":
      return respond(page.script, { type: "text/javascript; charset=utf-8" });
    case "page.css":
      return respond(page.style, { type: "text/css; charset=utf-8" });
    case "icon.svg":
      return respond(page.icon, { type: "image/svg+xml" });
    case "settings.json":
      return respondJson({ ...settings, docs: page.docs });
    default:
      return undefined;
  }
}
