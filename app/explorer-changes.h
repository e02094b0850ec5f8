/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "engine/imb.h"

G_BEGIN_DECLS

/* What a sampler did to each class, in rows. */
typedef struct
{
  gsize before;
  gsize kept;
  gsize removed;
  gsize synthetic;
  gsize after; /* kept + synthetic, a row that is there twice counted twice */
} ExplorerChange;

/**
 * explorer_changes_count:
 * @resample: made from all rows of @problem
 * @changes: (array length=n_classes): filled
 */
void explorer_changes_count (ImbProblem        *problem,
                             const ImbResample *resample,
                             ExplorerChange    *changes);

/* The same as a grid with one row per class, and below it the notes. */
GtkWidget *explorer_changes_new (ImbProblem        *problem,
                                 const ImbResample *resample);

/* The findings of an audit, an icon and a sentence each. */
GtkWidget *explorer_findings_new (const ImbAudit  *audit,
                                  const ImbDesign *design);

/* Notes as a list of sentences; NULL when there are none. */
GtkWidget *explorer_notes_new (const ImbNotes *notes);

G_END_DECLS
