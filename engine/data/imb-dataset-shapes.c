/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two moons, circles and blobs: the shapes on which teachers show what a sampler does. Two features carry the shape;
 * any further ones are noise with the shape's spread. */
#include "engine/data/imb-dataset-rows.h"

#include <glib/gi18n-lib.h>
#include <math.h>

static void
further_features (ImbDatasetRows *self,
                  double         *x)
{
  for (gsize j = 2; j < self->n_columns; j++)
    x[j] = 0.7 * imb_rng_normal (&self->rng);
}

static void
moons_row (ImbDatasetRows *self,
           gboolean        minority,
           double          noise,
           double         *x)
{
  double angle = G_PI * imb_rng_double (&self->rng);

  x[0] = minority ? 1.0 - cos (angle) : cos (angle);
  x[1] = minority ? 0.5 - sin (angle) : sin (angle);
  x[0] += noise * imb_rng_normal (&self->rng);
  x[1] += noise * imb_rng_normal (&self->rng);
  further_features (self, x);
}

static void
circles_row (ImbDatasetRows *self,
             gboolean        minority,
             double          noise,
             double         *x)
{
  double angle = 2.0 * G_PI * imb_rng_double (&self->rng);
  double radius = minority ? 0.5 : 1.0;

  x[0] = radius * cos (angle) + noise * imb_rng_normal (&self->rng);
  x[1] = radius * sin (angle) + noise * imb_rng_normal (&self->rng);
  further_features (self, x);
}

/* The majority around three centres, the minority around two of its own; noise is their spread. */
static void
blobs_row (ImbDatasetRows *self,
           gboolean        minority,
           double          noise,
           double         *x)
{
  static const double centres[5][2] = { { -2.0, 0.0 }, { 2.0, 1.0 }, { 0.0, 3.0 }, { 0.0, 0.5 }, { 3.5, -1.5 } };
  guint64             at = minority ? 3 + imb_rng_below (&self->rng, 2) : imb_rng_below (&self->rng, 3);

  x[0] = centres[at][0] + noise * imb_rng_normal (&self->rng);
  x[1] = centres[at][1] + noise * imb_rng_normal (&self->rng);
  further_features (self, x);
}

static ImbTable *
make_shape (const char *title,
            void (*row) (ImbDatasetRows *,
                         gboolean,
                         double,
                         double *),
            const ImbDatasetValues *values,
            guint32                 seed,
            ImbJob                 *job,
            GError                **error)
{
  ImbDatasetRows rows;
  ImbTable      *table = NULL;

  imb_dataset_rows_init (&rows, values, seed);
  if (imb_dataset_rows_fill (&rows, row, values->noise, job, error))
    table = imb_dataset_rows_to_table (&rows, title, NULL, "majority", "minority", job, error);
  imb_dataset_rows_clear (&rows);
  return table;
}

static ImbTable *
make_moons (const ImbDatasetValues *values,
            guint32                 seed,
            ImbJob                 *job,
            GError                **error)
{
  return make_shape (_ ("Two moons"), moons_row, values, seed, job, error);
}

static ImbTable *
make_circles (const ImbDatasetValues *values,
              guint32                 seed,
              ImbJob                 *job,
              GError                **error)
{
  return make_shape (_ ("Circles"), circles_row, values, seed, job, error);
}

static ImbTable *
make_blobs (const ImbDatasetValues *values,
            guint32                 seed,
            ImbJob                 *job,
            GError                **error)
{
  return make_shape (_ ("Blobs"), blobs_row, values, seed, job, error);
}

static const ImbParam moons_params[] = IMB_DATASET_PARAMS (2000, 20.0, 2, 2, 0.2, N_ ("Standard deviation around each moon."));
static const ImbParam circles_params[] = IMB_DATASET_PARAMS (2000, 20.0, 2, 2, 0.1, N_ ("Standard deviation around each circle."));
static const ImbParam blobs_params[] = IMB_DATASET_PARAMS (2000, 20.0, 2, 2, 0.8, N_ ("Standard deviation around each centre."));

extern const ImbDataset imb_dataset_two_moons, imb_dataset_circles, imb_dataset_blobs;

const ImbDataset imb_dataset_two_moons = {
  .base = {
    .id = "two-moons",
    .title = N_ ("Two moons"),
    .summary = N_ ("Two half circles that reach into one another: the minority is the lower one."),
    .params = moons_params,
    .params_size = sizeof (ImbDatasetValues),
  },
  .make = make_moons,
};

const ImbDataset imb_dataset_circles = {
  .base = {
    .id = "circles",
    .title = N_ ("Circles"),
    .summary = N_ ("The minority is a small circle inside the majority's large one."),
    .params = circles_params,
    .params_size = sizeof (ImbDatasetValues),
  },
  .make = make_circles,
};

const ImbDataset imb_dataset_blobs = {
  .base = {
    .id = "blobs",
    .title = N_ ("Blobs"),
    .summary = N_ ("Round clouds; one of the minority's two lies between the majority's three."),
    .params = blobs_params,
    .params_size = sizeof (ImbDatasetValues),
  },
  .make = make_blobs,
};
