/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/io/imb-format.h"

G_BEGIN_DECLS

/* A sheet of an OpenDocument spreadsheet (.ods): the one asked for, else the first. */
extern const ImbFormat imb_format_ods;

G_END_DECLS
