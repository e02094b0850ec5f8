/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"
#include "engine/core/imb-matrix.h"
#include "engine/core/imb-notes.h"
#include "engine/core/imb-view.h"

G_BEGIN_DECLS

/* The two column-wise steps that are fitted on training rows and applied to any rows: filling
 * missing values, and scaling. Plain values: x' = (x − shift) / scale, NaN → fill first. */

typedef enum
{
  IMB_IMPUTE_MEDIAN,
  IMB_IMPUTE_MEAN,
  IMB_IMPUTE_CONSTANT, /* 0 */
  IMB_IMPUTE_NONE,     /* NaN stays; most samplers and models then refuse */
} ImbImpute;

typedef enum
{
  IMB_SCALE_NONE,
  IMB_SCALE_STANDARD, /* mean 0, population standard deviation 1: StandardScaler */
  IMB_SCALE_MINMAX,   /* 0 … 1 */
  IMB_SCALE_ROBUST,   /* median 0, interquartile range 1 */
} ImbScale;

typedef struct _ImbTransform ImbTransform;

/**
 * imb_transform_fit:
 * @kinds: (nullable): of the columns; categories stay as they are, missing ones too
 * @features: (nullable): names of the columns, for sentences
 * @rows: (nullable) (array length=n_rows): the rows of @matrix to learn from; NULL: all. Columns that lack values only in the others are
 *   filled with what these rows say, too
 * @notes: (nullable): gets a note per column that had missing values, and for columns without
 *   any value (filled with 0)
 *
 * A constant column keeps scale 1, as in scikit-learn (which also treats a variance within
 * rounding of zero so).
 *
 * Returns: (transfer full) (nullable): what was learnt, or NULL with IMB_ERROR_TOO_LARGE (values
 *   so large that their mean or spread overflows) or G_IO_ERROR_CANCELLED
 */
ImbTransform *imb_transform_fit (const ImbMatrix   *matrix,
                                 const ImbKind     *kinds,
                                 const char *const *features,
                                 const guint32     *rows,
                                 gsize              n_rows,
                                 ImbImpute          impute,
                                 ImbScale           scale,
                                 ImbNotes          *notes,
                                 ImbJob            *job,
                                 GError           **error);

/* The same for samplers that work with missing values and models that do not: imb_transform_apply() leaves them missing, scales are
 * those of the values present, and imb_transform_fill() puts in later what was learnt. */
ImbTransform *imb_transform_fit_keeping (const ImbMatrix   *matrix,
                                         const ImbKind     *kinds,
                                         const char *const *features,
                                         const guint32     *rows,
                                         gsize              n_rows,
                                         ImbImpute          impute,
                                         ImbScale           scale,
                                         ImbJob            *job,
                                         GError           **error);

/* Rows that were applied to, or made of such; does nothing after imb_transform_fit(). */
void imb_transform_fill (const ImbTransform *self,
                         ImbMatrix          *rows);

/* The given rows (NULL: all) imputed and scaled into a new matrix. (transfer full) (nullable) */
ImbMatrix *imb_transform_apply (const ImbTransform *self,
                                const ImbMatrix    *matrix,
                                const guint32      *rows,
                                gsize               n_rows,
                                ImbJob             *job,
                                GError            **error);

/* Back into source units, in place: x · scale + shift. */
void          imb_transform_invert (const ImbTransform *self,
                                    ImbMatrix          *matrix);
const double *imb_transform_get_fill (const ImbTransform *self);
const double *imb_transform_get_shift (const ImbTransform *self);
const double *imb_transform_get_scale (const ImbTransform *self);
void          imb_transform_free (ImbTransform *self);

/* Nicks for text ("median", "standard" …); parse gives FALSE with IMB_ERROR_PARAM. */
const char *imb_impute_nick (ImbImpute impute);
gboolean    imb_impute_parse (const char *text,
                              ImbImpute  *impute,
                              GError    **error);
const char *imb_scale_nick (ImbScale scale);
gboolean    imb_scale_parse (const char *text,
                             ImbScale   *scale,
                             GError    **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImbTransform, imb_transform_free)

G_END_DECLS
