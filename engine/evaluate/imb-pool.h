/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/evaluate/imb-run.h"
#include "engine/evaluate/imb-split.h"

G_BEGIN_DECLS

/* Fills the pooled outcome, the scores and the folds of problem rows of a run whose folds are all done. */
gboolean imb_run_pool (ImbRun         *self,
                       const ImbSplit *split,
                       ImbJob         *job,
                       GError        **error);

G_END_DECLS
