/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/imb.h"
#include "widgets/draw/imb-canvas.h"

G_BEGIN_DECLS

/* Which picture is made from which result. A figure draws, says in words what it shows, gives its numbers
 * as a table, and tells what lies under a pointer. It knows no toolkit and keeps nothing: all it needs is in the input. */

/* What is costly to compute for a picture (curves, fold bands, coordinates by class), kept from one drawing to
 * the next. Optional. One thread at a time. It holds the runs and designs it knows. */
typedef struct _ImbFigureCache ImbFigureCache;

ImbFigureCache *imb_figure_cache_new (void);
void            imb_figure_cache_free (ImbFigureCache *self);

/* Methods over several datasets, the best first. */
typedef struct
{
  guint              n;
  const char *const *names;
  const double      *mean_ranks;
  double             distance; /* mean ranks that differ by less cannot be told apart */
  gsize              n_datasets;
  const char        *metric; /* in words */
} ImbRanks;

/* Everything is borrowed for the length of a call. Fill it with imb_figure_input_init() first. */
typedef struct
{
  ImbProblem     *problem;
  ImbDesign      *design;
  ImbResample    *resample; /* of imb_design_get_view(); its made rows in the design's units; NULL: no "after" */
  ImbRun *const  *runs;     /* (array length=n_runs); the first is the "before"; runs with an error are passed over */
  guint           n_runs;
  const ImbRanks *ranks; /* critical-difference */
  ImbFigureCache *cache; /* NULL: everything is computed each time */

  guint          feature_x; /* scatter: of the design */
  guint          feature_y;
  double         x_low; /* the part of the data range that is shown; NaN: all of it */
  double         x_high;
  double         y_low;
  double         y_high;
  gssize         selected_synthetic; /* made row whose parents are shown; −1: none */
  const guint32 *highlight;          /* problem rows to mark; NULL: none */
  gsize          n_highlight;

  gssize           of_class;  /* curves: one against the rest; −1: the positive class */
  double           threshold; /* NaN: each run's own */
  const ImbMetric *metric;    /* threshold: NULL: F1 */
  gboolean         shares;    /* shares instead of counts */
  gboolean         log_scale; /* class-balance: counts on a logarithmic axis */

  const char *title;       /* NULL: the figure's own; "": none */
  double      text_scale;  /* 1 is normal */
  gboolean    transparent; /* no background: the widget has one */
} ImbFigureInput;

void imb_figure_input_init (ImbFigureInput *self);

/* "Sample of 1,000 of 50,000 rows"; NULL: the table is all of its file. Pictures of a sample say so, and so should whatever stands around
 * them. (transfer full) (nullable) */
char *imb_figure_dup_sample (const ImbTable *table);

typedef enum
{
  IMB_FIGURE_PROBLEM = 1 << 0,
  IMB_FIGURE_DESIGN = 1 << 1,
  IMB_FIGURE_RESAMPLE = 1 << 2,
  IMB_FIGURE_RUNS = 1 << 3,
  IMB_FIGURE_TWO_FEATURES = 1 << 4,
  IMB_FIGURE_RANKS = 1 << 5,
} ImbFigureNeeds;

/* The numbers behind a picture, as text: the table twin and the CSV. */
typedef struct
{
  guint      n_columns;
  char     **columns; /* titles, NULL-terminated */
  GPtrArray *rows;    /* of char **, n_columns cells each, NULL-terminated; plain numbers, C locale, shortest form */
} ImbFigureTable;

void imb_figure_table_free (ImbFigureTable *self);

typedef enum
{
  IMB_HIT_NONE,
  IMB_HIT_CLASS,     /* a bar: of_class, after */
  IMB_HIT_ROW,       /* a point: row (of the problem), of_class, after, removed */
  IMB_HIT_SYNTHETIC, /* a point: row (made row), of_class */
  IMB_HIT_CELL,      /* run, of_class (true), predicted */
  IMB_HIT_CURVE,     /* run, threshold (NaN: none), x, y */
} ImbHitKind;

typedef struct
{
  ImbHitKind kind;
  guint      of_class;
  guint      predicted;
  gboolean   after;
  gboolean   removed;
  gsize      row;
  guint      run; /* index into the input's runs */
  double     threshold;
  double     x; /* data units; bars: the value at the pointer, for dragging */
  double     y;
  ImbRect    mark;    /* px: what to outline; of points and curves a small square around it */
  char      *tooltip; /* plain text, one or two lines */
} ImbFigureHit;

