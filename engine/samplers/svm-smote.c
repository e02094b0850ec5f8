/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SVM-SMOTE: new rows start from the support vectors of a classifier that separates the classes, towards a neighbour of the same
 * class where the vector lies among rows of other classes, away from it where it lies safely: so the class grows
 * towards the border. Nguyen, Cooper, Kamei 2011, doi:10.1504/IJKESDP.2011.039875. Row for row imbalanced-learn's SVMSMOTE
 * with its default classifier. Where a class has no vector in danger, or no safe one, imbalanced-learn makes fewer rows than asked
 * for; here the others make them (compat=imbalanced-learn: fewer, and noted). The classifier takes from O(n²) to O(n³) d. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/kernels/imb-svm.h"
#include "engine/samplers/imb-border.h"
#include "engine/samplers/imb-foresee.h"
#include "engine/samplers/imb-interpolate.h"
#include "engine/samplers/imb-outward.h"
#include "engine/samplers/imb-sampler.h"
#include "engine/samplers/imb-strategy.h"

typedef struct
{
  const char *sampling_strategy;
  int         k_neighbors;
  int         m_neighbors;
  double      out_step;
  int         compat;
} SvmSmote;

static const ImbParam params[] = {
  IMB_STRATEGY_PARAM_OVER (SvmSmote),
  {
    .name = "k_neighbors",
    .label = N_ ("Neighbours"),
    .help = N_ ("Rows of the same class from which a partner is drawn."),
    IMB_INT (SvmSmote, k_neighbors, 5, 1, 1000),
  },
  {
    .name = "m_neighbors",
    .label = N_ ("Neighbours that tell the border"),
    .help = N_ ("A support vector is in danger when half or more of so many nearest rows are of other classes, and noise when all are."),
    IMB_INT (SvmSmote, m_neighbors, 10, 1, 1000),
  },
  {
    .name = "out_step",
    .label = N_ ("Step outwards"),
    .help = N_ ("How far a new row may lie beyond a safe support vector, as a share of the way to its partner."),
    IMB_REAL (SvmSmote, out_step, 0.5, 0.0, 1.0),
  },
  IMB_COMPAT_PARAM (SvmSmote),
  { NULL },
};

static gboolean
check (const ImbView *in,
       gconstpointer  values,
       GError       **error)
{
  const SvmSmote *self = values;

  return imb_check_growth (in, self->sampling_strategy, (gsize) self->k_neighbors, "k_neighbors", error)
         && imb_border_check_growth (in, self->sampling_strategy, (gsize) self->m_neighbors, "m_neighbors", error);
}

/* What support vectors hang on: no parameter, only the rows and their classes. NULL: nobody keeps anything about them. */
static GBytes *
make_key (const ImbView *in,
          const guint16 *classes)
{
  const gsize n_categories = imb_view_n_categories (in);
  GByteArray *key;

  if (in->memo == NULL || !imb_memo_is_about (in->memo, in->base) || in->made != NULL)
    return NULL;

  key = g_byte_array_new ();
  g_byte_array_append (key, (const guint8 *) "svm-smote", 9);
  g_byte_array_append (key, (const guint8 *) &n_categories, sizeof n_categories);
  g_byte_array_append (key, (const guint8 *) classes, (guint) (in->n_rows * sizeof *classes));
  if (in->rows != NULL)
    g_byte_array_append (key, (const guint8 *) in->rows, (guint) (in->n_rows * sizeof *in->rows));
  return g_byte_array_free_to_bytes (key);
}

static gboolean
fit (const ImbView *in,
     const guint16 *classes,
     guint8        *is_support,
     ImbJob        *job,
     GError       **error)
{
  const ImbSvmParams svm = { .cost = 1.0, .gamma = 0.0 };
  const gsize        d = in->base->n_cols;
  g_autofree guint  *n_levels = g_new0 (guint, MAX (d, 1));
  g_autoptr (ImbJob) gathering = imb_job_new_part (job, 0.0);
  g_autoptr (ImbMatrix) own = NULL;
  const ImbMatrix *x = imb_view_see_whole (in, &own, gathering, error);

  if (x == NULL)
    return FALSE;
  for (gsize j = 0; in->kinds != NULL && j < d; j++)
    n_levels[j] = in->kinds[j].n_levels;
  return imb_svm_find_support (x, n_levels, classes, &svm, is_support, job, error);
}

