/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table with the shape of the well-known credit-card fraud data: seconds since the first payment, components V1 …,
 * an amount, and one fraud in 578. Components shrink in spread as principal components do; frauds lie off in the first
 * ten, along one of three ways of cheating; a share of them (the noise) cannot be told from ordinary payments. */
#include "engine/data/imb-dataset-rows.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdlib.h>

#include "engine/kernels/imb-sort.h"

#define SPAN_SECONDS 172792.0
#define WAYS         3
#define SHIFTED      10

static const double shifts[WAYS][SHIFTED] = {
  { -2.6, 2.0, -3.4, 2.6, -1.7, -0.8, -2.9, 0.6, -1.5, -2.8 },
  { -0.8, 1.1, -1.6, 2.2, -0.6, -0.7, -1.2, 0.3, -1.1, -1.7 },
  { 0.3, 0.8, -2.2, 1.5, 0.5, -1.1, 0.2, 0.1, -0.7, -1.2 },
};

static void
components (ImbDatasetRows *self,
            gboolean        minority,
            double          noise,
            double         *x)
{
  const gsize n = self->n_columns - 2;
  gboolean    plain = !minority || imb_rng_double (&self->rng) < noise;
  guint64     way = plain ? 0 : imb_rng_below (&self->rng, WAYS);
  double      strength = plain ? 0.0 : 1.2 + 1.5 * imb_rng_double (&self->rng);

  for (gsize j = 0; j < n; j++)
    {
      double spread = 2.0 / sqrt (1.0 + 0.35 * (double) j);
      double value = imb_rng_normal (&self->rng);

      /* heavier tails than normal, as payments have */
      value *= 1.0 + 0.15 * value * value;
      if (!plain)
        value = 1.2 * value + (j < SHIFTED ? strength * shifts[way][j] : 0.0);
      x[1 + j] = 0.7 * spread * value;
    }
}

static void
fraud_row (ImbDatasetRows *self,
           gboolean        minority,
           double          noise,
           double         *x)
{
  const gsize last = self->n_columns - 1;
  double      mean = minority && imb_rng_double (&self->rng) < 0.4 ? 0.5 : 3.2;

  x[0] = floor (SPAN_SECONDS * imb_rng_double (&self->rng));
  components (self, minority, noise, x);
  x[last] = floor (exp (mean + 1.5 * imb_rng_normal (&self->rng)) * 100.0 + 0.5) / 100.0;
}

static char **
names_of (gsize n_features)
{
  char **names = g_new0 (char *, n_features + 1);

  for (gsize j = 0; j < n_features; j++)
    names[j] = j == 0 ? g_strdup ("time") : j == n_features - 1 ? g_strdup ("amount")
                                                                : g_strdup_printf ("V%zu", j);
  return names;
}

static ImbTable *
make_fraud (const ImbDatasetValues *values,
            guint32                 seed,
            ImbJob                 *job,
            GError                **error)
{
  g_auto (GStrv) names = names_of ((gsize) values->n_features);
  ImbDatasetRows rows;
  ImbTable      *table = NULL;

  imb_dataset_rows_init (&rows, values, seed);
  if (imb_dataset_rows_fill (&rows, fraud_row, values->noise, job, error))
    {
      qsort (rows.columns[0], rows.n_rows, sizeof (double), imb_compare_doubles);
      table = imb_dataset_rows_to_table (&rows, _ ("Card payments"), (const char *const *) names, "ordinary", "fraud", job, error);
    }
  imb_dataset_rows_clear (&rows);
  return table;
}

static const ImbParam params[] = IMB_DATASET_PARAMS (50000, 577.0, 30, 3, 0.1, N_ ("Share of frauds that look like ordinary payments (0 to 1)."));

extern const ImbDataset imb_dataset_fraud;

const ImbDataset imb_dataset_fraud = {
  .base = {
    .id = "fraud",
    .title = N_ ("Card payments (fraud)"),
    .summary = N_ ("Card payments of two days, one in 578 a fraud: time, components V1 to V28, amount."),
    .params = params,
    .params_size = sizeof (ImbDatasetValues),
  },
  .make = make_fraud,
};
