/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Headers that nearly every file includes, compiled once where b_pch is set; each file still includes what it needs. */
#include <gio/gio.h>
