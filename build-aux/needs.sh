# SPDX-License-Identifier: GPL-3.0-or-later
# What building, running and testing needs, and how to get it. Sourced by build-aux/run and build-aux/test.
# The thing itself is tested for (a command, a library, a header), not a package: what somebody built
# by hand counts too, and where nothing is missing there is no root, no network and nothing to wait for.

# need | test | Debian | Fedora | Arch
build_needs='
a C compiler            | compiles stdlib.h                        | gcc libc6-dev        | gcc                    | gcc
Meson                   | command meson                            | meson                | meson                  | meson
Ninja                   | command ninja                            | ninja-build          | ninja-build            | ninja
pkg-config              | command pkg-config                       | pkgconf              | pkgconf-pkg-config     | pkgconf
gettext                 | command msgfmt                           | gettext              | gettext                | gettext
GLib 2.74               | library glib-2.0 >= 2.74                 | libglib2.0-dev       | glib2-devel            | glib2-devel
GTK 4.8                 | library gtk4 >= 4.8                      | libgtk-4-dev         | gtk4-devel             | gtk4
libadwaita 1.2          | library libadwaita-1 >= 1.2              | libadwaita-1-dev     | libadwaita-devel       | libadwaita
json-glib               | library json-glib-1.0                    | libjson-glib-dev     | json-glib-devel        | json-glib
OpenBLAS                | library openblas                         | libopenblas-dev      | openblas-devel         | openblas
libcsv                  | compiles csv.h                           | libcsv-dev           | libcsv-devel           | libcsv
libsvm                  | compiles libsvm/svm.h                    | libsvm-dev           | libsvm-devel           | libsvm
libarchive              | library libarchive                       | libarchive-dev       | libarchive-devel       | libarchive
SQLite 3.36             | library sqlite3 >= 3.36                  | libsqlite3-dev       | sqlite-devel           | sqlite
desktop-file-utils      | command desktop-file-validate            | desktop-file-utils   | desktop-file-utils     | desktop-file-utils
SVG icons               | file /usr/lib/*/gdk-pixbuf-2.0/*/loaders/*svg.so /usr/lib*/gdk-pixbuf-2.0/*/loaders/*svg.so | librsvg2-common      | librsvg2               | librsvg
'

test_needs='
Python 3                | file /usr/bin/python3                    | python3              | python3                | python
imbalanced-learn        | python imblearn                          | python3-imblearn     | python3-imbalanced-learn | python-imbalanced-learn
scikit-learn            | python sklearn                           | python3-sklearn      | python3-scikit-learn   | python-scikit-learn
pandas                  | python pandas                            | python3-pandas       | python3-pandas         | python-pandas
GObject for Python      | python gi                                | python3-gi           | python3-gobject        | python-gobject
AT-SPI for Python       | file /usr/lib/*/girepository-1.0/Atspi-2.0.typelib /usr/lib*/girepository-1.0/Atspi-2.0.typelib | gir1.2-atspi-2.0 | at-spi2-core | at-spi2-core
AT-SPI bus              | file /usr/libexec/at-spi-bus-launcher /usr/lib/at-spi-bus-launcher | at-spi2-core | at-spi2-core | at-spi2-core
Xvfb                    | command Xvfb                             | xvfb                 | xorg-x11-server-Xvfb   | xorg-server-xvfb
xauth                   | command xauth                            | xauth                | xauth                  | xorg-xauth
a D-Bus session         | command dbus-run-session                 | dbus-daemon          | dbus-daemon            | dbus
gdbus                   | command gdbus                            | libglib2.0-bin       | glib2                  | glib2
xdotool                 | command xdotool                          | xdotool              | xdotool                | xdotool
ImageMagick             | command import                           | imagemagick          | ImageMagick            | imagemagick
Cantarell               | font Cantarell                           | fonts-cantarell fontconfig | abattis-cantarell-fonts | cantarell-fonts
pdftotext, pdffonts     | command pdffonts                         | poppler-utils        | poppler-utils          | poppler
clang-format            | command clang-format                     | clang-format         | clang-tools-extra      | clang
AppStream               | command appstreamcli                     | appstream            | appstream              | appstream
shared-mime-info        | command update-mime-database             | shared-mime-info     | shared-mime-info       | shared-mime-info
man                     | command man                              | man-db               | man-db                 | man-db
git                     | command git                              | git                  | git                    | git
address sanitizer       | compiles sanitizer/asan_interface.h      | gcc                  | libasan                | gcc
'

