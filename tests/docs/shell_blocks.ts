/**
 * Blocks of the documentation that `shell_test.ts` does not run, by page and first line, each with
 * the reason. A block that only has commands of `tipring` needs no row unless it can't run.
 *
 * @module
 */

/** The blocks of one page: the first line, and why it does not run. */
export type Rows = Readonly<Record<string, string>>;

const WRAPPER = "a file; scripts/try_install.sh installs it as root";
const BUILDS = "takes minutes; tests/compiled/build.ts runs it";
const BENCHMARK = "a benchmark of minutes";
const OPERATION = "a test of minutes, see tests/ops/README.md";
const ROOT_ONLY = "changes the system as root";
const FIRST_IVR = "one step of several; tests/docs/first_ivr_test.ts takes all";
const STUNNEL = "a configuration; tests/deploy/stunnel_test.ts uses the same";

/** All rows. */
export const NOT_RUN: Readonly<Record<string, Rows>> = {
  "README.md": {
    "npx -y deno@2.9.6 task demo": "takes a minute; .ci/run runs both",
    "npx -y deno@2.9.6 add jsr:@tipring/agi": "needs the published package",
    "npx -y deno@2.9.6 task compile": BUILDS,
    "tipring init ivr && cd ivr": "one step of several; tests/cli/init/init_test.ts takes all",
  },
  "docs/audio.md": {
    "[tipring]": "a configuration; tests/asterisk/audio_websocket_test.ts uses the same",
    "asterisk -rx 'module show like audiosocket'": "needs an installed Asterisk",
  },
  "docs/compatibility.md": {
    "asterisk -rx 'core show version'": "needs an installed Asterisk",
  },
  "docs/console.md": {
    "tipring dev examples/pin_balance.ts --caller-id 5551234 \\": "serves until it is stopped",
    "tipring dev menu.ts --sounds /usr/share/asterisk/sounds": "serves until it is stopped",
    "apt-get download asterisk-core-sounds-en-gsm": "downloads, then serves until it is stopped",
    "tipring serve --console 4580 --workers auto /etc/tipring/*.ts":
      "another block has the port; tests/cli/console/workers_console_test.ts does the same",
    "tipring serve --console 4580 --console-origin https://ivr.example.com /etc/tipring/*.ts":
      "another block has the port; tests/cli/console/web/console_server_test.ts does the same",
  },
  "docs/deploy.md": {
    "deno task compile --code-cache && deno task deb": "takes minutes; tests/compiled/deb_test.ts",
    "deno task compile": BUILDS,
    "npm install -g --prefix /usr deno@2.9.6": `${ROOT_ONLY}; scripts/try_install.sh`,
    "#!/bin/sh": WRAPPER,
    "install -m 644 deploy/tipring.service /etc/systemd/system/":
      `${ROOT_ONLY}; tests/deploy/systemd_test.ts checks the unit`,
    'TIPRING_HANDLERS="/etc/tipring/pin.ts /etc/tipring/menu.ts"':
      "a configuration; tests/deploy/systemd_test.ts checks the unit that reads it",
    "cert = /etc/stunnel/pbx1.crt": STUNNEL,
    "# /etc/systemd/system/tipring.socket":
      "a configuration; tests/deploy/inetd_test.ts has the same service",
    "haproxy -c -f /etc/haproxy/haproxy.cfg && systemctl reload haproxy":
      `${ROOT_ONLY}; tests/deploy/haproxy_test.ts checks the file`,
    'TIPRING_OPTIONS="--hostname 10.0.0.11 --allow 10.0.0.5 --admin 10.0.0.11:9100 --max-calls 2000 --status-variable TIPRING_STATUS"':
      "a configuration; tests/docs/options_test.ts checks the options",
    'echo "set server tipring/tipring1 state drain" | socat - /run/haproxy/admin.sock':
      "needs a running HAProxy; tests/ops/haproxy.ts does the same",
    "_agi._tcp.pbx.internal.  30  IN  SRV  10 0 4573 tipring1.internal.":
      "DNS records; tests/ops/srv.ts serves the same",
    "# /etc/sysctl.d/60-tipring.conf": "a configuration of the system",
  },
  "docs/executable.md": {
    "deno task compile": BUILDS,
    "DENORT_BIN=/path/to/denort deno task compile": BUILDS,
    "deno task compile --allow-read=/etc/tipring":
      "takes minutes; tests/compiled/permissions_test.ts",
    "deno task compile --code-cache": `${ROOT_ONLY}; scripts/try_install.sh`,
    "deno task compile --output ivr pin.ts '/menu/:lang=menu.ts'":
      "takes minutes; tests/compiled/handlers_inside_test.ts",
  },
  "docs/first-ivr.md": {
    "tipring init ivr": FIRST_IVR,
    "tipring dial handlers/welcome.ts": FIRST_IVR,
    "rm handlers/welcome.ts handlers/welcome_test.ts": FIRST_IVR,
    "deno task test": FIRST_IVR,
    "mkdir -p sounds/en/orders": "needs eSpeak NG and SoX",
    "tipring check handlers --sounds sounds": FIRST_IVR,
    "deno serve --host 127.0.0.1 --port 8000 back_end.ts &": FIRST_IVR,
  },
  "docs/handlers.md": {
    "kill -HUP $(pidof tipring)":
      "signals processes of others; tests/cli/handlers/serve_reload_test.ts",
  },
  "docs/log.md": {
    "2026-11-25T18:00:00.123Z INFO  call ends call=7 peer=10.0.0.5:41054 channel=PJSIP/ann-00000001 uniqueid=1795403405.39 script=menu outcome=completed duration=1234ms":
      "a line of the log",
    "2026-11-25T18:00:09.000Z WARN  log lines dropped lines=12": "a line of the log, and a metric",
    "2026-11-25T18:00:00.123Z INFO  pin entered from=handler call=7 peer=10.0.0.5:41054 channel=PJSIP/ann-00000001 uniqueid=1795403405.39 script=menu route=/menu length=4":
      "a line of the log",
    '{"time":"2026-11-25T18:00:00.123Z","level":"warn","message":"no balance for { id: 5 }","from":"handler","call":7,...}':
      "a line of the log",
    '2026-11-25T18:00:00.123Z DEBUG reply call=7 ... verb="GET VARIABLE" status=200 result=1 text="(4711)" duration=1ms':
      "a line of the log",
  },
  "docs/metrics.md": {
    "tipring serve /etc/tipring/pin.ts --admin 10.0.0.11:9100":
      "curl needs the server; tests/cli/admin/admin_test.ts",
    "install -m 644 deploy/prometheus-rules.yml /etc/prometheus/tipring-rules.yml":
      `${ROOT_ONLY}; tests/deploy/prometheus_test.ts checks the files`,
  },
  "docs/operating.md": {
    "[fastagi]": STUNNEL,
    "curl -s http://127.0.0.1:9100/calls": "needs a server; tests/cli/admin/admin_test.ts",
  },
  "docs/performance.md": {
    "deno task bench             # micro benchmarks, then load": BENCHMARK,
    "setsid -w sh -c 'echo -19 > /proc/self/autogroup; nice -n -19 deno task bench:peers'":
      BENCHMARK,
    "ip route change 10.0.0.0/24 dev eth0 quickack 1      # the network of the Asterisks":
      `${ROOT_ONLY}; tests/ops/delayed_ack.ts does the same in a network namespace`,
    "deno task bundle            # dist/bundle": "tests/cli/modules/_programs.ts runs it",
  },
  "docs/projects.md": {
    "tipring init ivr": "ends with a server",
    "$ tipring routes handlers": "shows output",
    "$ tipring check handlers --sounds /usr/share/asterisk/sounds": "shows output",
    "source <(tipring completions bash)": "changes the user's shell",
  },
  "docs/recordings.md": {
    "# call of 127.0.0.1:41054, begun at 2026-11-23T17:27:57.216Z":
      "a recording; tests/recording/transcript_test.ts has others",
  },
  "docs/scripts.md": {
    "tipring: stray output: Asterisk answered 510 to a line that something else wrote to standard output (agi set debug on shows the line)":
      "what a script writes to standard error",
  },
  "docs/sounds.md": {
    "sox prompt.wav -r 8000 -c 1 -b 16 menu.wav norm -3":
      "needs SoX; tests/docs/sounds_page_test.ts",
    "asterisk -rx 'core show settings' | grep -i 'data directory'": "needs an installed Asterisk",
    "ffmpeg -i prompt.mp3 -ar 8000 -ac 1 menu.wav": "needs FFmpeg; tests/docs/sounds_page_test.ts",
    "soxi menu.wav": "needs SoX; tests/docs/sounds_page_test.ts",
  },
  "docs/testing.md": {
    "# a PIN, then the balance": "steps; tests/docs/stage.ts gives them to the command beside them",
  },
  "docs/tracing.md": {
    "deno task compile --otel": "a build of minutes",
  },
  "docs/troubleshooting.md": {
    "sudo -u asterisk env -i PATH=/usr/bin:/bin /usr/bin/tipring dial /etc/tipring/pin.ts":
      "needs an installed tipring, and the user asterisk",
  },
  "docs/workers.md": {
    "kill -HUP $(pidof tipring)      # with systemd: ExecReload=kill -HUP $MAINPID":
      "ends processes of others; tests/cli/workers/serve_workers_test.ts",
    "deno task ops:workers-gain": OPERATION,
    "sysctl -w net.ipv4.tcp_migrate_req=1": ROOT_ONLY,
    "deno task ops:reload": OPERATION,
  },
};
