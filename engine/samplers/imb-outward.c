/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows from support vectors. Which share of them starts from vectors in danger is drawn from a beta distribution, class
 * after class from one stream; each block of rows starts its own stream from the seed, as imbalanced-learn does. */
#include "engine/samplers/imb-outward.h"

#include <glib/gi18n-lib.h>

#include "engine/core/imb-error.h"
#include "engine/core/imb-lists.h"
#include "engine/samplers/imb-border.h"
#include "engine/samplers/imb-interpolate.h"

/* The support vectors of one class that are no noise. */
typedef struct
{
  guint32 *rows; /* those in danger, then the safe ones */
  gsize    n_danger;
  gsize    n_safe;
  gsize    n_inward; /* new rows from those in danger */
  gsize    n_outward;
} Vectors;

static guint32 *
support_of_class (const ImbView *in,
                  const guint8  *is_support,
                  guint          c,
                  gsize         *n)
{
  gsize    n_rows;
  guint32 *rows = imb_view_rows_of_class (in, c, &n_rows);

  *n = 0;
  for (gsize i = 0; i < n_rows; i++)
    if (is_support[rows[i]])
      rows[(*n)++] = rows[i];
  return rows;
}

/* Those in danger before the safe ones, each in their order. */
static void
sort_out (const guint32 *rows,
          const guint32 *n_others,
          gsize          n,
          gsize          m,
          Vectors       *vectors)
{
  vectors->rows = g_new (guint32, MAX (n, 1));
  for (gsize i = 0; i < n; i++)
    if (imb_border_is_danger (n_others[i], m))
      vectors->rows[vectors->n_danger++] = rows[i];
  for (gsize i = 0; i < n; i++)
    if (2 * (gsize) n_others[i] < m)
      vectors->rows[vectors->n_danger + vectors->n_safe++] = rows[i];
}

static gboolean
find_vectors (const ImbView    *in,
              const guint8     *is_support,
              const ImbOutward *how,
              guint             c,
              Vectors          *vectors,
              ImbJob           *job,
              GError          **error)
{
  gsize               n;
  g_autofree guint32 *rows = support_of_class (in, is_support, c, &n);
  g_autofree guint32 *n_others = g_new (guint32, MAX (n, 1));
  g_autofree char    *label = NULL, *smote = NULL;
  g_autoptr (ImbNear) near = imb_near_new (in, IMB_DISTANCE_EUCLIDEAN, c, job, error);

  if (near == NULL || (n > 0 && !imb_border_count (near, in, c, rows, n, how->m_neighbors, n_others, job, error)))
    return FALSE;

  sort_out (rows, n_others, n, how->m_neighbors, vectors);
  if (vectors->n_danger + vectors->n_safe > 0)
    return TRUE;
  label = imb_view_dup_label (in, c);
  smote = imb_dup_smote (in, how->sampling_strategy);
  g_set_error (error, IMB_ERROR, IMB_ERROR_UNSUITABLE,
               _ ("All support vectors of class “%s” are noise (all of their %zu nearest rows are of other classes), so svm-smote has nothing to start from; write a larger m_neighbors, or use %s."),
               label, how->m_neighbors, smote);
  return FALSE;
}

/* How many rows start where. */
static void
share_out (const ImbView    *in,
           const ImbOutward *how,
           guint             c,
           gsize             target,
           double            fraction,
           Vectors          *vectors,
           ImbNotes         *notes)
{
  g_autofree char *label = imb_view_dup_label (in, c);

  vectors->n_inward = (gsize) (fraction * (double) (target + 1));
  vectors->n_outward = target - vectors->n_inward;
  if (vectors->n_danger > 0 && vectors->n_safe > 0)
    return;

  if (how->as_peer && vectors->n_danger == 0)
    vectors->n_inward = 0;
  else if (how->as_peer)
    vectors->n_outward = 0;
  else
    {
      vectors->n_inward = vectors->n_danger > 0 ? target : 0;
      vectors->n_outward = target - vectors->n_inward;
      return;
    }
  imb_notes_add (notes, _ ("Class “%s” got %zu rows instead of %zu, as with imbalanced-learn, because its support vectors are all of one kind."),
                 label, vectors->n_inward + vectors->n_outward, target);
}

