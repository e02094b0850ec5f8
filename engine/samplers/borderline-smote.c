/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Borderline-SMOTE: SMOTE that starts only from rows in danger, half or more but not all of whose nearest rows are of other
 * classes. Han, Wang, Mao 2005, doi:10.1007/11538059_91. Kind 1 draws partners from the row's own class, kind 2 from all
 * rows, and goes at most half the way to one of another class. Row for row imbalanced-learn's BorderlineSMOTE (kind 2: of
 * version 0.12 and later): each class starts its own stream from the seed, kind 2 one more for the shorter steps.
 * imbalanced-learn leaves a class without a row in danger as it is and says nothing; here that is refused
 * (compat=imbalanced-learn: left, and noted, though it had too few rows for k_neighbors). O(n_c · n · d) at most. */
#include <glib/gi18n-lib.h>

#include "engine/core/imb-error.h"
#include "engine/core/imb-lists.h"
#include "engine/samplers/imb-border.h"
#include "engine/samplers/imb-foresee.h"
#include "engine/samplers/imb-interpolate.h"
#include "engine/samplers/imb-sampler.h"
#include "engine/samplers/imb-strategy.h"

enum
{
  KIND_1,
  KIND_2,
};

static const ImbChoice kinds[] = {
  { KIND_1, "borderline-1", N_ ("Partners of the same class") },
  { KIND_2, "borderline-2", N_ ("Partners of all classes") },
  { 0, NULL, NULL },
};

typedef struct
{
  const char *sampling_strategy;
  int         k_neighbors;
  int         m_neighbors;
  int         kind;
  int         metric;
  int         compat;
} Borderline;

static const ImbParam params[] = {
  IMB_STRATEGY_PARAM_OVER (Borderline),
  {
    .name = "k_neighbors",
    .label = N_ ("Neighbours"),
    .help = N_ ("Rows from which a partner is drawn."),
    IMB_INT (Borderline, k_neighbors, 5, 1, 1000),
  },
  {
    .name = "m_neighbors",
    .label = N_ ("Neighbours that tell the border"),
    .help = N_ ("A row is at the border when half or more, but not all, of so many nearest rows are of other classes."),
    IMB_INT (Borderline, m_neighbors, 10, 1, 1000),
  },
  {
    .name = "kind",
    .label = N_ ("Kind"),
    .help = N_ ("Whether partners are of the same class, or of any class with steps of half the way at most."),
    IMB_CHOICE (Borderline, kind, KIND_1, kinds),
  },
  IMB_DISTANCE_PARAM (Borderline),
  IMB_COMPAT_PARAM (Borderline),
  { NULL },
};

/* The rows of one class that are in danger. */
typedef struct
{
  guint32 *rows;
  gsize    n;
} Danger;

/* imbalanced-learn asks for partners of classes only that have a row in danger. */
static gboolean
check_partners (const ImbView    *in,
                const Borderline *self,
                GError          **error)
{
  return self->kind == KIND_1 ? imb_check_growth (in, self->sampling_strategy, (gsize) self->k_neighbors, "k_neighbors", error)
                              : imb_border_check_growth (in, self->sampling_strategy, (gsize) self->k_neighbors, "k_neighbors", error);
}

static gboolean
check (const ImbView *in,
       gconstpointer  values,
       GError       **error)
{
  const Borderline *self = values;

  return (self->compat == IMB_COMPAT_IMBALANCED_LEARN || check_partners (in, self, error))
         && imb_border_check_growth (in, self->sampling_strategy, (gsize) self->m_neighbors, "m_neighbors", error);
}

