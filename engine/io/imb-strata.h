/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"
#include "engine/data/imb-table.h"
#include "engine/io/imb-csv.h"

G_BEGIN_DECLS

/* Of every row of a file the text in one column, its class: a byte each, noted while the rows are counted. */
typedef struct _ImbStrata ImbStrata;

/* What one thread has to itself while several note classes. */
typedef struct _ImbStrataLane ImbStrataLane;

/* More classes than that, or no memory: the classes are of no use, and imb_strata_are_known() is FALSE. */
#define IMB_STRATA_MOST 255

ImbStrata *imb_strata_new (gsize column);
void       imb_strata_free (ImbStrata *self);
gsize      imb_strata_get_column (const ImbStrata *self);
gboolean   imb_strata_are_known (const ImbStrata *self);
gboolean   imb_strata_lack_memory (const ImbStrata *self); /* if not: is that the reason? */

/* Forgets everything; lanes may then note rows below @n_rows. */
void imb_strata_restart (ImbStrata *self,
                         gsize      n_rows);

/* Room for rows below @n_rows, keeping those noted; only while a single lane notes. */
void imb_strata_make_room (ImbStrata *self,
                           gsize      n_rows);

/* Owned by @self until the next restart. */
ImbStrataLane *imb_strata_add_lane (ImbStrata *self);
void           imb_strata_put (ImbStrataLane  *lane,
                               const ImbField *fields,
                               gsize           n_fields,
                               gsize           row);
void           imb_strata_put_column (ImbStrata       *self,
                                      const ImbColumn *column,
                                      gsize            n_rows);

/* The classes of @n rows move from row @from on to row @to, which is not larger. */
void imb_strata_move (ImbStrata *self,
                      gsize      from,
                      gsize      to,
                      gsize      n);

/**
 * imb_strata_choose:
 * @n_in_file: rows that were noted, all of them
 * @n_wanted: of them; at most @n_in_file
 * @rows: (out caller-allocates) (array length=n_wanted): the chosen ones, ascending
 *
 * Each class gets its share of the sample, rounded by largest remainders, but two rows (or all it has) if that is possible at all.
 *
 * Returns: FALSE with G_IO_ERROR_CANCELLED
 */
gboolean imb_strata_choose (ImbStrata *self,
                            gsize      n_in_file,
                            gsize      n_wanted,
                            guint32    seed,
                            gsize     *rows,
                            ImbJob    *job,
                            GError   **error);

G_END_DECLS
