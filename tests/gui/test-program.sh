#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# test-program.sh PROGRAM : the installed program as a desktop starts it, asked by messages. TAP on standard output.
set -u

program=$1
id=org.imbal.Explorer
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
n=0
failed=0

check () { # NAME COMMAND…
  n=$((n + 1))
  name=$1
  shift
  if "$@" > "$dir/output" 2>&1; then
    echo "ok $n - $name"
  else
    echo "not ok $n - $name"
    sed 's/^/# /' "$dir/output"
    failed=1
  fi
}

describe () { # WINDOW ACTION
  gdbus call --session --dest $id --object-path "/org/imbal/Explorer/window/$1" --method org.gtk.Actions.Describe "$2"
}

state_is () { # WINDOW ACTION STATE
  tries=0
  while ! describe "$1" "$2" 2> /dev/null | grep -qF "$3"; do
    tries=$((tries + 1))
    if [ $tries -gt 400 ]; then
      describe "$1" "$2"
      return 1
    fi
    sleep 0.05
  done
}

activate () { # WINDOW ACTION PARAMETERS
  gdbus call --session --dest $id --object-path "/org/imbal/Explorer/window/$1" --method org.gtk.Actions.Activate "$2" "$3" '{}'
}

version_is_printed () {
  "$program" --version | grep -q '^imbal-explorer [0-9]'
}

unknown_option_is_refused () {
  ! "$program" --no-such-option
}

file_opens_in_the_first_window () {
  "$program" "$dir/pets.csv" > "$dir/log" 2>&1 &
  gdbus wait --session --timeout 20 $id && state_is 1 page 'true' && state_is 1 busy '<false>'
}

second_start_opens_a_window_in_the_same_program () {
  "$program" --dataset two-moons:n_rows=100 && state_is 2 page 'true' && state_is 2 busy '<false>'
}

desktop_can_open_a_file () {
  gdbus call --session --dest $id --object-path /org/imbal/Explorer \
    --method org.freedesktop.Application.Open "['file://$dir/pets.csv']" '{}' && state_is 3 page 'true'
}

refused_file_is_told () {
  activate 1 open-path "[<'$dir/no-such-file.csv'>]" && state_is 1 status 'no-such-file.csv'
}

page_is_changed () {
  activate 1 page "[<'classes'>]" && state_is 1 page "<'classes'>"
}

program_quits () {
  gdbus call --session --dest $id --object-path /org/imbal/Explorer --method org.gtk.Actions.Activate quit '[]' '{}' && wait
}

nothing_was_warned_of () {
  ! grep -E 'WARNING|CRITICAL' "$dir/log"
}

printf 'weight,legs,kind\n1.5,2,bird\n2.5,4,cat\n3.5,4,cat\n1.25,2,bird\n4.5,4,cat\n' > "$dir/pets.csv"
echo 1..9
check 'the version is printed' version_is_printed
check 'an unknown option is refused' unknown_option_is_refused
check 'a file opens in the first window' file_opens_in_the_first_window
check 'a second start opens a window in the same program' second_start_opens_a_window_in_the_same_program
check 'the desktop can open a file' desktop_can_open_a_file
check 'a refused file is told' refused_file_is_told
check 'the page is changed' page_is_changed
check 'the program quits' program_quits
check 'nothing was warned of' nothing_was_warned_of
exit $failed
