/**
 * A small writer of SVG: boxes, arrows and texts with classes, whose colours follow the reader's
 * light or dark scheme.
 *
 * @module
 */

/** A picture: its size, what it shows, and its elements. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** A name for readers who cannot see it. */
  readonly title: string;
  readonly description: string;
  readonly elements: readonly string[];
}

/** Where a text is anchored. */
export type Anchor = "start" | "middle" | "end";

/** The colours of both schemes, by their names in the style below. */
const LIGHT = {
  back: "#ffffff",
  text: "#1f2328",
  quiet: "#59636e",
  line: "#818b98",
  box: "#f6f8fa",
  edge: "#d1d9e0",
  accent: "#0969da",
  keys: "#9a6700",
};
const DARK: typeof LIGHT = {
  back: "#0d1117",
  text: "#f0f6fc",
  quiet: "#9198a1",
  line: "#848d97",
  box: "#151b23",
  edge: "#3d444d",
  accent: "#4493f8",
  keys: "#d29922",
};

const STYLE = `
svg { ${variables(LIGHT)} font: 14px system-ui, sans-serif; }
@media (prefers-color-scheme: dark) { svg { ${variables(DARK)} } }
.back { fill: var(--back); stroke: var(--edge); }
.box { fill: var(--box); stroke: var(--line); }
.note { fill: var(--back); stroke: var(--keys); }
.line { stroke: var(--line); fill: none; }
.flow { stroke: var(--accent); fill: none; stroke-width: 1.5; }
.dashed { stroke-dasharray: 4 4; }
.line.head { fill: var(--line); }
.flow.head { fill: var(--accent); }
text { fill: var(--text); }
.quiet { fill: var(--quiet); }
.sound { fill: var(--accent); }
.keys { fill: var(--keys); }
.mono { font: 13px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; white-space: pre; }
.strong { font-weight: 600; }
`;

/** The text of a picture, as a file has it. */
export function svgOf({ width, height, title, description, elements }: Picture): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" ` +
    `height="${height}" role="img" aria-labelledby="title description">`,
    `<title id="title">${escaped(title)}</title>`,
    `<desc id="description">${escaped(description)}</desc>`,
    `<style>${STYLE}</style>`,
    `<rect class="back" x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8"/>`,
    ...elements,
    "</svg>\n",
  ].join("\n");
}

/** A rectangle with rounded corners. */
export function box(x: number, y: number, size: { w: number; h: number; kind?: string }): string {
  const { w, h, kind = "box" } = size;
  return `<rect class="${kind}" x="${x}" y="${y}" width="${w}" height="${h}" rx="6"/>`;
}

/** A line of text; `y` is its base line. */
export function text(
  x: number,
  y: number,
  options: { of: string; kind?: string; anchor?: Anchor },
): string {
  const { of, kind = "", anchor = "middle" } = options;
  const classes = kind === "" ? "" : ` class="${kind}"`;
  return `<text x="${x}" y="${y}" text-anchor="${anchor}"${classes}>${escaped(of)}</text>`;
}

/** A straight line. */
export function line(points: readonly [x: number, y: number][], kind = "line"): string {
  return `<polyline class="${kind}" points="${points.map((point) => point.join(",")).join(" ")}"/>`;
}

/** A line with a head at its end, which must be horizontal or vertical there. */
export function arrow(points: readonly [x: number, y: number][], kind = "line"): string {
  const [[fromX, fromY], [x, y]] = points.slice(-2) as [[number, number], [number, number]];
  const [dx, dy] = [Math.sign(x - fromX), Math.sign(y - fromY)];
  const back = [x - 8 * dx, y - 8 * dy] as const;
  const head = [[x, y], [back[0] + 4 * dy, back[1] + 4 * dx], [back[0] - 4 * dy, back[1] - 4 * dx]];
  const shape = head.map((point) => point.join(",")).join(" ");
  return line(points, kind) +
    `<polygon class="${kind.replace(" dashed", "")} head" points="${shape}"/>`;
}

function variables(colors: Readonly<Record<string, string>>): string {
  return Object.entries(colors).map(([name, color]) => `--${name}: ${color};`).join(" ");
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