/* No row is in danger: nothing can be made of the class. */
static gboolean
leave_out (const ImbView    *in,
           const Borderline *self,
           guint             c,
           gsize            *target,
           ImbNotes         *notes,
           GError          **error)
{
  g_autofree char *label = imb_view_dup_label (in, c), *smote = imb_dup_smote (in, self->sampling_strategy);

  if (self->compat == IMB_COMPAT_IMBALANCED_LEARN)
    {
      imb_notes_add (notes, _ ("Class “%s” has no row at the border; none was added to it."), label);
      *target = 0;
      return TRUE;
    }
  g_set_error (error, IMB_ERROR, IMB_ERROR_UNSUITABLE,
               _ ("Class “%s” has no row at the border (with half or more, but not all, of its %d nearest rows in other classes), where borderline-smote starts; write another m_neighbors, or use %s."),
               label, self->m_neighbors, smote);
  return FALSE;
}

static gboolean
find_danger (const ImbView    *in,
             const Borderline *self,
             guint             c,
             Danger           *danger,
             ImbJob           *job,
             GError          **error)
{
  const gsize         m = (gsize) self->m_neighbors;
  gsize               n;
  g_autofree guint32 *rows = imb_view_rows_of_class (in, c, &n);
  g_autofree guint32 *n_others = g_new (guint32, MAX (n, 1));
  g_autoptr (ImbNear) near = imb_near_new (in, (ImbDistance) self->metric, c, job, error);

  if (near == NULL || !imb_border_count (near, in, c, rows, n, m, n_others, job, error))
    return FALSE;

  for (gsize i = 0; i < n; i++)
    if (imb_border_is_danger (n_others[i], m))
      rows[danger->n++] = rows[i];
  danger->rows = g_steal_pointer (&rows);
  return TRUE;
}

/* Steps to a row of another class are shortened: to less than half, by a stream of their own. */
static void
shorten_steps (const ImbView *in,
               guint          c,
               const ImbRng  *rng,
               ImbResample   *out,
               gsize          at,
               gsize          n_new)
{
  ImbRng stream = *rng;

  for (gsize m = at; m < at + n_new; m++)
    if (imb_view_class (in, out->parent_rows[2 * m + 1]) != c)
      out->parent_weights[2 * m + 1] *= imb_rng_uniform (&stream, 0.0, 0.5);
}

static gboolean
make_rows (const ImbView    *in,
           const Borderline *self,
           guint             c,
           const Danger     *danger,
           const ImbRng     *rng,
           ImbResample      *out,
           gsize             at,
           gsize             n_new,
           ImbJob           *job,
           GError          **error)
{
  const gsize         k = (gsize) self->k_neighbors;
  gsize               n_partners = in->n_rows;
  g_autofree guint32 *partners = NULL;
  g_autofree guint32 *table = imb_lists_new (danger->n, k, error);
  g_autoptr (ImbNear) near = table != NULL ? imb_near_new (in, (ImbDistance) self->metric, c, job, error) : NULL;
  g_autoptr (ImbJob) search = imb_job_new_part (job, 0.7);
  g_autoptr (ImbJob) making = imb_job_new_part (job, 0.3);

  if (self->kind == KIND_1)
    partners = imb_view_rows_of_class (in, c, &n_partners);
  if (near == NULL
      || !(self->kind == KIND_1 ? imb_check_neighbours (in, c, n_partners, k, "k_neighbors", error) : imb_border_check (in, k, "k_neighbors", error))
      || !imb_near_find (near, partners, n_partners, danger->rows, danger->n, k, IMB_LIST_BUT_FIRST, table, NULL, search, error)
      || !imb_interpolate_draw (danger->rows, danger->n, partners, table, k, rng, out, at, n_new, making, error))
    return FALSE;
  if (self->kind == KIND_2)
    shorten_steps (in, c, rng, out, at, n_new);
  return imb_interpolate_drawn (in, out, at, n_new, c, making, error);
}

