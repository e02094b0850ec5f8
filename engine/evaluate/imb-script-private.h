/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/evaluate/imb-script.h"

G_BEGIN_DECLS

/* What is told apart before a script is written (imb-script.c), and writing it (imb-script-write.c). */
typedef struct
{
  const ImbPlan   *plan;
  const ImbDesign *design;
  ImbProblem      *problem;
  ImbTable        *table;
  ImbImpute        impute;
  ImbScale         scale;
  guint32          seed;
  gboolean         fills;
  gboolean         scales;
  gboolean         codes;   /* categories become their codes: a sampler works with them */
  gboolean         numbers; /* so do labels: a sampler takes them for the numbers of columns, fails by words, or sorts them otherwise */
  gboolean         raw;     /* categories stay codes */
  gboolean         repairs; /* values of synthetic rows */
  gboolean         cuts;    /* their fractions, where there are none */
  GString         *out;
} ImbScript;

/* Whether a parameter stands where the peer always has it. */
gboolean imb_script_is_at_default (const ImbPlanStep *step,
                                   const ImbParam    *param);

/* Whether the peer must be handed its model (ImbPeerPart). */
gboolean imb_script_wants_part (const ImbPlanStep *step);

/* The first feature that is a category, or NULL. */
const char *imb_script_find_category (const ImbScript *self);

void imb_script_write (ImbScript  *self,
                       const char *output);

G_END_DECLS