fuzz_needs='
clang                   | command clang                            | clang                | clang                  | clang
libFuzzer               | file /usr/lib/llvm-*/lib/clang/*/lib/*/libclang_rt.fuzzer*.a /usr/lib*/clang/*/lib/*/libclang_rt.fuzzer*.a /usr/lib/clang/*/lib/*/libclang_rt.fuzzer*.a | clang | compiler-rt | compiler-rt
'

say ()
{
  printf '%s\n' "$*"
}

stop ()
{
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

any_file ()
{
  local name

  for name in "$@"; do
    if [ -e "$name" ]; then return 0; fi
  done
  return 1
}

# is_there KIND WHAT…: one test of the tables above.
is_there ()
{
  local kind=$1
  shift
  case $kind in
    command) command -v "$1" >/dev/null ;;
    library) command -v pkg-config >/dev/null && pkg-config --exists "$*" ;;
    compiles) command -v cc >/dev/null && printf '#include <stdio.h>\n#include <%s>\n' "$1" | cc -E -o /dev/null - 2>/dev/null ;;
    python) [ -x /usr/bin/python3 ] && /usr/bin/python3 -c "import $1" 2>/dev/null ;;
    font) command -v fc-list >/dev/null && fc-list | grep -qF "$1" ;;
    file) any_file "$@" ;;
    *) stop "needs.sh has a test of an unknown kind, $kind." ;;
  esac
}

# missing COLUMN: reads a table, prints the names in that column of what is not there; without
# a column (0) the needs themselves.
missing ()
{
  local need test debian fedora arch

  while IFS='|' read -r need test debian fedora arch; do
    if [ -z "${need// /}" ]; then continue; fi
    # shellcheck disable=SC2086  # words and patterns of the test are meant
    if is_there $test; then continue; fi
    case $1 in
      debian) printf '%s\n' $debian ;;
      fedora) printf '%s\n' $fedora ;;
      arch) printf '%s\n' $arch ;;
      *) printf '%s\n' "$need" | sed 's/ *$//' ;;
    esac
  done | sort -u
}

one_line ()
{
  tr '\n' ' ' | sed 's/ $//; s/ \([^ ]\)/ \1/g'
}

# apt_get ARGUMENTS…: as root, or through sudo.
apt_get ()
{
  if [ "$(id -u)" = 0 ]; then
    DEBIAN_FRONTEND=noninteractive apt-get "$@"
  else
    sudo DEBIAN_FRONTEND=noninteractive apt-get "$@"
  fi
}

# install_missing TABLE: gets what the table asks for and is not there, by apt; elsewhere it says what to install and stops.
install_missing ()
{
  local lacking packages

  lacking=$(missing need <<<"$1" | sed 's/$/,/' | one_line)
  if [ -z "$lacking" ]; then
    say "Everything needed is installed."
    return
  fi

  say "Missing: ${lacking%,}."
  packages=$(missing debian <<<"$1" | one_line)
  if ! command -v apt-get >/dev/null; then
    say "Fedora: sudo dnf install $(missing fedora <<<"$1" | one_line)"
    say "Arch:   sudo pacman -S --needed $(missing arch <<<"$1" | one_line)"
    stop "this system has no apt-get; install the packages above and start again."
  fi
  if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null; then
    stop "installing needs root: run 'apt-get install --no-install-recommends $packages' as root and start again."
  fi

  say "Installing: $packages"
  apt_get update -q >&2 || say "apt-get update had trouble; going on with the lists that are there."
  # shellcheck disable=SC2086  # a list of packages
  apt_get install -q -y --no-install-recommends $packages >&2 || stop "the packages could not be installed; the lines above say why."

  lacking=$(missing need <<<"$1" | sed 's/$/,/' | one_line)
  if [ -n "$lacking" ]; then
    stop "still missing after installing: ${lacking%,}."
  fi
}

# build_in DIRECTORY MESON-OPTIONS…: configures once, reconfigures when options change, builds.
build_in ()
{
  local dir=$1
  shift

  if [ -f "$dir/build.ninja" ]; then
    say "Building in $dir."
    meson setup --reconfigure "$@" "$dir" >"$dir/setup.log" 2>&1 || { tail -n 20 "$dir/setup.log" >&2; return 1; }
  else
    say "Configuring and building in $dir."
    mkdir -p "$dir"
    meson setup "$@" "$dir" >"$dir/setup.log" 2>&1 || { tail -n 20 "$dir/setup.log" >&2; return 1; }
  fi
  ninja -C "$dir" >"$dir/ninja.log" 2>&1 || { grep -A 12 -E 'FAILED|error|ninja:' "$dir/ninja.log" | head -n 80 >&2; return 1; }
}
