/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables for promises of samplers, with columns as each wants them. */
#pragma once

#include <math.h>

#include "engine/samplers/imb-sampler.h"

typedef struct
{
  ImbMatrix *x;
  guint16   *classes;
  ImbKind   *kinds;
  ImbView    view;
} Data;

static inline void
data_clear (Data *self)
{
  imb_matrix_free (self->x);
  g_free (self->classes);
  g_free (self->kinds);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Data, data_clear)

/* Normal clouds; class 0 is the largest, then 1, then 2; mixed by row number. */
static inline Data
make (gsize n_most,
      gsize n_least,
      gsize n_third,
      gsize n_cols)
{
  gsize  n = n_most + n_least + n_third;
  Data   data = { imb_matrix_new (n, n_cols, NULL), g_new (guint16, MAX (n, 1)), NULL, { 0 } };
  ImbRng rng;

  imb_rng_init (&rng, 20);
  for (gsize i = 0; i < n; i++)
    data.classes[i] = i < n_most ? 0 : i < n_most + n_least ? 1
                                                            : 2;
  for (gsize i = n; i-- > 1;)
    {
      gsize   at = (gsize) imb_rng_below (&rng, i + 1);
      guint16 c = data.classes[i];

      data.classes[i] = data.classes[at];
      data.classes[at] = c;
    }
  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j < n_cols; j++)
      imb_matrix_row (data.x, i)[j] = imb_rng_normal (&rng) + 1.5 * data.classes[i];
  data.view = imb_view_of (data.x, data.classes, 3);
  return data;
}

#define N_LEVELS 4

/* Columns from @first on become categories. */
static inline void
make_categories (Data *self,
                 gsize first)
{
  self->kinds = g_new0 (ImbKind, self->x->n_cols);
  self->view.kinds = self->kinds;
  for (gsize j = first; j < self->x->n_cols; j++)
    {
      self->kinds[j].n_levels = N_LEVELS;
      for (gsize i = 0; i < self->x->n_rows; i++)
        imb_matrix_row (self->x, i)[j] = CLAMP (floor (imb_matrix_row (self->x, i)[j] + 1.0), 0.0, N_LEVELS - 1.0);
    }
}

/* Columns as the sampler wants them: numbers, numbers beside categories, categories. */
static inline Data
make_for (const ImbSampler *sampler,
          gsize             n_most,
          gsize             n_least,
          gsize             n_third,
          gsize             n_cols)
{
  gboolean mixed = (sampler->flags & IMB_SAMPLER_MIXED) != 0;
  Data     data = make (n_most, n_least, n_third, mixed ? MAX (n_cols, 2) : n_cols);

  if (mixed || (sampler->flags & IMB_SAMPLER_NOMINAL) != 0)
    make_categories (&data, mixed ? (data.x->n_cols + 1) / 2 : 0);
  return data;
}
