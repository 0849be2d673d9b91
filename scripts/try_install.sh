#!/bin/sh
# Follows the install recipes of docs/deploy.md and docs/executable.md by the letter, as root, in a copy of
# this system that is thrown away: the Debian package, the executable without and with compiled code, and
# the bundle that deno from npm runs. Each must run a script as Asterisk's user. Takes dist/tipring,
# dist/bundle, and the Debian package of "deno task deb", made from "deno task compile --code-cache".
#
# usage: scripts/try_install.sh          (needs root, overlayfs, npm)
set -eu
cd "$(dirname "$0")/.."

if [ "${1:-}" != inside ]; then
	lower=$(mktemp -d)
	trap 'rmdir "$lower"' EXIT
	unshare -m "$0" inside "$lower"
	exit
fi

mount -t tmpfs tmpfs "$2"
mkdir "$2/up" "$2/work" "$2/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$2/up,workdir=$2/work" "$2/root"
mount --bind /proc "$2/root/proc"
mount --bind /dev "$2/root/dev"
cp dist/tipring "$2/root/root/tipring"
cp -r dist/bundle dist/tipring_*.deb "$2/root/root/"
exec chroot "$2/root" sh -eu -c '
cd /root
id asterisk >/dev/null 2>&1 || useradd --system --home-dir /var/lib/asterisk asterisk
mkdir -p /etc/tipring

# One call, as Asterisk would start it: the handler sends one command, and its reply ends it.
call() {
	cat > /etc/tipring/hello.ts <<"END"
export default async (channel: { verbose(text: string): Promise<unknown> }) => {
  await channel.verbose("hello");
};
END
	chmod 644 /etc/tipring/hello.ts
	rm -f /tmp/in; mkfifo /tmp/in; chmod 666 /tmp/in
	(printf "agi_request: hello\nagi_channel: SIP/1\n\n"; sleep 1; printf "200 result=1\n"; sleep 1) > /tmp/in &
	said=$(setpriv --reuid asterisk --regid asterisk --clear-groups env -i PATH=/usr/bin:/bin /usr/bin/tipring /etc/tipring/hello.ts < /tmp/in)
	wait
	[ "$said" = "VERBOSE \"hello\" \"1\"" ] || { echo "try_install: $1 said: $said"; exit 1; }
	echo "ok: $1"
}

dpkg -i tipring_*.deb >/dev/null
[ "$(stat -c %U /var/cache/tipring)" = asterisk ]
call "Debian package"
ls /usr/lib/tipring/.tipring/*.cache >/dev/null
dpkg -P tipring >/dev/null 2>&1
[ ! -e /usr/lib/tipring ]

mkdir -p /etc/tipring
install -m 755 tipring /usr/bin/tipring
call "executable"
rm /usr/bin/tipring

dpkg-deb -x tipring_*.deb package
install -D -m 755 package/usr/lib/tipring/tipring /usr/lib/tipring/tipring
ln -sf ../lib/tipring/tipring /usr/bin/tipring
printf "agi_request: none\nagi_channel: none\n\n" | tipring /etc/tipring/hello.ts > /dev/null
call "executable with compiled code"
rm -r /usr/bin/tipring /usr/lib/tipring

npm install --silent -g --prefix /usr deno@2.9.6 >/dev/null
install -D -m 644 -t /usr/lib/tipring bundle/*
cat > /usr/bin/tipring <<"END"
#!/bin/sh
export DENO_DIR="${DENO_DIR:-/var/cache/tipring}"
exec deno run -A --unstable-net --v8-flags=--no-lazy /usr/lib/tipring/tipring.js "$@"
END
chmod 755 /usr/bin/tipring
install -d -o asterisk -g asterisk -m 750 /var/cache/tipring
call "bundle with deno from npm"
[ -n "$(ls -A /var/cache/tipring)" ]
'
