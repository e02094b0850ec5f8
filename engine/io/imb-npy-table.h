/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/io/imb-format.h"

G_BEGIN_DECLS

/* Arrays of NumPy: one, and several in a ZIP archive. */
extern const ImbFormat imb_format_npy;
extern const ImbFormat imb_format_npz;

G_END_DECLS
