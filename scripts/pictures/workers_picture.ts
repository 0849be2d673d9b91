import { arrow, box, line, type Picture, text } from "./svg.ts";

/** The middle of each worker, and of its way out of the port. */
const WORKERS = [[70, 110], [150, 150], [230, 190]] as const;

/** The width of a process. */
const WIDTH = 180;

/** Draws the processes of `tipring serve --workers`. */
export function workersPicture(): Picture {
  return {
    width: 800,
    height: 400,
    title: "The processes of tipring serve --workers 3",
    description: "Calls arrive at one port, and the kernel gives each to one of the workers. The " +
      "supervisor takes no calls: it starts the workers, gets the signals and serves the admin port.",
    elements: [
      ...process(30, 150, { name: "Asterisk", about: "agi://10.0.0.5/pin" }),
      arrow([[30 + WIDTH, 150], [290, 150]], "flow"),
      text(250, 142, { of: "calls", kind: "quiet" }),
      box(290, 70, { w: 130, h: 160, kind: "back" }),
      text(355, 138, { of: "port 4573", kind: "strong" }),
      text(355, 158, { of: "SO_REUSEPORT", kind: "mono" }),
      text(355, 178, { of: "in the kernel", kind: "quiet" }),
      ...WORKERS.flatMap(([y, way], index) => [
        arrow([[420, way], [460, way], [460, y], [520, y]], "flow"),
        ...process(520, y, { name: `worker ${index + 1}`, about: "runs handlers" }),
        line([[520 + WIDTH, y], [740, y]], "line dashed"),
      ]),
      ...process(520, 330, { name: "supervisor", about: "starts, pings, replaces" }),
      line([[740, 70], [740, 330], [520 + WIDTH, 330]], "line dashed"),
      text(740, 374, { of: "Unix sockets", kind: "quiet" }),
      ...process(30, 300, { name: "systemd", about: "starts, stops, reloads" }),
      arrow([[30 + WIDTH, 300], [460, 300], [460, 320], [520, 320]]),
      text(335, 292, { of: "SIGHUP, SIGTERM", kind: "quiet" }),
      ...process(30, 360, { name: "Prometheus", about: "scrapes /metrics" }),
      arrow([[30 + WIDTH, 360], [460, 360], [460, 340], [520, 340]]),
      text(335, 352, { of: "--admin 9100", kind: "mono" }),
    ],
  };
}

/** A process; `y` is its middle. */
function process(x: number, y: number, { name, about }: { name: string; about: string }): string[] {
  return [
    box(x, y - 22, { w: WIDTH, h: 44 }),
    text(x + 12, y - 3, { of: name, kind: "strong", anchor: "start" }),
    text(x + 12, y + 14, { of: about, kind: "quiet", anchor: "start" }),
  ];
}
