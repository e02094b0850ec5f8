/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Classes with fewer rows are not judged. */
#define IMB_TALLY_FEWEST_ROWS 10

/* Groups of rows that share a value, in the order of the values: fill @group, close it, and so on. */
typedef struct
{
  guint   k;     /* classes */
  gsize  *group; /* of the group that is being filled: rows per class */
  gsize  *below; /* rows of the groups before */
  gsize  *right; /* rows whose group's other rows are mostly of their class */
  double *ahead; /* k × k: pairs (row of a, row of b before it), ties count half */
  double *tied;  /* k × k: pairs in one group */
} ImbTally;

/* For @k classes. */
void imb_tally_init (ImbTally *self,
                     guint     k);
void imb_tally_clear (ImbTally *self);

/* The group is whole; the next one is empty. */
void imb_tally_close (ImbTally *self);

/* The area under the ROC curve of the pair of classes that is told apart worst, in the direction that suits it; 0 when a class has too few
 * rows. @possible: what it would be at best if the groups were cut finer. */
double imb_tally_area (const ImbTally *self,
                       gboolean        possible);

/* When every row gets the class that most of the other rows in its group have (a tie is wrong): the share that is right, averaged over the
 * classes; 0 when a class has no row. */
double imb_tally_accuracy (const ImbTally *self);

/* Whether so many pairs of rows are in the wrong order, whichever of both orders is right, that with finer groups and further rows (up to
 * @totals per class) the area stays below @enough. */
gboolean imb_tally_is_hopeless (const ImbTally *self,
                                const gsize    *totals,
                                double          enough);

G_END_DECLS