/* One block of rows; @reach is the length of the longest step, below 0 away from the partner. */
static gboolean
make_block (const ImbView    *in,
            const ImbOutward *how,
            guint             c,
            const guint32    *bases,
            gsize             n_bases,
            double            reach,
            gsize             n_new,
            const ImbRng     *rng,
            ImbResample      *out,
            gsize             at,
            ImbJob           *job,
            GError          **error)
{
  const gsize         k = how->k_neighbors;
  gsize               n;
  g_autofree guint32 *rows = imb_view_rows_of_class (in, c, &n);
  g_autofree guint32 *table = imb_lists_new (n_bases, k, error);
  g_autoptr (ImbNear) near = NULL;
  g_autoptr (ImbJob) search = imb_job_new_part (job, 0.7);
  g_autoptr (ImbJob) making = imb_job_new_part (job, 0.3);

  if (table == NULL)
    return FALSE;
  if (n_new == 0)
    return TRUE;
  near = imb_near_new (in, IMB_DISTANCE_EUCLIDEAN, c, job, error);
  if (near == NULL
      || !imb_near_find (near, rows, n, bases, n_bases, k, IMB_LIST_BUT_FIRST, table, NULL, search, error)
      || !imb_interpolate_draw (bases, n_bases, rows, table, k, rng, out, at, n_new, making, error))
    return FALSE;
  for (gsize m = at; m < at + n_new; m++)
    out->parent_weights[2 * m + 1] *= reach;
  return imb_interpolate_drawn (in, out, at, n_new, c, making, error);
}

static gboolean
make_class (const ImbView    *in,
            const ImbOutward *how,
            guint             c,
            const Vectors    *vectors,
            const ImbRng     *rng,
            ImbResample      *out,
            gsize             at,
            ImbJob           *job,
            GError          **error)
{
  g_autoptr (ImbJob) inward = imb_job_new_part (job, 0.5);
  g_autoptr (ImbJob) outward = imb_job_new_part (job, 0.5);

  return make_block (in, how, c, vectors->rows, vectors->n_danger, 1.0, vectors->n_inward, rng, out, at, inward, error)
         && make_block (in, how, c, vectors->rows + vectors->n_danger, vectors->n_safe, -how->out_step, vectors->n_outward,
                        rng, out, at + vectors->n_inward, outward, error);
}

static gboolean
make_classes (const ImbView    *in,
              const guint8     *is_support,
              const ImbOutward *how,
              const gsize      *targets,
              Vectors          *vectors,
              const ImbRng     *rng,
              ImbResample      *out,
              ImbJob           *job,
              GError          **error)
{
  ImbRng stream = *rng;
  gsize  n_asked = 0, n_new = 0, at = 0;

  for (guint c = 0; c < in->n_classes; c++)
    n_asked += targets[c];
  for (guint c = 0; c < in->n_classes; c++)
    {
      g_autoptr (ImbJob) part = imb_job_new_part (job, 0.5 * (double) targets[c] / MAX ((double) n_asked, 1.0));

      if (targets[c] == 0)
        continue;
      if (!find_vectors (in, is_support, how, c, &vectors[c], part, error))
        return FALSE;
      share_out (in, how, c, targets[c], imb_rng_beta (&stream, 10.0, 10.0), &vectors[c], out->notes);
      n_new += vectors[c].n_inward + vectors[c].n_outward;
    }

  if (!imb_resample_add_made (out, n_new, in->base->n_cols, 2, error))
    return FALSE;
  for (guint c = 0; c < in->n_classes; at += vectors[c].n_inward + vectors[c].n_outward, c++)
    {
      g_autoptr (ImbJob) part = imb_job_new_part (job, 0.5 * (double) targets[c] / MAX ((double) n_asked, 1.0));

      if (targets[c] > 0 && !make_class (in, how, c, &vectors[c], rng, out, at, part, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
imb_outward_make (const ImbView    *in,
                  const guint8     *is_support,
                  const ImbOutward *how,
                  const gsize      *targets,
                  const ImbRng     *rng,
                  ImbResample      *out,
                  ImbJob           *job,
                  GError          **error)
{
  g_autofree Vectors *vectors = g_new0 (Vectors, in->n_classes);
  gboolean            ok = make_classes (in, is_support, how, targets, vectors, rng, out, job, error);

  for (guint c = 0; c < in->n_classes; c++)
    g_free (vectors[c].rows);
  return ok;
}
