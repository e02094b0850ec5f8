/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"

G_BEGIN_DECLS

/* How scores are turned into probabilities that keep their word. */
typedef enum
{
  IMB_CALIBRATION_NONE,
  IMB_CALIBRATION_PLATT,       /* a sigmoid of the score */
  IMB_CALIBRATION_ISOTONIC,    /* any rising function of it */
  IMB_CALIBRATION_BETA,        /* a sigmoid of ln p and −ln (1 − p) */
  IMB_CALIBRATION_TEMPERATURE, /* all logits divided by one number */
} ImbCalibration;

/* "none", "platt", "isotonic", "beta", "temperature". */
gboolean    imb_calibration_parse (const char     *text,
                                   ImbCalibration *calibration,
                                   GError        **error);
const char *imb_calibration_nick (ImbCalibration calibration);

/* A fitted calibration. Never changes. */
typedef struct _ImbCalibrator ImbCalibrator;

/**
 * imb_calibrator_fit:
 * @scores: (array length=n*n_classes): row-major, of rows that the model has not learnt from
 * @classes: their true classes
 * @weights: (nullable): of the rows
 *
 * Two classes: the score of @positive is calibrated, the other is what is missing to 1. More: each class against the
 * rest, then all are divided by their sum (shares alike when that is 0), as scikit-learn's CalibratedClassifierCV
 * does; temperature calibrates all at once.
 *
 * Returns: (transfer full) (nullable)
 */
ImbCalibrator *imb_calibrator_fit (ImbCalibration how,
                                   const double  *scores,
                                   const guint16 *classes,
                                   const double  *weights,
                                   gsize          n,
                                   guint          n_classes,
                                   guint          positive,
                                   ImbJob        *job,
                                   GError       **error);

/* In place. */
void imb_calibrator_apply (const ImbCalibrator *self,
                           double              *scores,
                           gsize                n);
void imb_calibrator_free (ImbCalibrator *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImbCalibrator, imb_calibrator_free)

G_END_DECLS
