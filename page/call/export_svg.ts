/** Properties that the style sheet gives the parts of a picture. */
const PROPERTIES = [
  "fill",
  "stroke",
  "stroke-width",
  "stroke-dasharray",
  "opacity",
  "font-family",
  "font-size",
  "font-weight",
  "font-style",
] as const;

/** Makes a picture that stands alone: what the style sheet says is written into its elements. */
export function standaloneSvg(svg: SVGSVGElement): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const originals = [svg, ...svg.querySelectorAll("*")];
  const copies = [copy, ...copy.querySelectorAll("*")];
  for (const [index, element] of originals.entries()) {
    const style = getComputedStyle(element);
    const target = copies[index];
    for (const property of PROPERTIES) {
      target?.setAttribute(property, style.getPropertyValue(property));
    }
    for (
      const name of ["class", "tabindex", "role", "aria-pressed", "aria-label", "data-step"]
    ) {
      target?.removeAttribute(name);
    }
  }
  const ground = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  ground.setAttribute("width", "100%");
  ground.setAttribute("height", "100%");
  const surface = svg.closest(".view") ?? svg.ownerDocument.body;
  ground.setAttribute("fill", getComputedStyle(surface).backgroundColor);
  copy.prepend(ground);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(copy)}\n`;
}

/** Lets the browser save a text as a file. */
export function save(text: string, { name, type }: { name: string; type: string }): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
