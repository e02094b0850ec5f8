/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"
#include "engine/core/imb-notes.h"
#include "engine/data/imb-design.h"

G_BEGIN_DECLS

/* How hard single rows are, from 0, easy, to 1, hard: Smith, Martinez and Giraud-Carrier 2014, doi:10.1007/s10994-013-5422-z. */
typedef enum
{
  IMB_HARDNESS_NEIGHBOURS, /* kDN: share of other classes among the 5 nearest */
  IMB_HARDNESS_DISJUNCT,   /* DS: how small the row's leaf of a tree without limits is beside the largest one */
  IMB_HARDNESS_DEPTH,      /* TDU: how deep that leaf is beside the deepest one */
  IMB_HARDNESS_LIKELIHOOD, /* CLD: how much likelier another class is than the row's own, by naive Bayes without the classes' shares */
  IMB_HARDNESS_UNFORESEEN, /* 1 − the probability of its class by a random forest that has not seen it */
  IMB_HARDNESS_N,
} ImbHardnessMeasure;

const char *imb_hardness_nick (ImbHardnessMeasure measure); /* "kdn" */
const char *imb_hardness_help (ImbHardnessMeasure measure); /* what it says; translated */

/* Plain; imb_instance_hardness_free(). */
typedef struct
{
  gsize   n_rows;
  guint   n_classes;
  double *of_row;   /* [row * IMB_HARDNESS_N + measure]: of problem rows */
  double *of_class; /* [class * IMB_HARDNESS_N + measure]: means; NaN without rows */
} ImbInstanceHardness;

/**
 * imb_instance_hardness_new:
 *
 * On standardised features, missing values at their median.
 *
 * Returns: (transfer full) (nullable): NULL with IMB_ERROR_TOO_FEW, IMB_ERROR_ONE_CLASS, IMB_ERROR_TOO_LARGE or G_IO_ERROR_CANCELLED
 */
ImbInstanceHardness *imb_instance_hardness_new (ImbDesign *design,
                                                guint32    seed,
                                                ImbNotes  *notes,
                                                ImbJob    *job,
                                                GError   **error);
void                 imb_instance_hardness_free (ImbInstanceHardness *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImbInstanceHardness, imb_instance_hardness_free)

G_END_DECLS
