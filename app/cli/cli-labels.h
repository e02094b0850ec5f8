/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/imb.h"

G_BEGIN_DECLS

/* The columns that imbal metrics works on, as class codes and scores. Zeros to begin with. */
typedef struct
{
  char   **names; /* of the classes: sorted by number when all are numbers, else by bytes */
  guint    n_classes;
  guint    positive;
  guint16 *truth;
  guint16 *predicted; /* NULL: not given */
  double  *scores;    /* n_rows × n_classes; NULL: not given */
  guint   *chosen;    /* the classes that were named, in that order; NULL: none were */
  guint    n_chosen;
} CliLabels;

/**
 * cli_labels_read:
 * @predicted: (nullable): the column of predicted classes; a class may occur only there
 * @positive: (nullable): NULL: the rarest class
 * @chosen: (nullable): names of classes, of which one may occur nowhere; with them a single class is enough
 */
gboolean cli_labels_read (CliLabels      *self,
                          const ImbTable *table,
                          const char     *label,
                          const char     *predicted,
                          const char     *positive,
                          char          **chosen,
                          GError        **error);

/* @columns: (nullable): one for two classes (of the positive one), else one per class. */
gboolean cli_labels_read_scores (CliLabels      *self,
                                 const ImbTable *table,
                                 char          **columns,
                                 GError        **error);
void     cli_labels_clear (CliLabels *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliLabels, cli_labels_clear)

G_END_DECLS
