/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/io/imb-format.h"

G_BEGIN_DECLS

/* Sparse text, a row per line: label index:value index:value … # comment */
extern const ImbFormat imb_format_libsvm;

G_END_DECLS
