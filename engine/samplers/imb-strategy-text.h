/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/samplers/imb-strategy.h"

G_BEGIN_DECLS

/* sampling_strategy as read from text, before it meets data; for imb-strategy.c. */
typedef enum
{
  IMB_STRATEGY_MINORITY,
  IMB_STRATEGY_MAJORITY,
  IMB_STRATEGY_NOT_MINORITY,
  IMB_STRATEGY_NOT_MAJORITY,
  IMB_STRATEGY_ALL,
  IMB_STRATEGY_RATIO,
  IMB_STRATEGY_COUNTS,
  IMB_STRATEGY_LABELS,
} ImbStrategyForm;

typedef struct
{
  ImbStrategyForm form;
  double          ratio;  /* RATIO */
  GPtrArray      *labels; /* COUNTS and LABELS */
  GArray         *counts; /* COUNTS: gsize, beside labels */
} ImbStrategy;

/* What @kind may be told, for sentences. (transfer full) */
char        *imb_strategy_describe (ImbStrategyKind kind);
ImbStrategy *imb_strategy_parse (ImbStrategyKind kind,
                                 const char     *text,
                                 GError        **error);
void         imb_strategy_free (ImbStrategy *self);

/* A label as it stands in a strategy: in double quotes when it needs them. (transfer full) */
char *imb_strategy_write_label (const char *label);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImbStrategy, imb_strategy_free)

G_END_DECLS
