/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/draw/imb-plot.h"

G_BEGIN_DECLS

/* What a field is covered by, in small cells, so that a label may be put where it hides least. */
typedef struct _ImbCover ImbCover;

ImbCover *imb_cover_new (ImbRect field);
void      imb_cover_free (ImbCover *self);

/* A line of data of the plot, as imb_plot_line() draws it. */
void imb_cover_add_line (ImbCover      *self,
                         const ImbPlot *plot,
                         const double  *x,
                         const double  *y,
                         gsize          n,
                         gboolean       step);
void imb_cover_add_rect (ImbCover *self,
                         ImbRect   rect);

/* The place that hides least, the first of equal ones, which is covered from then on; @n: all reach out of the field, or hide a text or a sign. */
guint imb_cover_take (ImbCover      *self,
                      const ImbRect *places,
                      guint          n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImbCover, imb_cover_free)

G_END_DECLS
