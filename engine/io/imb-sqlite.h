/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/io/imb-format.h"

G_BEGIN_DECLS

/* A table or view of an SQLite database: the one asked for, else the one with the most rows. */
extern const ImbFormat imb_format_sqlite;

G_END_DECLS