static gboolean
find_support (const ImbView *in,
              guint8        *is_support,
              ImbJob        *job,
              GError       **error)
{
  g_autofree guint16 *classes = g_new (guint16, MAX (in->n_rows, 1));
  g_autoptr (GBytes) key = NULL;
  g_autoptr (GBytes) known = NULL;

  for (gsize i = 0; i < in->n_rows; i++)
    classes[i] = (guint16) imb_view_class (in, i);
  key = make_key (in, classes);
  known = key != NULL ? imb_memo_dup (in->memo, key) : NULL;
  if (known != NULL)
    {
      memcpy (is_support, g_bytes_get_data (known, NULL), in->n_rows);
      return imb_job_step (job, 1, 1, error);
    }
  if (!fit (in, classes, is_support, job, error))
    return FALSE;

  if (key != NULL)
    {
      known = g_bytes_new (is_support, in->n_rows);
      imb_memo_put (in->memo, key, known);
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
  const SvmSmote    *self = values;
  const ImbOutward   how = { self->sampling_strategy, (gsize) self->k_neighbors, (gsize) self->m_neighbors, self->out_step, self->compat == IMB_COMPAT_IMBALANCED_LEARN };
  g_autofree gsize  *targets = g_new0 (gsize, in->n_classes);
  g_autofree guint8 *is_support = imb_rows_new (in->n_rows, sizeof (guint8), error);
  g_autoptr (ImbJob) learning = imb_job_new_part (job, 0.8);
  g_autoptr (ImbJob) making = imb_job_new_part (job, 0.2);
  gsize n_new = 0;

  if (is_support == NULL || !imb_strategy_resolve (IMB_STRATEGY_OVER, self->sampling_strategy, in, targets, NULL, error))
    return FALSE;
  imb_strategy_note (IMB_STRATEGY_OVER, in, targets, out->notes);

  for (guint c = 0; c < in->n_classes; c++)
    n_new += targets[c];
  if (n_new == 0)
    return TRUE;
  return find_support (in, is_support, learning, error)
         && imb_outward_make (in, is_support, &how, targets, rng, out, making, error);
}

/* Which rows are support vectors is known only when they are found; where there are too few other rows none can be noise. */
static char *
doubt (const ImbView *in,
       gconstpointer  values,
       gboolean       has_rows)
{
  const SvmSmote  *self = values;
  const gsize      m = (gsize) self->m_neighbors;
  const ImbForesee ask = { IMB_FORESEE_OWN, self->sampling_strategy, IMB_DISTANCE_EUCLIDEAN, m };
  g_autofree char *smote = NULL;

  if (imb_foresee (&ask, in, FALSE))
    return NULL;
  smote = imb_dup_smote (in, self->sampling_strategy);
  return g_strdup_printf (_ ("Some support vector of each class that grows must have a row of its class among its %zu nearest; if none has, write a larger m_neighbors, or use %s."),
                          m, smote);
}

const ImbSampler imb_sampler_svm_smote = {
  .base.id = "svm-smote",
  .base.title = N_ ("SVM-SMOTE"),
  .base.summary = N_ ("Makes new rows from the support vectors of a classifier: between rows at the border, outwards from safe ones."),
  .base.reference = "Nguyen, Cooper, Kamei 2011, doi:10.1504/IJKESDP.2011.039875",
  .base.params = params,
  .base.params_size = sizeof (SvmSmote),
  .flags = IMB_SAMPLER_ADDS | IMB_SAMPLER_RANDOM,
  .peer = "imblearn.over_sampling.SVMSMOTE",
  .check = check,
  .doubt = doubt,
  .sample = sample,
};
