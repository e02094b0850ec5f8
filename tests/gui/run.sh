#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# run.sh COMMAND… : runs a program in a desktop of its own: X server, session bus, home, settings; nothing of
# it is shared with the caller or with another run, and nothing is left behind.
#   IMB_WRAP    put before the program ("valgrind …"): a wrapper around this script would wrap the shell
#   IMB_SCREEN  size of the screen, 1280x900
set -eu

dir=$(mktemp -d)
server=
finish () {
  if [ -n "$server" ]; then kill "$server" 2>/dev/null || :; fi
  rm -rf "$dir"
}
trap finish EXIT
trap 'exit 143' HUP INT TERM

mkdir -m 700 "$dir/run" "$dir/home" "$dir/data" "$dir/config" "$dir/cache" "$dir/services"
export HOME="$dir/home" XDG_RUNTIME_DIR="$dir/run" XDG_DATA_HOME="$dir/data"
export XDG_CONFIG_HOME="$dir/config" XDG_CACHE_HOME="$dir/cache"
export GSETTINGS_BACKEND=memory GIO_USE_VFS=local
export GDK_BACKEND=x11 GSK_RENDERER="${GSK_RENDERER:-cairo}" LIBGL_ALWAYS_SOFTWARE=1
if pkg-config --atleast-version=4.16 gtk4; then
  export GDK_DISABLE="${GDK_DISABLE-gl}"
else
  export GDK_DEBUG="${GDK_DEBUG-gl-disable}"
fi
export GTK_USE_PORTAL=0 ADW_DISABLE_PORTAL=1
export LC_ALL=C.UTF-8 LANGUAGE=
unset DISPLAY WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS AT_SPI_BUS_ADDRESS

# Without a settings daemon GTK reads these. Short double click: two tests' clicks are not one.
mkdir "$dir/config/gtk-4.0"
cat > "$dir/config/gtk-4.0/settings.ini" <<END
[Settings]
gtk-font-name=${IMB_FONT:-Cantarell 11}
gtk-double-click-time=50
gtk-cursor-blink=0
gtk-enable-animations=0
gtk-xft-antialias=1
gtk-xft-hinting=0
gtk-xft-rgba=none
gtk-xft-dpi=98304
END

# The bus can start the accessibility bus and nothing else: a portal that cannot work costs seconds. What that one
# and its registry say is no line of TAP.
if [ -f /usr/share/dbus-1/services/org.a11y.Bus.service ]; then
  sed 's|^Exec=\(.*\)|Exec=/bin/sh -c "exec \1 >\&2"|' /usr/share/dbus-1/services/org.a11y.Bus.service \
    > "$dir/services/org.a11y.Bus.service"
fi
cat > "$dir/bus.conf" <<END
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <keep_umask/>
  <listen>unix:dir=$dir/run</listen>
  <auth>EXTERNAL</auth>
  <servicedir>$dir/services</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
END

# The server chooses its number itself: two runs that start together never get the same. It is up before
# the bus, so that what the bus starts has a display.
Xvfb -displayfd 3 -screen 0 "${IMB_SCREEN:-1280x900}x24" -nolisten tcp -noreset 3> "$dir/display" 2> "$dir/server.log" &
server=$!
while ! [ -s "$dir/display" ]; do
  if ! kill -0 "$server" 2>/dev/null; then
    cat "$dir/server.log" >&2
    exit 99
  fi
  sleep 0.02
done
DISPLAY=":$(cat "$dir/display")"
export DISPLAY

# shellcheck disable=SC2086
dbus-run-session --config-file="$dir/bus.conf" -- ${IMB_WRAP-} "$@"
