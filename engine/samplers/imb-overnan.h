/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"
#include "engine/core/imb-rng.h"
#include "engine/samplers/imb-resample.h"
#include "engine/samplers/imb-strategy.h"

G_BEGIN_DECLS

/* What smote-nan, adasyn-nan and rose-nan share: they make rows of rows with missing values, and fill none before. After
 * Barnard 2026, arXiv:2605.11525; with compat=overnan its program OverNaN 0.2, run sequentially, to the last bit. */

typedef enum
{
  IMB_NAN_PRESERVE,    /* missing in one parent, missing in the row */
  IMB_NAN_INTERPOLATE, /* missing only when it is in both */
  IMB_NAN_RANDOM,      /* a coin is tossed */
} ImbNanHandling;

extern const ImbChoice imb_nan_choices[];
extern const ImbChoice imb_overnan_choices[];

/* The parameters; the first member of each sampler's struct, named shared. */
typedef struct
{
  const char *sampling_strategy;
  int         nan_handling;
  gboolean    drop_empty;
  gboolean    is_exact; /* an int compat in the table: 1 is OverNaN */
} ImbOvernan;

gboolean imb_overnan_check_strategy (const char *text,
                                     GError    **error);

#define IMB_OVERNAN_PARAMS_FIRST(S)                                                                                    \
  {                                                                                                                    \
    .name = "sampling_strategy",                                                                                       \
    .label = N_ ("Class sizes"),                                                                                       \
    .help = N_ ("Which classes grow and to how many rows: a word, minority rows per majority row, or {label:count}."), \
    IMB_TEXT (S, shared.sampling_strategy, "auto", imb_overnan_check_strategy, imb_strategy_over_suggestions),         \
  },                                                                                                                   \
  {                                                                                                                    \
    .name = "nan_handling",                                                                                            \
    .label = N_ ("Missing values"),                                                                                    \
    .help = N_ ("What a new row has where a value is missing in a row that it is made of."),                           \
    IMB_CHOICE (S, shared.nan_handling, IMB_NAN_PRESERVE, imb_nan_choices),                                            \
  }

#define IMB_OVERNAN_PARAMS_LAST(S)                                                                                           \
  {                                                                                                                          \
    .name = "drop_empty",                                                                                                    \
    .label = N_ ("Leave out empty rows"),                                                                                    \
    .help = N_ ("New rows that have no value at all are not added."),                                                        \
    IMB_BOOL (S, shared.drop_empty, FALSE),                                                                                  \
  },                                                                                                                         \
  {                                                                                                                          \
    .name = "compat",                                                                                                        \
    .label = N_ ("Compatible with"),                                                                                         \
    .help = N_ ("Whether to do all as OverNaN does, for the same rows as it: class sizes, classes of one row, categories."), \
    IMB_CHOICE (S, shared.is_exact, FALSE, imb_overnan_choices),                                                             \
  }

/* Rows to add per class. OverNaN's meaning of a strategy: a ratio r is for any number of classes and may be above 1, every class but
 * the largest gets ⌊r · largest⌋ rows; counts below what a class has are passed over. (targets: array length=in->n_classes) */
gboolean imb_overnan_resolve (const ImbOvernan *params,
                              const ImbView    *in,
                              gsize            *targets,
                              GError          **error);

/* A sampler's check; @values begin with ImbOvernan: not for classes of one row, unless exact. */
gboolean imb_overnan_check (const ImbView *in,
                            gconstpointer  values,
                            GError       **error);

/* A class that grows: its rows, and the neighbours of each in the class. */
typedef struct
{
  guint    c;
  guint32 *rows; /* of the view */
  gsize    n_rows;
  gsize    n_asked; /* new rows */
  gsize    k;
  guint32 *table; /* (array length=n_rows*k): positions in rows; IMB_NO_ROW behind the last */
} ImbOvernanClass;

void  imb_overnan_class_clear (ImbOvernanClass *self);
gsize imb_overnan_n_neighbours (const ImbOvernanClass *self,
                                gsize                  i);

/* Finds rows and neighbours; @notes says when there are fewer rows than @k asks for. */
gboolean imb_overnan_class_init (ImbOvernanClass  *self,
                                 const ImbOvernan *params,
                                 const ImbView    *in,
                                 guint             c,
                                 gsize             n_asked,
                                 gsize             k,
                                 ImbNotes         *notes,
                                 ImbJob           *job,
                                 GError          **error);

/* How far different categories are apart, for imb_partial_find(): as in SMOTE-NC the median of the numbers' standard deviations in
 * the given rows. NULL when there are none, or for OverNaN, which takes codes for numbers. (transfer full) (nullable) */
double *imb_overnan_weigh_categories (const ImbOvernan *params,
                                      const ImbView    *in,
                                      const guint32    *rows,
                                      gsize             n_rows);

/* Where the next row goes. */
typedef struct
{
  const ImbOvernan *params;
  const ImbView    *in;
  ImbResample      *out; /* has room for all rows that may come */
  ImbRng            stream;
  gsize             at;      /* rows made */
  gsize             n_empty; /* of them, or left out, without any value */
} ImbOvernanMaking;

/* @quota new rows between row @i of the class and neighbours of it, drawn; i has neighbours. */
void imb_overnan_interpolate (ImbOvernanMaking *making,
                              const ImbOvernanClass *class,
                              gsize i,
                              gsize quota);

/* The row at making->at has its values and parents. */
void imb_overnan_row_made (ImbOvernanMaking *making,
                           guint             c);

/* What was made is all: cuts the room, and says what the person may not have expected. */
void imb_overnan_finish (ImbOvernanMaking *making);

/* Missing values of a class without neighbours: @n_lost rows of it that were asked for were not made. */
void imb_overnan_note_lost (const ImbOvernanMaking *making,
                            const ImbOvernanClass *class,
                            gsize n_lost);

/* Makes @n_new rows of class @c. */
typedef gboolean (*ImbOvernanFunc) (ImbOvernanMaking *making,
                                    gconstpointer     values,
                                    guint             c,
                                    gsize             n_new,
                                    ImbJob           *job,
                                    GError          **error);

/* The whole of a sampler that makes class after class; @values begin with ImbOvernan. */
gboolean imb_overnan_sample (const ImbView *in,
                             gconstpointer  values,
                             guint          n_parents,
                             ImbOvernanFunc func,
                             const ImbRng  *rng,
                             ImbJob        *job,
                             ImbResample   *out,
                             GError       **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ImbOvernanClass, imb_overnan_class_clear)

G_END_DECLS
