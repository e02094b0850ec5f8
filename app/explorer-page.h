/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/explorer-session.h"
#include "widgets/explorer-figure.h"

G_BEGIN_DECLS

/* What the pages have in common. */

typedef struct
{
  const char *signal; /* of the session */
  GCallback   callback;
} ExplorerWatch;

/* Calls back with @page alone, as long as it lives. */
void explorer_page_watch (gpointer             page,
                          ExplorerSession     *session,
                          const ExplorerWatch *watches,
                          guint                n);

/* Calls @step with @page in a turn of the main loop of its own, as soon as the page can be seen: what takes long need
 * not be part of a longer step. Asked again before that, it is done once; a page has one such step. */
typedef void (*ExplorerPageStep) (gpointer page);

void explorer_page_later (gpointer         page,
                          ExplorerPageStep step);

/* A figure in its place, which tells the session what it did and what it could not; @activated gets @page, then the
 * hit, and may be NULL. */
ExplorerFigure *explorer_page_add_figure (gpointer         page,
                                          ExplorerSession *session,
                                          AdwBin          *place,
                                          const char      *id,
                                          int              height_px,
                                          GCallback        activated);

/* Shows "work" of the stack, or "empty" and why; gives whether there is work. */
gboolean explorer_page_show_state (ExplorerSession *session,
                                   GtkStack        *stack,
                                   AdwStatusPage   *empty,
                                   const char      *title_of_error,
                                   const char      *title_of_nothing);

/* The names of the features to choose from; none without @design. One list a step: GTK makes the rows of a long one
 * ready at once. */
void explorer_page_list_features (ImbDesign   *design,
                                  GtkDropDown *drop);

/* Copies and says so; NULL: nothing to copy. */
void explorer_page_copy (GtkWidget       *page,
                         ExplorerSession *session,
                         const char      *text,
                         const char      *said);

/* Asks where to, then calls @save with @page and the path, unless the person thinks better of it. */
typedef void (*ExplorerPageSave) (gpointer    page,
                                  const char *path);

void explorer_page_save (GtkWidget       *page,
                         const char      *title,
                         const char      *file_name,
                         ExplorerPageSave save);

typedef struct
{
  const char *name;
  gpointer    widget;
} ExplorerPart;

/* A part of a page by its name, for tests; NULL: there is none. */
gpointer explorer_page_find_part (const ExplorerPart *parts,
                                  guint               n,
                                  const char         *name);

G_END_DECLS
