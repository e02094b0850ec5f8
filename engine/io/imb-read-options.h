/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/io/imb-read.h"

G_BEGIN_DECLS

/* Options that own their texts, for whoever keeps them. @self NULL: everything is guessed. (transfer full) */
ImbReadOptions *imb_read_options_copy (const ImbReadOptions *self);
void            imb_read_options_free (ImbReadOptions *self); /* of imb_read_options_copy() only */

/* Would both read a file in the same way? NULL guesses everything. */
gboolean imb_read_options_equal (const ImbReadOptions *a,
                                 const ImbReadOptions *b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImbReadOptions, imb_read_options_free)

G_END_DECLS