void imb_figure_hit_clear (ImbFigureHit *self);

typedef struct _ImbFigure ImbFigure;

struct _ImbFigure
{
  const char    *id;
  const char    *title; /* N_() */
  const char    *help;  /* one sentence: how to read it; N_() */
  ImbFigureNeeds needs;
  gconstpointer  kind;    /* what tells figures with the same code apart; NULL */
  const char    *made_by; /* the command that makes it, when that is not imbal figure; NULL */

  /* Called with what it needs. The background is painted. */
  void (*draw) (const ImbFigure      *self,
                const ImbFigureInput *in,
                ImbCanvas            *canvas);

  /* What a sighted person would read off, in one to three sentences. (transfer full) */
  char *(*describe) (const ImbFigure      *self,
                     const ImbFigureInput *in);
  ImbFigureTable *(*table) (const ImbFigure      *self,
                            const ImbFigureInput *in);

  /* FALSE: nothing is there. @out is zeroed. NULL: nothing ever is. */
  gboolean (*hit) (const ImbFigure      *self,
                   const ImbFigureInput *in,
                   ImbCanvas            *canvas, /* for measuring */
                   double                x,
                   double                y,
                   ImbFigureHit         *out);
};

/* Every figure in the order of display; NULL-terminated. */
const ImbFigure *const *imb_figures (void);
const ImbFigure        *imb_figure_find (const char *id);

/* Those too that nothing in a table or its runs can make, and which have their made_by; NULL-terminated. */
const ImbFigure *const *imb_figures_of_all (void);

/* Mean ranks over datasets. */
extern const ImbFigure imb_figure_critical_difference;

/* FALSE with IMB_ERROR_PARAM and a sentence that says what is missing. */
gboolean imb_figure_check (const ImbFigure      *self,
                           const ImbFigureInput *in,
                           GError              **error);

/**
 * imb_figure_draw:
 * @cr: user space in CSS px, origin at the picture's top left; saved and restored
 *
 * When something is missing, the sentence of imb_figure_check() is drawn instead. Any thread.
 */
void imb_figure_draw (const ImbFigure      *self,
                      const ImbFigureInput *in,
                      cairo_t              *cr,
                      double                width,
                      double                height,
                      ImbTheme              theme);

/* What is written in the picture drawn at that size, and where: to look at a layout without eyes. (transfer full) (element-type ImbWritten) */
GPtrArray *imb_figure_written (const ImbFigure      *self,
                               const ImbFigureInput *in,
                               double                width,
                               double                height);

/* What lies at (x, y) of the picture drawn at that size. Clear @out in any case. */
gboolean imb_figure_hit (const ImbFigure      *self,
                         const ImbFigureInput *in,
                         double                width,
                         double                height,
                         double                x,
                         double                y,
                         ImbFigureHit         *out);

/* (transfer full); what is missing, in words, when something is. */
char *imb_figure_describe (const ImbFigure      *self,
                           const ImbFigureInput *in);

/* (transfer full) (nullable): NULL when something is missing. */
ImbFigureTable *imb_figure_table (const ImbFigure      *self,
                                  const ImbFigureInput *in);

/**
 * imb_figure_render:
 * @format: "png", "svg" or "pdf"
 * @width_mm: 20 … 1000
 * @dpi: of PNG, and of points drawn as an image; 36 … 1200
 *
 * The file's bytes: equal input, equal bytes. PDF holds real text and embedded fonts.
 *
 * Returns: (transfer full) (nullable): NULL with IMB_ERROR_PARAM, IMB_ERROR_TOO_LARGE or IMB_ERROR_OUTPUT
 */
GBytes *imb_figure_render (const ImbFigure      *self,
                           const ImbFigureInput *in,
                           const char           *format,
                           double                width_mm,
                           double                height_mm,
                           double                dpi,
                           ImbTheme              theme,
                           GError              **error);

/* The same into a file, by the suffix of @path: the whole file or none. */
gboolean imb_figure_save (const ImbFigure      *self,
                          const ImbFigureInput *in,
                          const char           *path,
                          double                width_mm,
                          double                height_mm,
                          double                dpi,
                          ImbTheme              theme,
                          GError              **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImbFigureCache, imb_figure_cache_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImbFigureTable, imb_figure_table_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ImbFigureHit, imb_figure_hit_clear)

G_END_DECLS
