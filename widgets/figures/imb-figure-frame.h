/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/draw/imb-palette.h"
#include "widgets/figures/imb-figure.h"

G_BEGIN_DECLS

/* What all figures have in common: margins, title and subtitle; labels; rows of tables. For widgets/figures only. */

/* The functions of a figure that has a file of its own. */
#define IMB_FIGURE_OF_ITS_FILE \
  .draw = draw, .describe = describe, .table = table, .hit = hit

/* The room below the title. @subtitle: (nullable) */
ImbRect imb_figure_frame_layout (const ImbFigure      *figure,
                                 const ImbFigureInput *in,
                                 const ImbCanvas      *canvas,
                                 const char           *subtitle);
void    imb_figure_frame_draw (const ImbFigure      *figure,
                               const ImbFigureInput *in,
                               ImbCanvas            *canvas,
                               const char           *subtitle);

/* What a reader of the picture must know: that its table is a sample (imb_figure_dup_sample()), that its runs are leaky. (transfer full) */
GStrv imb_figure_frame_dup_caveats (const ImbFigure      *figure,
                                    const ImbFigureInput *in);

/* A class's label for a picture: the label itself, or "(empty)". */
const char *imb_figure_label (const ImbProblem *problem,
                              guint             c);

/* The i-th largest classes first; ties by code. (transfer full) (array length=n_classes) */
guint *imb_figure_classes_by_count (const ImbProblem *problem);

/* Adds up the resample's rows of each class: of the table, and synthetic. Both (array length=n_classes). */
void imb_figure_count_after (const ImbFigureInput *in,
                             double               *kept,
                             double               *made);

/* @...: column titles, then NULL. */
ImbFigureTable *imb_figure_table_new (const char *first,
                                      ...) G_GNUC_NULL_TERMINATED;

/* The next row; cells are filled from the left. */
void imb_figure_table_row (ImbFigureTable *self);
void imb_figure_table_text (ImbFigureTable *self,
                            const char     *text);
void imb_figure_table_number (ImbFigureTable *self,
                              double          value);

/* What a figure keeps in the cache, made by the caller once. Every value is freed by @destroy. */
gpointer imb_figure_cache_get (ImbFigureCache *self,
                               const char     *key);
void     imb_figure_cache_set (ImbFigureCache *self,
                               const char     *key,
                               gpointer        value,
                               GDestroyNotify  destroy);

extern const ImbFigure imb_figure_class_balance;
extern const ImbFigure imb_figure_long_tail;
extern const ImbFigure imb_figure_scatter;
extern const ImbFigure imb_figure_confusion;
extern const ImbFigure imb_figure_precision_recall;
extern const ImbFigure imb_figure_precision_recall_gain;
extern const ImbFigure imb_figure_roc;
extern const ImbFigure imb_figure_gains;
extern const ImbFigure imb_figure_det;
extern const ImbFigure imb_figure_lift;
extern const ImbFigure imb_figure_cost_curve;
extern const ImbFigure imb_figure_brier_curve;
extern const ImbFigure imb_figure_decision_curve;
extern const ImbFigure imb_figure_calibration;
extern const ImbFigure imb_figure_threshold;

G_END_DECLS
