#!/bin/sh
# Makes a clean machine under the folder $1 and waits: the system's programs, a home of nobody, nothing in /opt, /srv, /var.
# Run by `unshare --mount --net --pid --fork`. $2: the checkout, $3: where Python is installed, $4: the packages that
# `pip install --require-hashes` would fetch. Everything is in memory, and gone with this process.
set -eu
root=$1 checkout=$2 python=$3 packages=$4

mount --make-rprivate /
mount -t tmpfs -o mode=755 tmpfs "$root"
cd "$root"
for each in bin sbin lib lib32 lib64 libx32; do
    if [ -h "/$each" ]; then cp -a "/$each" "$each"; elif [ -d "/$each" ]; then mkdir "$each" && mount --bind "/$each" "$each"; fi
done
mkdir -p usr dev proc run srv home root mnt/packages opt/tocsin var/lib/sudo var/log var/backups var/mail
mkdir -m 1777 tmp var/tmp
mount --bind /usr usr
mount -t tmpfs -o mode=755 tmpfs usr/local
mkdir -p usr/local/bin
if [ "$python" != /usr ]; then
    # Where an administrator finds it, and where it was built to find its library.
    cp -a "$python"/bin/python3* usr/local/bin/
    for each in "$python"/lib "$python"/include; do mkdir "usr/local/${each##*/}" && mount --bind "$each" "usr/local/${each##*/}"; done
    [ "$python" = /usr/local ] || { mkdir -p ".$python" && mount --bind "$python" ".$python"; }
fi
mount --rbind /dev dev
mount -t proc proc proc
mount --bind "$packages" mnt/packages
cp -a /etc etc
rm -f etc/sudoers.d/tocsin
# Nothing is fetched: what pip is to install must be there.
printf '[global]\nno-index = true\ndisable-pip-version-check = true\n' > etc/pip.conf
(cd "$checkout" && git ls-files -z --cached --others --exclude-standard | xargs -0 cp --parents -t "$root/opt/tocsin")
"$python/bin/python3" -c 'import fcntl, socket, struct
with socket.socket() as it: fcntl.ioctl(it, 0x8914, struct.pack("16sH14s", b"lo", 0x1 | 0x40, b""))'
echo ready
# The end of our input is the end of this machine.
exec cat
