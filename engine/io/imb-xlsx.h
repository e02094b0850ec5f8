/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/io/imb-format.h"

G_BEGIN_DECLS

/* A sheet of an Excel workbook (.xlsx): the one asked for, else the first that is not hidden. */
extern const ImbFormat imb_format_xlsx;

G_END_DECLS
