/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/io/imb-infer.h"
#include "engine/io/imb-read.h"

G_BEGIN_DECLS

/* The column of that name, or #N from 1; -1: there is none. @names: (array length=n) */
gssize imb_forced_find (char *const *names,
                        gsize        n,
                        const char  *name);

/* Tells @infer which columns are text and which are numbers by the options' word, in spite of what their cells look like.
 * @names: (array length=n): of the columns. A name that no column has is a note: the file may have changed. FALSE with
 * IMB_ERROR_PARAM when one column is both. */
gboolean imb_forced_set (ImbInfer             *infer,
                         char *const          *names,
                         gsize                 n,
                         const ImbReadOptions *options,
                         ImbReadLog           *log,
                         GError              **error);

/* After all rows: FALSE with IMB_ERROR_PARAM when a column that has to hold numbers holds none. */
gboolean imb_forced_check (const ImbInfer   *infer,
                           char *const      *names,
                           const ImbReadLog *log,
                           GError          **error);

G_END_DECLS