static gboolean
sample_classes (const ImbView    *in,
                const Borderline *self,
                gsize            *targets,
                Danger           *dangers,
                const ImbRng     *rng,
                ImbJob           *job,
                ImbResample      *out,
                GError          **error)
{
  gsize n_asked = 0, n_new = 0, at = 0;

  for (guint c = 0; c < in->n_classes; c++)
    n_asked += targets[c];
  for (guint c = 0; c < in->n_classes; c++)
    {
      g_autoptr (ImbJob) part = imb_job_new_part (job, 0.6 * (double) targets[c] / MAX ((double) n_asked, 1.0));

      if (targets[c] == 0)
        continue;
      if (!find_danger (in, self, c, &dangers[c], part, error)
          || (dangers[c].n == 0 && !leave_out (in, self, c, &targets[c], out->notes, error)))
        return FALSE;
      n_new += targets[c];
    }

  if (!imb_resample_add_made (out, n_new, in->base->n_cols, 2, error))
    return FALSE;
  for (guint c = 0; c < in->n_classes; at += targets[c], c++)
    {
      g_autoptr (ImbJob) part = imb_job_new_part (job, 0.4 * (double) targets[c] / MAX ((double) n_asked, 1.0));

      if (targets[c] > 0 && !make_rows (in, self, c, &dangers[c], rng, out, at, targets[c], part, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
sample (const ImbView *in,
        gconstpointer  values,
        const ImbRng  *rng,
        ImbJob        *job,
        ImbResample   *out,
        GError       **error)
{
  const Borderline  *self = values;
  g_autofree gsize  *targets = g_new0 (gsize, in->n_classes);
  g_autofree Danger *dangers = g_new0 (Danger, in->n_classes);
  gboolean           ok;

  if (!imb_strategy_resolve (IMB_STRATEGY_OVER, self->sampling_strategy, in, targets, NULL, error))
    return FALSE;
  imb_strategy_note (IMB_STRATEGY_OVER, in, targets, out->notes);

  ok = sample_classes (in, self, targets, dangers, rng, job, out, error);
  for (guint c = 0; c < in->n_classes; c++)
    g_free (dangers[c].rows);
  return ok;
}

static const char *
question (gconstpointer values,
          ImbForesee   *out)
{
  const Borderline *self = values;

  *out = (ImbForesee){ IMB_FORESEE_BORDER, self->sampling_strategy, (ImbDistance) self->metric, (gsize) self->m_neighbors };
  return self->compat == IMB_COMPAT_NONE ? "m_neighbors" : NULL;
}

static char *
doubt (const ImbView *in,
       gconstpointer  values,
       gboolean       has_rows)
{
  const Borderline *self = values;
  ImbForesee        ask;
  g_autoptr (GError) error = NULL;
  g_autofree char *smote = NULL;

  if (question (self, &ask) == NULL)
    return check_partners (in, self, &error) ? NULL : g_strdup (error->message);
  if (imb_foresee (&ask, in, has_rows))
    return NULL;
  smote = imb_dup_smote (in, self->sampling_strategy);
  return g_strdup_printf (_ ("Each class that grows must have a row at the border, with half or more, but not all, of its %zu nearest rows in other classes; if one has none, write another m_neighbors, or use %s."),
                          ask.m, smote);
}

static const char *
peer_differs (gconstpointer values)
{
  const Borderline *self = values;

  return self->kind == KIND_2 ? N_ ("Kind borderline-2 is another method before imbalanced-learn 0.12; from there on the rows are the same.") : NULL;
}

const ImbSampler imb_sampler_borderline_smote = {
  .base.id = "borderline-smote",
  .base.title = N_ ("Borderline-SMOTE"),
  .base.summary = N_ ("SMOTE that starts only from rows near the border, with half or more of their nearest rows in other classes."),
  .base.reference = "Han, Wang, Mao 2005, doi:10.1007/11538059_91",
  .base.params = params,
  .base.params_size = sizeof (Borderline),
  .flags = IMB_SAMPLER_ADDS | IMB_SAMPLER_RANDOM | IMB_SAMPLER_METRIC,
  .peer = "imblearn.over_sampling.BorderlineSMOTE",
  .peer_differs = peer_differs,
  .check = check,
  .question = question,
  .doubt = doubt,
  .sample = sample,
};
