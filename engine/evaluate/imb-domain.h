/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/data/imb-design.h"
#include "engine/data/imb-transform.h"
#include "engine/samplers/imb-resample.h"

G_BEGIN_DECLS

/* What synthetic rows may hold in the columns of numbers, in source units. */
typedef enum
{
  IMB_DOMAIN_REPAIR, /* what the column can hold: whole numbers where all are, nothing outside of the values met */
  IMB_DOMAIN_KEEP,   /* what the sampler made, as other programs give it */
  IMB_DOMAIN_CUT,    /* the same, fractions of whole numbers cut off, as imbalanced-learn gives columns of that type */
} ImbDomain;

/* What one column of numbers was seen to hold, in source units; low > high when there was nothing, or it holds categories. */
typedef struct
{
  gboolean whole; /* every value is a whole number */
  double   low;
  double   high;
} ImbRange;

/* Of each feature over all rows of the design. (transfer full) */
ImbRange *imb_ranges_of_design (const ImbDesign *design);

/* Of each column over some rows: what training rows alone say. O(rows · d). (transfer full) (nullable): NULL when cancelled */
ImbRange *imb_ranges_of_rows (const ImbMatrix *matrix,
                              const ImbKind   *kinds, /* (nullable) */
                              const guint32   *rows,
                              gsize            n_rows,
                              ImbJob          *job,
                              GError         **error);

/* Values of synthetic rows that are in the result: those that were repaired, or that were left. */
typedef struct
{
  gsize n_columns_whole;
  gsize n_fractions;
  gsize n_columns_left;
  gsize n_outside;
} ImbRepairs;

/**
 * imb_domain_apply:
 * @resample: fresh; nobody else has it yet
 * @transform: (nullable): synthetic rows are in its units, and shall be so afterwards; NULL: in source units
 * @sampled: (nullable): the view that was sampled; rows that are copies of its rows stay copies. With @transform
 * @repairs: (out)
 *
 * REPAIR rounds to the nearest whole number (halves to the even one) and moves to the nearest end of the range. CUT rounds towards 0. Categories are
 * codes and never broken. What is rounding in the last digits is repaired, and not counted. O(synthetic rows · d).
 */
gboolean imb_domain_apply (ImbDomain           domain,
                           ImbResample        *resample,
                           const ImbRange     *ranges,
                           const ImbTransform *transform,
                           const ImbView      *sampled,
                           ImbRepairs         *repairs,
                           ImbJob             *job,
                           GError            **error);

/* How many values of how many columns it was; nothing when it was none. */
void imb_domain_note (ImbDomain         domain,
                      const ImbRepairs *repairs,
                      ImbNotes         *notes);

/* "repair", "keep", "cut". */
const char *imb_domain_nick (ImbDomain domain);

/* FALSE with IMB_ERROR_PARAM. */
gboolean imb_domain_parse (const char *text,
                           ImbDomain  *domain,
                           GError    **error);

G_END_DECLS
