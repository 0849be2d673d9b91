/**
 * Writes the folder of one run of Asterisk: its settings, and places for all that it writes.
 *
 * @module
 */

import { DIALPLAN } from "./dialplan.ts";
import type { Tree } from "./tree.ts";

/** What differs between two instances. */
export interface InstanceOptions {
  /** The folder of this instance; absolute. */
  folder: string;
  /** The unpacked Asterisk that it runs. */
  tree: Tree;
  /** TCP port of the manager interface, on 127.0.0.1. */
  managerPort: number;
  /** Password of the manager user {@linkcode MANAGER_USER}. */
  managerSecret: string;
}

/** Paths in an instance folder that others need. */
export interface Instance {
  /** Asterisk's main settings file, for its option `-C`. */
  readonly settings: string;
  /** Where AGI scripts go. */
  readonly agiBin: string;
  /** Asterisk's log. */
  readonly log: string;
  /** What Asterisk and the AGI scripts write to stderr. */
  readonly stderr: string;
}

/** The name of the only manager user. */
export const MANAGER_USER = "tipring";

const FOLDERS: readonly string[] = [
  "agi-bin",
  "cache",
  "data/sounds",
  "etc",
  "keys",
  "log",
  "run",
  "spool/monitor",
  "spool/outgoing",
  "spool/tmp",
  "var",
];

/** A module that this version of Asterisk does not have is left out. */
const MODULES: readonly string[] = [
  ...("timing_timerfd sorcery_config sorcery_memory sorcery_astdb speech agi musiconhold clioriginate " +
    "http_websocket websocket_client audiosocket").split(" ").map((name) => `res_${name}`),
  ..."audiosocket websocket".split(" ").map((name) => `chan_${name}`),
  ..."config spool".split(" ").map((name) => `pbx_${name}`),
  ..."simple softmix builtin_features builtin_interval_features holding"
    .split(" ").map((name) => `bridge_${name}`),
  ..."gsm pcm wav wav_gsm sln".split(" ").map((name) => `format_${name}`),
  ..."gsm ulaw alaw a_mu resample".split(" ").map((name) => `codec_${name}`),
  ...("db dial playback controlplayback echo milliwatt playtones senddtmf sendtext read record " +
    "verbose stack exec system while if originate softhangup transfer userevent sayunixtime " +
    "speech_utils mixmonitor audiosocket queue voicemail confbridge amd page").split(" ").map((
      name,
    ) => `app_${name}`),
  ...("base64 callerid cdr channel cut db dialplan env evalexten global hangupcause json " +
    "logic math md5 rand sha1 shell sprintf strings timeout uri version")
    .split(" ").map((name) => `func_${name}`),
];

/** Asterisk complains when these are missing; what is in them by default serves. */
const EMPTY_FILES: readonly string[] =
  ("acl amd ccss cel chan_websocket cli cli_permissions confbridge codecs dnsmgr features pjproject sorcery stasis " +
    "udptl websocket_client")
    .split(" ");

/** A queue without agents, and one whose only agent never answers. */
const QUEUES = `[general]
persistentmembers = no

[empty]
joinempty = no

[agents]
timeout = 15
member => Local/never@party

[good]
member => Local/briefly@party

[long]
member => Local/answers@party

[full]
maxlen = 1
joinempty = yes

[leaves]
timeout = 60
leavewhenempty = yes
member => Local/never@party

[paused]
joinempty = paused,unavailable,invalid,unknown
member => Local/never@party

[patient]
joinempty = yes
leavewhenempty = no
`;

/** One mailbox. */
const VOICEMAIL = `[general]
format = wav
minsecs = 0

[default]
100 => 1234,Test
`;

/** Writes the instance folder, which must exist, and returns the paths in it. */
export async function writeInstance(options: InstanceOptions): Promise<Instance> {
  const { folder, tree } = options;
  await Promise.all(FOLDERS.map((name) => Deno.mkdir(`${folder}/${name}`, { recursive: true })));
  const share = `${tree.root}/usr/share/asterisk`;
  const files: Record<string, string> = {
    ...Object.fromEntries(EMPTY_FILES.map((name) => [name, ""])),
    asterisk: asteriskConf(options),
    modules: await modulesConf(tree),
    extensions: DIALPLAN,
    manager: managerConf(options),
    logger: "[general]\ndateformat=%F %T.%3q\nqueue_log=no\n\n[logfiles]\n" +
      "full.log => notice,warning,error,verbose(3),debug\nconsole => error\n",
    musiconhold: "[default]\nmode=files\ndirectory=moh\n",
    queues: QUEUES,
    voicemail: VOICEMAIL,
    cdr: "[general]\nenable=no\n",
    http: "[general]\nenabled=no\n",
    indications: "[general]\ncountry=us\n\n[us]\ndescription=United States\n" +
      "ringcadence=2000,4000\ndial=350+440\nbusy=480+620/500,0/500\nring=440+480/2000,0/4000\n" +
      "congestion=480+620/250,0/250\n",
  };
  await Deno.mkdir(`${folder}/data/moh`);
  await Promise.all([
    ...Object.entries(files).map(([name, text]) =>
      Deno.writeTextFile(`${folder}/etc/${name}.conf`, text, { mode: 0o600 })
    ),
    Deno.symlink(tree.sounds, `${folder}/data/sounds/en`),
    Deno.symlink(`${tree.sounds}/demo-congrats.gsm`, `${folder}/data/moh/demo-congrats.gsm`),
    // Without its own documentation files Asterisk does not start.
    Deno.symlink(`${share}/documentation`, `${folder}/data/documentation`),
  ]);
  return {
    settings: `${folder}/etc/asterisk.conf`,
    agiBin: `${folder}/agi-bin`,
    log: `${folder}/log/full.log`,
    stderr: `${folder}/log/stderr.log`,
  };
}

function asteriskConf({ folder, tree }: InstanceOptions): string {
  return `[directories]
astetcdir => ${folder}/etc
astmoddir => ${tree.modules}
astvarlibdir => ${folder}/var
astdbdir => ${folder}/var
astkeydir => ${folder}/keys
astdatadir => ${folder}/data
astagidir => ${folder}/agi-bin
astspooldir => ${folder}/spool
astrundir => ${folder}/run
astlogdir => ${folder}/log
astcachedir => ${folder}/cache
astsbindir => ${tree.root}/usr/sbin

[options]
verbose = 3
nocolor = yes
dontwarn = yes
hideconnect = yes
live_dangerously = yes
documentation_language = en_US
`;
}

/** Everything but RTCP and the variables: those are most of the events, and hold raw text. */
function managerConf({ managerPort, managerSecret }: InstanceOptions): string {
  return `[general]
enabled = yes
bindaddr = 127.0.0.1
port = ${managerPort}
displayconnects = no

[${MANAGER_USER}]
secret = ${managerSecret}
read = all
write = all
writetimeout = 10000
eventfilter = !Event: (RTCP|VarSet)
`;
}

async function modulesConf(tree: Tree): Promise<string> {
  const files = await Array.fromAsync(Deno.readDir(tree.modules));
  const present = new Set(files.map((file) => file.name));
  const lines = MODULES.map((name) => `${name}.so`).filter((name) => present.has(name))
    .map((name) => `load = ${name}\n`);
  return `[modules]\nautoload=no\n${lines.join("")}`;
}
